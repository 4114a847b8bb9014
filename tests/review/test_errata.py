"""Errata: a frozen benchmark is corrected in the open, and a stopped command is finished."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_reader.release import Release
from builder.cli import main
from builder.errors import DataError
from builder.review.correcting import map_of
from builder.review.errata import Erratum, errata_files, parse_errata
from tests.checks.broken import faults_of
from tests.conftest import ROOT
from tests.freezing import benchmark, contents, copied, drawn_once, first, rows_of

WHY = ("--why", "two lakes, not three")
DAY = ("--date", "2026-11-30")


@pytest.fixture(scope="module")
def frozen(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 1.0, machine-checked; do not change it."""
    out = copied(drawn_once(tmp_path_factory, world), tmp_path_factory.mktemp("frozen"))
    assert benchmark("freeze", out, "--version", "1.0", "--machine-checked") == 0
    return out


@pytest.fixture
def out(frozen: Path, tmp_path: Path) -> Path:
    return copied(frozen, tmp_path)


def errata(out: Path, item: int, *more: str) -> int:
    return benchmark("errata", out, str(item), *more)


def test_an_item_is_corrected_and_another_removed(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each makes a minor version and a line that says what it was, what it is, and why."""
    asked, box = first(out, "binary", "presence"), first(out, "bounding box", "reference")
    other = "no" if asked["output"] == "yes" else "yes"
    before = rows_of(out)
    assert errata(out, asked["ID"], "--correct", other, *WHY, "--against-the-map") == 0
    assert errata(out, box["ID"], "--remove", "--why", "no such region", *DAY) == 0
    after, release = rows_of(out), Release.open(out)
    assert release.benchmark and (release.benchmark.version, release.version) == ("1.2", "1.0.3")
    assert before.keys() - after.keys() == {box["ID"]}
    row = after.pop(asked["ID"])
    assert (row["output"], row["answer"], row["verdict"]) == (other, other, "corrected")
    assert (row["verified_by"], row["verification"]) == (1, "human-verified")
    for item, kept in after.items():
        assert kept == before[item] | {"benchmark_version": "1.2"}
    text = (out / "ERRATA.md").read_text("utf-8")
    told = [line for line in text.splitlines() if line.startswith(("## ", "- "))]
    assert told[0] == "## 1.1" and told[2] == "## 1.2"
    change = f"({'binary/presence'}, {asked['patch_id']}): it was `{asked['output']}`, it is"
    assert f"- Item {asked['ID']} {change} `{other}`. Why: two lakes, not three" in told[1]
    assert f"Corrected against the reference map: the map says {asked['output']}" in told[1]
    pixels = ",".join(map(str, box["box_pixels"]))
    assert f"it was `{pixels}`, it is removed. Why: no such region. (2026-11-30)" in told[3]
    capsys.readouterr()
    assert main(["verify", str(out), "--solve", "--workers", "1"]) == 0
    assert capsys.readouterr().out.count("1 corrected by people") == 1


def test_a_box_is_corrected_in_pixels(out: Path) -> None:
    box = first(out, "bounding box", "reference")
    assert errata(out, box["ID"], "--correct", "0,30,120,90", *WHY, "--against-the-map") == 0
    row = rows_of(out)[box["ID"]]
    assert (row["box_pixels"], row["box"]) == ([0, 30, 120, 90], [0.0, 0.25, 1.0, 0.75])
    assert row["output"] == "[0.0 0.25, 1.0 0.75]"
    assert faults_of(out) == []


def test_who_knows_better_than_the_map_has_to_say_so(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, before = first(out, "binary", "presence"), contents(out)
    other = "no" if asked["output"] == "yes" else "yes"
    assert errata(out, asked["ID"], "--correct", other, *WHY) == 1
    told = capsys.readouterr().err
    assert "the reference map contradicts this: the map says" in told
    assert "--against-the-map" in told
    assert contents(out) == before


def test_the_map_of_an_item_is_that_of_its_patch(frozen: Path) -> None:
    """Also of the second shard: a share of the map that a question names is found there."""
    release = Release.open(frozen)
    row = list(rows_of(frozen).values())[-1]
    patches = (frozen / "data" / "patches").glob("bench-*.parquet")
    stored = {
        patch["patch_id"]: patch["reference_map"]
        for path in patches
        for patch in pq.read_table(path, columns=["patch_id", "reference_map"]).to_pylist()
    }
    planes = stored[row["patch_id"]]
    half = len(planes) // 2
    low, high = planes[:half], planes[half:]
    codes = [one + 256 * other for one, other in zip(low, high, strict=True)]
    assert map_of(release, row).ravel().tolist() == codes


def test_the_same_call_again_changes_nothing(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = first(out, "binary", "presence")
    call = (asked["ID"], "--remove", *WHY)
    assert errata(out, *call) == 0
    before = contents(out)
    assert errata(out, *call) == 0
    assert f"1.1 corrects item {asked['ID']} already" in capsys.readouterr().out
    assert contents(out) == before
    assert errata(out, asked["ID"], "--correct", "yes", *WHY) == 1
    assert f"its benchmark holds no item {asked['ID']}" in capsys.readouterr().err


def test_a_dry_run_writes_nothing(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked, before = first(out, "binary", "presence"), contents(out)
    assert errata(out, asked["ID"], "--remove", *WHY, "--dry-run") == 0
    told = capsys.readouterr().out
    assert f"item {asked['ID']} was {asked['output']}, is removed" in told
    assert "nothing was written" in told and contents(out) == before


@pytest.mark.parametrize(
    ("more", "code", "message"),
    [
        (["--correct", "e", *WHY], 1, "output 'e': give one of a, b, c, d"),
        (["--correct", "same", *WHY], 1, "it is 'same' already; nothing to correct"),
        (["--correct", "a", "--why", " "], 2, "say in one line why the item is wrong"),
        (["--correct", "a", "--why", "one\ntwo"], 2, "say in one line why the item is wrong"),
        (["--remove", *WHY, "--date", "yesterday"], 2, "give a day such as 2026-11-30"),
    ],
)
def test_what_cannot_be_corrected(
    frozen: Path,
    more: list[str],
    code: int,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = first(frozen, "mcq", "presence")
    given = [asked["output"] if text == "same" else text for text in more]
    assert errata(frozen, asked["ID"], *given) == code
    assert message.replace("same", asked["output"]) in capsys.readouterr().err


def test_other_items_that_cannot_be_corrected(
    frozen: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box, caption = first(frozen, "bounding box", "point"), first(frozen, "captioning", "None")
    for item, text, message in (
        (box["ID"], "one,2,3,4", "give whole pixels, such as 12,30,66,91"),
        (box["ID"], "0,0,121,5", "empty, or outside the patch"),
        (caption["ID"], "A lake.", "give another output of a question"),
        (7, "a", "its benchmark holds no item 7"),
    ):
        assert errata(frozen, item, "--correct", text, *WHY) == 1
        assert message in capsys.readouterr().err


def test_errata_need_a_frozen_benchmark(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert errata(release, 7, "--remove", *WHY) == 2
    assert "its benchmark is not frozen, so it has no errata" in capsys.readouterr().err


def test_errata_are_read_as_they_were_written() -> None:
    one = Erratum("1.1", 7, "mcq/count", "S2A_X", "b", "c", "two", None, "2026-11-30")
    two = Erratum("1.2", 8, "binary/area", "S2A_X", "yes", None, "Wälder", "the map says no")
    files = errata_files([one, two])
    assert parse_errata(files["benchmark/errata.jsonl"]) == [one, two]
    for wrong in ("{}", '{"version": 1}', "no", json.dumps({"version": "1"})):
        with pytest.raises(DataError, match=r"errata\.jsonl: no errata"):
            parse_errata(wrong)


# Ends its process when a file is about to take its name for the n-th time.
KILLING = """
import os, signal, sys
from builder.cli import main
wanted, steps, replace = int(sys.argv[1]), 0, os.replace
def counted(source, target, **more):
    global steps
    steps += 1
    if steps == wanted:
        os.kill(os.getpid(), signal.SIGKILL)
    replace(source, target, **more)
os.replace = counted
code = main(sys.argv[2:])
print(steps)
sys.exit(code)
"""


def killed_at(step: int, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", KILLING, str(step), *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )


def is_whole(out: Path) -> bool:
    """Are all files that the manifest lists what it says?"""
    sums, files = Release.open(out).sums, contents(out)
    return all(sha256(files.get(path, b"")).hexdigest() == sums[path] for path in sums)


def test_a_freeze_that_is_killed_is_the_old_release_or_is_finished(
    frozen: Path, world: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Killed before its manifest lies there, a freeze leaves the old release.

    Killed later, it is finished by the same call. Both ways all bytes are those of a freeze that
    was never stopped.
    """
    drawn = drawn_once(tmp_path_factory, world)
    options = ["--version", "1.0", "--machine-checked"]
    out = copied(drawn, tmp_path / "undisturbed")
    done = killed_at(0, ["benchmark", "freeze", str(out), *options])
    steps = int(done.stdout.splitlines()[-1])
    whole = contents(out)
    assert whole == contents(frozen)
    commit = steps // 2  # all files take their names in .revision, then all in the release
    for step in (commit // 2, commit, commit + 2, steps):
        out = copied(drawn, tmp_path / str(step))
        call = ["benchmark", "freeze", str(out), *options]
        assert killed_at(step, call).returncode == -signal.SIGKILL
        is_old = is_whole(out) and Release.open(out).benchmark is None
        assert is_old == (step <= commit), step
        if not is_old:
            assert any("a revision that is not in its place" in fault for fault in faults_of(out))
            assert main([*call, "--dry-run"]) == 2
        assert main(call) == 0
        assert contents(out) == whole, step
