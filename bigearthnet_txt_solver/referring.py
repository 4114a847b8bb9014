"""Referring: an expression -> the one region of the map that it fits.

Every region of the class is tried pixel by pixel; SPEC.md says by how much the one meant has to
stand apart from the rest. An expression that fits none or several is not askable. Example: {"a":
"Pastures", "far": "northernmost"} (from "northernmost region of pastures") -> the Spot of pastures
farthest up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver.askable import require_visible
from bigearthnet_txt_solver.ground import Ground, Spot, framed
from bigearthnet_txt_solver.space import SIDE
from bigearthnet_txt_solver.verdicts import NotAskable
from bigearthnet_txt_solver.words import grammar

_CLEAR = (11, 10)  # area of the largest region against the next one; SPEC.md
_FARTHER = SIDE // 10  # pixels between the centers; SPEC.md
_SEEN = 6  # pixels of contact; SPEC.md
_NO_CLASS, _OUTSIDE = -1, -2  # numbers of what is no place in CLASSES

_FAR = {
    "northernmost": "top",
    "topmost": "top",
    "uppermost": "top",
    "southernmost": "bottom",
    "bottommost": "bottom",
    "lowermost": "bottom",
    "westernmost": "left",
    "leftmost": "left",
    "easternmost": "right",
    "rightmost": "right",
}
_SIDE = {
    "upper": "top",
    "top": "top",
    "northern": "top",
    "lower": "bottom",
    "bottom": "bottom",
    "southern": "bottom",
    "left": "left",
    "western": "left",
    "right": "right",
    "eastern": "right",
}
_CORNER = {
    "upper left": ("top", "left"),
    "upper right": ("top", "right"),
    "lower left": ("bottom", "left"),
    "lower right": ("bottom", "right"),
    "top left": ("top", "left"),
    "top right": ("top", "right"),
    "bottom left": ("bottom", "left"),
    "bottom right": ("bottom", "right"),
    "northwestern": ("top", "left"),
    "northeastern": ("top", "right"),
    "southwestern": ("bottom", "left"),
    "southeastern": ("bottom", "right"),
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
    TOUCHING="(?P<touching>that touches|that borders|next to|adjacent to"
    "|that shares a boundary with)",
    APART="(?P<apart>that does not touch|that does not border|that shares no boundary with)",
    WITHIN="(?P<within>surrounded by|that is enclosed by|that lies entirely within)",
)
_Said = Mapping[str, str]


def _one(spots: Sequence[Spot], words: str) -> Spot:
    """The only one of the regions that the words fit."""
    if len(spots) != 1:
        raise NotAskable(f"{len(spots)} regions fit {words!r}")
    return spots[0]


# By size, and by how far out it lies.


def _sized(said: _Said, spots: Sequence[Spot], _: Ground) -> Spot:
    """The largest or smallest one, if the next one has at least 10% more or less."""
    first, second = sorted(spots, key=lambda spot: spot.area, reverse=said["size"] == "largest")[:2]
    smaller, larger = sorted((first.area, second.area))
    if larger * _CLEAR[1] < smaller * _CLEAR[0]:
        raise NotAskable(
            f"the {said['size']} region of {said['a']} is not clearly so: "
            f"{larger} and {smaller} pixels"
        )
    return first


def _outermost(said: _Said, spots: Sequence[Spot], _: Ground) -> Spot:
    """The one whose center and outermost pixel lie farther out than any other's.

    The centers are a tenth of the side apart at least.
    """
    side = _FAR[said["far"]]
    first, *others = sorted(spots, key=lambda spot: _center(spot, side), reverse=True)
    for other in others:
        if not _is_farther(first, other, side):
            raise NotAskable(
                f"the {said['far']} region of {said['a']} is not clearly so: "
                f"centers {first.center} and {other.center}"
            )
    return first


def _is_farther(one: Spot, other: Spot, side: str) -> bool:
    apart = _center(one, side) - _center(other, side)
    return apart >= _FARTHER and _outmost(one, side) > _outmost(other, side)


def _places(spot: Spot, side: str) -> np.ndarray:
    """Where the pixels of a region lie, across the image toward a side or away from it."""
    return spot.rows if side in ("top", "bottom") else spot.columns


def _outward(side: str) -> int:
    """Do places grow toward a side (1) or away from it (-1)?"""
    return 1 if side in ("bottom", "right") else -1


def _center(spot: Spot, side: str) -> Fraction:
    """How far toward a side the center of a region lies."""
    x, y = spot.center
    return _outward(side) * (y if side in ("top", "bottom") else x)


def _outmost(spot: Spot, side: str) -> int:
    """How far toward a side the outermost pixel of a region lies."""
    return int((_outward(side) * _places(spot, side)).max())


# By a half, a quarter or an edge of the image.


def _pixels_at(spot: Spot, side: str) -> np.ndarray:
    """Which of a region's pixels lie in the half of the image at a side?"""
    places, middle = _places(spot, side), SIDE // 2
    return places >= middle if side in ("bottom", "right") else places < middle


