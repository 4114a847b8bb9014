"""verify --solve on published text: an audit of what others wrote, no test of the release."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from builder.cli import main
from tests.checks.broken import break_row, first_file


def test_an_audit_is_no_failure(imported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The audit gives by category how many rows agree, disagree or are not read.

    It shows the first that disagree, and ends well.
    """
    assert main(["verify", str(imported), "--solve", "--workers", "1"]) == 0
    shown = capsys.readouterr().out
    tallies = dict(re.findall(r"^  ([a-z ]+/[A-Za-z ]+?)  +(\d.*)$", shown, re.MULTILINE))
    assert len(tallies) == 15 and re.fullmatch(r"\d+ unparsed", tallies["captioning/None"])
    assert (
        "unparsed"
        not in tallies["binary/area"] + tallies["mcq/season"] + tallies["bounding box/reference"]
    )
    assert (
        "rows that disagree are no faults of this release" in shown
        and f"{imported}: sound" in shown
    )
    disputed = re.findall(r"^  \w+/\w+: ID \d+ of .*: expected '.*$", shown, re.MULTILINE)
    assert 0 < len(disputed) <= 20 and not [line for line in disputed if "language model" in line]


def test_an_unsound_release_still_fails(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A twin that contradicts its text is a fault of the release, with --solve too."""
    out = Path(shutil.copytree(imported, tmp_path / "bigearthnet_txt"))
    break_row(first_file(out, "vqa"), {"answer": "Lava"}, type="mcq")
    assert main(["verify", str(out), "--solve", "--workers", "1"]) == 1
    assert "1 faults" in capsys.readouterr().out
