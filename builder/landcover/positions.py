"""Relative position: in which of eight directions does one class lie, seen from another? Regions ->
directions.

Example: mixed forest around (98, 34), pastures around (20, 75): mixed forest lies to the top-right
of pastures, and pastures to the bottom-left of mixed forest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

from builder.geometry import Box, Point
from builder.records import Region

DIRECTIONS = (
    "right",
    "top-right",
    "top",
    "top-left",
    "left",
    "bottom-left",
    "bottom",
    "bottom-right",
)  # counterclockwise from east
BORDER_DEGREES = 7.5  # closer to the border of a sector two people may name two directions
NEAR = 0.15  # part of the longer side; closer centroids lie "in the same place"
SLIVER = 0.01  # part of the patch; a smaller class is hard to see at all

_SECTOR = 360 / len(DIRECTIONS)
_OPPOSITE = {there: DIRECTIONS[k - len(DIRECTIONS) // 2] for k, there in enumerate(DIRECTIONS)}


def class_centroids(members: Mapping[str, tuple[Region, ...]]) -> dict[str, Point]:
    """Per class the mean of the centers of all its pixels."""
    centroids = {}
    for label, parts in members.items():
        area = sum([r.area for r in parts])
        centroids[label] = Point(
            sum([r.centroid.x * r.area for r in parts]) / area,
            sum([r.centroid.y * r.area for r in parts]) / area,
        )
    return centroids


def direction(of: Point, seen_from: Point) -> str | None:
    """The sector of 45 degrees in which `of` lies seen from `seen_from`; None within BORDER_DEGREES
    of the border of two sectors.
    """
    angle = math.degrees(math.atan2(seen_from.y - of.y, of.x - seen_from.x))  # y grows downward
    sector = round(angle / _SECTOR)
    if abs(angle - sector * _SECTOR) > _SECTOR / 2 - BORDER_DEGREES:
        return None
    return DIRECTIONS[sector % len(DIRECTIONS)]


def _extent(parts: Sequence[Region]) -> Box:
    """The box of all pixels of a class."""
    x0, y0, x1, y1 = zip(*[r.box for r in parts], strict=True)
    return Box(min(x0), min(y0), max(x1), max(y1))


def _surrounds(box: Box, point: Point) -> bool:
    return box.x0 <= point.x < box.x1 and box.y0 <= point.y < box.y1


def positions(
    members: Mapping[str, tuple[Region, ...]],
    centroids: Mapping[str, Point],
    shape: tuple[int, ...],
) -> dict[tuple[str, str], str]:
    """Direction of a seen from b for all pairs (a, b) of classes where it is clear; with (a, b)
    stands (b, a), the opposite.

    Clear means: both classes cover at least SLIVER of the patch; their centroids are at least NEAR
    apart; the direction keeps BORDER_DEGREES from the border of its sector; and neither class
    stretches around the centroid of the other (box of all its pixels), since what lies on several
    sides of a thing has no direction from it.
    """
    least, apart = SLIVER * math.prod(shape), NEAR * max(shape)
    extents = {
        label: _extent(parts)
        for label, parts in members.items()
        if sum([r.area for r in parts]) >= least
    }
    clear: dict[tuple[str, str], str] = {}
    for a, b in combinations(extents, 2):
        of, seen_from = centroids[a], centroids[b]
        if (
            math.dist(of, seen_from) < apart
            or _surrounds(extents[a], seen_from)
            or _surrounds(extents[b], of)
        ):
            continue
        if (there := direction(of, seen_from)) is not None:
            clear[a, b], clear[b, a] = there, _OPPOSITE[there]
    return clear
