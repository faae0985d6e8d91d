#!/usr/bin/env python3
"""actlab beside PyTorch: the same work in turn, in one run, so that the ratio can be trusted.

  ./run bench peer                                   ResNet-20 training, batch 128, ReLU and Swish-1
  ./run bench peer --work training:resnet56:128      WHAT:MODEL:BATCH, several allowed
  ./run bench peer --work inference:resnet20:1 --rounds 7 --json peer.json

Each round runs actlab and then each form of PyTorch (eager, eager with channels_last and, with
--compile, torch.compile), every one a process of its own. The table shows the median over the rounds
of images/s and of the memory beyond the idle process; the ratio is that of the medians, over the
best form of PyTorch for speed and over the smallest for memory.

PyTorch is looked for in the Python named by --python (default: $ACTLAB_TORCH_PYTHON, else python3).
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
FORMS = {"eager NCHW": [], "channels_last": ["--channels-last"], "compile": ["--compile", "--channels-last"]}


def fail(message, code=1):
    print(f"error: {message}", file=sys.stderr)
    sys.exit(code)


def measure(command, environment=None):
    """One process; its last line of output is a JSON object."""
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode != 0:
        fail(f"{' '.join(map(str, command))}\n{done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def torch_version(python):
    done = subprocess.run([python, "-c", "import torch, numpy; print(torch.__version__)"], capture_output=True, text=True)
    if done.returncode != 0:
        fail(f"'{python}' has no torch and numpy. Install them (apt-get install python3-torch python3-numpy, "
             "or pip install torch numpy in a virtual environment) and name that Python with --python.")
    return done.stdout.strip()


def run_work(what, model, batch, activation, options):
    """All rounds of one piece of work: {form: [(images/s, memory in MB), ...]}."""
    common = ["--model", model, "--activation", activation, "--batch-size", str(batch),
              "--threads", str(options.threads), "--steps", str(options.steps)]
    kind = {"training": "speed", "inference": "inference"}[what]
    runs = {}
    for round_number in range(options.rounds):
        commands = {"actlab": [str(pathlib.Path(options.build) / "bin" / "step_speed"), kind, *common]}
        for form, flags in FORMS.items():
            if form != "compile" or options.compile:
                commands[form] = [options.python, str(HERE / "torch_cifar.py"), kind, *common, *flags]
        for form, command in commands.items():
            result = measure(command)
            memory = result["peak_rss_mb"] - result["idle_rss_mb"]
            runs.setdefault(form, []).append((result["images_per_second"], memory))
            print(f"  {what} {model} {activation} round {round_number + 1}: {form:14s} "
                  f"{result['images_per_second']:8.1f} images/s  {memory:7.1f} MB", file=sys.stderr)
    return runs


def summarise(runs):
    medians = {form: [statistics.median(column) for column in zip(*values)] for form, values in runs.items()}
    peers = {form: values for form, values in medians.items() if form != "actlab"}
    best = max(peers, key=lambda form: peers[form][0])
    return {"images_per_second": {form: values[0] for form, values in medians.items()},
            "memory_mb": {form: values[1] for form, values in medians.items()}, "best_peer": best,
            "speed_ratio": medians["actlab"][0] / peers[best][0],
            "memory_ratio": medians["actlab"][1] / min(values[1] for values in peers.values())}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", nargs="+", default=["training:resnet20:128"], metavar="WHAT:MODEL:BATCH",
                        help="training or inference, a model, a batch size (default: training:resnet20:128)")
    parser.add_argument("--activation", nargs="+", default=["relu", "swish1"], help="default: relu swish1")
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    parser.add_argument("--steps", type=int, default=10, help="timed steps of one process (default: 10)")
    parser.add_argument("--threads", type=int, default=2, help="default: 2")
    parser.add_argument("--compile", action="store_true", help="torch.compile as well (slow to start)")
    parser.add_argument("--python", default=os.environ.get("ACTLAB_TORCH_PYTHON", "python3"), help="a Python with torch")
    parser.add_argument("--build", default=str(HERE.parent / "build" / "release"), help="build folder of actlab")
    parser.add_argument("--json", help="write all numbers to this file")
    options = parser.parse_args()

    version = torch_version(options.python)
    rows = []
    for work in options.work:
        parts = work.split(":")
        if len(parts) != 3 or parts[0] not in ("training", "inference") or not parts[2].isdigit():
            fail(f"--work needs WHAT:MODEL:BATCH with WHAT training or inference, got '{work}'", 2)
        for activation in options.activation:
            row = summarise(run_work(parts[0], parts[1], int(parts[2]), activation, options))
            rows.append({"what": parts[0], "model": parts[1], "batch_size": int(parts[2]),
                         "activation": activation, **row})

    print(f"\nPyTorch {version}, {options.threads} threads, medians of {options.rounds} rounds\n")
    print("| work | model | batch | activation | actlab images/s | best PyTorch | speed ratio | actlab MB | memory ratio |")
    print("|---|---|---|---|---|---|---|---|---|")
    for row in rows:
        best = row["best_peer"]
        print(f"| {row['what']} | {row['model']} | {row['batch_size']} | {row['activation']} "
              f"| {row['images_per_second']['actlab']:.0f} | {row['images_per_second'][best]:.0f} ({best}) "
              f"| **{row['speed_ratio']:.2f}** | {row['memory_mb']['actlab']:.0f} | {row['memory_ratio']:.2f} |")
    result = {"pytorch": version, "threads": options.threads, "rounds": options.rounds, "rows": rows}
    print("\n" + json.dumps(result))
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
