"""Area: how much of the image does a class cover?

Example: "Does arable land cover more than 40% of the image?" on a map with 6,400 of 14,400 pixels
of it -> "yes". What lies too near the number asked for may not be asked (SPEC.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from bigearthnet_txt_solver.questions import Question, matched, one_of_four, yes_no
from bigearthnet_txt_solver.space import HECTARE, PERCENT, SQUARE_METER
from bigearthnet_txt_solver.verdicts import Judges, NotAskable
from bigearthnet_txt_solver.words import grammar

_FROM_LIMIT = 3 * PERCENT  # least distance of the area from a limit that is asked for; SPEC.md
_FROM_END = 1 * PERCENT  # least distance of the area from the ends of the right range; SPEC.md
_UNITS: dict[str, int | Fraction] = {
    "%": PERCENT,
    " hectares": HECTARE,
    " m2": SQUARE_METER,
    " sq m": SQUARE_METER,
    " square meters": SQUARE_METER,
}
_UNIT = "|".join(_UNITS)
_DECIMAL = r"\d+(?:\.\d+)?"
_AMOUNT = (
    rf"(?:(?P<form>more than|less than|at least|at most) (?P<limit>{_DECIMAL})(?P<unit>{_UNIT})"
    rf"|between (?P<low>{_DECIMAL})(?P<low_unit>{_UNIT})"
    rf" and (?P<high>{_DECIMAL})(?P<high_unit>{_UNIT}))"
)
_WHETHER = grammar(
    r"""
    does/do A cover AMOUNT of the image?
    is it true that A covers/cover AMOUNT of the scene?
    is AMOUNT of the image covered by A?
    does/do A occupy AMOUNT of this satellite image?
    would you say that A takes/take up AMOUNT of the scene?
    can it be confirmed that AMOUNT of the image is covered by A?
    does the area of A amount to AMOUNT of the scene?""",
    AMOUNT=_AMOUNT,
)
_WHICH = grammar(r"""
    what share of the image does/do A cover?
    how much of the scene is covered by A?
    what percentage of the image does/do A take up?
    in which range does the share of A in the scene lie?
    select the range that contains the share of the image covered by A:
    what is the area of A as a percentage of the image?
    which part of this satellite image does/do A occupy?""")
_RANGE = re.compile(r"(\d+)% to (\d+)%")
_HOLDS: dict[str, Callable[[int, Fraction], bool]] = {
    "more than": lambda area, limit: area > limit,
    "less than": lambda area, limit: area < limit,
    "at least": lambda area, limit: area >= limit,
    "at most": lambda area, limit: area <= limit,
}


def _pixels(said: Mapping[str, str], number: str, unit: str) -> Fraction:
    """An amount of land in pixels."""
    return Fraction(said[number]) * _UNITS[said[unit]]


def _area(question: Question) -> int:
    """The pixels of the class that is asked about."""
    label = question.said["a"]
    question.require_askable(label)
    return question.ground.areas[label]


def _deciding(question: Question) -> int:
    return question.ground.areas[question.said["a"]]


def _require_distance(question: Question, area: int, *limits: Fraction) -> None:
    """Raises NotAskable for an area that is hardly told from a limit by sight."""
    if min(abs(area - limit) for limit in limits) < _FROM_LIMIT:
        label = question.said["a"]
        raise NotAskable(f"{label} has {area} pixels, too near the threshold")


def _covers(question: Question) -> bool:
    area, said = _area(question), question.said
    if "limit" in said:
        limit = _pixels(said, "limit", "unit")
        _require_distance(question, area, limit)
        return _HOLDS[said["form"]](area, limit)
    low, high = _pixels(said, "low", "low_unit"), _pixels(said, "high", "high_unit")
    _require_distance(question, area, low, high)
    return low <= area <= high


def _is_right(option: str, question: Question) -> bool:
    area = _area(question)
    low, high = (int(end) * PERCENT for end in matched(_RANGE, option).groups())
    if not low <= area <= high:
        return False
    if min(area - low, high - area) < _FROM_END:
        label = question.said["a"]
        raise NotAskable(f"{label} has {area} pixels, too near the ends of {option}")
    return True


JUDGES: Judges = {
    ("binary", "area"): yes_no(_WHETHER, _covers, _deciding),
    ("mcq", "area"): one_of_four(_WHICH, _is_right, lambda _, question: _deciding(question)),
}
