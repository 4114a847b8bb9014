"""Count: into how many connected regions does a class fall, and how many classes are there?

Example: "Is there only a single connected region of pastures in the scene?" -> "yes".
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bigearthnet_txt_solver.askable import VISIBLE
from bigearthnet_txt_solver.ground import Ground
from bigearthnet_txt_solver.questions import Question, matched, one_of_four, yes_no
from bigearthnet_txt_solver.space import SIDE
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
_CLASSES = grammar(r"""
    how many different land cover classes are there in the image?
    how many land cover classes does the scene contain?
    count the different land cover classes in the satellite image:
    what is the number of land cover classes in the image?
    how many distinct land cover classes can be seen in this scene?""")
_DIGITS = re.compile("[0-9]+")
_HOLDS: dict[str, Callable[[int, int], bool]] = {
    "more than": lambda n, limit: n > limit,
    "fewer than": lambda n, limit: n < limit,
    "at least": lambda n, limit: n >= limit,
    "at most": lambda n, limit: n <= limit,
    "exactly": lambda n, limit: n == limit,
}


def _count(question: Question) -> int:
    """Regions of the class, or classes if none is named.

    Raises NotAskable if there are too many or one is too small. On a map with one class to be seen
    there is nothing to count.
    """
    if sum(pixels >= VISIBLE for pixels in question.ground.areas.values()) < 2:
        raise NotAskable("one class is to be seen at most")
    n = _regions(question) if "a" in question.said else _classes(question.ground)
    if n > _COUNTABLE:
        raise NotAskable(f"{n} to be counted")
    if 0 < _smallest(question) < VISIBLE:
        raise NotAskable(f"one has {_smallest(question)} pixels only")
    return n


def _regions(question: Question) -> int:
    label = question.said["a"]
    question.require_askable(label)
    return len(question.ground.spots.get(label, ()))


def _classes(ground: Ground) -> int:
    """The number of classes; raises NotAskable if some land belongs to none."""
    if sum(ground.areas.values()) < SIDE**2:
        raise NotAskable("land without a class")
    return len(ground.areas)


def _smallest(question: Question) -> int:
    """The pixels of the smallest region of the class, 0 if there is none.

    Those of the smallest class if none is named.
    """
    ground = question.ground
    if "a" not in question.said:
        return min(ground.areas.values())
    return min((spot.area for spot in ground.spots.get(question.said["a"], ())), default=0)


def _holds(question: Question) -> bool:
    n, said = _count(question), question.said
    if "alone" in said:
        return (n == 1) == (said["alone"] == "only a single")
    return _HOLDS[said["form"]](n, number(said["n"]))


def _is_right(option: str, question: Question) -> bool:
    return _count(question) == int(matched(_DIGITS, option)[0])


def _smallest_of(_: str, question: Question) -> int:
    return _smallest(question)


JUDGES: Judges = {
    ("binary", "count"): yes_no(_WHETHER, _holds, _smallest),
    ("mcq", "count"): one_of_four([*_WHICH, *_CLASSES], _is_right, _smallest_of),
}
