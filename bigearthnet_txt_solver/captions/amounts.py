"""Amounts: the solver's own reading of areas, shares and lengths. Does a text mean so many pixels?

A number holds to half of its last digit, a fraction near it (SPEC.md); what is "less than" one unit
is less. Example: is_area("about 71 hectares", 7075) and is_area("just under half of the scene",
7075) are true.
"""

from __future__ import annotations

import re
from fractions import Fraction

from bigearthnet_txt_solver.questions import matched
from bigearthnet_txt_solver.space import EDGE, HECTARE, PERCENT, PIXELS, SQUARE_METER
from bigearthnet_txt_solver.verdicts import Unparsed

# In pixels; a unit may have an s at its end.
_SHARES = {"%": PERCENT, "percent": PERCENT}
_SQUARE_METERS = {"square meter": SQUARE_METER, "sq m": SQUARE_METER, "m2": SQUARE_METER}
_SQUARE_KILOMETER = 100 * HECTARE
_AREAS = {
    "hectare": HECTARE,
    "ha": HECTARE,
    "square kilometer": _SQUARE_KILOMETER,
    "sq km": _SQUARE_KILOMETER,
    "km2": _SQUARE_KILOMETER,
    **_SQUARE_METERS,
    **_SHARES,
}
_METERS = {"meters": 1, "m": 1, "kilometers": 1000, "km": 1000}
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
_UNIT = "hectares?|ha|square kilometers|sq km|km2|square meters|sq m|m2|percent"
AREA = rf"(?:(?:{_HOW}) )?(?:{_NUMBER}(?:%| (?:{_UNIT}))|{_FRACTION})"
LENGTH = rf"(?:(?:{'|'.join(_NEAR)}) )?{_NUMBER} (?:kilometers|km|meters|m)"
_AMOUNT = re.compile(
    rf"(?:(?P<how>{_HOW}) )?(?:(?P<number>{_NUMBER}) ?(?P<unit>.+)|(?P<fraction>{_FRACTION}))"
)
_LEAST, _MOST = Fraction(1, 10), Fraction(999, 10)  # what "less than" and "more than" may go with


def is_area(text: str, pixels: int) -> bool:
    """Is this what so many pixels are? Raises Unparsed for another text."""
    found = matched(_AMOUNT, text)
    if found["fraction"]:
        return _is_fraction(found["how"], found["fraction"], pixels)
    return _is_number(found, pixels)


def _is_number(found: re.Match[str], pixels: int) -> bool:
    value, unit = _value(found), found["unit"].removesuffix("s")
    if unit not in _AREAS:
        raise Unparsed(found[0])
    there = pixels / _AREAS[unit]
    if found["how"] in _BELOW:
        return value == _LEAST and there < value
    if found["how"] in _ABOVE:
        return value == _MOST and value < there < 100
    if unit in _SHARES and value == 100:
        return pixels == PIXELS
    return 2 * abs(there - value) <= _step(found, unit, pixels)


def _value(found: re.Match[str]) -> Fraction:
    return Fraction(found["number"].replace(",", ""))


def _step(found: re.Match[str], unit: str, pixels: int) -> Fraction:
    """One of the last digit that a number of this unit is rounded to."""
    if unit in _SQUARE_METERS:
        return Fraction(1000) if pixels >= 1000 else Fraction(1)
    return Fraction(1, 10 ** len(found["number"].partition(".")[2]))


def _is_fraction(how: str | None, text: str, pixels: int) -> bool:
    """Is so much of a patch near the fraction, or just above or below it, as `how` says?"""
    part = _part(text)
    away = Fraction(pixels, PIXELS) - part
    near = min(Fraction(15, 1000), part / 20)
    if how in _JUST_ABOVE:
        return 0 < away <= 2 * near
    if how in _JUST_BELOW:
        return 0 < -away <= 2 * near
    return how in _NEAR and abs(away) <= near


def _part(text: str) -> Fraction:
    """ "two thirds" -> 2/3, "half" -> 1/2."""
    first, _, last = text.rpartition(" ")
    return Fraction(_NUMERATORS[first or "a"], _DENOMINATORS[last.removesuffix("s")])


def is_length(text: str, edges: int) -> bool:
    """Is this the length of so many pixel edges? Raises Unparsed for another text."""
    found = matched(_AMOUNT, text)
    if found["unit"] not in _METERS:
        raise Unparsed(text)
    one = _METERS[found["unit"]]
    step = 10 if one == 1000 else 0  # kilometers have two decimals
    return 2 * abs(_value(found) * one - edges * EDGE) <= step
