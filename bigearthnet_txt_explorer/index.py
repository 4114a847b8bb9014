"""The index of an explorer: one line a patch, enough for map and filters, and where in the release
its rows lie.

data/patches/test-00000-of-00002.parquet + the text files of the same shard ->
scene "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP", x "26", y "05", latitude, longitude, country,
season, classes and tasks as bits, rows per text config. About 16 bytes a patch in a release of
4,000.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bigearthnet_txt import CLASSES, CONFIGS, SPLITS, TASKS
from bigearthnet_txt_explorer.errors import ExplorerError

_TEXTS = tuple(config for config in CONFIGS if config != "patches")
_TASK_NAMES = pa.array([f"{task.type}/{task.category}" for task in TASKS])


@dataclass(frozen=True, slots=True)
class ShardFiles:
    """The files of a shard: config -> (path, bytes, offset behind the last row group, where indexes
    and footer begin).
    """

    split: str
    rows: int
    files: dict[str, tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Index:
    """Patches in the order of the shards, and of the rows within each."""

    patches: pa.Table
    shards: list[ShardFiles]


def read_index(release: Path, paths: Sequence[str], progress: Callable[[int], object]) -> Index:
    """Reads the small columns of all files of a release (paths as in its manifest).
    Raises ExplorerError where a file is missing or unsound."""
    configs: dict[tuple[str, str], dict[str, str]] = {}
    for path in sorted(paths):
        _, config, name = path.split("/")
        configs.setdefault((name.split("-")[0], name), {})[config] = path
    tables, shards, first = [], [], dict.fromkeys(SPLITS, 0)
    for (split, _), files in sorted(
        configs.items(), key=lambda entry: (SPLITS.index(entry[0][0]), entry[0][1])
    ):
        try:
            tables.append(_shard(release, files, first[split]))
            shards.append(
                ShardFiles(
                    split,
                    tables[-1].num_rows,
                    {c: (p, *_extent(release / p)) for c, p in sorted(files.items())},
                )
            )
        except (pa.ArrowException, OSError, KeyError) as error:
            raise ExplorerError(
                f"{release}: {error}; see: python -m builder verify {release}"
            ) from None
        first[split] += tables[-1].num_rows
        progress(tables[-1].num_rows)
    return Index(pa.concat_tables(tables), shards)


def _extent(path: Path) -> tuple[int, int]:
    """Bytes of a file, and the offset behind its last row group."""
    metadata = pq.read_metadata(path)
    ends = [0]
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        for chunk in map(group.column, range(group.num_columns)):
            ends.append(
                (chunk.dictionary_page_offset or chunk.data_page_offset)
                + chunk.total_compressed_size
            )
    return path.stat().st_size, max(ends)


def _shard(release: Path, files: dict[str, str], first: int) -> pa.Table:
    """The lines of a shard; `first` is the number of its first patch within the split."""
    columns = ["patch_id", "latitude", "longitude", "country", "season", "labels"]
    patches = pq.read_table(release / files["patches"], columns=columns, partitioning=None)
    scene, x, y = (
        zip(*(name.rsplit("_", 2) for name in patches["patch_id"].to_pylist()), strict=True)
        if len(patches)
        else ((), (), ())
    )
    tasks, counts = np.zeros(len(patches), np.int32), {}
    for config in _TEXTS:
        counts[config] = np.zeros(len(patches), np.uint16)
        if config in files:
            rows = pq.read_table(
                release / files[config],
                columns=["type", "category", "patch_row"],
                partitioning=None,
            )
            at = _places(rows, first, len(patches), files[config])
            counts[config] = np.bincount(at, minlength=len(patches)).astype(np.uint16)
            np.bitwise_or.at(
                tasks,
                at,
                _bits(
                    pc.binary_join_element_wise(rows["type"], rows["category"], "/"), _TASK_NAMES
                ),
            )
    return pa.table(
        {
            "scene": pa.array(scene, pa.string()),
            "x": pa.array(x, pa.string()),
            "y": pa.array(y, pa.string()),
            "latitude": patches["latitude"].cast(pa.float32()),
            "longitude": patches["longitude"].cast(pa.float32()),
            "country": patches["country"],
            "season": patches["season"],
            "classes": _classes(patches["labels"].combine_chunks()),
            "tasks": tasks,
            **counts,
        }
    )


def _places(rows: pa.Table, first: int, patches: int, path: str) -> np.ndarray:
    """Row of each text's patch within the shard; the texts of a patch must lie together, in the
    order of the patches.
    """
    at: np.ndarray = rows["patch_row"].to_numpy() - first
    if len(at) and (at[0] < 0 or at[-1] >= patches or (np.diff(at) < 0).any()):
        raise ExplorerError(
            f"{path}: patch_row is not in the order of the shard's {patches} patches; see: python -m builder verify"
        )
    return at


def _bits(names: pa.ChunkedArray, known: pa.Array) -> np.ndarray:
    at = pc.index_in(names, known)
    if at.null_count:
        raise ExplorerError(
            f"{names.filter(at.is_null())[0]}: not a name of this version of the dataset; see: python -m builder verify"
        )
    bits: np.ndarray = np.left_shift(1, at.to_numpy())
    return bits.astype(np.int32)


def _classes(labels: pa.ListArray) -> np.ndarray:
    bits = np.zeros(len(labels), np.int32)
    np.bitwise_or.at(
        bits,
        pc.list_parent_indices(labels).to_numpy(),
        _bits(pc.list_flatten(labels), pa.array(CLASSES)),
    )
    return bits
