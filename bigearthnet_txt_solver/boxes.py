"""Boxes: which region is meant by a point or by words, and where are its edges?

Example: "Draw a box around the <ref>largest connected region of pastures</ref>." -> `[0.67 0.0, 1.0
1.0]`. What single words mean on the map, and when they mean one region only, is the business of
`referring`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

import numpy as np

from bigearthnet_txt_solver.askable import VISIBLE
from bigearthnet_txt_solver.ground import Ground, Spot, framed
from bigearthnet_txt_solver.questions import matched
from bigearthnet_txt_solver.referring import EXPRESSIONS, referred
from bigearthnet_txt_solver.space import PIXELS, SIDE
from bigearthnet_txt_solver.turned import AS_RELEASED, back, forth, symmetry_of
from bigearthnet_txt_solver.verdicts import (
    Judges,
    NotAskable,
    Row,
    Verdict,
    with_visibility,
    with_wording,
)
from bigearthnet_txt_solver.words import grammar, marked, marks, read

_NUMBER = r"(?:0\.\d\d?|1\.0)"
_BOX = re.compile(rf"\[({_NUMBER}) ({_NUMBER}), ({_NUMBER}) ({_NUMBER})\]")
_PART = r"(?:0\.\d{1,3}|1\.0)"  # of a point; only one that was turned may have three decimals
_HALF = Fraction(1, 200)  # half of the last decimal printed
_NEAR = 1e-9  # of the side; the centroid is not rounded
_LARGEST = PIXELS // 2  # of a region that is asked for; SPEC.md
_LARGEST_BOX = PIXELS * 3 // 4  # of a region that words single out; SPEC.md
_DEEP = 3  # pixels around a point that belong to its region, if it has such a point; SPEC.md
_FILLED = (2, 5)  # part of its box that a region covers at least; SPEC.md

_POINT = grammar(
    r"""
    provide a bounding box for the land cover class instance at POINT in the satellite image.
    draw a box around the land cover region that contains POINT.
    which bounding box encloses the connected region at POINT?
    locate the extent of the land cover region found at POINT.
    give the bounding box of the region of uniform land cover around POINT in the image.
    what are the box coordinates of the connected land cover region at POINT?
    """
    "the location POINT lies in a region of one land cover class. "
    "Return the bounding box of this region.",
    POINT=rf"<point>\((?P<x>{_PART}), (?P<y>{_PART})\)</point>",
)
_REFERENCE = grammar(
    r"""
    identify the location of the REF.
    where can the REF be found?
    provide a bounding box for the REF in the satellite image.
    draw a box around the REF.
    what are the box coordinates of the REF?
    locate the REF in the image.
    give the bounding box of the REF in this scene.
    identify the position of the REF.
    where is the REF?
    draw a bounding box around the REF.
    what is the bounding box of the REF?
    locate the REF.
    return the box coordinates of the REF.
    which box encloses the REF?""",
    REF=r"<ref>(?P<expression>[^<>]+)</ref>",
)


@lru_cache(maxsize=10_000)
def _printed(part: str, pixels: Fraction | int) -> bool:
    """Is `part` the pixel coordinate as a part of the side, rounded to two decimals?"""
    return abs(Fraction(part) - Fraction(pixels) / SIDE) <= _HALF


@lru_cache(maxsize=10_000)
def _pixel_at(part: str) -> int:
    """The column or row that a printed coordinate lies in."""
    return int(Fraction(part) * SIDE)


def _pointed(said: Mapping[str, str], ground: Ground) -> Spot:
    """The region under the point."""
    spot = ground.spot_at(_pixel_at(said["x"]), _pixel_at(said["y"]))
    if spot is None:
        raise NotAskable(f"no class at the point ({said['x']}, {said['y']})")
    return spot


# Decimals by which the centers of columns, or of rows, are printed; in the order of the pixels.
_DECIMALS = tuple(str(round((pixel + 0.5) / SIDE, 2)) for pixel in range(SIDE))
_UNDER = np.array(list(map(_pixel_at, _DECIMALS)))
_MORE_DECIMALS = tuple(str(round((pixel + 0.5) / SIDE, 3)) for pixel in range(SIDE))


def _asks_for(x: str, y: str, spot: Spot, *, symmetry: str) -> bool:
    """May a printed point ask for a region?

    It is that of a pixel whose printed point lies in the region. Of these pixels it is one of those
    farthest from what does not belong to the region, as far as _DEEP pixels count.
    """
    deep = np.where(_read_back(spot, symmetry), np.minimum(spot.depths, _DEEP), -1)
    printed = _centers(x, symmetry)[spot.columns] & _centers(y, symmetry)[spot.rows]
    deepest = deep.max()
    return bool(deepest >= 0 and (deep[printed] == deepest).any())


@lru_cache(maxsize=10_000)
def _centers(part: str, symmetry: str) -> np.ndarray:
    """Of which columns, or rows, the center is printed so; a turned point has more decimals."""
    printed: np.ndarray = np.array(_DECIMALS) == part
    return printed if symmetry == AS_RELEASED else printed | (np.array(_MORE_DECIMALS) == part)


def _read_back(spot: Spot, symmetry: str) -> np.ndarray:
    """Whose center, as it was printed for the release, lies in the region: of each pixel.

    That of the last column is printed as 1.0, which lies beside the image.
    """
    x, y = back(symmetry)(spot.columns, spot.rows)
    column, row = forth(symmetry)(_UNDER[x], _UNDER[y])
    inside: np.ndarray = framed(spot.mask, False)[row + 1, column + 1]
    return inside


def _is_centroid(center: Sequence[float], spot: Spot) -> bool:
    """Are these the parts of the side at which the center of the region lies?"""
    apart = [abs(part - float(at) / SIDE) for part, at in zip(center, spot.center, strict=True)]
    return max(apart) < _NEAR


def _require_fit(spot: Spot, largest_box: int) -> None:
    """Raises NotAskable for a region that is too small, too large or too ragged for a box."""
    filled = spot.area * _FILLED[1] >= spot.box_area * _FILLED[0]
    if not (VISIBLE <= spot.area <= _LARGEST and filled and spot.box_area <= largest_box):
        raise NotAskable(f"a region of {spot.area} pixels does not fit its box {spot.bounds}")


def _boxed(row: Row, spot: Spot) -> Verdict:
    """Is the answer the box of the region, and to the pixel where the row counts them?

    Two decimals are 1.2 pixels, so the text alone may be that of a box one pixel off.
    """
    edges = matched(_BOX, row["output"]).groups()
    right = all(_printed(part, edge) for part, edge in zip(edges, spot.bounds, strict=True))
    expected = _in_pixels(spot.bounds)
    if not right:
        return Verdict("disagrees", expected, row["output"], "box")
    counted = row.get("box_pixels")
    if counted is not None and tuple(counted) != spot.bounds:
        return Verdict("disagrees", expected, _in_pixels(counted), "box_pixels")
    return with_visibility(Verdict("agrees", expected, row["output"]), row, spot.area)


def _in_pixels(edges: Sequence[int]) -> str:
    return "pixels {} {}, {} {}".format(*edges)


def _by_point(row: Row, ground: Ground) -> Verdict:
    """A question for the box of the region under a point."""
    said, number = read(marked(row["input"]), _POINT)
    spot = _pointed(said, ground)
    _require_fit(spot, PIXELS)
    if not _asks_for(said["x"], said["y"], spot, symmetry=symmetry_of(row)):
        deeper = "a point as far inside the region as 3 pixels, or as any"
        return Verdict("disagrees", deeper, "({x}, {y})".format(**said), "point too shallow")
    verdict = with_wording(_boxed(row, spot), row, number, named=[spot.label])
    center = row.get("centroid")
    if verdict.fault or center is None or _is_centroid(center, spot):
        return verdict
    x, y = (float(at) / SIDE for at in spot.center)
    return Verdict("disagrees", f"centroid {x}, {y}", str(center), "centroid")


def _by_words(row: Row, ground: Ground) -> Verdict:
    """A question for the box of the one region that words fit."""
    said, number = read(marked(row["input"]), _REFERENCE)
    meant, _ = read(said["expression"], EXPRESSIONS)
    spot = referred(meant, ground)
    _require_fit(spot, _LARGEST_BOX)
    return with_wording(_boxed(row, spot), row, number, named=marks(said["expression"]))


JUDGES: Judges = {
    ("bounding box", "point"): _by_point,
    ("bounding box", "reference"): _by_words,
}
