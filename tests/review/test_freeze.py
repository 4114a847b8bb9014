"""Freeze: what people decided becomes a version, and no text claims more than they did."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_cli.main import main as tell
from bigearthnet_txt_evaluation.scoring.benchmark import read_benchmark
from bigearthnet_txt_reader.release import Release
from builder.cli import main
from builder.shards.revision import revising
from builder.shards.texts import rewrite_file
from tests.checks.broken import faults_of
from tests.freezing import (
    accepting,
    benchmark,
    contents,
    copied,
    drawn_once,
    first,
    rows_of,
    said,
    say,
)
from upload.card import complete

MACHINE = "machine-checked, not human-verified"
LATER = "2026-12-01T12:00:00+00:00"


@pytest.fixture(scope="module")
def drawn(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drawn_once(tmp_path_factory, world)


@pytest.fixture
def out(drawn: Path, tmp_path: Path) -> Path:
    return copied(drawn, tmp_path)


def manifest(out: Path) -> dict[str, Any]:
    return dict(json.loads((out / "manifest.json").read_text("utf-8")))


def column(out: Path, name: str) -> set[Any]:
    return {row[name] for row in rows_of(out).values()}


def lines(out: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / name).read_text("utf-8").splitlines()]


def test_items_without_verdicts_are_counted_and_nothing_is_frozen(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, rows = contents(out), list(rows_of(out).values())
    say(out, "anna", [said(rows[0]), said(rows[1], verdict="unsure")])
    say(out, "ben", [said(rows[2], row_sum="0" * 64)])
    assert benchmark("freeze", out, "--version", "1.0") == 1
    told = capsys.readouterr()
    wanted = f"{len(rows) - 1} items are not decided: {len(rows) - 2} without a verdict"
    assert f"{wanted} (1 verdicts are stale), 1 disputed" in told.err
    assert "1 verdicts on rows that changed" in told.out and str(rows[2]["ID"]) in told.out
    assert contents(out) == before


def test_a_freeze_without_people_claims_none(out: Path) -> None:
    """Manifest, rows and card say machine-checked; the card has no word of a review."""
    assert benchmark("freeze", out, "--version", "1.0", "--machine-checked") == 0
    stated = manifest(out)
    assert stated["version"] == stated["settings"]["version"] == "1.0.1"
    assert (stated["benchmark"]["status"], stated["benchmark"]["verified"]) == (MACHINE, 0)
    assert column(out, "benchmark_version") == {"1.0"}
    assert column(out, "verification") == {MACHINE}
    assert (column(out, "verdict"), column(out, "verified_by")) == ({None}, {0})
    card = (out / "README.md").read_text("utf-8")
    assert f"frozen as version 1.0, {MACHINE}" in card and stated["benchmark"]["sum"] in card
    left = card.replace("not human-verified", "").replace("verified_by", "")
    assert not re.findall("kappa|reviewer|verified", left, re.I)
    assert faults_of(out) == []


def test_what_people_decided_is_frozen(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Accepted and corrected items stay, rejected ones are listed with their reasons.

    The solver's disagreement with a correction is counted, and is no fault.
    """
    wrong, bad = first(out, "mcq", "presence"), first(out, "captioning", "None")
    right = "a" if wrong["output"] != "a" else "b"
    criteria = {"linguistically correct": True, "factually accurate": False}
    criteria |= {"complete": True, "free of artefacts": True}
    told = {
        wrong["ID"]: {"verdict": "correct", "correction": {"output": right}},
        bad["ID"]: {"verdict": "reject", "criteria": criteria, "comment": "Ben agrees"},
    }
    say(out, "anna", accepting(out, told))
    say(out, "ben", [said(wrong, **told[wrong["ID"]], shown=LATER)])
    before = rows_of(out)
    assert benchmark("freeze", out, "--version", "1.0") == 0
    after = rows_of(out)
    assert before.keys() - after.keys() == {bad["ID"]}
    assert {row["verification"] for row in after.values()} == {"human-verified"}
    row = after[wrong["ID"]]
    assert (row["output"], row["verdict"], row["verified_by"]) == (right, "corrected", 2)
    assert row["answer"] == wrong["options"]["abcd".index(right)]
    others = [row for item, row in after.items() if item != wrong["ID"]]
    assert {(row["verdict"], row["verified_by"]) for row in others} == {("accepted", 1)}
    assert manifest(out)["benchmark"]["status"] == "human-verified"
    assert manifest(out)["benchmark"]["verified"] == len(after)
    (gone,) = lines(out, "benchmark/rejected.jsonl")
    assert (gone["item"], gone["version"]) == (bad["ID"], "1.0")
    assert gone["reasons"] == ["not factually accurate", "reviewer 2 agrees"]
    capsys.readouterr()
    assert main(["verify", str(out), "--solve", "--workers", "1"]) == 0
    found = re.findall(r"(\S+/\S+).*, 1 corrected by people", capsys.readouterr().out)
    assert found == ["mcq/presence"]


