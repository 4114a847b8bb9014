"""The audit of the published text: rows that the authors wrote, held against the maps.

Example: "Identify the location of the <ref>largest connected region of pastures</ref>." of
T33UUP_26_57, answered [0.0 0.33, 0.28 0.8]: Verdict("disagrees", "[0.0 0.33, 0.28 0.79]", ...).
A question is taken as it is asked: no margin, no smallest size. Captions were paraphrased by a
language model and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from bigearthnet_txt import CLASSES, LETTERS
from bigearthnet_txt_solver.classnames import classes_in, marked
from bigearthnet_txt_solver.ground import DIRECTIONS, Ground, Spot
from bigearthnet_txt_solver.questions import matched
from bigearthnet_txt_solver.skeletons import skeleton
from bigearthnet_txt_solver.space import PERCENT, PIXELS, SIDE
from bigearthnet_txt_solver.verdicts import Judge, Judges, Row, Unparsed, Verdict, compare
from bigearthnet_txt_solver.words import any_of, unmarked

TEMPLATE = "published"  # what the column `template` says of a row that the authors wrote

# Yes or no, as a skeleton: "[4] GT 4320".

_NUMBER = r"\d+(?:/[1-9]\d*)?"
_FORM = "(?P<form>GE|GT|LE|LT|EQ)"
_ONE_CLASS = re.compile(r"\[(\d+)\]")
_NAMED = re.compile(r"(?P<other>OTHER )?\[(?P<a>\d+)\]")
_LIMIT = re.compile(rf"{_FORM} (?P<n>{_NUMBER})|BETWEEN (?P<low>{_NUMBER}) (?P<high>{_NUMBER})")
_COUNT = re.compile(rf"(?:{_FORM} )?(?P<n>{_NUMBER}) \[(?P<a>\d+)\]")
_PAIR = re.compile(r"\[(\d+)\] TOUCH \[(\d+)\]|TOUCH \[(\d+)\] \[(\d+)\]|\[(\d+)\] \[(\d+)\] TOUCH")
_HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "GE": lambda value, limit: value >= limit,
    "GT": lambda value, limit: value > limit,
    "LE": lambda value, limit: value <= limit,
    "LT": lambda value, limit: value < limit,
    "EQ": lambda value, limit: value == limit,
}


def _label(mark: str) -> str:
    return CLASSES[int(mark)]


def _is_present(text: str, ground: Ground) -> bool:
    return ground.areas[_label(matched(_ONE_CLASS, text)[1])] > 0


def _area(named: re.Match[str], ground: Ground) -> Fraction:
    """Pixels of a class, or of all others.

    "Other than" is not read if it could mean land of no class as well.
    """
    area = Fraction(ground.areas[_label(named["a"])])
    if not named["other"]:
        return area
    if ground.areas.total() < PIXELS:
        raise Unparsed("classes other than one, on a map with land of no class")
    return PIXELS - area


def _covers(text: str, ground: Ground) -> bool:
    named = list(_NAMED.finditer(text))
    if len(named) != 1:
        raise Unparsed(text)
    limit = matched(_LIMIT, " ".join(_NAMED.sub("", text).split()))
    area = _area(named[0], ground)
    if limit["form"]:
        return _HOLDS[limit["form"]](area, Fraction(limit["n"]))
    return Fraction(limit["low"]) <= area <= Fraction(limit["high"])


def _counts(text: str, ground: Ground) -> bool:
    found = matched(_COUNT, text)
    regions = Fraction(len(ground.spots.get(_label(found["a"]), ())))
    return _HOLDS[found["form"] or "EQ"](regions, Fraction(found["n"]))


def _touches(text: str, ground: Ground) -> bool:
    a, b = filter(None, matched(_PAIR, text).groups())
    return ground.touch(_label(a), _label(b))


def _yes_no(holds: Callable[[str, Ground], bool]) -> Judge:
    """A judge of questions whose skeleton `holds` or not."""

    def judge(row: Row, ground: Ground) -> Verdict:
        expected = "yes" if holds(skeleton(row["input"]), ground) else "no"
        return compare(expected, row["output"], row["category"])

    return judge


# One of four: each option on its own, together with the question before the options.

_OPTIONS = re.compile(
    r"(?P<stem>.+?)\s+a\) (?P<a>.+?),? b\) (?P<b>.+?),? c\) (?P<c>.+?),? d\) (?P<d>.+?)[.,;]?",
    re.DOTALL,
)
_ASKED = re.compile(r"(?:TOUCH )?\[\d+\](?: TOUCH)?")
_DECIMAL = r"\d+(?:\.\d+)?"
_RANGE = re.compile(rf"(?:between |from )?({_DECIMAL}) ?%? ?(?:-|\u2013|to|and) ?({_DECIMAL}) ?%")
_DIGITS = re.compile(r"(?:EQ )?(\d+)")
_NEIGHBORS = re.compile(r"\[\d+\](?: (?:TOUCH )?\[\d+\])?")
_POSITIONS = (
    re.compile(r"\[(?P<a>\d+)\] (?:SEEN_FROM|FROM) \[(?P<b>\d+)\]"),
    re.compile(r"(?:SEEN_FROM|FROM) \[(?P<b>\d+)\] \[(?P<a>\d+)\]"),
)
_DIRECTION = re.compile(rf"(?:to the )?({any_of(DIRECTIONS)})")
_SETTING = re.compile("(?:COUNTRY|SEASON|CLIMATE)?")
_SEASONS = {"Autumn": "Fall"}


class _Offer(NamedTuple):
    """An option, the question that it answers, the row of both, and the ground of its patch."""

    option: str
    stem: str
    row: Row
    ground: Ground


def _class_of(stem: str) -> str:
    """The only class that a stem names."""
    named = classes_in(stem)
    matched(_ASKED, skeleton(stem))
    if len(named) != 1:
        raise Unparsed(stem)
    return named[0]


def _option_is_present(offer: _Offer) -> bool:
    if skeleton(offer.stem):
        raise Unparsed(offer.stem)
    return _is_present(skeleton(offer.option), offer.ground)


def _option_is_area(offer: _Offer) -> bool:
    low, high = (Fraction(end) * PERCENT for end in matched(_RANGE, offer.option).groups())
    return low <= offer.ground.areas[_class_of(offer.stem)] <= high


def _option_is_count(offer: _Offer) -> bool:
    number = matched(_DIGITS, skeleton(offer.option))[1]
    return len(offer.ground.spots.get(_class_of(offer.stem), ())) == int(number)


def _option_touches(offer: _Offer) -> bool:
    """Is the option a neighbor of the class that the stem names, or a pair of neighbors?"""
    named = classes_in(offer.option)
    matched(_NEIGHBORS, skeleton(offer.option))
    if len(named) == 2 and skeleton(offer.stem) in ("TOUCH", "TOUCH TOUCH"):
        return offer.ground.touch(*named)
    if len(named) == 1:
        return offer.ground.touch(_class_of(offer.stem), named[0])
    raise Unparsed(offer.stem)


def _option_is_direction(offer: _Offer) -> bool:
    where = matched(_DIRECTION, offer.option.lower())[1]
    a, b = _positioned(skeleton(offer.stem))
    direction = offer.ground.direction(a, b)
    if direction is None:
        raise Unparsed(f"{a} lies in no clear direction from {b}")
    return where == direction


def _positioned(asked: str) -> tuple[str, str]:
    """The class whose direction is asked for, and the class that it is seen from."""
    found = next(filter(None, (position.fullmatch(asked) for position in _POSITIONS)), None)
    if not found:
        raise Unparsed(asked)
    return _label(found["a"]), _label(found["b"])


def _option_is_setting(offer: _Offer) -> bool:
    matched(_SETTING, skeleton(offer.stem))
    column = offer.row["category"].replace(" ", "_")
    value = offer.row[column]
    if value is None:
        raise Unparsed(f"{offer.stem} ({column} None)")
    return bool(_SEASONS.get(offer.option, offer.option).lower() == value.lower())


def _one_of_four(holds: Callable[[_Offer], bool]) -> Judge:
    """A judge of questions with four options, of which those are right that `holds` is true for."""

    def judge(row: Row, ground: Ground) -> Verdict:
        found = matched(_OPTIONS, row["input"])
        offers = {letter: _Offer(found[letter], found["stem"], row, ground) for letter in LETTERS}
        right = [letter for letter, offer in offers.items() if holds(offer)]
        expected = " and ".join(right) or "none of them"
        return compare(expected, row["output"], row["category"])

    return judge


# Boxes.

_BOX = re.compile(rf"\[({_DECIMAL}) ({_DECIMAL}), ({_DECIMAL}) ({_DECIMAL})\]")
_POINT = re.compile(rf"<point>\(({_DECIMAL}), ({_DECIMAL})\)</point>")
_KIND = r"(?:(?:single|connected|continuous|contiguous|individual|land cover) )*"
_PART = (
    r"(?:(?:region|area|patch|instance|section|part|zone|segment)s? "
    r"(?:of|with|covered (?:by|with)) )?(?:land cover class )?"
)
_SIZES = "largest|biggest|smallest"  # no other word singles a region out in the published text
_REFERENCE = re.compile(
    rf"<ref>(?:the )?(?P<size>{_SIZES})? ?{_KIND}{_PART}\[(?P<a>\d+)\]</ref>",
    re.IGNORECASE,
)
_LEAST, _MOST = PERCENT, 50 * PERCENT  # area of a region that the authors asked for
_FILLED = Fraction(2, 5)  # part of its box that such a region covers at least


def _fits(spot: Spot) -> bool:
    return _LEAST <= spot.area <= _MOST and spot.area >= _FILLED * spot.box_area


def _pointed(text: str, ground: Ground) -> list[Spot]:
    """The region under the point of a question; none if the point lies in no class."""
    if not (point := _POINT.search(text)):
        raise Unparsed(text)
    x, y = (int(Fraction(part) * SIDE) for part in point.groups())
    spot = ground.spot_at(x, y)
    return [spot] if spot else []


def _referred(text: str, ground: Ground) -> list[Spot]:
    """The regions that an expression may mean.

    With a word of size these are all regions of that size, without one all that could be asked for.
    """
    found = _REFERENCE.search(marked(unmarked(text)))
    if not found:
        raise Unparsed(text)
    spots = ground.spots.get(_label(found["a"]), [])
    if found["size"]:
        return _of_size(found["size"].lower(), spots)
    return [spot for spot in spots if _fits(spot)] if len(spots) > 1 else spots


def _of_size(word: str, spots: list[Spot]) -> list[Spot]:
    """All the regions that are the smallest, or the largest."""
    extreme = min if word == "smallest" else max
    size = extreme((spot.area for spot in spots), default=0)
    return [spot for spot in spots if spot.area == size]


def _printed(spot: Spot) -> str:
    return "[{} {}, {} {}]".format(*(round(edge / SIDE, 2) for edge in spot.bounds))


def _is_box(spot: Spot, edges: tuple[str, ...]) -> bool:
    printed = [round(edge / SIDE, 2) for edge in spot.bounds]
    return printed == [float(edge) for edge in edges]


def _boxed(meant: Callable[[str, Ground], list[Spot]]) -> Judge:
    """A judge of questions for the box of the one region that is `meant`."""

    def judge(row: Row, ground: Ground) -> Verdict:
        spots = meant(row["input"], ground)
        edges = matched(_BOX, row["output"]).groups()
        expected = " or ".join(map(_printed, spots)) or "no region"
        if len(spots) == 1 and _is_box(spots[0], edges):
            return Verdict("agrees", expected, row["output"])
        fault = "several regions" if len(spots) > 1 else "box"
        return Verdict("disagrees", expected, row["output"], fault)

    return judge


def _unread(row: Row, ground: Ground) -> Verdict:
    raise Unparsed("the free text of a language model")


# Who judges the published rows of a task, from the same columns as rows of our own.
AUDITS: Judges = {
    ("binary", "presence"): _yes_no(_is_present),
    ("binary", "area"): _yes_no(_covers),
    ("binary", "count"): _yes_no(_counts),
    ("binary", "adjacency"): _yes_no(_touches),
    ("mcq", "presence"): _one_of_four(_option_is_present),
    ("mcq", "area"): _one_of_four(_option_is_area),
    ("mcq", "count"): _one_of_four(_option_is_count),
    ("mcq", "adjacency"): _one_of_four(_option_touches),
    ("mcq", "relative pos"): _one_of_four(_option_is_direction),
    ("mcq", "country"): _one_of_four(_option_is_setting),
    ("mcq", "season"): _one_of_four(_option_is_setting),
    ("mcq", "climate zone"): _one_of_four(_option_is_setting),
    ("bounding box", "point"): _boxed(_pointed),
    ("bounding box", "reference"): _boxed(_referred),
    ("captioning", "None"): _unread,
}
