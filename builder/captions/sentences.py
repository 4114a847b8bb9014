"""Sentences: facts about one class or two, joined to a sentence. Facts -> text without its capital
and period.

Example: "reaching the western edge, the pasture borders inland water and lies to the north of the
arable fields, while mixed forest keeps to the southern half"
"""

from __future__ import annotations

from collections.abc import Sequence

from builder.captions import predicates, relations
from builder.captions.facts import Fact, Finder
from builder.captions.naming import Called, Draft
from builder.captions.phrases import Form, Phrase

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
# s: the class, f: a fact behind it, i: the same as a participle, t: one that ends a clause,
# it: the class again
_ONE = ("{s} {f1}",)
_TWO = (
    "{s} {f1} and {f2}",
    "{s}, which {f1}, {f2}",
    "{s}, which {f1}, {f2}",
    "{s}, {i1}, {f2}",
    "{i1}, {s} {f2}",
    "{i1}, {s} {f2}",
    "{s} {f1}, {t2}",
    "{s} {f1}, and {it} {f2}",
    "{s} {f1}, and {it} also {f2}",
    "{s} {f1}; {it} also {f2}",
)
_THREE = (
    "{s}, which {f1}, {f2} and {f3}",
    "{i1}, {s} {f2} and {f3}",
    "{i1}, {s} {f2}, {t3}",
    "{s} {f1} and {f2}, {t3}",
    "{s}, {i1}, {f2} and {f3}",
    "{s} {f1}, {f2}, and {f3}",
    "{i1}, {s} {f2}, and {it} {f3}",
    "{s}, which {f1} and {f2}, {f3}",
    "{s} {f1} and {f2}, and {it} also {f3}",
    "{s} {f1}; {it} {f2} and {f3}",
    "{s}, which {f1}, {f2}, and {it} also {f3}",
)
_FRAMES = (_ONE, _TWO, _THREE)
_INSTEAD = (*_FRAMES[0], "{s}, which {f1}, {f2}", "{s}, which {f1} and {f2}, {f3}")
_WHILE = "{s} {f1} while {i2}"  # of verbs alone, not of "is split" or "has"
_NO_VERB = ("is ", "are ", "does ", "do ", "has ", "have ")
_AND = Phrase("[{a}, and {b}|{a}, and {b}|{a}; {b}]")
_BOTH = Phrase("[{a}, while {b}|{a}, whereas {b}|{a}, and {b}|{a}; {b}]")
_SIMPLE = Phrase("[{a}, while {b}|while {a}, {b}|{a}, whereas {b}|{a}, and {b}|{a}; {b}]")
_TURNED = ("also", "next", "then", "last", "finally")  # before their subject
_LINK = Phrase(
    "[in addition|besides|beyond that|at the same time|seen more closely|on closer inspection"
    "|on a closer look|as for the arrangement|moreover|furthermore|beyond this|as to the layout"
    "|in this arrangement|apart from this|additionally|in more detail|at a closer look"
    "|within this pattern|spatially|in terms of layout|regarding the layout"
    "|looked at more closely|viewed more closely|to go into detail"
    "|as can be seen|as one can see|as is apparent|further|in addition to this|what is more"
    "|on a second look|at close range|examined more closely|on top of this"
    "|as regards the arrangement|concerning the layout|in the details|geographically"
    "|on [further|careful] inspection|in [greater|finer] detail|with respect to the layout"
    "|upon closer examination|seen in detail|as for the details|with regard to the layout"
    "|at closer range|at second glance|for the rest], "
)


class _Telling(dict[str, str]):
    """What fills the places of a frame, each found when it is asked for."""

    def __init__(self, draft: Draft, subject: Called, facts: Sequence[Fact]) -> None:
        super().__init__()
        self.has_verbs = True  # does each fact that was told begin with a verb of its own?
        self.hangs = False  # does the last fact hang on the word before it, for want of a verb?
        self._draft, self._subject, self._facts = draft, subject, facts

    def __missing__(self, place: str) -> str:
        if place == "s":
            return self._subject.text
        if place == "it":
            return "they" if self._subject.plural else "it"
        said = self._facts[int(place[1]) - 1].said(self._draft, self._form(place[0]))
        self.has_verbs = self.has_verbs and not said.startswith(_NO_VERB)
        self.has_verbs = self.has_verbs and (place[0] == "f" or _is_verb(said))
        self.hangs = place[0] == "t" and not _is_verb(said)
        return said

    def _form(self, kind: str) -> Form:
        if self._subject.plural:
            return "many" if kind == "f" else "many ing"
        return "one" if kind == "f" else "one ing"


