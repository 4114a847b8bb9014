"""Rows in no known order -> the rows of each shard, left sorted in the work folder.

.build/annotations/patches.arrow    which patch is in which shard, and why the others are in none
.build/annotations/00017.arrow      the rows of row group 17, one record batch per shard (again for
                                    every 100,000 rows)

The file is read once, row group by row group. A row group is one job and one file, renamed into
place when it is complete: what a killed build has sorted is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from builder.engine import Local
from builder.names import parse_s2
from builder.provenance import code_sum
from builder.shards.records import Record, Sum, key_of, read_record, write_record
from builder.storage import Location, reading, replacing
from builder.upstream.table import COLUMNS, UpstreamFile, batches
from builder.upstream.unused import NO_PATCH, NOT_HERE, Unused, write_unused

_SORTED = pa.schema([*COLUMNS, ("row_group", pa.int32()), ("row", pa.int64())])
_PATCHES = pa.schema([("patch_id", pa.string()), ("shard", pa.int32()), ("reason", pa.string())])
_NOWHERE = -1
_AT_ONCE = 10_000  # rows that are Python values at a time
_OPTIONS = pa.ipc.IpcWriteOptions(compression="zstd")


@dataclass(frozen=True, slots=True)
class Sorted:
    """The folders of the work: `annotations` and `unused` inside `work`."""

    work: Location

    @property
    def patches(self) -> Location:
        return self.work / "annotations" / "patches.arrow"

    def group(self, number: int) -> Location:
        return self.work / "annotations" / f"{number:05d}.arrow"

    def record(self, number: int) -> Location:
        """What is kept of a sorted row group: its files, under a key."""
        return self.work / "annotations" / f"{number:05d}.json"

    def files(self, number: int) -> list[str]:
        """The files of a sorted row group, inside `work`."""
        return [f"annotations/{number:05d}.arrow", f"unused/group-{number:05d}.parquet"]

    def groups(self) -> list[Location]:
        """Those that are sorted already, in their order."""
        found: list[Location] = list(self.patches.parent.glob("[0-9]*.arrow"))
        return sorted(found, key=str)

    def unused(self, part: str) -> Location:
        return self.work / "unused" / f"{part}.parquet"

    def lists(self) -> list[Location]:
        return list(self.work.glob("unused/*.parquet"))


def sort_rows(
    file: UpstreamFile,
    place: Sorted,
    *,
    shards: Sequence[Sequence[str]],
    left_out: Mapping[str, str | None],
    workers: int,
) -> None:
    """Sorts the rows of a file by shard, as far as an interrupted build has not done so.

    The number of workers changes no byte. `shards`: the patches of each shard; `left_out`: patches
    of none, with the reason (None: not to be listed). Raises DataError if the file is damaged.
    """
    key = key_of(code_sum(), shards, dict(left_out), file.sum)
    groups = [group for group in range(file.check()) if not _is_sorted(place, group, key)]
    if not groups:
        return
    _write_patches(place, shards, left_out)
    none = np.empty(0, np.int64)
    jobs = [
        SortJob(
            path=file.path,
            group=group,
            shards=len(shards),
            repeated=file.index.repeated.get(group, none),
            place=place,
            key=key,
        )
        for group in groups
    ]
    for _ in Local(workers).run(sort_group, jobs):
        pass


def _is_sorted(place: Sorted, group: int, key: str) -> bool:
    """Has an earlier run sorted a row group by this layout, and is it whole?"""
    record = read_record(place.record(group))
    if record is None or record.key != key:
        return False
    return all(file.holds(place.work, sums=True) for file in record.files)


def _write_patches(
    place: Sorted, shards: Sequence[Sequence[str]], left_out: Mapping[str, str | None]
) -> None:
    names: list[str] = []
    numbers: list[int] = []
    for number, patches in enumerate(shards):
        names += patches
        numbers += [number] * len(patches)
    others = sorted(set(left_out) - set(names))
    columns = {
        "patch_id": names + others,
        "shard": numbers + [_NOWHERE] * len(others),
        "reason": [None] * len(names) + [left_out[name] for name in others],
    }
    with replacing(place.patches) as temporary, pa.ipc.new_file(temporary, _PATCHES) as file:
        file.write_table(pa.table(columns, schema=_PATCHES))


@dataclass(frozen=True, slots=True)
class SortJob:
    """A row group to sort; it travels to a worker.

    `repeated`: its rows whose ID an earlier row holds.
    """

    path: Path
    group: int
    shards: int
    repeated: np.ndarray
    place: Sorted
    key: str


def sort_group(job: SortJob) -> int:
    """Writes a row group's file of sorted rows, and the list of its rows that no shard takes.

    Returns its number.
    """
    with reading(job.place.patches) as source:
        patches = pa.ipc.open_file(source).read_all().combine_chunks()
        with (
            replacing(job.place.group(job.group)) as temporary,
            pa.ipc.new_file(temporary, _SORTED, options=_OPTIONS) as file,
        ):
            parts = (_sort(rows, patches, job, file) for rows in _numbered(job))
            unused = job.place.unused(f"group-{job.group:05d}")
            write_unused(unused, job.path.name, chain.from_iterable(parts))
    work, paths = job.place.work, job.place.files(job.group)
    files = tuple(Sum.of(work / path, path) for path in paths)
    write_record(job.place.record(job.group), Record(job.key, files))
    return job.group


def _numbered(job: SortJob) -> Iterator[pa.Table]:
    """The rows of a row group, part by part, with `row_group` and `row`."""
    start = 0
    for table in batches(job.path, job.group, COLUMNS.names):
        groups = pa.array(np.full(len(table), job.group, np.int32))
        rows = pa.array(np.arange(start, start + len(table)))
        start += len(table)
        yield table.append_column("row_group", groups).append_column("row", rows)


def _sort(
    rows: pa.Table, patches: pa.Table, job: SortJob, file: pa.ipc.RecordBatchFileWriter
) -> Iterator[Unused]:
    """Writes the rows of every shard, in their order; yields those of none."""
    at = pc.index_in(rows["patch_id"], patches["patch_id"].combine_chunks())
    repeated = np.isin(rows["row"].to_numpy(), job.repeated)
    shard = _shards(patches, at, repeated)
    order = np.argsort(shard, kind="stable")
    ends = np.searchsorted(shard[order], np.arange(_NOWHERE, job.shards), "right").tolist()
    ordered = rows.take(pa.array(order)).combine_chunks()
    for start, end in pairwise(ends):
        file.write_batch(_batch(ordered.slice(start, end - start)))
    nowhere = order[: ends[0]]
    for start in range(0, len(nowhere), _AT_ONCE):
        some = nowhere[start : start + _AT_ONCE]
        found = patches.take(at.take(pa.array(some)))
        yield from _explained(rows.take(pa.array(some)), found, repeated[some].tolist())


def _shards(patches: pa.Table, at: pa.ChunkedArray, repeated: np.ndarray) -> np.ndarray:
    """The shard of each row; a row without a patch, or with an ID for the second time, has none."""
    shard = patches["shard"].take(at).fill_null(_NOWHERE).to_numpy()
    return np.where(repeated, _NOWHERE, shard)


def _batch(rows: pa.Table) -> pa.RecordBatch:
    found = rows.combine_chunks().to_batches()
    return found[0] if found else pa.RecordBatch.from_pylist([], _SORTED)


def _explained(rows: pa.Table, patches: pa.Table, repeated: list[bool]) -> Iterator[Unused]:
    """The rows of no shard with the reason; rows of patches beyond --limit are not listed."""
    found = rows.select(["row_group", "row", "ID", "patch_id", "type", "category"]).to_pylist()
    for row, patch, again in zip(found, patches.to_pylist(), repeated, strict=True):
        if fault := _fault(row, patch, again=again):
            field, reason = fault
            value = None if row[field] is None else str(row[field])
            yield Unused(**row, field=field, value=value, reason=reason)


def _fault(row: dict[str, Any], patch: dict[str, Any], *, again: bool) -> tuple[str, str] | None:
    """The field and the reason for which a row is in no shard; None if it is not to be listed."""
    if patch["shard"] is None:
        return "patch_id", _unknown(row["patch_id"])
    if patch["shard"] == _NOWHERE:
        reason = patch["reason"]
        return ("patch_id", f"{NO_PATCH}: {reason}") if reason else None
    return ("ID", "an ID that an earlier row holds already") if again else None


def _unknown(patch_id: str | None) -> str:
    if patch_id is None:
        return "null; every column of every row has a value"
    try:
        parse_s2(patch_id)
    except ValueError as error:
        return f"no patch name: {error}"
    return NOT_HERE


def rows_of_shard(place: Sorted, shard: int, shards: int) -> dict[str, list[dict[str, Any]]]:
    """patch_id -> the rows of a shard's patches in the order of the file.

    They have `row_group` and `row` beside the published columns.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for path in place.groups():
        with reading(path) as source:
            file = pa.ipc.open_file(source)
            for k in range(shard, file.num_record_batches, shards):
                for row in _rows(file.get_batch(k)):
                    found.setdefault(row["patch_id"], []).append(row)
    return found


def _rows(batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    for start in range(0, len(batch), _AT_ONCE):
        yield from batch.slice(start, _AT_ONCE).to_pylist()
