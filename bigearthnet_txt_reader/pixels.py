"""Pixels: a loaded split of `patches` -> byte planes by row number -> float32 batches for training.

    >>> from bigearthnet_txt import Pixels, decode_bands, load, stack_bands
    >>> pixels = Pixels(load("patches", "train"))
    >>> decode_bands(pixels[7])["B05"].shape
    (60, 60)
    >>> stack_bands([pixels[7], pixels[3]]).shape
    (2, 14, 120, 120)

Its names are those of `bigearthnet_txt`, which imports this module when one of them is asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from bigearthnet_txt import BANDS, Band, alike, decode_group
from bigearthnet_txt_reader.forms import decoded_band
from bigearthnet_txt_reader.planes import RASTERS, Planes

if TYPE_CHECKING:
    import datasets


def _repeated(rasters: np.ndarray, k: int) -> np.ndarray:
    """Each pixel k times along its row.

    As uint32, v x 65537 holds the uint16 v twice: this takes a sixth of the time of `repeat`.
    """
    if k == 2 and rasters.dtype == np.uint16:
        return (rasters.astype("<u4") * np.uint32(65537)).view("<u2")
    return rasters.repeat(k, -1) if k > 1 else rasters


def _fill(stack: np.ndarray, row: Mapping[str, Any], names: tuple[str, ...]) -> None:
    size = stack.shape[-1]
    for bands in alike(names):
        rasters = _rasters(row, bands, size // bands[0].size)
        for band, raster in zip(bands, rasters, strict=True):
            _put(stack[names.index(band.name)], raster, band.size)


def _rasters(
    row: Mapping[str, Any], bands: Sequence[Band], k: int
) -> Sequence[np.ndarray] | np.ndarray:
    """The rasters of bands of one size, decoded if they are not; each pixel k times in its row."""
    if type(row[bands[0].name]) in (bytes, memoryview):
        return _repeated(decode_group(row, bands), k)
    return [_repeated(decoded_band(row[band.name], band), k) for band in bands]


def _put(layer: np.ndarray, raster: np.ndarray, native: int) -> None:
    """Averages whole blocks of a finer raster; repeats the rows of a coarser one."""
    size = len(layer)
    if native > size:
        blocks = raster.reshape(size, native // size, size, -1)
        blocks.mean((1, 3), dtype=np.float32, out=layer)
    else:
        layer.reshape(native, size // native, size)[...] = raster[:, None]


def stack_bands(
    row: Mapping[str, Any] | Sequence[Mapping[str, Any]], resolution: int = 10
) -> np.ndarray:
    """The bands of a row as float32 (bands, size, size) at 10, 20 or 60 m.

    They come in band order (S2, then VV, VH): of all bands (14, 120, 120).

    Several rows give (rows, bands, size, size), so that it can be the `collate_fn` of a loader. A
    row is one of `patches`, of `Pixels`, or of `load` with bands. Coarser bands are repeated
    (nearest neighbor), finer ones averaged over whole blocks. Raises ValueError for another
    resolution, and for a row without bands.
    """
    if resolution not in (10, 20, 60):
        raise ValueError(f"resolution {resolution} m: use 10, 20 or 60")
    rows = [row] if isinstance(row, Mapping) else row
    names = tuple(name for name in BANDS if name in rows[0])
    if not names:
        there = ", ".join(rows[0])
        way_out = "give rows of patches, or load texts with bands=[...]"
        raise ValueError(f"no band among {there}; {way_out}")
    batch = np.empty((len(rows), len(names), 1200 // resolution, 1200 // resolution), np.float32)
    for stack, one in zip(batch, rows, strict=True):
        _fill(stack, one, names)
    return batch[0] if isinstance(row, Mapping) else batch


def _planes(names: Sequence[str], arrays: Sequence[pa.Array]) -> dict[str, Planes]:
    return {n: Planes(array, RASTERS[n]) for n, array in zip(names, arrays, strict=True)}


class Pixels:
    """The byte planes of a loaded split of `patches` by row number.

    `decode_bands` and `stack_bands` take it. The planes are read where `datasets` keeps them, in a
    mapped Arrow file: a row costs a tenth of `patches[k]`. Row k is `patches[k]`, also after
    `select` or `shuffle`; the bands are the raster columns that `patches` has. Raises ValueError if
    it has none, or nulls. A copy that is pickled for another process maps the file anew.
    """

    def __init__(self, patches: datasets.Dataset) -> None:
        names = [name for name in RASTERS if name in patches.column_names]
        if not names:
            there = ", ".join(patches.column_names)
            raise ValueError(f"no raster column among {there}; give a split of the config patches")
        self.patches = patches
        self._order = None if patches._indices is None else patches._indices.column(0).to_numpy()
        columns = [patches.data.column(name).chunks for name in names]
        self._starts = np.cumsum([0, *map(len, columns[0])])[:-1].tolist()
        self._chunks = [_planes(names, arrays) for arrays in zip(*columns, strict=True)]

    def __len__(self) -> int:
        return len(self.patches)

    def __getitem__(self, k: int) -> dict[str, memoryview]:
        if not -len(self) <= k < len(self):
            raise IndexError(f"row {k} of {len(self)}")
        row = k % len(self) if self._order is None else int(self._order[k])
        chunk = bisect_right(self._starts, row) - 1
        return {
            name: planes[row - self._starts[chunk]] for name, planes in self._chunks[chunk].items()
        }

    def __reduce__(self) -> tuple[type[Pixels], tuple[datasets.Dataset]]:
        return Pixels, (self.patches,)
