"""Relations: claims about two classes: do they touch, along how much, and which lies where?

Example: Claim("boundary", ("Pastures", "Arable land"), "|800 meters") is true of 80 pixel edges.
"""

from __future__ import annotations

import re

import numpy as np

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver.captions.amounts import is_length
from bigearthnet_txt_solver.captions.case import CLEAR, Case, Truths
from bigearthnet_txt_solver.captions.claim import Claim
from bigearthnet_txt_solver.space import SIDE

_LONG, _SHORT = SIDE, SIDE // 6  # pixel edges; SPEC.md
_WAYS = {
    "north": "top",
    "south": "bottom",
    "above": "top",
    "below": "bottom",
    "upper": "top",
    "lower": "bottom",
    "west": "left",
    "east": "right",
    "left": "left",
    "right": "right",
}
_WAY = re.compile("|".join(_WAYS))


def _touches_all(claim: Claim, case: Case) -> bool:
    (label,) = claim.labels
    return case.is_clear(label) and len(case.neighbors(label)) == len(case.areas) - 1 > 1


def _touches_none(claim: Claim, case: Case) -> bool:
    (label,) = claim.labels
    return len(case.areas) > 2 and case.all_visible and not case.neighbors(label)


def _touches_only(claim: Claim, case: Case) -> bool:
    label, other = claim.labels
    return case.is_clear(label) and case.neighbors(label) == {other} and len(case.areas) > 2


def _touches(claim: Claim, case: Case) -> bool:
    return case.border(*claim.labels) >= CLEAR


def _is_enclosed(claim: Claim, case: Case) -> bool:
    """Is each region of the first class surrounded by the second one on all sides?"""
    label, other = claim.labels
    around = case.ground.classes == CLASSES.index(other)
    inner = case.ground.classes == CLASSES.index(label)
    steps = ((1, 0), (-1, 0), (1, 1), (-1, 1))
    beside = [_shifted(inner, step, axis) & ~inner for step, axis in steps]
    no_edge = not case.along(label)
    return no_edge and all(bool((found <= around).all()) for found in beside)


def _shifted(where: np.ndarray, step: int, axis: int) -> np.ndarray:
    """The pixels one step beside some, which reach no edge."""
    return np.roll(where, step, axis)


def _is_apart(claim: Claim, case: Case) -> bool:
    return case.border(*claim.labels) == 0


def _is_boundary(claim: Claim, case: Case) -> bool:
    """Is the boundary so long, and "long" or "short" if it is called so?"""
    kind, length = claim.value.split("|")
    edges = case.border(*claim.labels)
    fits = {"long": edges >= _LONG, "short": edges <= _SHORT}.get(kind, True)
    return edges >= CLEAR and fits and is_length(length, edges)


def _is_longest(claim: Claim, case: Case) -> bool:
    """Is it clearly longer than all other boundaries of the first class, which has several?"""
    a, b = claim.labels
    others = (case.border(a, other) for other in case.areas if other != b)
    return _is_clearly_more(case.border(a, b), max(others, default=0)) and case.is_clear(a)


def _is_clearly_more(mine: int, theirs: int) -> bool:
    return 0 < 11 * theirs <= 10 * mine


def _is_longest_of_all(claim: Claim, case: Case) -> bool:
    mine = case.border(*claim.labels)
    pairs = case.ground.shared.items()
    others = (edges for pair, edges in pairs if set(pair) != set(claim.labels))
    return mine >= CLEAR and _is_clearly_more(mine, max(others, default=0))


def _is_direction(claim: Claim, case: Case) -> bool:
    """ "to the northeast of", "to the upper right of": is this where the first class lies?"""
    way = "-".join(_WAYS[word] for word in _WAY.findall(claim.value))
    return case.ground.direction(*claim.labels) == way


TRUTHS: Truths = {
    "touches all": _touches_all,
    "touches none": _touches_none,
    "only": _touches_only,
    "touches": _touches,
    "enclosed": _is_enclosed,
    "apart": _is_apart,
    "boundary": _is_boundary,
    "longest": _is_longest,
    "longest of all": _is_longest_of_all,
    "seen": _is_direction,
}
