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
from builder.captions.naming import Called, Draft
from builder.captions.phrases import Phrase
from builder.tasks.wording import listing

# Pixels: above the one a class is a main one; above the next the main ones make "most"
# of it; from the last on a class is nearly all of it.
MAIN, MOST, NEARLY = PIXELS // 4, 52 * PIXELS // 100, 99 * PIXELS // 100
FEW = 3  # classes of similar size that a short caption can name
LEAD = 11, 10  # how many times as large the largest is than the next, at least

_CLAUSES = {
    "entire": Phrase(
        "[{items} ~[fills|covers|occupies|takes up|blankets] [all of|the whole of"
        "|the entire extent of|every part of|every corner of] {w}[| without a gap|"
        "| without a break| without interruption| from edge to edge| from one side to the other"
        "| from end to end]"
        "|[every part|every corner|every bit|the entirety|the full extent|the whole|all] of {w}"
        " [is covered by|belongs to|consists of|is taken up by|lies under|is occupied by] {items}"
        "|{w} is <entirely> [covered by|made up of|taken up by|filled by|given over to|occupied by"
        "|blanketed by]"
        " {items}[|| from edge to edge| from one side to the other| without a break]"
        "|[nothing but|nothing other than] {items} [can be seen|is to be seen|can be found"
        "|can be made out|meets the eye|comes into view|is to be found]"
        " [in|across|throughout|anywhere in] {w}]"
    ),
    "nearly": Phrase(
        "[{items} ~[fills|covers|occupies|takes up|blankets] [nearly|almost|practically"
        "|virtually|all but|just about] [all|the whole|every part] of {w}"
        "|[nearly|almost|practically|virtually|just about] [all|the whole|every part] of {w} [is"
        " covered by|belongs to|consists of|is taken up by|lies under|is occupied by] {items}]"
    ),
    "most": Phrase(
        "[{items} ~[dominates|characterizes|shapes|defines] {w}"
        "|{items} ~[sets|determines] the character of {w}|{items} ~gives {w} its character"
        "|{items} ~is [dominant|predominant|prevalent] [in|across|throughout] {w}"
        "|{items} ~plays the [leading|main] [role|part] in {w}"
        "|{items} ~[prevails|predominates] [in|across|throughout] {w}"
        "|{items} ~[covers|occupies|takes up|fills|blankets|makes up|accounts for|forms"
        "|spreads over|extends over|stretches across|spreads across|extends across|constitutes"
        "|lies across|ranges over|is spread over|is found on] <most> of {w}"
        "|<most> of {w} [is covered by|is taken up by|belongs to|consists of|is occupied by"
        "|is given over to|lies under|is filled by|is blanketed by|is made up of] {items}"
        "|{w} is [dominated by|<mostly> covered by|<mostly> made up of|<mostly> taken up by"
        "|<mostly> given over to|<mostly> occupied by|shaped by|characterized by] {items}"
        "|{w} [consists|is composed] <mostly> of {items}"
        "|the [dominant|prevailing|predominant|principal|main|chief] [class|land cover|cover"
        "|surface|land cover class|feature|ground cover|kind of land cover] [of|in|across] {w}"
        " is {items}"
        "|{items} ~is the [dominant|prevailing|predominant|principal|main] [class|land cover|cover"
        "|land cover class|feature] [of|in|across] {w}"
        "|what [dominates|prevails in|fills <most> of|covers <most> of|characterizes|shapes] {w} is"
        " {items}"
        "|<most> of what [can be seen|is visible|one sees|meets the eye] in {w} is"
        " {items}]"
    ),
    "shared": Phrase(
        "[{items} [cover|make up|fill|take up|account for|occupy|share|form|together occupy"
        "|spread over|extend over|stretch across|together cover|together fill|jointly cover"
        "|together make up|together form|together take up|together account for"
        "|constitute|are spread over|are found on] <most> of {w}"
        "|{items} [dominate|shape|characterize|define] {w}"
        "|{items} [set|determine] the character of {w}|{items} give {w} its character"
        "|{items} are [dominant|predominant|prevalent] [in|across|throughout] {w}"
        "|{items} play the [leading|main] [role|part] in {w}"
        "|{items} [prevail|predominate] [in|across|throughout] {w}"
        "|<most> of {w} [is shared by|is covered by|is taken up by|belongs to"
        "|consists of|is occupied by|lies under|is given over to|is filled by|is made up of]"
        " {items}"
        "|{w} is [dominated by|<mostly> shared by|<mostly> covered by|<mostly> made up of"
        "|<mostly> taken up by|<mostly> given over to|shaped by|characterized by] {items}"
        "|{w} [consists|is composed] <mostly> of {items}"
        "|the [main|principal|leading|dominant|chief|prevailing|predominant] [classes|land covers"
        "|covers|surfaces|land cover classes|features|ground covers|kinds of land cover]"
        " [of|in|across] {w} are {items}"
        "|{items} are the [main|principal|dominant|prevailing|predominant] [classes|land covers"
        "|covers|land cover classes|features] [of|in|across] {w}"
        "|<most> of what [can be seen|is visible|one sees|meets the eye] in {w} is"
        " {items}]"
    ),
    "lead": Phrase(
        "[the <largest> [class|cover|land cover|part|surface|land cover class] [of|in|across] {w}"
        " is {items}"
        "|{items} ~[takes up|makes up|covers|occupies|accounts for|fills|forms] the <greatest>"
        " [part|share|portion|single part|single share] of {w}"
        "|{items} ~[comes first|ranks first] [by area|in area|in extent] [in|across] {w}"
        "|{items} ~is the most [widespread|extensive|common|prominent] [class|cover"
        "|surface|land cover|land cover class] [of|in|across] {w}"
        "|no other [class|cover|surface|land cover|land cover class] [covers|takes up|fills"
        "|occupies] as much of {w} as {items}]"
    ),
    "top": Phrase(
        "[the <largest> [classes|covers|land covers|parts|surfaces|land cover classes] [of|in"
        "|across] {w} are {items}"
        "|{items} [come first|rank first] [by area|in area|in extent] [in|across] {w}"
        "|{items} [take up|make up|occupy|cover|account for|fill] the <greatest> [shares|parts"
        "|portions] of {w}"
        "|{items} are the most [widespread|extensive|common|prominent] [classes|covers"
        "|surfaces|land covers|land cover classes] [of|in|across] {w}]"
    ),
    "sole": Phrase(
        "[{items} ~is the only [class|land cover|land cover class] [in|of] {w}"
        "|{items} alone ~[covers|occupies] a part of {w}]"
    ),
    "mixed": Phrase(
        "no [single|one] [class|cover|surface|land cover] [dominates|prevails in|predominates in"
        "|takes up most of|covers most of] {w}, which {items} share with [others|other"
        " classes|further classes|other land covers]"
    ),
    "share": Phrase(
        "[{items} ~[covers|occupies|takes up|fills|blankets|makes up|accounts for|forms"
        "|spreads over|extends over|stretches across] {share} of {w}"
        "|{share} of {w} [is covered by|is taken up by|belongs to|consists of|is occupied by"
        "|lies under|is given over to|is filled by] {items}]"
    ),
}
_OBJECTS = {
    "entire": Phrase(
        "[nothing but|nothing other than|an unbroken expanse of|an unbroken cover of|only"
        "|a [closed|single|complete|continuous|seamless] [cover|expanse|surface] of] {items}"
    ),
    "nearly": Phrase("[almost|practically|virtually|next to|nearly] nothing but {items}"),
    "most": Phrase(
        "[{land} [dominated by|shaped by|characterized by|marked by|<mostly> given over to"
        "|<mostly> covered by|<mostly> made up of|<mostly> taken up by|<mostly> occupied by"
        "|that is <mostly> covered by|that consists <mostly> of] {items}"
        "|{land} [where|in which] {items} ~[dominates|prevails|predominates|covers most of the"
        " surface|takes up most of the space]]"
    ),
    "lead": Phrase(
        "[{land} with {items} as [the|its] <largest> [cover|part|class|surface|land cover]"
        "|{land} whose <largest> [part|cover|class|land cover|surface] is {items}"
        "|{land} [where|in which] {items} ~[takes|makes] up the <greatest> [part|share|portion]]"
    ),
    "top": Phrase(
        "[{land} with {items} as [the|its] <largest> [covers|parts|classes|land covers"
        "|surfaces]"
        "|{land} whose <largest> [parts|covers|classes|land covers|surfaces] are {items}"
        "|{land} [where|in which] {items} [take|make] up the <greatest> [parts|shares|portions]]"
    ),
}
_OBJECTS["shared"] = _OBJECTS["most"]
_LAND = Phrase(
    "{an}[landscape|landscape|area|region|place|stretch|expanse|location|environment|site|tract"
    "|zone|locality|territory|district"
    "|part of the earth's surface]"
)
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
    "wooded": ("wooded", "forested", "tree-covered", "woodland"),
    "farmed": ("farmed", "agricultural", "farming", "agrarian"),
    "built": ("built-up", "urbanized", "settled", "developed"),
    "watery": ("watery", "water-covered"),
    "varied": ("varied", "diverse", "many-sided", "heterogeneous"),
    "simple": ("plain", "simple", "uncluttered"),
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
    gaps = (n for n in range(1, len(ranked)) if _is_gap(areas[ranked[n - 1]], areas[ranked[n]]))
    n = next(gaps, len(ranked))
    return Gist("top" if n > 1 else "lead", tuple(ranked[:n]))


