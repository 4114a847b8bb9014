"""Count: into how many connected regions does a class fall?

Example: "Is there only a single connected region of pastures in the scene?" -> "yes".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bigearthnet_txt_solver.askable import VISIBLE
from bigearthnet_txt_solver.questions import Question, matched, one_of_four, yes_no
from bigearthnet_txt_solver.verdicts import Judges, NotAskable
from bigearthnet_txt_solver.words import NUMBER, grammar, number

_COUNTABLE = 8  # regions; SPEC.md: classes with more are not asked about
_QUANTITY = (
    r"(?:(?P<alone>only a single|multiple)"
    rf"|(?P<form>exactly|more than|at least|at most|fewer than) (?P<n>{NUMBER}))"
    r" (?:separate|connected|contiguous|distinct) regions?"
)
_WHETHER = grammar(
    r"""
    does the image contain QUANTITY of A?
    is/are there QUANTITY of A in the scene?
    would you count QUANTITY of A in this satellite image?
    can QUANTITY of A be seen in the image?
    does the scene show QUANTITY of A?
    is it correct that the image contains QUANTITY of A?
    would you say that there is/are QUANTITY of A in the image?""",
    QUANTITY=_QUANTITY,
)
_WHICH = grammar(r"""
    how many separate regions of A are there in the image?
    how many connected regions of A does the scene contain?
    count the separate regions of A in the satellite image:
    what is the number of contiguous regions of A in the image?
    into how many connected regions is/are A divided in this scene?
    how many distinct regions of A can be seen in the image?""")
_DIGITS = re.compile("[0-9]+")
_HOLDS: dict[str, Callable[[int, int], bool]] = {
    "more than": lambda n, limit: n > limit,
    "fewer than": lambda n, limit: n < limit,
    "at least": lambda n, limit: n >= limit,
    "at most": lambda n, limit: n <= limit,
    "exactly": lambda n, limit: n == limit,
}


def _count(question: Question) -> int:
    """Regions of the class; raises NotAskable if it has none or too many, or one is too small.

    On a map with one class to be seen there is nothing to count.
    """
    label, ground = question.said["a"], question.ground
    question.require_askable(label)
    n = len(ground.spots.get(label, ()))
    if not 1 <= n <= _COUNTABLE:
        raise NotAskable(f"{label} has {n} regions")
    if _smallest(question) < VISIBLE:
        raise NotAskable(f"a region of {label} has {_smallest(question)} pixels only")
    if sum(pixels >= VISIBLE for pixels in ground.areas.values()) < 2:
        raise NotAskable(f"{label} is the only class to be seen")
    return n


def _smallest(question: Question) -> int:
    """The pixels of the smallest region of the class."""
    return min(spot.area for spot in question.ground.spots[question.said["a"]])


def _holds(question: Question) -> bool:
    n, said = _count(question), question.said
    if "alone" in said:
        return (n == 1) == (said["alone"] == "only a single")
    return _HOLDS[said["form"]](n, number(said["n"]))


def _is_right(option: str, question: Question) -> bool:
    return _count(question) == int(matched(_DIGITS, option)[0])


JUDGES: Judges = {
    ("binary", "count"): yes_no(_WHETHER, _holds, _smallest),
    ("mcq", "count"): one_of_four(_WHICH, _is_right, lambda _, question: _smallest(question)),
}
