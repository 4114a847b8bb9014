"""The wheel, as a user has it: installed into an empty environment, used from an empty folder.

Type checkers and completion see `load`, and the command answers.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bigearthnet_txt import __version__

ROOT = Path(__file__).parents[2]
PREFIX = "bigearthnet_txt"
USER = """
from bigearthnet_txt import Pixels, decode_bands, load, stack_bands

rows = load("vqa", "train", source="bigearthnet_txt", bands=["s2"])
stream = load("captions", "test", streaming=True)
pixels = Pixels(load("patches", "train"))
first = decode_bands(pixels[0])["B02"]
stack = stack_bands(pixels[0], 20)
print(first.shape, stack.shape, stream)
"""
WRONG = USER.replace('"train", source="bigearthnet_txt", bands=', '"trian", bnds=')

pytestmark = pytest.mark.matrix


def run(*command: str | Path, cwd: Path, expected: int = 0) -> str:
    """What a command prints, if it ends with the exit code that is expected."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == expected, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir")
    run(*pip, folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder, beside a new environment that holds the wheel and two type checkers."""
    folder = tmp_path_factory.mktemp("user")
    environment = folder / "environment"
    run(sys.executable, "-m", "venv", environment, cwd=folder)
    python = environment / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", wheel, "mypy", "pyright", cwd=folder)
    home = folder / "home"
    home.mkdir()
    (home / "right.py").write_text(USER, "utf-8")
    (home / "wrong.py").write_text(WRONG, "utf-8")
    return home


def program(home: Path, name: str) -> Path:
    return home.parent / "environment" / "bin" / name


def test_the_wheel_holds_what_carries_our_name(wheel: Path) -> None:
    """Top-level names all begin with our prefix; each package is typed."""
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {
        f"{PREFIX}.py",
        f"{PREFIX}-stubs",
        *(f"{PREFIX}_{part}" for part in ("cli", "evaluation", "explorer", "reader", "solver")),
    }
    packages = tops - {f"{PREFIX}.py", f"{PREFIX}-stubs"}
    assert {f"{package}/py.typed" for package in packages} <= set(names)
    assert {f"{PREFIX}_explorer/page/index.html", f"{PREFIX}_evaluation/prompts/1.toml"} <= set(
        names
    )


def test_mypy_finds_a_misspelled_argument(home: Path) -> None:
    """Strict mypy takes the right file, and refuses split and argument of the wrong one."""
    mypy = (program(home, "mypy"), "--strict")
    run(*mypy, "right.py", cwd=home)
    said = run(*mypy, "wrong.py", cwd=home, expected=1)
    assert 'Unexpected keyword argument "bnds"' in said and 'No overload variant of "load"' in said


def test_pyright_finds_a_misspelled_argument(home: Path) -> None:
    """The same by pyright, which most editors ask."""
    pyright = program(home, "pyright")
    version = subprocess.run([pyright, "--version"], cwd=home, capture_output=True, check=False)
    if version.returncode:
        pytest.skip("pyright cannot fetch the Node.js that it runs on")
    python = ("--pythonpath", program(home, "python"))
    run(pyright, *python, "right.py", cwd=home)
    said = run(pyright, *python, "wrong.py", cwd=home, expected=1)
    assert "wrong.py:4:" in said and "trian" in said


def test_completion_lists_the_way_in(home: Path) -> None:
    """`dir` of the installed module names what users look for first."""
    code = "import bigearthnet_txt; print(*dir(bigearthnet_txt))"
    names = run(program(home, "python"), "-c", code, cwd=home).split()
    assert {"load", "Pixels", "stack_bands", "decode_bands"} <= set(names)


def test_the_command_answers(home: Path, release: Path) -> None:
    """`--version`, and `info` of a release, from an empty folder."""
    command = program(home, "bigearthnet-txt")
    assert run(command, "--version", cwd=home) == f"bigearthnet_txt {__version__}\n"
    assert "BigEarthNet.txt 1.0.0" in run(command, "info", release, cwd=home)
