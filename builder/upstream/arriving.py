"""The published rows of a shard on their way into the release: joined to patches, or listed.

row of BigEarthNet.txt.parquet + PatchRecord -> the thirteen columns as they are, typed twins,
template "published"
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from builder.records import PatchRecord
from builder.shards.rows import PUBLISHED, PUBLISHED_STATUS
from builder.storage import Location
from builder.upstream.parsing import Row, RowFault, check_row, parse_twins
from builder.upstream.sorting import Sorted, rows_of_shard
from builder.upstream.table import COLUMNS
from builder.upstream.unused import NO_PATCH, Unused, write_unused


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where the rows of shard number `shard` of `shards` wait; it travels to a worker.

    `file`: name of the annotation file.
    """

    place: Sorted
    file: str
    shard: int
    shards: int

    def list_of(self, name: str) -> Location:
        """Where the list of what did not arrive in the shard of this name is kept."""
        return self.place.unused(f"shard-{name}")


def _unused(row: Row, fault: RowFault) -> Unused:
    return Unused(
        row_group=row["row_group"],
        row=row["row"],
        ID=row["ID"],
        patch_id=row["patch_id"],
        type=row["type"],
        category=row["category"],
        field=fault.field,
        value=None if fault.value is None else str(fault.value),
        reason=fault.reason,
    )


class Arrivals:
    """Hands out the rows of each patch of a shard once, and keeps those that cannot arrive."""

    def __init__(self, waiting: Waiting) -> None:
        self._waiting = waiting
        self._rows = rows_of_shard(waiting.place, waiting.shard, waiting.shards)
        self._unused: list[Unused] = []

    def take(self, record: PatchRecord) -> list[dict[str, Any]]:
        """The rows of a patch in the order of the file.

        They have the columns of `benchmark`, without image and `patch_row`.
        """
        arrived = []
        for row in self._rows.pop(record.patch_id, []):
            try:
                arrived.append(_arrived(row, record))
            except RowFault as fault:
                self._unused.append(_unused(row, fault))
        return arrived

    def refuse(self, patch_id: str, reason: str) -> None:
        """Lists the rows of a patch that has no pixels."""
        fault = RowFault("patch_id", patch_id, f"{NO_PATCH}: {reason}")
        self._unused += [_unused(row, fault) for row in self._rows.pop(patch_id, [])]

    def close(self, name: str) -> None:
        """Keeps the list of what did not arrive, under the shard's name."""
        write_unused(self._waiting.list_of(name), self._waiting.file, self._unused)


def _arrived(row: Row, record: PatchRecord) -> dict[str, Any]:
    """The published columns, and what this project adds to them. Raises RowFault."""
    check_row(row, record)
    added = parse_twins(row)._asdict() | {"template": PUBLISHED, "verification": PUBLISHED_STATUS}
    published = {name: row[name] for name in COLUMNS.names}
    return published | added
