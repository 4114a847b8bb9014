"""Links: a text that names a patch of a release -> its rasters and previews on this machine.

    bentxt://3f8a2b1c9d0e4f55/train/17          row 17 of `patches` in train
    bentxt://3f8a2b1c9d0e4f55/train/17/image    its preview

The first part is a sum over the files that hold the pixels: two releases with the same pixels share
it, and rows of different releases never lead to each other's pixels. A row of `load` holds
links, so that whatever `datasets` does with rows costs no pixels.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bigearthnet_txt_reader.pixel_files import PixelFiles
from bigearthnet_txt_reader.release import Release

PROTOCOL = "bentxt"
STORED = pa.struct([("bytes", pa.binary()), ("path", pa.string())])  # as datasets stores pictures
_OPENED: dict[str, Path] = {}  # pixels that this process has loaded: their sum -> their folder


class Link(NamedTuple):
    """Row `row` of a split of `patches`, in the release whose pixels have the sum `pixels`."""

    pixels: str
    split: str
    row: int
    column: str = ""

    @classmethod
    @lru_cache(maxsize=64)  # all bands of a row have the same link
    def parse(cls, path: str) -> Link:
        """Raises ValueError for a text that is no link."""
        scheme, _, rest = path.partition("://")
        parts = rest.split("/")
        if scheme != PROTOCOL or len(parts) not in (3, 4) or not parts[2].isdecimal():
            raise ValueError(f"{path!r} names no patch; give a row of load(...), as it came")
        return cls(parts[0], parts[1], int(parts[2]), "".join(parts[3:]))

    def files(self) -> PixelFiles:
        """Raises FileNotFoundError if the pixels were not loaded on this machine."""
        return _files(str(_OPENED.get(self.pixels) or default_folder(self.pixels)), self.split)

    def raster(self, name: str) -> np.ndarray:
        """A raster at native resolution, read-only, mapped."""
        return self.files().raster(name, self.row)

    def picture(self) -> bytes | None:
        """The preview in JPEG; None if the release has none."""
        return self.files().picture(self.column or "image", self.row)


@cache
def _files(folder: str, split: str) -> PixelFiles:
    return PixelFiles(Path(folder) / split)


def pixels_sum(release: Release, config: str) -> str:
    """16 hexadecimal digits over the files of a config."""
    sums = [f"{entry.path} {entry.sha256}\n" for entry in release.files_of(config)]
    return hashlib.sha256("".join(sums).encode()).hexdigest()[:16]


def default_folder(pixels: str) -> Path:
    """Where the pixels with a sum are kept: in the cache of `datasets`."""
    import datasets

    return Path(datasets.config.HF_DATASETS_CACHE) / "bigearthnet_txt" / pixels


def open_pixels(pixels: str) -> Path:
    """Their folder, which this process follows from now on."""
    _files.cache_clear()  # a file may have been written again since
    folder = _OPENED[pixels] = default_folder(pixels)
    return folder


def links(pixels: str, split: str, rows: pa.Array, column: str = "") -> pa.Array:
    """The links of many rows: int64 -> string."""
    start, end = f"{PROTOCOL}://{pixels}/{split}/", f"/{column}" if column else ""
    return pc.binary_join_element_wise(start, pc.cast(rows, pa.string()), end, "")


def stored(paths: pa.Array) -> pa.Array:
    """Links as they are stored in a column."""
    empty = pa.nulls(len(paths), pa.binary())
    return pa.StructArray.from_arrays([empty, paths], fields=list(STORED))
