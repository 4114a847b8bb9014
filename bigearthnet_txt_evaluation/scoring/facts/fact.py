"""Facts: what a caption says of the land, one thing each, in whatever words.

Example: "pastures (20 %) border arable land in the north" says Class("Pastures"), Class("Arable
land"), Area(("Pastures",), 2880) and Neighbors({"Pastures", "Arable land"}).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bigearthnet_txt_solver.space import PERCENT

_NEAR = 5  # an area is told well enough if it is off by a fifth of itself, or by 1 % of the patch


@dataclass(frozen=True, slots=True)
class Class:
    """A class is there."""

    label: str


@dataclass(frozen=True, slots=True)
class Area:
    """Classes cover so many pixels together."""

    labels: tuple[str, ...]
    pixels: float

    def is_near(self, pixels: float) -> bool:
        """Is this about as large?"""
        return abs(self.pixels - pixels) <= max(pixels / _NEAR, float(PERCENT))


@dataclass(frozen=True, slots=True)
class Neighbors:
    """Two classes touch."""

    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Direction:
    """A class lies in these directions ("north", "east", ...) as seen from another one.

    Without another one: in this part of the patch; no direction is its center.
    """

    label: str
    sides: frozenset[str]
    other: str | None = None


Fact: TypeAlias = Class | Area | Neighbors | Direction
KINDS: dict[type[Fact], str] = {
    Class: "classes",
    Area: "areas",
    Neighbors: "neighbors",
    Direction: "directions",
}
SIDES = {
    "north": "north",
    "south": "south",
    "east": "east",
    "west": "west",
    "upper": "north",
    "top": "north",
    "above": "north",
    "lower": "south",
    "bottom": "south",
    "below": "south",
    "left": "west",
    "right": "east",
}
_OPPOSITE = {"north": "south", "south": "north", "east": "west", "west": "east"}


def beside(label: str, sides: frozenset[str], other: str) -> Direction:
    """Where a class lies as seen from another one; the same fact, whichever is named first."""
    if label < other:
        return Direction(label, sides, other)
    return Direction(other, frozenset(_OPPOSITE[side] for side in sides), label)


def is_same(wanted: Fact, told: Fact) -> bool:
    """Does a caption tell what is wanted? Areas need not be the same to the pixel."""
    if isinstance(wanted, Area) and isinstance(told, Area):
        return set(told.labels) == set(wanted.labels) and told.is_near(wanted.pixels)
    return told == wanted
