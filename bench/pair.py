#!/usr/bin/env python3
"""Two builds side by side: the speed and the memory of B over those of A, with intervals.

  ./run bench pair BUILD_A BUILD_B          build folders of two commits, made in the same way
  ./run bench pair A B --rows resnet20-relu resnet164-relu --pairs 30

Processes of the two builds run in turn, A B then B A, so that a slow minute of the machine meets
both. One pair gives one ratio: A's median step over B's, so above 1 means that B is faster. A row
is the geometric mean of its pairs; its 95 % interval is a bootstrap over them. The last row is the
geometric mean over all rows, its interval a bootstrap over the rounds, a round being one pair of
each row.

A row fails where its whole interval lies below --slowest, or where B takes more than --most-memory
times A's memory. The command then ends with exit code 1. Raw figures are kept in pair.json in the
folder --results, one entry a process; what is there is not measured again unless --fresh is given.
The file knows its two programs by their hashes and takes no figures of others.
"""
import argparse
import hashlib
import math
import pathlib
import random
import statistics
import sys

from measure import Failure, Results, add_common_options, fail, run

# name: what, model, batch size, activation, timed steps
ROWS = {
    "resnet20-relu": ("speed", "resnet20", 128, "relu", 10),
    "resnet20-swish1": ("speed", "resnet20", 128, "swish1", 10),
    "resnet20-swish": ("speed", "resnet20", 128, "swish", 10),
    "resnet56-relu": ("speed", "resnet56", 128, "relu", 4),
    "resnet164-relu": ("speed", "resnet164", 64, "relu", 3),
    "wrn16-4-relu": ("speed", "wrn16-4", 32, "relu", 6),
    "wrn28-10-relu": ("speed", "wrn28-10", 32, "relu", 1),
    "inference-256": ("inference", "resnet20", 256, "relu", 20),
    "inference-1": ("inference", "resnet20", 1, "relu", 300),
}
RESAMPLES = 10000


def geometric_mean(ratios):
    """
    >>> round(geometric_mean([0.5, 2.0]), 12)
    1.0
    """
    return math.exp(statistics.fmean(math.log(ratio) for ratio in ratios))


