"""Predicates: what a caption can say of one class, as verb phrases that follow its name. Draft and
class -> Fact, which says "borders pastures" in any form.

Here of the class alone, in `relations` beside others. Each function finds one kind of fact, or None
if there is none; SPEC.md has the rule of each. Example: of arable land "is split into three
separate regions", "reaches the western edge".
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.captions.facts import EDGES, OF_PICTURE, Fact, edge_name
from builder.captions.naming import CLEAR, Draft, countable
from builder.captions.phrases import Phrase
from builder.captions.reached import BESIDE
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
    "[~forms [a single|one|just one] <connected> <region>"
    "|~comes [as|in] [a single|one] <connected> <region>"
    "|~is [in one piece|all of a piece|undivided|unbroken|a single <connected> <region>]"
    "|~remains [undivided|unbroken|in one piece]"
    "|~lies in [one piece|a single <connected> <region>]"
    "|~[consists of|is made up of] [one|a single|just one] <connected> <region>"
    "|~is [all|gathered|united|joined] in [one|a single|just one] <region>"
    "|~is not broken up]"
)
_MANY_REGIONS = Phrase(
    "[~is [split|divided|broken up|broken|separated|cut up] into {n} [<separate> |]<regions>"
    "|~[consists of|comes in|appears in|occurs in|breaks up into"
    "|is made up of|is found in] {n} <separate> <regions>"
    "|~takes the form of {n} <separate> <regions>"
    "|~is [spread|scattered|distributed|dispersed] [over|across|among] {n} <separate> <regions>"
    "|~[has|comprises] {n} <separate> <regions>]"
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
    "|~is most extensive {near}|~reaches ~its greatest extent {near}"
    "|~is at ~its most extensive {near}]"
)
_LARGEST_SIZE = Phrase(
    "[~[measures|covers|occupies|takes up] {size} in ~its [<largest>|largest single] <region>"
    "|~has a <largest> <region> of {size}]"
)
_LIES = Phrase("<lies> {near}")
_NEAR = Phrase(
    "[[near|close to|around|in|at] the [center|middle|heart]"
    "|in the [central|middle] [part|section|portion|area|zone]]"
)


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
    "[in the {compass}|in the {compass}ern [part|section|portion|third|area]"
    "|[toward|to] the {compass}|in the {corner} [part|section|portion|area|third]"
    "|on the {compass}ern side|on the {corner} side]"
)


def _placed(draft: Draft, found: str) -> str:
    """ "in the northwest", "in the upper left part", "near the center"."""
    if found == "center":
        return draft.tell(_NEAR)
    return draft.tell(_PLACED, compass=found, corner=_CORNER[found])


def largest(draft: Draft, label: str) -> Fact | None:
    """Of several regions the largest one, if it clearly is: where it lies, or its area."""
    first, *others = draft.cover.regions[label]
    if not others or first.area * _LARGER[1] < others[0].area * _LARGER[0]:
        return None
    if found := place(first.centroid, first.box):
        return Fact(_LARGEST, {"near": _placed(draft, found)})
    return _largest_size(draft, first.area, draft.cover.areas[label])


def _largest_size(draft: Draft, pixels: int, of: int) -> Fact | None:
    """The area of the largest region, unless it is told like that of its class."""
    if draft.manner is None:
        return None
    size = draft.manner.area(pixels)
    return None if size == draft.manner.area(of) else Fact(_LARGEST_SIZE, {"size": size})


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
    "|~does not [^leave|^go beyond|^extend beyond|^reach beyond|^occur outside|^spread beyond] the"
    " {half}"
    "|~[occurs|appears|lies|is found|is present|is visible] [only|solely|exclusively|nowhere but]"
    " [in|within] the {half}"
    "|~is absent [outside|beyond] the {half}|~is found nowhere outside the {half}"
    "|~belongs <entirely> to the {half}|~fits [into|within|inside] the {half}"
    "|nowhere ~leaves the {half}]"
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
    "[~[stops|ends] short of [all four edges|every edge|the edges of {w}]"
    "|~lies [entirely|wholly|fully] in the interior of {w}"
    "|~is set back from [all four edges|every edge|the edges of {w}]"
    "|~[lies|remains|stays] inside the [edges|margins|limits] of {w}"
    "|nowhere ~[reaches|touches|meets] [an edge|the edge of {w}|any of the edges]"
    "|~keeps ~its distance from [all four edges|every edge|the edges of {w}]"
    "|~[keeps|stays|remains] clear of [all four edges|every edge|the edges of {w}]"
    "|~[reaches|touches|meets] [none of the [four |]edges|no edge of {w}]"
    "|~does not [^reach|^touch|^extend to|^run up to] [any edge|any of the four edges"
    "|the edges of {w}]"
    "|~[keeps|stays|remains] away from [all four edges|every edge|the edges of {w}]]"
)
_ALL_EDGES = Phrase(
    "[~[reaches|touches|extends to|comes up to|meets|runs up to|stretches to|spreads to]"
    " [all four <sides>|every [edge|side|margin]|each of the four <sides>|all four of the <sides>]"
    "[ of {w}|]"
    "|~[extends|spreads|stretches|runs|reaches|continues|goes] to the [edges|margins|borders"
    "|limits]"
    " of {w} [in every direction|in all directions|on all sides|on every side|all around]"
    "|~[continues|extends|runs] right to [all four <sides>|every [edge|side|margin]][ of {w}|]]"
)
_SOME_EDGES = Phrase(
    "[~[reaches|touches|extends to|comes up to|runs up to|meets|stretches to|extends as far as"
    "|reaches as far as|continues to|spreads to|runs as far as|stretches as far as|ends at"
    "|extends all the way to|stretches all the way to|reaches out to"
    "|goes as far as|continues as far as|runs right up to|comes right up to"
    "|abuts|lies along|lies against|is bounded by|adjoins|comes as far as|goes right up to"
    "|carries on to|runs on to] the {edges}"
    " [edge|side|margin|border]{s}[ of {w}|]"
    "|~[reaches|touches|meets|extends to|runs up to|comes up to|stretches to|adjoins]"
    " the [edge|margin] [of {w} |]in the {sides}]"
)
_ALL_BUT = Phrase(
    "~[reaches|touches|extends to|comes up to|meets|runs up to|stretches to] [every|each] <edge>"
    " [but|except|other than|apart from|save for|with the exception of|aside from] the {edge} one"
)
_WHOLE_EDGE = Phrase(
    "[~[lines|follows|runs along|fills|takes up|occupies|covers|lies along|extends along]"
    " the [whole|entire|full] {edge} <edge>"
    "|~[lies|runs|extends|stretches] along the {edge} <edge> [from end to end|in full"
    "|over its full length|without a gap]"
    "|~[lines|follows|occupies|covers|takes up] all of the {edge} <edge>"
    "|~[has|claims|keeps] the {edge} <edge> to ~itself]"
)
# Of an edge that it is known to reach: that no other class does.
_OWN_EDGE = Phrase(
    "[~[has|claims|keeps] the [whole |entire |full |]{edge} <edge> to ~itself"
    "|~[has|claims|keeps] the {edge} <edge> entirely to ~itself"
    "|~is alone [along|at|on] the {edge} <edge>]"
)
_ALONG = Phrase(
    "[~[lines|follows|runs along|extends along|stretches along|lies along|occupies|continues along]"
    " the {edge} <edge> for {length}"
    "|~[reaches|touches|meets|adjoins|abuts] the {edge} <edge> [along|over|on a length of"
    "|over a length of] {length}"
    "|~[takes up|occupies|covers] {length} of the {edge} <edge>]"
)


def edges(draft: Draft, label: str) -> Fact | None:
    """Which edges of the patch it reaches, or that one is all its own; None if one is reached by so
    few pixels that it can hardly be seen.
    """
    along = {side: found[label] for side, found in draft.cover.sides.items() if label in found}
    if not along:
        return Fact(_NO_EDGE) if draft.news("no edge", label, label) else None
    if min(along.values()) < CLEAR:
        return None
    if SIDE in along.values() and draft.chance.coin():
        return _own_edge(draft, label, next(side for side in along if along[side] == SIDE))
    if not draft.reached.tell(label, along):
        return None
    return Fact(_ALL_EDGES) if len(along) == len(EDGES) else _some_edges(draft, [*along])


def _own_edge(draft: Draft, label: str, side: str) -> Fact | None:
    """That one edge is all its own, unless it was told in words that the class reaches it."""
    known = draft.reached.knows(label, [side])
    if not draft.reached.name(label, [side]):
        return None
    draft.reached.know(label, (side, *BESIDE[side]))
    return Fact(_OWN_EDGE if known else _WHOLE_EDGE, {"edge": edge_name(draft, side)})


def _some_edges(draft: Draft, sides: Sequence[str]) -> Fact:
    """The edges by name; of three one time in two the one that is missing."""
    if len(sides) == len(EDGES) - 1 and draft.chance.coin():
        (missing,) = EDGES.keys() - set(sides)
        return Fact(_ALL_BUT, {"edge": edge_name(draft, missing)})
    named = [EDGES[side] for side in (sides if draft.chance.coin() else sides[::-1])]
    slots = {"edges": listing(named), "s": "s" if len(sides) > 1 else ""}
    return Fact(_SOME_EDGES, slots | {"sides": slots["edges"].replace("ern", "")})


def along(draft: Draft, label: str) -> Fact | None:
    """Along how much of an edge it lies."""
    found = {side: sides[label] for side, sides in draft.cover.sides.items() if label in sides}
    sides = [side for side, pixels in found.items() if CLEAR <= pixels < SIDE]
    if not sides or draft.manner is None:
        return None
    side = draft.chance.choice(sides)
    if not draft.reached.name(label, [side]):
        return None
    length = draft.manner.length(found[side])
    return Fact(_ALONG, {"edge": edge_name(draft, side), "length": length})


_EDGE_TO_EDGE = (
    "[~[links|connects] the {first} [and the|with the|to the] {second} <edge>"
    "|~[stretches|extends|reaches|runs|continues|passes|goes|spreads] [|all the way ]"
    "from the [{first} to the {second}|{second} to the {first}] <edge>"
    "|~forms a [link|connection] between the {first} and the {second} <edge>"
)
_THROUGH = (
    "~[crosses|traverses|spans|runs across|passes through|cuts across|extends across"
    "|stretches across|reaches across|runs through|goes across] {w} from"
)
_ACROSS = Phrase(
    f"[{_THROUGH}"
    " [west to east|east to west|side to side|left to right|one side to the other]"
    "|~[spans|runs|stretches across] the [whole|full|entire] width of {w}]"
)
_DOWN = Phrase(
    f"[{_THROUGH}"
    " [north to south|south to north|top to bottom|bottom to top]"
    "|~[spans|runs|stretches across] the [whole|full|entire] height of {w}]"
)
_EDGES_APART = Phrase(f"{_EDGE_TO_EDGE}]")
_AXES = (("left", "right", _ACROSS), ("top", "bottom", _DOWN))


def spans(draft: Draft, label: str) -> Fact | None:
    """Whether one of its regions reaches from one edge to the opposite one, unless it was told that
    it reaches one of them.

    The edges are named one time in two, if none was.
    """
    boxes = [region.box for region in draft.cover.regions[label]]
    held = [line for axis, line in enumerate(_AXES) if _crosses(boxes, axis)]
    held = [line for line in held if not draft.reached.knows(label, line[:2])]
    if not held:
        return None
    first, second, phrase = draft.chance.choice(held)
    draft.reached.know(label, (first, second))
    if draft.chance.coin() and draft.reached.name(label, (first, second)):
        return Fact(_EDGES_APART, _named_apart(draft, first, second))
    return Fact(phrase)


def _named_apart(draft: Draft, first: str, second: str) -> dict[str, str]:
    """Both edges in compass directions, or both as in a picture."""
    in_picture = draft.chance.below(3) == 0
    names = [EDGES[side] for side in (first, second)]
    if in_picture:
        names = [OF_PICTURE[name] for name in names]
    return dict(zip(("first", "second"), names, strict=True))


def _crosses(boxes: Sequence[Box], axis: int) -> bool:
    """Does one of the boxes reach across the patch, along x (0) or y (1)?"""
    return any(box[axis] == 0 and box[axis + 2] == SIDE for box in boxes)
