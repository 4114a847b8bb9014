"""The published text against the maps: an audit, by the solver's own reading of the ground, of rows
that others wrote.

Example: "Identify the location of the <ref>largest connected region of pastures</ref>." of
T33UUP_26_57, answered [0.0 0.33, 0.28 0.8]: Verdict("disagrees", "[0.0 0.33, 0.28 0.79]", ...).
What is asked is taken as it is: no margin, no smallest size. Captions were paraphrased by a
language model and are not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver.classnames import classes_in, marked
from bigearthnet_txt_solver.ground import Ground, Spot
from bigearthnet_txt_solver.skeletons import skeleton
from bigearthnet_txt_solver.verdicts import Unparsed, Verdict, compare
from builder.geometry import SIDE

TEMPLATE = "published"  # what the column `template` says of a row that its publishers wrote
_FRAME = re.compile(
    r"(?P<stem>.+?)\s+a\) (?P<a>.+?),? b\) (?P<b>.+?),? c\) (?P<c>.+?),? d\) (?P<d>.+?)[.,;]?",
    re.DOTALL,
)
_BOX = re.compile(r"\[([\d.]+) ([\d.]+), ([\d.]+) ([\d.]+)\]")
_POINT = re.compile(r"<point>\(([\d.]+), ([\d.]+)\)</point>")
_KIND = r"(?:(?:single|connected|continuous|contiguous|individual|land cover) )*"
_PART = r"(?:(?:region|area|patch|instance|section|part|zone|segment)s? (?:of|with|covered (?:by|with)) )?(?:land cover class )?"
_REFERENCE = re.compile(  # of what singles a region out the published phrasings know its size alone
    rf"<ref>(?:the )?(?P<size>largest|biggest|smallest)? ?{_KIND}{_PART}\[(?P<a>\d+)\]</ref>",
    re.IGNORECASE,
)
_FORM: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "GE": lambda value, limit: value >= limit,
    "GT": lambda value, limit: value > limit,
    "LE": lambda value, limit: value <= limit,
    "LT": lambda value, limit: value < limit,
    "EQ": lambda value, limit: value == limit,
}
_LIMIT = r"(GE|GT|LE|LT|EQ) (\d+(?:/\d+)?)"
_FIT = (
    Fraction(SIDE * SIDE, 100),
    Fraction(SIDE * SIDE, 2),
    Fraction(2, 5),
)  # pixels, pixels, part of the box: of the published set
_SEASONS = {"Autumn": "Fall"}


def _label(mark: str) -> str:
    return CLASSES[int(mark)]


def _present(text: str, ground: Ground) -> bool:
    if not (found := re.fullmatch(r"\[(\d+)\]", text)):
        raise Unparsed(text)
    return ground.areas[_label(found[1])] > 0


def _area(label: str, ground: Ground, *, other: bool) -> Fraction:
    """Pixels of a class, or of all others: "other than" is not read where land of no class could be
    meant as well.
    """
    if other and len(ground.land) < SIDE * SIDE:
        raise Unparsed("classes other than one, on a map with land of no class")
    return Fraction(SIDE * SIDE - ground.areas[label] if other else ground.areas[label])


def _covers(text: str, ground: Ground) -> bool:
    parts = re.sub(r"(OTHER )?\[(\d+)\]", "", text).split()
    named = re.findall(r"(OTHER )?\[(\d+)\]", text)
    if len(named) != 1:
        raise Unparsed(text)
    area = _area(_label(named[0][1]), ground, other=bool(named[0][0]))
    if limit := re.fullmatch(_LIMIT, " ".join(parts)):
        return _FORM[limit[1]](area, Fraction(limit[2]))
    if ends := re.fullmatch(r"BETWEEN (\S+) (\S+)", " ".join(parts)):
        return Fraction(ends[1]) <= area <= Fraction(ends[2])
    raise Unparsed(text)


def _counts(text: str, ground: Ground) -> bool:
    if not (found := re.fullmatch(rf"{_LIMIT} \[(?P<a>\d+)\]|(\d+) \[(?P<b>\d+)\]", text)):
        raise Unparsed(text)
    regions = Fraction(len(ground.spots.get(_label(found["a"] or found["b"]), ())))
    return _FORM[found[1] or "EQ"](regions, Fraction(found[2] or found[4]))


def _touches(text: str, ground: Ground) -> bool:
    if not (
        found := re.fullmatch(
            r"\[(\d+)\] TOUCH \[(\d+)\]|TOUCH \[(\d+)\] \[(\d+)\]|\[(\d+)\] \[(\d+)\] TOUCH", text
        )
    ):
        raise Unparsed(text)
    return ground.touch(*(_label(mark) for mark in found.groups() if mark))


_BINARY = {"presence": _present, "area": _covers, "count": _counts, "adjacency": _touches}


def _binary(row: Mapping[str, Any], ground: Ground) -> Verdict:
    expected = "yes" if _BINARY[row["category"]](skeleton(row["input"]), ground) else "no"
    return compare(expected, row["output"], row["category"])


def _one(stem: str) -> str:
    """The only class that a stem names."""
    named = classes_in(stem)
    if len(named) != 1 or not re.fullmatch(r"(?:TOUCH )?\[\d+\](?: TOUCH)?", skeleton(stem)):
        raise Unparsed(stem)
    return named[0]


def _option_present(stem: str, option: str, ground: Ground) -> bool:
    if skeleton(stem):
        raise Unparsed(stem)
    return _present(skeleton(option), ground)


def _option_area(stem: str, option: str, ground: Ground) -> bool:
    ends = re.fullmatch(
        r"(?:between |from )?([\d.]+) ?%? ?(?:-|\u2013|to|and) ?([\d.]+) ?%", option
    )
    if not ends:
        raise Unparsed(option)
    low, high = (Fraction(end) * SIDE * SIDE / 100 for end in ends.groups())
    return low <= ground.areas[_one(stem)] <= high


def _option_count(stem: str, option: str, ground: Ground) -> bool:
    if not (number := re.fullmatch(r"(?:EQ )?(\d+)", skeleton(option))):
        raise Unparsed(option)
    return len(ground.spots.get(_one(stem), ())) == int(number[1])


def _option_touches(stem: str, option: str, ground: Ground) -> bool:
    named = classes_in(option)
    if not re.fullmatch(r"\[\d+\](?: (?:TOUCH )?\[\d+\])?", skeleton(option)):
        raise Unparsed(option)
    if len(named) == 2 and skeleton(stem) in ("TOUCH", "TOUCH TOUCH"):
        return ground.touch(*named)
    if len(named) == 1:
        return ground.touch(_one(stem), named[0])
    raise Unparsed(stem)


_POSITIONS = (
    r"\[(?P<a>\d+)\] (?:SEEN_FROM|FROM) \[(?P<b>\d+)\]",
    r"(?:SEEN_FROM|FROM) \[(?P<b>\d+)\] \[(?P<a>\d+)\]",
)


def _option_lies(stem: str, option: str, ground: Ground) -> bool:
    found = next(
        (found for pattern in _POSITIONS if (found := re.fullmatch(pattern, skeleton(stem)))), None
    )
    where = re.fullmatch(
        r"(?:to the )?(top|bottom|left|right|top-left|top-right|bottom-left|bottom-right)",
        option.lower(),
    )
    if not found or not where:
        raise Unparsed(f"{stem} {option}")
    a, b = _label(found["a"]), _label(found["b"])
    direction = ground.direction(a, b) if ground.areas[a] and ground.areas[b] else None
    if direction is None:
        raise Unparsed(f"{a} lies in no clear direction from {b}")
    return where[1] == direction


_CHOICE: dict[str, Callable[[str, str, Ground], bool]] = {
    "presence": _option_present,
    "area": _option_area,
    "count": _option_count,
    "adjacency": _option_touches,
    "relative pos": _option_lies,
}
_SETTING = {"country": "country", "season": "season", "climate zone": "climate_zone"}


def _holds(row: Mapping[str, Any], stem: str, option: str, ground: Ground) -> bool:
    if column := _SETTING.get(row["category"]):
        if not re.fullmatch("(?:COUNTRY|SEASON|CLIMATE)?", skeleton(stem)) or row[column] is None:
            raise Unparsed(f"{stem} ({column} {row[column]})")
        return bool(_SEASONS.get(option, option).lower() == row[column].lower())
    return _CHOICE[row["category"]](stem, option, ground)


def _mcq(row: Mapping[str, Any], ground: Ground) -> Verdict:
    if not (frame := _FRAME.fullmatch(row["input"])):
        raise Unparsed(row["input"])
    right = [letter for letter in "abcd" if _holds(row, frame["stem"], frame[letter], ground)]
    return compare(" and ".join(right) or "none of them", row["output"], row["category"])


def _printed(spot: Spot) -> tuple[str, ...]:
    return tuple(str(round(edge / SIDE, 2)) for edge in spot.bounds)


def _fits(spot: Spot) -> bool:
    x0, y0, x1, y1 = spot.bounds
    return _FIT[0] <= spot.area <= _FIT[1] and spot.area >= _FIT[2] * (x1 - x0) * (y1 - y0)


def _pointed(text: str, ground: Ground) -> list[Spot]:
    if not (point := _POINT.search(text)):
        raise Unparsed(text)
    pixel = int(Fraction(point[1]) * SIDE), int(Fraction(point[2]) * SIDE)
    return [spot for spots in ground.spots.values() for spot in spots if pixel in spot]


def _referred(text: str, ground: Ground) -> list[Spot]:
    """The regions an expression may mean: all of the largest or smallest size, or without such a
    word all that could be asked about.
    """
    found = _REFERENCE.search(marked(text))
    if not found:
        raise Unparsed(text)
    spots = ground.spots.get(_label(found["a"]), [])
    sizes = [spot.area for spot in spots]
    if found["size"] and sizes:
        return [
            spot
            for spot in spots
            if spot.area == (min if found["size"].lower() == "smallest" else max)(sizes)
        ]
    return [spot for spot in spots if _fits(spot)] if len(spots) > 1 else list(spots)


def _bounding_box(row: Mapping[str, Any], ground: Ground) -> Verdict:
    spots = (_pointed if row["category"] == "point" else _referred)(row["input"], ground)
    box = _BOX.fullmatch(row["output"])
    if not box:
        raise Unparsed(row["output"])
    meant = [_printed(spot) for spot in spots]
    expected = " or ".join("[{} {}, {} {}]".format(*edges) for edges in meant) or "no region"
    if len(meant) == 1 and all(
        float(a) == float(b) for a, b in zip(meant[0], box.groups(), strict=True)
    ):
        return Verdict("agrees", expected, row["output"])
    return Verdict(
        "disagrees", expected, row["output"], "box" if len(meant) < 2 else "several regions"
    )


def _captioning(row: Mapping[str, Any], ground: Ground) -> Verdict:
    raise Unparsed("the free text of a language model")


_JUDGES = {"binary": _binary, "mcq": _mcq, "bounding box": _bounding_box, "captioning": _captioning}


def judge(row: Mapping[str, Any], ground: Ground) -> Verdict:
    """The verdict on a published row, from `type`, `category`, `input`, `output`, `country`,
    `season`, `climate_zone`. Raises Unparsed.
    """
    return _JUDGES[row["type"]](row, ground)
