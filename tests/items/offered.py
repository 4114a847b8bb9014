"""Rows as the choice of items sees them: made by hand, or those of a release."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import schema
from builder.geometry import Box, Point
from builder.items import COLUMNS, Item, item_of

_IDS = count(1)


def row(patch: str, task: str, answer: str = "", *classes: str, shown: bool = False) -> Item:
    """A row; its ID is the next number."""
    return Item(next(_IDS), patch, task, answer, classes, classes if shown else ())


def pointed(point: Point, box: Box, patch: str = "A") -> Item:
    """A row that asks for a box by a point."""
    return Item(next(_IDS), patch, "bounding box/point", "", (), (), point, box)


def rows_of(release: Path) -> list[Item]:
    """All rows of train, validation and test, as if their patches were the benchmark."""
    tables = [
        _whole(pq.read_table(path))
        for config in ("captions", "vqa", "refexp")
        for path in sorted((release / "data" / config).glob("*.parquet"))
    ]
    return [item_of(found) for table in tables for found in table.to_pylist()]


def _whole(table: pa.Table) -> pa.Table:
    """The columns that decide; null where the config has no such column."""
    columns = {
        name: table[name]
        if name in table.column_names
        else pa.nulls(len(table), schema("benchmark").field(name).type)
        for name in COLUMNS
    }
    return pa.table(columns)
