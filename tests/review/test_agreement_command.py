"""`benchmark agreement` on a release: what it prints, what it writes, and how it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bigearthnet_txt_reader.release import Release
from builder.cli import main
from builder.review.items import Item, read_items
from builder.review.log import held_log, logs_beside
from builder.review.verdicts import Verdict


def judge(where: Path, reviewer: str, words: str) -> list[Item]:
    """Lets a reviewer say a(ccept) or r(eject) of the first items; returns all items."""
    release = Release.open(where)
    items = read_items(release)
    names = {"a": "accept", "r": "reject"}
    with held_log(logs_beside(release), reviewer) as log:
        for item, word in zip(items, words, strict=False):
            log.add(_verdict(item, reviewer, names[word]))
    return items


def _verdict(item: Item, reviewer: str, word: str, row_sum: str | None = None) -> Verdict:
    return Verdict(
        item=item.id,
        row_sum=row_sum or item.row_sum,
        reviewer=reviewer,
        reading="first",
        shown="2026-11-30T12:00:00.000+00:00",
        seconds=3.0,
        verdict=word,  # type: ignore[arg-type]
    )


def test_what_two_people_said_is_told(
    reviewed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tables on the screen, the same figures in a file."""
    items = judge(reviewed, "anna", "aaaaarrr")
    judge(reviewed, "ben", "aaaarrr")
    figures = tmp_path / "agreement.json"
    assert main(["benchmark", "agreement", str(reviewed), "--json", str(figures)]) == 0
    out = capsys.readouterr().out
    assert (
        f"{reviewed}: {len(items):,} items, 15 verdicts of 2 people; {len(items) - 8} items" in out
    )
    assert re.search(r"\| anna and ben \| all +\| 7 +\| 85\.7 %", out)
    found = json.loads(figures.read_text("utf-8"))
    assert found["pairs"][0]["people"] == ["anna", "ben"] and found["pairs"][0]["items"] == 7
    assert found["pairs"][0]["same"]["value"] == pytest.approx(6 / 7)
    assert found["reviewers"][0]["shares"]["accept"] == 5 / 8


def test_with_one_reader_no_number_is_given(
    reviewed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The screen says so instead."""
    judge(reviewed, "anna", "aar")
    assert main(["benchmark", "agreement", str(reviewed)]) == 0
    out = capsys.readouterr().out
    assert "No item was read by two people, so there is no agreement to state." in out
    assert "kappa" not in out and "alpha" not in out


def test_without_verdicts_it_says_what_to_do(
    reviewed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, and nothing that looks like a result."""
    assert main(["benchmark", "agreement", str(reviewed)]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert f"{reviewed}-review: nobody judged an item of this benchmark yet" in err
    assert "benchmark review OUT --reviewer NAME" in err


def test_verdicts_that_do_not_apply_are_named(
    reviewed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Stale ones by their items; if there are no others, that is an error."""
    release = Release.open(reviewed)
    item = read_items(release)[0]
    with held_log(logs_beside(release), "carl") as log:
        log.add(_verdict(item, "carl", "accept", "0" * 64))
    assert main(["benchmark", "agreement", str(reviewed)]) == 1
    assert "as it is now (1 stale, 0 on other items)" in capsys.readouterr().err
    judge(reviewed, "anna", "ar")
    assert main(["benchmark", "agreement", str(reviewed)]) == 0
    stale = f"not counted: 1 verdicts stale, on rows that changed since: item {item.id}"
    assert stale in capsys.readouterr().out
