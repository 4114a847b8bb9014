"""Predicates: what a caption can say of one class, as verb phrases that follow its name. Teller and
class -> "borders pastures".

Here of the class alone, in `relations` beside others. Each function tells one kind of fact, or None
where there is nothing to tell; SPEC.md has the rule of each. Example: of arable land "is split into
three separate regions", "reaches the western edge".
"""

from __future__ import annotations

from collections.abc import Callable

from builder.captions import relations
from builder.captions.amounts import length, measure
from builder.captions.naming import Teller
from builder.captions.phrases import Phrase
from builder.geometry import SIDE, Box, Point
from builder.tasks.wording import listing, number

EDGES = {
    "top": "northern",
    "right": "eastern",
    "bottom": "southern",
    "left": "western",
}  # north is up: a patch is cut along its UTM grid
_OF_PICTURE = {"northern": "upper", "eastern": "right", "southern": "lower", "western": "left"}
_CLEAR = 4  # pixels: how far a center keeps from the lines between the nine parts of the patch
_FITS = SIDE // 2  # pixels: what is wider or higher does not lie in one part

_ONE_REGION = Phrase(
    "[~forms [a single|one|just one|one] <connected> <region>"
    "|~comes [as|in] [a single|one] <connected> <region>"
    "|~is [all of a piece|in one piece|one <connected> <region>|undivided]"
    "|~holds together [as|in] [one|a single] <connected> <region>"
    "|~makes up [one|a single] <connected> <region>]"
)
_MANY_REGIONS = Phrase(
    "[~is [split|divided|broken up|separated|parted] into {n} [separate|distinct|disconnected|individual] <regions>"
    "|~consists of {n} [separate|distinct|disconnected|individual] <regions>"
    "|~comes in {n} [separate|distinct|disconnected|individual] <regions>"
    "|~is [spread|scattered|distributed] over {n} [separate|distinct|disconnected|individual] <regions>"
    "|~appears [as|in] {n} [separate|distinct|disconnected|individual] <regions>]"
)


def parts(teller: Teller, label: str, plural: bool) -> str:
    """The number of its regions."""
    n = len(teller.cover.regions[label])
    return (_MANY_REGIONS if n > 1 else _ONE_REGION).say(teller.chance, plural=plural, n=number(n))


_LARGEST = Phrase(
    "[~has ~its <largest> [<region>|part] {near}|~has ~its <largest> [<region>|part], [of|with] {size}, {near}]"
)
_LARGEST_SIZE = Phrase("~[reaches|has|covers] {size} in ~its <largest> <region>")
_LIES = Phrase("~[lies|is found|is located|is situated|sits] {near}")
_NEAR = Phrase("[near|close to|around|in] the center")


def _band(value: float, first: str, last: str) -> str | None:
    """The third of the side that holds a coordinate, "" for the middle one; None near the line
    between two.
    """
    for low, high, name in (
        (0, SIDE / 3, first),
        (SIDE / 3, 2 * SIDE / 3, ""),
        (2 * SIDE / 3, SIDE, last),
    ):
        if (low == 0 or value >= low + _CLEAR) and (high == SIDE or value <= high - _CLEAR):
            return name
    return None


def place(centroid: Point, box: Box) -> str | None:
    """The one of nine parts of the patch in which a region lies, "northwest" to "southeast" or
    "center"; None where that is not clear.

    Its centroid keeps 4 pixels from the lines between the parts, and its box is at most half as
    wide and high as the patch.
    """
    if box.x1 - box.x0 > _FITS or box.y1 - box.y0 > _FITS:
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


def _placed(teller: Teller, found: str) -> str:
    """ "in the northwest", "in the upper left part", "near the center"."""
    said = f"{_CORNER[found]} part" if found in _CORNER and teller.chance.below(3) == 0 else found
    return _NEAR.say(teller.chance) if found == "center" else f"in the {said}"


def largest(teller: Teller, label: str, plural: bool) -> str | None:
    """Of several regions the largest one, if no other is as large: where it lies, or its area."""
    first, *others = teller.cover.regions[label]
    if not others or others[0].area == first.area:
        return None
    size = measure(first.area, teller.chance)
    if found := place(first.centroid, first.box):
        return _LARGEST.say(teller.chance, plural=plural, size=size, near=_placed(teller, found))
    return _LARGEST_SIZE.say(teller.chance, plural=plural, size=size)


