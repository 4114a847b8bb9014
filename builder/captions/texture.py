"""Sentences of a caption on the land as a whole: its texture, its edges, its longest boundary.
Draft -> sentences, or None.

Texture is stated by the plain measures of FRAGSTATS (McGarigal & Marks 1995): number of patches,
largest patch index, edge length and density, Simpson's evenness; SPEC.md says which words stand for
which values. Example: 23 regions, the largest of 12% of the patch -> "the scene is a mosaic of 23
small parcels"
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from builder.captions.amounts import PIXEL_SIDE, PIXELS, amount, length, measure
from builder.captions.naming import Draft
from builder.captions.phrases import Phrase
from builder.captions.predicates import EDGES, edge_name
from builder.captions.relations import direction
from builder.geometry import PIXEL_AREA, SIDE
from builder.records import LandCover
from builder.tasks.choices import either_way
from builder.tasks.wording import listing, number

Sentence = Callable[[Draft], str | None]
_TOTAL = Phrase(
    "[[in all|altogether|in total|all told|all classes taken together], {n} <connected> <regions>"
    " [make up|form|can be counted in"
    "|lie in] <whole>"
    "|<whole> [falls apart|breaks up|is divided|can be divided] into {n} <connected> <regions>[ in"
    " all| altogether| in total|]"
    "|the number of <connected> <regions> [in <whole> |][is|comes to|amounts to] {n}]"
)
_MEAN = Phrase(
    "[on average, [<a connected>|one <connected>] <region> [measures|covers|holds|has] {size}"
    "|the [mean|average] size of <a connected> <region> is {size}"
    "|{size} is the [mean|average] size of <a connected> <region>]"
)
_BIGGEST = Phrase(
    "[the <largest> <connected> <region>[ of all| of <whole>|] [is|belongs to"
    "|consists of] {a} [and [covers|measures|takes up]|with] {size}"
    "|no <connected> <region> is larger than one of {a} [with|of] {size}"
    "|[at|with] {size}, one <region> of {a} is the <largest> [of all|in <whole>|of <whole>]]"
)
_MOSAIC = {
    "uniform": Phrase(
        "[no [boundary|border] [of any kind |][crosses|runs through|divides] <whole>"
        "|[nothing else|no other class] [interrupts|breaks up] <whole>"
        "|<whole> is [uniform|the same|of one kind] [throughout|all over|from edge to edge]"
        "|there is no [boundary|border] [between classes |][anywhere |]in <whole>]"
    ),
    "mosaic": Phrase(
        "[<whole> [is|forms|shows|looks like] a [mosaic|patchwork|puzzle] of [many "
        "|]small <regions>"
        "|[many |]small <regions> [give <whole> the look of|turn <whole> into"
        "|make <whole>] a [mosaic|patchwork|puzzle]]"
    ),
    "fragmented": Phrase(
        "[<whole> is [strongly|highly|much] [fragmented|broken up|divided]|the [pattern|cover"
        "|mosaic] of <whole> is [strongly"
        "|highly] fragmented]"
    ),
    "blocks": Phrase(
        "[[a few|only a few|few but] large [blocks|areas|pieces] [make up|form|share] <whole>"
        "|<whole> is [made up|composed] of [a few|only a few] large [blocks|areas|pieces]"
        "|the [pattern|arrangement] of <whole> is [simple|coarse]: [a few"
        "|only a few] large [blocks|areas|pieces]]"
    ),
    "compact": Phrase(
        "[one [large|vast|broad] <connected> <region> [fills|takes up|covers"
        "|holds] more than three quarters of <whole>"
        "|more than three quarters of <whole> [lie in|belong to|form] one <connected> <region>]"
    ),
}
# regions: from the one on a mosaic, or fragmented; up to the other a few blocks
MOSAIC_REGIONS, BLOCK_REGIONS = 20, 6
EVEN, UNEVEN = (9, 10), (1, 2)  # Simpson's evenness: from the one on even, up to the other uneven
_EVEN = Phrase(
    "[the classes [have|take|hold] [nearly even|fairly even|rather even|well balanced"
    "|similar] shares[ of <whole>|]"
    "|<whole> is [shared|divided] [fairly|rather|quite] evenly [among|between] the classes"
    "|no class [clearly |]outweighs the others by far]"
)
_UNEVEN = Phrase(
    "[the [shares|areas] of the classes are [very |quite |rather |]uneven"
    "|<whole> is [shared|divided] [very |quite |rather |]unevenly [among|between] the classes"
    "|the classes [differ widely|differ strongly|differ much] in [area|size|extent]]"
)
_BOUNDARIES = Phrase(
    "[[in all|altogether|in total|taken together|end to end], the [boundaries"
    "|borders] between [the |]classes"
    " [measure|add up to|come to|run for] {length}"
    "|the [boundaries|borders] between [the |]classes [measure|add up to|come to"
    "|run for] {length}[ in all| altogether| in total|]"
    "|classes [meet|border on each other|touch] along {length}[ of boundary|] [in all|altogether"
    "|in total]]"
)
_DENSITY = Phrase(
    "[[on|for] every hectare[ of <whole>|][, there are|, one finds"
    "|, one counts] {n} meters of boundary[ on average|]"
    "|the [edge density|density of edges] [is|comes to|amounts to] {n} [meters|m] per hectare]"
)
_LONGEST = Phrase(
    "[the longest <boundary>[ of all| of <whole>|], [{length}|with {length}|at {length}], [is|lies"
    "|runs] between {a} and {b}"
    "|no [boundary|border] is longer than [the one|that] between {a} and {b}, [with|at] {length}"
    "|{a} and {b} [share|have] the longest <boundary>[ of all|], {length}]"
)
_MEET = Phrase(
    "[{a} and {b} [share|have in common] {length} of [boundary|border]"
    "|{a} and {b} [meet|touch|border on each other|adjoin] [along|over] {length}"
    "|[the <boundary> [between|of] {a} and {b}] [is {length} long|measures {length}"
    "|runs for {length}|has a length of {length}]"
    "|between {a} and {b} [runs|lies] [a <boundary> of {length}|{length} of [boundary|border]]]"
)
_NEVER = Phrase(
    "[[nowhere|at no point] do {a} and {b} [touch|meet|border on each other]"
    "|{a} and {b} do not [touch|meet]|{a} and {b} are apart]"
)
_SUM = Phrase(
    "[[together|taken together|jointly|between them], {a} and {b} [cover|take up|hold|account for"
    "|make up|amount to] {size}"
    "|{a} and {b} [together|jointly|combined] [cover|take up|hold|account for|make up"
    "|amount to] {size}]"
)
_WHOLE_EDGE = Phrase(
    "[the [whole|entire|complete] {edge} [edge|side|margin][ of <whole>|] [is lined by|belongs to"
    "|is taken up by|consists of] {a}"
    "|along the [whole|entire|complete] {edge} [edge|side|margin][ of <whole>|] ~[lies|runs"
    "|stretches] {a}]"
)
_EDGE = Phrase(
    "[the {edge} [edge|side|margin][ of <whole>|] is [shared by|lined by|made up of"
    "|divided among] {items}"
    "|along the {edge} [edge|side|margin][ of <whole>|] [lie|run|are found] {items}]"
)
_SEEN = Phrase("{side} {b} ~[lies|is found|is located|sits|is situated] {a}")


def total_regions(draft: Draft) -> str | None:
    """The number of regions of all classes."""
    n = _regions(draft.cover)
    return draft.say(_TOTAL, n=number(n)) if n > 1 else None


def _regions(cover: LandCover) -> int:
    return sum(map(len, cover.regions.values()))


def mean_region(draft: Draft) -> str | None:
    """The mean area of a region, rounded down to whole pixels before it is rounded as all areas
    are.
    """
    n = _regions(draft.cover)
    if n < 2:
        return None
    mean = sum(draft.cover.areas.values()) // n
    return draft.say(_MEAN, size=measure(mean, draft.chance))


def biggest_region(draft: Draft) -> str | None:
    """The largest region of all classes, if no other is as large and it is not alone."""
    if len(draft.ranked) < 2:
        return None
    regions = [region for parts in draft.cover.regions.values() for region in parts[:2]]
    first, second, *_ = sorted(regions, key=lambda region: region.area, reverse=True)
    if first.area == second.area:
        return None
    named = draft.name(first.label)
    return draft.say(_BIGGEST, a=named, size=amount(first.area, draft.chance))


def pattern(draft: Draft) -> str | None:
    """Whether the land is a mosaic, fragmented, in a few blocks, or nearly all in one region."""
    kind = _pattern(draft.cover)
    return draft.say(_MOSAIC[kind]) if kind else None


def _pattern(cover: LandCover) -> str | None:
    """A key of `_MOSAIC`, None if the land has no clear pattern."""
    n, largest = _regions(cover), max(parts[0].area for parts in cover.regions.values())
    if largest == PIXELS:
        return "uniform"
    if 4 * largest > 3 * PIXELS:
        return "compact"
    if n >= MOSAIC_REGIONS:
        return "mosaic" if 4 * largest < PIXELS else "fragmented"
    return "blocks" if 2 <= n <= BLOCK_REGIONS and _all_large(cover) else None


def _all_large(cover: LandCover) -> bool:
    """Has the smallest region at least 5% of the patch?"""
    smallest = min(parts[-1].area for parts in cover.regions.values())
    return 20 * smallest >= PIXELS


def evenness(draft: Draft) -> str | None:
    """Whether the classes have even or uneven shares of labelled land."""
    areas = list(draft.cover.areas.values())
    if len(areas) < 3:
        return None
    part, whole = _simpson(areas)
    if EVEN[1] * part >= EVEN[0] * whole:
        return draft.say(_EVEN)
    return draft.say(_UNEVEN) if UNEVEN[1] * part <= UNEVEN[0] * whole else None


def _simpson(areas: Sequence[int]) -> tuple[int, int]:
    """Simpson's evenness (1 - sum of squares) / (1 - 1 / classes), as a fraction of integers."""
    n, whole = len(areas), sum(areas)
    squares = sum(area * area for area in areas)
    return (whole * whole - squares) * n, whole * whole * (n - 1)


