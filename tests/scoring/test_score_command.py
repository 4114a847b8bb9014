"""`score` and `compare` on the command line: files, refusals, what is loaded, time and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bigearthnet_txt_cli.main import main
from bigearthnet_txt_evaluation.__main__ import main as alone
from bigearthnet_txt_reader.release import Release
from tests.hub import REPO, Hub
from tests.scoring.made import boxed, captioned, choice, predictions_file, release_of, yes_no

ROOT = Path(__file__).parents[2]
STATED = {"model": "m", "box_format": "unit_xyxy"}
# A process that finds no SciPy, scores, and prints what it has loaded, seconds and bytes.
_MEASURED = """
import sys
from importlib.machinery import PathFinder
found = PathFinder.find_spec
def without_scipy(name, path=None, target=None):
    return None if name.split(".")[0] == "scipy" else found(name, path, target)
PathFinder.find_spec = without_scipy
from bigearthnet_txt_cli.main import main
code = main(sys.argv[1:])
import json, resource
used = resource.getrusage(resource.RUSAGE_SELF)
tops = {name.split(".")[0] for name, module in sys.modules.items() if hasattr(module, "__file__")}
from builder.progress.events import peak_memory
print(json.dumps([code, sorted(tops), used.ru_utime + used.ru_stime, peak_memory()]))
"""


def rows(patches: int) -> list[dict[str, Any]]:
    """Fourteen rows a patch, as many of each type as the published benchmark has."""
    found: list[dict[str, Any]] = []
    for patch in range(patches):
        first = 14 * patch
        text = f"Pastures cover about {patch % 90 + 10} % of the scene and border patch {patch}."
        found += [yes_no(first + k, "yes", patch_row=patch) for k in range(4)]
        found += [choice(first + 4 + k, "abcd"[k % 4], patch_row=patch) for k in range(5)]
        found += [boxed(first + 9 + k, (k, 0, 60, 60), patch_row=patch) for k in range(3)]
        found += [captioned(first + 12 + k, text, patch_row=patch) for k in range(2)]
    return found


def answers(given: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
    return [STATED, *({"ID": row["ID"], "prediction": row["output"]} for row in given)]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of 140 rows."""
    return release_of(tmp_path_factory.mktemp("small"), rows(10))


def refused(capsys: pytest.CaptureFixture[str], code: int, *argv: object) -> str:
    assert main(list(map(str, argv))) == code
    return capsys.readouterr().err


