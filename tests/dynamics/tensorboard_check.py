#!/usr/bin/env python3
"""Reads a run's event file with the real tensorboard package, and holds it against dynamics.jsonl.

    ./run train --task points --probe every=50 --tensorboard on --output runs/a
    python3 tests/dynamics/tensorboard_check.py runs/a

Scalars must be the float32 of the record's numbers and bucket counts those of its histograms, one
by one. Exit code 0: they are; 77: there is no tensorboard package; 1: they are not.
"""
import json
import struct
import sys

try:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)


def float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def numbers(name, entry, path=""):
    """(tag, value) of every single number below an entry, as tags call them."""
    for key, value in entry.items():
        full = f"{path}.{key}" if path else key
        if isinstance(value, dict) and "counts" not in value:
            yield from numbers(name, value, full)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield f"{full}/{name}", value


def histograms(look):
    for name, site in look["sites"].items():
        if "z" in site:
            yield f"z/{name}", "value", site["z"]["histogram"]
            yield f"y/{name}", "value", site["y"]["histogram"]
            yield f"gradient/{name}", "gradient", site["gradient"]["histogram"]
    for name, parameter in look["parameters"].items():
        yield f"parameter_gradient/{name}", "gradient", parameter["gradient_histogram"]


def check(folder):
    events = EventAccumulator(folder, size_guidance={"scalars": 0, "histograms": 0, "tensors": 0})
    events.Reload()
    scalars, buckets = {}, {}
    for tag in events.Tags()["scalars"]:
        for event in events.Scalars(tag):
            scalars[tag, event.step] = event.value
    for tag in events.Tags()["histograms"]:
        for event in events.Histograms(tag):
            value = event.histogram_value
            buckets[tag, event.step] = (list(value.bucket_limit), list(value.bucket))

    lines = [json.loads(line) for line in open(f"{folder}/dynamics.jsonl", encoding="utf-8")]
    edges = lines[0]["edges"]
    wrong = compared = counted = 0
    for look in (line for line in lines if "step" in line):
        step = look["step"]
        for group in ("sites", "parameters"):
            for name, entry in look[group].items():
                for tag, value in numbers(name, entry):
                    compared += 1
                    if scalars.get((tag, step)) != float32(value):
                        wrong += 1
                        print(f"step {step}: {tag} is {scalars.get((tag, step))}, not {value}")
        for tag, scale, histogram in histograms(look):
            first, counts = histogram["first"], histogram["counts"]
            if not counts:
                continue
            counted += 1
            limits = edges[scale][first + 1 : first + 1 + len(counts)]
            got = buckets.get((tag, step), ([], []))
            close = len(got[0]) == len(limits) and all(
                abs(a - b) <= 1e-8 * abs(b) for a, b in zip(got[0], limits))
            if got[1] != counts or not close:
                wrong += 1
                print(f"step {step}: the buckets of {tag} differ")
    print(f"{compared} scalars and {counted} histograms compared, {wrong} wrong")
    return 0 if wrong == 0 and compared > 0 and counted > 0 else 1


if __name__ == "__main__":
    sys.exit(check(sys.argv[1]))
