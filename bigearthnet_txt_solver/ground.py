"""The ground: what a reference map says, found without any of the code that wrote the texts.

Example: in the map "AAB" (one letter a pixel) the ground holds a Spot of A with the pixels {(0, 0),
(1, 0)} and one of B with {(2, 0)}.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np

try:
    from scipy import ndimage
except ModuleNotFoundError:
    missing = "scipy is not installed: pip install 'bigearthnet-txt[solver]'"
    raise ImportError(missing, name="scipy") from None

from bigearthnet_txt import CLASSES, CLC
from bigearthnet_txt_solver.space import PERCENT, SIDE

Pixel = tuple[int, int]  # column, row
# Steps to the right and downward.
_AXES = {
    "right": (1, 0),
    "left": (-1, 0),
    "top": (0, -1),
    "bottom": (0, 1),
    "top-right": (1, -1),
    "top-left": (-1, -1),
    "bottom-right": (1, 1),
    "bottom-left": (-1, 1),
}
DIRECTIONS = tuple(_AXES)
# Half a sector of 45 degrees, less the 7.5 degrees that have to lie between it and its border.
_WITHIN = math.cos(math.radians(22.5 - 7.5))
_APART = Fraction(15, 100) * SIDE  # least distance of two centers; SPEC.md
_LEAST = PERCENT  # least area of a class with a direction; SPEC.md
_NO_CLASS, _NO_CODE = -1, -2  # numbers of what is no place in CLASSES
_EDGES = ndimage.generate_binary_structure(2, 1)  # a pixel's neighbors that share an edge with it
_CHESSBOARD = np.ones((3, 3), bool)  # a pixel's neighbors, diagonals included


@dataclass(frozen=True, eq=False)
class Spot:
    """Pixels of one class: a connected region, or all of the class.

    `columns` and `rows` say where each pixel lies, in no order.
    """

    label: str
    columns: np.ndarray
    rows: np.ndarray

    @cached_property
    def pixels(self) -> frozenset[Pixel]:
        return frozenset(zip(self.columns.tolist(), self.rows.tolist(), strict=True))

    @property
    def area(self) -> int:
        return len(self.columns)

    @cached_property
    def bounds(self) -> tuple[int, int, int, int]:
        """x0, y0, x1, y1 in pixels, half-open, from the top-left corner."""
        columns, rows = self.columns, self.rows
        return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1

    @property
    def box_area(self) -> int:
        """Pixels within the bounds."""
        x0, y0, x1, y1 = self.bounds
        return (x1 - x0) * (y1 - y0)

    @cached_property
    def center(self) -> tuple[Fraction, Fraction]:
        """Mean of the pixels' centers (x, y) in pixels, exact."""
        return self._middle(self.columns), self._middle(self.rows)

    @cached_property
    def depths(self) -> np.ndarray:
        """How many pixels all around each pixel belong to the region, diagonals included.

        The nearest pixel that does not belong to it is one farther away. What lies beyond the image
        counts as the region's own.
        """
        x0, y0, x1, y1 = self.bounds
        around = framed(self.mask, True)[y0 : y1 + 2, x0 : x1 + 2]
        far = ndimage.distance_transform_cdt(around, _CHESSBOARD)
        found: np.ndarray = far[self.rows + 1 - y0, self.columns + 1 - x0] - 1
        return found

    @cached_property
    def mask(self) -> np.ndarray:
        """Which pixels of the image belong to it: (rows, columns)."""
        mine = np.zeros((SIDE, SIDE), bool)
        mine[self.rows, self.columns] = True
        return mine

    def _middle(self, places: np.ndarray) -> Fraction:
        return Fraction(2 * int(places.sum()) + self.area, 2 * self.area)

    def surrounds(self, x: Fraction, y: Fraction) -> bool:
        x0, y0, x1, y1 = self.bounds
        return x0 <= x < x1 and y0 <= y < y1


def framed(grid: np.ndarray, value: int) -> np.ndarray:
    """A grid of the image with a margin of one pixel, in which every pixel has the same value."""
    found = np.full((SIDE + 2, SIDE + 2), value, grid.dtype)
    found[1:-1, 1:-1] = grid
    return found


def require_map(codes: np.ndarray) -> None:
    """Raises ValueError for anything but uint16 of (120, 120)."""
    if codes.shape != (SIDE, SIDE) or codes.dtype != np.uint16:
        raise ValueError(
            f"reference map is {codes.dtype} of shape {codes.shape}; "
            f"expected uint16 of ({SIDE}, {SIDE})"
        )


def _table() -> np.ndarray:
    """Code -> the place in CLASSES of its class, _NO_CLASS or _NO_CODE."""
    numbers = np.full(1 << 16, _NO_CODE, np.int16)
    for code, entry in CLC.items():
        numbers[code] = CLASSES.index(entry.label) if entry.label else _NO_CLASS
    return numbers


_NUMBER_OF = _table()


def _numbers(codes: np.ndarray) -> np.ndarray:
    """The class of every pixel as its place in CLASSES; -1 if its code belongs to no class."""
    require_map(codes)
    numbers: np.ndarray = _NUMBER_OF[codes]
    if numbers.min() == _NO_CODE:
        y, x = np.argwhere(numbers == _NO_CODE)[0]
        raise ValueError(
            f"reference map: {codes[y, x]} in row {y}, column {x} is no CORINE level-3 code; "
            "such a patch has no rows"
        )
    return numbers


