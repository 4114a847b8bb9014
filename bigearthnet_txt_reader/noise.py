"""Noise: the bands of a row with noise, for training. Row + generator -> row.

    >>> noisy = bands_noise(row, np.random.default_rng(1))

Every answer follows from the reference map and the metadata, which stay, so none changes. The noise
of a pixel has the mean zero: averaged over an area that can be seen (36 pixels), it is a sixth.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from bigearthnet_txt import BANDS, Band, decode_group, to_planes

Row = Mapping[str, Any]


def _noisy(raster: np.ndarray, generator: np.random.Generator, deviation: float) -> np.ndarray:
    """Counts stay whole, and 0 stays what it is: no data. So does NaN."""
    noise = generator.standard_normal(raster.shape, np.float32) * np.float32(deviation)
    if raster.dtype.kind == "f":
        return np.asarray(raster + noise, raster.dtype)
    counts = np.clip(np.rint(raster + noise), 1, np.iinfo(raster.dtype).max)
    return np.asarray(np.where(raster == 0, 0, counts), raster.dtype)


def _of_band(value: Any, band: Band, generator: np.random.Generator, deviation: float) -> Any:
    """A band with noise, as an array or as byte planes: as it came."""
    if isinstance(value, np.ndarray):
        return _noisy(value, generator, deviation)
    return to_planes(_noisy(decode_group({band.name: value}, [band])[0], generator, deviation))


def bands_noise(
    row: Row,
    generator: np.random.Generator,
    *,
    reflectance: float = 20,
    decibels: float = 0.2,
) -> dict[str, Any]:
    """The row with normal noise on its bands, of these standard deviations.

    `reflectance` is that of Sentinel-2 x 10000, `decibels` that of VV and VH. The row is one of
    `patches`, of `Pixels`, or of `load` with bands; texts, reference map and previews stay. Raises
    ValueError for a row without bands, and for a negative deviation.
    """
    bands = [band for band in BANDS.values() if row.get(band.name) is not None]
    if not bands or min(reflectance, decibels) < 0:
        found = f"bands {[*row]}, reflectance {reflectance}, decibels {decibels}"
        raise ValueError(f"{found}: give a row with bands, and deviations of 0 or more")
    size = {"u": reflectance, "f": decibels}
    noisy = {
        band.name: _of_band(row[band.name], band, generator, size[np.dtype(band.dtype).kind])
        for band in bands
    }
    return {**row, **noisy}
