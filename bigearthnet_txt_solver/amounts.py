"""Amounts: the solver's own reading of areas, shares and lengths. "about 71 hectares" -> does it
say so many pixels?

A number holds to half of its last digit, a fraction near it (SPEC.md); what is "less than" one unit
is less. Example: is_area("about 71 hectares", 7075) and is_area("just under half of the scene",
7075) are true.
"""

from __future__ import annotations

import re
from fractions import Fraction

from bigearthnet_txt_solver.space import EDGE, PIXEL_AREA, PIXELS
from bigearthnet_txt_solver.verdicts import Unparsed

_UNITS = {  # unit -> square meters
    "%": Fraction(PIXELS * PIXEL_AREA, 100),
    "hectare": Fraction(10_000), "square kilometer": Fraction(1_000_000), "square meter": Fraction(1),
}  # fmt: skip
_SHORT = {
    "ha": "hectare",
    "sq km": "square kilometer",
    "km2": "square kilometer",
    "sq m": "square meter",
    "m2": "square meter",
    "percent": "%",
}
_DENOMINATORS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
    "twentieth": 20,
}
_NUMERATORS = {"a": 1, "an": 1, "two": 2, "three": 3, "four": 4, "five": 5, "nine": 9}
_NEAR = ("about", "roughly", "around", "approximately", "some", "close to")
_BELOW, _ABOVE = ("less than", "under", "below"), ("more than", "over", "above")
_JUST_BELOW = ("just under", "slightly less than", "a little under", "almost", "nearly")
_JUST_ABOVE = ("just over", "slightly more than", "a little over", "a little more than")
_HOW = "|".join(
    sorted((*_NEAR, *_BELOW, *_ABOVE, *_JUST_BELOW, *_JUST_ABOVE), key=len, reverse=True)
)
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_FRACTION = rf"(?:half|(?:{'|'.join(_NUMERATORS)}) (?:{'|'.join(_DENOMINATORS)})s?)"
AREA = rf"(?:(?:{_HOW}) )?(?:{_NUMBER}(?:%| (?:hectares?|ha|square kilometers|sq km|km2|square meters|sq m|m2|percent))|{_FRACTION})"
LENGTH = rf"(?:(?:{'|'.join(_NEAR)}) )?{_NUMBER} (?:kilometers|km|meters|m)"
_PARTED = re.compile(rf"(?:({_HOW}) )?(?:({_NUMBER}) ?(.+)|({_FRACTION}))")


def is_area(text: str, pixels: int) -> bool:
    """Is this what so many pixels are? Raises Unparsed for another text."""
    if not (found := _PARTED.fullmatch(text)):
        raise Unparsed(text)
    how, number, unit, fraction = found.groups()
    return (
        _is_fraction(how, fraction, pixels) if fraction else _is_number(how, number, unit, pixels)
    )


def _is_number(how: str | None, number: str, unit: str, pixels: int) -> bool:
    value, one = Fraction(number.replace(",", "")), _UNITS[_SHORT.get(unit, unit.removesuffix("s"))]
    there = pixels * PIXEL_AREA / one
    if how in _BELOW:
        return value == Fraction(1, 10) and there < value
    if how in _ABOVE:
        return value == Fraction(999, 10) and value < there < 100
    step = Fraction(1, 10 ** len(number.partition(".")[2]))
    if unit == "square meters" or _SHORT.get(unit) == "square meter":
        step = Fraction(1000) if pixels >= 1000 else Fraction(1)
    whole = unit in ("%", "percent") and value == 100
    return 2 * abs(there - value) <= step and (not whole or pixels == PIXELS)


def _is_fraction(how: str | None, text: str, pixels: int) -> bool:
    first, _, last = text.rpartition(" ")
    part = Fraction(_NUMERATORS[first or "a"], _DENOMINATORS[last.removesuffix("s")])
    away = Fraction(pixels, PIXELS) - part
    near = min(Fraction(15, 1000), part / 20)
    if how in _JUST_ABOVE or how in _JUST_BELOW:
        return 0 < (away if how in _JUST_ABOVE else -away) <= 2 * near
    return how in _NEAR and abs(away) <= near


def is_length(text: str, edges: int) -> bool:
    """Is this the length of so many pixel edges? Raises Unparsed for another text."""
    if not (found := _PARTED.fullmatch(text)) or found[3] not in (
        "meters",
        "m",
        "kilometers",
        "km",
    ):
        raise Unparsed(text)
    kilometers = found[3] in ("kilometers", "km")
    meters, step = (
        Fraction(found[2].replace(",", "")) * (1000 if kilometers else 1),
        10 if kilometers else 0,
    )
    return 2 * abs(meters - edges * EDGE) <= step