def boundaries(draft: Draft) -> str | None:
    """The length of all boundaries between classes."""
    borders = draft.cover.borders
    if len(borders) < 2:
        return None
    return draft.say(_BOUNDARIES, length=length(sum(borders.values()), draft.chance))


def density(draft: Draft) -> str | None:
    """Boundary in meters per hectare of the patch."""
    meters = sum(draft.cover.borders.values()) * PIXEL_SIDE
    n = round(meters * 10_000 / (PIXELS * PIXEL_AREA))
    return draft.say(_DENSITY, n=str(n)) if n > 1 else None


def longest_boundary(draft: Draft) -> str | None:
    """The two classes that share the longest boundary, if no other is as long and there are
    several.
    """
    borders = draft.cover.borders
    first, second, *_ = (*sorted(borders.values(), reverse=True), 0, 0)
    if len(borders) < 2 or first == second:
        return None
    a, b = max(borders, key=borders.__getitem__)
    if not draft.news("boundary", a, b):
        return None
    return _of_two(draft, _LONGEST, a, b)


def _of_two(draft: Draft, phrase: Phrase, a: str, b: str) -> str:
    """A phrase on two classes and the length of their boundary."""
    first, second = _named(draft, a, b)
    edges = draft.cover.border(a, b)
    return draft.say(phrase, a=first, b=second, length=length(edges, draft.chance))