def test_names_of_people_stay_out_of_the_release(out: Path) -> None:
    rows = list(rows_of(out).values())
    say(out, "anna", accepting(out, {rows[0]["ID"]: {"comment": "ANNA and Ben, not annas"}}))
    say(out, "ben", [said(rows[1], shown=LATER)])
    assert benchmark("freeze", out, "--version", "1.0") == 0
    verdicts = lines(out, "benchmark/verdicts.jsonl")
    assert len(verdicts) == len(rows) + 1
    assert {one["reviewer"] for one in verdicts} == {"reviewer 1", "reviewer 2"}
    comments = [one["comment"] for one in verdicts if one["comment"]]
    assert comments == ["reviewer 1 and reviewer 2, not annas"]
    agreed = json.loads((out / "benchmark/agreement-1.0.json").read_text("utf-8"))
    assert [one["people"] for one in agreed["pairs"] if one["scope"] == "all"] == [
        ["reviewer 1", "reviewer 2"]
    ]
    texts = (path for path in out.rglob("*") if path.suffix in (".json", ".jsonl", ".md"))
    assert not [path for path in texts if re.search(r"\b(anna|ben)\b", path.read_text(), re.I)]


def test_only_the_columns_of_a_freeze_change(out: Path, drawn: Path) -> None:
    """Other columns, other configs and the row groups are what they were."""
    assert benchmark("freeze", out, "--version", "1.0", "--machine-checked") == 0
    before, after = rows_of(drawn), rows_of(out)
    assert list(before) == list(after)
    for item, row in before.items():
        assert after[item] == row | {"benchmark_version": "1.0"}
    old, new = contents(drawn), contents(out)
    data = [path for path in old if path.startswith("data/")]
    changed = {path for path in data if old[path] != new[path]}
    assert changed == {path for path in data if path.startswith("data/benchmark/")}
    assert len(changed) == 2


def test_rows_are_written_again_as_the_build_wrote_them(drawn: Path, tmp_path: Path) -> None:
    """The same rows give the same bytes: row groups, order and options are those of the build."""
    for entry in Release.open(drawn).files_of("benchmark"):
        file = tmp_path / Path(entry.path).name
        again = rewrite_file(file, entry, pq.read_table(drawn / entry.path))
        assert (again, file.read_bytes()) == (entry, (drawn / entry.path).read_bytes())


