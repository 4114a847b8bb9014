"""Planes: the rasters of `patches`, and the byte planes of one in an Arrow array, read in place."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from bigearthnet_txt import BANDS, REFERENCE_MAP, Band

RASTERS: dict[str, Band] = {**BANDS, REFERENCE_MAP.name: REFERENCE_MAP}


class Planes:
    """The byte planes of one band in an Arrow array, binary or large_binary.

    The values are equally long, one behind the other, and are read in place.
    """

    def __init__(self, array: pa.Array, band: Band) -> None:
        self.size = band.size * band.size * np.dtype(band.dtype).itemsize
        array = _plain(array)
        _, offsets, data = array.buffers()
        width = np.int64 if pa.types.is_large_binary(array.type) else np.int32
        starts = np.frombuffer(offsets, width)[array.offset : array.offset + len(array) + 1]
        if array.null_count or (np.diff(starts) != self.size).any():
            wrong = f"{band.name}: not every row holds {self.size} bytes"
            raise ValueError(f"{wrong}; is it from this release, and built with pixels?")
        self.values = memoryview(data)[starts[0] : starts[-1]]

    def __getitem__(self, k: int) -> memoryview:
        return self.values[k * self.size : (k + 1) * self.size]


def _plain(array: pa.Array) -> pa.Array:
    """Views, as polars may write them, become values one behind the other."""
    plain = pa.types.is_binary(array.type) or pa.types.is_large_binary(array.type)
    return array if plain else array.cast(pa.large_binary())
