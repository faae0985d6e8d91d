#!/usr/bin/env python3
"""The same job in PyTorch: steps of a Transformer with a chosen activation on random tokens.

  torch_translation.py speed --model transformer-mini --sentences 64 --length 16 --threads 2
             median step time, target tokens/s and peak memory of forward, backward and Adam
             [--compile] [--bf16]

Attention is scaled_dot_product_attention. Nothing is padding, so no mask but the causal one is
needed. On a busy machine set OMP_WAIT_POLICY=PASSIVE: threads that spin take the others' time.
Needs: pip install torch numpy
"""
import argparse
import json
import math
import resource
import statistics
import time

import torch
from torch import nn
from torch.nn import functional

# width, inner units, heads, layers of each side
SIZES = {"transformer-base": (512, 2048, 8, 6), "transformer-small": (256, 1024, 4, 3),
         "transformer-mini": (256, 512, 4, 3), "transformer-tiny": (128, 256, 4, 4)}
ACTIVATIONS = {"relu": nn.ReLU, "gelu": nn.GELU, "swish1": nn.SiLU, "softplus": nn.Softplus,
               "selu": nn.SELU}
FIRST_TOKEN, WARM_UP_STEPS, RATE = 4, 2, 1e-4


class Attention(nn.Module):
    """Heads side by side in the columns; queries, keys and values are one matrix, no biases."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.out_proj = nn.Linear(width, width, bias=False)

    def heads_of(self, x):
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x, memory=None, causal=False):
        width = x.shape[-1]
        if memory is None:
            q, k, v = functional.linear(x, self.in_proj_weight).chunk(3, -1)
        else:
            q = functional.linear(x, self.in_proj_weight[:width])
            k, v = functional.linear(memory, self.in_proj_weight[width:]).chunk(2, -1)
        y = functional.scaled_dot_product_attention(
            *(self.heads_of(part) for part in (q, k, v)), is_causal=causal)
        return self.out_proj(y.transpose(1, 2).flatten(2))


class Layer(nn.Module):
    """One of the encoder, or of the decoder with attention to a memory; post-norm."""

    def __init__(self, width, inner, heads, activation, dropout, decodes):
        super().__init__()
        self.attention = Attention(width, heads)
        self.cross = Attention(width, heads) if decodes else None
        self.linear1, self.linear2 = nn.Linear(width, inner), nn.Linear(inner, width)
        self.act = ACTIVATIONS[activation]()
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3 if decodes else 2))
        self.dropout = dropout

    def part(self, number, x, made):
        return self.norms[number](x + functional.dropout(made, self.dropout, self.training))

    def forward(self, x, memory=None):
        x = self.part(0, x, self.attention(x, causal=self.cross is not None))
        if self.cross is not None:
            x = self.part(1, x, self.cross(x, memory))
        return self.part(len(self.norms) - 1, x, self.linear2(self.act(self.linear1(x))))


def sinusoids(length, width):
    angle = torch.arange(length)[:, None] * 10000.0 ** (-torch.arange(0, width, 2) / width)
    return torch.stack((angle.sin(), angle.cos()), -1).flatten(1)


class Transformer(nn.Module):
    """The embedding is the output matrix as well."""

    def __init__(self, options):
        super().__init__()
        width, inner, heads, layers = SIZES[options.model]
        self.width, self.dropout = width, options.dropout
        self.embedding = nn.Embedding(options.vocabulary, width)
        make = lambda decodes: nn.ModuleList(
            Layer(width, inner, heads, options.activation, options.dropout, decodes)
            for _ in range(layers))
        self.encoder, self.decoder = make(False), make(True)
        self.register_buffer("places", sinusoids(options.length, width), persistent=False)
        for parameter in self.parameters():
            if parameter.dim() == 2:
                nn.init.xavier_uniform_(parameter)
        nn.init.normal_(self.embedding.weight, 0, width ** -0.5)

    def embed(self, tokens):
        x = self.embedding(tokens) * math.sqrt(self.width) + self.places[:tokens.shape[1]]
        return functional.dropout(x, self.dropout, self.training)

    def forward(self, source, target):
        memory = self.embed(source)
        for layer in self.encoder:
            memory = layer(memory)
        y = self.embed(target)
        for layer in self.decoder:
            y = layer(y, memory)
        return functional.linear(y, self.embedding.weight)


def measure(options):
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    model = Transformer(options).train()
    shape = (options.sentences, options.length)
    source, target, labels = (torch.randint(FIRST_TOKEN, options.vocabulary, shape)
                              for _ in range(3))
    adam = torch.optim.Adam(model.parameters(), lr=RATE, betas=(0.9, 0.98), eps=1e-9)
    forward = torch.compile(model) if options.compile else model
    times = []
    for number in range(options.steps + WARM_UP_STEPS):
        start = time.perf_counter()
        adam.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
            logits = forward(source, target)
        functional.cross_entropy(logits.float().flatten(0, 1), labels.flatten(),
                                 label_smoothing=0.1).backward()
        adam.step()
        if number >= WARM_UP_STEPS:
            times.append(time.perf_counter() - start)
    median = statistics.median(times)
    print(json.dumps({
        "peer": f"pytorch {torch.__version__}", "what": options.what, "model": options.model,
        "activation": options.activation, "vocabulary": options.vocabulary,
        "sentences": options.sentences, "length": options.length, "threads": options.threads,
        "compile": options.compile, "bf16": options.bf16, "step_ms_median": 1e3 * median,
        "tokens_per_second": labels.numel() / median,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "idle_rss_mb": idle,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["speed"])
    parser.add_argument("--model", choices=SIZES, default="transformer-mini")
    parser.add_argument("--activation", choices=ACTIVATIONS, default="swish1")
    parser.add_argument("--vocabulary", type=int, default=4000)
    parser.add_argument("--sentences", type=int, default=64)
    parser.add_argument("--length", type=int, default=16)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--bf16", action="store_true")
    measure(parser.parse_args())


if __name__ == "__main__":
    main()
