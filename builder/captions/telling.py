"""Sentences of a caption on the number of classes and their areas. Teller -> sentences without
their capital and period.

Every class stands with its area, tier by tier: primary above a quarter of the patch, secondary from
5%, marginal below. Example: "arable land (about 71 hectares, 49%) dominates the scene"
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from builder.captions.amounts import MEASURES, PIXELS, amount, in_brackets, percent, share
from builder.captions.naming import Teller
from builder.captions.phrases import Phrase
from builder.chance import Chance
from builder.tasks.wording import listing, number

PRIMARY, SECONDARY = (
    PIXELS // 4,
    PIXELS // 20,
)  # pixels: primary above the one, marginal below the other (tiers of the published captions)
_FEW = 4  # classes of a tier that one clause can carry without brackets

_OVERVIEW = Phrase(
    "[{n} <classes> [share|make up|divide|fill|appear in|occur in|are found in|are present in|can be told apart in] <whole>"
    "|<whole> [holds|contains|shows|includes|displays|comprises|is made up of|is divided among|is composed of] {n} <classes>"
    "|{n} <classes> [meet|come together|lie side by side|are found together] [here|in <whole>]"
    "|[there are|one finds|one can tell apart] {n} <classes> in <whole>]"
)
_ONE_CLASS = Phrase(
    "[<whole> [holds|contains|shows|includes] [only|just|no more than] [one|a single] [land cover class|class of land cover"
    "|type of land cover]"
    "|[only|just] [one|a single] [land cover class|class of land cover|type of land cover] [occurs|appears|is present|is found] in <whole>]"
)


def overview(teller: Teller) -> str:
    """How many classes there are."""
    n = len(teller.ranked)
    return _ONE_CLASS.say(teller.chance) if n == 1 else _OVERVIEW.say(teller.chance, n=number(n))


class _Items(NamedTuple):
    """Classes with their areas as one noun phrase, and whether verbs agree with it in the plural."""

    text: str
    plural: bool


def _in_brackets(teller: Teller, labels: Sequence[str]) -> _Items:
    called = [teller.bare(label) for label in labels]
    sizes = [in_brackets(teller.cover.areas[label], teller.chance) for label in labels]
    return _Items(
        listing([f"{name.text} ({size})" for name, size in zip(called, sizes, strict=True)]),
        len(labels) > 1 or called[0].plural,
    )


def _of_each(teller: Teller, labels: Sequence[str]) -> str:
    """ "about 71 hectares of arable land and 48 hectares of pastures", all in one kind of unit."""
    size = teller.chance.choice(MEASURES)
    return listing(
        [
            f"{size(teller.cover.areas[label], teller.chance)} of {teller.bare(label).text}"
            for label in labels
        ]
    )


_COVERS = Phrase(
    "{a} [~covers|~takes up|~occupies|~extends over|~spreads over|~measures|~accounts for|~amounts to|~claims|~makes up] {size}"
)


def _in_turn(teller: Teller, labels: Sequence[str]) -> str:
    """ "arable land covers about 71 hectares, pastures 48 hectares, and inland waters 5 hectares"."""
    size: Callable[[int, Chance], str] = teller.chance.choice((*MEASURES, percent))
    sizes = [size(teller.cover.areas[label], teller.chance) for label in labels]
    called = [teller.bare(label) for label in labels]
    sizes[0] += _OF_IT.say(teller.chance) if size is percent else ""
    first = _COVERS.say(teller.chance, plural=called[0].plural, a=called[0].text, size=sizes[0])
    return listing(
        [first, *(f"{name.text} {said}" for name, said in zip(called[1:], sizes[1:], strict=True))]
    )


_OF_IT = Phrase(" of <whole>")
_NO_PRIMARY = Phrase(
    "[no [class|single class|land cover class] [covers|takes up|reaches|holds] [more than|over] [a quarter|25%] of <whole>; the <largest>"
    " [class |one |]is {items}"
    "|the <largest> class, [with less than|though not above|yet below|but no more than] [a quarter|25%] of <whole>, is {items}"
    "|<whole> has no [dominant|leading|prevailing|main] class: the <largest> [of them |class |]is {items}]"
)
_OVER_HALF = Phrase(
    "[{items} [~dominates|~prevails in|~makes up most of|~covers most of|~takes up most of|~occupies the greater part of"
    "|~fills more than half of] <whole>"
    "|[most|the greater part|more than half] of <whole> [is covered by|is taken up by|belongs to|consists of|is occupied by"
    "|goes to] {items}"
    "|<whole> is [dominated by|for the most part|mostly|mainly|largely|predominantly|chiefly] {items}"
    "|the [dominant|prevailing|predominant] [class|land cover|cover] of <whole> is {items}]"
)
_LEADING = Phrase(
    "[the [<largest> class|main land cover|leading class|<largest> land cover] [of <whole> |]is {items}"
    "|{items} [~makes|~takes] up the [largest|biggest|main] [part|share|portion] of <whole>"
    "|{items} ~[leads by area|comes first by area|covers the largest area|has the largest share]]"
)
_SEVERAL = Phrase(
    "[[together, |between them, |jointly, |]{items} [cover|make up|fill|take up|account for|occupy] [most|the greater part"
    "|more than half] of"
    " <whole>"
    "|the [main|principal|leading|most important] [classes|land cover classes|types of land cover|covers] [of <whole> |]are {items}"
    "|<whole> [consists mainly of|is mainly made up of|is mostly|is largely|is shared mainly by|is chiefly] {items}]"
)
_SECONDARY = Phrase(
    "[{items} [~follows|~comes next|~comes after that|~adds to this|~joins in|~is also present|~is found as well]"
    "|[smaller|lesser|further] [parts|shares|areas] [of <whole> |][are covered by|belong to|are taken up by|go to"
    "|consist of] {items}"
    "|{items} ~[takes up|occupies|covers|has|holds] [smaller|lesser] [parts|shares][ of <whole>|]]"
)
_ALSO = Phrase(
    "[<whole> also [holds|contains|includes|shows|comprises|has] {of}"
    "|<whole> [further|moreover|in addition] [holds|contains|includes|shows] {of}"
    "|[besides|beyond that|next to this|alongside], <whole> [holds|contains|includes|shows] {of}]"
)
_MARGINAL = Phrase(
    "[[only|just|merely] [marginal|minor|small] [areas|parts|shares|portions] [of <whole> |][belong to|are covered by|go to|consist of]"
    " {items}"
    "|{items} ~[takes up|covers|occupies|fills|holds] [only|just|merely|no more than] [a marginal|a minor|a small] [area|share|part]{each}"
    "|[to a marginal extent|in small amounts|in minor shares|on small areas], <whole> also [holds|contains|includes|shows] {items}"
    "|[smallest|least] in area[, in <whole>,|] ~is {items}"
    "|{items} ~[stays|remains] [below|under] [5%|a twentieth] of <whole>{each}]"
)


def _main(teller: Teller, primary: Sequence[str]) -> str:
    """The primary classes, or the largest where no class is above a quarter; of several, all
    together cover more than half.
    """
    chance, first = teller.chance, primary or teller.ranked[:1]
    over_half = 2 * teller.cover.areas[first[0]] > PIXELS
    if primary and chance.below(3) == 0:
        return _in_turn(teller, first)
    kind = (
        _NO_PRIMARY
        if not primary
        else _SEVERAL
        if len(primary) > 1
        else _OVER_HALF
        if over_half
        else _LEADING
    )
    items = _in_brackets(teller, first)
    return kind.say(chance, plural=items.plural, items=items.text)


def _secondary(teller: Teller, labels: Sequence[str]) -> str:
    draw = teller.chance.below(3)
    if draw == 0:
        return _ALSO.say(teller.chance, of=_of_each(teller, labels))
    if draw == 1 and len(labels) <= _FEW:
        return _in_turn(teller, labels)
    items = _in_brackets(teller, labels)
    return _SECONDARY.say(teller.chance, plural=items.plural, items=items.text)


def _marginal(teller: Teller, labels: Sequence[str]) -> str:
    draw = teller.chance.below(4)
    if draw == 0:
        return _ALSO.say(teller.chance, of=_of_each(teller, labels))
    items = _in_brackets(teller, labels)
    return _MARGINAL.say(
        teller.chance, plural=items.plural, items=items.text, each=" each" * (len(labels) > 1)
    )


def areas(teller: Teller) -> Iterator[str]:
    """Every class with its area, by tiers."""
    ranked, pixels = teller.ranked, teller.cover.areas
    if len(ranked) == 1:
        yield _only_class(teller)
        return
    primary = [label for label in ranked if pixels[label] > PRIMARY]
    told = len(primary) or 1
    secondary = [label for label in ranked[told:] if pixels[label] >= SECONDARY]
    marginal = ranked[told + len(secondary) :]
    yield _main(teller, primary)
    if secondary:
        yield _secondary(teller, secondary)
    if marginal:
        yield _marginal(teller, marginal)


_ENTIRE = Phrase(
    "[{a} ~[covers|fills|occupies|takes up] [the entire|the whole|all of the|the complete] [scene|image|patch|picture|view|frame|square]"
    "|[all|the whole|every pixel|every hectare|every part|the entirety|the full extent] of <whole> [is|belongs to|is covered by"
    "|consists of] {a}"
    "|<whole> is <entirely> [covered by|made up of|taken up by|filled by|given to] {a}"
    "|<whole> [shows|contains|holds|includes] [nothing but|nothing other than|only|solely] {a}"
    "|[nothing but|only] {a} [is found|is seen|appears|is present|occurs|is visible] in <whole>]"
    "[|: [all|the full|a full|an even] [144 hectares|144 ha|1.44 square kilometers|1.44 sq km|1,440,000 square meters|1,440,000 sq m]]"
)
_ONLY = Phrase(
    "[{a} ~is the only class [present|that occurs|to be found] [in <whole> |]and ~[covers|takes up|occupies|extends over] {size}"
    "|{a} ~[covers|takes up|occupies|extends over|spreads over] {size}]"
)


def _only_class(teller: Teller) -> str:
    (label,) = teller.ranked
    pixels, called = teller.cover.areas[label], teller.bare(label)
    kind = _ENTIRE if pixels == PIXELS else _ONLY
    return kind.say(
        teller.chance, plural=called.plural, a=called.text, size=amount(pixels, teller.chance)
    )


_REST = Phrase(
    "{share} of <whole> [belongs to none of [these|the] classes|is covered by none of [these|the] classes|has no class assigned"
    "|has no class"
    "|is left without a class|falls outside all classes|remains unclassified|lies outside the classes]"
)


def rest(teller: Teller) -> str | None:
    """How much of the patch belongs to no class, from 1% on."""
    pixels = PIXELS - sum(teller.cover.areas.values())
    if pixels < PIXELS // 100:
        return None
    return _REST.say(teller.chance, share=share(pixels, teller.chance))


_NOTHING = Phrase(
    "[no part of <whole> belongs to any [of the land cover classes|land cover class]"
    "|none of the [nineteen |][land cover classes|classes] [occurs|is found|is present] in <whole>]"
)


def nothing(chance: Chance) -> str:
    """The one thing to say of the land where no pixel has a class."""
    return _NOTHING.say(chance)
