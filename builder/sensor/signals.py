"""Signals: what the bands show of each region of some patches. Patches -> Signals.

Pixels are read patch by patch (`pixels`); all that follows from their sums is made for all patches
together. Only sums, products, quotients and roots are used, so machines do not differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from bigearthnet_txt import S1_BANDS
from builder.geometry import Box
from builder.sensor.decibels import decibels
from builder.sensor.pixels import COARSE, INSET, MEDIANS, SUMMED, VISIBLE, Bands, read
from builder.sensor.quantities import QUANTITIES, of_means
from builder.sensor.regions import REGIONS, SQUARES

Means = Mapping[str, np.ndarray]
COLOR_NAMES = (  # what is seen of the visible bands of a region, as `_colors` gives it
    *VISIBLE,
    *(f"{name} deviation" for name in VISIBLE),
    "B03 to B04",
    "B02 to B03",
    *(f"{name} beside" for name in VISIBLE),
    "B03 everywhere",
    "B04 everywhere",
    *(f"{name} median" for name in VISIBLE),
    "B03 to B04 median",
    "B02 to B04 median",
    "B02 to B04",
    *(f"{name} low" for name in VISIBLE),
    *(f"{name} high" for name in VISIBLE),
)
WIDTHS = {"colors": len(COLOR_NAMES), "spectra": len(COLOR_NAMES) + 15, "echoes": 6}  # of a reader


class Signals(NamedTuple):
    """What is known of the regions of some patches: their boxes, then the nine squares.

    `corners`: (patches, regions, 4). `mean`, `inner`, `median`: (patches, regions, quantities), of
    the pixels, of those 2 px inside, of medians instead of means. `optical`, `radar`: (patches,
    regions), which regions hold sound values of a sensor alone. `colors`, `spectra`, `echoes`:
    (patches, regions, features), whole numbers for readers of visible bands, of Sentinel-2, of
    Sentinel-1.
    """

    corners: np.ndarray
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

    def texts(self, patch: int, regions: Iterable[int]) -> list[str]:
        """Regions of a patch as text."""
        corners = self.corners[patch].tolist()
        return [Box(*corners[region]).text() for region in regions]


def signals_of(patches: Sequence[tuple[Bands, Sequence[Box]]]) -> Signals:
    """The signals of patches, each with its boxes; the nine squares follow the boxes."""
    if not patches:
        return _nothing()
    corners = np.array([(*boxes, *SQUARES) for _, boxes in patches], np.int64)
    reads = [read(bands, regions) for (bands, _), regions in zip(patches, corners, strict=True)]
    sums, medians, eighths, optical, radar = map(np.stack, zip(*reads, strict=True))
    middle = dict(zip(MEDIANS, np.moveaxis(medians, -1, 0), strict=True))
    with np.errstate(all="ignore"):
        means = _means(sums[:, 0], corners)
        mean = of_means(means)
        colors = _colors(means, middle, eighths)
        return Signals(
            corners=corners,
            mean=mean,
            inner=of_means(_means(sums[:, 1], _inside(corners))),
            median=of_means(middle),
            optical=optical,
            radar=radar,
            colors=colors,
            spectra=_spectra(means, mean, colors),
            echoes=_echoes(mean),
        )


def _nothing() -> Signals:
    """The signals of no patch."""
    regions, quantities = (0, REGIONS), (0, REGIONS, len(QUANTITIES))
    numbers = {name: np.zeros((*regions, width), np.int32) for name, width in WIDTHS.items()}
    return Signals(
        np.zeros((*regions, 4), np.int64),
        *(np.zeros(quantities) for _ in range(3)),
        *(np.zeros(regions, bool) for _ in range(2)),
        **numbers,
    )


def joined_signals(parts: Sequence[Signals]) -> Signals:
    """The signals of all patches, in the order given."""
    return Signals(*map(np.concatenate, zip(*parts or [_nothing()], strict=True)))


def _inside(corners: np.ndarray) -> np.ndarray:
    inside: np.ndarray = corners + np.array([INSET, INSET, -INSET, -INSET])
    return inside


def _means(sums: np.ndarray, corners: np.ndarray) -> dict[str, np.ndarray]:
    """Means by name of what is summed, of native pixels; those of radar in dB."""
    x0, y0, x1, y1 = np.moveaxis(corners, -1, 0)
    pixels = (x1 - x0) * (y1 - y0)
    coarse = pixels // 4
    means = {
        name: sums[..., k] / (coarse if name in COARSE else pixels) for k, name in enumerate(SUMMED)
    }
    return means | {name: decibels(means[name]) for name in S1_BANDS}


def _whole(*columns: np.ndarray) -> np.ndarray:
    """Columns as whole numbers, 0 for what is none."""
    numbers = np.nan_to_num(np.stack(columns, -1), posinf=0, neginf=0)
    whole: np.ndarray = np.rint(numbers).astype(np.int32)
    return whole


def _everywhere(column: np.ndarray) -> np.ndarray:
    """The mean of the nine squares, for each region."""
    mean = column[..., -len(SQUARES) :].mean(-1, keepdims=True)
    return np.broadcast_to(mean, column.shape)


def _beside(column: np.ndarray) -> np.ndarray:
    """How much more than the nine squares on average."""
    beside: np.ndarray = column - _everywhere(column)
    return beside


def _deviation(means: Means, name: str) -> np.ndarray:
    deviation: np.ndarray = np.sqrt(np.maximum(means[f"{name} squared"] - means[name] ** 2, 0))
    return deviation


def _colors(means: Means, medians: Means, eighths: np.ndarray) -> np.ndarray:
    visible = [means[name] for name in VISIBLE]
    blue, green, red = visible
    columns = [*visible, *(_deviation(means, name) for name in VISIBLE)]
    columns += [1000 * green / red, 1000 * blue / green]
    columns += map(_beside, visible)
    columns += map(_everywhere, (green, red))
    columns += _middle_colors(medians)
    columns.append(1000 * blue / red)
    columns.extend(np.moveaxis(eighths, -1, 0))
    return _whole(*columns)


def _middle_colors(medians: Means) -> list[np.ndarray]:
    """Medians of visible bands, and their ratios."""
    blue, green, red = (medians[name] for name in VISIBLE)
    return [blue, green, red, 1000 * green / red, 1000 * blue / red]


def _spectra(means: Means, quantities: np.ndarray, colors: np.ndarray) -> np.ndarray:
    near = [means[name] for name in ("B05", "B08", "B8A", "B11", "B12")]
    indices = [1000 * column for column in np.moveaxis(quantities, -1, 0)[4:]]
    return np.concatenate([colors, _whole(*near, *map(_beside, near), *indices)], -1)


def _echoes(quantities: np.ndarray) -> np.ndarray:
    radar = [100 * column for column in np.moveaxis(quantities, -1, 0)[:3]]
    return _whole(*radar, *map(_beside, radar))
