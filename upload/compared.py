"""The rows of a config as they are compared: key, task and a hash of the values, in arrays.

files -> Rows(keys, tasks, sums): 30 bytes a row, so nine million rows take a third of a gigabyte
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from hashlib import blake2b
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import COLUMNS
from bigearthnet_txt_reader.release import FileEntry
from upload.errors import UploadError

Opener = Callable[[str], AbstractContextManager[BinaryIO]]  # path in the release -> the open file
_NOT_COMPARED = ("patch_row", "benchmark_version")
_SUM = 12  # bytes of a hash


class Rows(NamedTuple):
    """Rows by their keys: `tasks` are places in `names`, `sums` the hashes of the values.

    A key is the ID of a row, or 64 bits of a hash of a `patch_id`; each stands here once.
    """

    keys: np.ndarray
    tasks: np.ndarray
    sums: np.ndarray
    names: Sequence[str]

    def named(self, rows: np.ndarray) -> list[str]:
        """The tasks of some rows."""
        return [self.names[task] for task in self.tasks[rows].tolist()]


def read_rows(
    files: Iterable[FileEntry],
    opener: Opener,
    progress: Callable[[int], object],
    *,
    whole: bool,
) -> Rows:
    """The rows of some files of a config; without `whole`, what they hold is not read.

    Raises UploadError for a file that is none of this dataset.
    """
    numbers: dict[str, int] = {}
    parts = [_none()]
    for file in files:
        for table in _tables(file, opener, whole=whole):
            parts.append(_part(table, file, numbers, whole=whole))
            progress(table.num_rows)
    keys, tasks, sums = (np.concatenate(column) for column in zip(*parts, strict=True))
    _, last = np.unique(keys[::-1], return_index=True)
    kept = len(keys) - 1 - last
    return Rows(keys[kept], tasks[kept], sums[kept], list(numbers))


_Part = tuple[np.ndarray, np.ndarray, np.ndarray]


def _none() -> _Part:
    return np.zeros(0, np.int64), np.zeros(0, np.int16), np.zeros((0, _SUM), np.uint8)


def _tables(file: FileEntry, opener: Opener, *, whole: bool) -> Iterator[pa.Table]:
    columns = _compared(file.config) if whole else _named(file.config)
    try:
        with opener(file.path) as opened:
            stored = pq.ParquetFile(opened)
            for group in range(stored.num_row_groups):
                yield stored.read_row_group(group, columns=columns)
    except pa.ArrowException as error:
        raise _unreadable(file, error) from None


def _unreadable(file: FileEntry, error: Exception) -> UploadError:
    message = f"cannot be read as a file of this dataset ({type(error).__name__}: {error})"
    return UploadError(f"{file.path}: {message}")


def _compared(config: str) -> list[str]:
    """The columns that are compared by row."""
    small = (c for c in COLUMNS[config] if c.kind != "image" and c.layout is None)
    return [column.name for column in small if column.name not in _NOT_COMPARED]


def _named(config: str) -> list[str]:
    """The columns that name a row and its task."""
    return ["patch_id", "split"] if config == "patches" else ["ID", "type", "category"]


def _part(table: pa.Table, file: FileEntry, numbers: dict[str, int], *, whole: bool) -> _Part:
    """Keys, tasks and hashes of a table; a task seen first gets the next number."""
    try:
        keys = list(_keys(table))
        tasks = [numbers.setdefault(task, len(numbers)) for task in _tasks(table)]
    except (KeyError, TypeError) as error:
        raise _unreadable(file, error) from None
    sums = np.zeros((len(keys), _SUM), np.uint8)
    if whole and keys:
        stored = b"".join(map(_hash, table.to_pylist()))
        sums = np.frombuffer(stored, np.uint8).reshape(-1, _SUM)
    return np.array(keys, np.int64), np.array(tasks, np.int16), sums


def _keys(table: pa.Table) -> Iterable[int]:
    if "ID" in table.column_names:
        keys: list[int] = table["ID"].to_pylist()
        return keys
    return map(_key, table["patch_id"].to_pylist())


def _key(patch_id: str) -> int:
    digest = blake2b(patch_id.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def _tasks(table: pa.Table) -> Iterator[str]:
    if "type" not in table.column_names:
        yield from map(str, table["split"].to_pylist())
        return
    for kind, category in zip(
        *(table[name].to_pylist() for name in ("type", "category")), strict=True
    ):
        yield kind if category == "None" else f"{kind} {category}"


def _hash(row: Mapping[str, Any]) -> bytes:
    return blake2b(repr(sorted(row.items())).encode(), digest_size=_SUM).digest()
