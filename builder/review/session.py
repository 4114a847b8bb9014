"""A review as it goes: which item comes next, and what a reviewer says of it.

items + part + log -> open items -> a verdict on one of them -> a line of the log -> open items
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from builder.errors import DataError
from builder.review.growing import Growing
from builder.review.items import Item
from builder.review.log import Log
from builder.review.outcomes import Standing, standing
from builder.review.parts import Part, is_blind, is_open, ordered
from builder.review.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Turn:
    """An item before the reviewer: number `at`, from 0, of those judged and the next one.

    `said` is his verdict on it, if he gave one. `total`: how many items his part has as of now.
    """

    item: Item
    at: int
    total: int
    said: Verdict | None = None


class Session:
    """What one reviewer does. Its methods are called one at a time."""

    def __init__(self, items: Sequence[Item], part: Part, log: Log) -> None:
        self.part = part
        self.by_id = {item.id: item for item in items}
        self._items, self._order = items, ordered(items, part)
        self._log, self._logs = log, Growing(log.path.parent)
        self._verdicts: list[Verdict] = []
        self._answers: dict[int, str] = {}  # blind, of items without a verdict yet
        self._failed: OSError | None = None
        self.standing: Standing = standing((), ())
        self.read()

    def read(self) -> None:
        """Reads what was added to the logs, by this reviewer and by others."""
        if new := self._logs.new():
            self._verdicts += new
            self.standing = standing(self._items, self._verdicts)

    def given(self, item: Item) -> tuple[Verdict, ...]:
        """The verdicts that stand on an item."""
        return self.standing.by_item.get(item.id, ())

    def said(self, item: Item) -> Verdict | None:
        """The reviewer's own verdict on an item."""
        mine = (one for one in self.given(item) if one.reviewer == self.part.reviewer)
        return next(mine, None)

    def judged(self) -> list[Item]:
        """The items that the reviewer judged in this reading, in the order of his verdicts."""
        mine = (one for one in self._verdicts if one.reviewer == self.part.reviewer)
        ids = dict.fromkeys(one.item for one in mine if one.reading == self.part.reading)
        items = (self.by_id[number] for number in ids if number in self.by_id)
        return [item for item in items if self.said(item)]

    def open(self) -> list[Item]:
        """The items that wait for the reviewer, in their order."""
        return [item for item in self._order if is_open(item, self.given(item), self.part)]

    def turn(self, at: int | None = None) -> Turn | None:
        """The next open item, or number `at` of those judged before it; None if all are judged."""
        self.read()
        judged, following = self.judged(), self.open()
        shown = [*judged, *following[:1]]
        where = len(judged) if at is None else min(max(at, 0), len(judged))
        if where >= len(shown):
            return None
        item = shown[where]
        return Turn(item, where, len(judged) + len(following), self.said(item))

    def answer(self, item: Item, answer: str) -> None:
        """Keeps the reviewer's own answer to a question whose stored answer he has not seen."""
        self._answers.setdefault(item.id, answer)

    def answered(self, item: Item) -> str | None:
        """The reviewer's own answer to a blind question."""
        said = self.said(item)
        return said.blind if said else self._answers.get(item.id)

    def hides(self, item: Item) -> bool:
        """Is the stored answer still to be kept from the reviewer?"""
        unseen = not self.said(item) and item.id not in self._answers
        return unseen and is_blind(item, self.part)

    def add(self, verdict: Verdict) -> None:
        """Adds a verdict to the log; it is on disk when this returns.

        Raises DataError if the disk took a line in part: only a restart mends that.
        """
        if self._failed:
            raise DataError(
                f"{self._log.path}: cannot be written ({self._failed}); no verdict is recorded: "
                "end the command, mend this, and start it again"
            )
        try:
            self._log.add(verdict)
        except OSError as error:
            self._failed = error
            self.add(verdict)
