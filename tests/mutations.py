"""Does a test fail if a constant is wrong? Every number of some files, one up and one down.

    python -m tests.mutations builder/landcover builder/geometry.py \\
        tests/landcover tests/test_geometry.py

Paths below tests/ are the tests; what begins with a dash goes to pytest (--noconftest saves two
seconds a change if no test needs a fixture of the project); all others are the code. In a copy of
the tree each integer and float of the code is changed by +1 and by -1, and the tests run until the
first one fails: the change is killed. A change that no test notices survives: a test is missing, or
the number does not matter to the result. The second kind is listed in tests/survivors.txt, one line
a change, with its reason; any other survivor makes the program return 1.
"""

from __future__ import annotations

import ast
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
REASONS = ROOT / "tests" / "survivors.txt"
HEAVY = ("pytest", "numpy", "pyarrow.parquet", "scipy.ndimage", "rasterio", "cc3d", "PIL.Image")
LIMIT = 10  # times the run without a change: after that the change made a loop, and is killed
LEAST = 120.0  # seconds that every change has, also on a busy machine


class Mutant(NamedTuple):
    """One number changed: where, the line it stands on, and the whole file with the change."""

    path: str
    number: int
    line: str
    change: str
    text: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What a line of tests/survivors.txt starts with: it outlives a move of the line."""
        return self.path, self.line, self.change


def _numbers(tree: ast.AST) -> list[ast.Constant]:
    """Integers and floats in the order of the file; True and False are none."""
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    found = [node for node in constants if type(node.value) in (int, float)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def mutants(path: str, text: str) -> Iterator[Mutant]:
    """All changes of one file by +1 and -1. Example: `SIDE = 120` -> `120 +1` and `120 -1`."""
    tree, lines = ast.parse(text), text.splitlines()
    for node in _numbers(tree):
        value = node.value
        assert isinstance(value, int | float)
        for step in (1, -1):
            node.value = value + step
            line = lines[node.lineno - 1].strip()
            yield Mutant(path, node.lineno, line, f"{value} {step:+d}", ast.unparse(tree))
        node.value = value


def reasons() -> dict[tuple[str, ...], str]:
    """(path, line, change) -> why no test can notice it."""
    written = REASONS.read_text("utf-8").splitlines()
    rows = [line.split(" | ") for line in written if line and not line.startswith("#")]
    return {tuple(row[:-1]): row[-1] for row in rows}


def _files(wanted: Sequence[str]) -> list[str]:
    """Files below some paths, or all: the tracked ones and the new ones git does not ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *wanted]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return sorted(name for name in set(listed.stdout.splitlines()) if (ROOT / name).is_file())


def copy_tree(target: Path) -> None:
    """The tree as git knows it; a folder of real data beside the tree is found beside the copy."""
    for name in _files([]):
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, path)
    real = ROOT.parent / "shared"
    if real.exists():
        (target.parent / "shared").symlink_to(real.resolve())


def _run(tree: Path, tests: Sequence[str]) -> None:
    """In a process of its own: the tests of the tree until the first failure, without a word."""
    os.chdir(tree)
    sys.path[:] = [str(tree), *(entry for entry in sys.path if entry not in ("", str(ROOT)))]
    sys.dont_write_bytecode = True  # a change of one digit leaves time and size of a file alike
    sys.modules.pop("tests", None)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    options = ["-q", "-x", "-p", "no:cacheprovider", "--rootdir", str(tree)]
    os._exit(int(import_module("pytest").main([*options, *tests])))


class Runner:
    """Runs tests in a copy of the tree; third-party libraries are loaded once for all runs."""

    def __init__(self, tree: Path, tests: Sequence[str]) -> None:
        self._tree, self._tests, self._limit = tree, tests, 3600.0
        for name in HEAVY:
            import_module(name)

    def passes(self) -> bool:
        """Do all tests pass in time?"""
        fork = multiprocessing.get_context("fork")
        run = fork.Process(target=_run, args=(self._tree, self._tests))
        run.start()
        run.join(self._limit)
        if run.is_alive():
            run.kill()
            run.join()
        return run.exitcode == 0

    def limit(self, seconds: float) -> None:
        """Kills every later run that takes longer."""
        self._limit = seconds

    def survives(self, mutant: Mutant) -> bool:
        """Does no test notice the change?"""
        path = self._tree / mutant.path
        original = path.read_text("utf-8")
        path.write_text(mutant.text, "utf-8")
        try:
            return self.passes()
        finally:
            path.write_text(original, "utf-8")


def _all(names: Sequence[str]) -> list[Mutant]:
    """The changes of all Python files below some paths."""
    files = [name for name in _files(names) if name.endswith(".py")]
    texts = {name: (ROOT / name).read_text("utf-8") for name in files}
    return [mutant for name, text in texts.items() for mutant in mutants(name, text)]


def main(paths: Sequence[str]) -> int:
    """Prints every survivor and a count; 1 if one of them has no reason."""
    tests = [path for path in paths if path.startswith(("tests", "-"))]
    changes = _all([path for path in paths if path not in tests])
    known, bad = reasons(), 0
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        copy_tree(tree)
        runner = Runner(tree, tests)
        begun = os.times().elapsed
        if not runner.passes():
            print("the tests fail without any change")
            return 2
        runner.limit(max(LEAST, LIMIT * (os.times().elapsed - begun)))
        for mutant in changes:
            if not runner.survives(mutant):
                continue
            reason = known.get(mutant.key)
            bad += reason is None
            what = f"{mutant.path}:{mutant.number}: {mutant.change}: {mutant.line}"
            print(f"{what} ({reason or 'no test notices it'})", flush=True)
    print(f"{len(changes)} changes, {bad} survive without a reason")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