def _inside(spot: Spot, sides: Sequence[str]) -> np.ndarray:
    """Which of a region's pixels lie in a half of the image, or where two halves meet?"""
    inside: np.ndarray = np.logical_and.reduce([_pixels_at(spot, side) for side in sides])
    return inside


def _placed(said: _Said, spots: Sequence[Spot], _: Ground) -> Spot:
    """The one that lies wholly in that part of the image, if no other has a pixel there."""
    sides = [_SIDE[said["half"]]] if "half" in said else _CORNER[said["corner"]]
    part = " ".join(sides)
    there = [spot for spot in spots if _inside(spot, sides).any()]
    spot = _one(there, f"{said['a']} at the {part}")
    if not _inside(spot, sides).all():
        raise NotAskable(
            f"the region of {said['a']} with bounds {spot.bounds} is not wholly at the {part}"
        )
    return spot


def _pixels_along(spot: Spot, side: str) -> int:
    """Pixels of a region in the outermost row or column at a side."""
    last = SIDE - 1 if side in ("bottom", "right") else 0
    return int((_places(spot, side) == last).sum())


def _edged(said: _Said, spots: Sequence[Spot], _: Ground) -> Spot:
    """The only one with pixels in the outermost row or column, and enough of them."""
    side = _SIDE[said["edge"]]
    pixels = {spot: _pixels_along(spot, side) for spot in spots}
    there = [spot for spot in spots if pixels[spot]]
    spot = _one(there, f"{said['a']} at the {said['edge']} edge")
    if pixels[spot] < _SEEN:
        raise NotAskable(
            f"the region of {said['a']} has {pixels[spot]} pixels at the {said['edge']} edge"
        )
    return spot


# By what lies around it.


def _drawn(ground: Ground) -> np.ndarray:
    """The classes with a margin around the image, in which every number is _OUTSIDE."""
    return framed(ground.classes, _OUTSIDE)


def _around(spot: Spot, drawn: np.ndarray) -> np.ndarray:
    """The classes beyond every pixel edge of a region, as places in CLASSES.

    _NO_CLASS stands for land of no class, and _OUTSIDE for what lies outside the image.
    """
    steps = ((0, 1), (0, -1), (1, 0), (-1, 0))
    beside = [drawn[spot.rows + 1 + down, spot.columns + 1 + right] for down, right in steps]
    numbers = np.concatenate(beside)
    others: np.ndarray = numbers[numbers != CLASSES.index(spot.label)]
    return others


def _related(said: _Said, spots: Sequence[Spot], ground: Ground) -> Spot:
    """The only one that touches the other class, or that does not while all others do."""
    require_visible(said["b"], ground)
    drawn, other = _drawn(ground), CLASSES.index(said["b"])
    edges = {spot: int((_around(spot, drawn) == other).sum()) for spot in spots}
    touching = [spot for spot in spots if edges[spot]]
    _require_seen(said, edges.values(), len(touching))
    if "touching" in said:
        return _one(touching, f"{said['a']} {said['touching']} {said['b']}")
    apart = [spot for spot in spots if not edges[spot]]
    return _one(apart, f"{said['a']} {said['apart']} {said['b']}")


def _require_seen(said: _Said, edges: Iterable[int], touching: int) -> None:
    """Raises NotAskable if the regions that touch share too few edges of pixels each."""
    shared = sum(edges)
    if not touching or shared < _SEEN * touching:
        raise NotAskable(
            f"{said['a']} and {said['b']} share {shared} edges of pixels, too few to be seen"
        )


def _surrounded(said: _Said, spots: Sequence[Spot], ground: Ground) -> Spot:
    """The only one that has the other class for its one neighbor, with nothing else around it."""
    drawn, other = _drawn(ground), CLASSES.index(said["b"])
    around = {spot: set(_around(spot, drawn).tolist()) for spot in spots}
    alone = [spot for spot in spots if around[spot] - {_NO_CLASS, _OUTSIDE} == {other}]
    spot = _one(alone, f"{said['a']} {said['within']} {said['b']}")
    if around[spot] != {other}:
        raise NotAskable(
            f"the region of {said['a']} with bounds {spot.bounds} reaches the edge of the image "
            "or land without a class"
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
    """The region that an expression means: of class a, by what else was said.

    `said` is what a pattern of EXPRESSIONS found. Without a qualifier it is the only region of its
    class; with one the class has several. Raises NotAskable if it is none, several or unclear.
    """
    spots = ground.spots.get(said["a"], [])
    finders = [find for name, find in _FINDERS.items() if name in said]
    if not spots or bool(finders) != (len(spots) > 1):
        how = "with" if finders else "without"
        raise NotAskable(
            f"{said['a']} has {len(spots)} regions, but is asked about {how} a qualifier"
        )
    _require_other(said, ground)
    return finders[0](said, spots, ground) if finders else spots[0]


def _require_other(said: _Said, ground: Ground) -> None:
    """Raises NotAskable for an expression by another class that the image does not show."""
    other = said.get("b")
    if other is not None and (other == said["a"] or other not in ground.spots):
        raise NotAskable(f"{said['a']} is told by {other}, which the image does not show beside it")
