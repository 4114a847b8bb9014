"""A caption: grain, opening, further sentences and prompt. Facts -> the three captions of a patch.

A short one is one sentence on what the picture is. A middle one has two or three, and names every
class of 5% or more. A long one names all classes and goes from the whole to its parts. A caption is
drawn anew until it has the words of its grain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from builder.captions import gist, others, texture
from builder.captions.amounts import Manner
from builder.captions.circumstances import Circumstances
from builder.captions.naming import NOTHING, Draft
from builder.captions.openings import opening
from builder.captions.prompts import PROMPTS, prompt
from builder.captions.sentences import Details, linked, of_both, then
from builder.chance import Chance
from builder.records import VISIBLE, Annotation, Facts, LandCover
from builder.tasks.topics import Topic
from builder.tasks.wording import sentence


class Grain(NamedTuple):
    """How much a caption tells, and in how many words."""

    name: str
    least: int
    most: int


GRAINS = (Grain("short", 15, 30), Grain("middle", 40, 70), Grain("long", 90, 130))
RICH = 3  # visible classes: with fewer a caption may have fewer words, since there is less to tell
_DRAWS = 96  # of a caption until one fits; of long class names hardly one in ten does
_WITH_NUMBERS = 6  # draws that may tell numbers; of many classes there is not always room for them
_MISSES = 3  # sentences too long for a caption before it goes without more
_FEW_WORDS = 16  # a clause of fewer has another one beside it
_LONG_ENOUGH = 20  # words of an opening that stands alone as a short caption
_ENOUGH = 52  # words from which on a middle caption has no third sentence
_MORE = 24  # words by which long captions differ beyond their least


def _words(text: str) -> int:
    return text.count(" ") + 1


def _begins_like(text: str, other: str) -> bool:
    """Are the first two words the same?"""
    return other[:2] == text[:2] and other.split(" ", 2)[:2] == text.split(" ", 2)[:2]


class _Writing:
    """A caption in one draw: its opening, and what is added to it as long as there is room."""

    def __init__(self, cover: LandCover, chance: Chance, grain: Grain, turn: int) -> None:
        numbers = grain.name != "short" and turn < _WITH_NUMBERS and chance.below(4) > 0
        self.draft = Draft(cover, chance, Manner(chance) if numbers else None)
        self.details = Details(self.draft)
        self.found = gist.gist(self.draft, all_main=grain.name == "short")
        self.room = grain.most
        if self.found.kind in ("nearly", "most", "lead"):
            (self.draft.leader,) = self.found.labels
        self.texts = self.draft.texts
        self.words = 0  # in these sentences
        self.end = ""  # the first sentence of those that will stand last

    def put(self, text: str) -> None:
        self.texts.append(text)
        self.words += text.count(" ") + 1

    def rest_of(self, *, small: bool) -> list[str]:
        """The classes that were not named, from 5% on or below, largest first."""
        areas = self.draft.cover.areas
        left = [label for label in self.draft.ranked if label not in self.draft.known]
        return [label for label in left if (areas[label] < others.SECONDARY) == small]

    def add(self, write: Callable[[], str | None], heard: int = NOTHING) -> bool:
        """Adds a sentence, unless there is none, it has too many words or one of them twice.

        It begins with words that are `heard` already.
        """
        draft = self.draft
        known, topics, led = dict(draft.known), set(draft.topics), draft.led
        draft.begin(heard)
        text = write()
        if text and not draft.echoes:
            words = self.words + _words(text)
            if words <= self.room and not self.repeats(text):
                self.texts.append(text)
                self.words = words
                return True
        draft.known, draft.topics, draft.led = known, topics, led
        return False

    def repeats(self, text: str) -> bool:
        """Does the last sentence begin with the same two words, or the one that will follow?"""
        last = self.texts[-1] if self.texts else ""
        return any(map(partial(_begins_like, text), (last, self.end)))

    def extend(self, write: Callable[[str], str | None]) -> bool:
        """Makes the opening longer, unless it would have too many words."""
        first, heard = self.texts.pop(), self.draft.heard
        self.words -= _words(first)
        longer = self.add(lambda: write(first), heard)
        if not longer:
            self.put(first)
            self.draft.begin(heard)
        return longer

    def add_details(self, wanted: int) -> None:
        """Adds sentences on how the classes lie until there are so many words."""
        misses = 0
        while self.words < wanted and misses < _MISSES:
            misses += not self.add(self.detail)

    def detail(self) -> str | None:
        """A sentence of three facts about a class, or of facts about two."""
        chance = self.draft.chance
        first = self.details.clause(2 + chance.below(2))
        if first is None:
            return None
        kinds = self.details.kinds
        second = self.details.clause(2) if _words(first) < _FEW_WORDS else None
        alike = bool(kinds & self.details.kinds)
        text = of_both(self.draft, first, second, alike=alike) if second else first
        return linked(self.draft, text)

    def beside(self, labels: Sequence[str]) -> str:
        """Further classes, one time in three with a fact about a class beside them."""
        text = others.clause(self.draft, labels)
        other = self.details.clause(1) if self.draft.chance.below(3) == 0 else None
        return of_both(self.draft, text, other, alike=False) if other else text

    def add_further(self, labels: Sequence[str]) -> None:
        """Adds further classes, with a fact about one beside them if there is room."""
        if not self.add(partial(self.beside, labels)):
            self.add(partial(others.clause, self.draft, labels))

    def whole(self, kinds: Sequence[texture.Sentence]) -> str | None:
        """One of some sentences on the whole that can be said."""
        left = [*kinds]
        while left:
            kind = left.pop(self.draft.chance.below(len(left)))
            if said := kind(self.draft):
                return said
        return None


def _short(writing: _Writing) -> None:
    """One sentence: the opening, and further classes or a fact about one, whichever fits."""
    draft = writing.draft
    if writing.words >= _LONG_ENOUGH:
        return
    most = 1 + draft.chance.below(2)
    further = writing.rest_of(small=False)[:most] or writing.rest_of(small=True)[:1]
    if writing.found.kind == "mixed":
        further = []  # others are as large as those named
    ways = [_with_fact]
    if further:
        ways = draft.chance.shuffled([_with_tail, _with_clause, _with_fact]) + [_with_tail]
    for way in ways:
        if writing.extend(partial(way, writing, further)):
            return
        further = sorted(further, key=draft.words_of)[:1]


def _with_tail(writing: _Writing, further: Sequence[str], first: str) -> str:
    return f"{first}, {others.tail(writing.draft, further)}"


def _with_clause(writing: _Writing, further: Sequence[str], first: str) -> str:
    return then(writing.draft, first, others.clause(writing.draft, further), alike=True)


def _with_fact(writing: _Writing, further: Sequence[str], first: str) -> str | None:
    fact = writing.details.clause(1, writing.found.labels)
    return then(writing.draft, first, fact, alike=False) if fact else None


def _middle(writing: _Writing) -> None:
    """The opening, the other classes of 5% or more, and how they lie."""
    further = writing.rest_of(small=False) or writing.rest_of(small=True)[:2]
    if further:
        writing.add_further(further)
    misses = 0
    while len(writing.texts) < 3 and writing.words < _ENOUGH and misses < _MISSES:
        misses += not writing.add(writing.detail)


def _long(writing: _Writing) -> None:
    """The opening, all other classes, how they lie, and at the end the pattern or a number."""
    for further in (writing.rest_of(small=False), writing.rest_of(small=True)):
        if further:
            writing.add_further(further)
    if writing.draft.traces:
        writing.draft.begin()
        writing.put(others.traces(writing.draft))
    last = _last(writing)
    said, writing.end = sum(map(_words, last)), last[0] if last else ""
    writing.room -= said
    writing.add_details(GRAINS[2].least + writing.draft.chance.below(_MORE) - said)
    for text in last:
        writing.put(text)


def _last(writing: _Writing) -> list[str]:
    """The last sentences of a long caption: pattern or metric, and what has no class.

    Two of them stand in one sentence if they share no word.
    """
    draft = writing.draft
    metric = texture.METRICS if draft.chance.coin() else ()
    said = [*_heard(writing, texture.SEEN)]
    if found := [*_heard(writing, metric)]:
        draft.topics.discard("ground")
    said += [*found, *_heard(writing, (others.rest,))]
    if len(said) > 1 and not said[0].heard & said[1].heard:
        both = of_both(draft, said[0].text, said[1].text, alike=False)
        return [both, *[found.text for found in said[2:]]]
    return [found.text for found in said]


class _Heard(NamedTuple):
    """A clause and the stems of its words."""

    text: str
    heard: int


def _heard(writing: _Writing, kinds: Sequence[texture.Sentence]) -> Iterator[_Heard]:
    """A clause of one of some kinds, if there is one that says no word twice."""
    draft = writing.draft
    draft.begin()
    text = writing.whole(kinds)
    if text and not draft.echoes:
        yield _Heard(text, draft.heard - NOTHING)


_BODIES: dict[str, Callable[[_Writing], None]] = {
    "short": _short,
    "middle": _middle,
    "long": _long,
}


def _drawn(grain: Grain, cover: LandCover, chance: Chance, told: Circumstances | None) -> Draft:
    """A caption of as many words as its grain has; of a map with little to tell maybe of fewer."""
    for turn in range(_DRAWS):
        writing = _Writing(cover, chance, grain, turn)
        writing.put(opening(writing.draft, writing.found, told))
        if writing.draft.echoes:
            continue
        if writing.found.kind == "entire":
            _entire(writing, grain)
        else:
            _BODIES[grain.name](writing)
        if _fits(writing, grain):
            break
    return writing.draft


def _fits(writing: _Writing, grain: Grain) -> bool:
    """Has it the words of its grain, and does it name what it must?"""
    enough = writing.words >= grain.least or len(writing.draft.ranked) < RICH
    return enough and writing.words <= grain.most and _is_complete(writing, grain)


def _is_complete(writing: _Writing, grain: Grain) -> bool:
    if grain.name == "short" or writing.draft.known.keys() >= set(writing.draft.ranked):
        return True
    return grain.name == "middle" and not writing.rest_of(small=False)


def _entire(writing: _Writing, grain: Grain) -> None:
    """Of one class on all of the patch there is one thing more to say, and only at length."""
    if grain.name != "short":
        writing.add(lambda: texture.pattern(writing.draft))


def _without_class(
    grain: Grain, cover: LandCover, chance: Chance, told: Circumstances | None
) -> Draft:
    """What there is to say of a map without a visible class."""
    draft = Draft(cover, chance, None)
    said = others.traces(draft) if draft.traces else others.nothing(draft)
    draft.texts.append(f"{told.picture(draft)}{told.where(draft)}; {said}" if told else said)
    if grain.name == "long" and draft.traces and (rest := others.rest(draft)):
        draft.texts.append(rest)
    return draft


def _caption(grain: Grain, facts: Facts, chance: Chance, *, setting: bool) -> Draft:
    told = None
    if setting:
        told = Circumstances(facts.record, chance, climate=grain.name != "short")
    seen = max(facts.cover.areas.values(), default=0) >= VISIBLE
    draft = (_drawn if seen else _without_class)(grain, facts.cover, chance, told)
    if told:
        draft.topics |= {"setting", "climate"} if told.has_climate else {"setting"}
    return draft


def caption_rows(facts: Facts, chance: Chance) -> Iterator[Annotation]:
    """The three captions of a patch, one a grain, with and without its setting by turns."""
    turn = chance.below(2)
    for number, grain in enumerate(GRAINS):
        setting = (number + turn) % 2 == 0
        draft = _caption(grain, facts, chance, setting=setting)
        asked = prompt(grain.name, draft.topics, chance)
        yield Annotation(
            "captioning",
            "None",
            number,
            input=PROMPTS[asked].text,
            output=" ".join(sentence(f"{text}.") for text in draft.texts),
            template=f"None/captioning/{grain.name}.{asked}",
            classes=draft.told(),
            setting=setting,
            grain=grain.name,
        )


CAPTIONS = Topic("captioning", "None", "1.5", caption_rows)
