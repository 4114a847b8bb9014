"""What becomes of an item. Verdicts -> those that stand -> Outcome.

anna accepts, ben accepts -> accepted by 2; anna accepts, ben rejects -> disputed, until a third
person settles it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from builder.review.items import Item
from builder.review.verdicts import Verdict

Result: TypeAlias = Literal["accepted", "corrected", "rejected", "disputed", "open"]
_RESULTS: Mapping[str, Result] = {
    "accept": "accepted",
    "correct": "corrected",
    "reject": "rejected",
    "unsure": "disputed",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of an item.

    `verdicts` are those that stand, one a person. `open`: nobody judged it; `disputed`: people
    disagree or are unsure. `correction` is what the row should be, if it is corrected.
    """

    item: Item
    result: Result
    verdicts: tuple[Verdict, ...] = ()

    @property
    def correction(self) -> Mapping[str, Any] | None:
        return self.verdicts[-1].correction if self.result == "corrected" else None

    @property
    def people(self) -> int:
        """How many people judged the item."""
        return len({verdict.reviewer for verdict in self.verdicts})


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdicts that stand, by item, and those that do not apply.

    `stale`: of rows that changed since; `unknown`: of items that the benchmark does not hold.
    """

    by_item: Mapping[int, tuple[Verdict, ...]]
    stale: tuple[Verdict, ...]
    unknown: tuple[Verdict, ...]


def standing(items: Iterable[Item], verdicts: Sequence[Verdict]) -> Standing:
    """The last verdict of each person on each item, if its row is still what it was.

    Those of an item stand in the order in which they were given.
    """
    sums = {item.id: item.row_sum for item in items}
    last = {(verdict.item, verdict.reviewer): verdict for verdict in verdicts}
    found: dict[int, list[Verdict]] = {}
    for verdict in sorted(last.values(), key=lambda one: one.shown):
        if sums.get(verdict.item) == verdict.row_sum:
            found.setdefault(verdict.item, []).append(verdict)
    return Standing(
        {item: tuple(given) for item, given in found.items()},
        tuple(one for one in last.values() if one.item in sums and sums[one.item] != one.row_sum),
        tuple(one for one in last.values() if one.item not in sums),
    )


def outcomes(items: Sequence[Item], verdicts: Sequence[Verdict]) -> list[Outcome]:
    """What becomes of each item, in their order."""
    stand = standing(items, verdicts).by_item
    return [outcome(item, stand.get(item.id, ())) for item in items]


def outcome(item: Item, verdicts: Sequence[Verdict]) -> Outcome:
    """What becomes of an item, by the verdicts that stand on it.

    The last final reading decides. Without one all must say the same, and correct alike.
    """
    final = [verdict for verdict in verdicts if verdict.reading == "final"]
    deciding = final[-1:] or list(verdicts)
    said = {(one.verdict, json.dumps(one.correction, sort_keys=True)) for one in deciding}
    if not said:
        return Outcome(item, "open")
    result = _RESULTS[deciding[-1].verdict] if len(said) == 1 else "disputed"
    others = [verdict for verdict in verdicts if verdict not in deciding]
    return Outcome(item, result, (*others, *deciding))
