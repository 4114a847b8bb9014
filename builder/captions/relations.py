"""Relations: what a caption can say of one class beside others, as verb phrases that follow its
name. Draft and class -> predicate.

Neighbors and boundaries, directions, and how large it is compared with another. A caption states a
fact about two classes once. Example: of pastures "share a boundary of 400 meters with mixed
forest", "lie to the north of arable land".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from builder.captions.amounts import PIXELS, length
from builder.captions.naming import Draft
from builder.captions.phrases import Phrase
from builder.chance import Chance
from builder.geometry import SIDE
from builder.tasks.wording import listing, number

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
_TOUCHES_ALL = Phrase("<touches> [all|every one of the|all of the] other classes")
_TOUCHES_NONE = Phrase("<touches> none of the other classes")
_TOUCHES_ONLY = Phrase(
    "[<touches> [only|just|nothing but|no class but] {b}|~has only {b} as ~its neighbor]"
)
_TOUCHES = Phrase("[<touches> {b}|~[lies|is] next to {b}|~shares a <boundary> with {b}]")
_TOUCHES_SOME = Phrase("<touches> {n} of the [other {m}|{m} other] classes")


def neighbors(draft: Draft, label: str, plural: bool) -> str | None:
    """The classes it borders: by name up to two, else by their number."""
    near, others = draft.neighbors(label), len(draft.ranked) - 1
    if others < 2:
        return None
    if len(near) in (0, others):
        return draft.say(_TOUCHES_ALL if near else _TOUCHES_NONE, plural=plural)
    if len(near) > 2:
        return draft.say(_TOUCHES_SOME, plural=plural, n=number(len(near)), m=number(others))
    return _touches(draft, near, plural)


def _touches(draft: Draft, near: Sequence[str], plural: bool) -> str:
    phrase = _TOUCHES_ONLY if len(near) == 1 else _TOUCHES
    named = [draft.name(other) for other in near]
    return draft.say(phrase, plural=plural, b=listing(named))


_BOUNDARY = Phrase(
    "[~[meets|borders|touches|adjoins] {b} [along|over] [a [line|boundary|stretch|front] of "
    "|]{length}"
    "|~shares [a{kind} <boundary> of {length}|{length} of [boundary|border]] with {b}"
    "|~has a{kind} <boundary> of {length} with {b}]"
)
_LONGEST = Phrase(
    "~has ~its longest <boundary>[, {length}, with {b}| with {b} ({length})| with {b}]"
)
# pixel edges: a boundary from 1.2 km on is long, one up to 200 m is short
LONG, SHORT = SIDE, SIDE // 6


def boundary(draft: Draft, label: str, plural: bool) -> str | None:
    """How long its boundary with one neighbor is; one time in two it is that with which it shares
    the most, if there is one.
    """
    near = draft.neighbors(label)
    longest = _longest({other: draft.cover.border(label, other) for other in near})
    if longest and draft.chance.coin():
        return _longest_boundary(draft, label, longest, plural=plural)
    other = draft.pick("boundary", label, near)
    return _boundary(draft, label, other, plural=plural) if other else None


def _longest(lengths: Mapping[str, int]) -> str | None:
    """The neighbor with the longest boundary, if there are several and no other has as much."""
    if len(lengths) < 2:
        return None
    *_, second, first = sorted(lengths.values())
    return max(lengths, key=lengths.__getitem__) if first > second else None


def _longest_boundary(draft: Draft, label: str, other: str, *, plural: bool) -> str | None:
    if not draft.news("boundary", label, other):
        return None
    named, edges = draft.name(other), draft.cover.border(label, other)
    return draft.say(_LONGEST, plural=plural, b=named, length=length(edges, draft.chance))


def _boundary(draft: Draft, label: str, other: str, *, plural: bool) -> str:
    edges, chance = draft.cover.border(label, other), draft.chance
    kind, named = _kind(edges, chance), draft.name(other)
    return draft.say(_BOUNDARY, plural=plural, b=named, kind=kind, length=length(edges, chance))


def _kind(edges: int, chance: Chance) -> str:
    """ " long" or " short" one time in two, if it is."""
    if not chance.coin():
        return ""
    if edges >= LONG:
        return " long"
    return " short" if edges <= SHORT else ""


_APART = Phrase("~does not [touch|meet|border|adjoin|reach] {b}")


def apart(draft: Draft, label: str, plural: bool) -> str | None:
    """A class that it does not touch."""
    near = draft.neighbors(label)
    far = [other for other in draft.others(label) if other not in near]
    other = draft.pick("apart", label, far if near else ())
    return draft.say(_APART, plural=plural, b=draft.name(other)) if other else None


_SIDE = Phrase("~[lies|is found|is located|is situated|sits|is set] {side} {b}")


def side(draft: Draft, label: str, plural: bool) -> str | None:
    """Where it lies as seen from another class, if that is clear."""
    positions = draft.cover.positions
    seen = [other for other in draft.ranked if (label, other) in positions]
    other = draft.pick("side", label, seen)
    if other is None:
        return None
    said = direction(draft, label, other)
    return draft.say(_SIDE, plural=plural, side=said, b=draft.name(other))


def direction(draft: Draft, a: str, b: str) -> str:
    """Where one class lies as seen from another, in words that its name follows."""
    return draft.chance.choice(_SEEN[draft.cover.positions[a, b]])


_RATIO = Phrase(
    "[~is [about|roughly|around|approximately] {times} as [extensive|large] as {b}"
    "|~covers [about|roughly|around|approximately] {times} the area of {b}]"
)
_EQUAL = Phrase(
    "[~is about as [extensive|large] as {b}|~covers about as much [land|ground|area|space] as {b}]"
)
_TIMES = {
    2: "twice", 3: "three times", 4: "four times", 5: "five times", 6: "six times",
    7: "seven times", 8: "eight times",
}  # fmt: skip
_LEAST = PIXELS // 100  # pixels: smaller classes are not compared


def ratio(draft: Draft, label: str, plural: bool) -> str | None:
    """How many times as large as another class it is."""
    smaller = [other for other in draft.others(label) if _comparable(draft, label, other)]
    other = draft.pick("ratio", label, smaller)
    if other is None:
        return None
    named = draft.name(other)
    times = _times(draft.cover.areas[label], draft.cover.areas[other])
    if times is None:
        return draft.say(_EQUAL, plural=plural, b=named)
    return draft.say(_RATIO, plural=plural, b=named, times=times)


def _comparable(draft: Draft, label: str, other: str) -> bool:
    """Is the other one up to 9.9 times smaller, and not too small itself?"""
    areas = draft.cover.areas
    return _LEAST <= areas[other] <= areas[label] < 9.9 * areas[other]


def _times(a: int, b: int) -> str | None:
    """None if the areas are the same within 5%, a whole number within 5%, or to one decimal."""
    if 20 * (a - b) <= b:
        return None
    near = [word for k, word in _TIMES.items() if 20 * abs(a - k * b) <= k * b]
    return near[0] if near else f"{a / b:.1f} times"


_RANK = Phrase(
    "[~is the {nth}<largest> [class|of the classes|class by area]|~ranks {place} by area]"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def rank(draft: Draft, label: str, plural: bool) -> str | None:
    """Its place by area, if no other class is as large."""
    k = draft.ranked.index(label)
    if len(draft.ranked) < 3 or k >= len(_ORDINALS) or _has_equal(draft, label):
        return None
    place = _ORDINALS[k]
    return draft.say(_RANK, plural=plural, nth=f"{place} " if k else "", place=place)


def _has_equal(draft: Draft, label: str) -> bool:
    areas = draft.cover.areas
    return any(areas[other] == areas[label] for other in draft.others(label))
