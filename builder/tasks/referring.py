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
from builder.tasks.choices import SEEN, in_class_order, visible
from builder.tasks.wording import NOUN, closed

# percent in area by which the "largest" region exceeds the next one, and the next one the
# "smallest"
CLEAR = 10
# pixels by which the center of the "northernmost" region lies farther north than that of any other
APART = SIDE // 10
# pixels of the largest box: one of more than three quarters of the image needs no looking
LARGEST = SIDE * SIDE * 3 // 4
_MIDDLE = SIDE // 2
# sides with their place in a Box, and whether coordinates grow outward
_OUTWARD = (("left", 0, -1), ("right", 2, 1), ("top", 1, -1), ("bottom", 3, 1))

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
# place in a Box, and its value at that edge
_EDGES = (("left", 0, 0), ("top", 1, 0), ("right", 2, SIDE), ("bottom", 3, SIDE))


class Referent(NamedTuple):
    """A region and what singles it out among all regions of its class.

    `kind`: a key of `_EXPRESSIONS`; `word`: the size, the side ("top") or the corner ("top-left")
    that its expression says; `other`: the class that it names.
    """

    kind: str
    region: Region
    word: str = ""
    other: str = ""

    @property
    def classes(self) -> tuple[str, ...]:
        """The region's class and the one that the expression names, in class order."""
        label = self.region.label
        return in_class_order((label, self.other)) if self.other else (label,)

    def expression(self, chance: Chance) -> str:
        """Words for the region, "southernmost region of pastures", in one of several wordings."""
        region = f"{chance.choice(_REGION)} {NOUN[self.region.label]}"
        word = chance.choice(_WORDS[self.kind][self.word]) if self.word else ""
        other = NOUN[self.other] if self.other else ""
        form = chance.choice(_EXPRESSIONS[self.kind])
        return closed(form.format(region=region, word=word, other=other))


def _boxed(region: Region) -> bool:
    """Is it fit, and its box not so large that it could be guessed?"""
    return region.fit and region.box.area <= LARGEST


def _by_size(parts: Sequence[Region]) -> Iterator[Referent]:
    """The largest and the smallest, if the next one differs by CLEAR percent."""
    first, second, *_ = parts
    *_, next_to_last, last = parts
    if _boxed(first) and _clearly_larger(first, second):
        yield Referent("size", first, "largest")
    if _boxed(last) and _clearly_larger(next_to_last, last):
        yield Referent("size", last, "smallest")


def _clearly_larger(region: Region, other: Region) -> bool:
    return 100 * region.area >= (100 + CLEAR) * other.area


def _by_side(parts: Sequence[Region]) -> Iterator[Referent]:
    """The westernmost, easternmost, northernmost and southernmost one."""
    for side, place, sign in _OUTWARD:
        region = _farthest_out(parts, place, sign)
        if region and _boxed(region):
            yield Referent("side", region, side)


def _farthest_out(parts: Sequence[Region], place: int, sign: int) -> Region | None:
    """The region whose center lies APART farther out than any other, and whose box reaches farther
    out than any other.
    """
    centers = [sign * region.centroid[place % 2] for region in parts]
    second, first = sorted(centers)[-2:]
    if first - second < APART:
        return None
    region = parts[centers.index(first)]
    others = [sign * other.box[place] for other in parts if other is not region]
    return region if sign * region.box[place] > max(others) else None


def _halves(box: Box) -> tuple[str, ...]:
    """The halves of the image that a box reaches into, of top, bottom, left and right."""
    x0, y0, x1, y1 = box
    return _sides(y0, y1, ("top", "bottom")) + _sides(x0, x1, ("left", "right"))


def _sides(low: int, high: int, names: tuple[str, str]) -> tuple[str, ...]:
    if high <= _MIDDLE:
        return names[:1]
    return names[1:] if low >= _MIDDLE else names


def _by_place(parts: Sequence[Region]) -> Iterator[Referent]:
    """The only one in a half or quarter of the image.

    Its box lies wholly in it, and no other region's box reaches into it.
    """
    reached = [frozenset(_halves(region.box)) for region in parts]
    for region in parts:
        if _boxed(region):
            yield from _places(region, reached)


def _places(region: Region, reached: Sequence[frozenset[str]]) -> Iterator[Referent]:
    """`reached`: the halves that each region of the class reaches into."""
    own = _halves(region.box)
    if len(own) == 2 and sum([halves.issuperset(own) for halves in reached]) == 1:
        yield Referent("quarter", region, "-".join(own))
    for half in own:
        if _OPPOSITE[half] not in own and sum([half in halves for halves in reached]) == 1:
            yield Referent("half", region, half)


def _by_edge(parts: Sequence[Region], sides: Mapping[str, Mapping[str, int]]) -> Iterator[Referent]:
    """The only one that reaches an edge of the image, along SEEN pixels at least."""
    label = parts[0].label
    for side, place, value in _EDGES:
        if sides[side].get(label, 0) >= SEEN:
            there = [region for region in parts if region.box[place] == value]
            if _only_fit(there):
                yield Referent("edge", there[0], side)


def _only_fit(regions: Sequence[Region]) -> bool:
    """Is it a single region, and fit for a box?"""
    return len(regions) == 1 and _boxed(regions[0])


def _by_neighbor(parts: Sequence[Region], other: str, edges: int) -> Iterator[Referent]:
    """The only one that touches the class `other`, the only one that does not, the only one that
    has no neighbor but it.

    `edges`: pixel edges that all regions share with it; there must be SEEN of them for each region
    that touches it.
    """
    near = [region for region in parts if other in region.neighbors]
    if edges >= SEEN * len(near):
        far = [region for region in parts if other not in region.neighbors]
        yield from _single("touching", near, other)
        yield from _single("apart", far, other)
    alone = [region for region in near if len(region.neighbors) == 1]
    if _only_fit(alone) and alone[0].enclosed:
        yield from _single("within", alone, other)


def _single(kind: str, regions: Sequence[Region], other: str) -> Iterator[Referent]:
    """The only one of these regions, if it is fit for a box."""
    if _only_fit(regions):
        yield Referent(kind, regions[0], other=other)


def referents(cover: LandCover) -> list[Referent]:
    """All ways to single out a region that is fit for a box, class by class.

    The only region of its class needs no qualifier and gets none; of several, each is held against
    *all* others, small ones included.
    """
    found: list[Referent] = []
    others = visible(cover.areas)
    for parts in cover.regions.values():
        if len(parts) == 1:
            found += [Referent("only", parts[0])] if _boxed(parts[0]) else []
        elif any(_boxed(region) for region in parts):
            found += _among(parts, cover, others)
    return found


def _among(parts: Sequence[Region], cover: LandCover, others: Sequence[str]) -> Iterator[Referent]:
    """The referents of the regions of one class."""
    yield from _by_size(parts)
    yield from _by_side(parts)
    yield from _by_place(parts)
    yield from _by_edge(parts, cover.sides)
    for other in others:
        if edges := cover.border(parts[0].label, other):
            yield from _by_neighbor(parts, other, edges)
