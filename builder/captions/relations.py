"""Relations: what a caption can say of one class beside others, as verb phrases that follow its
name. Draft and class -> Fact.

Neighbors and boundaries, directions, and how large it is compared with another. A caption states a
fact about two classes once, and only of classes that it has named. Example: of pastures "share a
boundary of 400 meters with mixed forest", "lie to the north of arable land".
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.captions.amounts import PIXELS
from builder.captions.facts import Fact
from builder.captions.gist import is_gap, together
from builder.captions.naming import Draft
from builder.captions.phrases import Phrase
from builder.geometry import SIDE

_SEEN = {
    "top": ("to the north of", "north of", "above"),
    "bottom": ("to the south of", "south of", "below"),
    "left": ("to the west of", "west of", "to the left of"),
    "right": ("to the east of", "east of", "to the right of"),
    "top-left": ("to the northwest of", "northwest of", "to the upper left of"),
    "top-right": ("to the northeast of", "northeast of", "to the upper right of"),
    "bottom-left": ("to the southwest of", "southwest of", "to the lower left of"),
    "bottom-right": ("to the southeast of", "southeast of", "to the lower right of"),
}
_TOUCHES_ALL = Phrase(
    "[<touches> <other>|~shares a <boundary> with <other>|~is in contact with <other>"
    "|~is bordered by <other>|~forms a <boundary> with"
    " <other>|~lies <beside> <other>|~is in direct contact with <other>"
    "|~comes into contact with <other>|~has <other> as ~its neighbors]"
)
_TOUCHES_NONE = Phrase(
    "[<touches> none of the other <kinds>|~has no neighbor among the other <kinds>"
    "|~shares no [edge|boundary|border] with any other <kind>"
    "|~is in contact with none of the other <kinds>"
    "|~lies apart from [all|every one] of the other <kinds>]"
)
_TOUCHES_ONLY = Phrase(
    "[<touches> [only|nothing but|no class but|no class other than] {b}"
    "|~has {b} as ~its only neighbor|~has [only|nothing but] {b} as ~its neighbor"
    "|~has no [other neighbor than|neighbor other than|neighbor but|neighbor apart from] {b}"
    "|~is in contact [only|solely] with {b}|~shares a <boundary> [only|solely] with {b}"
    "|~is bordered by {b} alone|<touches> {b} and no other <kind>]"
)
_TOUCHES = Phrase(
    "[<touches> {b}|<touches> {b}|~[lies|is situated|is located|is found] <beside> {b}"
    "|~shares a <boundary> with {b}|~is [bordered|flanked] by {b}"
    "|~[comes|runs|stretches|extends|reaches] up to {b}|~gives way to {b}"
    "|~is in contact with {b}|~forms a <boundary> with {b}|~comes into contact with {b}"
    "|~is in direct contact with {b}|~runs alongside {b}|~extends alongside {b}"
    "|~lies against {b}|~borders directly on {b}|~is adjoined by {b}"
    "|~reaches as far as {b}|~extends as far as {b}|~backs onto {b}"
    "|~counts {b} among ~its neighbors"
    "|~shares an edge with {b}|~[runs|stretches|extends] <beside> {b}"
    "|~ends at {b}|~lies up against {b}]"
)
_ENCLOSED = Phrase(
    "[~is [surrounded|enclosed|encircled|ringed|framed] [entirely |completely |wholly |fully "
    "|on all sides |on every side |]by {b}"
    "|~lies [entirely|wholly|completely|fully] [within|inside|surrounded by|enclosed by] {b}"
    "|~has {b} on [all sides|every side]|~is embedded in {b}]"
)


def neighbors(draft: Draft, label: str) -> Fact | None:
    """The classes it borders: by name up to two; all, none or only one if all have been named."""
    near, others = draft.neighbors(label), draft.others(label)
    if len(others) >= 2 and draft.all_told() and draft.news("all", label, label):
        if len(near) in (0, len(others)):
            return _all_or_none(draft, label, near)
        if len(near) == 1 and draft.free(near) and draft.news("meets", label, near[0]):
            return Fact(_TOUCHES_ONLY, {"b": draft.object(near[0])})
    chosen = draft.chance.sample(draft.free(near), 2)
    names = [draft.object(other) for other in chosen if draft.news("meets", label, other)]
    return Fact(_TOUCHES, {"b": together(draft, names)}) if names else None


def _all_or_none(draft: Draft, label: str, near: Sequence[str]) -> Fact:
    """It borders all others or none; of all, no other sentence says it of one."""
    for other in near:
        draft.news("meets", label, other)
    return Fact(_TOUCHES_ALL if near else _TOUCHES_NONE)


def enclosed(draft: Draft, label: str) -> Fact | None:
    """The one class that surrounds all its regions."""
    regions = draft.cover.regions[label]
    around = frozenset().union(*(region.neighbors for region in regions))
    if len(around) != 1 or not all(region.enclosed for region in regions):
        return None
    (other,) = around
    if other not in draft.known or other in draft.busy or not draft.news("meets", label, other):
        return None
    draft.news("no edge", label, label)  # follows from it
    return Fact(_ENCLOSED, {"b": draft.object(other)})


_BOUNDARY = Phrase(
    "[~[meets|borders|touches|adjoins|abuts] {b} along [a [line|boundary|stretch"
    "|border] of |]{length}"
    "|~shares a{kind} <boundary> of {length} with {b}"
    "|~shares a <boundary> with {b} that [measures {length}|is {length} long|extends over {length}]"
    "|~[meets|borders|touches|adjoins] {b} over a [distance|length] of {length}"
    "|~shares {length} of [boundary|border] with {b}"
    "|~forms a{kind} <boundary> of {length} with {b}"
    "|~[runs|lies|extends|stretches] <beside> {b} for {length}"
    "|~is in contact with {b} [for|over|along] {length}"
    "|~[borders|adjoins|flanks|abuts|follows] {b} for {length}"
    "|~[meets|touches] {b} on a front of {length}"
    "|~is [bordered|flanked] by {b} [for|over|along] {length}]"
)
_LONGEST = Phrase(
    "[~shares ~its longest <boundary> with {b}"
    "|~[borders|meets|touches|adjoins] {b} along ~its longest <boundary>]"
)
# pixel edges: a boundary from 1.2 km on is long, one up to 200 m is short
LONG, SHORT = SIDE, SIDE // 6


def boundary(draft: Draft, label: str) -> Fact | None:
    """How long its boundary with one neighbor is."""
    other = draft.pick("boundary", label, draft.neighbors(label)) if draft.manner else None
    if other is None or draft.manner is None:
        return None
    edges = draft.cover.border(label, other)
    slots = {"b": draft.object(other), "kind": _kind(edges), "length": draft.manner.length(edges)}
    return Fact(_BOUNDARY, slots)


def _kind(edges: int) -> str:
    """ " long" or " short", if it is."""
    if edges >= LONG:
        return " long"
    return " short" if edges <= SHORT else ""


def longest(draft: Draft, label: str) -> Fact | None:
    """The neighbor with which it shares the longest boundary, if it has several."""
    lengths = {other: draft.cover.border(label, other) for other in draft.others(label)}
    if len(lengths) < 2 or not draft.all_told():
        return None
    *_, second, first = sorted(lengths.values())
    other = max(lengths, key=lengths.__getitem__)
    clearly = second and 10 * first >= 11 * second and other not in draft.busy
    if not clearly or not draft.news("boundary", label, other):
        return None
    return Fact(_LONGEST, {"b": draft.object(other)})


_APART = Phrase(
    "[~does not [^touch|^meet|^border|^adjoin|^reach] {b}"
    "|~[keeps|stays|remains|lies] apart from {b}|~shares no common border"
    " with {b}|~[keeps|stays|remains] away from {b}"
    "|~[is|lies|remains] [separated|set apart|detached] from {b}"
    "|nowhere ~[touches|meets|borders|adjoins|reaches] {b}|~is not in contact with {b}"
    "|~shares no [boundary|border|edge] with {b}|~is nowhere [next to|beside] {b}"
    "|~does not come [up to|into contact with] {b}]"
)


def apart(draft: Draft, label: str) -> Fact | None:
    """A class that it does not touch, if it touches others."""
    far = [other for other in draft.others(label) if not draft.cover.adjacent(label, other)]
    other = draft.pick("apart", label, far if draft.neighbors(label) else ())
    return Fact(_APART, {"b": draft.object(other)}) if other else None


_SIDE = Phrase("<lies> {side} {b}")


def side(draft: Draft, label: str) -> Fact | None:
    """Where it lies as seen from another class, if that is clear."""
    positions = draft.cover.positions
    seen = [other for other in draft.others(label) if (label, other) in positions]
    other = draft.pick("side", label, seen)
    if other is None:
        return None
    said = draft.chance.choice(_SEEN[positions[label, other]])
    return Fact(_SIDE, {"side": said, "b": draft.object(other)})


_RATIO = Phrase(
    "[~is [about|roughly|around|approximately|close to] {times}"
    " as [extensive|large|big|widespread] as {b}"
    "|~[covers|takes up|occupies|fills|has] [about|roughly|around|approximately|close to]"
    " {times} [the [area|space|surface|extent] of {b}|as much [space|surface|ground|area] as {b}]"
    "|~is [about|roughly|around|approximately|close to] {times} the size of {b}]"
)
_EQUAL = Phrase(
    "[~is about as [extensive|large|big|widespread] as {b}|~[covers|takes up|occupies] about as"
    " much [ground|area|space|surface] as {b}|~[matches|equals] {b} in [area|extent|size|coverage]"
    "|~is [similar|about equal|close] to {b} in [area|extent|size]"
    "|~has about the same [area|extent|size] as {b}]"
)
_TIMES = {2: "twice", 3: "three times", 4: "four times", 5: "five times", 6: "six times"}


def ratio(draft: Draft, label: str) -> Fact | None:
    """How many times as large it is as a smaller class, both of 1% of the patch or more."""
    areas = draft.cover.areas
    rank = draft.ranked.index(label)
    smaller = [other for other in draft.ranked[rank + 1 :] if other in draft.known]
    smaller = [other for other in smaller if 100 * areas[other] >= PIXELS]
    other = draft.pick("ratio", label, smaller)
    if other is None:
        return None
    if 20 * (areas[label] - areas[other]) <= areas[other]:
        return Fact(_EQUAL, {"b": draft.object(other)})
    times = _times(areas[label], areas[other])
    return Fact(_RATIO, {"times": times, "b": draft.object(other)}) if times else None


def _times(a: int, b: int) -> str | None:
    """A whole number of times, if it is within 5% of one."""
    for n, words in _TIMES.items():
        if 20 * abs(a - n * b) <= n * b:
            return words
    return None


_RANK = Phrase(
    "[~is the {nth}<largest> [class|of the classes|land cover|of the land covers]"
    "|~takes {place} place [by area|in area|by size]"
    "|~[ranks|comes|is] {place} [by area|in area|by extent|in size|by size"
    "|in terms of area|in order of size]"
    "|~[holds|occupies|has] {place} place [by area|in area|by size|in extent]"
    "|~is {place} among the [classes|land covers] [in|by] [area|size|extent]]"
)
_NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def rank(draft: Draft, label: str) -> Fact | None:
    """Its place by area among three classes or more, if no other is as large.

    The first is the largest: it has to be clearly so, and unsaid in the first sentence.
    """
    areas, n = draft.cover.areas, draft.ranked.index(label)
    alone = sum(area == areas[label] for area in areas.values()) == 1
    if len(draft.ranked) < 3 or not alone or n >= len(_NTH):
        return None
    if not n and (label == draft.leader or not is_gap(areas[label], areas[draft.ranked[1]])):
        return None
    if not draft.news("rank", label, label):
        return None
    return Fact(_RANK, {"nth": f"{_NTH[n]} " if n else "", "place": _NTH[n]})


_SMALLEST = Phrase(
    "[~is the [smallest|least extensive] [class|of the classes|land cover|of the land covers]"
    "|~covers the least [ground|area|space][ of all classes|]"
    "|~[covers|occupies|takes up] less [ground|area|space] than any other [class|land cover]"
    "|~[comes|ranks|is] last [by area|in area|by extent|in size|by size|by coverage"
    "|in terms of area]"
    "|~has the [smallest|least] [area|share|extent][ of all classes|]"
    "|~takes last place [by area|in area|by size]]"
)


def smallest(draft: Draft, label: str) -> Fact | None:
    """Whether it is the smallest of three classes or more."""
    areas = draft.cover.areas
    least = sorted(areas.values())
    if len(draft.ranked) < 3 or draft.traces or label != draft.ranked[-1] or least[0] == least[1]:
        return None
    return Fact(_SMALLEST) if draft.news("rank", label, label) else None