def interval(ratios):
    """The 95 % interval of the geometric mean: percentiles of a bootstrap, the same every time.

    >>> interval([1.25, 1.25, 1.25])
    (1.25, 1.25)
    >>> low, high = interval([0.9, 1.1] * 10)
    >>> 0.94 < low < 0.97 < 1.02 < high < 1.05
    True
    """
    draw = random.Random(0)
    means = sorted(geometric_mean(draw.choices(ratios, k=len(ratios))) for _ in range(RESAMPLES))
    return means[RESAMPLES // 40], means[-RESAMPLES // 40 - 1]


def ratios_of_row(results, row):
    """A's time over B's of each complete pair, in their order.

    >>> class Two:
    ...     times = {("r", "A", 1): 3.0, ("r", "B", 1): 2.0, ("r", "A", 2): 4.0}
    ...     def select(self, *key):
    ...         return [{"step_ms_median": self.times[key]}] if key in self.times else []
    >>> ratios_of_row(Two(), "r")
    [1.5]
    """
    ratios = []
    number = 1
    while True:
        both = [results.select(row, side, number) for side in "AB"]
        if not all(both):
            return ratios
        times = [side[0]["step_ms_median"] for side in both]
        ratios.append(times[0] / times[1])
        number += 1


def same_programs(results, hashes):
    """False where the file holds figures of other programs; notes these otherwise."""
    known = results.data.setdefault("programs", hashes)
    return known == hashes or not results.data["measurements"]


def memory_of(results, row, side):
    """Megabytes beyond the idle process: the median over the processes."""
    return statistics.median(result["peak_rss_mb"] - result["idle_rss_mb"]
                             for result in results.select(row, side))


def measure_all(options, results):
    builds = {"A": options.build_a, "B": options.build_b}
    for number in range(1, options.pairs + 1):
        for row in options.rows:
            what, model, batch, activation, steps = ROWS[row]
            for side in ("AB", "BA")[number % 2]:
                if results.has(row, side, number):
                    continue
                program = pathlib.Path(builds[side]) / "bin" / "step_speed"
                [result] = run([program, what, "--model", model, "--batch-size", batch,
                                "--activation", activation, "--steps", steps,
                                "--threads", options.threads], prefix=options.prefix)
                results.add((row, side, number), result)


def verdict(options, high, memory):
    """
    >>> class Bounds: slowest, most_memory = 0.97, 1.03
    >>> verdict(Bounds, 0.98, 1.0), verdict(Bounds, 0.96, 1.0), verdict(Bounds, 0.98, 1.04)
    ('held', 'slower', 'more memory')
    """
    if high < options.slowest:
        return "slower"
    return "more memory" if memory > options.most_memory else "held"


def report(options, results):
    """Prints the table; True where every row is held."""
    print(f"\nB over A, {results.data['threads']} threads, {results.data['machine']}\n")
    print("| row | pairs | speed | 95 % interval | memory, MB: A | B | B over A | |")
    print("|---|---|---|---|---|---|---|---|")
    held = True
    by_row = [ratios_of_row(results, row) for row in options.rows]
    for row, ratios in zip(options.rows, by_row):
        low, high = interval(ratios)
        a, b = (memory_of(results, row, side) for side in "AB")
        word = verdict(options, high, b / a)
        held &= word == "held"
        print(f"| {row} | {len(ratios)} | **{geometric_mean(ratios):.3f}** | {low:.3f} to {high:.3f} "
              f"| {a:.1f} | {b:.1f} | {b / a:.3f} | {word} |")
    rounds = [geometric_mean(pairs) for pairs in zip(*by_row)]
    low, high = interval(rounds)
    word = verdict(options, high, 0.0)
    print(f"| geometric mean | {len(rounds)} | **{geometric_mean(rounds):.3f}** "
          f"| {low:.3f} to {high:.3f} | | | | {word} |")
    return held and word == "held"


def positive(word):
    value = int(word)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def main():
    parser = argparse.ArgumentParser(prog="./run bench pair", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build_a", metavar="BUILD_A", help="build folder of the older commit")
    parser.add_argument("build_b", metavar="BUILD_B", help="build folder of the newer commit")
    add_common_options(parser, pathlib.Path(__file__).resolve().parent.parent, one_build=False)
    parser.add_argument("--pairs", type=positive, default=15, help="default: 15")
    parser.add_argument("--rows", nargs="+", choices=ROWS, default=list(ROWS), metavar="ROW",
                        help=f"default: all of {', '.join(ROWS)}")
    parser.add_argument("--slowest", type=float, default=0.97, help="default: 0.97")
    parser.add_argument("--most-memory", type=float, default=1.03, help="default: 1.03")
    options = parser.parse_args()
    hashes = {}
    for side, build in (("A", options.build_a), ("B", options.build_b)):
        program = pathlib.Path(build) / "bin" / "step_speed"
        if not program.exists():
            fail(f"{build} has no bin/step_speed; build it with ./run build, or: cmake --build "
                 f"{build} --target step_speed", 2)
        hashes[side] = hashlib.sha256(program.read_bytes()).hexdigest()[:16]
    results = Results(pathlib.Path(options.results) / "pair.json", options.fresh)
    if not same_programs(results, hashes):
        fail(f"{results.path} holds figures of two other programs; measure with --fresh, or into "
             "another folder with --results", 2)
    results.data["programs"] = hashes
    results.data.update(threads=options.threads)
    try:
        measure_all(options, results)
    except Failure as failure:
        fail(str(failure))
    sys.exit(0 if report(options, results) else 1)


if __name__ == "__main__":
    main()
