"""The published rows of one shard on their way into the release: joined to their patches, or listed
with the reason.

row of BigEarthNet.txt.parquet + PatchRecord -> the thirteen columns as they are, typed twins,
template "published"
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from builder.records import PatchRecord
from builder.shards.rows import PUBLISHED, PUBLISHED_STATUS
from builder.upstream.parsing import Row, RowFault, check_row, parse_twins
from builder.upstream.sorting import Sorted, rows_of_shard
from builder.upstream.table import COLUMNS
from builder.upstream.unused import Unused, write_unused


@dataclass(frozen=True, slots=True)
class Waiting:
    """Where the rows of shard number `shard` of `shards` wait; it travels to a worker. `file`: name
    of the annotation file.
    """

    place: Sorted
    file: str
    shard: int
    shards: int


def _unused(row: Row, field: str, value: object, reason: str) -> Unused:
    return Unused(
        row["row_group"],
        row["row"],
        row["ID"],
        row["patch_id"],
        field,
        None if value is None else str(value),
        reason,
    )


class Arrivals:
    """Hands out the rows of each patch of a shard once, and keeps those that cannot arrive."""

    def __init__(self, waiting: Waiting) -> None:
        self._waiting = waiting
        self._rows = rows_of_shard(waiting.place, waiting.shard, waiting.shards)
        self._unused: list[Unused] = []

    def take(self, record: PatchRecord) -> list[dict[str, Any]]:
        """The rows of a patch in the columns of `benchmark`, without image and `patch_row`, in the
        order of the file.
        """
        arrived = []
        for row in self._rows.pop(record.patch_id, []):
            try:
                check_row(row, record)
                twins = parse_twins(row)
            except RowFault as fault:
                self._unused.append(_unused(row, fault.field, fault.value, fault.reason))
                continue
            published = {name: row[name] for name in COLUMNS.names}
            arrived.append(
                published
                | twins._asdict()
                | {"template": PUBLISHED, "verification": PUBLISHED_STATUS}
            )
        return arrived

    def refuse(self, patch_id: str, reason: str) -> None:
        """Lists the rows of a patch that has no pixels."""
        why = f"its patch is not used: {reason}"
        self._unused += [
            _unused(row, "patch_id", patch_id, why) for row in self._rows.pop(patch_id, [])
        ]

    def close(self, name: str) -> None:
        """Keeps the list of what did not arrive, under the shard's name."""
        write_unused(self._waiting.place.unused(f"shard-{name}"), self._waiting.file, self._unused)
