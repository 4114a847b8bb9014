"""Others: the classes that do not make the pattern, and the land without a class. Draft -> clauses,
and tails behind a clause.

Example: "smaller parts belong to pastures and mixed forest", ", with a little urban fabric"
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.captions.amounts import PIXELS
from builder.captions.echo import heard_in
from builder.captions.gist import named, together
from builder.captions.naming import Called, Draft
from builder.captions.phrases import Phrase

SECONDARY = PIXELS // 20  # pixels: a class of fewer has little of the patch
REST = PIXELS // 100  # pixels: from so many on land without a class is told

_SMALLER = Phrase(
    "[{items} ~[follows|comes next] with {parts}"
    "|{items} ~[takes up|covers|occupies|fills|makes up|accounts for|spreads over|extends over"
    "|constitutes|stretches over|is spread over|claims|holds] {parts}[| of {w}]"
    "|{parts}[| of {w}] [{go} to|{are} covered by|{are} taken up by|{are} occupied by"
    "|{are} given over to|{are} filled by|{are} left to|{are} made up of|{belong} to"
    "|{consist} of|{are} claimed by]"
    " {items}"
    "|[one also finds|one can also make out|one also sees|there {are} also|{w} also includes"
    "|{w} further comprises|{w} leaves room for|{w} also holds|{w} also has"
    "|{w} also contains|{w} is also home to|{w} also takes in|one also notices"
    "|one also comes across|one can also recognize|{w} further includes|one can also spot"
    "|one also observes|one also notes|one can also discover"
    "|{w} also features|{w} also encompasses|also visible {are}|one can also discern"
    "|also present {are}|next {come}|then {come}]"
    " {areas} of {items}"
    "|{areas} of {items} [can be seen|can be found|can be made out|{are} visible|{are} present"
    "|{are} found|{are} apparent|can be recognized|{appear}|{occur}] [too|as well|elsewhere in {w}"
    "|in other parts of {w}|in addition|alongside]"
    "|{areas} of {items} [{complement} the pattern|{complete} the pattern|{round} off the pattern"
    "|{add} to the variety|{add} to the mix|{complete} the mix|{round} off the mix]]"
)
_MANY = (
    "[smaller|smaller|more modest|less extensive|more limited|comparatively small|relatively small"
    "|less substantial|more restricted]"
)
_MANY_PARTS = Phrase(f"[{_MANY}|lesser] [parts|shares|portions|fractions]")
_ONE_PART = Phrase(f"a [{_MANY}|lesser] [part|share|portion|fraction]")
_MANY_AREAS = Phrase(f"{_MANY} [areas|stretches|tracts|expanses|patches|sections|zones]")
_ONE_AREA = Phrase(f"a {_MANY} [area|stretch|tract|expanse|patch|section|zone]")
_MANY_VERBS = (
    *("go", "are", "belong", "consist", "come", "appear", "occur", "complement"),
    *("complete", "round", "add"),
)
_VERBS = {
    True: dict(zip(_MANY_VERBS, _MANY_VERBS, strict=True)),
    False: {verb: f"{verb}s" for verb in _MANY_VERBS} | {"go": "goes", "are": "is"},
}
_LITTLE = Phrase(
    "[{items} ~[takes up|covers|occupies|fills|makes up|accounts for|claims|holds]"
    " [only|just|merely|no more than] {parts}[| of {w}]"
    "|[only|just|merely|no more than] {parts} [of {w} |]{are} [covered by|taken up by|occupied by"
    "|given over to|left to|filled by|held by] {items}"
    "|{items} ~[plays|has] [only|just] a [minor|marginal|small|modest|secondary|subordinate]"
    " [part|role] in {w}"
    "|{items} ~is [confined|limited|restricted|reduced] to {parts}[| of {w}]"
    "|{items} ~is only [sparsely|marginally|sparingly] represented[| in {w}]"
    "|{items} ~[appears|occurs|is found|is encountered] only in {parts} of {w}"
    "|{items} ~[remains|is] [small|modest|limited] in [extent|area|size]"
    "|{items} ~[takes up|claims|occupies|covers] [little|very little|hardly any] [space|ground]"
    "|[little|very little|not much|only a little] of {w} [is covered by|belongs to|is taken up by"
    "|is given over to|consists of] {items}"
    "|[{w} also [has|holds|contains|includes|shows|hosts]|there {are} also|one also finds"
    "|one also sees|one may also notice|also visible {are}|also present {are}|one may also spot"
    "|last {come}|finally there {are}] {areas} of {items}"
    "|{areas} of {items} [can be seen|can be found|can be made out|{are} visible|{are} present"
    "|can be recognized|can be spotted|{appear}|{occur}]"
    " [too|as well|in addition]"
    "|{areas} of {items} [{complete} the pattern|{round} off the pattern|{add} detail"
    "|{add} to the variety]]"
)
_MANY_BITS = Phrase(
    "[small|minor|tiny|modest|very small|marginal|limited|very modest]"
    " [parts|shares|portions|fractions]"
)
_ONE_BIT = Phrase(
    "a [small|minor|tiny|modest|very small|marginal|limited|very modest]"
    " [part|share|portion|fraction]"
)
_MANY_SPOTS = Phrase(
    "[small|tiny|very small|little|minor|modest]"
    " [areas|pockets|spots|fragments|patches|stretches|tracts|sections|zones]"
)
_ONE_SPOT = Phrase(
    "a [small|tiny|very small|little|minor|modest]"
    " [area|pocket|spot|fragment|patch|stretch|tract|section|zone]"
)
_TRACE = (
    "[traces|slivers|specks|tiny traces|small traces|mere traces|faint traces|scattered traces"
    "|bare traces|isolated traces|minute traces|tiny slivers|flecks|single specks|scant traces"
    "|fine slivers|tiny specks|scraps|dots|tiny bits|small bits]"
)
_TRACES = Phrase(
    f"[{_TRACE}"
    " of {names} [[can be made out|occur|are present|are found|appear|can be found"
    "|can be detected|are visible|can be spotted|show up|exist|are discernible] [too|as well|also]"
    "|can also be detected|are also there|are recorded too|are on the map too]"
    "|[there are also|one can also make out|one can also detect|also present are|one may also spot"
    f"|there are, finally,|lastly, there are|one further detects] {_TRACE}"
    " of {names}"
    "|{w} also [holds|contains|includes|has|bears|carries|shows]"
    f" {_TRACE}"
    " of {names}]"
)
_REST = Phrase(
    "[a [part|portion|fraction|share] of {w}|part of {w}|some of {w}] [belongs to none of"
    " these classes|is covered by none of these classes|has no class assigned|has no class"
    "|is left without a class|falls outside all classes|remains unclassified|is unclassified"
    "|remains without a class|lies outside these classes|is unlabeled|remains unlabeled"
    "|carries no class|is not covered by any class"
    "|belongs to no class|has no label|has been left unclassified|is blank on the map"
    "|has not been assigned to any class|has no entry on the map]"
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
    "|alongside|joined by|in addition to] {areas} of {items}"
)


def _are_small(draft: Draft, labels: Sequence[str]) -> bool:
    return max(draft.cover.areas[label] for label in labels) < SECONDARY


class _Amounts(dict[str, str]):
    """What fills the places of a clause; "{parts}" and "{areas}" are drawn where it has them."""

    def __init__(self, draft: Draft, labels: Sequence[str], **slots: str) -> None:
        super().__init__(slots)
        self._draft, self._many = draft, len(labels) > 1
        self.small = _are_small(draft, labels)

    def __missing__(self, place: str) -> str:
        if place in ("parts", "areas"):
            return self._draft.tell(_AMOUNTS[place, self.small, self._many])
        return _VERBS[self._many][place]


_AMOUNTS = {
    ("parts", False, False): _ONE_PART,
    ("parts", False, True): _MANY_PARTS,
    ("parts", True, False): _ONE_BIT,
    ("parts", True, True): _MANY_BITS,
    ("areas", False, False): _ONE_AREA,
    ("areas", False, True): _MANY_AREAS,
    ("areas", True, False): _ONE_SPOT,
    ("areas", True, True): _MANY_SPOTS,
}  # "smaller parts" of the patch, "smaller areas" of classes: place, are they small, are they many


def _heard(draft: Draft, items: Called) -> Called:
    """The classes, heard if one is called "areas": "areas of agro-forestry areas" has an echo."""
    if "areas" in items.text:
        draft.heard |= heard_in("areas")
    return items


def clause(draft: Draft, labels: Sequence[str]) -> str:
    """Further classes as a clause: less than a quarter of the patch, or less than 5%."""
    items = _heard(draft, named(draft, labels))
    amounts = _Amounts(draft, labels, items=items.text)
    return draft.tell_in(_LITTLE if amounts.small else _SMALLER, items.form, amounts)


def tail(draft: Draft, labels: Sequence[str]) -> str:
    """The same behind a clause: "with smaller areas of pastures and mixed forest"."""
    items = _heard(draft, named(draft, labels))
    return draft.tell_in(_TAIL, "one", _Amounts(draft, labels, items=items.text))


def traces(draft: Draft) -> str:
    """Classes too small to be seen: that they are there, and no more."""
    names = together(draft, [draft.bare(label).text for label in draft.traces])
    return draft.tell(_TRACES, names=names)


def rest(draft: Draft) -> str | None:
    """That some of the patch belongs to no class, from 1% on."""
    pixels = PIXELS - sum(draft.cover.areas.values())
    return draft.tell(_REST) if pixels >= REST else None


def nothing(draft: Draft) -> str:
    """The one thing to say of the land where no pixel has a class."""
    return draft.tell(_NOTHING)