def test_a_second_freeze_needs_something_new(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without new verdicts it says so; with them it makes the version that is asked for.

    An item that was corrected, whose verdict is of the row before, needs no other one.
    """
    wrong = first(out, "mcq", "presence")
    right = "a" if wrong["output"] != "a" else "b"
    told = {wrong["ID"]: {"verdict": "correct", "correction": {"output": right}}}
    say(out, "anna", accepting(out, told))
    assert benchmark("freeze", out, "--version", "1.0") == 0
    frozen = contents(out)
    for version in ("1.0", "2.0"):
        assert benchmark("freeze", out, "--version", version) == 0
        told_now = capsys.readouterr().out
        assert "its benchmark is 1.0, and nothing has changed since; nothing was" in told_now
        assert "not applied" not in told_now
    assert contents(out) == frozen
    bad = first(out, "binary", "area")
    say(out, "anna", [said(bad, verdict="reject", shown=LATER)])
    assert benchmark("freeze", out, "--version", "1.0") == 2
    assert "give a higher one" in capsys.readouterr().err
    assert benchmark("freeze", out, "--version", "1.1", "--release-version", "2.0.0") == 0
    assert manifest(out)["version"] == "2.0.0" and bad["ID"] not in rows_of(out)
    assert rows_of(out)[wrong["ID"]]["verdict"] == "corrected"
    assert faults_of(out) == []


def test_people_judge_what_was_machine_checked(out: Path) -> None:
    """The rows stay the same, and so does their sum; what is said of them is new."""
    assert benchmark("freeze", out, "--version", "1.0", "--machine-checked") == 0
    before = manifest(out)["benchmark"]
    say(out, "anna", accepting(out))
    assert benchmark("freeze", out, "--version", "2.0") == 0
    after = manifest(out)["benchmark"]
    assert (after["status"], after["sum"]) == ("human-verified", before["sum"])
    assert "People judged 42 of its rows" in (out / "README.md").read_text("utf-8")
    assert faults_of(out) == []


def test_what_others_made_of_the_rows_before_goes(out: Path) -> None:
    """Examples and statistics are of other rows; the release is sound without them."""
    complete(out, lambda *_: lambda _: None)
    assert "## What a row is" in (out / "README.md").read_text("utf-8")
    assert benchmark("freeze", out, "--version", "1.0", "--machine-checked") == 0
    assert not (out / "croissant.json").exists() and not (out / "inspect/mcq.parquet").exists()
    assert not (out / "card/20-examples.md").exists()
    assert not list((out / "assets").glob("*"))
    assert "## What a row is" not in (out / "README.md").read_text("utf-8")
    assert faults_of(out) == []


def test_a_dry_run_writes_nothing(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(out)
    assert benchmark("freeze", out, "--version", "1.0", "--machine-checked", "--dry-run") == 0
    assert "benchmark 1.0, 42 items" in capsys.readouterr().out
    assert contents(out) == before


@pytest.mark.parametrize(
    ("more", "code", "message"),
    [
        (["--version", "1"], 2, "--version '1': two numbers are needed, such as 1.0"),
        (["--version", "1.0.0"], 2, "two numbers are needed"),
        (["--version", "0.9"], 2, "--version 0.9: 1.0 is frozen; give a higher one"),
        (["--version", "2.0", "--release-version", "1.0.1"], 2, "the release is 1.0.1; give a"),
        (["--version", "2.0", "--release-version", "2"], 2, "three numbers are needed"),
    ],
)
def test_wrong_versions(
    out: Path, more: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert benchmark("freeze", out, "--version", "1.0", "--machine-checked") == 0
    assert benchmark("freeze", out, *more, "--machine-checked") == code
    assert message in capsys.readouterr().err


def test_a_benchmark_of_which_nothing_is_left(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rejected = {item: {"verdict": "reject"} for item in rows_of(out)}
    say(out, "anna", accepting(out, rejected))
    assert benchmark("freeze", out, "--version", "1.0") == 1
    assert "every item was rejected" in capsys.readouterr().err


def test_a_shard_of_which_nothing_is_left(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No file without rows is made, which datasets cannot load; the release is what it was."""
    entry = Release.open(out).files_of("benchmark")[1]
    items = pq.read_table(out / entry.path)["ID"].to_pylist()
    before = contents(out)
    say(out, "anna", accepting(out, {item: {"verdict": "reject"} for item in items}))
    assert benchmark("freeze", out, "--version", "1.0") == 1
    assert f"{entry.path}: no item of it stays" in capsys.readouterr().err
    after = contents(out)
    assert {path: after[path] for path in before} == before
    assert faults_of(out) == []


def test_a_release_without_a_benchmark(
    few_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = copied(few_release, tmp_path)
    if Release.open(out).files_of("benchmark"):
        pytest.fail("the world of 16 patches has a benchmark now: choose another release")
    assert benchmark("freeze", out, "--version", "1.0", "--machine-checked") == 1
    assert "no benchmark; build it from a larger archive" in capsys.readouterr().err


def test_one_command_at_a_time(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with revising(out):
        assert benchmark("freeze", out, "--version", "1.0", "--machine-checked") == 2
    assert "another command changes its benchmark; wait for it" in capsys.readouterr().err


def test_a_release_in_a_store(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["benchmark", "freeze", "s3://made/none", "--version", "1.0"]) == 2
    assert "copy it here" in capsys.readouterr().err


def test_scores_and_info_state_the_version(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a score says of its rows is what the manifest and the card say."""
    assert benchmark("freeze", out, "--version", "1.0", "--machine-checked") == 0
    release = Release.open(out)
    scored = read_benchmark(release)
    sum_ = manifest(out)["benchmark"]["sum"]
    assert (scored.version, scored.row_hash, scored.verified) == ("1.0", sum_[:16], 0)
    capsys.readouterr()
    assert tell(["info", str(out)]) == 0
    told = f"benchmark: version 1.0, {MACHINE}, 0 rows judged by people; sum {sum_}"
    assert told in capsys.readouterr().out
