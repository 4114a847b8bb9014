"""The code is small enough to be read, and its tests are too."""

from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from tests import density

# Tables of constants make the contract long.
LONG_FILES = {density.ROOT / "bigearthnet_txt.py": 640}
NESTED = "pairs = [[1 for _ in 'ab'] for _ in 'ab']\n"


def test_functions_and_files_stay_small() -> None:
    """Median function at most 12 lines, none above 60, no file above 400."""
    code = density.files(list(density.PARTS))
    for path in (*code, *density.files([density.TESTS])):
        assert path.read_text("utf-8").count("\n") <= LONG_FILES.get(path, 400), path
    trees = [density.ast.parse(path.read_text("utf-8")) for path in code]
    lines = [density.lines(found) for tree in trees for found in density.functions(tree)]
    assert max(lines) <= 60
    assert median(lines) <= 12


def test_files_of_tests_have_names_of_their_own() -> None:
    """pytest collects no second file of a name: tests lie in no packages."""
    tests = (density.ROOT / density.TESTS).rglob("test_*.py")
    names = Counter(path.name for path in tests)
    assert max(names.values()) == 1, names.most_common(1)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one function and no tests, which `density` takes for ours."""
    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    monkeypatch.setattr(density, "ROOT", tmp_path)
    (tmp_path / "builder").mkdir()
    (tmp_path / "builder" / "area.py").write_text("def area() -> int:\n    return 1\n")
    (tmp_path / "tests").mkdir()
    return tmp_path


@pytest.mark.parametrize("wanted", [[], ["tests"]], ids=["all", "tests"])
def test_a_file_of_tests_is_held_to_its_length_alone(
    project: Path, wanted: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """400 lines that break another rule pass, and 401 do not."""
    (project / "tests" / "test_area.py").write_text(NESTED * 400)
    assert density.main(wanted) == 0
    capsys.readouterr()
    (project / "tests" / "test_long.py").write_text(NESTED * 401)
    assert density.main(wanted) == 1
    assert capsys.readouterr().out.startswith("tests/test_long.py:1: 401 lines, 400 at most\n")


def test_the_code_is_held_to_every_rule(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What passes in a test does not pass in the code."""
    path = project / "builder" / "area.py"
    path.write_text(path.read_text() + NESTED)
    assert density.main([]) == 1
    assert "builder/area.py:3: a comprehension inside a comprehension" in capsys.readouterr().out
