"""Measuring processes: each a program of its own that prints one JSON object a line.

A Results file keeps every measurement as soon as it is made, so that a run that was cut goes on
where it stopped: what is in the file is not measured again.
"""
import json
import os
import pathlib
import platform
import shlex
import statistics
import subprocess
import sys


class Failure(Exception):
    """A sentence for the user."""


def fail(message, code=1):
    print(f"error: {message}", file=sys.stderr)
    sys.exit(code)


def run(command, environment=None, prefix="", timeout=None):
    """Runs one process and returns its JSON lines as a list of objects.

    `prefix` is a command put before it: "taskset -c 0,1", or one that waits for a quiet machine.
    """
    limit = ["timeout", str(timeout)] if timeout else []  # behind the prefix, which may wait
    full = shlex.split(prefix) + limit + [str(part) for part in command]
    merged = {**os.environ, **(environment or {})}
    done = subprocess.run(full, capture_output=True, text=True, env=merged)
    if done.returncode == 124 and timeout:
        raise Failure(f"it took longer than {timeout:g} s")
    if done.returncode != 0:
        reason = (done.stderr.strip() or "no message").splitlines()[-1]
        raise Failure(f"{' '.join(full)}\n{reason}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def machine():
    """What the figures are of."""
    model = platform.processor() or platform.machine()
    flags = ""
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            model = value.strip()
        if name.strip() == "flags":
            flags = value
    widest = "AVX-512" if " avx512f" in flags else "AVX2" if " avx2" in flags else "128-bit vectors"
    return f"{model}, {os.cpu_count()} cores, {widest}"


class Results:
    """Measurements by key, a tuple of strings and numbers, in one JSON file."""

    def __init__(self, path, fresh=False):
        self.path = pathlib.Path(path)
        self.data = {"machine": machine(), "measurements": []}
        if self.path.exists() and not fresh:
            self.data = json.loads(self.path.read_text())
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def has(self, *key):
        return any(entry["key"] == list(key) for entry in self.data["measurements"])

    def add(self, key, result):
        self.data["measurements"].append({"key": list(key), "result": result})
        self.save()

    def save(self):
        temporary = self.path.with_suffix(".part")
        lines = ",\n".join("  " + json.dumps(entry) for entry in self.data["measurements"])
        head = {name: value for name, value in self.data.items() if name != "measurements"}
        text = json.dumps(head)[:-1] + ', "measurements": [\n' + lines + "\n]}\n"
        temporary.write_text(text)
        temporary.replace(self.path)

    def select(self, *beginning):
        """The results whose key begins so, in the order in which they were measured."""
        size = len(beginning)
        return [entry["result"] for entry in self.data["measurements"]
                if entry["key"][:size] == list(beginning)]

    def median(self, field, *beginning):
        values = [result[field] for result in self.select(*beginning) if field in result]
        return statistics.median(values) if values else None


def add_common_options(parser, root, one_build=True):
    parser.add_argument("--threads", type=int, default=2, help="default: 2")
    if one_build:
        parser.add_argument("--build", default=str(root / "build" / "release"),
                            help="build folder")
    parser.add_argument("--results", default=str(root / "build" / "bench"),
                        help="folder of the raw figures; default: build/bench")
    parser.add_argument("--fresh", action="store_true",
                        help="measure everything again instead of going on")
    parser.add_argument("--prefix", default="",
                        help="a command put before each measured process: 'taskset -c 0,1'")
