"""A new category takes a line in the contract, a task file and a solver file, and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from builder.cli import main
from tests.conftest import ROOT
from tests.mutations import copy_tree

LINE = '    Task("mcq", "season", "vqa", 0, group="metadata"),\n'
TASK = '''"""Extent questions: does one class cover more land than another?"""

from itertools import permutations

from builder.records import Facts
from builder.tasks.choices import binary, visible
from builder.tasks.topics import Topic
from builder.tasks.wording import Wordings

EXTENT = Wordings("binary", "extent", ("{does} {a} cover more of the image than {b}?",))


def _rows(facts, chance):
    areas = facts.cover.areas
    pairs = list(permutations(visible(areas), 2))
    for number, (a, b) in enumerate(chance.sample(pairs, 2)):
        yes = areas[a] > areas[b]
        yield binary(EXTENT.say(chance, a, b), number, yes=yes, labels=[a, b])


YES_NO = Topic("binary", "extent", "1.0", _rows)
'''
SOLVER = '''"""Extent: does one class cover more of the image than another?"""

from bigearthnet_txt_solver.questions import yes_no
from bigearthnet_txt_solver.words import grammar

_MORE = grammar(r"""
    does/do A cover more of the image than B?""")


def _is_larger(question):
    areas = question.ground.areas
    return areas[question.said["a"]] > areas[question.said["b"]]


JUDGES = {("binary", "extent"): yes_no(_MORE, _is_larger)}
'''


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree with the category "extent": one file changed, two files added."""
    tree = tmp_path_factory.mktemp("extended") / "tree"
    copy_tree(tree)
    contract = (ROOT / "bigearthnet_txt.py").read_text("utf-8")
    assert contract.count(LINE) == 1
    added = LINE + '    Task("binary", "extent", "vqa"),\n'
    (tree / "bigearthnet_txt.py").write_text(contract.replace(LINE, added), "utf-8")
    (tree / "builder" / "tasks" / "extent.py").write_text(TASK, "utf-8")
    (tree / "bigearthnet_txt_solver" / "extent.py").write_text(SOLVER, "utf-8")
    return tree


# Commands of `builder`, one after the other in one process: the start of a process takes seconds.
RUN = """
import json, sys
from builder.cli import main
for call in json.loads(sys.argv[1]):
    if main(call):
        sys.exit(f"{call} fails")
"""


def run(tree: Path, *calls: list[str]) -> str:
    """What commands of `builder` of a tree print; they have to end well."""
    command = [sys.executable, "-c", RUN, json.dumps(calls)]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(extended: Path) -> Path:
    """A release of the extended tree: 24 patches, without pixels."""
    raw, out = extended / "raw", extended / "out" / "bigearthnet_txt"
    options = ["--maps-only", "--workers", "1", "--shard-size", "10"]
    run(
        extended,
        ["world", str(raw), "--patches", "24", "--maps-only"],
        ["build", str(raw), "--out", str(out), *options],
    )
    return out


def test_a_release_holds_the_new_category_behind_the_others(built: Path) -> None:
    """Its rows stand last of a patch in vqa, and its version in the manifest."""
    manifest = json.loads((built / "manifest.json").read_text("utf-8"))
    assert manifest["settings"]["tasks"]["binary/extent"] == "1.0"
    path = next((built / "data" / "vqa").glob("train-*.parquet"))
    rows = pq.read_table(path, columns=["patch_id", "category"]).to_pylist()
    last = {row["patch_id"]: row["category"] for row in rows}
    assert Counter(last.values()).most_common(1)[0][0] == "extent"


def test_a_new_category_is_verified_and_solved(extended: Path, built: Path) -> None:
    """`verify --solve` finds no fault, and the judge of the new file agrees with every row."""
    told = run(extended, ["verify", str(built), "--solve", "--workers", "1"])
    assert "sound" in told
    code = (
        "import sys; from bigearthnet_txt_reader.release import Release\n"
        "from builder.checks.solving import judge_release\n"
        "tallies = judge_release(Release.open(sys.argv[1]), lambda _: None).tallies\n"
        "print(dict(tallies['binary', 'extent']))"
    )
    command = [sys.executable, "-c", code, str(built)]
    done = subprocess.run(command, cwd=extended, capture_output=True, text=True, check=True)
    statuses = json.loads(done.stdout.replace("'", '"'))
    assert set(statuses) == {"agrees"}
    assert statuses["agrees"] > 20


def test_a_new_category_is_counted(extended: Path, built: Path) -> None:
    """`stats` and `blind` show it; nobody has published a model's accuracy on it."""
    run(extended, ["stats", str(built)], ["blind", str(built)])
    counts = json.loads((built / "statistics" / "counts.json").read_text("utf-8"))
    assert sum(counts["tasks"]["binary/extent"].values()) > 20
    assert "| binary extent |" in (built / "README.md").read_text("utf-8")
    scores = json.loads((built / "statistics" / "blind.json").read_text("utf-8"))["tasks"]
    (extent,) = [task for task in scores if task["category"] == "extent"]
    assert set(extent["published_percent"].values()) == {None}


def test_whoever_does_not_know_a_category_goes_on(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A tree without the category counts such a release, and verify names what it does not know."""
    out = tmp_path / "bigearthnet_txt"
    shutil.copytree(built, out)
    assert main(["stats", str(out)]) == 0
    capsys.readouterr()
    assert main(["verify", str(out), "--solve", "--workers", "1"]) == 1
    told = capsys.readouterr()
    assert "binary/extent" in told.out + told.err
    assert "Traceback" not in told.err