def _counted(numbers: np.ndarray, most: int) -> list[int]:
    """How often each of the numbers below `most` is in an array."""
    counts: list[int] = np.bincount(numbers.ravel(), minlength=most).tolist()
    return counts


class Ground:
    """The facts of one map of CORINE codes, uint16 (120, 120).

    Raises ValueError for another shape or dtype, or a code like 999.
    """

    def __init__(self, codes: np.ndarray) -> None:
        self._numbers = _numbers(codes)
        _, *counts = _counted(self._numbers + 1, len(CLASSES) + 1)
        present = {label: pixels for label, pixels in zip(CLASSES, counts, strict=True) if pixels}
        self.areas = Counter(present)
        self._wholes: dict[str, Spot] = {}  # what was asked for

    @property
    def classes(self) -> np.ndarray:
        """The class of every pixel (rows, columns) as its place in CLASSES; -1 if it has none."""
        return self._numbers

    @cached_property
    def land(self) -> dict[Pixel, str]:
        """The class of every pixel that has one."""
        return {pixel: spot.label for spot in self.regions for pixel in spot.pixels}

    @cached_property
    def _numbered(self) -> tuple[np.ndarray, list[str]]:
        """The number of every pixel's region, class by class from 1 on, and the region's classes.

        Land of no class has number 0.
        """
        numbered = np.zeros((SIDE, SIDE), np.uint16)
        labels: list[str] = []
        for label in self.areas:
            where = self._numbers == CLASSES.index(label)
            regions, found = ndimage.label(where, _EDGES, np.uint16)
            np.add(regions, len(labels), out=numbered, where=where)
            labels += [label] * found
        return numbered, labels

    @cached_property
    def regions(self) -> list[Spot]:
        """The regions of all classes, by their numbers."""
        numbered, labels = self._numbered
        pixels = np.argsort(numbered, axis=None, kind="stable")  # region after region
        rows, columns = np.divmod(pixels, SIDE)
        ends = list(accumulate(_counted(numbered, len(labels) + 1)))
        return [
            Spot(label, columns[start:end], rows[start:end])
            for label, (start, end) in zip(labels, pairwise(ends), strict=True)
        ]

    @cached_property
    def spots(self) -> dict[str, list[Spot]]:
        """The regions of every class present, in no order."""
        found: dict[str, list[Spot]] = {label: [] for label in self.areas}
        for spot in self.regions:
            found[spot.label].append(spot)
        return found

    def spot_at(self, x: int, y: int) -> Spot | None:
        """The region that a pixel lies in.

        None if its code belongs to no class, or if it lies outside the image.
        """
        inside = 0 <= x < SIDE and 0 <= y < SIDE
        number = int(self._numbered[0][y, x]) if inside else 0
        return self.regions[number - 1] if number else None

    @cached_property
    def shared(self) -> Counter[tuple[str, str]]:
        """Pixel edges that two classes share, under both orders of their names."""
        edges: Counter[tuple[str, str]] = Counter()
        beside = self._beside()
        for a, b in np.argwhere(beside).tolist():
            edges[CLASSES[a], CLASSES[b]] += int(beside[a, b])
            edges[CLASSES[b], CLASSES[a]] += int(beside[a, b])
        return edges

    def _beside(self) -> np.ndarray:
        """How often a class [a] lies left of another one [b], or above it."""
        grid, most = self._numbers, len(CLASSES)
        found = np.zeros(most * most, np.int64)
        for one, other in ((grid[:, :-1], grid[:, 1:]), (grid[:-1], grid[1:])):
            meet = (one != other) & (one >= 0) & (other >= 0)
            found += np.bincount(one[meet] * most + other[meet], minlength=most * most)
        return found.reshape(most, most)

    def _whole(self, label: str) -> Spot:
        if label not in self._wholes:
            self._wholes[label] = _joined(self.spots[label])
        return self._wholes[label]

    def touch(self, a: str, b: str) -> bool:
        """Do two classes share an edge of a pixel?"""
        return self.shared[a, b] > 0

    def bounds(self, label: str) -> tuple[int, int, int, int]:
        """x0, y0, x1, y1 of all pixels of a class, half-open."""
        return self._whole(label).bounds

    def direction(self, a: str, b: str) -> str | None:
        """Where a lies as seen from b ("top-right"); None if it is not clear.

        Clear (SPEC.md): both have at least 1% of the patch, their centers are at least 15% of the
        side apart, the angle is at least 7.5 degrees from the border of a sector, and neither
        class stretches around the center of the other.
        """
        if min(self.areas[a], self.areas[b]) < _LEAST:
            return None
        mine, theirs = self._whole(a), self._whole(b)
        if mine.surrounds(*theirs.center) or theirs.surrounds(*mine.center):
            return None
        dx, dy = (at - other for at, other in zip(mine.center, theirs.center, strict=True))
        return _sector(float(dx), float(dy)) if dx**2 + dy**2 >= _APART**2 else None


def _joined(spots: list[Spot]) -> Spot:
    """All regions of a class as one."""
    if len(spots) == 1:
        return spots[0]
    columns = np.concatenate([spot.columns for spot in spots])
    return Spot(spots[0].label, columns, np.concatenate([spot.rows for spot in spots]))


def _sector(dx: float, dy: float) -> str | None:
    """The direction near whose axis a step lies; None between two of them."""
    for name, (x, y) in _AXES.items():
        if dx * x + dy * y >= _WITHIN * math.hypot(dx, dy) * math.hypot(x, y):
            return name
    return None
