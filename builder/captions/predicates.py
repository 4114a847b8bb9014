"""Predicates: what a caption can say of one class, as verb phrases that follow its name. Draft and
class -> "borders pastures".

Here of the class alone, in `relations` beside others. Each function says one kind of fact, or None
if there is none; SPEC.md has the rule of each. Example: of arable land "is split into three
separate regions", "reaches the western edge".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from builder.captions import relations
from builder.captions.amounts import length, measure
from builder.captions.naming import Draft
from builder.captions.phrases import Phrase
from builder.geometry import SIDE, Box, Point
from builder.tasks.wording import listing, number

# north is up: a patch is cut along its UTM grid
EDGES = {"top": "northern", "right": "eastern", "bottom": "southern", "left": "western"}
_OF_PICTURE = {"northern": "upper", "eastern": "right", "southern": "lower", "western": "left"}
_CLEAR = 4  # pixels: how far a center keeps from the lines between the nine parts of the patch
_FITS = SIDE // 2  # pixels: what is wider or higher does not lie in one part
_THIRD, _MIDDLE = SIDE // 3, SIDE // 2

_ONE_REGION = Phrase(
    "[~forms [a single|one|just one|one] <connected> <region>"
    "|~comes [as|in] [a single|one] <connected> <region>"
    "|~is [all of a piece|in one piece|one <connected> <region>|undivided]"
    "|~holds together [as|in] [one|a single] <connected> <region>"
    "|~makes up [one|a single] <connected> <region>]"
)
_MANY_REGIONS = Phrase(
    "[~is [split|divided|broken up|separated|parted] into {n} [separate|distinct|disconnected"
    "|individual] <regions>"
    "|~consists of {n} [separate|distinct|disconnected|individual] <regions>"
    "|~comes in {n} [separate|distinct|disconnected|individual] <regions>"
    "|~is [spread|scattered|distributed] over {n} [separate|distinct|disconnected"
    "|individual] <regions>"
    "|~appears [as|in] {n} [separate|distinct|disconnected|individual] <regions>]"
)


def parts(draft: Draft, label: str, plural: bool) -> str:
    """The number of its regions."""
    n = len(draft.cover.regions[label])
    phrase = _MANY_REGIONS if n > 1 else _ONE_REGION
    return draft.say(phrase, plural=plural, n=number(n))


_LARGEST = Phrase(
    "[~has ~its <largest> [<region>|part] {near}|~has ~its <largest> [<region>|part], [of"
    "|with] {size}, {near}]"
)
_LARGEST_SIZE = Phrase("~[reaches|has|covers] {size} in ~its <largest> <region>")
_LIES = Phrase("~[lies|is found|is located|is situated|sits] {near}")
_NEAR = Phrase("[near|close to|around|in] the center")


def _band(value: float, first: str, last: str) -> str | None:
    """The third of the side that holds a coordinate, "" for the middle one; None near the line
    between two.
    """
    if value <= _THIRD - _CLEAR:
        return first
    if value >= 2 * _THIRD + _CLEAR:
        return last
    return "" if _THIRD + _CLEAR <= value <= 2 * _THIRD - _CLEAR else None


def place(centroid: Point, box: Box) -> str | None:
    """The one of nine parts of the patch in which a region lies, "northwest" to "southeast" or
    "center"; None if that is not clear.

    Its centroid keeps 4 pixels from the lines between the parts, and its box is at most half as
    wide and high as the patch.
    """
    if max(box.x1 - box.x0, box.y1 - box.y0) > _FITS:
        return None
    vertical, horizontal = _band(centroid.y, "north", "south"), _band(centroid.x, "west", "east")
    if vertical is None or horizontal is None:
        return None
    return (vertical + horizontal) or "center"


_CORNER = {
    "northwest": "upper left",
    "northeast": "upper right",
    "southwest": "lower left",
    "southeast": "lower right",
}


def _placed(draft: Draft, found: str) -> str:
    """ "in the northwest", "in the upper left part", "near the center"."""
    in_picture = found in _CORNER and draft.chance.below(3) == 0
    if found == "center":
        return draft.say(_NEAR)
    return f"in the {_CORNER[found]} part" if in_picture else f"in the {found}"


def largest(draft: Draft, label: str, plural: bool) -> str | None:
    """Of several regions the largest one, if no other is as large: where it lies, or its area."""
    first, *others = draft.cover.regions[label]
    if not others or others[0].area == first.area:
        return None
    size = measure(first.area, draft.chance)
    if found := place(first.centroid, first.box):
        return draft.say(_LARGEST, plural=plural, size=size, near=_placed(draft, found))
    return draft.say(_LARGEST_SIZE, plural=plural, size=size)


def where(draft: Draft, label: str, plural: bool) -> str | None:
    """The half or quarter that holds all of it, or the part of the patch in which its only region
    lies.
    """
    first, *others = draft.cover.regions[label]
    if not others and (found := place(first.centroid, first.box)):
        return draft.say(_LIES, plural=plural, near=_placed(draft, found))
    if half := _half([region.box for region in (first, *others)]):
        return draft.say(_HALF, plural=plural, half=half)
    return None


_HALF = Phrase(
    "[~[lies|is found|is located|stays|remains] <entirely> [in|within] the {half}"
    "|~keeps [entirely |wholly |]to the {half}"
    "|~is [confined|restricted|limited] to the {half}]"
)


def _half(boxes: Sequence[Box]) -> str | None:
    """ "northern half" or "northeastern quarter", whichever is the smallest that holds all the
    boxes; None if no half does.
    """
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    rows = _side(min(tops), max(bottoms), "northern", "southern")
    columns = _side(min(lefts), max(rights), "western", "eastern")
    if rows and columns:
        return f"{rows.removesuffix('ern')}{columns} quarter"
    half = rows or columns
    return f"{half} half" if half else None


def _side(low: int, high: int, first: str, second: str) -> str:
    """The half that holds all from `low` to `high`, "" if none does."""
    if high <= _MIDDLE:
        return first
    return second if low >= _MIDDLE else ""


_NO_EDGE = Phrase(
    "[~[keeps|stays] clear of [all four edges|every edge|the edges of <whole>]"
    "|~reaches [none of the [four |]edges|no edge of <whole>]"
    "|~does not [reach|touch|extend to] [any edge|any of the four edges|the edges of <whole>]]"
)
_ALL_EDGES = Phrase(
    "~[reaches|touches|extends to|comes up to] [all four edges|every edge"
    "|all the edges] [of <whole>|]"
)
_SOME_EDGES = Phrase(
    "~[reaches|touches|extends to|comes up to|runs up to] the {edges} [edge|side|margin"
    "|limit]{s} [of <whole>|]"
)
_WHOLE_EDGE = Phrase(
    "~[lines|follows|runs along|fills|takes up] the [whole|entire|complete|full] {edge} [edge|side"
    "|margin]"
)
_ALONG = Phrase(
    "~[lines|follows|runs along|occupies] the {edge} [edge|side|margin] [for|over] {length}"
)


def edge_name(draft: Draft, side: str) -> str:
    """ "northern", or "upper" as in a picture."""
    edge = EDGES[side]
    return _OF_PICTURE[edge] if draft.chance.below(4) == 0 else edge


def edges(draft: Draft, label: str, plural: bool) -> str:
    """Which edges of the patch it reaches, or along how much of one it lies."""
    sides = [side for side, found in draft.cover.sides.items() if label in found]
    if len(sides) in (0, 4):
        phrase = _ALL_EDGES if sides else _NO_EDGE
        return draft.say(phrase, plural=plural).rstrip()
    side = draft.chance.choice(sides)
    pixels = draft.cover.sides[side][label]
    if pixels == SIDE:
        return draft.say(_WHOLE_EDGE, plural=plural, edge=edge_name(draft, side))
    if draft.chance.coin():
        return _along(draft, side, pixels, plural=plural)
    return _some_edges(draft, sides, plural)


def _along(draft: Draft, side: str, pixels: int, *, plural: bool) -> str:
    edge = edge_name(draft, side)
    return draft.say(_ALONG, plural=plural, edge=edge, length=length(pixels, draft.chance))


def _some_edges(draft: Draft, sides: Sequence[str], plural: bool) -> str:
    named = listing([EDGES[side] for side in sides])
    s = "s" if len(sides) > 1 else ""
    return draft.say(_SOME_EDGES, plural=plural, edges=named, s=s).rstrip()


_ACROSS = Phrase(
    "[~[stretches|extends|reaches|runs] [from the western to the eastern"
    "|from the eastern to the western|from the left to the right] edge"
    "|~crosses <whole> from [west to east|east to west|side to side]]"
)
_DOWN = Phrase(
    "[~[stretches|extends|reaches|runs] [from the northern to the southern"
    "|from the southern to the northern|from the upper to the lower] edge"
    "|~crosses <whole> from [north to south|south to north|top to bottom]]"
)


def spans(draft: Draft, label: str, plural: bool) -> str | None:
    """Whether one of its regions reaches from one edge to the opposite one."""
    boxes = [region.box for region in draft.cover.regions[label]]
    lines = ((0, _ACROSS), (1, _DOWN))
    held = [phrase for axis, phrase in lines if _crosses(boxes, axis)]
    return draft.say(draft.chance.choice(held), plural=plural) if held else None


def _crosses(boxes: Sequence[Box], axis: int) -> bool:
    """Does one of the boxes reach across the patch, along x (0) or y (1)?"""
    return any(box[axis] == 0 and box[axis + 2] == SIDE for box in boxes)


Predicate = Callable[[Draft, str, bool], str | None]
ALL: tuple[Predicate, ...] = (
    parts,
    largest,
    where,
    edges,
    spans,
    relations.neighbors,
    relations.boundary,
    relations.apart,
    relations.side,
    relations.ratio,
    relations.rank,
)
