#!/usr/bin/env python3
"""actlab's own steps: speed and memory, threads over one, every activation over ReLU, probes.

  ./run bench steps          training steps and inference of each network; memory
  ./run bench threads        --threads over one, in one process step by step in turn
  ./run bench activations    every activation of the catalog over ReLU, in the same way
  ./run bench swish          Swish over ReLU in the networks of ImageNet and DenseNet, likewise
  ./run bench dynamics       training with --probe every=100 over training without, likewise

Raw figures are kept in steps.json, threads.json, activations.json, swish.json and dynamics.json in
the folder --results; what is there already is not measured again unless --fresh is given.
"""
import argparse
import pathlib
import subprocess
import tempfile

from measure import Failure, Results, add_common_options, fail, run

HERE = pathlib.Path(__file__).resolve().parent

# model, batch size, timed steps
NETWORKS = [("resnet20", 128, 20), ("resnet56", 128, 6), ("resnet164", 64, 4), ("wrn16-4", 32, 8),
            ("wrn28-10", 32, 2)]
LARGE_NETWORKS = [("densenet-bc100-12", 64, 4), ("densenet100-12", 64, 2), ("mobilenet", 16, 8),
                  ("nasnet-mobile", 16, 5), ("inception-v3", 8, 4), ("inception-v4", 4, 3),
                  ("inception-resnet-v2", 4, 2)]
SWISHES, SWISH_MUST = ("swish1", "swish"), 1.15
SCALING_MUST, SCALING_GOAL = 1.8, 1.95
# the most an activation's step may take, over ReLU's: what must be, and what is aimed at
ACTIVATION_BOUNDS = {"swish1": (1.15, 1.05), "swish": (1.15, 1.05), "gelu": (1.3, 1.1),
                     "mish": (1.3, 1.1)}
ANY_ACTIVATION = (1.6, 1.3)
TOGETHER = 8  # activations measured by one process
PROBED = ("resnet20", 128, ("relu", "swish"))  # model, batch size, activations
PROBES_MUST = 1.1  # probed over unprobed


def program(options, name):
    return pathlib.Path(options.build) / "bin" / name


def common(options, model, batch, steps):
    return ["--model", model, "--batch-size", batch, "--steps", steps, "--threads",
            options.threads]


def measure_steps(options, results):
    for number in range(1, options.rounds + 1):
        for model, batch, steps in NETWORKS:
            for activation in ("relu", "swish1", "swish") if model == "resnet20" else ("relu",):
                key = ("training", model, batch, activation, number)
                measure(options, results, key, ["speed", "--activation", activation,
                                                *common(options, model, batch, steps)])
        for batch, steps in ((256, 40), (1, 300)):
            key = ("inference", "resnet20", batch, "relu", number)
            measure(options, results, key, ["inference", *common(options, "resnet20", batch, steps)])


def measure(options, results, key, arguments, name="step_speed"):
    if not results.has(*key):
        [result] = run([program(options, name), *arguments], prefix=options.prefix)
        results.add(key, result)


def steps_table(results):
    yield "| work | images/s | step, ms | MB beyond idle |"
    yield "|---|---|---|---|"
    seen = []
    for entry in results.data["measurements"]:
        key = tuple(entry["key"][:4])
        if key in seen:
            continue
        seen.append(key)
        what, model, batch, activation = key
        memory = (results.median("peak_rss_mb", *key) - results.median("idle_rss_mb", *key))
        yield (f"| {model} {what}, batch {batch}, {activation} "
               f"| {results.median('images_per_second', *key):.0f} "
               f"| {results.median('step_ms_median', *key):.2f} | {memory:.0f} |")


def measure_threads(options, results):
    for number in range(1, options.rounds + 1):
        for model, batch, steps in NETWORKS:
            key = (model, batch, number)
            measure(options, results, key, ["scaling", *common(options, model, batch, steps)])


def threads_table(results):
    threads = results.data["threads"]
    yield f"| training | one thread, ms | {threads} threads, ms | over one | must | goal |"
    yield "|---|---|---|---|---|---|"
    for model, batch, _ in NETWORKS:
        if not results.select(model, batch):
            continue
        one = results.median("over_step_ms_median", model, batch)
        many = results.median("step_ms_median", model, batch)
        ratio = 1 / results.median("time_ratio", model, batch)
        yield (f"| {model}, batch {batch} | {one:.1f} | {many:.1f} | **{ratio:.2f}** "
               f"| {SCALING_MUST} | {SCALING_GOAL} |")


def catalog(options):
    """Names of the catalog, from the table that ./run activations --markdown prints."""
    done = subprocess.run([program(options, "activations"), "--markdown"], capture_output=True,
                          text=True, check=True)
    names = [line.split("|")[1].split()[0] for line in done.stdout.splitlines()
             if line.startswith("| ") and "formula" not in line.split("|")[2]]
    return [name for name in names if name != "relu"]


