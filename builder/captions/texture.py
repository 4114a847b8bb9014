"""Texture: sentences of a caption on the patch as a whole. Draft -> clauses.

Patterns that the eye sees (a mosaic of many parts, a few blocks, the longest boundary) and metrics
(numbers of regions, mean size, evenness, boundaries), of which a caption has one at most. Example:
"small regions turn the scene into a patchwork"
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from builder.captions.amounts import PIXEL_SIDE, PIXELS
from builder.captions.facts import EDGES, edge_name
from builder.captions.gist import ALSO, together
from builder.captions.naming import CLEAR, Draft, countable
from builder.captions.phrases import Phrase
from builder.geometry import PIXEL_AREA, SIDE
from builder.records import VISIBLE, Region
from builder.tasks.wording import number

Sentence = Callable[[Draft], str | None]
_PATTERNS = {
    "uniform": Phrase(
        "[no [boundary|border|dividing line] [of any kind |][crosses|runs through|divides|cuts"
        " through|breaks] {w}"
        "|[nothing else|no other class] [interrupts [it|this cover|this surface]"
        "|breaks [it|this cover|this surface] up]"
        "|{w} shows no [variation|internal boundaries|division|other class|change|contrast]"
        "|{w} is [uniform|the same|homogeneous|consistent|unvarying]"
        " [throughout|all over|from edge to edge|everywhere]]"
    ),
    "mosaic": Phrase(
        "[{w} [is|forms|resembles|looks like] a [mosaic|patchwork|jumble|medley|quilt] of"
        " [many |][small <regions>|scattered <regions>]"
        "|[many small|scattered small|numerous small] <regions> [give {w} the look of"
        "|turn {w} into|lend {w} the look of] a [mosaic|patchwork|jumble|medley"
        "|quilt]]"
    ),
    "fragmented": Phrase(
        "[{w} is [strongly|highly|heavily|considerably|finely] [fragmented|broken up|divided"
        "|subdivided|partitioned|segmented]"
        "|the [pattern|cover|land cover] of {w} is [strongly|highly|heavily|considerably"
        "|finely] fragmented"
        "|[many|numerous] [separate|scattered|distinct] <regions> [break up|fragment|subdivide] {w}"
        "|{w} [breaks up|falls] into [many|numerous] [separate|scattered|distinct] <regions>]"
    ),
    "blocks": Phrase(
        "[[a few|only a few|few but|a handful of] [large|broad|extensive|sizable] [blocks|areas"
        "|pieces|stretches] [make up|form|share|fill|compose|build up] {w}"
        "|{w} is [made up|composed] of [a few|only a few|a handful of] [large|broad"
        "|extensive|sizable] [blocks"
        "|areas|pieces|stretches]"
        "|the [pattern|arrangement|layout|structure] of {w} is [simple|coarse|plain|clear|orderly"
        "|uncomplicated]]"
    ),
    "compact": Phrase(
        "[one [large|vast|broad|single|huge|extensive|sizable] <connected> <region> [fills"
        "|takes up|covers|occupies"
        "|makes up] [more than|over] three [quarters|fourths] of {w}"
        "|[more than|over] three [quarters|fourths] of {w} [lies in|belongs to|forms|is part of"
        "|makes up] one"
        " <connected> <region>"
        "|one <connected> <region> [accounts for|extends over|stretches over|spreads over]"
        " more than three [quarters|fourths] of {w}]"
    ),
}
# visible regions: from the one on a mosaic, or fragmented; up to the other a few blocks
MOSAIC_REGIONS, BLOCK_REGIONS = 20, 6


def pattern(draft: Draft) -> str | None:
    """Whether the land is a mosaic, fragmented, in a few blocks, or nearly all in one region."""
    kind = _pattern([region for region in _regions(draft) if region.area >= VISIBLE])
    return draft.tell(_PATTERNS[kind]) if kind else None


def _regions(draft: Draft) -> list[Region]:
    return [region for parts in draft.cover.regions.values() for region in parts]


def _pattern(visible: Sequence[Region]) -> str | None:
    """A key of `_PATTERNS`, None if the land has no clear pattern."""
    if not visible:
        return None
    n, largest = len(visible), max(region.area for region in visible)
    if largest == PIXELS:
        return "uniform"
    if 4 * largest > 3 * PIXELS:
        return "compact"
    if n >= MOSAIC_REGIONS:
        return "mosaic" if 4 * largest < PIXELS else "fragmented"
    smallest = min(region.area for region in visible)
    return "blocks" if 2 <= n <= BLOCK_REGIONS and 20 * smallest >= PIXELS else None


_BIGGEST = Phrase(
    "[the <largest> <connected> <region>[ of all| of {w}| in {w}|] [belongs to|consists of"
    "|is made up of|is one of|is formed by|is taken up by|is covered by] {a}"
    "|{a} ~[forms|makes up|takes up] the <largest> <connected> <region>[ of all| of {w}| in {w}|]]"
)


def biggest(draft: Draft) -> str | None:
    """The largest region of all classes, if it clearly is and its class was named."""
    if len(draft.ranked) < 2:
        return None
    first, second, *_ = sorted(_regions(draft), key=lambda region: -region.area)
    if 10 * first.area < 11 * second.area or not _named(draft, [first.label]):
        return None
    called = draft.call(first.label)
    return draft.tell(_BIGGEST, called.form, a=called.text)


_LONGEST = Phrase(
    "[the longest <boundary>[ of all| of {w}| in {w}|] [lies|runs|is found|extends|is drawn|is"
    " the one|is that] between {a} and {b}"
    "|no [other |][boundary|border|dividing line] is [longer than|as long as] [the one"
    "|that] between"
    " {a} and {b}"
    "|{a} and {b} [share|have|form|meet along|touch along] the longest <boundary>"
    "[ of all| of {w}| in {w}|]"
    "|it is between {a} and {b} that the longest <boundary> [runs|lies|extends]]"
)


def longest(draft: Draft) -> str | None:
    """The two classes that share the longest boundary, if it clearly is and they were named."""
    borders = draft.cover.borders
    first, second, *_ = (*sorted(borders.values(), reverse=True), 0, 0)
    if len(borders) < 2 or 10 * first < 11 * second or first < CLEAR:
        return None
    pair = max(borders, key=lambda found: borders[found])
    a, b = draft.chance.shuffled(pair)
    if not _named(draft, (a, b)) or not draft.news("boundary", a, b):
        return None
    names = draft.name(a), draft.name(b)
    if all(" and " in name for name in names):
        return None  # "between a and b and c and d" would lose the reader
    return draft.tell(_LONGEST, a=names[0], b=names[1])


_WHOLE_EDGE = Phrase(
    "[the [whole|entire|full] {edge} <edge>[ of {w}|] [is lined by|belongs to"
    "|is taken up by|is occupied by|is covered by|is formed by|is filled by|consists of]"
    " {a}"
    "|[all along|along all of] the {edge} <edge>[ of {w}|] ~[lies|runs|stretches|extends|is found"
    "|is seen] {a}"
    "|nothing but {a} [lies|is found|is seen|can be seen] along the {edge} <edge>[ of {w}|]]"
)
_EDGE = Phrase(
    "[the {edge} <edge>[ of {w}|] is [shared by|divided between|split between"
    "|lined by|taken up by|occupied by|made up of|covered by] {items}"
    "|[along|at] the {edge} <edge>[ of {w}|] [lie|are found|one finds|one sees|one meets"
    "|there are] {items}"
    "|{items} [share|line|occupy|meet at|divide up|take up|make up|lie along"
    "|reach] the {edge} <edge>"
    "[ of {w}|]"
    "|{items} are the classes [along|at|on] the {edge} <edge>[ of {w}|]]"
)


def edge(draft: Draft) -> str | None:
    """What lies along an edge of the patch: one class all along it, or two or three."""
    side = draft.chance.choice(tuple(EDGES))
    along = sorted(draft.cover.sides[side].items(), key=lambda found: -found[1])
    labels = [label for label, _ in along]
    if not 1 <= len(along) <= 3 or along[-1][1] < CLEAR or not _named(draft, labels):
        return None
    if len(along) == 1:
        return _whole_edge(draft, labels[0], side) if along[0][1] == SIDE else None
    if not _tells_edge(draft, labels, side):
        return None
    names = [draft.name(label) for label in labels]
    return draft.tell(_EDGE, edge=edge_name(draft, side), items=together(draft, names, ALSO))


def _whole_edge(draft: Draft, label: str, side: str) -> str | None:
    """That a class lies all along an edge."""
    if not draft.reached.tell_whole(label, side):
        return None
    called = draft.call(label)
    return draft.tell(_WHOLE_EDGE, called.form, edge=edge_name(draft, side), a=called.text)


def _tells_edge(draft: Draft, labels: Sequence[str], side: str) -> bool:
    """Is it news of each of some classes that it reaches an edge?"""
    if not all(draft.reached.is_news(label, (side,)) for label in labels):
        return False
    return all(draft.reached.tell(label, (side,)) for label in labels)


def _named(draft: Draft, labels: Sequence[str]) -> bool:
    """Are these classes visible, and were they named?"""
    return set(labels) <= draft.known.keys() - set(draft.traces)


_COUNTED = Phrase(
    "[{n} <classes> [share|make up|appear in|occur in|are found in|are present in"
    "|coexist in|are represented in|can be distinguished in|can be identified in"
    "|can be recognized in|can be seen in"
    "|are visible in|divide up"
    "|can be told apart in|come together in|meet in|can be counted in|compose|build up] {w}"
    "|{w} [holds|contains|includes|comprises|is made up of|is divided among|is composed of"
    "|brings together|combines|encompasses|features|unites|displays|has|hosts|shows|counts"
    "|falls into] {n} <classes>"
    "|[there are|one finds|one counts|one can tell apart|one can distinguish|one can see|one meets"
    "|one can identify|it is possible to tell apart] {n} <classes> in {w}"
    "|the number of <classes> in {w} [is|comes to|amounts to] {n}]"
)


def counted(draft: Draft) -> str | None:
    """The number of classes, if all of them are visible and there are several."""
    n = len(draft.ranked)
    return draft.tell(_COUNTED, n=number(n)) if n > 1 and not draft.traces else None


_TOTAL = Phrase(
    "[[in all|altogether|in total|all told|overall|taken together], {n} <connected> <regions>"
    " [make up|form|can be counted in|lie in|compose|build up|share|fill] {w}"
    "|{w} [breaks up|is divided|can be divided|is split] into {n} <connected> <regions>"
    "|the number of <connected> <regions> [in {w} |][is|comes to|amounts to] {n}]"
)


def total_regions(draft: Draft) -> str | None:
    """The number of regions of all classes, if each of them can be seen."""
    found = _regions(draft)
    if len(found) < 2 or not countable(found):
        return None
    return draft.tell(_TOTAL, n=number(len(found)))


_MEAN = Phrase(
    "[on average, [a|one] [single|separate|typical] <region> [measures|covers|takes up|occupies]"
    " {size}"
    "|[the average|the mean] <region> [measures|covers|takes up|occupies] {size}"
    "|the [mean|average] size of a [single|separate] <region> is {size}"
    "|a [single|separate] <region> [measures|covers|takes up] {size} on average]"
)
_TYPICAL = 3, 2  # times the mean that the largest region may have at most


def mean_region(draft: Draft) -> str | None:
    """The mean area of a region, rounded down to whole pixels before it is rounded as all areas
    are; only if the largest is no more than half as large again.
    """
    found = _regions(draft)
    whole = sum(draft.cover.areas.values())
    largest = max(region.area for region in found)
    if draft.manner is None or len(found) < 2 or not countable(found):
        return None
    if largest * len(found) * _TYPICAL[1] > whole * _TYPICAL[0]:
        return None
    return draft.tell(_MEAN, size=draft.manner.area(whole // len(found)))


EVEN, UNEVEN = (9, 10), (1, 2)  # Simpson's evenness: from the one on even, up to the other uneven
_SIMILAR = (3, 2)  # the largest class has at most so many times the smallest, if they are even
_EVEN = Phrase(
    "[the classes have [nearly even|fairly even|rather even|well balanced|similar"
    "|comparable] shares[ of {w}|]"
    "|{w} is [shared|divided|distributed|split] [fairly|rather|quite|nearly] evenly [among"
    "|between] the classes"
    "|no class [clearly |markedly |][outweighs|dwarfs] the others"
    "|the classes are [fairly|rather|quite|nearly] evenly [matched|balanced]"
    "|the classes [differ|vary] [little|only slightly] in [area|size|extent]]"
)
_UNEVEN = Phrase(
    "[the [areas|extents|shares] of the classes [vary widely|vary considerably|vary greatly"
    "|are unbalanced]|the [shares|areas|extents] of the classes are"
    " [[very |quite |rather |]uneven|lopsided|unequal]"
    "|{w} is [shared|divided|distributed] [very |quite |rather |]unevenly [among|between] the"
    " classes"
    "|the classes [differ widely|differ strongly|differ greatly"
    "|differ considerably|differ markedly|differ substantially|are far apart|are unequal"
    "|contrast strongly] in [area|size|extent]]"
)


def evenness(draft: Draft) -> str | None:
    """Whether the classes, all of them visible, have even or uneven shares of labelled land."""
    areas = sorted(draft.cover.areas.values())
    if len(areas) < 3 or draft.traces:
        return None
    part, whole = _simpson(areas)
    if EVEN[1] * part >= EVEN[0] * whole:
        alike = _SIMILAR[1] * areas[-1] <= _SIMILAR[0] * areas[0]
        return draft.tell(_EVEN) if alike else None
    return draft.tell(_UNEVEN) if UNEVEN[1] * part <= UNEVEN[0] * whole else None


def _simpson(areas: Sequence[int]) -> tuple[int, int]:
    """Simpson's evenness (1 - sum of squares) / (1 - 1 / classes), as a fraction of integers."""
    n, whole = len(areas), sum(areas)
    squares = sum(area * area for area in areas)
    return (whole * whole - squares) * n, whole * whole * (n - 1)


