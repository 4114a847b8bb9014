"""The scene: facts of the ground that only captions tell. Ground -> lengths of boundaries, edges,
places, texture.

Found pixel by pixel, in whole numbers and fractions, without any of the code that wrote the
captions. Example: of a map whose upper half is A and lower half B, shared["A", "B"] is 120 pixel
edges in either order.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cached_property

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver.ground import Ground, Spot
from bigearthnet_txt_solver.space import SIDE

_NEAR_LINE = 4  # pixels
_TOLERANCE = Fraction(1, 10**6)  # pixels; the writer's centers are binary fractions
_STARTS = {
    "north": ("rows", 0),
    "south": ("rows", 2),
    "west": ("columns", 0),
    "east": ("columns", 2),
}


class Scene:
    """The ground as captions see it."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.areas = ground.areas

    def border(self, a: str, b: str) -> int:
        return self.ground.shared[a, b]

    @cached_property
    def boundaries(self) -> int:
        return sum(self.ground.shared.values()) // 2

    @cached_property
    def edges(self) -> dict[str, Counter[str]]:
        """Per edge of the patch the classes along it, with their pixels."""
        grid = self.ground.classes
        lines = {"north": grid[0], "east": grid[:, -1], "south": grid[-1], "west": grid[:, 0]}
        return {
            edge: Counter(CLASSES[k] for k in line.tolist() if k >= 0)
            for edge, line in lines.items()
        }

    @cached_property
    def regions(self) -> list[Spot]:
        """All regions, largest first."""
        return sorted(
            (spot for spots in self.ground.spots.values() for spot in spots),
            key=lambda spot: -spot.area,
        )

    def ordered(self, label: str) -> list[Spot]:
        """The regions of a class, largest first."""
        return sorted(self.ground.spots[label], key=lambda spot: -spot.area)

    def neighbors(self, label: str) -> set[str]:
        return {other for other in self.areas if self.ground.shared[label, other]}

    def lies_in(self, spot: Spot, place: str) -> bool:
        """Does the center of a region lie in this ninth of the patch ("northwest", "center"),
        clearly, and is the region small enough?
        """
        x0, y0, x1, y1 = spot.bounds
        if 2 * max(x1 - x0, y1 - y0) > SIDE:
            return False
        thirds = {"columns": 1, "rows": 1}
        for start, (axis, third) in _STARTS.items():
            if start in place:
                thirds[axis] = third
        return all(
            self._in_third(at, thirds[axis])
            for axis, at in zip(("columns", "rows"), spot.center, strict=True)
        )

    @staticmethod
    def _in_third(at: Fraction, third: int) -> bool:
        low, high = Fraction(SIDE * third, 3), Fraction(SIDE * (third + 1), 3)
        above = third == 0 or at >= low + _NEAR_LINE - _TOLERANCE
        return above and (third == 2 or at <= high - _NEAR_LINE + _TOLERANCE) and low <= at <= high

    def keeps_to(self, label: str, half: str) -> bool:
        """Does all of a class lie in "northern half" or "northeastern quarter"?"""
        x0, y0, x1, y1 = self.ground.bounds(label)
        held = {
            "north": 2 * y1 <= SIDE,
            "south": 2 * y0 >= SIDE,
            "west": 2 * x1 <= SIDE,
            "east": 2 * x0 >= SIDE,
        }
        return all(holds for name, holds in held.items() if name in half)

    def spans(self, label: str, axis: str) -> bool:
        """Does one region of a class reach from the western to the eastern edge ("columns"), or
        from north to south ("rows")?
        """
        k = 0 if axis == "columns" else 1
        return any(
            spot.bounds[k] == 0 and spot.bounds[k + 2] == SIDE for spot in self.ground.spots[label]
        )

    @cached_property
    def evenness(self) -> Fraction:
        """Simpson's evenness of the areas of the classes."""
        n, whole = len(self.areas), sum(self.areas.values())
        diversity = 1 - sum(Fraction(area, whole) ** 2 for area in self.areas.values())
        return diversity / (1 - Fraction(1, n)) if n > 1 else Fraction(0)
