#!/usr/bin/env python3
"""Transformers beside PyTorch: the same steps in turn in one run, so that ratios can be trusted.

  ./run bench translation                    every size: base, small, mini, tiny
  ./run bench translation --rows mini tiny   these; --list names them

Each round runs actlab and then each form of PyTorch (eager, torch.compile, and bf16 autocast, which
rounds to 8 bits: it is shown and not compared with), every one a process of its own. The tables
show medians over the rounds: target tokens/s; memory beyond the idle process, weights, gradients
and moments; our steps over their bare matrix products, and with Swish over ReLU, each in one
process.
With --weights RUN --text FILE the time of translating that text by beam search is measured as well.
Raw figures are kept in translation.json in the folder --results; what is there already is not
measured again unless --fresh is given.

PyTorch is looked for in the Python named by --python (default: $ACTLAB_TORCH_PYTHON, else python3).
"""
import argparse
import dataclasses
import pathlib
import subprocess
import time

from beside import add_options, cell, choose_rows, measure_rounds, print_list, torch_version
from measure import Results, add_common_options, fail

HERE = pathlib.Path(__file__).resolve().parent
PYTORCH = {"eager": [], "torch.compile": ["--compile"]}
BF16 = "bf16 autocast"
KEPT_BYTES = 16  # of a parameter: itself, its gradient and Adam's two moments
MEMORY_MUST, SWISH_MUST, TEXT_MUST = 0.5, 1.05, 10.0


@dataclasses.dataclass
class Row:
    name: str
    vocabulary: int
    sentences: int
    length: int
    must: float  # least speed over the best PyTorch, and what is aimed at
    goal: float
    steps: int

    def flags(self):
        return ["--model", f"transformer-{self.name}", "--vocabulary", self.vocabulary,
                "--sentences", self.sentences, "--length", self.length, "--steps", self.steps]

    def describe(self):
        return f"{self.name}, {self.sentences * self.length} tokens of {self.vocabulary}"


ROWS = [Row("base", 37000, 32, 32, 1.0, 1.15, 3), Row("small", 8000, 128, 16, 1.1, 1.25, 6),
        Row("mini", 4000, 64, 16, 1.25, 1.45, 12), Row("tiny", 8000, 128, 16, 1.8, 2.4, 12)]
GROUPS = {"all": [row.name for row in ROWS]}


def forms_of(row, options):
    """{form: (command, environment)}, in the order of a round."""
    own = pathlib.Path(options.build) / "bin" / "token_speed"
    common = [*row.flags(), "--threads", options.threads]
    forms = {"actlab": [own, "speed", *common],
             "products": [own, "products", *common],
             "swish1 over relu": [own, "activations", "--activation", "swish1", *common],
             "swish over relu": [own, "activations", "--activation", "swish", *common]}
    peer = [options.python, HERE / "torch_translation.py", "speed", *common]
    for form, flags in (PYTORCH | {BF16: ["--bf16"]}).items():
        forms[form] = [*peer, *flags]
    return {form: (command, {}) for form, command in forms.items()}


def words_of(result):
    if "parameters" in result:
        kept = KEPT_BYTES * result["parameters"] / 2 ** 20
        result["memory_mb"] = result["peak_rss_mb"] - result["idle_rss_mb"] - kept
    return f"{result['step_ms_median']:9.1f} ms a step"


def speed_table(results):
    yield ("| Transformer | actlab, target tokens/s | eager | torch.compile | over the best | must "
           "| goal | bf16 autocast |")
    yield "|---|---|---|---|---|---|---|---|"
    for row in ROWS:
        speeds = {form: results.median("tokens_per_second", row.name, form)
                  for form in ("actlab", *PYTORCH, BF16)}
        peers = [speeds[form] for form in PYTORCH if speeds[form] is not None]
        if speeds["actlab"] is None or not peers:
            continue
        yield (f"| {row.describe()} | {cell(speeds['actlab'])} | {cell(speeds['eager'])} "
               f"| {cell(speeds['torch.compile'])} | **{speeds['actlab'] / max(peers):.2f}** "
               f"| {row.must:.2f} | {row.goal:.2f} | {cell(speeds[BF16])} |")


