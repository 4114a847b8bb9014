"""Rows in no known order -> the rows of each shard: the file is read once, row group by row group,
and left sorted in the work folder.

.build/annotations/patches.arrow    which patch is in which shard, and why the others are in none
.build/annotations/00017.arrow      the rows of row group 17, one record batch per shard (again for every 100,000 rows)
A row group is one job and one file, renamed into place when it is complete: what a killed build has
sorted is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from builder.engine import Local
from builder.names import parse_s2
from builder.storage import Place, reading, replacing
from builder.upstream.table import COLUMNS, UpstreamFile, batches
from builder.upstream.unused import Unused, write_unused

_SORTED = pa.schema([*COLUMNS, ("row_group", pa.int32()), ("row", pa.int64())])
_PATCHES = pa.schema([("patch_id", pa.string()), ("shard", pa.int32()), ("reason", pa.string())])
_NOWHERE = -1
_OPTIONS = pa.ipc.IpcWriteOptions(compression="zstd")


@dataclass(frozen=True, slots=True)
class Sorted:
    """The folders of the work: `annotations` and `unused` inside `work`."""

    work: Place

    @property
    def patches(self) -> Place:
        return self.work / "annotations" / "patches.arrow"

    def group(self, number: int) -> Place:
        return self.work / "annotations" / f"{number:05d}.arrow"

    def groups(self) -> list[Place]:
        """Those that are sorted already, in their order."""
        found: list[Place] = list(self.patches.parent.glob("[0-9]*.arrow"))
        return sorted(found, key=str)

    def unused(self, part: str) -> Place:
        return self.work / "unused" / f"{part}.parquet"

    def lists(self) -> list[Place]:
        return list(self.work.glob("unused/*.parquet"))


def sort_rows(
    file: UpstreamFile,
    place: Sorted,
    *,
    shards: Sequence[Sequence[str]],
    left_out: Mapping[str, str | None],
    workers: int,
) -> None:
    """Sorts the rows of a file by shard, as far as an interrupted build has not done so; the number
    of workers changes no byte.

    `shards`: the patches of each shard; `left_out`: patches of none, with the reason (None: not to
    be spoken of). Raises DataError where the file is damaged.
    """
    groups = [group for group in range(file.check()) if not place.group(group).exists()]
    if not groups:
        return
    _write_patches(place, shards, left_out)
    none = np.empty(0, np.int64)
    jobs = [
        SortJob(file.path, group, len(shards), file.index.repeated.get(group, none), place)
        for group in groups
    ]
    for _ in Local(workers).run(sort_group, jobs):
        pass


def _write_patches(
    place: Sorted, shards: Sequence[Sequence[str]], left_out: Mapping[str, str | None]
) -> None:
    named = [name for names in shards for name in names]
    others = sorted(set(left_out) - set(named))
    columns = {
        "patch_id": named + others,
        "shard": [k for k, names in enumerate(shards) for _ in names] + [_NOWHERE] * len(others),
        "reason": [None] * len(named) + [left_out[name] for name in others],
    }
    with replacing(place.patches) as temporary, pa.ipc.new_file(temporary, _PATCHES) as file:
        file.write_table(pa.table(columns, schema=_PATCHES))


@dataclass(frozen=True, slots=True)
class SortJob:
    """A row group to sort; it travels to a worker. `repeated`: its rows whose ID an earlier row
    holds.
    """

    path: Path
    group: int
    shards: int
    repeated: np.ndarray
    place: Sorted


def sort_group(job: SortJob) -> int:
    """Writes a row group's file of sorted rows, and the list of its rows that no shard takes;
    returns its number.
    """
    with reading(job.place.patches) as source:
        patches = pa.ipc.open_file(source).read_all().combine_chunks()
        unused: list[Unused] = []
        with (
            replacing(job.place.group(job.group)) as temporary,
            pa.ipc.new_file(temporary, _SORTED, options=_OPTIONS) as file,
        ):
            start = 0
            for table in batches(job.path, job.group, COLUMNS.names):
                numbers = np.arange(start, start + len(table))
                start += len(table)
                rows = table.append_column(
                    "row_group", pa.array(np.full(len(table), job.group, np.int32))
                )
                unused += _sort(rows.append_column("row", pa.array(numbers)), patches, job, file)
            write_unused(job.place.unused(f"group-{job.group:05d}"), job.path.name, unused)
    return job.group


def _sort(
    rows: pa.Table, patches: pa.Table, job: SortJob, file: pa.ipc.RecordBatchFileWriter
) -> list[Unused]:
    """Writes the rows of every shard, in their order; returns those of none."""
    at = pc.index_in(rows["patch_id"], patches["patch_id"].combine_chunks())
    shard = patches["shard"].take(at).fill_null(_NOWHERE).to_numpy()
    repeated = np.isin(rows["row"].to_numpy(), job.repeated)
    fault = np.where(repeated & (shard != _NOWHERE), _NOWHERE, shard)
    order = np.argsort(fault, kind="stable")
    ends = np.searchsorted(fault[order], np.arange(_NOWHERE, job.shards), "right").tolist()
    ordered = rows.take(pa.array(order)).combine_chunks()
    for start, end in pairwise(ends):
        file.write_batch(_batch(ordered.slice(start, end - start)))
    nowhere = pa.array(order[: ends[0]])
    return list(
        _explained(
            rows.take(nowhere), patches.take(at.take(nowhere)), repeated[order[: ends[0]]].tolist()
        )
    )


def _batch(rows: pa.Table) -> pa.RecordBatch:
    found = rows.combine_chunks().to_batches()
    return found[0] if found else pa.RecordBatch.from_pylist([], _SORTED)


def _explained(rows: pa.Table, patches: pa.Table, repeated: list[bool]) -> Iterator[Unused]:
    """The rows of no shard with the reason; rows of patches that --limit leaves out are not spoken
    of.
    """
    names = ("row_group", "row", "ID", "patch_id")
    for row, patch, again in zip(
        rows.select(names).to_pylist(), patches.to_pylist(), repeated, strict=True
    ):
        place = row["row_group"], row["row"], row["ID"], row["patch_id"]
        if patch["shard"] is None:
            yield Unused(*place, "patch_id", row["patch_id"], _unknown(row["patch_id"]))
        elif patch["shard"] == _NOWHERE and patch["reason"]:
            yield Unused(
                *place, "patch_id", row["patch_id"], f"its patch is not used: {patch['reason']}"
            )
        elif again and patch["shard"] != _NOWHERE:
            yield Unused(*place, "ID", str(row["ID"]), "an ID that an earlier row holds already")


def _unknown(patch_id: str | None) -> str:
    if patch_id is None:
        return "null; every column of every row has a value"
    try:
        parse_s2(patch_id)
    except ValueError as error:
        return f"no patch name: {error}"
    return "no such patch in metadata.parquet"


def rows_of_shard(place: Sorted, shard: int, shards: int) -> dict[str, list[dict[str, Any]]]:
    """patch_id -> the rows of a shard's patches in the order of the file, with `row_group` and
    `row`.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for path in place.groups():
        with reading(path) as source:
            file = pa.ipc.open_file(source)
            for k in range(shard, file.num_record_batches, shards):
                for row in file.get_batch(k).to_pylist():
                    found.setdefault(row["patch_id"], []).append(row)
    return found