def _is_gap(area: int, smaller: int) -> bool:
    return area * LEAD[1] >= smaller * LEAD[0]


def _some(draft: Draft, found: Gist) -> Gist:
    """Two of many similar classes, those with the shortest names: a short caption has no room."""
    two = sorted(found.labels, key=draft.words_of)[:2]
    return Gist("mixed", tuple(label for label in found.labels if label in two))


def clause(draft: Draft, found: Gist, whole: str) -> str:
    """The gist as a clause about the whole: "arable land dominates the scene"."""
    if share := _share(draft, found):
        called, draft.leader = draft.call(found.labels[0]), None
        slots = {"items": called.text, "share": share, "w": whole}
        return draft.say(_CLAUSES["share"], called.form, **slots)
    items = named(draft, found.labels)
    return draft.say(_CLAUSES[found.kind], items.form, items=items.text, w=whole)


def _share(draft: Draft, found: Gist) -> str | None:
    """Where no numbers are told, one time in three the fraction that the largest class is near."""
    if draft.manner or found.kind not in ("most", "lead") or draft.chance.below(3):
        return None
    return fraction(draft.cover.areas[found.labels[0]], draft.chance)


def shown(draft: Draft, found: Gist) -> str | None:
    """The gist as what a picture shows: "a landscape dominated by arable land"; None if its kind
    has no such words.
    """
    if found.kind not in _OBJECTS:
        return None
    land = _land(draft)
    items = named(draft, found.labels)
    return draft.say(_OBJECTS[found.kind], items.form, items=items.text, land=land)


def _land(draft: Draft) -> str:
    """ "a landscape", or "a wooded landscape" if it is one."""
    known = [*chain.from_iterable(map(_ADJECTIVES.__getitem__, _themes(draft)))]
    adjective = draft.chance.choice(known) if known and draft.chance.coin() else ""
    text = draft.say(_LAND, an=f"{adjective} " if adjective else "")
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
    if len(texts) == 2:
        return Called(pair(draft, texts[0], texts[1]), plural=True)
    return Called(listing(texts), len(labels) > 1 or called[0].plural)


_PAIR = Phrase("{a} and {b}")
# Of names with "and": which of them belong together has to be clear.
_LONG_PAIR = Phrase("{a} as well as {b}")


def pair(draft: Draft, a: str, b: str) -> str:
    """Two classes as one noun phrase."""
    return draft.say(_LONG_PAIR if " and " in a or " and " in b else _PAIR, a=a, b=b)


def _sized(draft: Draft, label: str, name: str) -> str:
    pixels, manner = draft.cover.areas[label], draft.manner
    if manner is None or manner.says_all(pixels):
        return name
    draft.topics.add("sizes")
    return f"{name} ({manner.area(pixels)})"