def _is_verb(said: str) -> bool:
    return said.partition(" ")[0].endswith("ing")


def of_one(draft: Draft, subject: Called, facts: Sequence[Fact]) -> str:
    """Up to three facts about one class."""
    chance, telling = draft.chance, _Telling(draft, subject, facts)
    if len(facts) == 2 and chance.below(10) == 0:
        heard = draft.heard
        said = _WHILE.format_map(telling)
        if telling.has_verbs:
            return said
        draft.heard = heard
    heard = draft.heard
    said = chance.choice(_FRAMES[len(facts) - 1]).format_map(telling)
    if telling.hangs:
        draft.heard = heard
        said = _INSTEAD[len(facts) - 1].format_map(telling)
    return said.replace(" also is ", " is also ").replace(" also are ", " are also ")


def of_both(draft: Draft, first: str, second: str, *, alike: bool) -> str:
    """Two clauses; "while" stands between them only if they tell alike things of two classes.

    One with a comma does not stand behind it.
    """
    if _has_comma(second):
        return f"{first}; {second}"
    if not alike:
        return draft.say(_AND, a=first, b=second)
    return draft.say(_BOTH if _has_comma(first) else _SIMPLE, a=first, b=second)


def _has_comma(text: str) -> bool:
    return "," in text or ";" in text


def then(draft: Draft, first: str, second: str, *, alike: bool) -> str:
    """The same, the first one in front, as an opening is."""
    plain = alike and not second.startswith(_TURNED)
    return draft.say(_BOTH if plain else _AND, a=first, b=second)


def linked(draft: Draft, text: str) -> str:
    """A sentence behind others, one time in eight with a word that leads over to it."""
    if draft.chance.below(8) > 0 or not draft.begins_with_subject(text):
        return text
    return draft.tell(_LINK) + text


class Details:
    """The facts about the classes that were named: first what the eye sees first, each once."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._turns: list[str] = []
        self._left: dict[str, list[Finder]] = {}  # of the classes that had a turn
        self._closer: set[str] = set()  # those of them that are looked at more closely
        self._done: set[str] = set()  # those of which nothing is left to tell
        self.kinds: set[str] = set()  # what the facts of the last clause are about

    def clause(self, most: int, but: Sequence[str] = ()) -> str | None:
        """A clause of up to so many facts about the next class; None if nothing is left.

        It is about none of the classes `but`.
        """
        self._turns = self._turns or self._open()
        for label in [label for label in self._turns if label not in but]:
            self._turns.remove(label)
            self._draft.busy = {label}
            facts = self._facts(label, most)
            if facts:
                return self._worded(label, facts)
            self._done.add(label)
        return None

    def _open(self) -> list[str]:
        """The classes of which something is left to tell: the largest, then the others."""
        draft, done = self._draft, self._done
        open_ = [label for label in draft.ranked if label in draft.known and label not in done]
        return open_[:1] + draft.chance.shuffled(open_[1:])

    def _facts(self, label: str, most: int) -> list[Fact]:
        found: list[Fact] = []
        self.kinds = set()
        left, word = self._finders(label), self._draft.chance.word
        while left and len(found) < most:
            finder = left.pop(word() % len(left))
            fact = finder(self._draft, label)
            if fact:
                if finder in _NEIGHBORS:
                    self._draft.topics.add("neighbors")
                self.kinds.add(_KINDS.get(finder, "place"))
                found.append(fact)
            left = left or self._finders(label)
        return found

    def _finders(self, label: str) -> list[Finder]:
        """What is left to look for: the arrangement, and when that is told the details."""
        if label not in self._left:
            self._left[label] = [*_ARRANGEMENT]
        if not self._left[label] and label not in self._closer:
            self._closer.add(label)
            self._left[label] = [*_DETAIL]
        return self._left[label]

    def _worded(self, label: str, facts: Sequence[Fact]) -> str:
        return of_one(self._draft, self._draft.call(label), facts)
