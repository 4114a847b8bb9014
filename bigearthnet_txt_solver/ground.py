"""The ground: what a reference map says, found with SciPy, without any of the code that wrote the
texts.

Example: in the map "AAB" (one letter a pixel) the ground holds a Spot of A with pixels {(0, 0), (1,
0)} and one of B with {(2, 0)}.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from scipy import ndimage

from bigearthnet_txt import CLASSES, CLC
from builder.geometry import SIDE

Pixel = tuple[int, int]  # column, row
_AXES = {"right": (1, 0), "left": (-1, 0), "top": (0, -1), "bottom": (0, 1), "top-right": (1, -1), "top-left": (-1, -1),
         "bottom-right": (1, 1), "bottom-left": (-1, 1)}  # fmt: skip # steps to the right and downward
_WITHIN = math.cos(
    math.radians(22.5 - 7.5)
)  # half a sector of 45 degrees less 7.5 degrees to its border
_APART = Fraction(15, 100) * SIDE
_LEAST = SIDE * SIDE // 100  # pixels: 1% of the patch


@dataclass(frozen=True, eq=False)
class Spot:
    """Pixels of one class: a connected region, or all of the class. `columns`, `rows`: where each
    pixel lies, in no order.
    """

    label: str
    columns: np.ndarray
    rows: np.ndarray

    @cached_property
    def pixels(self) -> frozenset[Pixel]:
        return frozenset(zip(self.columns.tolist(), self.rows.tolist(), strict=True))

    def __contains__(self, pixel: Pixel) -> bool:
        """The same as `pixel in pixels`, without the set."""
        x, y = pixel
        return bool(((self.columns == x) & (self.rows == y)).any())

    @property
    def area(self) -> int:
        return len(self.columns)

    @cached_property
    def bounds(self) -> tuple[int, int, int, int]:
        """x0, y0, x1, y1 in pixels, half-open, from the top-left corner."""
        columns, rows = self.columns, self.rows
        return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1

    @cached_property
    def center(self) -> tuple[Fraction, Fraction]:
        """Mean of the pixels' centers (x, y) in pixels, exact."""
        half = Fraction(1, 2)
        return Fraction(int(self.columns.sum()), self.area) + half, Fraction(
            int(self.rows.sum()), self.area
        ) + half

    def surrounds(self, x: Fraction, y: Fraction) -> bool:
        x0, y0, x1, y1 = self.bounds
        return x0 <= x < x1 and y0 <= y < y1


def _numbers(codes: np.ndarray) -> np.ndarray:
    """The class of every pixel as its place in CLASSES; -1 where the code belongs to no class."""
    if codes.shape != (SIDE, SIDE) or codes.dtype != np.uint16:
        raise ValueError(
            f"reference map is {codes.dtype} of shape {codes.shape}; expected uint16 of ({SIDE}, {SIDE})"
        )
    numbers = np.empty(codes.shape, np.int64)
    for code in np.unique(codes).tolist():
        where = codes == code
        if code not in CLC:
            y, x = np.argwhere(where)[0]
            raise ValueError(
                f"reference map: {code} in row {y}, column {x} is no CORINE level-3 code; such a patch has no rows"
            )
        label = CLC[code].label
        numbers[where] = CLASSES.index(label) if label else -1
    return numbers


def _spots(label: str, where: np.ndarray) -> list[Spot]:
    """The 4-connected regions of a class, which lies where `where` is true."""
    regions, _ = ndimage.label(where)  # its default neighborhood: pixels that share an edge
    spots = []
    for number, (down, right) in enumerate(ndimage.find_objects(regions), 1):
        rows, columns = np.nonzero(regions[down, right] == number)
        spots.append(Spot(label, columns + right.start, rows + down.start))
    return spots


class Ground:
    """The facts of one map of CORINE codes, uint16 (120, 120). Raises ValueError for another shape
    or dtype, or a code like 999.
    """

    def __init__(self, codes: np.ndarray) -> None:
        self._numbers = _numbers(codes)
        self._where = {
            CLASSES[k]: self._numbers == k for k in np.unique(self._numbers).tolist() if k >= 0
        }
        self.areas = Counter({label: int(where.sum()) for label, where in self._where.items()})

    @property
    def classes(self) -> np.ndarray:
        """The class of every pixel (rows, columns) as its place in CLASSES; -1 where there is none."""
        return self._numbers

    @cached_property
    def land(self) -> dict[Pixel, str]:
        """The class of every pixel that has one."""
        return {pixel: whole.label for whole in self._whole.values() for pixel in whole.pixels}

    @cached_property
    def spots(self) -> dict[str, list[Spot]]:
        """The regions of every class present, in no order."""
        return {label: _spots(label, where) for label, where in self._where.items()}

    @cached_property
    def contacts(self) -> set[frozenset[str]]:
        """Pairs of classes that share an edge of a pixel: a pixel and the one to its right, or the
        one below it.
        """
        numbers = self._numbers
        sides = ((numbers[:, :-1], numbers[:, 1:]), (numbers[:-1], numbers[1:]))
        borders = ((one[one != other], other[one != other]) for one, other in sides)
        met = {
            pair
            for one, other in borders
            for pair in zip(one.tolist(), other.tolist(), strict=True)
        }
        return {frozenset((CLASSES[a], CLASSES[b])) for a, b in met if min(a, b) >= 0}

    @cached_property
    def _whole(self) -> dict[str, Spot]:
        return {
            label: Spot(label, *reversed(np.nonzero(where))) for label, where in self._where.items()
        }

    def touch(self, a: str, b: str) -> bool:
        return frozenset((a, b)) in self.contacts

    def bounds(self, label: str) -> tuple[int, int, int, int]:
        """x0, y0, x1, y1 of all pixels of a class, half-open."""
        return self._whole[label].bounds

    def direction(self, a: str, b: str) -> str | None:
        """Where a lies as seen from b ("top-right"), by the angle to each of eight axes; None where
        it is not clear.

        Clear (SPEC.md): both at least 1% of the patch, centers at least 15% of the side apart, at
        least 7.5 degrees from the border of a sector, and neither class stretching around the
        center of the other.
        """
        if min(self.areas[a], self.areas[b]) < _LEAST:
            return None
        (ax, ay), (bx, by) = self._whole[a].center, self._whole[b].center
        if (
            self._whole[a].surrounds(bx, by)
            or self._whole[b].surrounds(ax, ay)
            or (ax - bx) ** 2 + (ay - by) ** 2 < _APART**2
        ):
            return None
        dx, dy = float(ax - bx), float(ay - by)
        near = (
            name
            for name, (x, y) in _AXES.items()
            if dx * x + dy * y >= _WITHIN * math.hypot(dx, dy) * math.hypot(x, y)
        )
        return next(near, None)
