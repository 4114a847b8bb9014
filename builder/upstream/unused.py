"""Rows of the published file that do not arrive, each with its place, the value found and why.

BigEarthNet.txt.parquet, row group 3, row 17, ID 402, output "e": expected a letter from a to d
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from builder.errors import DataError
from builder.shards.rows import CONFIG_OF
from builder.storage import Location, reading, replacing

_SCHEMA = pa.schema(
    {
        "file": pa.string(),
        "row_group": pa.int32(),
        "row": pa.int64(),
        "ID": pa.int64(),
        "patch_id": pa.string(),
        "type": pa.string(),
        "category": pa.string(),
        "field": pa.string(),
        "value": pa.string(),
        "reason": pa.string(),
    }
)


_AT_ONCE = 10_000  # rows of a list in memory


class Unused(NamedTuple):
    """A row that does not arrive.

    `row` counts from 0 in the row group; `value` is the content of `field`, as text.
    """

    row_group: int
    row: int
    ID: int | None
    patch_id: str | None
    type: str | None
    category: str | None
    field: str
    value: str | None
    reason: str


def write_unused(path: Location, file: str, rows: Iterable[Unused]) -> None:
    """Keeps the list of one part of the work; `file` is the name of the annotation file.

    Memory holds 10,000 rows of it at a time.
    """
    rest = iter(rows)
    with (
        replacing(path) as temporary,
        pq.ParquetWriter(temporary, _SCHEMA, compression="zstd") as writer,
    ):
        while part := list(islice(rest, _AT_ONCE)):
            listed = [{"file": file, **row._asdict()} for row in part]
            writer.write_table(pa.Table.from_pylist(listed, _SCHEMA))


# Reasons of sound rows that have no pixels: how the one begins, and the other.
NO_PATCH, NOT_HERE = "its patch is not used", "no such patch in metadata.parquet"


class Losses:
    """The rows that are themselves to blame for not arriving, by config, with the first of each."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.examples: dict[str, str] = {}

    def add(self, table: pa.Table) -> None:
        """Counts the rows of a list; those whose patch is not used are no fault of the file."""
        sound = pc.or_(
            pc.starts_with(table["reason"], NO_PATCH), pc.equal(table["reason"], NOT_HERE)
        )
        for row in table.filter(pc.invert(sound)).to_pylist():
            config = CONFIG_OF.get((row["type"], row["category"]), "no known task")
            self.counts[config] += 1
            where = f"{row['file']}, row group {row['row_group']}, row {row['row']}, ID {row['ID']}"
            said = f"{where}: {row['field']} is {row['value']!r}: {row['reason']}"
            self.examples.setdefault(config, said)

    def check(self, arrived: Mapping[str, int], allowed: float) -> None:
        """Raises DataError if more than the part `allowed` of the rows of a config is lost.

        `arrived`: config -> rows. It is raised too if no text has arrived at all.
        """
        if not arrived.keys() - {"patches"} and not self.counts:
            raise DataError(
                "no published row is about a patch of these archives: is it the file of another "
                "data set, or are these other archives?"
            )
        lines = [
            f"  {config}: {count:,} of {count + arrived.get(config, 0):,} rows; {example}"
            for config, example in self.examples.items()
            if (count := self.counts[config]) > allowed * (count + arrived.get(config, 0))
        ]
        if lines:
            text = "\n".join(lines)
            raise DataError(
                f"more published rows do not arrive than --max-rejected allows ({allowed:g} of a "
                f"config):\n{text}\nRepair the file or download it again; or raise --max-rejected."
            )


def _append(part: pq.ParquetFile, writer: pq.ParquetWriter, losses: Losses) -> None:
    for group in range(part.num_row_groups):
        table = part.read_row_group(group)
        writer.write_table(table)
        losses.add(table)


def gather_unused(parts: Iterable[Location], path: Location) -> Losses:
    """Joins the lists of all parts to one file of the release, by row groups, then by shards.

    Memory holds 10,000 rows. Returns what is lost of each config.
    """
    losses = Losses()
    with (
        replacing(path) as temporary,
        pq.ParquetWriter(temporary, _SCHEMA, compression="zstd") as writer,
    ):
        for part in sorted(parts, key=str):
            with reading(part) as source:
                _append(pq.ParquetFile(source), writer, losses)
    return losses
