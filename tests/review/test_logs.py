"""Logs of verdicts: nothing recorded is lost, and one process holds a log."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bigearthnet_txt_reader.release import Release
from builder.errors import DataError, UsageError
from builder.review.log import held_log, logs_beside, read_log, read_logs
from builder.review.verdicts import CRITERIA, parse_line, reviewer_name
from tests.review.rows import BOX, QUESTION, verdict


def test_what_was_added_is_read_again(tmp_path: Path) -> None:
    said = [
        verdict(QUESTION),
        verdict(QUESTION, verdict="correct", correction={"output": "c"}, comment="Wälder"),
        verdict(BOX, criteria=dict.fromkeys(CRITERIA, True), blind="a"),
    ]
    with held_log(tmp_path, "anna") as log:
        for one in said:
            log.add(one)
    assert log.mended is None
    assert read_log(tmp_path / "anna.jsonl") == said
    assert json.loads(said[0].line())["seconds"] == 4.5


def test_logs_of_all_reviewers_are_read(tmp_path: Path) -> None:
    assert read_logs(tmp_path / "none") == []
    for name in ("ben", "anna"):
        with held_log(tmp_path, name) as log:
            log.add(verdict(QUESTION, reviewer=name))
    assert [one.reviewer for one in read_logs(tmp_path)] == ["anna", "ben"]


def test_a_line_that_a_crash_cut_is_kept_beside_the_log(tmp_path: Path) -> None:
    whole = verdict(QUESTION).line()
    (tmp_path / "anna.jsonl").write_text(whole + '{"item": 8, "ro')
    with held_log(tmp_path, "anna") as log:
        assert "the last line was cut (15 bytes); it is kept in anna.cut" in str(log.mended)
        log.add(verdict(BOX))
    assert [one.item for one in read_log(tmp_path / "anna.jsonl")] == [7, 8]
    assert (tmp_path / "anna.cut").read_text() == '{"item": 8, "ro\n'


def test_a_last_line_that_lacks_its_end_alone_counts(tmp_path: Path) -> None:
    (tmp_path / "anna.jsonl").write_text(verdict(QUESTION).line().rstrip("\n"))
    with held_log(tmp_path, "anna") as log:
        log.add(verdict(BOX))
    assert [one.item for one in read_log(tmp_path / "anna.jsonl")] == [7, 8]


def test_a_damaged_line_in_the_middle_is_named(tmp_path: Path) -> None:
    (tmp_path / "anna.jsonl").write_text("{}\n" + verdict(BOX).line())
    with pytest.raises(DataError, match=r"anna\.jsonl, line 1: no verdict"):
        read_logs(tmp_path)


def test_a_second_process_is_refused_and_told_who_holds_the_log(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from builder.errors import UsageError\n"
        "from builder.review.log import held_log\n"
        "try:\n"
        "    with held_log(Path(sys.argv[1]), 'anna'): print('held')\n"
        "except UsageError as error: print(error)"
    )
    with held_log(tmp_path, "anna"):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
        )
    assert f"process {os.getpid()} reviews under this name" in done.stdout
    with held_log(tmp_path, "anna"):
        pass  # the log is free again


@pytest.mark.parametrize("name", ["", "  ", "../anna", "a/b", "a\\b", "x" * 300, ".hidden", "a\n"])
def test_a_name_that_cannot_be_that_of_a_log_is_refused(name: str) -> None:
    if name == "a\n":
        assert reviewer_name(name) == "a"
        return
    with pytest.raises(UsageError, match="give a name of 1 to 64 letters"):
        reviewer_name(name)


@pytest.mark.parametrize("name", ["anna", "Anna Lena", "a", "jürgen-2", "x" * 64])
def test_names_of_people_may_stand(name: str) -> None:
    assert reviewer_name(name) == name


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "maybe"},
        {"reading": "third"},
        {"seconds": -1.0},
        {"seconds": float("nan")},
        {"verdict": "correct"},
        {"correction": {"output": "a"}},
        {"criteria": {"complete": True}},
        {"criteria": dict.fromkeys(CRITERIA, 1)},
        {"item": "7"},
    ],
)
def test_a_verdict_that_says_nothing_is_none(wrong: dict[str, object]) -> None:
    line = json.loads(verdict(QUESTION).line()) | wrong
    with pytest.raises(DataError, match="no verdict"):
        parse_line(json.dumps(line), "here")


def test_the_logs_lie_beside_the_release(release: Path) -> None:
    found = logs_beside(Release.open(release))
    assert found == release.resolve().with_name("bigearthnet_txt-review")
