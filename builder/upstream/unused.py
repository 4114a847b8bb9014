"""Rows of the published file that do not arrive, each with its place, the value found and why.

BigEarthNet.txt.parquet, row group 3, row 17, ID 402, output "e": expected a letter from a to d
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from builder.storage import Location, reading, replacing

_SCHEMA = pa.schema(
    {
        "file": pa.string(),
        "row_group": pa.int32(),
        "row": pa.int64(),
        "ID": pa.int64(),
        "patch_id": pa.string(),
        "field": pa.string(),
        "value": pa.string(),
        "reason": pa.string(),
    }
)


class Unused(NamedTuple):
    """A row that does not arrive.

    `row` counts from 0 in the row group; `value` is the content of `field`, as text.
    """

    row_group: int
    row: int
    ID: int | None
    patch_id: str | None
    field: str
    value: str | None
    reason: str


def write_unused(path: Location, file: str, rows: Sequence[Unused]) -> None:
    """Keeps the list of one part of the work; `file` is the name of the annotation file."""
    listed = pa.Table.from_pylist([{"file": file, **row._asdict()} for row in rows], _SCHEMA)
    with replacing(path) as temporary:
        pq.write_table(listed, temporary, compression="zstd")


def gather_unused(parts: Iterable[Location], path: Location) -> None:
    """Joins the lists of all parts to one file of the release, by row groups, then by shards.

    Memory holds one part.
    """
    with (
        replacing(path) as temporary,
        pq.ParquetWriter(temporary, _SCHEMA, compression="zstd") as writer,
    ):
        for part in sorted(parts, key=str):
            with reading(part) as source:
                table = pq.read_table(source)
            if len(table):
                writer.write_table(table)
