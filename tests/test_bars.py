"""What takes long shows a bar with its total, so that it can say what time is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.cli import main
from upload.bars import bars


def test_verify_and_solve_count_to_their_totals(
    release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files and rows of the manifest: both bars end at 100 %."""
    assert main(["verify", str(release), "--solve", "--workers", "1"]) == 0
    shown = capsys.readouterr().err
    assert "verify: 100%|" in shown
    assert "solve: 100%|" in shown


def test_one_bar_takes_the_place_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first is closed when the second begins; each has its own total and unit."""
    told: list[tuple[str, int, str]] = []

    class Bar:
        def __init__(self, *, desc: str, total: int, unit: str, **_: object) -> None:
            told.append((desc, total, unit))

        def __enter__(self) -> Bar:
            return self

        def __exit__(self, *_: object) -> None:
            told.append(("closed", 0, ""))

        def update(self, rows: int) -> None:
            told.append(("moved", rows, ""))

    monkeypatch.setattr("upload.bars.tqdm", Bar)
    with bars() as begin:
        begin("compare", 100)(7)
        begin("read back", 5_000)
    assert told == [
        ("compare", 100, " rows"),
        ("moved", 7, ""),
        ("closed", 0, ""),
        ("read back", 5_000, "B"),
        ("closed", 0, ""),
    ]
