"""Can these be the values of a band? What fills, tags, holes and other units leave, and no sensor.

The thresholds leave room around what was measured in 40 real S1 bands and 132 real S2 bands of
13 patches: VV and VH reach from -40.1 to +9.7 dB, and no value has more than 2 of the 14,400 px; S2
has no zero, values of up to 15,979, and up to a fifth of a band at 1, where the atmospheric
correction ends.
"""

from __future__ import annotations

import numpy as np

from bigearthnet_txt import BANDS, Band
from builder.sources.strips import GeoTiff

_DECIBEL = (-60.0, 40.0)  # beyond what a sensor of this kind can measure
_MOST_ALIKE = 16  # px of one value in a radar band
_LOWEST = 1  # of S2: the least that is no nodata, which may fill a whole band over dark water
_BRIGHT = 10_000  # reflectance x 10000: above it, no surface has one value far and wide
_MOST_BRIGHT = 1 / 16  # part of a band of S2 with one value above that


def check_values(raster: GeoTiff, band: Band) -> None:
    """Raises ValueError if a spectral or radar band holds pixels without a value.

    They are NaN, infinity, the file's own nodata, or what stands in for one. The authors dropped
    every patch that touches nodata, so a released band has none.
    """
    pixels = raster.pixels
    if pixels.dtype.kind == "f":
        _check_finite(pixels, band)
    if raster.nodata is not None:
        _check_nodata(pixels, raster.nodata, band)
    if check := _OF_UNIT.get(band.unit):
        check(pixels)


def _check_finite(pixels: np.ndarray, band: Band) -> None:
    finite = np.isfinite(pixels)
    if not finite.all():
        count = np.count_nonzero(~finite)
        raise ValueError(f"{count} px are NaN or infinite, expected {band.unit}")


def _check_nodata(pixels: np.ndarray, nodata: float, band: Band) -> None:
    """Raises ValueError if pixels are nodata, or if no pixel of this type can be."""
    if not _can_be(nodata, pixels.dtype):
        raise ValueError(f"nodata is {nodata:g}, which no {pixels.dtype} is")
    if count := np.count_nonzero(pixels == pixels.dtype.type(nodata)):
        raise ValueError(f"{count} px are nodata ({nodata:g}), expected {band.unit}")


def _can_be(nodata: float, dtype: np.dtype) -> bool:
    """Whether a number is a value of the type; NaN and infinity are some of a float."""
    if not np.isfinite(nodata):
        return dtype.kind == "f"
    limits = np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype)
    whole = dtype.kind == "f" or float(nodata).is_integer()
    return whole and bool(limits.min <= nodata <= limits.max)


def _check_decibels(pixels: np.ndarray) -> None:
    """Raises ValueError for values that are no backscatter in decibel."""
    ordered = np.sort(pixels, axis=None)
    low, high = _DECIBEL
    outside = int(np.count_nonzero((ordered < low) | (ordered > high)))
    if outside:
        worst = ordered[0] if ordered[0] < low else ordered[-1]
        found = f"{outside} px lie outside, the farthest is {worst:g}"
        raise ValueError(f"{found}; expected {low:g} to {high:g} dB")
    if (ordered[_MOST_ALIKE:] == ordered[:-_MOST_ALIKE]).any():
        value, count = _commonest(ordered)
        raise ValueError(f"{count} px are {value:g} dB, a fill value; expected speckle")
    if ordered[0] >= 0:
        raise ValueError(
            f"{len(ordered)} px are {ordered[0]:g} or more, as linear power is; expected decibel"
        )


def _check_reflectances(pixels: np.ndarray) -> None:
    """Raises ValueError for values that are no reflectances."""
    low, high = int(pixels.min()), int(pixels.max())
    if low < _LOWEST:
        count = np.count_nonzero(pixels < _LOWEST)
        raise ValueError(f"{count} px are {low}, which is nodata; expected reflectance x 10000")
    if low == high > _LOWEST:
        raise ValueError(f"{pixels.size} px are {low}, a fill value; expected a picture")
    if high <= _BRIGHT:
        return
    value, most = _commonest(pixels[pixels > _BRIGHT])
    if most > _MOST_BRIGHT * pixels.size:
        raise ValueError(f"{most} px are {value:g}, a fill value; expected reflectance x 10000")


def _commonest(values: np.ndarray) -> tuple[float, int]:
    """The value that most of some pixels have, and how many."""
    found, counts = np.unique(values, return_counts=True)
    most = counts.argmax()
    return float(found[most]), int(counts[most])


_OF_UNIT = {
    BANDS["VV"].unit: _check_decibels,
    BANDS["B02"].unit: _check_reflectances,
}
