"""How dense the code is: what `make lint` prints and holds.

    python -m tests.density              all of it
    python -m tests.density builder/tasks upload/cli.py

A line does one thing: no line above 100 columns, no comprehension inside a comprehension, no
positional call with more than four arguments, no function above 60 lines or 12 branches (if, loop,
except, case, `and`, `or`, ternary, condition of a comprehension), no file above 400 lines, five
parameters at most that may be given by position. The median function has at most 12 lines and 65
nodes of the syntax tree.

Excepted are tables of constants, where a reader wants a row on one line: see TABLES. Files of
tests/ are held to their length alone, and do not count in the figures.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PARTS = ("bigearthnet_txt*", "builder", "upload", "benchmarks", "examples")  # held to every rule
TESTS = "tests"  # held to the length of a file
COLUMNS, LINES, FILE_LINES, BRANCHES, ARGUMENTS, PARAMETERS = 100, 60, 400, 12, 4, 5
MEDIAN_LINES, MEDIAN_NODES = 12, 65
TABLES = {"bigearthnet_txt.py": "the contract: tables of bands, classes, codes and columns"}

Function = ast.FunctionDef | ast.AsyncFunctionDef
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_BRANCHES = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.IfExp,
    ast.match_case,
)


class Breach(NamedTuple):
    """A place that breaks a rule, as an editor opens it: builder/cli.py:97."""

    place: str
    what: str


def files(wanted: list[str]) -> list[Path]:
    """The Python files below the paths wanted, without those that git ignores."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *wanted]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = (ROOT / name for name in sorted(set(listed.stdout.split())))
    return [path for path in found if path.suffix == ".py" and path.exists()]


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method of a file, inner ones too."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield node


def lines(function: Function) -> int:
    """Lines of a function without its decorators."""
    return (function.end_lineno or 0) - function.lineno + 1


def nodes(function: Function) -> int:
    """Nodes of a function's syntax tree, all that `ast.walk` gives."""
    return sum(1 for _ in ast.walk(function))


def branches(function: Function) -> int:
    """Ways that a function may take, one for itself; `a and b and c` counts two."""
    found = 1
    for node in ast.walk(function):
        found += isinstance(node, _BRANCHES)
        if isinstance(node, ast.BoolOp):
            found += len(node.values) - 1
        elif isinstance(node, ast.comprehension):
            found += 1 + len(node.ifs)
    return found


def nested(tree: ast.AST) -> Iterator[ast.expr]:
    """The comprehensions that stand inside another one."""
    for outer in ast.walk(tree):
        if isinstance(outer, _COMPREHENSIONS):
            inner = (node for node in ast.walk(outer) if node is not outer)
            yield from (node for node in inner if isinstance(node, _COMPREHENSIONS))


def crowded(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls with more than ARGUMENTS arguments by position."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) > ARGUMENTS:
            yield node


def of_function(place: str, function: Function) -> Iterator[Breach]:
    """What one function breaks."""
    here = f"{place}:{function.lineno}"
    positional = len(function.args.posonlyargs) + len(function.args.args)
    checks = (
        (lines(function), LINES, "lines"),
        (branches(function), BRANCHES, "branches"),
        (positional, PARAMETERS, "parameters by position"),
    )
    for found, most, what in checks:
        if found > most:
            yield Breach(here, f"{function.name}: {found} {what}, {most} at most")


def is_test(path: Path) -> bool:
    """Does the file lie below tests/?"""
    return path.is_relative_to(ROOT / TESTS)


def of_file(path: Path) -> Iterator[Breach]:
    """What one file breaks: a table may be long and wide, and a test all but long."""
    place, text = str(path.relative_to(ROOT)), path.read_text("utf-8")
    written = text.splitlines()
    if place not in TABLES and len(written) > FILE_LINES:
        yield Breach(f"{place}:1", f"{len(written)} lines, {FILE_LINES} at most")
    if not is_test(path):
        yield from of_code(place, text)


def of_code(place: str, text: str) -> Iterator[Breach]:
    """What the lines, functions and expressions of a file break."""
    tree = ast.parse(text)
    for number, line in enumerate(text.splitlines(), 1):
        if place not in TABLES and len(line) > COLUMNS:
            yield Breach(f"{place}:{number}", f"{len(line)} columns, {COLUMNS} at most")
    for function in functions(tree):
        yield from of_function(place, function)
    for node in nested(tree):
        yield Breach(f"{place}:{node.lineno}", "a comprehension inside a comprehension")
    for call in crowded(tree):
        what = f"{len(call.args)} arguments by position, {ARGUMENTS} at most"
        yield Breach(f"{place}:{call.lineno}", what)


def measured(paths: list[Path]) -> dict[str, float]:
    """The figures of some files, for people and for the note of a release."""
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    found = [function for tree in trees for function in functions(tree)]
    return {
        "files": len(paths),
        "functions": len(found),
        "median lines": median(map(lines, found)),
        "median nodes": median(map(nodes, found)),
        "longest function": max(map(lines, found)),
        "most branches": max(map(branches, found)),
        "nested comprehensions": sum(1 for tree in trees for _ in nested(tree)),
        "crowded calls": sum(1 for tree in trees for _ in crowded(tree)),
    }


def main(wanted: list[str]) -> int:
    """Prints figures and breaches; 1 if there are any, or if a median of the whole is too high."""
    paths = files(wanted or [*PARTS, TESTS])
    code = [path for path in paths if not is_test(path)]
    breaches = [breach for path in paths for breach in of_file(path)]
    for breach in breaches:
        print(f"{breach.place}: {breach.what}")
    if not code:
        return int(bool(breaches))
    figures = measured(code)
    print(", ".join(f"{name} {value:g}" for name, value in figures.items()))
    too_dense = figures["median lines"] > MEDIAN_LINES or figures["median nodes"] > MEDIAN_NODES
    if too_dense:
        print(f"the median function has {MEDIAN_LINES} lines and {MEDIAN_NODES} nodes at most")
    return int(bool(breaches) or too_dense)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
