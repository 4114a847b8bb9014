"""The index beside a plain tar, and files read through it.

    name -> hash -> offset and size -> one read at that place

    BigEarthNet-S2.tar          102,406,983,680 bytes
    BigEarthNet-S2.tar.index    105 MB: hash of name, first block and size of 6,593,856 files

An Arrow file, so that workers map it and share its pages. It states size and time of its tar:
another tar has another index.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from xxhash import xxh3_128

from builder.errors import DataError
from builder.sources.store import check_size
from builder.sources.tar import BLOCK, Walker, key_of
from builder.storage import replacing, steadily

_SCHEMA = pa.schema([("key", pa.uint64()), ("start", pa.uint32()), ("size", pa.uint32())])


class Stamp(NamedTuple):
    """Bytes of a tar, and nanoseconds of its last change.

    An index belongs to the tar with the stamp it states.
    """

    size: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> Stamp:
        status = path.stat()
        return cls(status.st_size, status.st_mtime_ns)


def index_path(tar: Path, folder: Path) -> Path:
    """Where the index of a tar lies that is kept in `folder`."""
    return folder / f"{tar.name}.index"


def index_table(walker: Walker, facts: dict[str, str]) -> pa.Table:
    """The index of a tar that was walked to its end, with `facts` to be kept in it.

    Raises DataError if two files have one name.
    """
    keys = np.frombuffer(walker.keys, np.uint64)
    order = np.argsort(keys)
    keys = keys[order]
    starts = np.frombuffer(walker.starts, np.uint32)[order]
    sizes = np.frombuffer(walker.sizes, np.uint32)[order]
    _check_distinct(keys, starts, walker.root)
    columns = [pa.array(keys), pa.array(starts), pa.array(sizes)]
    return pa.table(columns, _SCHEMA.with_metadata(facts))


def _check_distinct(keys: np.ndarray, starts: np.ndarray, root: str) -> None:
    """Raises DataError if two of the sorted keys are equal."""
    twice = np.flatnonzero(keys[1:] == keys[:-1])
    if len(twice):
        first, second = (int(starts[twice[0] + k]) * BLOCK for k in (0, 1))
        where = f"bytes {first:,} and {second:,} of the tar"
        raise DataError(f"{root}: the files at {where} have one name; make the tar again")


def write_index(table: pa.Table, path: Path, stamp: Stamp) -> None:
    """Writes an index in one step, with the stamp of its tar and a checksum of its columns."""
    stated = {b"tar": f"{stamp.size} {stamp.changed}".encode(), b"sum": _sum(table).encode()}
    schema = _SCHEMA.with_metadata((table.schema.metadata or {}) | stated)
    with (
        replacing(path) as temporary,
        pa.OSFile(str(temporary), "wb") as file,
        pa.ipc.new_file(file, schema) as writer,
    ):
        writer.write_table(table.combine_chunks())


def read_facts(path: Path) -> dict[str, str]:
    """What an index states of its tar; {} if there is none, or half a one."""
    try:
        facts = steadily(partial(_metadata, path), path)
    except (OSError, pa.ArrowException):
        return {}
    return {
        key.decode("utf-8", "replace"): value.decode("utf-8", "replace")
        for key, value in facts.items()
    }


def _metadata(path: Path) -> dict[bytes, bytes]:
    with pa.memory_map(str(path)) as file:
        return pa.ipc.open_file(file).schema.metadata or {}


def _sum(table: pa.Table) -> str:
    """The checksum of the three columns of an index."""
    content = xxh3_128()
    for name in _SCHEMA.names:
        content.update(np.ascontiguousarray(table[name]).tobytes())
    return content.hexdigest()


def is_whole(index: Path) -> bool:
    """Whether an index is there with the checksum that it states."""
    try:
        return read_facts(index).get("sum") == _sum(steadily(partial(_mapped, index), index))
    except (OSError, pa.ArrowException, KeyError):
        return False


def _mapped(index: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(index))).read_all()


def is_indexed(tar: Path, index: Path) -> bool:
    """Whether a whole index is there, and of this tar as it is now."""
    stated = read_facts(index).get("tar")
    return stated == "{} {}".format(*Stamp.of(tar)) and is_whole(index)


class Places:
    """An index, mapped into memory: where in its tar the files lie."""

    def __init__(self, index: Path) -> None:
        table = _mapped(index)
        self._keys, self._starts, self._sizes = (
            np.asarray(table[name].chunk(0)) for name in _SCHEMA.names
        )

    def find(self, names: Sequence[str]) -> list[tuple[int, int]]:
        """First byte and size of each file.

        Raises ValueError, beginning with the name, if one is missing or no raster of a patch.
        """
        rows = self._rows(names)
        starts, sizes = self._starts[rows].tolist(), self._sizes[rows].tolist()
        for name, size in zip(names, sizes, strict=True):
            check_size(name, size)
        return [(start * BLOCK, size) for start, size in zip(starts, sizes, strict=True)]

    def _rows(self, names: Sequence[str]) -> np.ndarray:
        """The rows of the index that hold these files."""
        wanted = np.array([key_of(name) for name in names], np.uint64)
        rows: np.ndarray = np.minimum(self._keys.searchsorted(wanted), len(self._keys) - 1)
        there = self._keys[rows] == wanted
        if not there.all():
            raise ValueError(f"{names[int(there.argmin())]}: no such file")
        return rows


class _Opened:
    """A tar and its index, opened once per process."""

    def __init__(self, tar: Path, index: Path) -> None:
        if not is_indexed(tar, index):
            way_out = "run the same command again to index it anew"
            raise DataError(f"{tar}: changed while it was being read; {way_out}")
        self._places = Places(index)
        self._file = tar.open("rb", buffering=0)

    def read(self, names: Sequence[str]) -> list[bytes]:
        places = self._places.find(names)
        return [self._load(name, *place) for name, place in zip(names, places, strict=True)]

    def _load(self, name: str, offset: int, size: int) -> bytes:
        data = os.pread(self._file.fileno(), size, offset)
        check_length(name, data, expected=(offset, size))
        return data


def check_length(name: str, data: bytes, *, expected: tuple[int, int]) -> None:
    """Raises ValueError if a file, `expected` at this byte of its tar in this size, is shorter."""
    offset, size = expected
    if len(data) != size:
        found = f"{len(data)} bytes at byte {offset:,} of the tar"
        raise ValueError(f"{name}: {found}, expected {size}")


@lru_cache(maxsize=8)
def _opened(tar: Path, index: Path) -> _Opened:
    return _Opened(tar, index)


@dataclass(frozen=True, slots=True)
class Tar:
    """One of the three archives as a plain tar with its index."""

    tar: Path
    index: Path

    def rasters(self, names: Sequence[str]) -> list[bytes]:
        """As `Store.rasters`.

        Raises DataError if the tar is not the one that was indexed, or is gone.
        """
        try:
            return steadily(partial(self._read, names), self.tar)
        except OSError as error:
            what = f"cannot be read any more ({error.strerror})"
            raise DataError(f"{self.tar}: {what}; run the same command again") from error

    def _read(self, names: Sequence[str]) -> list[bytes]:
        try:
            return _opened(self.tar, self.index).read(names)
        except OSError:
            _opened.cache_clear()  # a stale handle stays stale
            raise
