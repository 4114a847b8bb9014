"""Symmetries: the eight ways to turn or mirror a square. Name -> Symmetry -> turned arrays, places.

Example: "rotate_90" turns counterclockwise, so the upper edge becomes the left one; a box in pixels
(77, 0, 120, 85) becomes (0, 0, 85, 43). The names are those of Pillow.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

Step = tuple[int, int]  # to the right and downward


class Symmetry(NamedTuple):
    """A step (x, y) becomes (xx * x + xy * y, yx * x + yy * y)."""

    name: str
    xx: int
    xy: int
    yx: int
    yy: int

    def step(self, x: int, y: int) -> Step:
        """Where a direction points afterwards."""
        return self.xx * x + self.xy * y, self.yx * x + self.yy * y

    def place(self, x: float, y: float, side: float = 1) -> tuple[float, float]:
        """Where a point of a square with this side lies afterwards."""
        across, down = (x, y) if self.xx else (y, x)
        return (
            across if self.xx + self.xy > 0 else side - across,
            down if self.yx + self.yy > 0 else side - down,
        )

    def box(self, edges: list[float], side: float = 1) -> list[float]:
        """The box x0, y0, x1, y1 afterwards."""
        x0, y0, x1, y1 = edges
        (a, b), (c, d) = self.place(x0, y0, side), self.place(x1, y1, side)
        return [min(a, c), min(b, d), max(a, c), max(b, d)]

    def array(self, rasters: np.ndarray) -> np.ndarray:
        """Rasters (..., rows, columns) afterwards, in memory of their own."""
        straight = rasters if self.xx else rasters.swapaxes(-1, -2)
        down, across = self.yx + self.yy, self.xx + self.xy
        return np.ascontiguousarray(straight[..., ::down, ::across])


_STEPS = {
    "identity": (1, 0, 0, 1),
    "rotate_90": (0, 1, -1, 0),
    "rotate_180": (-1, 0, 0, -1),
    "rotate_270": (0, -1, 1, 0),
    "flip_left_right": (-1, 0, 0, 1),
    "flip_top_bottom": (1, 0, 0, -1),
    "transpose": (0, 1, 1, 0),
    "transverse": (0, -1, -1, 0),
}
BY_NAME = {name: Symmetry(name, *steps) for name, steps in _STEPS.items()}
IDENTITY = BY_NAME["identity"]
SYMMETRIES = tuple(BY_NAME)
_BY_STEPS = {symmetry[1:]: symmetry for symmetry in BY_NAME.values()}


def found(name: str) -> Symmetry:
    """The symmetry of a name. Raises ValueError for another name."""
    if name not in BY_NAME:
        raise ValueError(f"symmetry {name!r}: use one of {', '.join(SYMMETRIES)}")
    return BY_NAME[name]


def composed(second: Symmetry, first: Symmetry) -> Symmetry:
    """The one symmetry that does what `first` does, and then `second`."""
    (xx, yx), (xy, yy) = second.step(first.xx, first.yx), second.step(first.xy, first.yy)
    return _BY_STEPS[xx, xy, yx, yy]


def compose(second: str, first: str) -> str:
    """The name of the symmetry that does what `first` does, and then `second`.

    Example: compose("rotate_90", "rotate_90") is "rotate_180". Raises ValueError for another name.
    """
    return composed(found(second), found(first)).name
