"""The index beside a plain tar, and files read through it.

    name -> hash -> offset and size -> one read at that place

    BigEarthNet-S2.tar          102,406,983,680 bytes
    BigEarthNet-S2.tar.index    105 MB: hash of name, first block and size of 6,593,856 files

It states size and time of its tar: another tar has another index. `index_file` knows its form.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from builder.errors import DataError
from builder.sources.index_file import Columns, Places, is_whole, read_facts, write_columns
from builder.sources.tar import BLOCK, Walker
from builder.storage import steadily


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


def index_of(walker: Walker) -> Columns:
    """The index of a tar that was walked to its end.

    Raises DataError if two files have one name.
    """
    keys = np.frombuffer(walker.keys, np.uint64)
    order = np.argsort(keys)
    starts = np.frombuffer(walker.starts, np.uint32)[order]
    _check_distinct(keys[order], starts, walker.root)
    return Columns(keys[order], starts, np.frombuffer(walker.sizes, np.uint32)[order])


def _check_distinct(keys: np.ndarray, starts: np.ndarray, root: str) -> None:
    """Raises DataError if two of the sorted keys are equal."""
    twice = np.flatnonzero(keys[1:] == keys[:-1])
    if len(twice):
        first, second = (int(starts[twice[0] + k]) * BLOCK for k in (0, 1))
        where = f"bytes {first:,} and {second:,} of the tar"
        raise DataError(f"{root}: the files at {where} have one name; make the tar again")


def write_index(columns: Columns, facts: Mapping[str, str], path: Path, stamp: Stamp) -> None:
    """Writes an index in one step, with the stamp of its tar and `facts` to be kept in it."""
    write_columns(columns, {**facts, "tar": f"{stamp.size} {stamp.changed}"}, path)


def is_indexed(tar: Path, index: Path) -> bool:
    """Whether a whole index is there, and of this tar as it is now."""
    stated = read_facts(index).get("tar")
    return stated == "{} {}".format(*Stamp.of(tar)) and is_whole(index)


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
