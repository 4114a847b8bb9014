"""Sentences of a caption on the land as a whole: its texture, its edges, its longest boundary.
Teller -> sentences, or None.

Texture is told by the plain measures of FRAGSTATS (McGarigal & Marks 1995): number of patches,
largest patch index, edge length and density, Simpson's evenness; which words stand for which values
is written in SPEC.md. Example: 23 regions, the largest of 12% of the patch -> "the scene is a
mosaic of 23 small parcels"
"""

from __future__ import annotations

from collections.abc import Callable

from builder.captions.amounts import PIXEL_SIDE, PIXELS, amount, length, measure
from builder.captions.naming import Teller
from builder.captions.phrases import Phrase
from builder.captions.predicates import EDGES, edge_name
from builder.captions.relations import SEEN, shared
from builder.geometry import PIXEL_AREA, SIDE
from builder.tasks.wording import listing, number

Sentence = Callable[[Teller], str | None]
_TOTAL = Phrase(
    "[[in all|altogether|in total|all told|all classes taken together], {n} <connected> <regions> [make up|form|can be counted in"
    "|lie in] <whole>"
    "|<whole> [falls apart|breaks up|is divided|can be divided] into {n} <connected> <regions>[ in all| altogether| in total|]"
    "|the number of <connected> <regions> [in <whole> |][is|comes to|amounts to] {n}]"
)
_MEAN = Phrase(
    "[on average, [<a connected>|one <connected>] <region> [measures|covers|holds|has] {size}"
    "|the [mean|average] size of <a connected> <region> is {size}"
    "|{size} is the [mean|average] size of <a connected> <region>]"
)
_BIGGEST = Phrase(
    "[the <largest> <connected> <region>[ of all| of <whole>|] [is|belongs to|consists of] {a} [and [covers|measures|takes up]|with] {size}"
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
        "[<whole> [is|forms|shows|looks like] a [mosaic|patchwork|puzzle] of [many |]small <regions>"
        "|[many |]small <regions> [give <whole> the look of|turn <whole> into|make <whole>] a [mosaic|patchwork|puzzle]]"
    ),
    "fragmented": Phrase(
        "[<whole> is [strongly|highly|much] [fragmented|broken up|divided]|the [pattern|cover|mosaic] of <whole> is [strongly"
        "|highly] fragmented]"
    ),
    "blocks": Phrase(
        "[[a few|only a few|few but] large [blocks|areas|pieces] [make up|form|share] <whole>"
        "|<whole> is [made up|composed] of [a few|only a few] large [blocks|areas|pieces]"
        "|the [pattern|arrangement] of <whole> is [simple|coarse]: [a few|only a few] large [blocks|areas|pieces]]"
    ),
    "compact": Phrase(
        "[one [large|vast|broad] <connected> <region> [fills|takes up|covers|holds] more than three quarters of <whole>"
        "|more than three quarters of <whole> [lie in|belong to|form] one <connected> <region>]"
    ),
}
MOSAIC_REGIONS, BLOCK_REGIONS = (
    20,
    6,
)  # regions: from the one on a mosaic, or fragmented; up to the other a few blocks
EVEN, UNEVEN = (9, 10), (1, 2)  # Simpson's evenness: from the one on even, up to the other uneven
_EVEN = Phrase(
    "[the classes [have|take|hold] [nearly even|fairly even|rather even|well balanced|similar] shares[ of <whole>|]"
    "|<whole> is [shared|divided] [fairly|rather|quite] evenly [among|between] the classes"
    "|no class [clearly |]outweighs the others by far]"
)
_UNEVEN = Phrase(
    "[the [shares|areas] of the classes are [very |quite |rather |]uneven"
    "|<whole> is [shared|divided] [very |quite |rather |]unevenly [among|between] the classes"
    "|the classes [differ widely|differ strongly|differ much] in [area|size|extent]]"
)
_BOUNDARIES = Phrase(
    "[[in all|altogether|in total|taken together|end to end], the [boundaries|borders] between [the |]classes"
    " [measure|add up to|come to|run for] {length}"
    "|the [boundaries|borders] between [the |]classes [measure|add up to|come to|run for] {length}[ in all| altogether| in total|]"
    "|classes [meet|border on each other|touch] along {length}[ of boundary|] [in all|altogether|in total]]"
)
_DENSITY = Phrase(
    "[[on|for] every hectare[ of <whole>|][, there are|, one finds|, one counts] {n} meters of boundary[ on average|]"
    "|the [edge density|density of edges] [is|comes to|amounts to] {n} [meters|m] per hectare]"
)
_LONGEST = Phrase(
    "[the longest <boundary>[ of all| of <whole>|], [{length}|with {length}|at {length}], [is|lies|runs] between {a} and {b}"
    "|no [boundary|border] is longer than [the one|that] between {a} and {b}, [with|at] {length}"
    "|{a} and {b} [share|have] the longest <boundary>[ of all|], {length}]"
)
_MEET = Phrase(
    "[{a} and {b} [share|have in common] {length} of [boundary|border]"
    "|{a} and {b} [meet|touch|border on each other|adjoin] [along|over] {length}"
    "|[the <boundary> [between|of] {a} and {b}] [is {length} long|measures {length}|runs for {length}|has a length of {length}]"
    "|between {a} and {b} [runs|lies] [a <boundary> of {length}|{length} of [boundary|border]]]"
)
_NEVER = Phrase(
    "[[nowhere|at no point] do {a} and {b} [touch|meet|border on each other]|{a} and {b} do not [touch|meet]|{a} and {b} are apart]"
)
_SUM = Phrase(
    "[[together|taken together|jointly|between them], {a} and {b} [cover|take up|hold|account for|make up|amount to] {size}"
    "|{a} and {b} [together|jointly|combined] [cover|take up|hold|account for|make up|amount to] {size}]"
)
_WHOLE_EDGE = Phrase(
    "[the [whole|entire|complete] {edge} [edge|side|margin][ of <whole>|] [is lined by|belongs to|is taken up by|consists of] {a}"
    "|along the [whole|entire|complete] {edge} [edge|side|margin][ of <whole>|] ~[lies|runs|stretches] {a}]"
)
_EDGE = Phrase(
    "[the {edge} [edge|side|margin][ of <whole>|] is [shared by|lined by|made up of|divided among] {items}"
    "|along the {edge} [edge|side|margin][ of <whole>|] [lie|run|are found] {items}]"
)
_SEEN = Phrase("{side} {b} ~[lies|is found|is located|sits|is situated] {a}")


