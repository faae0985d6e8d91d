#!/usr/bin/env python3
"""Where the time of a training step goes: shares of each kind of kernel, by Linux's perf.

  ./run bench shares                                  the networks of ImageNet and DenseNet
  ./run bench shares --networks mobilenet:16          MODEL:BATCH ...

Samples the processor of both threads after the first steps; the last column is what no threads do
but wait, wake each other, and get memory from the system.
"""
import argparse
import collections
import pathlib
import re
import shutil
import subprocess
import tempfile

from measure import add_common_options, fail, run

HERE = pathlib.Path(__file__).resolve().parent
NETWORKS = ["densenet-bc100-12:64", "densenet100-12:64", "mobilenet:16", "nasnet-mobile:16",
            "inception-v3:8", "inception-v4:4", "inception-resnet-v2:4"]
WARM_UP_S = 3.0

# Kind and what its functions are called; the first that fits. What fits none is in "others".
KINDS = [("Winograd", r"product_tile|product_block|winograd|spread_|gather_|transform_(d_)?weight"),
         ("direct, 1x1", r"forward_tile|weight_tile|convolution_(weight_)?pass|openblas"),
         ("depthwise", r"pixel_tile|tap_tile|depthwise"),
         ("normalisation", r"normalise|add_moments|add_gradient_sums|input_gradient|ChannelSums"),
         ("activation", r"run_formula|handle<|load_first|TiledFormula|kernels::evaluate|Run::"),
         ("pools", r"pool2d|pool|sum_rows|of_windows|of_average"),
         ("copies and sums", r"mem(move|set|cpy)|accumulate_gradient|AxisRange|copy_padded|"
                             r"broadcast_map|Partials|Taps|Tensor::full|SGD|RMSProp"),
         ("waiting, system", r"kernel\.kallsyms|libtbb|\[k\]|tbb::")]


def shares(options, model, batch):
    """Milliseconds a step, and the share of every kind."""
    program = pathlib.Path(options.build) / "bin" / "step_speed"
    command = [program, "--model", model, "--batch-size", batch, "--classes", 1000, "--threads",
               options.threads]
    [short] = run([*command, "--steps", 3], prefix=options.prefix)
    steps = 3 + int(1000 * (WARM_UP_S + options.seconds) / short["step_ms_median"])
    with tempfile.TemporaryDirectory() as folder:
        data = pathlib.Path(folder) / "perf.data"
        recorded = ["perf", "record", "-q", "-F", 999, "--delay", int(1000 * WARM_UP_S), "-o", data]
        [result] = run([*recorded, *command, "--steps", steps], prefix=options.prefix)
        report = subprocess.run(["perf", "report", "-i", data, "--no-children", "--stdio",
                                 "--sort", "dso,symbol"], capture_output=True, text=True)
    found = collections.Counter()
    for share, name in re.findall(r"^\s+([\d.]+)%\s+(.*\S)\s*$", report.stdout, re.MULTILINE):
        kind = next((kind for kind, names in KINDS if re.search(names, name)), "others")
        found[kind] += float(share)
    if not found:
        fail(f"perf found nothing: {report.stderr.strip() or 'no samples'}")
    return result["step_ms_median"], found


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", nargs="+", default=NETWORKS, metavar="MODEL:BATCH")
    parser.add_argument("--seconds", type=float, default=8, help="sampled; default: 8")
    add_common_options(parser, HERE.parent)
    options = parser.parse_args()
    if not shutil.which("perf"):
        fail("perf is missing; on Debian: apt install linux-perf")
    kinds = [kind for kind, _ in KINDS] + ["others"]
    print("| network | ms | " + " | ".join(kinds) + " |")
    print("|---|---" + "|---" * len(kinds) + "|")
    for network in options.networks:
        model, _, batch = network.partition(":")
        milliseconds, found = shares(options, model, batch or "8")
        cells = [f"{found[kind]:.0f} %" for kind in kinds]
        print(f"| {model} b{batch or 8} | {milliseconds:.0f} | " + " | ".join(cells) + " |",
              flush=True)


if __name__ == "__main__":
    main()
