"""Details: the facts that a caption may still state beyond its areas, in random order. Draft ->
sentences.

Example: "it borders pastures and is split into three regions" in the words of `predicates`, or "the
scene is a mosaic of many small parts" in those of `texture`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from builder.captions import predicates, texture
from builder.captions.naming import Called, Draft
from builder.captions.phrases import Phrase
from builder.chance import Chance

T = TypeVar("T")
_LINK = Phrase(
    "[in addition|besides|also|further|beyond that|what is more|at the same time|seen more closely"
    "|looking closer|in detail], "
)


class Details:
    """The facts of single classes, two or three in a sentence, and of the whole; each once."""

    def __init__(self, draft: Draft) -> None:
        self._draft, self._chance = draft, draft.chance
        self._whole = list(texture.ALL)
        self._kinds = {label: list(predicates.ALL) for label in draft.ranked}
        first, others = draft.ranked[:1], draft.ranked[1:]
        self._turns = first + self._chance.shuffled(others)

    def next(self) -> str | None:
        """A sentence, of every three about one on the whole; None if nothing is left to state."""
        if self._chance.below(3) == 0:
            return self.of_whole() or self.of_class()
        return self.of_class() or self.of_whole()

    def of_whole(self) -> str | None:
        """The next sentence on the land as a whole."""
        while self._whole:
            if said := _taken(self._whole, self._chance)(self._draft):
                return said
        return None

    def of_class(self) -> str | None:
        """The next sentence on a class: its name and two or three predicates, or one if that is all
        there is.
        """
        while self._turns:
            label = self._turns.pop(0)
            called = self._draft.call(label)
            found = list(self._predicates(label, called.plural))
            if found:
                self._turns.append(label)
                return self._sentence(called, found)
        return None

    def _sentence(self, called: Called, found: Sequence[str]) -> str:
        linked = self._chance.below(6) == 0
        link = self._draft.say(_LINK) if linked else ""
        return f"{link}{called.text} {_joined(found)}"

    def _predicates(self, label: str, plural: bool) -> Iterator[str]:
        wanted = 3 if self._chance.below(4) == 0 else 2
        kinds = self._kinds[label]
        while kinds and wanted:
            if said := _taken(kinds, self._chance)(self._draft, label, plural):
                wanted -= 1
                yield said


def _taken(kinds: list[T], chance: Chance) -> T:
    """One of the kinds of facts that are left, taken out of the list."""
    return kinds.pop(chance.below(len(kinds)))


def _joined(found: Sequence[str]) -> str:
    """Predicates of one subject: "forms one region and borders pastures", "..., ..., and ..."."""
    if len(found) < 3:
        return " and ".join(found)
    *first, last = found
    return f"{', '.join(first)}, and {last}"
