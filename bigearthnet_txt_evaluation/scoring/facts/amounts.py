"""Amounts in running text: "about 64 hectares", "44 %", "two thirds" -> pixels of a patch."""

from __future__ import annotations

import re
from fractions import Fraction

from bigearthnet_txt_solver.space import HECTARE, PERCENT, PIXELS, SQUARE_METER

_UNITS: dict[str, int | Fraction] = {
    "%": PERCENT,
    "percent": PERCENT,
    "per cent": PERCENT,
    "hectares": HECTARE,
    "hectare": HECTARE,
    "ha": HECTARE,
    "square kilometers": 100 * HECTARE,
    "square kilometres": 100 * HECTARE,
    "sq km": 100 * HECTARE,
    "km2": 100 * HECTARE,
    "km²": 100 * HECTARE,
    "square meters": SQUARE_METER,
    "square metres": SQUARE_METER,
    "m2": SQUARE_METER,
    "m²": SQUARE_METER,
}
_PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
    "twentieth": 20,
}
_COUNTS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TIMES = {"a": 1, "an": 1} | {word: k for k, word in enumerate(_COUNTS, 1)}
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
# "third" alone is a rank, and the "upper half" a place.
_FRACTION = (
    r"(?:(?<!upper )(?<!lower )(?<!left )(?<!right )(?<!ern )half"
    rf"|(?:{'|'.join(_TIMES)})[ -](?:{'|'.join(_PARTS)})s?)"
)
AMOUNT = rf"(?:\d[\d,]*(?:\.\d+)?\s?(?:{_UNIT})(?!\w)|\b{_FRACTION}\b)"
_NUMBER = re.compile(rf"(\d[\d,]*(?:\.\d+)?)\s?({_UNIT})")


def pixels_of(amount: str) -> float:
    """The pixels of a text that fits AMOUNT."""
    if found := _NUMBER.fullmatch(amount):
        return float(found[1].replace(",", "")) * float(_UNITS[found[2]])
    times, _, part = amount.replace("-", " ").rpartition(" ")
    return _TIMES[times or "a"] * PIXELS / _PARTS[part.removesuffix("s")]
