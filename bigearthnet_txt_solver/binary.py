"""Yes or no: the answer to a question about presence, area, count or adjacency, from its words and
the ground.

Example: "Does arable land cover more than 40% of the image?" on a map with 6,400 of 14,400 pixels
of it -> "yes".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from bigearthnet_txt_solver.ground import Ground
from bigearthnet_txt_solver.verdicts import NotAskable, Verdict, compare
from bigearthnet_txt_solver.words import NUMBER, grammar, marked, number, read
from builder.geometry import PIXEL_AREA, SIDE

VISIBLE = 36  # pixels; SPEC.md: smaller classes are neither asked about nor used as a wrong answer
COUNTABLE = 8  # regions; SPEC.md: classes with more are not asked about
_MARGIN = 3  # percent of the patch between a threshold and the area; SPEC.md
PERCENT = Fraction(SIDE * SIDE, 100)  # in pixels
_HECTARE = Fraction(10_000, PIXEL_AREA)
_SQUARE_METER = Fraction(1, PIXEL_AREA)
_UNITS = {
    "%": PERCENT,
    " hectares": _HECTARE,
    " m2": _SQUARE_METER,
    " sq m": _SQUARE_METER,
    " square meters": _SQUARE_METER,
}
_UNIT = "|".join(_UNITS)

_PRESENCE = grammar(r"""
    is/are there any A in the image?
    is/are A present in the image?
    does the image contain A?
    does this satellite image show any A?
    can A be found in the scene?
    would you say that A occurs/occur in this scene?
    is any part of the image covered by A?
    can you confirm that this satellite image shows A?""")
_AREA = grammar(
    r"""
    does/do A cover AMOUNT of the image?
    is it true that A covers/cover AMOUNT of the scene?
    is AMOUNT of the image covered by A?
    does/do A occupy AMOUNT of this satellite image?
    would you say that A takes/take up AMOUNT of the scene?
    can it be confirmed that AMOUNT of the image is covered by A?
    does the area of A amount to AMOUNT of the scene?""",
    AMOUNT=rf"(?:(?P<form>more than|less than|at least|at most) (?P<limit>[\d.]+)(?P<unit>{_UNIT})"
    rf"|between (?P<low>[\d.]+)(?P<low_unit>{_UNIT}) and (?P<high>[\d.]+)(?P<high_unit>{_UNIT}))",
)
_COUNT = grammar(
    r"""
    does the image contain QUANTITY of A?
    is/are there QUANTITY of A in the scene?
    would you count QUANTITY of A in this satellite image?
    can QUANTITY of A be seen in the image?
    does the scene show QUANTITY of A?
    is it correct that the image contains QUANTITY of A?
    would you say that there is/are QUANTITY of A in the image?""",
    QUANTITY=rf"(?:(?P<alone>only a single|multiple)|(?P<form>exactly|more than|at least|at most|fewer than) (?P<n>{NUMBER}))"
    r" (?:separate|connected|contiguous|distinct) regions?",
)
_ADJACENCY = grammar(r"""
    would you say that any A lies/lie next to B in the image?
    would you confirm that any A borders/border B?
    does/do A touch B anywhere in the image?
    is/are any A adjacent to B in the scene?
    is there any place in the image where A meets/meet B?
    does/do any A share a boundary with B?
    are A and B direct neighbors in this satellite image?
    can it be said that A adjoins/adjoin B in the scene?""")
_HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "more than": lambda value, limit: value > limit,
    "less than": lambda value, limit: value < limit,
    "fewer than": lambda value, limit: value < limit,
    "at least": lambda value, limit: value >= limit,
    "at most": lambda value, limit: value <= limit,
    "exactly": lambda value, limit: value == limit,
}
_Said = Mapping[str, str]


def require_visible(label: str, ground: Ground) -> None:
    """Raises NotAskable for a class that is present with too few pixels to be asked about."""
    if 0 < ground.areas[label] < VISIBLE:
        raise NotAskable(f"{label} has {ground.areas[label]} pixels only")


def _present(said: _Said, ground: Ground) -> bool:
    require_visible(said["a"], ground)
    return ground.areas[said["a"]] > 0


def _covers(said: _Said, ground: Ground) -> bool:
    require_visible(said["a"], ground)
    limits = {name: Fraction(said[name]) * _UNITS[said[unit]] for name, unit in
              (("limit", "unit"), ("low", "low_unit"), ("high", "high_unit")) if name in said}  # fmt: skip
    area = Fraction(ground.areas[said["a"]])
    if any(abs(area - limit) < _MARGIN * PERCENT for limit in limits.values()):
        raise NotAskable(
            f"{said['a']} has {ground.areas[said['a']]} pixels, too near the threshold"
        )
    return (
        _HOLDS[said["form"]](area, limits["limit"])
        if "limit" in limits
        else limits["low"] <= area <= limits["high"]
    )


def count(label: str, ground: Ground) -> int:
    """Regions of a class; raises NotAskable where it has none, too many, or too few pixels."""
    require_visible(label, ground)
    n = len(ground.spots.get(label, ()))
    if not 1 <= n <= COUNTABLE:
        raise NotAskable(f"{label} has {n} regions")
    return n


def _counts(said: _Said, ground: Ground) -> bool:
    n = count(said["a"], ground)
    if "alone" in said:
        return n == 1 if said["alone"] == "only a single" else n > 1
    return _HOLDS[said["form"]](Fraction(n), Fraction(number(said["n"])))


def _touches(said: _Said, ground: Ground) -> bool:
    require_visible(said["a"], ground)
    require_visible(said["b"], ground)
    return ground.touch(said["a"], said["b"])


_READINGS = {
    "presence": (_PRESENCE, _present),
    "area": (_AREA, _covers),
    "count": (_COUNT, _counts),
    "adjacency": (_ADJACENCY, _touches),
}


def judge(row: Mapping[str, Any], ground: Ground) -> Verdict:
    """The verdict on a row of type binary. Raises Unparsed or NotAskable."""
    patterns, holds = _READINGS[row["category"]]
    expected = "yes" if holds(read(marked(row["input"]), patterns), ground) else "no"
    return compare(expected, row["output"], row["category"])