_LINES = (
    "[the [boundaries|borders|dividing lines|boundary lines] between [the classes|classes"
    "|the covers|the land covers|one class and the next]"
    "|all [boundaries|borders|dividing lines] between [the classes|classes|the covers]"
    "|the [class boundaries|class borders|boundaries of the classes]]"
)
_ADD_UP = "[measure|add up to|come to|amount to|total|sum to|have a length of|reach|make]"
_BOUNDARIES = Phrase(
    f"[{_LINES}"
    " have a [total|combined|joint] length of {length}"
    f"|[in all|altogether|in total|all told|taken together], {_LINES} {_ADD_UP}"
    " {length}"
    f"|{_LINES} {_ADD_UP}"
    " {length} [in all|altogether|in total|all told]]"
)


def boundaries(draft: Draft) -> str | None:
    """The length of all boundaries between classes."""
    borders = draft.cover.borders
    if len(borders) < 2 or draft.manner is None:
        return None
    return draft.tell(_BOUNDARIES, length=draft.manner.length(sum(borders.values())))


_DENSITY = Phrase(
    "[[on|for|in] [every|each] hectare[, there are|, one finds] {n} meters of"
    " [boundary|border][| on average]|each hectare [has|holds|contains] {n} meters of"
    " [boundary|border][| on average]|the [edge density|density of edges"
    "|density of boundaries] [is|comes to"
    "|amounts to] {n} meters per hectare]"
)


def density(draft: Draft) -> str | None:
    """Boundary in meters per hectare of the patch."""
    if draft.manner is None or not draft.manner.is_in("hectares"):
        return None
    meters = sum(draft.cover.borders.values()) * PIXEL_SIDE
    n = round(meters * 10_000 / (PIXELS * PIXEL_AREA))
    return draft.tell(_DENSITY, n=str(n)) if n > 1 else None


SEEN: tuple[Sentence, ...] = (pattern, pattern, biggest, longest, edge, edge, counted)
METRICS: tuple[Sentence, ...] = (total_regions, mean_region, evenness, boundaries, density)