def memory_table(results):
    yield ("| Transformer | actlab, MB beyond weights, gradients, moments | PyTorch's least "
           "| ratio | must |")
    yield "|---|---|---|---|---|"
    for row in ROWS:
        own = results.median("memory_mb", row.name, "actlab")
        peers = [memory for form in PYTORCH
                 if (memory := results.median("memory_mb", row.name, form)) is not None]
        if own is not None and peers:
            yield (f"| {row.describe()} | {own:.0f} | {min(peers):.0f} "
                   f"| **{own / min(peers):.2f}** | {MEMORY_MUST} |")


def own_table(results):
    yield ("| Transformer | step, ms | its bare products, ms | GFLOPS of these "
           "| step over products | Swish-1 over ReLU | Swish over ReLU | must |")
    yield "|---|---|---|---|---|---|---|---|"
    for row in ROWS:
        products = (row.name, "products")
        if not results.select(*products):
            continue
        swish = [results.median("time_ratio", row.name, f"{name} over relu")
                 for name in ("swish1", "swish")]
        yield (f"| {row.describe()} | {results.median('step_ms_median', *products):.1f} "
               f"| {results.median('over_step_ms_median', *products):.1f} "
               f"| {results.median('over_gflops', *products):.0f} "
               f"| **{results.median('time_ratio', *products):.2f}** | {cell(swish[0], 3)} "
               f"| {cell(swish[1], 3)} | {SWISH_MUST} |")


def head(results):
    data = results.data
    rounds = min(len(results.select(row.name, "actlab")) for row in ROWS
                 if results.select(row.name, "actlab"))
    return (f"PyTorch {data['pytorch']}, {data['threads']} threads, {data['machine']}; medians, "
            f"{rounds} rounds.")


def text_words(results):
    """How long a text took; nothing where none was translated."""
    seconds = results.median("seconds", "text")
    if seconds is not None:
        lines = results.select("text")[0]["lines"]
        yield (f"Translating {lines} lines with beam 4: {seconds:.1f} s (must be under "
               f"{TEXT_MUST:.0f}).")


def measure_text(options, results):
    """Seconds of ./run translate with beam 4, the start of the program included."""
    command = [str(pathlib.Path(options.build) / "bin" / "translate"), "--weights",
               options.weights, "--beams", "4", "--threads", str(options.threads)]
    for number in range(1, options.rounds + 1):
        if results.has("text", number):
            continue
        with open(options.text, "rb") as text:
            start = time.perf_counter()
            done = subprocess.run(command, stdin=text, capture_output=True)
            seconds = time.perf_counter() - start
        if done.returncode != 0:
            fail(done.stderr.decode(errors="replace").strip())
        results.add(("text", number), {"seconds": seconds, "lines": done.stdout.count(b"\n")})


def main():
    parser = argparse.ArgumentParser(prog="./run bench translation", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    add_common_options(parser, HERE.parent)
    add_options(parser, GROUPS)
    parser.add_argument("--weights", help="folder of a run that translates")
    parser.add_argument("--text", help="file of sentences for it")
    options = parser.parse_args()
    if options.list:
        print_list(ROWS)
        return
    rows = choose_rows(options.rows, ROWS, GROUPS)
    if (options.weights is None) != (options.text is None):
        fail("--weights and --text belong together", 2)
    results = Results(pathlib.Path(options.results) / "translation.json", options.fresh)
    results.data.update(pytorch=torch_version(options.python), threads=options.threads)
    measure_rounds(rows, forms_of, words_of, options, results)
    if options.weights:
        measure_text(options, results)
    print("", head(results), "", sep="\n")
    for table in (speed_table, memory_table, own_table):
        print(*table(results), "", sep="\n")
    print(*text_words(results), sep="\n")


if __name__ == "__main__":
    main()
