"""The solver judges all rows that can be read, whatever else is wrong with a release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_reader.release import Release
from builder.checks.solving import Judgment, judge_release
from builder.cli import main
from tests.checks.broken import break_row, first_file, save, settle

OTHER = {"string": "?", "int32": -1, "int64": -1, "bool": True}


def judged(out: Path) -> Judgment:
    return judge_release(Release.open(out), lambda _: None)


def total(judgment: Judgment) -> int:
    return sum(tally.total() for tally in judgment.tallies.values())


def test_a_structural_fault_does_not_spare_a_false_answer(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both are listed in one run: a column that contradicts its row, and a false answer."""
    path = first_file(copy, "vqa")
    break_row(path, {"latitude": -89.0}, type="mcq")
    wrong = {"yes": "no", "no": "yes"}
    flipped = {name: lambda row: wrong[row["output"]] for name in ("output", "answer")}
    break_row(path, flipped, type="binary", category="area")
    assert main(["verify", str(copy), "--solve", "--workers", "1"]) == 1
    said = capsys.readouterr().out
    assert "latitude: found -89.0" in said
    assert "binary/area: area: expected" in said


@pytest.mark.parametrize("config", ["captions", "vqa", "refexp"])
def test_any_column_may_hold_anything(config: str, copy: Path) -> None:
    """A null, or a value of no sense, in any column of a row is judged: nothing is raised."""
    path = first_file(copy, config)
    table = pq.read_table(path)
    rows = table.to_pylist()
    names = [name for name in table.column_names if name not in ("patch_row", "image", "sar")]
    assert len(rows) > len(names) // 3
    for k, name in enumerate(names):
        rows[k % len(rows)][name] = _another(table, name) if k % 2 else None
    save(path, rows)
    settle(copy)
    found = judged(copy)
    assert total(found) == sum(
        entry.rows for entry in Release.open(copy).files if entry.config != "patches"
    )
    assert found.faults


def _another(table: Any, name: str) -> object:
    """A value of the column's type that makes no sense."""
    return OTHER.get(str(table.schema.field(name).type))


@pytest.mark.parametrize("what", ["no row number", "no map", "cut file", "no patches"])
def test_what_cannot_be_read_is_said(what: str, copy: Path) -> None:
    """One shard is damaged: the rows of the others are judged, and the reason stands in a line."""
    before = total(judged(copy))
    path = first_file(copy, "vqa" if what == "no row number" else "patches")
    if what == "no row number":
        break_row(path, {"patch_row": None})
    elif what == "no map":
        break_row(path, {"reference_map": b"123"})
    elif what == "cut file":
        path.write_bytes(path.read_bytes()[:-100])
    else:
        path.unlink()
    found = judged(copy)
    assert 0 < total(found) <= before
    assert any("judged" in fault or "its patch" in fault for fault in found.faults)
