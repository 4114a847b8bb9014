"""The counts of one shard: every row and every map of its files counted once.

It runs in a worker process.

Files are read a row group at a time, so that memory does not grow with the release; the
counts of shards are added up.
Example: ("task", "binary", "area", "train") -> 1,204 and ("together", "Pastures", "Mixed forest")
-> 12.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bigearthnet_txt import PATCH_SIZE, REFERENCE_MAP, decode_bands
from bigearthnet_txt_reader.release import FileEntry, Release, Shard
from builder.errors import DataError
from builder.landcover import analyse
from builder.stats.counts import RADAR_CAPTIONS

ShardCounts: TypeAlias = Counter[tuple[str | int, ...]]
UNKNOWN = "unknown"  # the climate zone of a patch without one
# cells per side, of 80 m, in which centers of boxes are counted: odd, so that the middle of the
# patch lies in one
CELLS = 15

_SETTING = ("country", "season", "climate_zone")
_PATCH = ("patch_id", "split", *_SETTING, REFERENCE_MAP.name)
_TEXT = ("type", "category", "split", *_SETTING, "patch_row", "input", "output", "classes")
_BOX = "box_pixels"


@dataclass(frozen=True, slots=True)
class CountJob:
    """A shard of a release narrowed to it: its patches and all texts about them."""

    release: Release
    shard: Shard


def count_shard(job: CountJob) -> ShardCounts:
    """Counts what the files of a shard hold.

    Raises DataError with file and reason if one cannot be understood, ReleaseError if one cannot be
    read.
    """
    counts: ShardCounts = Counter()
    split, patches = job.shard.split, job.shard.files["patches"]
    for table in _tables(job.release, patches, _PATCH):
        _count_patches(counts, table, patches.path)
    of_patch: Counter[int] = Counter()
    for entry in job.shard.texts.values():
        for table in _tables(job.release, entry, _TEXT):
            _count_texts(counts, table)
            of_patch.update(dict(_values(table["patch_row"])))
    counts.update(("rows per patch", split, rows) for rows in of_patch.values())
    counts["rows per patch", split, 0] += counts["patches", split] - len(of_patch)
    return counts


def _tables(release: Release, entry: FileEntry, columns: Sequence[str]) -> Iterator[pa.Table]:
    """These columns and the boxes, if the file has any, a row group at a time."""
    for table in release.row_groups(entry, [*columns, _BOX]):
        if missing := set(columns) - set(table.column_names):
            lost = f"no column {', '.join(sorted(missing))}"
            raise DataError(f"{release.file(entry)}: {lost}; see: python -m builder verify")
        yield table


def _values(column: pa.ChunkedArray) -> list[tuple[int, int]]:
    """Value -> how often it occurs."""
    found = column.value_counts()
    return list(zip(found.field(0).to_pylist(), found.field(1).to_pylist(), strict=True))


def _add(counts: ShardCounts, kind: str, table: pa.Table, columns: list[str]) -> None:
    """Adds the number of rows per combination of values, as (kind, value, ...)."""
    grouped = table.select(columns).group_by(columns).aggregate([([], "count_all")])
    lists = (grouped[name].to_pylist() for name in (*columns, "count_all"))
    for *values, number in zip(*lists, strict=True):
        counts[(kind, *(UNKNOWN if value is None else value for value in values))] += number


def _count_patches(counts: ShardCounts, batch: pa.Table, path: str) -> None:
    _add(counts, "patches", batch, ["split"])
    for name in _SETTING:
        _add(counts, f"patches by {name}", batch, [name])
    maps = (batch[name].to_pylist() for name in ("patch_id", REFERENCE_MAP.name))
    for patch, planes in zip(*maps, strict=True):
        try:
            _count_map(counts, planes)
        except (TypeError, ValueError) as error:
            raise DataError(f"{path}: {patch}: {error}; see: python -m builder verify") from None


def _count_map(counts: ShardCounts, planes: bytes) -> None:
    """Adds pixels and regions of each class, and the pairs of classes of a patch.

    Raises ValueError or TypeError if the bytes are no reference map.
    """
    cover = analyse(decode_bands({REFERENCE_MAP.name: planes})[REFERENCE_MAP.name])
    for k, label in enumerate(cover.classes):
        counts["pixels", label] += cover.areas[label]
        counts["regions", label] += len(cover.regions[label])
        counts.update(("together", label, other) for other in cover.classes[k:])


def _count_texts(counts: ShardCounts, batch: pa.Table) -> None:
    _add(counts, "task", batch, ["type", "category", "split"])
    for name in _SETTING:
        _add(counts, f"rows by {name}", batch, [name])
    for label, rows in _values(pc.list_flatten(batch["classes"])):
        counts["rows by class", str(label)] += rows
    questions = batch.filter(pc.is_in(batch["type"], pa.array(["binary", "mcq"])))
    _add(counts, "answer", questions, ["type", "category", "output"])
    captions = pc.equal(batch["type"], "captioning")
    _count_words(counts, batch.filter(pc.invert(captions)), "input")
    _count_words(counts, batch.filter(captions), "output")
    if _BOX in batch.column_names:
        _count_boxes(counts, pc.list_flatten(batch[_BOX]).to_numpy().reshape(-1, 4))


def _count_words(counts: ShardCounts, rows: pa.Table, column: str) -> None:
    """Adds ("words", kind, n) for rows whose text has n words, parted by white space."""
    words = pc.count_substring_regex(rows[column], r"\S+")
    _add(counts, "words", pa.table({"kind": _kinds(rows), "words": words}), ["kind", "words"])


def _kinds(rows: pa.Table) -> pa.ChunkedArray:
    """The type of each row; of captions of radar their task, so that they count apart."""
    type_, category = RADAR_CAPTIONS.split("/")
    of_radar = pc.and_(pc.equal(rows["type"], type_), pc.equal(rows["category"], category))
    return pc.if_else(pc.fill_null(of_radar, False), RADAR_CAPTIONS, rows["type"])


def _count_boxes(counts: ShardCounts, boxes: np.ndarray) -> None:
    """Counts boxes by the share of the patch they cover and by the cell of their center.

    The share is in whole percent, rounded down. `boxes`: (n, 4) pixels x0, y0, x1, y1, half-open. A
    center on the line between two cells counts for the right or lower one.
    """
    x0, y0, x1, y1 = boxes.astype(np.int64).T
    percent = np.minimum((x1 - x0) * (y1 - y0) * 100 // PATCH_SIZE**2, 99)
    counts.update(("box percent", share) for share in percent.tolist())
    rows, columns = (_cells(first + last) for first, last in ((y0, y1), (x0, x1)))
    counts.update(("box center", *cell) for cell in zip(rows, columns, strict=True))


def _cells(sums: np.ndarray) -> list[int]:
    """The cells of centers, given as the sums of both edges."""
    return [int(cell) for cell in sums * CELLS // (2 * PATCH_SIZE)]
