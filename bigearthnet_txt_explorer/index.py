"""The index of an explorer: one line a patch, and where in the release its rows lie.

A line is enough for map and filters:
data/patches/test-00000-of-00002.parquet + the text files of the same shard ->
scene "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP", x "26", y "05", latitude, longitude, country,
season, classes and tasks as bits, rows per text config. About 16 bytes a patch in a release of
4,000.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bigearthnet_txt import CLASSES, CONFIGS, SPLITS, TASKS
from bigearthnet_txt_explorer.errors import ExplorerError
from bigearthnet_txt_reader.locations import size_of
from bigearthnet_txt_reader.release import FileEntry, Release, Shard

_TEXTS = tuple(config for config in CONFIGS if config != "patches")
_PATCH = ("patch_id", "latitude", "longitude", "country", "season", "labels")
_TEXT = ("type", "category", "patch_row")
_TASK_NAMES = tuple(task.name for task in TASKS)


@dataclass(frozen=True, slots=True)
class ShardFiles:
    """The files of a shard: config -> (path, bytes, offset behind the last row group).

    Indexes and footer begin at the offset.
    """

    split: str
    rows: int
    files: dict[str, tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Index:
    """Patches in the order of the shards, and of the rows within each."""

    patches: pa.Table
    shards: list[ShardFiles]


def read_index(release: Release, progress: Callable[[int], object]) -> Index:
    """Reads the small columns of all files of a release.

    Calls `progress` with the number of patches just read. Raises ExplorerError or ReleaseError if a
    file is missing or unsound.
    """
    tables, shards = [], []
    first: dict[str, int] = dict.fromkeys(SPLITS, 0)
    for shard in release.shards:
        table = _sound(release, shard, first[shard.split])
        files = {c: _extent(release, entry) for c, entry in sorted(shard.files.items())}
        tables.append(table)
        shards.append(ShardFiles(shard.split, len(table), files))
        first[shard.split] += len(table)
        progress(len(table))
    return Index(pa.concat_tables(tables), shards)


def _sound(release: Release, shard: Shard, first: int) -> pa.Table:
    """The lines of a shard. Raises ExplorerError if its files are unsound."""
    try:
        return _shard(release, shard, first)
    except (pa.ArrowException, KeyError) as error:
        where = f"{release.where}, shard {shard.name}"
        raise ExplorerError(f"{where}: {error}; see: python -m builder verify") from None


def _extent(release: Release, entry: FileEntry) -> tuple[str, int, int]:
    """Path and bytes of a file, and the offset behind its last row group."""
    with release.parquet(entry) as file:
        groups = [file.metadata.row_group(k) for k in range(file.num_row_groups)]
    chunks = (group.column(k) for group in groups for k in range(group.num_columns))
    last = max(map(_end, chunks), default=0)
    return entry.path, size_of(release.file(entry)), last


def _end(chunk: pq.ColumnChunkMetaData) -> int:
    start: int = chunk.dictionary_page_offset or chunk.data_page_offset
    return start + int(chunk.total_compressed_size)


def _read(release: Release, entry: FileEntry, columns: Sequence[str]) -> pa.Table:
    with release.parquet(entry) as file:
        return file.read(columns)


def _shard(release: Release, shard: Shard, first: int) -> pa.Table:
    """The lines of a shard; `first` is the number of its first patch within the split."""
    patches = _read(release, shard.files["patches"], _PATCH)
    tasks, counts = np.zeros(len(patches), np.int32), {}
    for config in _TEXTS:
        counts[config] = np.zeros(len(patches), np.uint16)
        if config in shard.files:
            entry = shard.files[config]
            rows = _read(release, entry, _TEXT)
            at = _rows_of(rows, first, len(patches), entry.path)
            counts[config] = np.bincount(at, minlength=len(patches)).astype(np.uint16)
            np.bitwise_or.at(tasks, at, _tasks(rows))
    return pa.table(_columns(patches) | {"tasks": tasks} | counts)


def _columns(patches: pa.Table) -> dict[str, Any]:
    """The columns of the index that patches alone give."""
    names = [name.rsplit("_", 2) for name in patches["patch_id"].to_pylist()]
    scene, x, y = zip(*names, strict=True) if names else ((), (), ())
    return {
        "scene": pa.array(scene, pa.string()),
        "x": pa.array(x, pa.string()),
        "y": pa.array(y, pa.string()),
        "latitude": patches["latitude"].cast(pa.float32()),
        "longitude": patches["longitude"].cast(pa.float32()),
        "country": patches["country"],
        "season": patches["season"],
        "classes": _classes(patches["labels"].combine_chunks()),
    }


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
        raise ExplorerError(f"{path}: {wrong}; see: python -m builder verify")
    return at


def _bits(names: pa.ChunkedArray, known: pa.Array) -> np.ndarray:
    at = pc.index_in(names, known)
    if at.null_count:
        unknown = names.filter(at.is_null())[0]
        wrong = "not a name of this version of the dataset"
        raise ExplorerError(f"{unknown}: {wrong}; see: python -m builder verify")
    bits: np.ndarray = np.left_shift(1, at.to_numpy())
    return bits.astype(np.int32)


def _classes(labels: pa.ListArray) -> np.ndarray:
    bits = np.zeros(len(labels), np.int32)
    patches = pc.list_parent_indices(labels).to_numpy()
    np.bitwise_or.at(bits, patches, _bits(pc.list_flatten(labels), pa.array(CLASSES)))
    return bits
