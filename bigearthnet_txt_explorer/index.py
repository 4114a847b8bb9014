"""The lines of an index: what the files of a release say of each patch, and where its rows lie.

data/patches/test-00000-of-00002.parquet + the text files of the same shard -> a line a patch:
patch_id, tile "33UUP", date "20170613", x 26, y 5, latitude, longitude, split, country, season and
climate_zone as numbers, classes and tasks as bits, shard, row, first row and rows per text config.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bigearthnet_txt import CLASSES, CONFIGS, SENSOR_TASKS, SPLITS, TASKS
from bigearthnet_txt_explorer.errors import ExplorerError
from bigearthnet_txt_reader.locations import size_of
from bigearthnet_txt_reader.release import FileEntry, Release, Shard

TEXTS = tuple(config for config in CONFIGS if config != "patches")
_PATCH = ("patch_id", "latitude", "longitude", "country", "season", "climate_zone", "labels")
_TEXT = ("type", "category", "patch_row")
_NAME = r"^(?P<scene>.*_(?P<date>\d{8})T\d{6}_.*_T(?P<tile>\w{5}))_(?P<x>\d\d)_(?P<y>\d\d)$"
_TASK_NAMES = tuple(task.name for task in (*TASKS, *SENSOR_TASKS))
_VERIFY = "see: python -m builder verify"


@dataclass(frozen=True, slots=True)
class ShardFiles:
    """The files of a shard: config -> (bytes, offset behind the last row group, rows).

    Indexes and footer begin at the offset.
    """

    name: str
    split: str
    rows: int
    files: dict[str, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Lines:
    """One line a patch, in the order of the shards and of the rows within each."""

    table: pa.Table
    shards: list[ShardFiles]


def read_lines(release: Release, progress: Callable[[int], object]) -> Lines:
    """Reads the small columns of all files of a release.

    Calls `progress` with the number of patches just read. Raises ExplorerError or ReleaseError if a
    file is missing or unsound.
    """
    tables, shards = [], []
    first: dict[str, int] = dict.fromkeys(SPLITS, 0)
    for number, shard in enumerate(release.shards):
        table = _sound(release, replace(shard, first=first[shard.split]), number)
        files = {c: _extent(release, entry) for c, entry in sorted(shard.files.items())}
        tables.append(table)
        shards.append(ShardFiles(str(shard.name), shard.split, len(table), files))
        first[shard.split] += len(table)
        progress(len(table))
    return Lines(pa.concat_tables(tables).combine_chunks(), shards)


def _sound(release: Release, shard: Shard, number: int) -> pa.Table:
    """The lines of a shard. Raises ExplorerError if its files are unsound."""
    try:
        return _shard(release, shard, number)
    except (pa.ArrowException, KeyError) as error:
        where = f"{release.where}, shard {shard.name}"
        raise ExplorerError(f"{where}: {error}; {_VERIFY}") from None


def _extent(release: Release, entry: FileEntry) -> tuple[int, int, int]:
    """Bytes of a file, the offset behind its last row group, and its rows."""
    with release.parquet(entry) as file:
        groups = [file.metadata.row_group(k) for k in range(file.num_row_groups)]
        rows = file.metadata.num_rows
    chunks = (group.column(k) for group in groups for k in range(group.num_columns))
    last = max(map(_end, chunks), default=0)
    return size_of(release.file(entry)), last, rows


def _end(chunk: pq.ColumnChunkMetaData) -> int:
    start: int = chunk.dictionary_page_offset or chunk.data_page_offset
    return start + int(chunk.total_compressed_size)


def read(release: Release, entry: FileEntry, columns: Sequence[str]) -> pa.Table:
    """Columns of a file."""
    with release.parquet(entry) as file:
        return file.read(columns)


def _shard(release: Release, shard: Shard, number: int) -> pa.Table:
    """The lines of shard `number`."""
    entry = shard.files["patches"]
    patches = read(release, entry, _PATCH)
    size = len(patches)
    columns = _names(patches["patch_id"], entry.path) | _facts(patches)
    columns["split"] = np.full(size, SPLITS.index(shard.split), np.uint8)
    columns["shard"], columns["row"] = (
        np.full(size, number, np.uint16),
        np.arange(size, dtype="<i4"),
    )
    columns["tasks"] = np.zeros(size, np.int32)
    for config in TEXTS:
        at = np.zeros(0, int)
        if config in shard.files:
            rows = read(release, shard.files[config], _TEXT)
            at = _rows_of(rows, shard.first, size, shard.files[config].path)
            np.bitwise_or.at(columns["tasks"], at, _tasks(rows))
        counts = np.bincount(at, minlength=size)
        columns[config] = counts.astype(np.uint16)
        columns[f"{config}_first"] = (np.cumsum(counts) - counts).astype(np.int32)
    return pa.table(columns)


def _names(ids: pa.ChunkedArray, path: str) -> dict[str, Any]:
    """What the names of patches tell. Raises ExplorerError for a name that is none."""
    parts = pc.extract_regex(ids.combine_chunks(), _NAME)
    if parts.null_count:
        wrong = ids.filter(parts.is_null())[0].as_py()
        raise ExplorerError(f"{path}: patch_id {str(wrong)[:200]!r} is none; {_VERIFY}")
    found = {name: parts.field(name) for name in ("scene", "tile", "date")}
    place = {name: parts.field(name).cast(pa.uint8()) for name in ("x", "y")}
    return {**found, **place}


def _facts(patches: pa.Table) -> dict[str, Any]:
    """The columns that patches alone give."""
    names = ("latitude", "longitude", "country", "season", "climate_zone")
    classes = _classes(patches["labels"].combine_chunks())
    return {**{name: patches[name] for name in names}, "classes": classes}


def _tasks(rows: pa.Table) -> np.ndarray:
    return _bits(
        pc.binary_join_element_wise(rows["type"], rows["category"], "/"), pa.array(_TASK_NAMES)
    )


def _rows_of(rows: pa.Table, first: int, patches: int, path: str) -> np.ndarray:
    """Row of each text's patch within the shard.

    The texts of a patch must lie together, in the order of the patches.
    """
    at: np.ndarray = rows["patch_row"].to_numpy() - first
    if len(at) and (at[0] < 0 or at[-1] >= patches or (np.diff(at) < 0).any()):
        wrong = f"patch_row is not in the order of the shard's {patches} patches"
        raise ExplorerError(f"{path}: {wrong}; {_VERIFY}")
    return at


def _bits(names: pa.ChunkedArray, known: pa.Array) -> np.ndarray:
    at = pc.index_in(names, known)
    if at.null_count:
        unknown = names.filter(at.is_null())[0]
        wrong = "not a name of this version of the dataset"
        raise ExplorerError(f"{unknown}: {wrong}; {_VERIFY}")
    bits: np.ndarray = np.left_shift(1, at.to_numpy())
    return bits.astype(np.int32)


def _classes(labels: pa.ListArray) -> np.ndarray:
    bits = np.zeros(len(labels), np.int32)
    patches = pc.list_parent_indices(labels).to_numpy()
    np.bitwise_or.at(bits, patches, _bits(pc.list_flatten(labels), pa.array(CLASSES)))
    return bits
