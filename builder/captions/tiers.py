"""Tiers: sentences of a caption on the number of classes and their areas. Draft -> sentences
without their capital and period.

Every class stands with its area, tier by tier: primary above a quarter of the patch, secondary from
5%, marginal below. Example: "arable land (about 71 hectares, 49%) dominates the scene"
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from builder.captions.amounts import MEASURES, PIXELS, amount, in_brackets, percent, share
from builder.captions.naming import Draft
from builder.captions.phrases import Phrase
from builder.chance import Chance
from builder.tasks.wording import listing, number

# pixels: primary above the one, marginal below the other (tiers of the published captions)
PRIMARY, SECONDARY = PIXELS // 4, PIXELS // 20
_Size = Callable[[int, Chance], str]
_FEW = 4  # classes of a tier that one clause can carry without brackets

_OVERVIEW = Phrase(
    "[{n} <classes> [share|make up|divide|fill|appear in|occur in|are found in|are present in"
    "|can be told apart in] <whole>"
    "|<whole> [holds|contains|shows|includes|displays|comprises|is made up of|is divided among"
    "|is composed of] {n} <classes>"
    "|{n} <classes> [meet|come together|lie side by side|are found together] [here|in <whole>]"
    "|[there are|one finds|one can tell apart] {n} <classes> in <whole>]"
)
_ONE_CLASS = Phrase(
    "[<whole> [holds|contains|shows|includes] [only|just|no more than] [one"
    "|a single] [land cover class|class of land cover"
    "|type of land cover]"
    "|[only|just] [one|a single] [land cover class|class of land cover|type of land cover] [occurs"
    "|appears|is present|is found] in <whole>]"
)


def overview(draft: Draft) -> str:
    """How many classes there are."""
    n = len(draft.ranked)
    return draft.say(_ONE_CLASS) if n == 1 else draft.say(_OVERVIEW, n=number(n))


class _Items(NamedTuple):
    """Classes with their areas as one noun phrase, and whether verbs take the plural after it."""

    text: str
    plural: bool


def _measured(draft: Draft, labels: Sequence[str], size: _Size) -> list[str]:
    """The areas of classes in words."""
    return [size(draft.cover.areas[label], draft.chance) for label in labels]


def _in_brackets(draft: Draft, labels: Sequence[str]) -> _Items:
    called = [draft.bare(label) for label in labels]
    sizes = _measured(draft, labels, in_brackets)
    items = [f"{name.text} ({size})" for name, size in zip(called, sizes, strict=True)]
    return _Items(listing(items), len(labels) > 1 or called[0].plural)


def _of_each(draft: Draft, labels: Sequence[str]) -> str:
    """ "about 71 hectares of arable land and 48 hectares of pastures", all in one kind of unit."""
    size, areas = draft.chance.choice(MEASURES), draft.cover.areas
    items = [f"{size(areas[label], draft.chance)} of {draft.bare(label).text}" for label in labels]
    return listing(items)


_COVERS = Phrase(
    "{a} [~covers|~takes up|~occupies|~extends over|~spreads over|~measures|~accounts for"
    "|~amounts to|~claims|~makes up] {size}"
)


def _in_turn(draft: Draft, labels: Sequence[str]) -> str:
    """ "arable land covers about 71 hectares, pastures 48 hectares, and waters 5 hectares"."""
    size: _Size = draft.chance.choice((*MEASURES, percent))
    sizes = _measured(draft, labels, size)
    first, *others = [draft.bare(label) for label in labels]
    of_it = draft.say(_OF_IT) if size is percent else ""
    covers = draft.say(_COVERS, plural=first.plural, a=first.text, size=sizes[0] + of_it)
    rest = [f"{name.text} {said}" for name, said in zip(others, sizes[1:], strict=True)]
    return listing([covers, *rest])


_OF_IT = Phrase(" of <whole>")
_NO_PRIMARY = Phrase(
    "[no [class|single class|land cover class] [covers|takes up|reaches|holds] [more than"
    "|over] [a quarter|25%] of <whole>; the <largest>"
    " [class |one |]is {items}"
    "|the <largest> class, [with less than|though not above|yet below|but no more than] [a quarter"
    "|25%] of <whole>, is {items}"
    "|<whole> has no [dominant|leading|prevailing|main] class: the <largest> [of them |class "
    "|]is {items}]"
)
_OVER_HALF = Phrase(
    "[{items} [~dominates|~prevails in|~makes up most of|~covers most of|~takes up most of"
    "|~occupies the greater part of"
    "|~fills more than half of] <whole>"
    "|[most|the greater part|more than half] of <whole> [is covered by|is taken up by|belongs to"
    "|consists of|is occupied by"
    "|goes to] {items}"
    "|<whole> is [dominated by|for the most part|mostly|mainly|largely|predominantly"
    "|chiefly] {items}"
    "|the [dominant|prevailing|predominant] [class|land cover|cover] of <whole> is {items}]"
)
_LEADING = Phrase(
    "[the [<largest> class|main land cover|leading class|<largest> land cover] [of <whole> "
    "|]is {items}"
    "|{items} [~makes|~takes] up the [largest|biggest|main] [part|share|portion] of <whole>"
    "|{items} ~[leads by area|comes first by area|covers the largest area|has the largest share]]"
)
_SEVERAL = Phrase(
    "[[together, |between them, |jointly, |]{items} [cover|make up|fill|take up|account for"
    "|occupy] [most|the greater part"
    "|more than half] of"
    " <whole>"
    "|the [main|principal|leading|most important] [classes|land cover classes|types of land cover"
    "|covers] [of <whole> |]are {items}"
    "|<whole> [consists mainly of|is mainly made up of|is mostly|is largely|is shared mainly by"
    "|is chiefly] {items}]"
)
_SECONDARY = Phrase(
    "[{items} [~follows|~comes next|~comes after that|~adds to this|~joins in|~is also present"
    "|~is found as well]"
    "|[smaller|lesser|further] [parts|shares|areas] [of <whole> |][are covered by|belong to"
    "|are taken up by|go to"
    "|consist of] {items}"
    "|{items} ~[takes up|occupies|covers|has|holds] [smaller|lesser] [parts|shares][ of <whole>|]]"
)
_ALSO = Phrase(
    "[<whole> also [holds|contains|includes|shows|comprises|has] {of}"
    "|<whole> [further|moreover|in addition] [holds|contains|includes|shows] {of}"
    "|[besides|beyond that|next to this|alongside], <whole> [holds|contains|includes|shows] {of}]"
)
_MARGINAL = Phrase(
    "[[only|just|merely] [marginal|minor|small] [areas|parts|shares|portions] [of <whole> "
    "|][belong to|are covered by|go to|consist of]"
    " {items}"
    "|{items} ~[takes up|covers|occupies|fills|holds] [only|just|merely|no more than] [a marginal"
    "|a minor|a small] [area|share|part]{each}"
    "|[to a marginal extent|in small amounts|in minor shares|on small areas], <whole> also [holds"
    "|contains|includes|shows] {items}"
    "|[smallest|least] in area[, in <whole>,|] ~is {items}"
    "|{items} ~[stays|remains] [below|under] [5%|a twentieth] of <whole>{each}]"
)


def _main(draft: Draft, primary: Sequence[str]) -> str:
    """The primary classes, or the largest if no class is above a quarter."""
    if primary and draft.chance.below(3) == 0:
        return _in_turn(draft, primary)
    phrase = _main_phrase(draft, primary)
    return _itemized(draft, phrase, primary or draft.ranked[:1])


def _main_phrase(draft: Draft, primary: Sequence[str]) -> Phrase:
    """Of several primary classes, all together cover more than half."""
    if not primary:
        return _NO_PRIMARY
    if len(primary) > 1:
        return _SEVERAL
    return _OVER_HALF if 2 * draft.cover.areas[primary[0]] > PIXELS else _LEADING


def _itemized(draft: Draft, phrase: Phrase, labels: Sequence[str], **slots: str) -> str:
    """A phrase about classes with their areas in brackets."""
    items = _in_brackets(draft, labels)
    return draft.say(phrase, plural=items.plural, items=items.text, **slots)


def _secondary(draft: Draft, labels: Sequence[str]) -> str:
    drawn = draft.chance.below(3)
    if drawn == 0:
        return draft.say(_ALSO, of=_of_each(draft, labels))
    if drawn == 1 and len(labels) <= _FEW:
        return _in_turn(draft, labels)
    return _itemized(draft, _SECONDARY, labels)


def _marginal(draft: Draft, labels: Sequence[str]) -> str:
    if draft.chance.below(4) == 0:
        return draft.say(_ALSO, of=_of_each(draft, labels))
    each = " each" if len(labels) > 1 else ""
    return _itemized(draft, _MARGINAL, labels, each=each)


def areas(draft: Draft) -> Iterator[str]:
    """Every class with its area, by tiers."""
    if len(draft.ranked) == 1:
        yield _only_class(draft)
        return
    primary, secondary, marginal = _tiers(draft)
    yield _main(draft, primary)
    if secondary:
        yield _secondary(draft, secondary)
    if marginal:
        yield _marginal(draft, marginal)


def _tiers(draft: Draft) -> tuple[list[str], list[str], list[str]]:
    """Primary, secondary and marginal classes; without a primary one the largest stands in none."""
    pixels = draft.cover.areas
    primary = [label for label in draft.ranked if pixels[label] > PRIMARY]
    others = draft.ranked[len(primary) or 1 :]
    secondary = [label for label in others if pixels[label] >= SECONDARY]
    return primary, secondary, others[len(secondary) :]


_ENTIRE = Phrase(
    "[{a} ~[covers|fills|occupies|takes up] [the entire|the whole|all of the|the complete] [scene"
    "|image|patch|picture|view|frame|square]"
    "|[all|the whole|every pixel|every hectare|every part|the entirety"
    "|the full extent] of <whole> [is|belongs to|is covered by"
    "|consists of] {a}"
    "|<whole> is <entirely> [covered by|made up of|taken up by|filled by|given to] {a}"
    "|<whole> [shows|contains|holds|includes] [nothing but|nothing other than|only|solely] {a}"
    "|[nothing but|only] {a} [is found|is seen|appears|is present|occurs|is visible] in <whole>]"
    "[|: [all|the full|a full|an even] [144 hectares|144 ha|1.44 square kilometers|1.44 sq km"
    "|1,440,000 square meters|1,440,000 sq m]]"
)
_ONLY = Phrase(
    "[{a} ~is the only class [present|that occurs|to be found] [in <whole> |]and ~[covers|takes up"
    "|occupies|extends over] {size}"
    "|{a} ~[covers|takes up|occupies|extends over|spreads over] {size}]"
)


def _only_class(draft: Draft) -> str:
    (label,) = draft.ranked
    pixels, called = draft.cover.areas[label], draft.bare(label)
    phrase, size = _ENTIRE if pixels == PIXELS else _ONLY, amount(pixels, draft.chance)
    return draft.say(phrase, plural=called.plural, a=called.text, size=size)


_REST = Phrase(
    "{share} of <whole> [belongs to none of [these|the] classes|is covered by none of [these"
    "|the] classes|has no class assigned"
    "|has no class"
    "|is left without a class|falls outside all classes|remains unclassified"
    "|lies outside the classes]"
)


def rest(draft: Draft) -> str | None:
    """How much of the patch belongs to no class, from 1% on."""
    pixels = PIXELS - sum(draft.cover.areas.values())
    if pixels < PIXELS // 100:
        return None
    return draft.say(_REST, share=share(pixels, draft.chance))


_NOTHING = Phrase(
    "[no part of <whole> belongs to any [of the land cover classes|land cover class]"
    "|none of the [nineteen |][land cover classes|classes] [occurs|is found|is present] in <whole>]"
)


def nothing(chance: Chance) -> str:
    """The one thing to say of the land where no pixel has a class."""
    return _NOTHING.say(chance)