def test_a_file_is_scored(
    small: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three files beside it, and the main tables on the screen; both programs say the same."""
    path = predictions_file(tmp_path / "mine.jsonl", answers(rows(10)))
    assert main(["score", str(path), "--data", str(small.where)]) == 0
    shown = capsys.readouterr().out
    assert "mean of the tasks" in shown and "100.0" in shown and "scores.html: written" in shown
    assert {one.name for one in (tmp_path / "mine.scores").iterdir()} == {
        *("scores.json", "scores.md", "scores.html"),
    }
    assert alone(["score", str(path), "--data", str(small.where)]) == 0
    assert capsys.readouterr().out == shown


def test_two_files_are_compared(
    small: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table with difference and p, and all of it as JSON; both say what each file saw."""
    one = predictions_file(tmp_path / "one.jsonl", answers(rows(10)))
    wrong = [line | {"prediction": "no"} if "ID" in line else line for line in answers(rows(10))]
    other = predictions_file(tmp_path / "other.jsonl", [{"image_recipe": "blind"}, *wrong[1:]])
    call = ["compare", str(one), str(other), "--data", str(small.where)]
    assert main([*call, "--out", str(tmp_path / "found.json")]) == 0
    shown = capsys.readouterr().out
    assert "100.0 (100.0 to 100.0)" in shown and f"second: {other}; images: blind" in shown
    stored = json.loads((tmp_path / "found.json").read_text("utf-8"))
    assert stored["images"][1] == "blind"
    binary = [one for one in stored["differences"] if one["name"] == "binary/presence"]
    assert binary[0]["value"] == 1 and binary[0]["p"] < 0.01


def test_a_wrong_call_and_a_wrong_file_are_told_apart(
    small: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """2 for the call, 1 for the file; one line each."""
    path = predictions_file(tmp_path / "p.jsonl", answers(rows(10)))
    where = small.where
    for code, message, *argv in (
        (1, "No such file", "score", tmp_path / "none.jsonl", "--data", where),
        (1, "no manifest.json", "score", path, "--data", tmp_path),
        (1, "no such folder", "score", path, "--data", tmp_path / "none"),
        (2, "revision 'v9.9.9'", "score", path, "--data", where, "--revision", "v9.9.9"),
        (
            2,
            "no rows of vqa, test",
            "score",
            path,
            "--data",
            where,
            "--config",
            "vqa",
            "--split",
            "test",
        ),
    ):
        told = refused(capsys, code, *argv)
        assert message in told and told.startswith("error: ") and told.count("\n") == 1


def test_boxes_without_a_format_are_refused_until_it_is_given(
    small: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the command line, for a file that does not say."""
    path = predictions_file(tmp_path / "p.jsonl", answers(rows(10))[1:])
    call = ("score", path, "--data", small.where)
    assert "box_format: not stated" in refused(capsys, 2, *call)
    assert "box format 'xyxy'" in refused(capsys, 2, *call, "--box-format", "xyxy")
    assert main([*map(str, call), "--box-format", "unit_xyxy"]) == 0


def test_a_part_is_scored_if_that_is_asked(
    small: Release, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And it says so."""
    path = predictions_file(tmp_path / "p.jsonl", answers(rows(2)))
    call = ("score", path, "--data", small.where)
    assert "112 IDs" in refused(capsys, 1, *call)
    assert main([*map(str, call), "--partial"]) == 0
    assert "28 (of 140 rows: a part)" in capsys.readouterr().out


def measured(*argv: object) -> tuple[int, set[str], float, float, str]:
    """Exit code, packages loaded, seconds of CPU, bytes at most, and what a process said."""
    command = [sys.executable, "-c", _MEASURED, *map(str, argv)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    *said, last = done.stdout.splitlines()
    code, tops, seconds, size = json.loads(last)
    return code, set(tops), seconds, size, "\n".join(said)


def test_a_whole_benchmark_is_scored_in_seconds(tmp_path: Path) -> None:
    """15,029 rows: below 20 s and 500 MB, with NumPy, pyarrow, Pillow and our own modules alone.

    SciPy is not there: facts of captions are left out, and that is said.
    """
    given = rows(1074)[:15_029]
    release = release_of(tmp_path, given)
    path = predictions_file(tmp_path / "p.jsonl", answers(given))
    code, tops, seconds, size, said = measured("score", path, "--data", release.where)
    assert code == 0 and "facts of captions were not judged: SciPy is not installed" in said
    known = {"PIL", "numpy", "pyarrow", "bigearthnet_txt", "__main__"}
    ours = {name for name in tops if name.startswith("bigearthnet_txt_")}
    others = {"cloudpickle", "_distutils_hack"}  # pyarrow's own, if it is installed; the venv's
    foreign = tops - known - ours - others - set(sys.stdlib_module_names)
    assert not {name for name in foreign if not name.startswith("_sysconfigdata")}
    assert "bigearthnet_txt_solver" not in tops
    assert seconds < 20 and size < 500e6, (seconds, size)


def test_a_revision_of_the_hub_is_scored(small: Release, tmp_path: Path) -> None:
    """By ORG/NAME and tag; a revision that is not there is one message."""
    path = predictions_file(tmp_path / "p.jsonl", answers(rows(10)))
    with Hub({"v1.0.0": Path(str(small.where))}) as hub:
        home = {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "home"), "HF_TOKEN": ""}
        call = [sys.executable, "-m", "bigearthnet_txt_evaluation", "score", path, "--data", REPO]
        for revision, code, message in (
            ("v1.0.0", 0, "mean of the tasks"),
            ("v2.0.0", 2, f"error: {REPO}, revision v2.0.0: the Hub does not give it"),
        ):
            done = subprocess.run(
                [*map(str, call), "--revision", revision],
                cwd=ROOT,
                env=os.environ | home,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == code, done.stderr
            assert message in done.stdout + done.stderr
            assert done.stderr.count("\n") == (code > 0)
