"""Sentences: facts about one class or two, joined to a sentence. Facts -> text without its capital
and period.

Example: "reaching the western edge, the pasture borders inland water and lies to the north of the
arable fields, while mixed forest keeps to the southern half"
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from builder.captions import predicates, relations
from builder.captions.facts import Fact, Finder
from builder.captions.naming import Called, Draft
from builder.captions.phrases import Form, Phrase
from builder.chance import Chance

# What the eye sees first of a class, and what it sees on a closer look.
_ARRANGEMENT: tuple[Finder, ...] = (
    predicates.where,
    predicates.edges,
    predicates.spans,
    relations.neighbors,
    relations.neighbors,
    relations.side,
    relations.enclosed,
)
_DETAIL: tuple[Finder, ...] = (
    predicates.parts,
    predicates.largest,
    predicates.along,
    relations.boundary,
    relations.longest,
    relations.apart,
    relations.ratio,
    relations.rank,
    relations.smallest,
)
_NEIGHBORS = (relations.neighbors, relations.boundary, relations.enclosed, relations.longest)
_KINDS: dict[Finder, str] = {
    **dict.fromkeys((relations.ratio, relations.rank, relations.smallest), "size"),
    **dict.fromkeys((*_NEIGHBORS, relations.apart, relations.side), "border"),
}  # what a fact is about; others are about the place of a class
# s: the class, f: a fact behind it, i: the same as a participle, it: the class again
_ONE = ("{s} {f1}",)
_TWO = (
    "{s} {f1} and {f2}",
    "{s}, which {f1}, {f2}",
    "{s}, which {f1}, {f2}",
    "{s}, {i1}, {f2}",
    "{i1}, {s} {f2}",
    "{i1}, {s} {f2}",
    "{s} {f1}, {i2}",
    "{s} {f1}, and {it} {f2}",
    "{s} {f1}, and {it} also {f2}",
    "{s} {f1}; {it} also {f2}",
)
_THREE = (
    "{s}, which {f1}, {f2} and {f3}",
    "{i1}, {s} {f2} and {f3}",
    "{i1}, {s} {f2}, {i3}",
    "{s} {f1} and {f2}, {i3}",
    "{s}, {i1}, {f2} and {f3}",
    "{s} {f1}, {f2}, and {f3}",
    "{i1}, {s} {f2}, and {it} {f3}",
    "{s}, which {f1} and {f2}, {f3}",
    "{s} {f1} and {f2}, and {it} also {f3}",
    "{s} {f1}; {it} {f2} and {f3}",
    "{s}, which {f1}, {f2}, and {it} also {f3}",
)
_FRAMES = (_ONE, _TWO, _THREE)
_WHILE = "{s} {f1} while {i2}"  # of verbs alone, not of "is split" or "has"
_NO_VERB = ("is ", "are ", "does ", "do ", "has ", "have ")
_AND = Phrase("[{a}, and {b}|{a}, and {b}|{a}; {b}]")
_BOTH = Phrase("[{a}, while {b}|{a}, whereas {b}|{a}, and {b}|{a}; {b}]")
_SIMPLE = Phrase("[{a}, while {b}|while {a}, {b}|{a}, whereas {b}|{a}, and {b}|{a}; {b}]")
_LINK = Phrase(
    "[in addition|besides|beyond that|at the same time|seen more closely|on closer inspection"
    "|on a closer look|as for the arrangement|moreover|furthermore|beyond this|as to the layout"
    "|in this arrangement|apart from this|additionally|in more detail|at a closer look"
    "|within this pattern|spatially|in terms of layout|regarding the layout|more precisely"
    "|looked at more closely|viewed more closely|to go into detail"
    "|as can be seen|as one can see|as is apparent|further|in addition to this], "
)


class _Telling(dict[str, str]):
    """What fills the places of a frame, each found when it is asked for."""

    def __init__(self, draft: Draft, subject: Called, facts: Sequence[Fact]) -> None:
        super().__init__()
        self.has_verbs = True  # does each fact that was told begin with a verb of its own?
        self._draft, self._subject, self._facts = draft, subject, facts

    def __missing__(self, place: str) -> str:
        if place == "s":
            return self._subject.text
        if place == "it":
            return "they" if self._subject.plural else "it"
        said = self._facts[int(place[1]) - 1].said(self._draft, self._form(place[0]))
        self.has_verbs = self.has_verbs and not said.startswith(_NO_VERB)
        self.has_verbs = self.has_verbs and (place[0] == "f" or _is_verb(said))
        return said

    def _form(self, kind: str) -> Form:
        if self._subject.plural:
            return "many ing" if kind == "i" else "many"
        return "one ing" if kind == "i" else "one"


def _is_verb(said: str) -> bool:
    return said.partition(" ")[0].endswith("ing")


def of_one(draft: Draft, subject: Called, facts: Sequence[Fact]) -> str:
    """Up to three facts about one class."""
    chance, telling = draft.chance, _Telling(draft, subject, facts)
    if len(facts) == 2 and chance.below(10) == 0:
        said = _WHILE.format_map(telling)
        if telling.has_verbs:
            return said
    return chance.choice(_FRAMES[len(facts) - 1]).format_map(telling)


def of_both(draft: Draft, first: str, second: str, *, alike: bool) -> str:
    """Two clauses; "while" stands between them only if they tell alike things of two classes.

    One with a comma does not stand behind it.
    """
    if re.search("[,;]", second):
        return f"{first}; {second}"
    if not alike:
        return draft.say(_AND, a=first, b=second)
    return draft.say(_BOTH if re.search("[,;]", first) else _SIMPLE, a=first, b=second)


def then(draft: Draft, first: str, second: str, *, alike: bool) -> str:
    """The same, the first one in front, as an opening is."""
    return draft.say(_BOTH if alike else _AND, a=first, b=second)


def linked(draft: Draft, text: str) -> str:
    """A sentence behind others, one time in eight with a word that leads over to it."""
    return draft.say(_LINK) + text if draft.chance.below(8) == 0 else text


class Details:
    """The facts about the classes that were named: first what the eye sees first, each once."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._turns: list[str] = []
        self._left: dict[str, list[Finder]] = {}
        self.kinds: set[str] = set()  # what the facts of the last clause are about

    def clause(self, most: int, but: Sequence[str] = ()) -> str | None:
        """A clause of up to so many facts about the next class; None if nothing is left.

        It is about none of the classes `but`.
        """
        self._turns = self._turns or self._named()
        for label in [label for label in self._turns if label not in but]:
            self._turns.remove(label)
            facts = self._facts(label, most)
            if facts:
                return self._worded(label, facts)
            self._left[label] = []
        return None

    def _named(self) -> list[str]:
        """The classes of which something is left to tell: the largest, then the others."""
        draft = self._draft
        for label in draft.known:
            if label in draft.ranked and label not in self._left:
                self._left[label] = _finders(draft.chance)
        open_ = [label for label in draft.ranked if self._left.get(label)]
        return open_[:1] + draft.chance.shuffled(open_[1:])

    def _facts(self, label: str, most: int) -> list[Fact]:
        found: list[Fact] = []
        self.kinds = set()
        left = self._left[label]
        while left and len(found) < most:
            finder = left.pop(0)
            fact = finder(self._draft, label)
            if fact:
                if finder in _NEIGHBORS:
                    self._draft.topics.add("neighbors")
                self.kinds.add(_KINDS.get(finder, "place"))
                found.append(fact)
        return found

    def _worded(self, label: str, facts: Sequence[Fact]) -> str:
        return of_one(self._draft, self._draft.call(label), facts)


def _finders(chance: Chance) -> list[Finder]:
    return chance.shuffled(_ARRANGEMENT) + chance.shuffled(_DETAIL)
