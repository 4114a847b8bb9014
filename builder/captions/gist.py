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
        "[{items} ~[fills|covers|occupies|takes up|blankets|claims|spans] [all of|the whole of"
        "|the entire extent of|every part of|every corner of] {w}[| without a gap| without a break"
        "| without interruption| from edge to edge| from one side to the other]"
        "|[every part|every corner|every pixel|the entirety|the full extent|each hectare"
        "|all] of {w} [is covered by|belongs to|consists of|is taken up by|lies under] {items}"
        "|{w} is <entirely> [covered by|made up of|taken up by|filled by|given over to"
        "|blanketed by] {items}"
        "|[nothing but|nothing other than] {items} [can be seen|can be made out|meets the eye"
        "|is to be found|comes into view] [in|across|throughout|anywhere in] {w}]"
    ),
    "nearly": Phrase(
        "[{items} ~[fills|covers|occupies|takes up|blankets|claims] [nearly|almost|practically"
        "|virtually|all but|just about] [all|the whole|every part|the entire extent] of {w}"
        "|[nearly|almost|practically|virtually|just about] [all|the whole|every part] of {w} [is"
        " covered by|belongs to|consists of|is taken up by|lies under] {items}]"
    ),
    "most": Phrase(
        "[{items} ~[dominates|pervades|rules|governs|shapes|characterizes|marks|commands"
        "|overspreads] {w}"
        "|{items} ~[prevails|predominates|holds sway|has the upper hand] [in|across|throughout]"
        " {w}"
        "|{items} ~[covers|occupies|takes up|fills|claims|blankets|makes up|accounts for|forms"
        "|spreads over|extends over|stretches across|sprawls across|lies over] <most>"
        " of {w}"
        "|<most> of {w} [is covered by|is taken up by|belongs to|consists of|is occupied by|goes to"
        "|is given over to|lies under|falls to|is filled by|is claimed by|is made up"
        " of] {items}"
        "|{w} is [dominated by|<mostly> under|<mostly> covered by|<mostly> made up of"
        "|<mostly> given over to|<mostly> occupied by|ruled by"
        "|characterized by] {items}"
        "|{w} [consists|is composed|is made] <mostly> of {items}"
        "|the [dominant|prevailing|predominant|principal|ruling|main|chief] [class|land cover|cover"
        "|surface|element|feature|ground cover] [of|in|across] {w} is {items}"
        "|it is {items} that [~dominates|~prevails in|~takes up <most> of|~fills <most> of"
        "|~rules|~shapes|~governs] {w}"
        "|what [dominates|prevails in|fills <most> of|covers <most> of|shapes|rules] {w} is"
        " {items}]"
    ),
    "shared": Phrase(
        "[{items} [cover|make up|fill|take up|account for|occupy|claim|share|divide between them"
        "|spread over|extend over|stretch across|together cover|together fill|jointly cover"
        "|jointly make up|between them fill|together occupy|combine to fill] <most> of {w}"
        "|{items} [dominate|shape|rule|govern|characterize|mark|command] {w}"
        "|{items} [prevail|predominate|hold sway] [in|across|throughout] {w}"
        "|<most> of {w} [is shared by|is divided between|is covered by|is taken up by|belongs to"
        "|consists of|is occupied by|goes to|lies under|falls to|is given over to|is filled by"
        "|is made up of] {items}"
        "|{w} is [dominated by|<mostly> shared by|<mostly> divided between|<mostly> under"
        "|<mostly> covered by|<mostly> made up of|<mostly> given over to|ruled by"
        "|characterized by] {items}"
        "|{w} [consists|is composed|is made] <mostly> of {items}"
        "|the [main|principal|leading|dominant|chief|prevailing|foremost] [classes|land covers"
        "|covers|surfaces|elements|features|ground covers] [of|in|across] {w} are {items}"
        "|it is {items} that [dominate|prevail in|share <most> of|fill <most> of|make up <most> of"
        "|shape|rule] {w}"
        "|what [dominates|prevails in|fills <most> of|covers <most> of|shapes] {w} is {items}]"
    ),
    "lead": Phrase(
        "[the <largest> [class|cover|land cover|share|part|surface|element|ground cover] [of|in"
        "|across] {w} is {items}"
        "|{items} ~[takes up|makes up|covers|holds|has|occupies|claims|fills|forms] the <largest>"
        " [part|share|portion|area|single part|single share|slice] of {w}"
        "|{items} ~[leads|comes first|ranks first|stands first|takes the lead] [by area|in area"
        "|in extent|by extent|by size] [in|across] {w}"
        "|{items} ~is the most [widespread|extensive|common|prominent|expansive] [class|cover"
        "|surface|land cover|element] [of|in|across] {w}"
        "|no other [class|cover|surface|land cover|element] [covers|takes up|reaches|holds|fills"
        "|occupies] as much of {w} as {items}"
        "|it is {items} that ~[takes up|makes up|covers|holds|claims|has] the <largest> [part|share"
        "|portion|slice] of {w}]"
    ),
    "top": Phrase(
        "[the <largest> [classes|covers|land covers|parts|surfaces|elements|ground covers] [of|in"
        "|across] {w} are {items}"
        "|{items} [lead|come first|rank first|stand first|take the lead] [by area|in area|in extent"
        "|by extent|by size] [in|across] {w}"
        "|{items} [hold|have|take up|make up|occupy|claim|fill] the <largest> [shares|parts"
        "|portions|areas|slices] of {w}"
        "|{items} are the most [widespread|extensive|common|prominent|expansive] [classes|covers"
        "|surfaces|land covers|elements] [of|in|across] {w}"
        "|it is {items} that [hold|take up|make up|claim|have] the <largest> [parts|shares|portions"
        "|slices] of {w}]"
    ),
    "sole": Phrase(
        "[{items} ~is the only [class|land cover|cover] [in|of] {w}"
        "|{items} [alone ~has|alone ~holds] a part of {w}]"
    ),
    "mixed": Phrase(
        "[no [single|one] [class|cover|surface|element] [dominates|prevails in|rules|commands"
        "|takes up most of|covers most of] {w}, which {items} [share|divide] with [others|other"
        " classes|further classes|further covers]]"
    ),
    "share": Phrase(
        "[{items} ~[covers|occupies|takes up|fills|claims|blankets|makes up|accounts for|forms"
        "|spreads over|extends over|stretches across|lies over] {share} of {w}"
        "|{share} of {w} [is covered by|is taken up by|belongs to|consists of|is occupied by"
        "|goes to|lies under|falls to|is given over to|is filled by] {items}]"
    ),
}
_OBJECTS = {
    "entire": Phrase(
        "[nothing but|nothing other than|an unbroken expanse of|an unbroken cover of"
        "|a [seamless|closed|single|complete|continuous] [cover|expanse|sheet|surface] of] {items}"
    ),
    "nearly": Phrase("[almost|practically|virtually|next to|nearly] nothing but {items}"),
    "most": Phrase(
        "{land} [dominated by|<mostly> under|<mostly> of|ruled by|governed by|pervaded by|shaped by"
        "|characterized by|marked by|<mostly> given over to|<mostly> covered by|<mostly> made up of"
        "|<mostly> occupied by|that is <mostly> under|that consists <mostly> of] {items}"
    ),
    "lead": Phrase(
        "[{land} with {items} as [the|its] <largest> [cover|part|class|share|element|surface]"
        "|{land} whose <largest> [part|cover|class|share|element|surface] is {items}"
        "|{land} in which {items} ~[takes|makes] up the <largest> [part|share]"
        "|{land} led by {items}]"
    ),
    "top": Phrase(
        "[{land} with {items} as [the|its] <largest> [covers|parts|classes|shares|elements"
        "|surfaces]"
        "|{land} whose <largest> [parts|covers|classes|shares|elements|surfaces] are {items}"
        "|{land} led by {items}]"
    ),
}
_OBJECTS["shared"] = _OBJECTS["most"]
_LAND = Phrase(
    "{an}[landscape|setting|view|scene|place|area|expanse|environment|panorama|vista|stretch"
    "|region|corner|sweep|district|piece of the earth|part of the earth]"
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
    "wooded": ("wooded", "forested", "tree-covered", "tree-clad", "woodland"),
    "farmed": ("farmed", "agricultural", "farming"),
    "built": ("built-up", "urbanized", "settled"),
    "watery": ("watery", "water-covered", "water-filled"),
    "varied": ("varied", "diverse", "manifold", "multifaceted", "many-sided"),
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
    return sum(areas.get(label, 0) for label in labels)


def named(draft: Draft, labels: Sequence[str]) -> Called:
    """Classes as one noun phrase, with their areas in brackets if the caption tells numbers."""
    called = [draft.call(label) for label in labels]
    texts = [_sized(draft, label, name.text) for label, name in zip(labels, called, strict=True)]
    if len(texts) == 2:
        return Called(draft.say(_PAIR, a=texts[0], b=texts[1]), plural=True)
    return Called(listing(texts), len(labels) > 1 or called[0].plural)


_PAIR = Phrase(
    "[{a} and {b}|{a} and {b}|{a} and {b}|both {a} and {b}|{a} and also {b}|{a} plus {b}]"
)


def _sized(draft: Draft, label: str, name: str) -> str:
    pixels, manner = draft.cover.areas[label], draft.manner
    if manner is None or manner.says_all(pixels):
        return name
    draft.topics.add("sizes")
    return f"{name} ({manner.area(pixels)})"
