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
    "[{items} ~[follows|comes next] with {parts}"
    "|{items} ~[takes up|covers|occupies|fills|makes up|accounts for|spreads over|extends over"
    "|contributes|constitutes|is found on|stretches over|is spread over] {parts}[| of {w}]"
    "|{parts}[| of {w}] [{go} to|{are} covered by|{are} taken up by|{are} occupied by"
    "|{are} given over to|{are} filled by|{are} left to|{are} made up of] {items}"
    "|[one also finds|one can also make out|one also sees|there {are} also|{w} also includes"
    "|{w} further comprises|{w} leaves room for|{w} makes room for|{w} also holds|{w} also has"
    "|{w} also contains|{w} is also home to|{w} also takes in] {areas} of {items}"
    "|{areas} of {items} [can be seen|can be found|can be made out|{are} visible|{are} present"
    "|{are} found] [too|as well|elsewhere in {w}|in other parts of {w}]]"
)
_MANY = "[smaller|smaller|more modest|less extensive|more limited]"
_MANY_PARTS = Phrase(f"{_MANY} [parts|shares|portions]")
_ONE_PART = Phrase(f"a {_MANY} [part|share|portion]")
_MANY_AREAS = Phrase(f"{_MANY} [areas|stretches|tracts|expanses]")
_ONE_AREA = Phrase(f"a {_MANY} [area|stretch|tract|expanse]")
_GO = {False: ("goes", "is"), True: ("go", "are")}
_LITTLE = Phrase(
    "[{items} ~[takes up|covers|occupies|fills|makes up|accounts for] [only|just|merely] {parts}"
    "[| of {w}]"
    "|[only|just|merely] {parts} [of {w} |]{are} [covered by|taken up by|occupied by"
    "|given over to|left to] {items}"
    "|{items} ~[plays|has] [only|just] a [minor|marginal|small|modest] [part|role] in {w}"
    "|{items} ~is [confined|limited|restricted] to {parts}[| of {w}]"
    "|{items} ~is only [sparsely|weakly|modestly] represented[| in {w}]"
    "|{items} ~[appears|occurs|is found] only in {parts} of {w}"
    "|{items} ~[remains|is] [small|modest] in [extent|area|size]"
    "|[{w} also [has|holds|contains|includes]|there {are} also|one also finds|one also sees]"
    " {areas} of {items}"
    "|{areas} of {items} [can be seen|can be found|can be made out|{are} visible|{are} present]"
    " [too|as well]]"
)
_MANY_BITS = Phrase(
    "[small|minor|tiny|modest|very small|marginal|limited|slight] [parts|shares|portions|fractions]"
)
_ONE_BIT = Phrase(
    "a [small|minor|tiny|modest|very small|marginal|limited|slight] [part|share|portion|fraction]"
)
_MANY_SPOTS = Phrase("[small|tiny|very small|little] [areas|pockets|pieces|spots|bits|fragments]")
_ONE_SPOT = Phrase("a [small|tiny|very small|little] [area|pocket|piece|spot|bit|fragment]")
_TRACES = Phrase(
    "[[traces|slivers|specks|tiny traces|small traces|mere traces|faint traces"
    "|scattered traces] of {names} [can be made out"
    "|occur|are present|are found|appear|can be found] [too|as well|also]"
    "|[there are also|one can also make out|one can also detect] [traces|slivers|specks"
    "|tiny traces|small traces|mere traces|faint traces|scattered traces] of {names}"
    "|{w} also [holds|contains|includes|has] [traces|slivers|specks|tiny traces|small traces"
    "|mere traces|faint traces] of {names}]"
)
_REST = Phrase(
    "[a [part|portion|fraction|share] of {w}|part of {w}|some of {w}] [belongs to none of"
    " these classes|is covered by none of these classes|has no class assigned|has no class"
    "|is left without a class|falls outside all classes|remains unclassified|is unclassified"
    "|remains without a class|lies outside these classes|is unlabeled|remains unlabeled"
    "|carries no class|is not covered by any class"
    "|belongs to no class|has no label|has been left unclassified]"
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
    "[with|together with|along with|accompanied by|complemented by|followed by|supplemented by"
    "|alongside] {areas} of {items}"
)


def _are_small(draft: Draft, labels: Sequence[str]) -> bool:
    return max(draft.cover.areas[label] for label in labels) < SECONDARY


def _parts(draft: Draft, labels: Sequence[str]) -> str:
    """ "smaller parts" of the patch for several classes, "a small part" for one."""
    if _are_small(draft, labels):
        return draft.say(_MANY_BITS if len(labels) > 1 else _ONE_BIT)
    return draft.say(_MANY_PARTS if len(labels) > 1 else _ONE_PART)


def _areas(draft: Draft, labels: Sequence[str]) -> str:
    """ "smaller areas" of several classes, "a small area" of one."""
    if _are_small(draft, labels):
        return draft.say(_MANY_SPOTS if len(labels) > 1 else _ONE_SPOT)
    return draft.say(_MANY_AREAS if len(labels) > 1 else _ONE_AREA)


def clause(draft: Draft, labels: Sequence[str]) -> str:
    """Further classes as a clause: less than a quarter of the patch, or less than 5%."""
    items, (go, are) = named(draft, labels), _GO[len(labels) > 1]
    parts, areas = _parts(draft, labels), _areas(draft, labels)
    slots = {"parts": parts, "areas": areas, "go": go, "are": are, "w": draft.whole()}
    phrase = _LITTLE if _are_small(draft, labels) else _SMALLER
    return draft.say(phrase, items.form, items=items.text, **slots)


def tail(draft: Draft, labels: Sequence[str]) -> str:
    """The same behind a clause: "with smaller areas of pastures and mixed forest"."""
    return draft.say(_TAIL, areas=_areas(draft, labels), items=named(draft, labels).text)


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
