"""Signals: what the bands show of each region of a patch. Patch -> Signals.

Sums are of whole numbers, so they are exact: DN of Sentinel-2, power in 2**-36 of Sentinel-1.
Example: a box of 20 x 20 px has 400 values of B08, 100 of B8A.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from bigearthnet_txt import BANDS, S1_BANDS
from builder.geometry import SIDE, Box
from builder.sensor.quantities import S2_USED, USED, of_means
from builder.sensor.regions import SQUARES

Bands = Mapping[str, np.ndarray]
INSET = 2  # pixels that a region loses on each side
_POWER = 2.0**36
_SATURATED = 10_000  # DN
_VISIBLE = ("B02", "B03", "B04")


class Signals(NamedTuple):
    """What is known of the regions of a patch: its boxes, then the nine squares.

    `mean`, `inner`, `median`: (regions, quantities), of the pixels, of those 2 px inside, of
    medians instead of means. `optical`, `radar`: which regions hold sound values of a sensor alone.
    `colors`, `spectra`, `echoes`: whole numbers for readers of visible bands, of Sentinel-2, of
    Sentinel-1.
    """

    boxes: tuple[Box, ...]
    mean: np.ndarray
    inner: np.ndarray
    median: np.ndarray
    optical: np.ndarray
    radar: np.ndarray
    colors: np.ndarray
    spectra: np.ndarray
    echoes: np.ndarray

    @property
    def ways(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The three ways in which an order has to hold, the means first."""
        return self.mean, self.inner, self.median


