"""Reached: the edges of the patch that a caption has told a class to reach. Claims -> is it new?

An edge is *named* ("the southern edge"), or *known* to be reached: "crosses the scene from north to
south" names none and makes both known. Example: after it "reaches the southern edge" is no news,
"keeps the southern edge to itself" is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

# The edges that meet one: a class all along it reaches both.
BESIDE = {
    "top": ("left", "right"),
    "bottom": ("left", "right"),
    "left": ("top", "bottom"),
    "right": ("top", "bottom"),
}


class Reached:
    """What is told of classes and edges. Edges are the keys of `BESIDE`."""

    def __init__(self) -> None:
        self._named: set[tuple[str, str]] = set()
        self._known: set[tuple[str, str]] = set()

    def knows(self, label: str, sides: Iterable[str]) -> bool:
        """Does it follow from what was told that the class reaches one of these edges?"""
        return any((label, side) in self._known for side in sides)

    def know(self, label: str, sides: Iterable[str]) -> None:
        """The class reaches these edges, which are not named."""
        self._known.update((label, side) for side in sides)

    def name(self, label: str, sides: Collection[str]) -> bool:
        """Was none of these edges named beside the class? From now on they are."""
        pairs = {(label, side) for side in sides}
        if not pairs.isdisjoint(self._named):
            return False
        self._named |= pairs
        return True

    def is_news(self, label: str, sides: Collection[str]) -> bool:
        """Is it news of each of these edges that the class reaches it, and is none named yet?"""
        named = any((label, side) in self._named for side in sides)
        return not named and not self.knows(label, sides)

    def tell(self, label: str, sides: Collection[str]) -> bool:
        """The same; from now on it is told."""
        if not self.is_news(label, sides):
            return False
        self.name(label, sides)
        self.know(label, sides)
        return True

    def tell_whole(self, label: str, side: str) -> bool:
        """The same of one edge that is all its own; the edges beside it are known from then on."""
        if not self.tell(label, (side,)):
            return False
        self.know(label, BESIDE[side])
        return True
