"""Referring: which words single out one region of a class? LandCover -> referents -> expressions
for `boxes`.

Example: where two regions of pastures lie 80 pixels apart, one in rows 10..39 and one in rows
90..119 along inland waters, the second is the "southernmost region of pastures", the "region of
pastures in the lower half of the image" and the "region of pastures that touches inland waters";
nothing is said that would fit the first one too, or nearly so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from builder.chance import Chance
from builder.geometry import SIDE, Box
from builder.records import LandCover, Region
from builder.tasks.choices import in_class_order, visible
from builder.tasks.wording import NOUN, closed

# percent in area by which the "largest" region exceeds the next one, and the next one the
# "smallest"
CLEAR = 10
APART = (
    SIDE // 10
    # pixels by which the center of the "northernmost" region lies farther north than that of any other
)
SEEN = (
    6  # pixels, 60 m: a shorter contact with a class or with the edge of the image is not spoken of
)
_MIDDLE = SIDE // 2

_REGION = ("region of", "connected region of", "contiguous region of", "continuous region of")
_EXPRESSIONS = {
    "only": ("{region}",),
    "size": ("{word} {region}",),
    "side": ("{word} {region}",),
    "half": ("{region} in the {word} half of the image",),
    "quarter": (
        "{region} in the {word} quarter of the image",
        "{region} in the {word} of the image",
    ),
    "edge": (
        "{region} that reaches the {word} edge of the image",
        "{region} that touches the {word} edge of the image",
        "{region} at the {word} edge of the image",
    ),
    "touching": (
        "{region} that touches {other}",
        "{region} that borders {other}",
        "{region} next to {other}",
        "{region} adjacent to {other}",
        "{region} that shares a boundary with {other}",
    ),
    "apart": (
        "{region} that does not touch {other}",
        "{region} that does not border {other}",
        "{region} that shares no boundary with {other}",
    ),
    "within": (
        "{region} surrounded by {other}",
        "{region} that is enclosed by {other}",
        "{region} that lies entirely within {other}",
    ),
}
_FAR = {
    "left": ("westernmost", "leftmost"),
    "right": ("easternmost", "rightmost"),
    "top": ("northernmost", "topmost", "uppermost"),
    "bottom": ("southernmost", "bottommost", "lowermost"),
}
_AT = {
    "left": ("left", "western"),
    "right": ("right", "eastern"),
    "top": ("upper", "top", "northern"),
    "bottom": ("lower", "bottom", "southern"),
}
_CORNER = {
    "top-left": ("upper left", "top left", "northwestern"),
    "top-right": ("upper right", "top right", "northeastern"),
    "bottom-left": ("lower left", "bottom left", "southwestern"),
    "bottom-right": ("lower right", "bottom right", "southeastern"),
}
_WORDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "size": {word: (word,) for word in ("largest", "smallest")},
    "side": _FAR,
    "half": _AT,
    "edge": _AT,
    "quarter": _CORNER,
}
_OPPOSITE = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
_EDGES = (
    ("left", 0, 0),
    ("top", 1, 0),
    ("right", 2, SIDE),
    ("bottom", 3, SIDE),
)  # place in a Box, and its value at that edge


class Referent(NamedTuple):
    """A region and what singles it out among all regions of its class.

    `kind`: a key of `_EXPRESSIONS`; `word`: the size, the side ("top") or the corner ("top-left")
    it is told by; `other`: the class.
    """

    kind: str
    region: Region
    word: str = ""
    other: str = ""

    @property
    def classes(self) -> tuple[str, ...]:
        """The region's class and the one it is told by, in class order."""
        return (
            in_class_order((self.region.label, self.other)) if self.other else (self.region.label,)
        )

    def expression(self, chance: Chance) -> str:
        """Words for the region, "southernmost region of pastures", in one of several wordings."""
        region = f"{chance.choice(_REGION)} {NOUN[self.region.label]}"
        word = chance.choice(_WORDS[self.kind][self.word]) if self.word else ""
        other = NOUN[self.other] if self.other else ""
        return closed(
            chance.choice(_EXPRESSIONS[self.kind]).format(region=region, word=word, other=other)
        )


