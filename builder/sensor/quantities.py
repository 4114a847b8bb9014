"""Quantities: what regions are compared by, each a number made of the means of its bands.

Example: NDMI of a region with means 3,000 in B8A and 2,000 in B11 is 0.2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from bigearthnet_txt import S1_BANDS

S2_USED = ("B02", "B03", "B04", "B05", "B08", "B8A", "B11", "B12")
USED = (*S2_USED, *S1_BANDS)  # bands whose means are taken
SAFE = 1e-6  # beyond a margin: what exact sums and rounded ones may differ by


class Quantity(NamedTuple):
    """A number of a region.

    `bands` are the least that it needs; two regions differ clearly by `margin`, and by `part` of
    the greater value. `unit`: of the numbers that trees guess, so many make 1.
    """

    bands: tuple[str, ...]
    margin: float
    part: float
    unit: int


QUANTITIES = {
    "VV": Quantity(("VV",), 2.0, 0.0, 100),
    "VH": Quantity(("VH",), 2.0, 0.0, 100),
    "VH-VV": Quantity(("VV", "VH"), 1.5, 0.0, 100),
    "B08": Quantity(("B08",), 300.0, 0.1, 1),
    "NDMI": Quantity(("B8A", "B11"), 0.06, 0.0, 4000),
    "NBR": Quantity(("B8A", "B12"), 0.08, 0.0, 4000),
    "NDBI": Quantity(("B8A", "B11"), 0.05, 0.0, 4000),
    "NDREI": Quantity(("B05", "B8A"), 0.05, 0.0, 4000),
    "NDVI": Quantity(("B04", "B08"), 0.06, 0.0, 4000),
}
NAMES = tuple(QUANTITIES)
NUMBER = {name: k for k, name in enumerate(NAMES)}
_INDICES = {
    "NDMI": ("B8A", "B11"),
    "NBR": ("B8A", "B12"),
    "NDBI": ("B11", "B8A"),
    "NDREI": ("B8A", "B05"),
    "NDVI": ("B08", "B04"),
}


def of_means(means: Mapping[str, np.ndarray]) -> np.ndarray:
    """All quantities of some regions, (..., regions, quantities); radar is given in dB."""
    columns = {name: means[name] for name in ("VV", "VH", "B08")}
    columns["VH-VV"] = means["VH"] - means["VV"]
    for name, (one, other) in _INDICES.items():
        columns[name] = (means[one] - means[other]) / (means[one] + means[other])
    return np.stack([columns[name] for name in NAMES], -1)


def apart(name: str, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Where two values of a quantity differ clearly."""
    margin, part = QUANTITIES[name].margin, QUANTITIES[name].part
    least = np.maximum(margin, part * np.maximum(np.abs(one), np.abs(other)))
    found: np.ndarray = np.abs(one - other) >= least + SAFE
    return found
