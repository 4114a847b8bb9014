"""Relations: claims about two classes: do they touch, along how much, and which lies where?

Example: Claim("boundary", ("Pastures", "Arable land"), "|800 meters") is true of 80 pixel edges.
"""

from __future__ import annotations

import re

from bigearthnet_txt_solver.captions.amounts import is_length
from bigearthnet_txt_solver.captions.case import Case, Truths
from bigearthnet_txt_solver.captions.sentences import Claim
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
    return len(case.neighbors(claim.labels[0])) == len(case.areas) - 1 > 0


def _touches_none(claim: Claim, case: Case) -> bool:
    return len(case.areas) > 1 and not case.neighbors(claim.labels[0])


def _touches_some(claim: Claim, case: Case) -> bool:
    neighbors = case.neighbors(claim.labels[0])
    return claim.value == f"{len(neighbors)} of {len(case.areas) - 1}"


def _touches_only(claim: Claim, case: Case) -> bool:
    return case.neighbors(claim.labels[0]) == set(claim.labels[1:])


def _touches(claim: Claim, case: Case) -> bool:
    return case.border(*claim.labels) > 0


def _is_apart(claim: Claim, case: Case) -> bool:
    return case.border(*claim.labels) == 0


def _is_boundary(claim: Claim, case: Case) -> bool:
    """Is the boundary so long, and "long" or "short" if it is called so?"""
    kind, length = claim.value.split("|")
    edges = case.border(*claim.labels)
    fits = {"long": edges >= _LONG, "short": edges <= _SHORT}.get(kind, True)
    return edges > 0 and fits and is_length(length, edges)


def _is_longest(claim: Claim, case: Case) -> bool:
    """Is it longer than all other boundaries of the first class, which has several?"""
    a, b = claim.labels
    others = (case.border(a, other) for other in case.areas if other != b)
    return case.border(a, b) > max(others, default=0) > 0


def _is_longest_of_all(claim: Claim, case: Case) -> bool:
    mine = case.border(*claim.labels)
    pairs = case.ground.shared.items()
    others = (edges for pair, edges in pairs if set(pair) != set(claim.labels))
    return mine > max(others, default=0) > 0 and is_length(claim.value, mine)


def _is_direction(claim: Claim, case: Case) -> bool:
    """ "to the northeast of", "to the upper right of": is this where the first class lies?"""
    way = "-".join(_WAYS[word] for word in _WAY.findall(claim.value))
    return case.ground.direction(*claim.labels) == way


TRUTHS: Truths = {
    "touches all": _touches_all,
    "touches none": _touches_none,
    "touches some": _touches_some,
    "only": _touches_only,
    "touches": _touches,
    "apart": _is_apart,
    "boundary": _is_boundary,
    "longest": _is_longest,
    "longest of all": _is_longest_of_all,
    "seen": _is_direction,
}