def _named(draft: Draft, a: str, b: str) -> tuple[str, str]:
    """The names of two classes, in either order."""
    first, second = either_way(a, b, draft.chance)
    return draft.name(first), draft.name(second)


def meeting(draft: Draft) -> str | None:
    """How long the boundary between two classes is, or that they do not touch."""
    if len(draft.ranked) < 3:
        return None
    a, b = draft.chance.sample(draft.ranked, 2)
    if draft.cover.adjacent(a, b):
        return _of_two(draft, _MEET, a, b) if draft.news("boundary", a, b) else None
    if not draft.news("apart", a, b):
        return None
    first, second = _named(draft, a, b)
    return draft.say(_NEVER, a=first, b=second)


def together(draft: Draft) -> str | None:
    """What two classes cover together."""
    if len(draft.ranked) < 3:
        return None
    a, b = draft.chance.sample(draft.ranked[:4], 2)
    if not draft.news("sum", a, b):
        return None
    areas = draft.cover.areas
    size = amount(areas[a] + areas[b], draft.chance)
    first, second = _named(draft, a, b)
    return draft.say(_SUM, a=first, b=second, size=size)


def edge(draft: Draft) -> str | None:
    """What lies along an edge of the patch: one class all along it, or two or three, each with the
    length that is theirs.
    """
    side = draft.chance.choice(tuple(EDGES))
    along = sorted(draft.cover.sides[side].items(), key=lambda found: -found[1])
    if not 1 <= len(along) <= 3:
        return None
    if len(along) > 1:
        return _shared_edge(draft, side, along)
    ((label, pixels),) = along
    return _whole_edge(draft, side, label) if pixels == SIDE else None


def _whole_edge(draft: Draft, side: str, label: str) -> str:
    called, named = draft.call(label), edge_name(draft, side)
    return draft.say(_WHOLE_EDGE, plural=called.plural, a=called.text, edge=named)


def _shared_edge(draft: Draft, side: str, along: Sequence[tuple[str, int]]) -> str:
    """`along`: classes with their pixels, most first."""
    items = [f"{draft.bare(label).text} ({length(n, draft.chance)})" for label, n in along]
    return draft.say(_EDGE, edge=edge_name(draft, side), items=listing(items))


def seen(draft: Draft) -> str | None:
    """In which direction one class lies from a larger one, the direction first."""
    rank = draft.ranked.index
    clear = [(a, b) for a, b in draft.cover.positions if rank(b) < rank(a)]
    if not clear:
        return None
    a, b = draft.chance.choice(clear)
    return _seen(draft, a, b) if draft.news("side", a, b) else None


def _seen(draft: Draft, a: str, b: str) -> str:
    said, other, called = direction(draft, a, b), draft.name(b), draft.call(a)
    return draft.say(_SEEN, plural=called.plural, side=said, a=called.text, b=other)


ALL: tuple[Sentence, ...] = (
    total_regions,
    mean_region,
    biggest_region,
    pattern,
    evenness,
    boundaries,
    density,
    longest_boundary,
    meeting,
    together,
    edge,
    seen,
)