def where(teller: Teller, label: str, plural: bool) -> str | None:
    """The half or quarter that holds all of it, or the part of the patch in which its only region
    lies.
    """
    regions = teller.cover.regions[label]
    if len(regions) == 1 and (found := place(regions[0].centroid, regions[0].box)):
        return _LIES.say(teller.chance, plural=plural, near=_placed(teller, found))
    if half := _half([region.box for region in regions]):
        return _HALF.say(teller.chance, plural=plural, half=half)
    return None


_HALF = Phrase(
    "[~[lies|is found|is located|stays|remains] <entirely> [in|within] the {half}"
    "|~keeps [entirely |wholly |]to the {half}"
    "|~is [confined|restricted|limited] to the {half}]"
)


def _half(boxes: list[Box]) -> str | None:
    """ "northern half" or "northeastern quarter", whichever is the smallest that holds all the
    boxes; None where no half does.
    """
    middle = SIDE // 2
    rows = (
        "northern"
        if max(b.y1 for b in boxes) <= middle
        else "southern"
        if min(b.y0 for b in boxes) >= middle
        else ""
    )
    columns = (
        "western"
        if max(b.x1 for b in boxes) <= middle
        else "eastern"
        if min(b.x0 for b in boxes) >= middle
        else ""
    )
    if rows and columns:
        return f"{rows.removesuffix('ern')}{columns} quarter"
    return f"{rows or columns} half" if rows or columns else None


_NO_EDGE = Phrase(
    "[~[keeps|stays] clear of [all four edges|every edge|the edges of <whole>]|~reaches [none of the [four |]edges|no edge of <whole>]"
    "|~does not [reach|touch|extend to] [any edge|any of the four edges|the edges of <whole>]]"
)
_ALL_EDGES = Phrase(
    "~[reaches|touches|extends to|comes up to] [all four edges|every edge|all the edges] [of <whole>|]"
)
_SOME_EDGES = Phrase(
    "~[reaches|touches|extends to|comes up to|runs up to] the {edges} [edge|side|margin|limit]{s} [of <whole>|]"
)
_WHOLE_EDGE = Phrase(
    "~[lines|follows|runs along|fills|takes up] the [whole|entire|complete|full] {edge} [edge|side|margin]"
)
_ALONG = Phrase(
    "~[lines|follows|runs along|occupies] the {edge} [edge|side|margin] [for|over] {length}"
)


def edge_name(teller: Teller, side: str) -> str:
    """ "northern", or "upper" as in a picture."""
    edge = EDGES[side]
    return _OF_PICTURE[edge] if teller.chance.below(4) == 0 else edge


def edges(teller: Teller, label: str, plural: bool) -> str:
    """Which edges of the patch it reaches, or along how much of one it lies."""
    chance, along = (
        teller.chance,
        {side: found[label] for side, found in teller.cover.sides.items() if label in found},
    )
    if len(along) in (0, 4):
        return (_ALL_EDGES if along else _NO_EDGE).say(chance, plural=plural).rstrip()
    side = chance.choice(tuple(along))
    if along[side] == SIDE:
        return _WHOLE_EDGE.say(chance, plural=plural, edge=edge_name(teller, side))
    if chance.coin():
        return _ALONG.say(
            chance, plural=plural, edge=edge_name(teller, side), length=length(along[side], chance)
        )
    named = [EDGES[name] for name in along]
    return _SOME_EDGES.say(
        chance, plural=plural, edges=listing(named), s="s" * (len(named) > 1)
    ).rstrip()


_SPANS = {
    "row": Phrase(
        "[~[stretches|extends|reaches|runs] [from the western to the eastern|from the eastern to the western"
        "|from the left to the right] edge"
        "|~crosses <whole> from [west to east|east to west|side to side]]"
    ),
    "column": Phrase(
        "[~[stretches|extends|reaches|runs] [from the northern to the southern|from the southern to the northern"
        "|from the upper to the lower]"
        " edge|~crosses <whole> from [north to south|south to north|top to bottom]]"
    ),
}


def spans(teller: Teller, label: str, plural: bool) -> str | None:
    """Whether one of its regions reaches from one edge to the opposite one."""
    boxes = [region.box for region in teller.cover.regions[label]]
    held = [
        line
        for line, reaches in (
            ("row", any(b.x0 == 0 and b.x1 == SIDE for b in boxes)),
            ("column", any(b.y0 == 0 and b.y1 == SIDE for b in boxes)),
        )
        if reaches
    ]
    return _SPANS[teller.chance.choice(held)].say(teller.chance, plural=plural) if held else None


Predicate = Callable[[Teller, str, bool], str | None]
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
