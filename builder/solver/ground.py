"""The ground: what a reference map says, found pixel by pixel, without any of the code that wrote the texts.

Example: in the map "AAB" (one letter a pixel) the ground holds Spot("A", {(0, 0), (1, 0)}) and Spot("B", {(2, 0)}).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from bigearthnet_txt import CLC
from builder.geometry import SIDE

Pixel = tuple[int, int]  # column, row
_AXES = {"right": (1, 0), "left": (-1, 0), "top": (0, -1), "bottom": (0, 1), "top-right": (1, -1), "top-left": (-1, -1),
         "bottom-right": (1, 1), "bottom-left": (-1, 1)}  # fmt: skip # steps to the right and downward
_WITHIN = math.cos(math.radians(22.5 - 7.5))  # half a sector of 45 degrees less 7.5 degrees to its border
_APART = Fraction(15, 100) * SIDE
_LEAST = SIDE * SIDE // 100  # pixels: 1% of the patch


@dataclass(frozen=True)
class Spot:
    """Pixels (column, row) of one class: a connected region, or all of the class."""

    label: str
    pixels: frozenset[Pixel]

    @property
    def area(self) -> int:
        return len(self.pixels)

    @cached_property
    def bounds(self) -> tuple[int, int, int, int]:
        """x0, y0, x1, y1 in pixels, half-open, from the top-left corner."""
        columns, rows = zip(*self.pixels, strict=True)
        return min(columns), min(rows), max(columns) + 1, max(rows) + 1

    @cached_property
    def center(self) -> tuple[Fraction, Fraction]:
        """Mean of the pixels' centers (x, y) in pixels, exact."""
        columns, rows = zip(*self.pixels, strict=True)
        half = Fraction(1, 2)
        return Fraction(sum(columns), self.area) + half, Fraction(sum(rows), self.area) + half

    def surrounds(self, x: Fraction, y: Fraction) -> bool:
        x0, y0, x1, y1 = self.bounds
        return x0 <= x < x1 and y0 <= y < y1


def _land(codes: np.ndarray) -> dict[Pixel, str]:
    if codes.shape != (SIDE, SIDE) or codes.dtype != np.uint16:
        raise ValueError(f"reference map is {codes.dtype} of shape {codes.shape}; expected uint16 of ({SIDE}, {SIDE})")
    land = {}
    for y, row in enumerate(codes.tolist()):
        for x, code in enumerate(row):
            if code not in CLC:
                raise ValueError(f"reference map: {code} in row {y}, column {x} is no CORINE level-3 code; such a patch has no rows")
            if label := CLC[code].label:
                land[x, y] = label
    return land


def _flood(land: Mapping[Pixel, str]) -> list[Spot]:
    """The 4-connected regions: from any pixel left, on to its neighbors of the same class, until there are none."""
    left, spots = dict(land), []
    while left:
        start, label = left.popitem()
        reached, border = [start], [start]
        while border:
            x, y = border.pop()
            for neighbor in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                if left.get(neighbor) == label:
                    del left[neighbor]
                    reached.append(neighbor)
                    border.append(neighbor)
        spots.append(Spot(label, frozenset(reached)))
    return spots


class Ground:
    """The facts of one map of CORINE codes, uint16 (120, 120). Raises ValueError for another shape or dtype, or a code like 999."""

    def __init__(self, codes: np.ndarray) -> None:
        self.land = _land(codes)
        self.areas = Counter(self.land.values())

    @cached_property
    def spots(self) -> dict[str, list[Spot]]:
        """The regions of every class present, in no order."""
        found: dict[str, list[Spot]] = {label: [] for label in self.areas}
        for spot in _flood(self.land):
            found[spot.label].append(spot)
        return found

    @cached_property
    def contacts(self) -> set[frozenset[str]]:
        """Pairs of classes that share an edge of a pixel: a pixel and the one to its right, or the one below it."""
        pairs = set()
        for (x, y), label in self.land.items():
            for neighbor in ((x + 1, y), (x, y + 1)):
                other = self.land.get(neighbor, label)
                if other != label:
                    pairs.add(frozenset((label, other)))
        return pairs

    @cached_property
    def _whole(self) -> dict[str, Spot]:
        return {label: Spot(label, frozenset().union(*(spot.pixels for spot in spots))) for label, spots in self.spots.items()}

    def touch(self, a: str, b: str) -> bool:
        return frozenset((a, b)) in self.contacts

    def bounds(self, label: str) -> tuple[int, int, int, int]:
        """x0, y0, x1, y1 of all pixels of a class, half-open."""
        return self._whole[label].bounds

    def direction(self, a: str, b: str) -> str | None:
        """Where a lies as seen from b ("top-right"), by the angle to each of eight axes; None where it is not clear.

        Clear (SPEC.md): both at least 1% of the patch, centers at least 15% of the side apart, at least 7.5 degrees from the
        border of a sector, and neither class stretching around the center of the other.
        """
        if min(self.areas[a], self.areas[b]) < _LEAST:
            return None
        (ax, ay), (bx, by) = self._whole[a].center, self._whole[b].center
        if self._whole[a].surrounds(bx, by) or self._whole[b].surrounds(ax, ay) or (ax - bx) ** 2 + (ay - by) ** 2 < _APART**2:
            return None
        dx, dy = float(ax - bx), float(ay - by)
        near = (name for name, (x, y) in _AXES.items() if dx * x + dy * y >= _WITHIN * math.hypot(dx, dy) * math.hypot(x, y))
        return next(near, None)
