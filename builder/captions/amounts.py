"""Amounts: areas and lengths of a caption, all in one manner. Pixels -> text.

A caption has one manner: one family of units in one spelling, and one word before what is rounded,
or none. A number is rounded to its last digit (SPEC.md). Example: 7,075 pixels -> "about 71
hectares", "0.71 km2", "707,500 square meters", "49%" or "just under half".
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from builder.captions.phrases import Phrase
from builder.chance import Chance
from builder.geometry import PIXEL_AREA, SIDE

PIXELS = SIDE * SIDE
PIXEL_SIDE = 10  # metres
_NEARLY_ALL = 99 * PIXELS // 100  # no fewer are rounded to all of them
_FINE = 1000  # pixels: below, hectares and square kilometers have one digit more
_FRACTIONS = {
    (1, 2): "half", (1, 3): "a third", (2, 3): "two thirds", (1, 4): "a quarter",
    (3, 4): "three quarters", (1, 5): "a fifth", (2, 5): "two fifths", (3, 5): "three fifths",
    (4, 5): "four fifths", (1, 6): "a sixth", (5, 6): "five sixths", (1, 8): "an eighth",
    (3, 8): "three eighths", (5, 8): "five eighths", (1, 10): "a tenth", (9, 10): "nine tenths",
    (1, 20): "a twentieth",
}  # numerator, denominator -> words # fmt: skip
_NEAR = {
    0: Phrase("[about|roughly|around|approximately|close to] {n}"),
    1: Phrase("[just over|slightly more than|a little over|a little more than] {n}"),
    -1: Phrase("[just under|slightly less than|a little under|almost|nearly] {n}"),
}


class _Rounded(NamedTuple):
    """A number as it is printed, and whether it is what was measured."""

    text: str
    exact: bool


def _rounded(value: Fraction, digits: int) -> _Rounded:
    """Half to even, as `round` does; "1.0" is "1"."""
    found = round(value, digits)
    text = f"{float(found):,.{digits}f}"
    return _Rounded(text.rstrip("0").rstrip(".") if "." in text else text, found == value)


@cache
def _hectares(pixels: int) -> _Rounded:
    return _rounded(Fraction(pixels * PIXEL_AREA, 10_000), 0 if pixels >= _FINE else 1)


@cache
def _square_kilometers(pixels: int) -> _Rounded:
    return _rounded(Fraction(pixels * PIXEL_AREA, 1_000_000), 2 if pixels >= _FINE else 3)


@cache
def _square_meters(pixels: int) -> _Rounded:
    return _rounded(Fraction(pixels * PIXEL_AREA), 0)


@cache
def _percent(pixels: int) -> _Rounded:
    share = Fraction(100 * pixels, PIXELS)
    return _rounded(share, 0 if share >= 10 else 1)


@cache
def _length(edges: int, meters: int) -> str:
    """So many pixel edges in a unit of so many meters."""
    return _rounded(Fraction(edges * PIXEL_SIDE, meters), 2).text


_Measure = Callable[[int], _Rounded]
# The measure of areas and its unit, the unit of lengths in the same spelling and how many meters
# it has.
_FAMILIES: tuple[tuple[_Measure, str, str, int], ...] = (
    (_hectares, " hectares", "meters", 1),
    (_hectares, " ha", "m", 1),
    (_square_kilometers, " square kilometers", "kilometers", 1000),
    (_square_kilometers, " sq km", "km", 1000),
    (_square_kilometers, " km2", "km", 1000),
    (_square_meters, " square meters", "meters", 1),
    (_square_meters, " m2", "m", 1),
    (_percent, "%", "meters", 1),
    (_percent, " percent", "meters", 1),
)
_HEDGES = (*("", "", "", "", "", "about", "roughly", "around", "approximately", "some", "circa"),)


class Manner:
    """The one manner in which a caption tells its areas and lengths."""

    def __init__(self, chance: Chance) -> None:
        self._measure, self._unit, self._length, self._meters = chance.choice(_FAMILIES)
        self._hedge = chance.choice(_HEDGES)

    def area(self, pixels: int) -> str:
        """ "about 71 hectares", "49%"; only rounded numbers of up to three digits have a hedge."""
        number, exact = self._measure(pixels)
        unit = " hectare" if (number, self._unit) == ("1", " hectares") else self._unit
        hedged = self._hedge and not exact and "," not in number
        return f"{self._hedge} {number}{unit}" if hedged else f"{number}{unit}"

    def is_in(self, unit: str) -> bool:
        """Are its areas told in this unit, spelled so?"""
        return self._unit.strip() == unit

    def says_all(self, pixels: int) -> bool:
        """Would a part of the patch get the area of the whole patch?"""
        near = _NEARLY_ALL < pixels < PIXELS
        return near and self._measure(pixels).text == self._measure(PIXELS).text

    def length(self, edges: int) -> str:
        """So many pixel edges, exact: "840 meters", "1,430 m" or "0.84 km"."""
        return f"{_length(edges, self._meters)} {self._length}"


def fraction(pixels: int, chance: Chance) -> str | None:
    """The fraction of the patch that an area is near, and on which side of it.

    At most 1.5 points and 5% of it away, or just above or below it at most twice as far. None if
    it is near none.
    """
    for (part, whole), words in _FRACTIONS.items():
        away = pixels * whole - part * PIXELS
        nearness = min(3 * whole * PIXELS // 200, part * PIXELS // 20)
        if abs(away) <= 2 * nearness:
            side = 0 if abs(away) <= nearness else 1 if away > 0 else -1
            return _NEAR[side].say(chance, n=words)
    return None
