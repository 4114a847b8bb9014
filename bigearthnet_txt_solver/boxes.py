"""Boxes: which region is meant by a point or by words, and where are its edges?

Example: "Draw a box around the <ref>largest connected region of pastures</ref>." -> `[0.67 0.0, 1.0
1.0]`. What single words mean on the map, and when they mean one region only, is the business of
`referring`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from bigearthnet_txt_solver.ground import Ground, Spot
from bigearthnet_txt_solver.questions import Wordings, matched
from bigearthnet_txt_solver.referring import EXPRESSIONS, referred
from bigearthnet_txt_solver.space import PERCENT, SIDE
from bigearthnet_txt_solver.verdicts import Judge, Judges, NotAskable, Row, Verdict, with_visibility
from bigearthnet_txt_solver.words import grammar, marked, read

_NUMBER = r"(?:0\.\d\d?|1\.0)"
_BOX = re.compile(rf"\[({_NUMBER}) ({_NUMBER}), ({_NUMBER}) ({_NUMBER})\]")
_HALF = Fraction(1, 200)  # half of the last decimal printed
_FIT = (PERCENT, 50 * PERCENT)  # of the patch that a region covers; SPEC.md
_FILLED = Fraction(2, 5)  # part of its box that a region covers at least; SPEC.md

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
    POINT=rf"<point>\((?P<x>{_NUMBER}), (?P<y>{_NUMBER})\)</point>",
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


def _printed(part: str, pixels: Fraction | int) -> bool:
    """Is `part` the pixel coordinate as a part of the side, rounded to two decimals?"""
    return abs(Fraction(part) - Fraction(pixels) / SIDE) <= _HALF


def _is_center(said: Mapping[str, str], spot: Spot) -> bool:
    """Does the point print the center of the region, and does the region hold its center?"""
    x, y = spot.center
    return _printed(said["x"], x) and _printed(said["y"], y) and (int(x), int(y)) in spot


def _pointed(said: Mapping[str, str], ground: Ground) -> Spot:
    """The region under the point, which has to be the region's own center."""
    point = f"({said['x']}, {said['y']})"
    spot = ground.spot_at(int(Fraction(said["x"]) * SIDE), int(Fraction(said["y"]) * SIDE))
    if spot is None:
        raise NotAskable(f"no class at the point {point}")
    if not _is_center(said, spot):
        raise NotAskable(f"the point {point} is not the center of the region it lies in")
    return spot


def _referred(said: Mapping[str, str], ground: Ground) -> Spot:
    """The one region that the expression fits."""
    return referred(read(said["expression"], EXPRESSIONS), ground)


def _require_fit(spot: Spot) -> None:
    """Raises NotAskable for a region that is too small, too large or too ragged for a box."""
    least, most = _FIT
    if not least <= spot.area <= most or spot.area < _FILLED * spot.box_area:
        raise NotAskable(f"a region of {spot.area} pixels does not fit its box {spot.bounds}")


def _boxed(wordings: Wordings, find: Callable[[Mapping[str, str], Ground], Spot]) -> Judge:
    """A judge of questions for the box of the region that `find` finds."""

    def judge(row: Row, ground: Ground) -> Verdict:
        spot = find(read(marked(row["input"]), wordings), ground)
        _require_fit(spot)
        edges = matched(_BOX, row["output"]).groups()
        right = all(_printed(part, edge) for part, edge in zip(edges, spot.bounds, strict=True))
        expected = "pixels {} {}, {} {}".format(*spot.bounds)
        if right:
            verdict = Verdict("agrees", expected, row["output"])
            return with_visibility(verdict, row, spot.area)
        return Verdict("disagrees", expected, row["output"], "box")

    return judge


JUDGES: Judges = {
    ("bounding box", "point"): _boxed(_POINT, _pointed),
    ("bounding box", "reference"): _boxed(_REFERENCE, _referred),
}
