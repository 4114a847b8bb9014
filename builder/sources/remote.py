"""The archives in an object store: unpacked, or as plain tars that are read by ranges.

The tars need the indexes that `stage` made.

    s3://raw/metadata.parquet, BigEarthNet-S2/..., BigEarthNet-S1.tar, BigEarthNet-S1.tar.index,
    Reference_Maps/...

In a tar the files of a patch lie side by side: one request brings them all, while a tree takes
one for each. A fault of the store ends the build (StoreError) and rejects no patch; an object that
is missing is damage of its patch, as in a folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bigearthnet_txt import ROOTS
from builder.errors import DataError
from builder.sources.archives import Archives
from builder.sources.index import check_length
from builder.sources.index_file import Places, is_whole, read_facts
from builder.sources.store import METADATA, Rasters, check_size
from builder.storage import Remote, kept_copy, remove

_ONE_REQUEST = 1 << 20  # bytes; the twelve files of a patch in the tar of S2 lie within 190 kB
_WAY_OUT = (
    "stage them in a folder (python -m builder stage FOLDER) "
    "and put each .tar with its .tar.index there"
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """The unpacked archives below `root`, one object per raster.

    The files of a patch are fetched at the same time.
    """

    root: Remote

    def rasters(self, names: Sequence[str]) -> list[bytes]:
        """As `Store.rasters`."""
        found = []
        for name, data in zip(names, self.root.read_side_by_side(names), strict=True):
            if data is None:
                raise ValueError(f"{name}: no such file")
            check_size(name, len(data))
            found.append(data)
        return found

    def file(self, name: str) -> bytes:
        """As `Store.file`."""
        return (self.root / name).read_bytes()

    def describe(self) -> str:
        """Its URL."""
        return str(self.root)


@dataclass(frozen=True, slots=True)
class RemoteTar:
    """One of the three archives as a plain tar, and the index of it."""

    tar: Remote
    index: Remote

    def rasters(self, names: Sequence[str]) -> list[bytes]:
        """As `Store.rasters`."""
        places = _places(self.index).find(names)
        found = self._read(places)
        for name, place, data in zip(names, places, found, strict=True):
            check_length(name, data, expected=place)
        return found

    def _read(self, places: Sequence[tuple[int, int]]) -> list[bytes]:
        """The bytes at each of these (start, size), by one request if they lie close together."""
        spans = [(start, start + size) for start, size in places]
        first, last = min(start for start, _ in spans), max(end for _, end in spans)
        if last - first > _ONE_REQUEST:
            return [self.tar.read_range(start, end) for start, end in spans]
        data = self.tar.read_range(first, last)
        return [data[start - first : end - first] for start, end in spans]


@lru_cache(maxsize=8)
def _places(index: Remote) -> Places:
    """The index, copied to this machine once for all its workers."""
    return Places(_copied(index))


def _copied(index: Remote) -> Path:
    """A whole copy of an index; one that was damaged on this machine is fetched again.

    Raises DataError if the index in the store is damaged.
    """
    copy = kept_copy(index)
    if not is_whole(copy):
        remove(copy)
        copy = kept_copy(index)
    if not is_whole(copy):
        raise DataError(f"{index}: no whole index, its checksum is not that of it; {_WAY_OUT}")
    return copy


def open_remote(raw: Remote, roots: Sequence[str] = ROOTS) -> Archives:
    """The store at a URL, each archive in the form it has there.

    Raises DataError if one is missing, only there as .tar.zst, or a tar has no index or that of
    another tar.
    """
    names = [entry.name for entry in raw.iterdir()]
    if METADATA not in names:
        wanted = f"it and {', '.join(ROOTS)}, unpacked or as .tar with .tar.index"
        raise DataError(f"{raw}: no {METADATA}; name the folder that holds {wanted}")
    bucket = Bucket(raw)
    parts = {root: bucket if root in names else _remote_tar(raw, root, names) for root in roots}
    return Archives(bucket, parts)


def _remote_tar(raw: Remote, root: str, names: Sequence[str]) -> Rasters:
    tar, index = raw / f"{root}.tar", raw / f"{root}.tar.index"
    if tar.name not in names:
        packed = f"{root}.tar.zst"
        but = f" but {packed}, which has no random access" if packed in names else ""
        raise DataError(f"{raw}: neither {root}/ nor {tar.name}{but}; {_WAY_OUT}")
    if index.name not in names:
        raise DataError(f"{tar}: no {index.name} beside it; {_WAY_OUT}")
    _check_index(tar, index)
    return RemoteTar(tar, index)


def _check_index(tar: Remote, index: Remote) -> None:
    """Raises DataError if an index is of another tar, by the bytes it states."""
    stated = read_facts(_copied(index)).get("tar", "").partition(" ")[0]
    if stated != str(tar.size()):
        indexed = f"its index is of a tar of {stated or 'unknown'} bytes"
        raise DataError(f"{tar}: {tar.size()} bytes, {indexed}; {_WAY_OUT}")