def measure_activations(options, results):
    names = catalog(options)
    for number in range(1, options.rounds + 1):
        missing = [name for name in names if not results.has(name, number)]
        for begin in range(0, len(missing), TOGETHER):
            arguments = ["activations", "--activation", *missing[begin:begin + TOGETHER],
                         *common(options, "resnet20", 128, options.steps)]
            for result in run([program(options, "step_speed"), *arguments], prefix=options.prefix):
                results.add((result["activation"], number), result)


def activations_table(results):
    yield "| activation | step, ms | ReLU's, ms | over ReLU | must | goal |"
    yield "|---|---|---|---|---|---|"
    names = dict.fromkeys(entry["key"][0] for entry in results.data["measurements"])
    for name in sorted(names, key=lambda name: results.median("time_ratio", name)):
        must, goal = ACTIVATION_BOUNDS.get(name, ANY_ACTIVATION)
        yield (f"| {name} | {results.median('step_ms_median', name):.1f} "
               f"| {results.median('over_step_ms_median', name):.1f} "
               f"| **{results.median('time_ratio', name):.2f}** | {must} | {goal} |")


def measure_swish(options, results):
    for number in range(1, options.rounds + 1):
        for model, batch, steps in LARGE_NETWORKS:
            if results.has(model, SWISHES[-1], number):
                continue
            arguments = ["activations", "--activation", *SWISHES, "--classes", 1000,
                         *common(options, model, batch, steps)]
            for result in run([program(options, "step_speed"), *arguments], prefix=options.prefix):
                results.add((model, result["activation"], number), result)


def swish_table(results):
    over = " | ".join(f"{name} over ReLU" for name in SWISHES)
    yield f"| network | ReLU, ms | {over} | must |"
    yield "|---|---|---|---|---|"
    for model, batch, _ in LARGE_NETWORKS:
        if not results.select(model):
            continue
        ratios = [f"**{results.median('time_ratio', model, name):.2f}**" for name in SWISHES]
        yield (f"| {model}, batch {batch} "
               f"| {results.median('over_step_ms_median', model, SWISHES[0]):.0f} "
               f"| {' | '.join(ratios)} | {SWISH_MUST} |")


def measure_dynamics(options, results):
    model, batch, activations = PROBED
    with tempfile.TemporaryDirectory() as folder:
        for activation in activations:
            common_flags = ["--model", model, "--batch-size", batch, "--activation", activation,
                            "--threads", options.threads, "--folder", folder]
            for number in range(1, options.rounds + 1):
                measure(options, results, ("speed", activation, number),
                        ["speed", "--spans", 1, *common_flags], "probe_cost")
            for probe in ("off", "on"):
                measure(options, results, ("memory", activation, probe),
                        ["memory", "--probe", probe, *common_flags], "probe_cost")


def dynamics_table(results):
    yield ("| training | step, ms | a look, in steps | time over unprobed | must "
           "| MB beyond idle: unprobed | probed | over unprobed |")
    yield "|---|---|---|---|---|---|---|---|"
    model, batch, activations = PROBED
    for activation in activations:
        speed = ("speed", activation)
        ratios = [result["time_ratio"] for result in results.select(*speed)]
        memory = [results.median("peak_rss_mb", "memory", activation, probe)
                  - results.median("idle_rss_mb", "memory", activation, probe)
                  for probe in ("off", "on")]
        yield (f"| {model}, batch {batch}, {activation} "
               f"| {results.median('step_ms_median', *speed):.1f} "
               f"| {results.median('look_steps', *speed):.1f} "
               f"| **{results.median('time_ratio', *speed):.3f}** "
               f"({min(ratios):.3f} to {max(ratios):.3f}) | {PROBES_MUST} "
               f"| {memory[0]:.0f} | {memory[1]:.0f} | {memory[1] / memory[0]:.2f} |")


TABLES = {"steps": (measure_steps, steps_table), "threads": (measure_threads, threads_table),
          "activations": (measure_activations, activations_table),
          "swish": (measure_swish, swish_table),
          "dynamics": (measure_dynamics, dynamics_table)}


def head(results):
    data = results.data
    peer = next((entry["result"]["peer"] for entry in data["measurements"]), "actlab")
    return (f"{peer.replace('actlab', 'Kernels:')}; {data['threads']} threads, {data['machine']}; "
            f"medians, {data['rounds']} rounds.")


def main():
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", choices=TABLES)
    add_common_options(parser, HERE.parent)
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    parser.add_argument("--steps", type=int, default=8, help="timed steps an activation")
    options = parser.parse_args()
    results = Results(pathlib.Path(options.results) / f"{options.table}.json", options.fresh)
    results.data.update(threads=options.threads, rounds=options.rounds)
    measure_all, table = TABLES[options.table]
    try:
        measure_all(options, results)
    except Failure as failure:
        fail(str(failure))
    print(f"\n{head(results)}\n")
    for line in table(results):
        print(line)


if __name__ == "__main__":
    main()
