"""Indices: normalized differences of two bands of Sentinel-2. Bands -> values from -1 to 1.

    >>> index(decode_bands(patch), "ndvi").shape
    (120, 120)

The formulas stand here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np


class Index(NamedTuple):
    """(one - other) / (one + other) of two bands of the same resolution, and who defined it."""

    one: str
    other: str
    source: str


INDICES: dict[str, Index] = {
    # Vegetation: near infrared against red. Rouse et al. 1974, NASA SP-351, pages 309 to 317.
    "ndvi": Index("B08", "B04", "https://ntrs.nasa.gov/citations/19740022614"),
    # Moisture of vegetation: near infrared against 1.6 um, both of 20 m. Wilson and Sader 2002.
    "ndmi": Index("B8A", "B11", "https://doi.org/10.1016/S0034-4257(01)00318-2"),
    # Open water: green against near infrared. McFeeters 1996.
    "ndwi": Index("B03", "B08", "https://doi.org/10.1080/01431169608948714"),
    # What burned: near infrared against 2.2 um, both of 20 m. USGS Open-File Report 02-11.
    "nbr": Index("B8A", "B12", "https://doi.org/10.3133/ofr0211"),
    # Chlorophyll by the red edge: near infrared against 705 nm, 20 m. Gitelson and Merzlyak 1994.
    "ndrei": Index("B8A", "B05", "https://doi.org/10.1016/1011-1344(93)06963-4"),
}


def normalized_difference(one: Any, other: Any) -> np.ndarray:
    """(one - other) / (one + other) of arrays or numbers, float64; NaN where the sum is 0."""
    first, second = np.asarray(one, np.float64), np.asarray(other, np.float64)
    total = first + second
    found = np.full(total.shape, np.nan)
    np.divide(first - second, total, out=found, where=total != 0)
    return found


def index(rasters: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    """An index of decoded bands, float64 (rows, columns) at the resolution of its two bands.

    "ndvi" = (B08 - B04) / (B08 + B04) at 10 m, Rouse et al. 1974; "ndmi" = (B8A - B11) / (B8A +
    B11) at 20 m, doi 10.1016/S0034-4257(01)00318-2; "ndwi" = (B03 - B08) / (B03 + B08) at 10 m, doi
    10.1080/01431169608948714; "nbr" = (B8A - B12) / (B8A + B12) at 20 m, doi 10.3133/ofr0211;
    "ndrei" = (B8A - B05) / (B8A + B05) at 20 m, doi 10.1016/1011-1344(93)06963-4. Without unit, -1
    to 1; NaN where both bands are 0: no data. Raises ValueError for an unknown name, KeyError for a
    band that is missing.
    """
    if name not in INDICES:
        raise ValueError(f"index {name!r}: use one of {', '.join(INDICES)}")
    return normalized_difference(rasters[INDICES[name].one], rasters[INDICES[name].other])
