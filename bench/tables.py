#!/usr/bin/env python3
"""The tables of docs/performance.md, from the raw figures beside it.

  ./run bench tables            fills every table and draws the pictures again
  bench/tables.py --check       exit code 1 where a table is not what its figures say

A table stands between <!-- table NAME --> and <!-- end -->; its figures are in
docs/results/performance/*.json, where ./run bench ... --results docs/results/performance puts them.
"""
import argparse
import json
import pathlib
import re
import sys

import own
import peer
import translation
from measure import Results, fail

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "performance.md"
FIGURES = ROOT / "docs" / "results" / "performance"
CONVOLUTION_MUST, CONVOLUTION_GOAL = 1.1, 1.4  # 16 channels, 3x3, forward, over sgemm


def kernels_table(benchmarks):
    values = {"/".join(entry["name"].split("/")[:3]): entry for entry in benchmarks["benchmarks"]}

    def gflops(name):
        return values[name]["GFLOPS"]

    context = benchmarks["context"]
    sgemm = gflops("peak/sgemm/real_time")
    yield (f"{context['threads']} threads, kernels {context['kernels']}, OpenBLAS core "
           f"{context['OpenBLAS core']}: multiply-adds on registers "
           f"{gflops('peak/fma/real_time'):.0f} GFLOPS, sgemm {sgemm:.0f} GFLOPS, memory "
           f"{values['peak/memory/real_time']['GB/s']:.0f} GB/s.")
    yield ""
    yield ("| layer | forward | data gradient | weight gradient | forward, direct "
           "| forward over sgemm |")
    yield "|---|---|---|---|---|---|"
    layers = dict.fromkeys(name.split("/")[1] for name in values if name.startswith("forward/"))
    for layer in layers:
        columns = [f"{gflops(f'{way}/{layer}/chosen'):.0f}"
                   for way in ("forward", "backward_input", "backward_weight")]
        ratio = gflops(f"forward/{layer}/chosen") / sgemm
        bar = (f" (must {CONVOLUTION_MUST}, goal {CONVOLUTION_GOAL})"
               if layer == "resnet_16ch_32x32" else "")
        yield (f"| {layer.replace('_', ' ')} | {' | '.join(columns)} "
               f"| {gflops(f'forward/{layer}/direct'):.0f} | **{ratio:.2f}**{bar} |")


def with_head(results, head, table):
    yield head(results)
    yield ""
    yield from table(results)


def tables():
    """{name: lines} of every table that has figures."""
    made = {}
    if (FIGURES / "kernels.json").exists():
        made["kernels"] = kernels_table(json.loads((FIGURES / "kernels.json").read_text()))
    if (FIGURES / "peer.json").exists():
        results = Results(FIGURES / "peer.json")
        made["peer speed"] = with_head(results, peer.head, peer.speed_table)
        made["peer memory"] = peer.memory_table(results)
        made["peer bf16"] = peer.bf16_table(results)
        made["peer failures"] = (line + "." for line in peer.failures(results))
    if (FIGURES / "translation.json").exists():
        results = Results(FIGURES / "translation.json")
        made["translation speed"] = with_head(results, translation.head, translation.speed_table)
        made["translation memory"] = translation.memory_table(results)
        made["translation own"] = translation.own_table(results)
        made["translation text"] = translation.text_words(results)
    for name in ("threads", "activations", "swish", "dynamics"):  # steps are printed alone
        table = own.TABLES[name][1]
        if (FIGURES / f"{name}.json").exists():
            made[name] = with_head(Results(FIGURES / f"{name}.json"), own.head, table)
    return made


def filled(document):
    for name, lines in tables().items():
        block = "".join(line + "\n" for line in lines)
        pattern = re.compile(rf"(<!-- table {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        document, count = pattern.subn(lambda match: match[1] + block + match[2], document)
        if count != 1:
            fail(f"{DOCUMENT.name} has {count} places for the table '{name}'")
    return document


def main():
    parser = argparse.ArgumentParser(prog="./run bench tables", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing")
    options = parser.parse_args()
    before = DOCUMENT.read_text()
    after = filled(before)
    if not options.check:
        DOCUMENT.write_text(after)
    elif before != after:
        fail("docs/performance.md does not say what its figures say; run ./run bench tables")
    return 0


if __name__ == "__main__":
    sys.exit(main())
