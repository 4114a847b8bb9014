"""Where raw files come from: bytes by the name a file has in the published archives.

The archives may have any form here.

    store.rasters(["BigEarthNet-S2/<product>/<patch>/<patch>_B02.tif", ...]) -> [29,196 bytes, ...]
    store.file("metadata.parquet") -> 3,616,349 bytes

A store is a small value that travels to workers and opens nothing until it is read; all its
messages name files by these names, so that a release does not depend on the folder or the form it
was read from.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from builder.storage import steadily

METADATA = "metadata.parquet"
SNOW = "metadata_for_patches_with_snow_cloud_or_shadow.parquet"
# Bytes; S1, the largest, has 58,024. A buffer below 128 kB is not mapped anew for each file.
LARGEST = 1 << 16


class Rasters(Protocol):
    """Any of the three archives."""

    def rasters(self, names: Sequence[str]) -> list[bytes]:
        """The contents of several files of one patch and one archive, in the order asked for.

        Each has 1 to 65,536 bytes. Raises ValueError, beginning with the name, for the first that
        is missing, unreadable, empty or larger.
        """
        ...


class Store(Rasters, Protocol):
    """The three archives and the metadata beside them."""

    def file(self, name: str) -> bytes:
        """A file beside the archives.

        Raises FileNotFoundError if there is none, OSError if it cannot be read.
        """
        ...

    def describe(self) -> str:
        """Where it is, for messages: a path or an address."""
        ...


def check_size(name: str, size: int) -> None:
    """Raises ValueError if a raster of so many bytes can be none of a patch."""
    if not 0 < size <= LARGEST:
        found = f"more than {LARGEST} bytes" if size else "0 bytes"
        raise ValueError(f"{name}: {found}, expected a GeoTIFF of one patch")


@dataclass(frozen=True, slots=True)
class Tree:
    """The unpacked archives: one small file per raster, below `root`."""

    root: Path

    def rasters(self, names: Sequence[str]) -> list[bytes]:
        root = str(self.root)  # text, not Path: joining 15 Paths costs as much as reading
        return [_load(f"{root}/{name}", name) for name in names]

    def file(self, name: str) -> bytes:
        file = self.root / name
        if not stat.S_ISREG(steadily(file.stat, file).st_mode):
            raise OSError("no regular file")  # a pipe would be waited for without end
        return steadily(file.read_bytes, file)

    def describe(self) -> str:
        return str(self.root)


def _load(path: str, name: str) -> bytes:
    """The whole file. Raises ValueError for what it is itself to blame for, not for a failing disk.

    Any other error is no fact about the data: it passes, or ends the build.
    """
    try:
        data = _content(path)
    except FileNotFoundError:
        raise ValueError(f"{name}: no such file") from None
    except BlockingIOError:
        raise ValueError(f"{name}: no regular file") from None
    except OSError:
        data = _asked_again(path, name)
    check_size(name, len(data))
    return data


def _asked_again(path: str, name: str) -> bytes:
    """A file that could not be read once."""
    try:
        return steadily(partial(_content, path), Path(path))
    except FileNotFoundError:
        raise ValueError(f"{name}: no such file") from None
    except OSError as error:
        raise ValueError(f"{name}: {error.strerror}") from error


def _content(path: str) -> bytes:
    """By two system calls, half the time of `Path.read_bytes` for files so small.

    A pipe is not waited for: it is empty.
    """
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        data = os.read(file, LARGEST + 1)
        while more := os.read(file, LARGEST + 1 - len(data)):  # a file system may give a part
            data += more
    finally:
        os.close(file)
    return data
