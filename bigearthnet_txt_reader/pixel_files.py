"""Pixel files: the patches of a split as files of NumPy that are mapped, not read.

    train/B08.npy       (patches, 120, 120) uint16, one behind the other, at native resolution
    train/image.jpegs   the previews, one behind the other; train/image.npy: where each starts

They are decoded once, when `load` is asked for a raster for the first time. A raster by row number
then is a part of a mapped file, in any order, and all processes of a machine share it. A raster is
written once, whatever other bands are asked for beside it.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from bigearthnet_txt import decode_group
from bigearthnet_txt_reader.planes import RASTERS, Planes

_HEADER = 128  # bytes before the values of a file of NumPy
_RESERVE = 1.02  # of the bytes that are needed: a disk is not filled to its last block


class _Mapped:
    """A file of NumPy that is mapped, and looked at before each reading.

    To read the end of a mapped file that was cut kills the process without a word.
    """

    def __init__(self, path: Path, values: np.ndarray) -> None:
        self._path, self._values, self._file = path, values, path.open("rb", buffering=0)
        self._size = path.stat().st_size

    def values(self) -> np.ndarray:
        """Raises OSError if the file is shorter than it was."""
        if (found := os.fstat(self._file.fileno()).st_size) < self._size:
            raise _damaged(self._path, f"{found:,} bytes, {self._size:,} when it was opened")
        return self._values


def _damaged(path: Path, found: str) -> OSError:
    way_out = "remove it and load the release again"
    return OSError(errno.EIO, f"{path}: not as it was written: {found}; {way_out}")


class PixelFiles:
    """The rasters and previews of a split by row number, as far as they were written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mapped: dict[str, _Mapped] = {}

    def raster(self, name: str, row: int) -> np.ndarray:
        """Raster `name` of a patch at native resolution, read-only.

        Raises FileNotFoundError if it was not written here, OSError if its file is damaged.
        """
        found = self._mapped.get(name)
        if found is None:
            found = self._mapped[name] = self._map(f"{name}.npy", row)
        raster: np.ndarray = found.values()[row]
        return raster

    def picture(self, name: str, row: int) -> bytes | None:
        """The JPEG of a preview; None if the release has none."""
        found = self._mapped.get(name)
        if found is None:
            found = self._mapped[name] = self._map(f"{name}.npy", row)
        starts = found.values()
        if not starts[-1]:
            return None
        pictures = self._mapped.get(f"{name} bytes")
        if pictures is None:
            pictures = self._mapped[f"{name} bytes"] = self._pictures(name, int(starts[-1]))
        return pictures.values()[starts[row] : starts[row + 1]].tobytes() or None

    def _pictures(self, name: str, size: int) -> _Mapped:
        path = self.folder / f"{name}.jpegs"
        if (found := path.stat().st_size) != size:
            raise _damaged(path, f"{found:,} bytes, expected {size:,}")
        return _Mapped(path, np.asarray(np.memmap(path, mode="r")))

    def _map(self, file: str, row: int) -> _Mapped:
        path = self.folder / file
        try:
            return _Mapped(path, np.asarray(np.load(path, mmap_mode="r")))
        except FileNotFoundError:
            name = file.partition(".")[0]
            raise FileNotFoundError(
                f"{path}: not there, so {name} of patch {row} cannot be shown;"
                f" load the release on this machine with it first: load(..., bands=[...])"
            ) from None
        except (ValueError, EOFError) as error:
            raise _damaged(path, str(error)) from None

    def lacking(self, names: Iterable[str], patches: int) -> list[str]:
        """Those of the rasters and previews of so many patches that are not there in their size."""
        return [name for name in names if not self._is_whole(name, patches)]

    def _is_whole(self, name: str, patches: int) -> bool:
        """Has every file of a raster or preview the size that it was written in?"""
        path = self.folder / f"{name}.npy"
        if not path.is_file():
            return False
        if name in RASTERS:
            return path.stat().st_size == _HEADER + raster_bytes([name], patches)
        try:
            starts = np.load(path)
            return len(starts) == patches + 1 and _size(self.folder / f"{name}.jpegs") == starts[-1]
        except (ValueError, EOFError):
            return False


