"""Referring: an expression -> the one region of the map that it fits, or the reason why it fits
none or several.

Every region of the class is tried pixel by pixel; SPEC.md says by how much the one meant has to
stand apart from the rest. Example: {"a": "Pastures", "far": "northernmost"} (from "northernmost
region of pastures") -> the Spot of pastures farthest up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from bigearthnet_txt_solver.askable import require_visible
from bigearthnet_txt_solver.ground import Ground, Spot
from bigearthnet_txt_solver.space import SIDE
from bigearthnet_txt_solver.verdicts import NotAskable
from bigearthnet_txt_solver.words import grammar

_CLEAR = (11, 10)  # area of the largest region against the next one; SPEC.md
_FARTHER = SIDE // 10  # pixels between the centers; SPEC.md
_SEEN = 6  # pixels of contact; SPEC.md
_OUTSIDE = "outside"  # the image

_FAR = {"northernmost": "top", "topmost": "top", "uppermost": "top",
        "southernmost": "bottom", "bottommost": "bottom", "lowermost": "bottom",
        "westernmost": "left", "leftmost": "left", "easternmost": "right", "rightmost": "right"}  # fmt: skip
_SIDE = {"upper": "top", "top": "top", "northern": "top", "lower": "bottom", "bottom": "bottom", "southern": "bottom",
         "left": "left", "western": "left", "right": "right", "eastern": "right"}  # fmt: skip
_CORNER = {
    f"{up} {across}": (_SIDE[up], across)
    for up in ("upper", "lower", "top", "bottom")
    for across in ("left", "right")
}
_CORNER |= {
    up + across: (_SIDE[f"{up}ern"], _SIDE[across])
    for up in ("north", "south")
    for across in ("western", "eastern")
}

EXPRESSIONS = grammar(
    r"""
    REGION A
    SIZE REGION A
    FAR REGION A
    REGION A in the HALF half of the image
    REGION A in the CORNER quarter of the image
    REGION A in the CORNER of the image
    REGION A that reaches the EDGE edge of the image
    REGION A that touches the EDGE edge of the image
    REGION A at the EDGE edge of the image
    REGION A TOUCHING B
    REGION A APART B
    REGION A WITHIN B""",
    REGION="(?:connected |contiguous |continuous )?region of",
    SIZE="(?P<size>largest|smallest)",
    FAR=f"(?P<far>{'|'.join(_FAR)})",
    HALF=f"(?P<half>{'|'.join(_SIDE)})",
    CORNER=f"(?P<corner>{'|'.join(_CORNER)})",
    EDGE=f"(?P<edge>{'|'.join(_SIDE)})",
    TOUCHING="(?P<touching>that touches|that borders|next to|adjacent to|that shares a boundary with)",
    APART="(?P<apart>that does not touch|that does not border|that shares no boundary with)",
    WITHIN="(?P<within>surrounded by|that is enclosed by|that lies entirely within)",
)
_Said = Mapping[str, str]


def _one(spots: Sequence[Spot], words: str) -> Spot:
    """The only one of the regions that the words fit."""
    if len(spots) != 1:
        raise NotAskable(f"{len(spots)} regions fit {words!r}")
    return spots[0]


def _sized(said: _Said, spots: Sequence[Spot], _: Ground) -> Spot:
    first, second = sorted(spots, key=lambda spot: spot.area, reverse=said["size"] == "largest")[:2]
    smaller, larger = sorted((first.area, second.area))
    if larger * _CLEAR[1] < smaller * _CLEAR[0]:
        raise NotAskable(
            f"the {said['size']} region of {said['a']} is not clearly so: {larger} and {smaller} pixels"
        )
    return first


def _outermost(said: _Said, spots: Sequence[Spot], _: Ground) -> Spot:
    """Its center lies farther out than any other's, by a tenth of the side, and its outermost pixel
    too.
    """
    side = _FAR[said["far"]]
    axis, sign = int(side in ("top", "bottom")), 1 if side in ("bottom", "right") else -1
    first, *others = sorted(spots, key=lambda spot: sign * spot.center[axis], reverse=True)
    outward = {spot: int((sign * (spot.rows if axis else spot.columns)).max()) for spot in spots}
    for other in others:
        if (
            sign * (first.center[axis] - other.center[axis]) < _FARTHER
            or outward[first] <= outward[other]
        ):
            raise NotAskable(
                f"the {said['far']} region of {said['a']} is not clearly so: centers {first.center} and {other.center}"
            )
    return first


def _inside(spot: Spot, sides: Sequence[str]) -> np.ndarray:
    """Which of a region's pixels lie in a half of the image, or in the quarter where two halves
    meet?
    """
    middle = SIDE // 2
    halves = {
        "left": spot.columns < middle,
        "right": spot.columns >= middle,
        "top": spot.rows < middle,
        "bottom": spot.rows >= middle,
    }
    inside: np.ndarray = np.logical_and.reduce([halves[side] for side in sides])
    return inside


def _placed(said: _Said, spots: Sequence[Spot], _: Ground) -> Spot:
    """It lies wholly in that part of the image, where no other region of its class has a pixel."""
    sides = [_SIDE[said["half"]]] if "half" in said else _CORNER[said["corner"]]
    spot = _one(
        [spot for spot in spots if _inside(spot, sides).any()],
        f"{said['a']} at the {' '.join(sides)}",
    )
    if not _inside(spot, sides).all():
        raise NotAskable(
            f"the region of {said['a']} with bounds {spot.bounds} is not wholly at the {' '.join(sides)}"
        )
    return spot


def _edged(said: _Said, spots: Sequence[Spot], _: Ground) -> Spot:
    """The only one with pixels in the outermost row or column, and enough of them."""
    side = _SIDE[said["edge"]]
    last = SIDE - 1 if side in ("bottom", "right") else 0
    pixels = {
        spot: int(((spot.rows if side in ("top", "bottom") else spot.columns) == last).sum())
        for spot in spots
    }
    spot = _one([spot for spot in spots if pixels[spot]], f"{said['a']} at the {said['edge']} edge")
    if pixels[spot] < _SEEN:
        raise NotAskable(
            f"the region of {said['a']} has {pixels[spot]} pixels at the {said['edge']} edge"
        )
    return spot


def _around(spots: Sequence[Spot], ground: Ground) -> dict[Spot, list[str]]:
    """What lies beyond every pixel edge around each region: a class, "" where there is none, or
    _OUTSIDE the image.
    """
    classes = ["", *ground.spots]
    drawn = np.full((SIDE + 2, SIDE + 2), len(classes))
    drawn[1:-1, 1:-1] = 0
    for spot in (spot for found in ground.spots.values() for spot in found):
        drawn[spot.rows + 1, spot.columns + 1] = classes.index(spot.label)
    steps = ((0, 1), (0, -1), (1, 0), (-1, 0))
    around = {
        s: np.concatenate(
            [drawn[s.rows + 1 + down, s.columns + 1 + right] for down, right in steps]
        ).tolist()
        for s in spots
    }
    return {
        s: [name for k in beside if (name := [*classes, _OUTSIDE][k]) != s.label]
        for s, beside in around.items()
    }


def _related(said: _Said, spots: Sequence[Spot], ground: Ground) -> Spot:
    """The only one that touches the other class, or the only one that does not while all others do."""
    require_visible(said["b"], ground)
    edges = {spot: beside.count(said["b"]) for spot, beside in _around(spots, ground).items()}
    touching = [spot for spot in spots if edges[spot]]
    if not touching or sum(edges.values()) < _SEEN * len(touching):
        raise NotAskable(
            f"{said['a']} and {said['b']} share {sum(edges.values())} edges of pixels, too few to be seen"
        )
    fitting = touching if "touching" in said else [spot for spot in spots if not edges[spot]]
    return _one(fitting, f"{said['a']} {said.get('touching') or said['apart']} {said['b']}")


def _surrounded(said: _Said, spots: Sequence[Spot], ground: Ground) -> Spot:
    """The other class is all that lies around it; no other region of its class has this one
    neighbor only.
    """
    around = {spot: set(beside) for spot, beside in _around(spots, ground).items()}
    alone = [spot for spot in spots if around[spot] - {"", _OUTSIDE} == {said["b"]}]
    spot = _one(alone, f"{said['a']} {said['within']} {said['b']}")
    if around[spot] != {said["b"]}:
        raise NotAskable(
            f"the region of {said['a']} with bounds {spot.bounds} reaches the edge of the image or land without a class"
        )
    return spot


_FINDERS: dict[str, Callable[[_Said, Sequence[Spot], Ground], Spot]] = {
    "size": _sized,
    "far": _outermost,
    "half": _placed,
    "corner": _placed,
    "edge": _edged,
    "touching": _related,
    "apart": _related,
    "within": _surrounded,
}


def referred(said: _Said, ground: Ground) -> Spot:
    """The region that an expression means: of class a, by what else was said. Raises NotAskable
    where it is none, several or unclear.

    `said`: what a pattern of EXPRESSIONS found. Without a qualifier it is the only region of its
    class; with one the class has several.
    """
    spots = ground.spots.get(said["a"], [])
    find = next((find for name, find in _FINDERS.items() if name in said), None)
    if not spots or (find is not None) != (len(spots) > 1):
        raise NotAskable(
            f"{said['a']} has {len(spots)} regions, but is asked about {'without' if find is None else 'with'} a qualifier"
        )
    if said.get("b", said["a"]) not in ground.spots or said.get("b") == said["a"]:
        raise NotAskable(
            f"{said['a']} is told by {said['b']}, which the image does not show beside it"
        )
    return find(said, spots, ground) if find else spots[0]
