"""Predicates: what a caption can say of one class, as verb phrases that follow its name. Draft and
class -> Fact, which says "borders pastures" in any form.

Here of the class alone, in `relations` beside others. Each function finds one kind of fact, or None
if there is none; SPEC.md has the rule of each. Example: of arable land "is split into three
separate regions", "reaches the western edge".
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.captions.facts import EDGES, Fact, edge_name
from builder.captions.naming import CLEAR, Draft, countable
from builder.captions.phrases import Phrase
from builder.geometry import SIDE, Box, Point
from builder.tasks.wording import listing, number

_NEAR_LINE = 4  # pixels: how far a center keeps from the lines between the nine parts of the patch
_FITS = SIDE // 2  # pixels: what is wider or higher does not lie in one part
_THIRD, _MIDDLE = SIDE // 3, SIDE // 2
_LARGER = (
    10,
    9,
)  # the largest region is told of if it is at least so many times as large as the next

_ONE_REGION = Phrase(
    "[~[forms|makes up] [a single|one|just one|only one] <connected> <region>"
    "|~comes [as|in] [a single|one] <connected> <region>"
    "|~is [in one piece|undivided|unbroken|a single <connected> <region>]"
    "|~[holds|hangs] together [as|in] [one|a single] <connected> <region>"
    "|~lies in [one piece|a single <connected> <region>]"
    "|~[consists of|is made up of] [one|a single|just one] <connected> <region>]"
)
_MANY_REGIONS = Phrase(
    "[~is [split|divided|broken up|separated|subdivided] into {n} [<separate> |]<regions>"
    "|~[consists of|comes in|appears in|occurs in|breaks up into|is made up of|is found in]"
    " {n} <separate> <regions>"
    "|~takes the form of {n} <separate> <regions>"
    "|~is [spread|scattered|distributed|dispersed] [over|across] {n} <separate> <regions>]"
)


def parts(draft: Draft, label: str) -> Fact | None:
    """The number of its regions, if each of them can be seen."""
    regions = draft.cover.regions[label]
    if not countable(regions):
        return None
    return Fact(_MANY_REGIONS if len(regions) > 1 else _ONE_REGION, {"n": number(len(regions))})


_LARGEST = Phrase(
    "[~has ~its <largest> [<region>|part|piece|single piece] {near}"
    "|~has ~its [main|principal] [<region>|part|piece] {near}"
    "|~is most extensive {near}|~reaches ~its greatest extent {near}]"
)
_LARGEST_SIZE = Phrase(
    "[~[reaches|measures] {size} in ~its <largest> <region>|~has {size} in ~its <largest> <region>]"
)
_LIES = Phrase("<lies> {near}")
_NEAR = Phrase("[near|close to|around|in|at] the [center|middle]")


def _band(value: float, first: str, last: str) -> str | None:
    """The third of the side that holds a coordinate, "" for the middle one; None near the line
    between two.
    """
    if value <= _THIRD - _NEAR_LINE:
        return first
    if value >= 2 * _THIRD + _NEAR_LINE:
        return last
    return "" if _THIRD + _NEAR_LINE <= value <= 2 * _THIRD - _NEAR_LINE else None


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
    "north": "upper",
    "south": "lower",
    "west": "left",
    "east": "right",
}
_PLACED = Phrase(
    "[in the {compass}|in the {compass}|in the {compass}ern [part|section|portion|third"
    "|area]|toward the {compass}|in the {corner} [part|section|portion|area|third]]"
)


def _placed(draft: Draft, found: str) -> str:
    """ "in the northwest", "in the upper left part", "near the center"."""
    if found == "center":
        return draft.say(_NEAR)
    return draft.say(_PLACED, compass=found, corner=_CORNER[found])


def largest(draft: Draft, label: str) -> Fact | None:
    """Of several regions the largest one, if it clearly is: where it lies, or its area."""
    first, *others = draft.cover.regions[label]
    if not others or first.area * _LARGER[1] < others[0].area * _LARGER[0]:
        return None
    if found := place(first.centroid, first.box):
        return Fact(_LARGEST, {"near": _placed(draft, found)})
    return Fact(_LARGEST_SIZE, {"size": draft.manner.area(first.area)}) if draft.manner else None


def where(draft: Draft, label: str) -> Fact | None:
    """The half or quarter that holds all of it, or the part of the patch in which its only region
    lies.
    """
    first, *others = draft.cover.regions[label]
    if not others and (found := place(first.centroid, first.box)):
        return Fact(_LIES, {"near": _placed(draft, found)})
    if half := _half(draft, [region.box for region in (first, *others)]):
        return Fact(_HALF, {"half": half})
    return None


_HALF = Phrase(
    "[~[lies|is found|is located|stays|remains|is situated|is contained] <entirely> [in"
    "|within|inside] the {half}"
    "|~keeps [entirely|wholly|strictly|fully] to the {half}"
    "|~is [confined|restricted|limited] to the {half}"
    "|~does not [^leave|^go beyond|^extend beyond|^reach beyond] the {half}"
    "|~[occurs|appears|lies|is found|is present|is visible] only [in|within] the {half}"
    "|~is absent outside the {half}]"
)


def _half(draft: Draft, boxes: Sequence[Box]) -> str | None:
    """ "northern half" or "northeastern quarter", whichever is the smallest that holds all the
    boxes; None if no half does.
    """
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    rows = _side(min(tops), max(bottoms), "northern", "southern")
    columns = _side(min(lefts), max(rights), "western", "eastern")
    if rows and columns:
        quarter = rows.removesuffix("ern") + columns
        in_picture = draft.chance.below(3) == 0
        return f"{_CORNER[quarter.removesuffix('ern')] if in_picture else quarter} quarter"
    half = rows or columns
    in_picture = bool(half) and draft.chance.below(3) == 0
    return f"{_CORNER[half.removesuffix('ern')] if in_picture else half} half" if half else None


def _side(low: int, high: int, first: str, second: str) -> str:
    """The half that holds all from `low` to `high`, "" if none does."""
    if high <= _MIDDLE:
        return first
    return second if low >= _MIDDLE else ""


_NO_EDGE = Phrase(
    "[~[stops|ends] short of [all four edges|every edge|the edges of <whole>]"
    "|~lies entirely in the interior of <whole>"
    "|~[keeps|stays|remains] clear of [all four edges|every edge|the edges of <whole>]"
    "|~[reaches|touches|meets] [none of the [four |]edges|no edge of <whole>]"
    "|~does not [^reach|^touch|^extend to|^run up to] [any edge|any of the four edges"
    "|the edges of <whole>]"
    "|~[keeps|stays|remains] away from [all four edges|every edge|the edges of <whole>]]"
)
_ALL_EDGES = Phrase(
    "[~[reaches|touches|extends to|comes up to|meets|runs up to|stretches to|spreads to]"
    " [all four <sides>|every <edge>|each of the four <sides>|all <sides>][ of <whole>|]"
    "|~[extends|spreads|stretches] to the [edges|margins|borders] of <whole> [in every direction"
    "|in all directions]]"
)
_SOME_EDGES = Phrase(
    "~[reaches|touches|extends to|comes up to|runs up to|meets|stretches to|extends as far as"
    "|reaches as far as|continues to|spreads to|runs as far as|stretches as far as|ends at"
    "|leads up to|extends all the way to|stretches all the way to|reaches out to"
    "|goes as far as] the {edges} [edge|side|margin|border]{s}[ of <whole>|]"
)
_ALL_BUT = Phrase(
    "~[reaches|touches|extends to|comes up to|meets|runs up to|stretches to] [every|each] <edge>"
    " [but|except|other than|apart from] the {edge} one"
)
_WHOLE_EDGE = Phrase(
    "~[lines|follows|runs along|fills|takes up|occupies|covers] the [whole|entire|full]"
    " {edge} <edge>"
)
_ALONG = Phrase(
    "[~[lines|follows|runs along|extends along|stretches along]"
    " the {edge} <edge> for {length}"
    "|~[reaches|touches|meets] the {edge} <edge> along {length}]"
)


def edges(draft: Draft, label: str) -> Fact | None:
    """Which edges of the patch it reaches, or that one is all its own; None if one is reached by so
    few pixels that it can hardly be seen.
    """
    along = {side: found[label] for side, found in draft.cover.sides.items() if label in found}
    if not along:
        return Fact(_NO_EDGE)
    if min(along.values()) < CLEAR:
        return None
    if SIDE in along.values() and draft.chance.coin():
        side = next(side for side, pixels in along.items() if pixels == SIDE)
        return Fact(_WHOLE_EDGE, {"edge": edge_name(draft, side)})
    return Fact(_ALL_EDGES) if len(along) == len(EDGES) else _some_edges(draft, [*along])


def _some_edges(draft: Draft, sides: Sequence[str]) -> Fact:
    """The edges by name; of three one time in two the one that is missing."""
    if len(sides) == len(EDGES) - 1 and draft.chance.coin():
        (missing,) = EDGES.keys() - set(sides)
        return Fact(_ALL_BUT, {"edge": edge_name(draft, missing)})
    named = listing([EDGES[side] for side in sides])
    return Fact(_SOME_EDGES, {"edges": named, "s": "s" if len(sides) > 1 else ""})


def along(draft: Draft, label: str) -> Fact | None:
    """Along how much of an edge it lies."""
    found = {side: sides[label] for side, sides in draft.cover.sides.items() if label in sides}
    sides = [side for side, pixels in found.items() if CLEAR <= pixels < SIDE]
    if not sides or draft.manner is None:
        return None
    side = draft.chance.choice(sides)
    slots = {"edge": edge_name(draft, side), "length": draft.manner.length(found[side])}
    return Fact(_ALONG, slots)


_ACROSS = Phrase(
    "[~[links|connects] the [western and the eastern|western with the eastern"
    "|left and the right] <edge>"
    "|~[stretches|extends|reaches|runs|continues] [|all the way ]from the [western to the eastern"
    "|eastern to the western|left to the right] <edge>"
    "|~[crosses|traverses|spans|runs across] <whole> from [west to east|east to west|side to side"
    "|left to right]]"
)
_DOWN = Phrase(
    "[~[links|connects] the [northern and the southern|northern with the southern"
    "|upper and the lower] <edge>"
    "|~[stretches|extends|reaches|runs|continues] [|all the way ]from the [northern to the southern"
    "|southern to the northern|upper to the lower] <edge>"
    "|~[crosses|traverses|spans|runs across] <whole> from [north to south|south to north"
    "|top to bottom]]"
)


def spans(draft: Draft, label: str) -> Fact | None:
    """Whether one of its regions reaches from one edge to the opposite one."""
    boxes = [region.box for region in draft.cover.regions[label]]
    lines = ((0, _ACROSS), (1, _DOWN))
    held = [phrase for axis, phrase in lines if _crosses(boxes, axis)]
    return Fact(draft.chance.choice(held)) if held else None


def _crosses(boxes: Sequence[Box], axis: int) -> bool:
    """Does one of the boxes reach across the patch, along x (0) or y (1)?"""
    return any(box[axis] == 0 and box[axis + 2] == SIDE for box in boxes)
