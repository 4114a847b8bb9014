"""Sentences: facts about one class or two, joined to a sentence. Facts -> text without its capital
and period.

Example: "reaching the western edge, the pasture borders inland water and lies to the north of the
arable fields, whereas mixed forest keeps to the southern half"
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
    "{s}, {i1} and {i2}, {f3}",
    "{s} {f1} and {f2}, and {it} also {f3}",
    "{s} {f1}; {it} {f2} and {f3}",
    "{s}, which {f1}, {f2}, and {it} also {f3}",
)
_FRAMES = (_ONE, _TWO, _THREE)
# Of verbs alone, not of "is split" or "has".
_OF_VERBS = ("{s} not only {f1} but also {f2}", "{s} both {f1} and {f2}", "{s} {f1} while {i2}")
_NO_VERB = ("is ", "are ", "does ", "do ", "has ", "have ")
_BOTH = Phrase("[{a}, while {b}|{a}, whereas {b}|{a}, and {b}|{a}; {b}]")
_SIMPLE = Phrase(
    "[{a}, while {b}|while {a}, {b}|{a}, whereas {b}|whereas {a}, {b}|{a}, and {b}|{a}; {b}]"
)
_PLAINLY = Phrase(
    "[clearly|plainly|evidently|visibly|distinctly|notably|recognizably|noticeably|obviously"
    "|manifestly|unmistakably|discernibly|perceptibly|in turn|likewise|indeed]"
)
_LINK = Phrase(
    "[in addition|besides|further|beyond that|what is more|at the same time|seen more closely"
    "|looking closer|on closer inspection|on a closer look|as for the arrangement|moreover"
    "|furthermore|beyond this|as to the layout|in this setting|within this pattern|across this"
    " ground|to add to this|as the map shows|to go on|next|elsewhere|then again|apart from this"
    "|here|in this picture|viewed closely|studied closely|equally|additionally|for the rest"
    "|in particular|to be precise|in this arrangement|as it happens], "
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
        if place[0] == "f" and not said.startswith(_NO_VERB) and self._draft.chance.below(4) == 0:
            said = f"{self._draft.say(_PLAINLY)} {said}"
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
    if len(facts) == 2 and chance.below(4) == 0:
        said = chance.choice(_OF_VERBS).format_map(telling)
        if telling.has_verbs:
            return said
    return chance.choice(_FRAMES[len(facts) - 1]).format_map(telling)


def of_both(draft: Draft, first: str, second: str) -> str:
    """Two clauses about different classes; one with a comma does not stand behind "while"."""
    return draft.say(_BOTH if re.search("[,;]", first) else _SIMPLE, a=first, b=second)


def then(draft: Draft, first: str, second: str) -> str:
    """The same, the first one in front, as an opening is."""
    return draft.say(_BOTH, a=first, b=second)


def linked(draft: Draft, text: str) -> str:
    """A sentence behind others, one time in five with a word that leads over to it."""
    return draft.say(_LINK) + text if draft.chance.below(5) == 0 else text


class Details:
    """The facts about the classes that were named: first what the eye sees first, each once."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._turns: list[str] = []
        self._left: dict[str, list[Finder]] = {}

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
        left = self._left[label]
        while left and len(found) < most:
            finder = left.pop(0)
            fact = finder(self._draft, label)
            if fact:
                if finder in _NEIGHBORS:
                    self._draft.topics.add("neighbors")
                found.append(fact)
        return found

    def _worded(self, label: str, facts: Sequence[Fact]) -> str:
        return of_one(self._draft, self._draft.call(label), facts)


def _finders(chance: Chance) -> list[Finder]:
    return chance.shuffled(_ARRANGEMENT) + chance.shuffled(_DETAIL)
