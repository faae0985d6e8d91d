#!/usr/bin/env python3
"""actlab beside PyTorch: the same work in turn, in one run, so that the ratio can be trusted.

  ./run bench peer                              quick: ResNet-20 training with ReLU and Swish-1
  ./run bench peer --rows all                   every row (about half an hour)
  ./run bench peer --rows resnet56 wrn28-10     these rows; --list names them

Each round runs actlab and then each form of PyTorch (eager NCHW, eager channels_last and
torch.compile), every one a process of its own; the best form is the yardstick. Networks for large
images run in bf16 as well (torch_imagenet.py says what they need). The table shows
medians over the rounds of images/s and of the memory beyond the idle process. A form that fails or
takes longer than --timeout is left out and said. Raw figures are kept in peer.json in the folder
--results; what is there already is not measured again unless --fresh is given.

PyTorch is looked for in the Python named by --python (default: $ACTLAB_TORCH_PYTHON, else python3).
"""
import argparse
import dataclasses
import pathlib

from beside import add_options, cell, choose_rows, measure_rounds, print_list, torch_version
from measure import Results, add_common_options

HERE = pathlib.Path(__file__).resolve().parent
PYTORCH = {"eager NCHW": [], "eager channels_last": ["--channels-last"],
           "torch.compile": ["--compile", "--channels-last"]}
# Measured of the networks for large images, shown, and not compared with: it rounds to 8 bits.
BF16 = "bf16 autocast"
IMAGENET = "torch_imagenet.py"


@dataclasses.dataclass
class Row:
    name: str
    what: str  # training or inference
    model: str
    batch_size: int
    activation: str
    must: float  # least speed over the best PyTorch, and what is aimed at
    goal: float
    steps: int = 10
    isas: tuple = ()  # actlab once more, forced to these instruction sets
    memory_bar: tuple = ()  # most memory over PyTorch's least, and what is aimed at
    peer: str = "torch_cifar.py"
    classes: int = 10

    def describe(self):
        return f"{self.model} {self.what}, batch {self.batch_size}, {self.activation}"


ROWS = [Row("resnet20-relu", "training", "resnet20", 128, "relu", 2.0, 3.0, steps=20,
            isas=("avx2",)),
        Row("resnet20-swish1", "training", "resnet20", 128, "swish1", 2.0, 3.0, steps=20,
            memory_bar=(1 / 2, 1 / 3)),
        Row("resnet56", "training", "resnet56", 128, "relu", 2.0, 3.0, steps=6),
        Row("resnet164", "training", "resnet164", 64, "relu", 2.0, 3.0, steps=5),
        Row("wrn16-4", "training", "wrn16-4", 32, "relu", 1.8, 2.5, steps=8),
        Row("wrn28-10", "training", "wrn28-10", 32, "relu", 1.8, 2.5, steps=2),
        Row("densenet-bc100-12", "training", "densenet-bc100-12", 64, "relu", 1.5, 2.5, steps=3),
        Row("densenet100-12", "training", "densenet100-12", 64, "relu", 1.5, 2.5, steps=2,
            memory_bar=(1 / 10, 1 / 20)),
        Row("mobilenet", "training", "mobilenet", 16, "relu", 1.5, 2.2, steps=8, peer=IMAGENET,
            classes=1000),
        Row("nasnet-mobile", "training", "nasnet-mobile", 16, "relu", 2.0, 3.0, steps=5,
            peer=IMAGENET, classes=1000),
        Row("inception-v3", "training", "inception-v3", 8, "relu", 1.2, 1.7, steps=3,
            peer=IMAGENET, classes=1000),
        Row("inception-v4", "training", "inception-v4", 4, "relu", 1.2, 1.7, steps=2,
            peer=IMAGENET, classes=1000),
        Row("inception-resnet-v2", "training", "inception-resnet-v2", 4, "relu", 1.2, 1.7, steps=2,
            peer=IMAGENET, classes=1000),
        Row("inception-resnet-v2-b8", "training", "inception-resnet-v2", 8, "relu", 1.2, 1.7,
            steps=1, peer=IMAGENET, classes=1000, memory_bar=(0.6, 0.6)),
        Row("inference-256", "inference", "resnet20", 256, "relu", 2.0, 3.0, steps=40),
        Row("inference-1", "inference", "resnet20", 1, "relu", 2.5, 4.0, steps=2000)]
GROUPS = {"quick": ["resnet20-relu", "resnet20-swish1"], "all": [row.name for row in ROWS]}
AVX2_MUST, AVX2_GOAL = 1.3, 2.0


def forms_of(row, options):
    """{form: (command, environment)}, in the order of a round."""
    kind = {"training": "speed", "inference": "inference"}[row.what]
    common = [kind, "--model", row.model, "--activation", row.activation, "--batch-size",
              row.batch_size, "--threads", options.threads, "--steps", row.steps,
              "--classes", row.classes]
    program = pathlib.Path(options.build) / "bin" / "step_speed"
    forms = {"actlab": ([program, *common], {})}
    for isa in row.isas:
        forms[f"actlab {isa}"] = ([program, *common], {"ACTLAB_ISA": isa})
    for form, flags in PYTORCH.items():
        forms[form] = ([options.python, HERE / row.peer, *common, *flags], {})
    if row.peer == IMAGENET:
        flags = ["--bf16", "--channels-last"]
        forms[BF16] = ([options.python, HERE / row.peer, *common, *flags], {})
    return forms


