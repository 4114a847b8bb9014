"""The case: what a claim is held against. Facts of the ground that only captions tell, and the row.

The facts are found pixel by pixel, in whole numbers and fractions. Example: on a map whose upper
half is A and lower half B, the case has border("A", "B") = 120 pixel edges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver.askable import VISIBLE
from bigearthnet_txt_solver.captions.claim import Claim
from bigearthnet_txt_solver.ground import Ground, Spot
from bigearthnet_txt_solver.space import PIXELS
from bigearthnet_txt_solver.verdicts import Row

PRIMARY, SECONDARY = PIXELS // 4, PIXELS // 20  # pixels; the tiers of SPEC.md
CLEAR = 6  # pixel edges, or pixels along an edge of the patch, that can be seen; SPEC.md


class Case:
    """A row, and the ground of its patch as captions see it."""

    def __init__(self, ground: Ground, row: Row) -> None:
        self.ground, self.row = ground, row
        self.areas = ground.areas

    @cached_property
    def visible(self) -> set[str]:
        """The classes that can be seen."""
        return {label for label, area in self.areas.items() if area >= VISIBLE}

    @cached_property
    def all_visible(self) -> bool:
        return len(self.visible) == len(self.areas)

    @property
    def covered(self) -> int:
        """Pixels of all classes."""
        return self.areas.total()

    @property
    def unlabelled(self) -> int:
        """Pixels of no class."""
        return PIXELS - self.covered

    def area(self, claim: Claim) -> int:
        """The pixels of all the classes of a claim."""
        return sum(self.areas[label] for label in claim.labels)

    def border(self, a: str, b: str) -> int:
        """Pixel edges that two classes share."""
        return self.ground.shared[a, b]

    def neighbors(self, label: str) -> set[str]:
        """The classes that share a pixel edge with a class."""
        return {other for other in self.areas if self.border(label, other)}

    def is_clear(self, label: str) -> bool:
        """Can all neighbors of a class be seen, and all the boundaries with them?"""
        near = self.neighbors(label)
        return self.all_visible and all(self.border(label, other) >= CLEAR for other in near)

    @cached_property
    def boundaries(self) -> int:
        """Pixel edges between all classes."""
        return sum(self.ground.shared.values()) // 2

    @cached_property
    def edges(self) -> dict[str, Counter[str]]:
        """The classes along each edge of the patch, with their pixels."""
        grid = self.ground.classes
        lines = {"north": grid[0], "east": grid[:, -1], "south": grid[-1], "west": grid[:, 0]}
        return {edge: _classes(line.tolist()) for edge, line in lines.items()}

    def along(self, label: str) -> dict[str, int]:
        """The edges of the patch that a class reaches, with its pixels there."""
        return {edge: found[label] for edge, found in self.edges.items() if found[label]}

    @cached_property
    def regions(self) -> list[Spot]:
        """All regions, largest first."""
        return _largest_first(list(self.ground.regions))

    @cached_property
    def visible_regions(self) -> list[Spot]:
        """Those of them that can be seen, largest first."""
        return [region for region in self.regions if region.area >= VISIBLE]

    def regions_of(self, label: str) -> list[Spot]:
        """The regions of a class, largest first."""
        return _largest_first(self.ground.spots[label])


Truth = Callable[[Claim, Case], bool]  # is a claim true of a case whose map shows its classes?
Truths = dict[str, Truth]  # kind of claim -> is it true?


def _classes(numbers: list[int]) -> Counter[str]:
    return Counter(CLASSES[number] for number in numbers if number >= 0)


def _largest_first(spots: list[Spot]) -> list[Spot]:
    return sorted(spots, key=lambda spot: -spot.area)
