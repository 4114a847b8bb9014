"""Others: the classes that do not make the picture, and the land without a class. Draft -> clauses,
and tails behind a clause.

Example: "smaller parts belong to pastures and mixed forest", ", with a little urban fabric"
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.captions.amounts import PIXELS
from builder.captions.gist import named
from builder.captions.naming import Draft
from builder.captions.phrases import Phrase
from builder.tasks.wording import listing

SECONDARY = PIXELS // 20  # pixels: a class of fewer has little of the patch
REST = PIXELS // 100  # pixels: from so many on land without a class is told

_SMALLER = Phrase(
    "[{items} ~[follows|comes next|comes after that|ranks behind|comes behind|stands behind] with"
    " {parts}"
    "|{items} ~[takes up|covers|occupies|claims|fills|makes up|accounts for|spreads over|adds"
    "|contributes|supplies|provides|holds] {parts}[| of {w}]"
    "|{parts}[| of {w}] [{go} to|{are} covered by|{are} taken up by|{are} occupied by"
    "|{are} given over to|{are} filled by|{are} left to|{are} reserved for"
    "|{are} held by|{are} made up of] {items}"
    "|[one also finds|one can also make out|the eye also meets|there {are} also|{w} also includes"
    "|{w} further comprises|{w} leaves room for|{w} finds room for|{w} makes room for"
    "|{w} also holds|{w} also has|{w} also contains] {parts} of {items}]"
)
_MANY_PARTS = Phrase(
    "[smaller|lesser|slighter|slimmer|narrower|humbler|scantier|more modest|less extensive]"
    " [parts|areas|shares|stretches|portions|tracts|expanses|sections|slices|pieces|chunks"
    "|zones]"
)
_ONE_PART = Phrase(
    "a [smaller|lesser|slighter|slimmer|narrower|humbler|scantier|more modest|less extensive]"
    " [part|area|share|stretch|portion|tract|expanse|section|slice]"
)
_GO = {False: ("goes", "is"), True: ("go", "are")}
_LITTLE = Phrase(
    "[{items} ~[takes up|covers|occupies|claims|fills|holds|makes up|accounts for] [only|just"
    "|merely] {bits}[| of {w}]"
    "|[only|just|merely] {bits} [of {w} |]{are} [covered by|taken up by|occupied by"
    "|left to|given over to|filled by|devoted to|held by] {items}"
    "|{items} ~[plays|has] [only|just] [a minor|a marginal|a subordinate|a small"
    "|an incidental] part in {w}"
    "|{items} ~is [confined|limited|reduced|restricted] to {bits}[| of {w}]"
    "|{items} ~[remains|stays] [minor|marginal|small|slight|modest] in [extent|area|size|scale]"
    "|[{w} also [has|holds|contains]|there {are} also] {bits} of {items}]"
)
_BITS = "[small|minor|slight|narrow|tiny|little|marginal|modest|meager|scant|negligible|trifling]"
_MANY_BITS = Phrase(f"{_BITS} [parts|areas|shares|portions|bits|fractions|corners|pockets]")
_ONE_BIT = Phrase(f"a {_BITS} [part|area|share|portion|bit|fraction|corner|pocket]")
_TRACES = Phrase(
    "[[traces|slivers|specks|dots|scraps|hints|mere traces|tiny traces] of {names} [can be made out"
    "|occur|are present|turn up|are found|appear|can be spotted] [too|as well|also|besides]"
    "|{w} also [holds|contains|includes|has|bears] [traces|slivers|specks|dots|scraps|hints"
    "|mere traces|tiny traces] of {names}]"
)
_REST = Phrase(
    "[a [part|portion|section|fraction|share] of {w}|part of {w}|some of {w}] [belongs to none of"
    " these classes|is covered by none of these classes|has no class assigned|has no class"
    "|is left without a class|falls outside all classes|remains unclassified"
    "|remains without a class|lies outside these classes|is unlabeled|stays unlabeled"
    "|goes unlabeled]"
)
_NOTHING = Phrase(
    "[no part of {w} belongs to any [of the land cover classes|land cover class|of the nineteen"
    " classes]"
    "|none of the [nineteen |][land cover classes|classes|land covers] [occurs|is found|is present"
    "|can be seen] [in|across|anywhere in] {w}"
    "|{w} [holds|contains] [none of|nothing of] the [nineteen |][land cover classes|classes"
    "|land covers]]"
)
_TAIL = Phrase(
    "[with|beside|next to|alongside|together with|along with|accompanied by|complemented by"
    "|joined by|followed by|supplemented by|in addition to|as well as|supported by|completed by"
    "|rounded off by] {parts} of {items}"
)


def _parts(draft: Draft, labels: Sequence[str], *, small: bool) -> str:
    """ "smaller parts" of several classes, "a small part" of one."""
    if small:
        return draft.say(_MANY_BITS if len(labels) > 1 else _ONE_BIT)
    return draft.say(_MANY_PARTS if len(labels) > 1 else _ONE_PART)


def _are_small(draft: Draft, labels: Sequence[str]) -> bool:
    return max(draft.cover.areas[label] for label in labels) < SECONDARY


def clause(draft: Draft, labels: Sequence[str]) -> str:
    """Further classes as a clause: less than a quarter of the patch, or less than 5%."""
    items, many, small = named(draft, labels), len(labels) > 1, _are_small(draft, labels)
    go, are = _GO[many]
    slots = {"parts": "", "bits": "", "go": go, "are": are, "w": draft.whole()}
    slots["bits" if small else "parts"] = _parts(draft, labels, small=small)
    return draft.say(_LITTLE if small else _SMALLER, items.form, items=items.text, **slots)


def tail(draft: Draft, labels: Sequence[str]) -> str:
    """The same behind a clause: "with smaller parts of pastures and mixed forest"."""
    parts = _parts(draft, labels, small=_are_small(draft, labels))
    return draft.say(_TAIL, parts=parts, items=named(draft, labels).text)


def traces(draft: Draft) -> str:
    """Classes too small to be seen: that they are there, and no more."""
    names = listing([draft.bare(label).text for label in draft.traces])
    return draft.say(_TRACES, names=names, w=draft.whole())


def rest(draft: Draft) -> str | None:
    """That some of the patch belongs to no class, from 1% on."""
    pixels = PIXELS - sum(draft.cover.areas.values())
    return draft.say(_REST, w=draft.whole()) if pixels >= REST else None


def nothing(draft: Draft) -> str:
    """The one thing to say of the land where no pixel has a class."""
    return draft.say(_NOTHING, w=draft.whole())
