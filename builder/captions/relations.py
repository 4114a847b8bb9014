"""Relations: what a caption can say of one class beside others, as verb phrases that follow its
name. Teller and class -> predicate.

Neighbors and boundaries, directions, and how large it is compared with another. A fact about two
classes is told once in a caption. Example: of pastures "share a boundary of 400 meters with mixed
forest", "lie to the north of arable land".
"""

from __future__ import annotations

from builder.captions.amounts import PIXELS, length
from builder.captions.naming import Teller
from builder.captions.phrases import Phrase
from builder.geometry import SIDE
from builder.tasks.wording import listing, number

SEEN = {"top": ("to the north of", "north of", "above"), "bottom": ("to the south of", "south of", "below"),
         "left": ("to the west of", "west of", "to the left of"), "right": ("to the east of", "east of", "to the right of"),
         "top-left": ("to the northwest of", "northwest of", "to the upper left of"),
         "top-right": ("to the northeast of", "northeast of", "to the upper right of"),
         "bottom-left": ("to the southwest of", "southwest of", "to the lower left of"),
         "bottom-right": ("to the southeast of", "southeast of", "to the lower right of")}  # fmt: skip
_TOUCHES_ALL = Phrase("<touches> [all|every one of the|all of the] other classes")
_TOUCHES_NONE = Phrase("<touches> none of the other classes")
_TOUCHES_ONLY = Phrase(
    "[<touches> [only|just|nothing but|no class but] {b}|~has only {b} as ~its neighbor]"
)
_TOUCHES = Phrase("[<touches> {b}|~[lies|is] next to {b}|~shares a <boundary> with {b}]")
_TOUCHES_SOME = Phrase("<touches> {n} of the [other {m}|{m} other] classes")


def _neighbors(teller: Teller, label: str) -> list[str]:
    return [other for other in teller.ranked if teller.cover.adjacent(label, other)]


def neighbors(teller: Teller, label: str, plural: bool) -> str | None:
    """The classes it borders: by name up to two, else by their number."""
    chance, near, others = teller.chance, _neighbors(teller, label), len(teller.ranked) - 1
    if others < 2:
        return None
    if not near or len(near) == others:
        return (_TOUCHES_ALL if near else _TOUCHES_NONE).say(chance, plural=plural)
    if len(near) > 2:
        return _TOUCHES_SOME.say(chance, plural=plural, n=number(len(near)), m=number(others))
    kind = _TOUCHES_ONLY if len(near) == 1 else _TOUCHES
    return kind.say(chance, plural=plural, b=listing([teller.call(other).text for other in near]))


_BOUNDARY = Phrase(
    "[~[meets|borders|touches|adjoins] {b} [along|over] [a [line|boundary|stretch|front] of |]{length}"
    "|~shares [a{kind} <boundary> of {length}|{length} of [boundary|border]] with {b}"
    "|~has a{kind} <boundary> of {length} with {b}]"
)
_LONGEST = Phrase(
    "~has ~its longest <boundary>[, {length}, with {b}| with {b} ({length})| with {b}]"
)
LONG, SHORT = (
    SIDE,
    SIDE // 6,
)  # pixel edges: a boundary from 1.2 km on is long, one up to 200 m is short


def boundary(teller: Teller, label: str, plural: bool) -> str | None:
    """How long its boundary with one neighbor is."""
    chance, near = teller.chance, _neighbors(teller, label)
    if not near:
        return None
    lengths = {other: shared(teller, label, other) for other in near}
    longest = max(near, key=lengths.__getitem__)
    if len(near) > 1 and list(lengths.values()).count(lengths[longest]) == 1 and chance.coin():
        if not teller.news("boundary", label, longest):
            return None
        return _LONGEST.say(
            chance,
            plural=plural,
            b=teller.call(longest).text,
            length=length(lengths[longest], chance),
        )
    other = chance.choice(near)
    if not teller.news("boundary", label, other):
        return None
    n = lengths[other]
    kind = (" long" if n >= LONG else " short" if n <= SHORT else "") if chance.coin() else ""
    return _BOUNDARY.say(
        chance, plural=plural, b=teller.call(other).text, kind=kind, length=length(n, chance)
    )


def shared(teller: Teller, a: str, b: str) -> int:
    """The length of the boundary between two classes in pixel edges, 0 where they do not touch."""
    borders = teller.cover.borders
    return borders.get((a, b), 0) or borders.get((b, a), 0)


_APART = Phrase("~does not [touch|meet|border|adjoin|reach] {b}")


def apart(teller: Teller, label: str, plural: bool) -> str | None:
    """A class that it does not touch."""
    near = _neighbors(teller, label)
    far = [other for other in teller.ranked if other != label and other not in near]
    if not far or not near:
        return None
    other = teller.chance.choice(far)
    if not teller.news("apart", label, other):
        return None
    return _APART.say(teller.chance, plural=plural, b=teller.call(other).text)


_SIDE = Phrase("~[lies|is found|is located|is situated|sits|is set] {side} {b}")


def side(teller: Teller, label: str, plural: bool) -> str | None:
    """Where it lies as seen from another class, if that is clear."""
    seen = [other for other in teller.ranked if (label, other) in teller.cover.positions]
    if not seen:
        return None
    other = teller.chance.choice(seen)
    if not teller.news("side", label, other):
        return None
    said = teller.chance.choice(SEEN[teller.cover.positions[label, other]])
    return _SIDE.say(teller.chance, plural=plural, side=said, b=teller.call(other).text)


_RATIO = Phrase(
    "[~is [about|roughly|around|approximately] {times} as [extensive|large] as {b}"
    "|~covers [about|roughly|around|approximately] {times} the area of {b}]"
)
_EQUAL = Phrase(
    "[~is about as [extensive|large] as {b}|~covers about as much [land|ground|area|space] as {b}]"
)
_TIMES = {
    2: "twice",
    3: "three times",
    4: "four times",
    5: "five times",
    6: "six times",
    7: "seven times",
    8: "eight times",
}
_LEAST = PIXELS // 100  # pixels: smaller classes are not compared


def ratio(teller: Teller, label: str, plural: bool) -> str | None:
    """How many times as large as another class it is: as large within 5%, a whole number within 5%,
    or to one decimal up to 9.9.
    """
    areas = teller.cover.areas
    smaller = [
        other
        for other in teller.ranked
        if other != label and _LEAST <= areas[other] <= areas[label] < 9.9 * areas[other]
    ]
    if not smaller:
        return None
    other = teller.chance.choice(smaller)
    if not teller.news("ratio", label, other):
        return None
    a, b, named = areas[label], areas[other], teller.call(other).text
    if 20 * (a - b) <= b:
        return _EQUAL.say(teller.chance, plural=plural, b=named)
    near = next((word for k, word in _TIMES.items() if 20 * abs(a - k * b) <= k * b), None)
    return _RATIO.say(teller.chance, plural=plural, b=named, times=near or f"{a / b:.1f} times")


_RANK = Phrase(
    "[~is the {nth}<largest> [class|of the classes|class by area]|~ranks {place} by area]"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def rank(teller: Teller, label: str, plural: bool) -> str | None:
    """Its place by area, if no other class is as large."""
    k, areas = teller.ranked.index(label), list(teller.cover.areas.values())
    if len(areas) < 3 or k >= len(_ORDINALS) or areas.count(teller.cover.areas[label]) > 1:
        return None
    nth = f"{_ORDINALS[k]} " if k else ""
    return _RANK.say(teller.chance, plural=plural, nth=nth, place=_ORDINALS[k])