def _size(path: Path) -> int:
    """The bytes of a file; -1 if there is none."""
    return path.stat().st_size if path.is_file() else -1


def raster_bytes(names: Iterable[str], patches: int) -> int:
    """The bytes that the files of some rasters take."""
    return sum(patches * size_of_raster(name) for name in names if name in RASTERS)


def size_of_raster(name: str) -> int:
    """Bytes of a raster of one patch."""
    return RASTERS[name].size ** 2 * np.dtype(RASTERS[name].dtype).itemsize


def require_space(folder: Path, needed: int) -> None:
    """Raises OSError if the disk of a folder has less than the bytes that are needed."""
    there = folder
    while not there.is_dir():
        there = there.parent
    free = shutil.disk_usage(there).free
    if needed * _RESERVE > free:
        raise OSError(errno.ENOSPC, _full(folder, needed, free))


def _full(folder: Path, needed: int, free: int) -> str:
    return (
        f"{folder}: {needed / 1e9:,.2f} GB are needed for the pixels, {free / 1e9:,.2f} GB are"
        " free; ask for fewer bands, set HF_DATASETS_CACHE to a larger disk, or read without a"
        " cache: streaming=True"
    )


class _Rasters:
    """Writes the decoded rasters of one band."""

    def __init__(self, file: BinaryIO, name: str, patches: int) -> None:
        self._file, self._band = file, RASTERS[name]
        side = self._band.size
        header = {"descr": self._band.dtype, "fortran_order": False, "shape": (patches, side, side)}
        np.lib.format.write_array_header_1_0(file, header)

    def add(self, column: pa.Array) -> None:
        planes = Planes(column, self._band)
        for k in range(len(column)):
            raster = decode_group({self._band.name: planes[k]}, [self._band])
            self._file.write(raster.tobytes())

    def close(self) -> None:
        pass


class _Pictures:
    """Writes the previews of one column, and where each starts."""

    def __init__(self, file: BinaryIO, pictures: BinaryIO) -> None:
        self._file, self._pictures = file, pictures
        self._sizes: list[int] = [0]

    def add(self, column: pa.Array) -> None:
        for picture in column.field("bytes").to_pylist():
            self._sizes.append(self._pictures.write(picture or b""))

    def close(self) -> None:
        np.save(self._file, np.cumsum(self._sizes))


@contextmanager
def _replacing(file: Path) -> Iterator[BinaryIO]:
    """A file that appears under its name when it is whole, and leaves nothing if it fails."""
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as opened:
            yield opened
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def write_pixels(
    folder: Path, names: Sequence[str], patches: int, tables: Iterable[pa.Table]
) -> None:
    """Writes rasters and previews of a split; `tables` hold its rows of `patches`, in order.

    Raises ValueError if a raster is missing in a row, or rows are missing, and OSError on a full
    disk; nothing is left then.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with ExitStack() as stack:
            writers = {name: _writer(stack, folder, name, patches) for name in names}
            _write(writers, patches, tables)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        free = shutil.disk_usage(folder).free
        full = _full(folder, raster_bytes(names, patches), free)
        raise OSError(errno.ENOSPC, full) from None


def _writer(stack: ExitStack, folder: Path, name: str, patches: int) -> Any:
    file = stack.enter_context(_replacing(folder / f"{name}.npy"))
    if name in RASTERS:
        return _Rasters(file, name, patches)
    return _Pictures(file, stack.enter_context(_replacing(folder / f"{name}.jpegs")))


def _write(writers: dict[str, Any], patches: int, tables: Iterable[pa.Table]) -> None:
    rows = 0
    for table in tables:
        rows += len(table)
        for batch in table.to_batches():
            for name, writer in writers.items():
                writer.add(batch.column(name))
    if rows != patches:
        raise ValueError(f"{rows} rows of patches, {patches} are stated; download them again")
    for writer in writers.values():
        writer.close()
