"""The file of an index: a line of facts with a checksum, then three columns sorted by key.

    {"files": 6593856, "sum": "9f86...", "tar": "102406983680 1731000000000000000"}
    keys (uint64) | first blocks (uint32) | sizes (uint32)

It is read by small reads at a place and never mapped into memory: a mapped file that is cut, or
whose disk fails, kills the process without a word.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from xxhash import xxh3_128

from bigearthnet_txt_reader.given import from_json
from builder.errors import DataError
from builder.sources.store import check_size
from builder.sources.tar import BLOCK, key_of
from builder.storage import replacing, steadily

_KEY, _NUMBER = np.dtype("<u8"), np.dtype("<u4")
_KINDS: tuple[np.dtype[Any], ...] = (_KEY, _NUMBER, _NUMBER)
_ROW = sum(kind.itemsize for kind in _KINDS)  # bytes of a file in the three columns
_LONGEST = 1 << 16  # bytes of the first line
_PIECE = 1 << 22  # bytes
_STEP = 512  # every so manieth key is held in memory; between two of them lie 4 kB


class Columns(NamedTuple):
    """Hash of the name, first block and size of every file of a tar, sorted by the hash."""

    keys: np.ndarray
    starts: np.ndarray
    sizes: np.ndarray

    def content(self) -> bytes:
        """The columns as a file holds them."""
        columns = (self.keys, self.starts, self.sizes)
        return b"".join(
            column.astype(kind, copy=False).tobytes()
            for column, kind in zip(columns, _KINDS, strict=True)
        )


def write_columns(columns: Columns, facts: Mapping[str, str], path: Path) -> None:
    """Writes the file in one step, with a checksum of its columns."""
    stated, content = {**facts, "files": str(len(columns.keys))}, columns.content()
    digest = _begun(stated)
    digest.update(content)
    with replacing(path) as temporary, temporary.open("wb") as file:
        file.write(_line({**stated, "sum": digest.hexdigest()}))
        file.write(content)


def _line(facts: Mapping[str, str]) -> bytes:
    return json.dumps(facts, sort_keys=True).encode() + b"\n"


def _begun(facts: Mapping[str, str]) -> xxh3_128:
    """The checksum of the facts, to which that of the columns is added."""
    return xxh3_128(_line(facts))


def read_facts(path: Path) -> dict[str, str]:
    """What an index states of its tar; {} if there is none, or its first line is damaged."""
    try:
        return _stated(steadily(partial(_first_line, path), path))
    except OSError:
        return {}


def _first_line(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.readline(_LONGEST)


def _stated(line: bytes) -> dict[str, str]:
    """The facts in a first line; {} if it is none."""
    try:
        found = from_json(line) if line.endswith(b"\n") else None
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: value for name, value in found.items() if isinstance(value, str)}


def is_whole(index: Path) -> bool:
    """Whether an index is there with the checksum that it states."""
    try:
        return steadily(partial(_has_its_sum, index), index)
    except OSError:
        return False


def _has_its_sum(index: Path) -> bool:
    with index.open("rb") as file:
        facts = _stated(file.readline(_LONGEST))
        stated, digest = facts.pop("sum", ""), _begun(facts)
        for piece in _pieces(file):
            digest.update(piece)
    return stated == digest.hexdigest()


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(_PIECE), b"")


class Places:
    """A whole index, open: where in its tar the files lie."""

    def __init__(self, index: Path) -> None:
        self._path, self._file = index, index.open("rb", buffering=0)
        line = _first_line(index)
        self._first, self._files = len(line), int(_stated(line).get("files", "0"))
        if index.stat().st_size != self._first + self._files * _ROW:
            raise self._changed()
        self._marks = self._keys(range(0, self._files, _STEP))

    def find(self, names: Sequence[str]) -> list[tuple[int, int]]:
        """First byte and size of each file.

        Raises ValueError, beginning with the name, if one is missing or no raster of a patch.
        """
        rows = [self._row(name) for name in names]
        starts = [self._number(1, row) for row in rows]
        sizes = [self._number(2, row) for row in rows]
        for name, size in zip(names, sizes, strict=True):
            check_size(name, size)
        return [(start * BLOCK, size) for start, size in zip(starts, sizes, strict=True)]

    def _keys(self, rows: range) -> np.ndarray:
        """Some of the keys, read once from front to back."""
        pieces = [self._values(0, row, 1) for row in rows]
        return np.concatenate(pieces) if pieces else np.empty(0, _KEY)

    def _row(self, name: str) -> int:
        """The row of a file."""
        wanted = np.uint64(key_of(name))
        mark = max(int(self._marks.searchsorted(wanted, "right")) - 1, 0) * _STEP
        keys = self._values(0, mark, min(_STEP, self._files - mark))
        at = int(keys.searchsorted(wanted))
        if at == len(keys) or keys[at] != wanted:
            raise ValueError(f"{name}: no such file")
        return mark + at

    def _number(self, column: int, row: int) -> int:
        return int(self._values(column, row, 1)[0])

    def _values(self, column: int, row: int, count: int) -> np.ndarray:
        """Values of a column. Raises DataError if the file ends before them."""
        kind = _KINDS[column]
        before = self._first + self._files * sum(one.itemsize for one in _KINDS[:column])
        size = count * kind.itemsize
        data = os.pread(self._file.fileno(), size, before + row * kind.itemsize)
        if len(data) != size:
            raise self._changed()
        return np.frombuffer(data, kind)

    def _changed(self) -> DataError:
        way_out = "run the same command again to index it anew"
        return DataError(f"{self._path}: changed while it was being read; {way_out}")
