"""Relative position: in which of eight directions does one class lie, seen from another?

    regions -> directions

Example: mixed forest around (98, 34), pastures around (20, 75): mixed forest lies to the top-right
of pastures, and pastures to the bottom-left of mixed forest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from builder.geometry import Box, Point
from builder.records import Region

# Counterclockwise from east.
DIRECTIONS = (
    "right",
    "top-right",
    "top",
    "top-left",
    "left",
    "bottom-left",
    "bottom",
    "bottom-right",
)
BORDER_DEGREES = 7.5  # closer to the border of a sector two people may name two directions
NEAR = 0.15  # part of the longer side; between closer centroids no direction is clear
SLIVER = 0.01  # part of the patch; a smaller class is hard to see at all

_SECTOR = 360 / len(DIRECTIONS)
_OPPOSITE = {there: DIRECTIONS[k - len(DIRECTIONS) // 2] for k, there in enumerate(DIRECTIONS)}


Members = dict[str, tuple[Region, ...]]  # the regions of a map by class


def total_area(parts: Sequence[Region]) -> int:
    """Pixels of several regions."""
    return sum([region.area for region in parts])


def _mean_center(parts: Sequence[Region]) -> Point:
    """The mean of the centers of all pixels of several regions."""
    area = total_area(parts)
    x = sum([region.centroid.x * region.area for region in parts])
    y = sum([region.centroid.y * region.area for region in parts])
    return Point(x / area, y / area)


def class_centroids(members: Members) -> dict[str, Point]:
    """Per class the mean of the centers of all its pixels."""
    return {label: _mean_center(parts) for label, parts in members.items()}


def direction(of: Point, seen_from: Point) -> str | None:
    """The sector of 45 degrees in which `of` lies seen from `seen_from`.

    None if the border of the sector is less than BORDER_DEGREES away.
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


class _Area(NamedTuple):
    """A class as one thing: the box of all its pixels and their mean."""

    box: Box
    center: Point


def _clear(one: _Area, other: _Area, apart: float) -> str | None:
    """The direction of one seen from the other, None if two people may say two directions."""
    if math.dist(one.center, other.center) < apart:
        return None
    if _surrounds(one.box, other.center) or _surrounds(other.box, one.center):
        return None
    return direction(one.center, other.center)


def positions(
    members: Members, centroids: Mapping[str, Point], shape: tuple[int, ...]
) -> dict[tuple[str, str], str]:
    """The direction of a seen from b for all pairs (a, b) of classes between which it is clear.

    Clear means: both classes cover at least SLIVER of the patch; their centroids are at least NEAR
    apart; the direction keeps BORDER_DEGREES from the border of its sector; and neither class
    stretches around the centroid of the other (box of all its pixels), since what lies on several
    sides of a thing has no direction from it. With (a, b) comes (b, a), the opposite.
    """
    least, apart = SLIVER * math.prod(shape), NEAR * max(shape)
    wide = {label: parts for label, parts in members.items() if total_area(parts) >= least}
    areas = {label: _Area(_extent(parts), centroids[label]) for label, parts in wide.items()}
    clear: dict[tuple[str, str], str] = {}
    for a, b in combinations(areas, 2):
        if there := _clear(areas[a], areas[b], apart):
            clear[a, b], clear[b, a] = there, _OPPOSITE[there]
    return clear
