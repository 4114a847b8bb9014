"""Amounts: the solver's own reading of areas, shares and lengths. Does a text mean so many pixels?

A number holds to half of its last digit, a fraction near it; a caption keeps to one unit in one
spelling, and hedges only what is rounded (SPEC.md). Example: is_area("about 71 hectares", 7075) and
is_area("just under half", 7075) are true.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from bigearthnet_txt_solver.questions import matched
from bigearthnet_txt_solver.space import EDGE, HECTARE, PERCENT, PIXELS, SQUARE_METER
from bigearthnet_txt_solver.verdicts import Unparsed

_SQUARE_KILOMETER = 100 * HECTARE
# Spelling of a unit of area -> pixels, spelling of the unit of length that goes with it.
_AREAS: dict[str, tuple[int | Fraction, str]] = {
    "hectares": (HECTARE, "meters"),
    "hectare": (HECTARE, "meters"),
    "ha": (HECTARE, "m"),
    "square kilometers": (_SQUARE_KILOMETER, "kilometers"),
    "sq km": (_SQUARE_KILOMETER, "km"),
    "km2": (_SQUARE_KILOMETER, "km"),
    "square meters": (SQUARE_METER, "meters"),
    "m2": (SQUARE_METER, "m"),
    "%": (PERCENT, "meters"),
    "percent": (PERCENT, "meters"),
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
_NEAR = (
    *("about", "roughly", "around", "approximately", "some", "circa", "close to"),
    "more or less",
)
_JUST_BELOW = ("just under", "slightly less than", "a little under", "almost", "nearly")
_JUST_ABOVE = ("just over", "slightly more than", "a little over", "a little more than")
_HOW = "|".join(sorted((*_NEAR, *_JUST_BELOW, *_JUST_ABOVE), key=len, reverse=True))
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_FRACTION = rf"(?:half|(?:{'|'.join(_NUMERATORS)}) (?:{'|'.join(_DENOMINATORS)})s?)"
_UNIT = "|".join(sorted(_AREAS, key=len, reverse=True)).replace("%|", "")
AREA = rf"(?:(?:{_HOW}) )?(?:{_NUMBER}(?:%| (?:{_UNIT}))|{_FRACTION})"
LENGTH = rf"{_NUMBER} (?:kilometers|km|meters|m)"
_AMOUNT = re.compile(
    rf"(?:(?P<how>{_HOW}) )?(?:(?P<number>{_NUMBER}) ?(?P<unit>.+)|(?P<fraction>{_FRACTION}))"
)


def is_area(text: str, pixels: int) -> bool:
    """Is this what so many pixels are? Raises Unparsed for another text."""
    found = matched(_AMOUNT, text)
    if found["fraction"]:
        return _is_fraction(found["how"], found["fraction"], pixels)
    if found["unit"] not in _AREAS:
        raise Unparsed(text)
    digits, scale = _digits(found)
    step = _AREAS[found["unit"]][0]  # of the last digit, in pixels / scale
    there, value = pixels * scale, digits * step
    if found["how"] and (there == value or "," in found["number"]):
        return False  # a hedge before what is exact, or has four digits
    if value == PIXELS * scale and pixels < PIXELS:
        return False  # the area of the whole patch for a part of it
    return -step <= 2 * (there - value) <= step


def _digits(found: re.Match[str]) -> tuple[int, int]:
    """A number as a whole one and what it is divided by: "7.25" -> (725, 100)."""
    whole, _, decimals = found["number"].replace(",", "").partition(".")
    return int(whole + decimals), 10 ** len(decimals)


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
    """Is this the length of so many pixel edges, to the meter? Raises Unparsed for another text."""
    found = matched(_AMOUNT, text)
    if found["unit"] not in _METERS:
        raise Unparsed(text)
    digits, scale = _digits(found)
    return found["how"] is None and digits * _METERS[found["unit"]] == edges * EDGE * scale


def is_one_manner(amounts: Sequence[str]) -> bool:
    """Have all amounts of a caption one unit in one spelling, and one hedge before what is rounded?

    Fractions in words and numbers do not stand in one caption.
    """
    read = [matched(_AMOUNT, text) for text in amounts]
    units = {(found["unit"] or "in words").replace("hectares", "hectare") for found in read}
    areas = units - _METERS.keys()
    lengths = units & _METERS.keys()
    fitting = {_AREAS[unit][1] for unit in areas if unit in _AREAS}
    hedges = {found["how"] for found in read if found["number"] and _is_rounded(found)}
    return max(len(areas), len(lengths), len(hedges)) <= 1 and (not fitting or lengths <= fitting)


def _is_rounded(found: re.Match[str]) -> bool:
    """Has it a hedge, so that all that is rounded should have the same?"""
    return found["how"] is not None
