"""Our programs beside PyTorch: forms of the same work in turn, every one a process of its own.

A row of a table is one piece of work, with a name and a `describe()`. Its forms are ours and the
peer's: {form: (command, environment)}, in the order in which a round runs them.
"""
import os
import subprocess
import sys

from measure import Failure, fail, run


def cell(value, digits=0):
    return "-" if value is None else f"{value:.{digits}f}"


def torch_version(python):
    done = subprocess.run([python, "-c", "import torch, numpy; print(torch.__version__)"],
                          capture_output=True, text=True)
    if done.returncode != 0:
        fail(f"'{python}' has no torch and numpy. Install them (apt-get install python3-torch "
             "python3-numpy, or pip install torch numpy in a virtual environment) and name that "
             "Python with --python.")
    return done.stdout.strip()


def add_options(parser, groups):
    """The first group of rows is what is measured where none is named."""
    parser.add_argument("--rows", nargs="+", default=[next(iter(groups))],
                        help=f"{', '.join(groups)} or names")
    parser.add_argument("--list", action="store_true", help="names the rows and ends")
    parser.add_argument("--rounds", type=int, default=3, help="default: 3")
    parser.add_argument("--timeout", type=float, default=300,
                        help="seconds one process may take (default: 300)")
    parser.add_argument("--python", default=os.environ.get("ACTLAB_TORCH_PYTHON", "python3"),
                        help="a Python with torch")


def print_list(rows):
    width = max(len(row.name) for row in rows) + 2
    for row in rows:
        print(f"{row.name:{width}s}{row.describe()}")


def choose_rows(wanted, rows, groups):
    """The rows of these names, in the table's order; a group alone stands for its names.

    >>> from types import SimpleNamespace as Some
    >>> rows = [Some(name="a"), Some(name="b"), Some(name="c")]
    >>> groups = {"quick": ["b"], "all": ["a", "b", "c"]}
    >>> [[row.name for row in choose_rows(wanted, rows, groups)]
    ...  for wanted in (["quick"], ["all"], ["c", "a"])]
    [['b'], ['a', 'b', 'c'], ['a', 'c']]
    """
    known = [row.name for row in rows]
    if len(wanted) == 1:
        wanted = groups.get(wanted[0], wanted)
    for name in wanted:
        if name not in known:
            fail(f"unknown row '{name}'; known: {', '.join([*groups, *known])}", 2)
    return [row for row in rows if row.name in wanted]


def measure_rounds(rows, forms_of, words_of, options, results):
    """Each round runs every form of every row once and keeps it as (row, form, round).

    `words_of(result)` adds what is reckoned from a result and returns what is said of it. A form
    of the peer that fails is said, noted as (row, form, "failed") and left out from then on; one
    of ours ends the program.

    >>> from types import SimpleNamespace as Some
    >>> from measure import Results
    >>> class Kept(Results):
    ...     def __init__(self): self.data = {"measurements": []}
    ...     def save(self): pass
    >>> options = Some(rounds=2, python="false", prefix="", timeout=None)
    >>> forms = {"ours": (["echo", '{"ms": 3}'], {}), "peer": (["false"], {})}
    >>> kept = Kept()
    >>> measure_rounds([Some(name="a")], lambda *_: forms, str, options, kept)
    >>> [entry["key"] for entry in kept.data["measurements"]]
    [['a', 'ours', 1], ['a', 'peer', 'failed'], ['a', 'ours', 2]]
    >>> kept.select("a", "ours"), kept.select("a", "peer")
    ([{'ms': 3}, {'ms': 3}], [{'reason': 'no message'}])
    >>> forms["ours"] = (["echo", "nothing is measured again"], {})
    >>> measure_rounds([Some(name="a")], lambda *_: forms, str, options, kept)
    """
    for number in range(1, options.rounds + 1):
        for row in rows:
            for form, (command, environment) in forms_of(row, options).items():
                if results.has(row.name, form, number) or results.select(row.name, form, "failed"):
                    continue
                try:
                    [result] = run(command, environment, options.prefix, options.timeout)
                except Failure as failure:
                    if command[0] != options.python:
                        fail(str(failure))
                    print(f"  {row.name}: {form} failed: {failure}", file=sys.stderr)
                    results.add((row.name, form, "failed"),
                                {"reason": str(failure).splitlines()[-1]})
                    continue
                words = words_of(result)
                results.add((row.name, form, number), result)
                print(f"  {row.name} round {number}: {form:20s} {words}", file=sys.stderr)
