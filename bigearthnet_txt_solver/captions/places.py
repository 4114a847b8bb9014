"""Places: claims about where a class lies: its regions, halves and edges of the image.

Example: Claim("edges", ("Pastures",), "western and northern") is true if pastures reach these two
edges of the patch and no other.
"""

from __future__ import annotations

import re
from fractions import Fraction

from bigearthnet_txt_solver.askable import VISIBLE
from bigearthnet_txt_solver.captions.amounts import is_area, is_length
from bigearthnet_txt_solver.captions.case import CLEAR, Case, Truths
from bigearthnet_txt_solver.captions.claim import Claim
from bigearthnet_txt_solver.ground import Spot
from bigearthnet_txt_solver.space import SIDE
from bigearthnet_txt_solver.words import number

_NEAR_LINE = 4  # pixels; SPEC.md: a center so near the line between two ninths lies in neither
_TOLERANCE = Fraction(1, 10**6)  # pixels; the writer's centers are binary fractions
_EDGES = {
    "northern": "north",
    "upper": "north",
    "southern": "south",
    "lower": "south",
    "western": "west",
    "left": "west",
    "eastern": "east",
    "right": "east",
}
_SIDES = "north|south|east|west|upper|lower|left|right"
_COLUMNS, _ROWS = 0, 1  # axes


def _is_number_of_regions(claim: Claim, case: Case) -> bool:
    """Has the class so many regions, each of which can be seen?"""
    regions = case.regions_of(claim.labels[0])
    return regions[-1].area >= VISIBLE and len(regions) == number(claim.value or "one")


def _largest(claim: Claim, case: Case) -> Spot | None:
    """The largest region of a class, if it has several and the next is clearly smaller."""
    first, *others = case.regions_of(claim.labels[0])
    return first if others and 9 * first.area >= 10 * others[0].area else None


def _is_place_of_largest(claim: Claim, case: Case) -> bool:
    largest = _largest(claim, case)
    return largest is not None and _lies_in(largest, claim.value)


def _is_size_of_largest(claim: Claim, case: Case) -> bool:
    largest = _largest(claim, case)
    return largest is not None and is_area(claim.value, largest.area)


def _is_place(claim: Claim, case: Case) -> bool:
    first, *others = case.regions_of(claim.labels[0])
    return not others and _lies_in(first, claim.value)


def _thirds(text: str) -> tuple[int, int]:
    """The thirds (columns, rows) of a ninth of the patch: "in the upper left part" -> (0, 0)."""
    words = re.findall(_SIDES, text)
    sides = {_EDGES.get(word, word) for word in words}
    return 1 + ("east" in sides) - ("west" in sides), 1 + ("south" in sides) - ("north" in sides)


def _lies_in(spot: Spot, text: str) -> bool:
    """Does the center of a region lie in this ninth of the patch ("in the northwest"), clearly?

    No region reaches over more than half of the patch.
    """
    x0, y0, x1, y1 = spot.bounds
    if 2 * max(x1 - x0, y1 - y0) > SIDE:
        return False
    return all(map(_in_third, spot.center, _thirds(text)))


def _in_third(at: Fraction, third: int) -> bool:
    """Does a coordinate lie in a third of the side, clear of the lines between two thirds?"""
    low, high = Fraction(SIDE * third, 3), Fraction(SIDE * (third + 1), 3)
    clear = _NEAR_LINE - _TOLERANCE
    return (third == 0 or at >= low + clear) and (third == 2 or at <= high - clear)


def _keeps_to_half(claim: Claim, case: Case) -> bool:
    """Does all of a class lie in "northern half", "lower half" or "northeastern quarter"?"""
    x0, y0, x1, y1 = case.ground.bounds(claim.labels[0])
    held = {
        "north": 2 * y1 <= SIDE,
        "south": 2 * y0 >= SIDE,
        "west": 2 * x1 <= SIDE,
        "east": 2 * x0 >= SIDE,
    }
    named = {_EDGES.get(word, word) for word in re.findall(_SIDES, claim.value)}
    return all(held[side] for side in named) and len(named) == 1 + ("quarter" in claim.value)


def _reached(claim: Claim, case: Case) -> set[str]:
    """The edges that the class reaches, or none if one of them can hardly be seen to be reached."""
    along = case.along(claim.labels[0])
    return set(along) if min(along.values(), default=0) >= CLEAR else set()


def _reaches_none(claim: Claim, case: Case) -> bool:
    return not case.along(claim.labels[0])


def _reaches_all(claim: Claim, case: Case) -> bool:
    return _reached(claim, case) == case.edges.keys()


def _reaches_edges(claim: Claim, case: Case) -> bool:
    edges = set(re.findall("north|east|south|west", claim.value))
    return _reached(claim, case) == edges


def _reaches_all_but(claim: Claim, case: Case) -> bool:
    return _reached(claim, case) == case.edges.keys() - {_EDGES[claim.value]}


def _along(edge: str, claim: Claim, case: Case) -> int:
    """Pixels of the class along an edge of the patch."""
    return case.edges[_EDGES[edge]][claim.labels[0]]


def _is_whole_edge(claim: Claim, case: Case) -> bool:
    return _along(claim.value, claim, case) == SIDE


def _is_along(claim: Claim, case: Case) -> bool:
    edge, length = claim.value.split(": ")
    pixels = _along(edge, claim, case)
    return pixels >= CLEAR and is_length(length, pixels)


def _share_edge(claim: Claim, case: Case) -> bool:
    """Are these all the classes along an edge, and can each be seen there?"""
    found = case.edges[_EDGES[claim.value]]
    return found.keys() == set(claim.labels) and min(found.values()) >= CLEAR


def _spans(claim: Claim, case: Case, axis: int) -> bool:
    """Does one region of the class reach from one edge of the patch to the opposite one?"""
    spots = case.ground.spots[claim.labels[0]]
    return any(spot.bounds[axis] == 0 and spot.bounds[axis + 2] == SIDE for spot in spots)


def _spans_columns(claim: Claim, case: Case) -> bool:
    return _spans(claim, case, _COLUMNS)


def _spans_rows(claim: Claim, case: Case) -> bool:
    return _spans(claim, case, _ROWS)


TRUTHS: Truths = {
    "regions": _is_number_of_regions,
    "place of largest": _is_place_of_largest,
    "size of largest": _is_size_of_largest,
    "place": _is_place,
    "half": _keeps_to_half,
    "no edge": _reaches_none,
    "all edges": _reaches_all,
    "edges": _reaches_edges,
    "all edges but": _reaches_all_but,
    "whole edge": _is_whole_edge,
    "along": _is_along,
    "shares edge": _share_edge,
    "spans columns": _spans_columns,
    "spans rows": _spans_rows,
}