def words_of(result):
    result["memory_mb"] = result["peak_rss_mb"] - result["idle_rss_mb"]
    return f"{result['images_per_second']:9.1f} images/s {result['memory_mb']:8.1f} MB"


def summary(row, results):
    """Medians of one row, or None where it has not been measured."""
    speeds = {form: results.median("images_per_second", row.name, form)
              for form in ("actlab", *(f"actlab {isa}" for isa in row.isas), *PYTORCH, BF16)}
    peers = {form: speeds[form] for form in PYTORCH if speeds[form] is not None}
    if speeds["actlab"] is None or not peers:
        return None
    best = max(peers, key=peers.get)
    memory = {form: results.median("memory_mb", row.name, form) for form in ("actlab", *peers)}
    least = min(memory[form] for form in peers)
    return {"row": row.name, "speeds": speeds, "best": best,
            "speed_ratio": speeds["actlab"] / peers[best], "memory": memory["actlab"],
            "peer_memory": least, "memory_ratio": memory["actlab"] / least,
            "isa_ratios": {isa: speeds[f"actlab {isa}"] / peers[best] for isa in row.isas
                           if speeds[f"actlab {isa}"] is not None}}


def bf16_table(results):
    yield ("| work | actlab in float32, images/s | PyTorch with bf16 autocast | actlab, MB beyond idle "
           "| PyTorch with bf16 autocast |")
    yield "|---|---|---|---|---|"
    for row in ROWS:
        line = summary(row, results)
        if line is not None and line["speeds"][BF16] is not None:
            yield (f"| {row.describe()} | {cell(line['speeds']['actlab'], 1)} "
                   f"| {cell(line['speeds'][BF16], 1)} | {cell(line['memory'])} "
                   f"| {cell(results.median('memory_mb', row.name, BF16))} |")


def speed_table(results):
    yield ("| work | actlab, images/s | eager NCHW | eager channels_last | torch.compile "
           "| over the best | must | goal |")
    yield "|---|---|---|---|---|---|---|---|"
    for row in ROWS:
        line = summary(row, results)
        if line is None:
            continue
        digits = 1 if line["speeds"]["actlab"] < 100 else 0
        columns = [cell(line["speeds"][form], digits) for form in ("actlab", *PYTORCH)]
        of_all = all(line["speeds"][form] is not None for form in PYTORCH)
        ratio = f"**{line['speed_ratio']:.2f}**" + ("" if of_all else " of those measured")
        yield (f"| {row.describe()} | {' | '.join(columns)} | {ratio} "
               f"| {row.must:.1f} | {row.goal:.1f} |")
        for isa, ratio in line["isa_ratios"].items():
            speed = cell(line["speeds"][f"actlab {isa}"])
            yield (f"| the same, actlab held to {isa} | {speed} | | | | **{ratio:.2f}** "
                   f"| {AVX2_MUST} | {AVX2_GOAL:.1f} |")


def memory_table(results):
    yield "| work | actlab, MB beyond idle | PyTorch's least | ratio | must | goal |"
    yield "|---|---|---|---|---|---|"
    for row in ROWS:
        line = summary(row, results)
        if line is not None and row.what == "training":
            bar = " | ".join(f"{ratio:.2f}" for ratio in row.memory_bar) or " | "
            yield (f"| {row.describe()} | {line['memory']:.0f} | {line['peer_memory']:.0f} "
                   f"| **{line['memory_ratio']:.2f}** | {bar} |")


def failures(results):
    for row in ROWS:
        for form in (*PYTORCH, BF16):
            for result in results.select(row.name, form, "failed"):
                yield f"{form} failed on {row.describe()}: {result['reason']}"


def head(results):
    data = results.data
    counts = {len(results.select(row.name, "actlab")) for row in ROWS} - {0}
    rounds = str(min(counts)) if len(counts) == 1 else f"{min(counts)} to {max(counts)}"
    return (f"PyTorch {data['pytorch']}, {data['threads']} threads, {data['machine']}; medians, "
            f"{rounds} rounds.")


def main():
    parser = argparse.ArgumentParser(prog="./run bench peer", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    add_common_options(parser, HERE.parent)
    add_options(parser, GROUPS)
    options = parser.parse_args()
    if options.list:
        print_list(ROWS)
        return
    rows = choose_rows(options.rows, ROWS, GROUPS)
    results = Results(pathlib.Path(options.results) / "peer.json", options.fresh)
    results.data.update(pytorch=torch_version(options.python), threads=options.threads)
    measure_rounds(rows, forms_of, words_of, options, results)
    print(f"\n{head(results)}\n")
    tables = [speed_table(results), memory_table(results)]
    if any(results.select(row.name, BF16) for row in ROWS):
        tables.append(bf16_table(results))
    for table in tables:
        print(*table, "", sep="\n")
    print(*failures(results), sep="\n")


if __name__ == "__main__":
    main()
