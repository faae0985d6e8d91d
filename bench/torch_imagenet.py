#!/usr/bin/env python3
"""The same job in PyTorch: the networks for large images with a chosen activation.

  speed      torch_imagenet.py speed --model mobilenet --batch-size 16 --threads 2
             median step time, images/s and peak memory of forward, backward and SGD's step
  inference  torch_imagenet.py inference --model mobilenet --batch-size 1

The networks are timm's and, NASNet, pretrainedmodels'; every rectifier is replaced, nothing else.
On a busy machine set OMP_WAIT_POLICY=PASSIVE: threads that spin take the others' time.
Needs: pip install torch timm; for NASNet pip install --no-deps pretrainedmodels munch six
"""
import argparse
import json
import pathlib
import resource
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

from torch_cifar import ACTIVATIONS

# name: (timm's name, side of the images)
NETWORKS = {"inception-v3": ("inception_v3", 299), "inception-v4": ("inception_v4", 299),
            "inception-resnet-v2": ("inception_resnet_v2", 299),
            "mobilenet": ("mobilenetv1_100", 224), "nasnet-mobile": (None, 224)}


def load_library(name):
    """What makes the network; its own memory, 190 MB of timm's, belongs to the idle process."""
    if name == "nasnet-mobile":
        from pretrainedmodels.models import nasnet_mobile
        return nasnet_mobile
    import timm
    return timm


def plain_network(name, classes):
    library = load_library(name)
    if name == "nasnet-mobile":
        network = library.NASNetAMobile(num_classes=classes)
        network.avg_pool = nn.AdaptiveAvgPool2d(1)  # at any side
        return network
    return library.create_model(NETWORKS[name][0], pretrained=False, num_classes=classes)


def build(name, activation, classes, side):
    """Each rectifier becomes an activation of its own, for the channels that it is given."""
    network = plain_network(name, classes)
    sites = {site: module for site, module in network.named_modules()
             if isinstance(module, (nn.ReLU, nn.ReLU6))}
    channels = {}
    hooks = [module.register_forward_pre_hook(
        lambda _, inputs, site=site: channels.update({site: inputs[0].shape[1]}))
        for site, module in sites.items()]
    network.eval()
    with torch.no_grad():
        network(torch.zeros(1, 3, side, side))
    for hook in hooks:
        hook.remove()
    for site, count in channels.items():
        parent, _, leaf = site.rpartition(".")
        setattr(network.get_submodule(parent), leaf, ACTIVATIONS[activation](count))
    return network


def resident_mb():
    """Now, not the most there was: libraries need more while they are loaded."""
    pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def measure(options):
    load_library(options.model)
    idle = resident_mb()
    side = options.image_side or NETWORKS[options.model][1]
    network = build(options.model, options.activation, options.classes, side)
    network.train(options.what == "speed")
    images = torch.randn(options.batch_size, 3, side, side)
    labels = torch.randint(0, options.classes, (options.batch_size,))
    if options.channels_last:
        network = network.to(memory_format=torch.channels_last)
        images = images.contiguous(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(network.parameters(), 1e-3, momentum=0.9, weight_decay=1e-4)
    forward = torch.compile(network) if options.compile else network

    def step():
        with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
            if options.what == "inference":
                with torch.no_grad():
                    forward(images)
                return
            loss = functional.cross_entropy(forward(images).float(), labels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    times = []
    for number in range(options.steps + options.warm_up):
        start = time.perf_counter()
        step()
        if number >= options.warm_up:
            times.append(time.perf_counter() - start)
    median = statistics.median(times)
    return {"peer": "pytorch " + torch.__version__, "what": options.what, "model": options.model,
            "activation": options.activation, "batch_size": options.batch_size,
            "image_side": side, "threads": options.threads,
            "channels_last": options.channels_last, "compile": options.compile,
            "bf16": options.bf16, "step_ms_median": 1e3 * median,
            "step_ms_min": 1e3 * min(times), "images_per_second": options.batch_size / median,
            "idle_rss_mb": idle,
            "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["speed", "inference"])
    parser.add_argument("--model", default="mobilenet", choices=NETWORKS)
    parser.add_argument("--activation", default="relu", choices=ACTIVATIONS)
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--image-side", type=int)
    parser.add_argument("--batch-size", type=int, default=8)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--warm-up", type=int, default=1)
    for flag in ("--bf16", "--compile", "--channels-last"):
        parser.add_argument(flag, action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    print(json.dumps(measure(options)), flush=True)


if __name__ == "__main__":
    main()