def _by_size(parts: Sequence[Region]) -> Iterator[Referent]:
    """The largest and the smallest, where the next one differs by CLEAR percent."""
    if parts[0].fit and 100 * parts[0].area >= (100 + CLEAR) * parts[1].area:
        yield Referent("size", parts[0], "largest")
    if parts[-1].fit and 100 * parts[-2].area >= (100 + CLEAR) * parts[-1].area:
        yield Referent("size", parts[-1], "smallest")


def _by_side(parts: Sequence[Region]) -> Iterator[Referent]:
    """The northernmost and so on: its center is farther out than any other by APART, and its box
    reaches farther out than any other.
    """
    for axis, low, high in ((0, "left", "right"), (1, "top", "bottom")):
        order = sorted(parts, key=lambda region: region.centroid[axis])
        first, second, last, next_to_last = order[0], order[1], order[-1], order[-2]
        if first.fit and second.centroid[axis] - first.centroid[axis] >= APART:
            edges = [region.box[axis] for region in order]
            if edges[0] < min(edges[1:]):
                yield Referent("side", first, low)
        if last.fit and last.centroid[axis] - next_to_last.centroid[axis] >= APART:
            edges = [region.box[axis + 2] for region in order]
            if edges[-1] > max(edges[:-1]):
                yield Referent("side", last, high)


def _reached(box: Box) -> tuple[str, ...]:
    """The halves of the image that a box reaches into, of top, bottom, left and right."""
    x0, y0, x1, y1 = box
    across = ("left",) if x1 <= _MIDDLE else ("right",) if x0 >= _MIDDLE else ("left", "right")
    down = ("top",) if y1 <= _MIDDLE else ("bottom",) if y0 >= _MIDDLE else ("top", "bottom")
    return down + across


def _by_place(parts: Sequence[Region]) -> Iterator[Referent]:
    """The only one in a half or quarter of the image: its box lies wholly in it, and no other
    region's box reaches into it.
    """
    reached = [_reached(region.box) for region in parts]
    for region, own in zip(parts, reached, strict=True):
        if not region.fit:
            continue
        if (
            len(own) == 2
            and sum([own[0] in halves and own[1] in halves for halves in reached]) == 1
        ):
            yield Referent("quarter", region, "-".join(own))
        for half in own:
            if _OPPOSITE[half] not in own and sum([half in halves for halves in reached]) == 1:
                yield Referent("half", region, half)


def _by_edge(parts: Sequence[Region], sides: Mapping[str, Mapping[str, int]]) -> Iterator[Referent]:
    """The only one that reaches an edge of the image, along SEEN pixels at least."""
    for side, place, value in _EDGES:
        if sides[side].get(parts[0].label, 0) >= SEEN:
            there = [region for region in parts if region.box[place] == value]
            if len(there) == 1 and there[0].fit:
                yield Referent("edge", there[0], side)


def _by_neighbor(parts: Sequence[Region], other: str, edges: int) -> Iterator[Referent]:
    """The only one that touches the class `other`, the only one that does not, the only one that
    has no neighbor but it.

    `edges`: pixel edges that all regions share with it; there must be SEEN of them for each region
    that touches it.
    """
    near = [region for region in parts if other in region.neighbors]
    if edges >= SEEN * len(near):
        if len(near) == 1 and near[0].fit:
            yield Referent("touching", near[0], other=other)
        if len(near) == len(parts) - 1:
            far = next(region for region in parts if other not in region.neighbors)
            if far.fit:
                yield Referent("apart", far, other=other)
    alone = [region for region in near if len(region.neighbors) == 1]
    if len(alone) == 1 and alone[0].fit and alone[0].enclosed:
        yield Referent("within", alone[0], other=other)


def referents(cover: LandCover) -> list[Referent]:
    """All ways to single out a region that is fit for a box, class by class.

    The only region of its class needs no qualifier and gets none; of several, each is held against
    *all* others, small ones included.
    """
    found: list[Referent] = []
    others = visible(cover.areas)
    for label, parts in cover.regions.items():
        if len(parts) == 1:
            found += [Referent("only", parts[0])] if parts[0].fit else []
        elif any(region.fit for region in parts):
            found += [
                *_by_size(parts),
                *_by_side(parts),
                *_by_place(parts),
                *_by_edge(parts, cover.sides),
            ]
            for other in others:
                if edges := cover.borders.get((label, other)) or cover.borders.get((other, label)):
                    found += _by_neighbor(parts, other, edges)
    return found
