"""The ground of sensor questions: a patch's own planes, read and counted without NumPy's means.

Optical sums are whole numbers and their means fractions; radar is a sum of powers; a median is the
middle of a sorted list. Example: 400 values of B08 that sum to 1,000,000 have the mean
Fraction(2500).
"""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import Any

from bigearthnet_txt_solver.sensor_words import Region
from bigearthnet_txt_solver.space import SIDE
from bigearthnet_txt_solver.verdicts import NotAskable

RADAR = ("VV", "VH")
_COARSE = ("B05", "B8A", "B11", "B12")
_CODES = {2: "H", 4: "f"}  # bytes of a value -> its code in array
_SATURATED = 10_000
INDICES = {
    "NDMI": ("B8A", "B11"),
    "NBR": ("B8A", "B12"),
    "NDBI": ("B11", "B8A"),
    "NDREI": ("B8A", "B05"),
    "NDVI": ("B08", "B04"),
}
MARGINS = {
    "VV": 2.0,
    "VH": 2.0,
    "VH-VV": 1.5,
    "B08": 300.0,
    "NDMI": 0.06,
    "NBR": 0.08,
    "NDREI": 0.05,
    "NDVI": 0.06,
}  # least difference; see also PARTS
PARTS = {"B08": 0.1}  # ... and part of the greater
LEAST_NDBI = 0.05  # least NDBI, without its sign


class Planes:
    """A band of a patch: the values of its rows, put together from byte planes."""

    def __init__(self, name: str, planes: bytes) -> None:
        self._radar = name in RADAR
        self.side = SIDE // 2 if name in _COARSE else SIDE
        width = 4 if self._radar else 2
        if len(planes) != width * self.side**2:
            raise ValueError(f"{name}: {len(planes)} bytes, expected {width * self.side**2}")
        self._values = _joined(planes, width)

    def cut(self, box: Region) -> list[float]:
        """The values inside a box. Raises NotAskable if one of them is no measurement."""
        step = SIDE // self.side
        left, top, right, bottom = (edge // step for edge in box)
        found = list(chain.from_iterable(self._row(y)[left:right] for y in range(top, bottom)))
        if not all(map(self._is_sound, found)):
            raise NotAskable(f"{box}: a value that is missing, zero or saturated")
        return found

    def _row(self, y: int) -> array[Any]:
        return self._values[y * self.side : (y + 1) * self.side]

    def _is_sound(self, value: float) -> bool:
        return math.isfinite(value) if self._radar else 0 < value < _SATURATED


def _joined(planes: bytes, width: int) -> array[Any]:
    """Values of so many bytes, of which all lowest bytes come first."""
    count = len(planes) // width
    mixed = bytearray(len(planes))
    for number in range(width):
        mixed[number::width] = planes[number * count : (number + 1) * count]
    values = array(_CODES[width])
    values.frombytes(bytes(mixed))
    if sys.byteorder == "big":
        values.byteswap()
    return values


Summary = Callable[[str, Region], float | Fraction]


class SensorGround:
    """A patch whose bands are read as they are asked for."""

    def __init__(self, patch: Mapping[str, Any]) -> None:
        self._patch = patch
        self._read: dict[str, Planes] = {}

    @cached_property
    def summaries(self) -> tuple[Summary, Summary, Summary]:
        """The three ways in which an order has to hold: means, those 2 px inside, medians."""
        return self.mean, lambda name, box: self.mean(name, box.inside(2)), self.median

    def _cut(self, name: str, box: Region) -> list[float]:
        if name not in self._read:
            planes = self._patch.get(name)
            if planes is None:
                raise ValueError(f"{name}: no pixels")
            self._read[name] = Planes(name, planes)
        return self._read[name].cut(box)

    def mean(self, name: str, box: Region) -> float | Fraction:
        """The mean of a band: of radar that of its power, in dB."""
        values = self._cut(name, box)
        if name in RADAR:
            return 10 * math.log10(math.fsum(10 ** (value / 10) for value in values) / len(values))
        return Fraction(sum(map(int, values)), len(values))

    def median(self, name: str, box: Region) -> float | Fraction:
        ordered = sorted(self._cut(name, box))
        low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
        return (low + high) / 2 if name in RADAR else Fraction(int(low + high), 2)


def value(quantity: str, box: Region, of: Summary) -> float:
    """A quantity of a box by one of the summaries."""
    if quantity == "VH-VV":
        return float(of("VH", box)) - float(of("VV", box))
    if quantity in INDICES:
        one, other = (Fraction(of(name, box)) for name in INDICES[quantity])
        return float((one - other) / (one + other))
    return float(of(quantity, box))