class _Sums:
    """Sums of a raster over boxes, by a table of the sums up to each corner."""

    def __init__(self, values: np.ndarray) -> None:
        self._table = np.zeros((len(values) + 1, len(values) + 1), np.int64)
        self._table[1:, 1:] = values.astype(np.int64).cumsum(0).cumsum(1)
        self._factor = SIDE // len(values)

    def of(self, corners: np.ndarray) -> np.ndarray:
        """The sum over each box; `corners` is (boxes, 4), in pixels of 10 m."""
        x0, y0, x1, y1 = (corners // self._factor).T
        table = self._table
        found: np.ndarray = table[y1, x1] - table[y0, x1] - table[y1, x0] + table[y0, x0]
        return found

    def means(self, corners: np.ndarray) -> np.ndarray:
        x0, y0, x1, y1 = (corners // self._factor).T
        found: np.ndarray = self.of(corners) / ((x1 - x0) * (y1 - y0))
        return found


def _power(decibel: np.ndarray) -> np.ndarray:
    """Whole numbers of power; rounding to float32 hides what processors do otherwise."""
    power = 10 ** (np.nan_to_num(decibel.astype(np.float64), posinf=0, neginf=0) / 10)
    found: np.ndarray = np.rint(power.astype(np.float32) * np.float64(_POWER)).astype(np.int64)
    return found


def _decibel(power: np.ndarray) -> np.ndarray:
    return 10 * np.log10(power / _POWER)


def _band_sums(bands: Bands) -> dict[str, _Sums]:
    optical = {name: _Sums(bands[name]) for name in S2_USED}
    return optical | {name: _Sums(_power(bands[name])) for name in S1_BANDS}


def _means(sums: Mapping[str, _Sums], corners: np.ndarray) -> dict[str, np.ndarray]:
    """Means by band; those of radar in dB."""
    means = {name: sums[name].means(corners) for name in USED}
    return means | {name: _decibel(means[name]) for name in S1_BANDS}


def _cuts(rasters: np.ndarray, corners: np.ndarray) -> list[np.ndarray]:
    """The pixels of each box, of rasters of one size: (rasters, pixels) a box."""
    edges = corners * rasters.shape[1] // SIDE
    return [rasters[:, y0:y1, x0:x1].reshape(len(rasters), -1) for x0, y0, x1, y1 in edges.tolist()]


def _medians(bands: Bands, corners: np.ndarray) -> dict[str, np.ndarray]:
    """Medians by band."""
    found: dict[str, np.ndarray] = {}
    for names in _alike():
        rasters = np.stack([bands[name] for name in names]).astype(np.float64)
        medians = [np.median(cut, axis=1) for cut in _cuts(rasters, corners)]
        found |= dict(zip(names, np.array(medians).T, strict=True))
    return found


def _alike() -> list[list[str]]:
    """The bands by their size."""
    fine = [name for name in USED if BANDS[name].size == SIDE and name not in _VISIBLE[:2]]
    return [fine, [name for name in USED if BANDS[name].size != SIDE]]


def _faults(name: str, band: np.ndarray) -> np.ndarray:
    """The pixels that are no measurement: zero or saturated, or not finite."""
    faults: np.ndarray = (band == 0) | (band >= _SATURATED)
    return ~np.isfinite(band) if name in S1_BANDS else faults


def _sound(bands: Bands, names: Sequence[str], corners: np.ndarray) -> np.ndarray:
    """Which regions hold sound values alone."""
    found = np.ones(len(corners), bool)
    for name in names:
        faults = _faults(name, bands[name])
        if faults.any():
            found &= _Sums(faults).of(corners) == 0
    return found


def _whole(*columns: np.ndarray) -> np.ndarray:
    whole: np.ndarray = np.rint(np.stack(columns, 1)).astype(np.int32)
    return whole


def _deviations(bands: Bands, corners: np.ndarray, means: Bands) -> list[np.ndarray]:
    """Standard deviations of the visible bands."""
    found = []
    for name in _VISIBLE:
        squares = _Sums(bands[name].astype(np.int64) ** 2).means(corners)
        found.append(np.sqrt(np.maximum(squares - means[name] ** 2, 0)))
    return found


def _beside(column: np.ndarray) -> np.ndarray:
    """How much more than the nine squares on average."""
    beside: np.ndarray = column - column[-len(SQUARES) :].mean()
    return beside


def _colors(bands: Bands, corners: np.ndarray, means: Bands) -> np.ndarray:
    visible = [means[name] for name in _VISIBLE]
    blue, green, red = visible
    columns = [*visible, *_deviations(bands, corners, means)]
    columns += [1000 * green / red, 1000 * blue / green]
    columns += map(_beside, visible)
    columns += map(_everywhere, (green, red))
    return _whole(*columns)


def _everywhere(column: np.ndarray) -> np.ndarray:
    """The mean of the nine squares, for each region."""
    return np.full(len(column), column[-len(SQUARES) :].mean())


def _spectra(means: Bands, quantities: np.ndarray, colors: np.ndarray) -> np.ndarray:
    near = [means[name] for name in ("B05", "B08", "B8A", "B11", "B12")]
    indices = [1000 * column for column in quantities.T[4:]]
    return np.concatenate([colors, _whole(*near, *map(_beside, near), *indices)], 1)


def _echoes(quantities: np.ndarray) -> np.ndarray:
    radar = [100 * column for column in quantities.T[:3]]
    return _whole(*radar, *map(_beside, radar))


def signals_of(bands: Bands, boxes: Sequence[Box]) -> Signals:
    """The signals of a patch; its nine squares follow the boxes."""
    regions = (*boxes, *SQUARES)
    corners = np.array(regions, np.int64)
    with np.errstate(all="ignore"):
        return _signals(bands, regions, corners)


def _signals(bands: Bands, regions: tuple[Box, ...], corners: np.ndarray) -> Signals:
    sums = _band_sums(bands)
    inside = corners + np.array([INSET, INSET, -INSET, -INSET])
    means = _means(sums, corners)
    mean = of_means(means)
    colors = _colors(bands, corners, means)
    return Signals(
        boxes=regions,
        mean=mean,
        inner=of_means(_means(sums, inside)),
        median=of_means(_medians(bands, corners)),
        optical=_sound(bands, S2_USED, corners),
        radar=_sound(bands, S1_BANDS, corners),
        colors=colors,
        spectra=_spectra(means, mean, colors),
        echoes=_echoes(mean),
    )
