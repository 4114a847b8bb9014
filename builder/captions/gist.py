"""Gist: what the picture is at first sight. Draft -> the clause with which a caption begins.

It names the classes that make the picture: the one on most of it, those that share most of it, the
largest. It stands as a clause ("arable land dominates the scene") or as what a picture shows ("a
landscape dominated by arable land").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from builder.captions.amounts import PIXELS, fraction
from builder.captions.echo import heard_in
from builder.captions.gist_phrases import CLAUSES, LAND, OBJECTS, PLAIN
from builder.captions.naming import Called, Draft
from builder.captions.phrases import Phrase
from builder.tasks.wording import listing

# Pixels: above the one a class is a main one; above the next the main ones make "most"
# of it; from the last on a class is nearly all of it.
MAIN, MOST, NEARLY = PIXELS // 4, 52 * PIXELS // 100, 99 * PIXELS // 100
FEW = 3  # classes of similar size that a short caption can name
LEAD = 11, 10  # how many times as large the largest is than the next, at least

_THEMES = {
    "wooded": ("Broad-leaved forest", "Coniferous forest", "Mixed forest"),
    "farmed": (
        "Arable land", "Permanent crops", "Pastures", "Complex cultivation patterns",
        "Agro-forestry areas",
        "Land principally occupied by agriculture, with significant areas of natural vegetation",
    ),
    "built": ("Urban fabric", "Industrial or commercial units"),
    "watery": ("Inland waters", "Marine waters"),
}  # fmt: skip
_ADJECTIVES = {
    "wooded": ("wooded", "forested", "tree-covered", "woodland", "forest-covered"),
    "farmed": ("farmed", "agricultural", "farming", "agrarian"),
    "built": ("built-up", "urbanized", "settled", "developed"),
    "watery": ("watery", "water-covered", "aquatic"),
    "varied": ("varied", "diverse", "many-sided", "heterogeneous", "multifaceted", "diversified"),
    "simple": ("plain", "simple", "uncluttered", "straightforward"),
}
VARIED, SIMPLE = 6, 2  # visible classes: from the one on a place is varied, with the other simple


class Gist(NamedTuple):
    """What makes the picture: how its classes stand to the whole, and which they are."""

    kind: str
    labels: tuple[str, ...]


def gist(draft: Draft, *, all_main: bool = False) -> Gist:
    """The classes that make the picture of a map with a visible class.

    Of a class on most of the patch and another main one the first, or with `all_main` both; of many
    of similar size with `all_main` two.
    """
    areas, ranked = draft.cover.areas, draft.ranked
    first = areas[ranked[0]]
    if first >= NEARLY:
        return Gist("entire" if first == PIXELS else "nearly", (ranked[0],))
    main = [label for label in ranked if areas[label] > MAIN]
    if first > MOST and not (all_main and len(main) > 1):
        return Gist("most", (ranked[0],))
    if sum(areas[label] for label in main) > MOST:
        return Gist("shared", tuple(main))
    found = _largest(draft)
    return _some(draft, found) if all_main and len(found.labels) > FEW else found


def _largest(draft: Draft) -> Gist:
    """The largest classes, up to the first gap behind which they are clearly smaller."""
    areas, ranked = draft.cover.areas, draft.ranked
    if len(areas) == 1:
        return Gist("sole", (ranked[0],))
    gaps = (n for n in range(1, len(ranked)) if is_gap(areas[ranked[n - 1]], areas[ranked[n]]))
    n = next(gaps, len(ranked))
    return Gist("top" if n > 1 else "lead", tuple(ranked[:n]))


def is_gap(area: int, smaller: int) -> bool:
    """Is an area clearly larger than the next one?"""
    return area * LEAD[1] >= smaller * LEAD[0]


def _some(draft: Draft, found: Gist) -> Gist:
    """Two of many similar classes: a short caption has no room for more.

    Those above 25% have to be named, two at most; then come those with the shortest names.
    """
    areas = draft.cover.areas
    main = {label for label in found.labels if areas[label] > MAIN}
    two = sorted(found.labels, key=lambda label: (label not in main, draft.words_of(label)))[:2]
    return Gist("mixed", tuple(label for label in found.labels if label in two))


def clause(draft: Draft, found: Gist, whole: str | None = None) -> str:
    """The gist as a clause about the whole: "arable land dominates the scene"."""
    return _said(draft, found, CLAUSES, {"w": whole} if whole else {})


def plain(draft: Draft, found: Gist) -> str:
    """The same behind words that name the picture: "arable land prevails"."""
    return _said(draft, found, PLAIN, {})


def _said(
    draft: Draft, found: Gist, phrases: Mapping[str, Phrase], slots: Mapping[str, str]
) -> str:
    if share := _share(draft, found):
        called, draft.leader = draft.call(found.labels[0]), None
        told = {"items": called.text, "share": share, **slots}
        return draft.tell(phrases["share"], called.form, **told)
    items = _measured(draft, found)
    return draft.tell(phrases[found.kind], items.form, items=items.text, **slots)


def _measured(draft: Draft, found: Gist) -> Called:
    """Its classes; of far more than half of the patch no wording says "more than half"."""
    if 3 * _sum(draft.cover.areas, found.labels) > 2 * PIXELS:
        draft.heard |= heard_in("half")
    return named(draft, found.labels)


def _share(draft: Draft, found: Gist) -> str | None:
    """Where no numbers are told, one time in three the fraction that the largest class is near."""
    if draft.manner or found.kind not in ("most", "lead") or draft.chance.below(3):
        return None
    return fraction(draft.cover.areas[found.labels[0]], draft.chance)


def shown(draft: Draft, found: Gist) -> str | None:
    """The gist as what a picture shows: "a landscape dominated by arable land"; None if its kind
    has no such words.
    """
    if found.kind not in OBJECTS:
        return None
    land = _land(draft)
    items = _measured(draft, found)
    return draft.tell(OBJECTS[found.kind], items.form, items=items.text, land=land)


def _land(draft: Draft) -> str:
    """ "a landscape", or "a wooded landscape" if it is one."""
    themes = _themes(draft) if draft.chance.coin() else ()
    known = [*chain.from_iterable(map(_ADJECTIVES.__getitem__, themes))]
    adjective = draft.chance.choice(known) if known else ""
    draft.hear(adjective.replace("-", " "))  # "a tree-covered area covered by" has an echo
    text = draft.tell(LAND, an=f"{adjective} " if adjective else "")
    return f"{'an' if text[0] in 'aeiou' else 'a'} {text}"


def _themes(draft: Draft) -> list[str]:
    """What can be said of the whole in an adjective."""
    areas = draft.cover.areas
    shares = {theme: _sum(areas, labels) for theme, labels in _THEMES.items()}
    found = [theme for theme, pixels in shares.items() if pixels > MOST]
    if len(draft.ranked) >= VARIED:
        found.append("varied")
    if len(areas) == len(draft.ranked) == SIMPLE:
        found.append("simple")
    return found


def _sum(areas: Mapping[str, int], labels: Sequence[str]) -> int:
    return sum([areas[label] for label in labels if label in areas])


def named(draft: Draft, labels: Sequence[str]) -> Called:
    """Classes as one noun phrase, with their areas in brackets if the caption tells numbers."""
    called = [draft.call(label) for label in labels]
    texts = [_sized(draft, label, name.text) for label, name in zip(labels, called, strict=True)]
    pair = _LONG_PAIR if all(name.plural for name in called) else ALSO
    return Called(together(draft, texts, pair), len(labels) > 1 or called[0].plural)


_PAIR = Phrase("{a} and {b}")
# Of names with "and": which of them belong together has to be clear.
_LONG_PAIR = Phrase(
    "{a} [as well as|and also|together with|along with|and in addition|and likewise] {b}"
)
# The same before a verb in the plural, which one class "as well as" another would not have.
ALSO = Phrase("{a} [and also|and likewise|and in addition|and additionally] {b}")


def together(draft: Draft, names: Sequence[str], pair: Phrase = _LONG_PAIR) -> str:
    """Classes as one noun phrase, last those after which "and" would go on with their name:
    "farmland with natural vegetation and pastures". Two with such names are joined by `pair`.
    """
    if len(names) == 1:
        return names[0]
    ordered = sorted(names, key=_is_open)
    if len(ordered) > 2:
        return listing(ordered)
    a, b = ordered
    return draft.say(pair if " and " in a + b or _is_open(a) else _PAIR, a=a, b=b)


def _is_open(name: str) -> bool:
    """Is it of the kind "woodland with shrub", and no area closes it?"""
    return " with " in name and not name.endswith(")")


def _sized(draft: Draft, label: str, name: str) -> str:
    pixels, manner = draft.cover.areas[label], draft.manner
    if manner is None or manner.says_all(pixels):
        return name
    draft.topics.add("sizes")
    return f"{name} ({manner.area(pixels)})"