def total_regions(teller: Teller) -> str | None:
    """The number of regions of all classes."""
    n = _regions(teller)
    return _TOTAL.say(teller.chance, n=number(n)) if n > 1 else None


def _regions(teller: Teller) -> int:
    return sum(map(len, teller.cover.regions.values()))


def mean_region(teller: Teller) -> str | None:
    """The mean area of a region, rounded down to whole pixels before it is rounded as all areas
    are.
    """
    n = _regions(teller)
    return (
        _MEAN.say(teller.chance, size=measure(sum(teller.cover.areas.values()) // n, teller.chance))
        if n > 1
        else None
    )


def biggest_region(teller: Teller) -> str | None:
    """The largest region of all classes, if no other is as large and it is not alone."""
    found = sorted(
        ((parts[0].area, label) for label, parts in teller.cover.regions.items()), reverse=True
    )
    if len(found) < 2 or found[0][0] == found[1][0]:
        return None
    area, label = found[0]
    if len(teller.cover.regions[label]) > 1 and teller.cover.regions[label][1].area == area:
        return None
    return _BIGGEST.say(teller.chance, a=teller.call(label).text, size=amount(area, teller.chance))


def pattern(teller: Teller) -> str | None:
    """Whether the land is a mosaic, fragmented, in a few blocks, or nearly all in one region."""
    n, most = _regions(teller), max(parts[0].area for parts in teller.cover.regions.values())
    if most == PIXELS:
        kind = "uniform"
    elif 4 * most > 3 * PIXELS:
        kind = "compact"
    elif n >= MOSAIC_REGIONS:
        kind = "mosaic" if 4 * most < PIXELS else "fragmented"
    elif (
        2 <= n <= BLOCK_REGIONS
        and min(parts[-1].area for parts in teller.cover.regions.values()) * 20 >= PIXELS
    ):
        kind = "blocks"
    else:
        return None
    return _MOSAIC[kind].say(teller.chance)


def evenness(teller: Teller) -> str | None:
    """Whether the classes have even or uneven shares: Simpson's evenness (1 - sum of squares) / (1
    - 1 / classes), of labelled land.
    """
    areas = list(teller.cover.areas.values())
    n, whole = len(areas), sum(areas)
    if n < 3:
        return None
    part, one = (whole * whole - sum(area * area for area in areas)) * n, whole * whole * (n - 1)
    if EVEN[1] * part >= EVEN[0] * one:
        return _EVEN.say(teller.chance)
    return _UNEVEN.say(teller.chance) if UNEVEN[1] * part <= UNEVEN[0] * one else None


def boundaries(teller: Teller) -> str | None:
    """The length of all boundaries between classes."""
    edges = sum(teller.cover.borders.values())
    return (
        _BOUNDARIES.say(teller.chance, length=length(edges, teller.chance))
        if len(teller.cover.borders) > 1
        else None
    )


def density(teller: Teller) -> str | None:
    """Boundary in meters per hectare of the patch."""
    meters = sum(teller.cover.borders.values()) * PIXEL_SIDE
    n = round(meters * 10_000 / (PIXELS * PIXEL_AREA))
    return _DENSITY.say(teller.chance, n=str(n)) if n > 1 else None


def longest_boundary(teller: Teller) -> str | None:
    """The two classes that share the longest boundary, if no other is as long and there are
    several.
    """
    ordered = sorted(teller.cover.borders.items(), key=lambda found: -found[1])
    if len(ordered) < 2 or ordered[0][1] == ordered[1][1]:
        return None
    (a, b), edges = ordered[0]
    if not teller.news("boundary", a, b):
        return None
    first, second = _two(teller, a, b)
    return _LONGEST.say(teller.chance, a=first, b=second, length=length(edges, teller.chance))


def _two(teller: Teller, a: str, b: str) -> tuple[str, str]:
    """The names of two classes, in either order."""
    first, second = (a, b) if teller.chance.coin() else (b, a)
    return teller.call(first).text, teller.call(second).text


def meeting(teller: Teller) -> str | None:
    """How long the boundary between two classes is, or that they do not touch."""
    if len(teller.ranked) < 3:
        return None
    a, b = teller.chance.sample(teller.ranked, 2)
    edges = shared(teller, a, b)
    if not teller.news("boundary" if edges else "apart", a, b):
        return None
    first, second = _two(teller, a, b)
    if not edges:
        return _NEVER.say(teller.chance, a=first, b=second)
    return _MEET.say(teller.chance, a=first, b=second, length=length(edges, teller.chance))


def together(teller: Teller) -> str | None:
    """What two classes cover together."""
    if len(teller.ranked) < 3:
        return None
    a, b = teller.chance.sample(teller.ranked[:4], 2)
    if not teller.news("sum", a, b):
        return None
    size = amount(teller.cover.areas[a] + teller.cover.areas[b], teller.chance)
    first, second = _two(teller, a, b)
    return _SUM.say(teller.chance, a=first, b=second, size=size)


def edge(teller: Teller) -> str | None:
    """What lies along an edge of the patch: one class all along it, or two or three, each with the
    length that is theirs.
    """
    name = teller.chance.choice(tuple(EDGES))
    along = sorted(teller.cover.sides[name].items(), key=lambda found: -found[1])
    if not along or len(along) > 3 or (len(along) == 1 and along[0][1] < SIDE):
        return None
    if len(along) == 1:
        called = teller.call(along[0][0])
        return _WHOLE_EDGE.say(
            teller.chance, plural=called.plural, a=called.text, edge=edge_name(teller, name)
        )
    items = [
        f"{teller.bare(label).text} ({length(pixels, teller.chance)})" for label, pixels in along
    ]
    return _EDGE.say(teller.chance, edge=edge_name(teller, name), items=listing(items))


def seen(teller: Teller) -> str | None:
    """In which direction one class lies from another, the direction first."""
    clear = [
        (a, b) for a, b in teller.cover.positions if teller.ranked.index(b) < teller.ranked.index(a)
    ]
    if not clear:
        return None
    a, b = teller.chance.choice(clear)
    if not teller.news("side", a, b):
        return None
    said = teller.chance.choice(SEEN[teller.cover.positions[a, b]])
    other, called = teller.call(b), teller.call(a)
    return _SEEN.say(teller.chance, plural=called.plural, side=said, a=called.text, b=other.text)


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
