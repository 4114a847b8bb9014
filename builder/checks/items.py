"""The items of the benchmark are those of items.json: even, and fair to one who sees no image.

benchmark: binary/presence: found {'yes': 60, 'no': 58}, expected each answer as often as the
others, or once more
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from builder.checks.faults import Fault, Faults
from builder.items import ITEMS, MOST, Item, ItemTable, follows, shown_in, supplies

_EVEN = "each answer as often as the others, or once more"


def item_faults(items: Sequence[Item], table: ItemTable | None, *, frozen: bool) -> list[str]:
    """The faults of the items of a release; none if it does not say how they were chosen.

    People have changed a frozen benchmark: it has at most as many items a patch as it had.
    """
    faults = Faults("benchmark")
    faults.add_all(_too_many(items))
    if table and not frozen:
        faults.add_all(_not_as_chosen(items, table))
    return faults.lines()


def _not_as_chosen(items: Sequence[Item], table: ItemTable) -> Iterator[Fault]:
    for task, answers in supplies(items).items():
        yield from _uneven(task, answers)
    yield from _miscounted(items, table)
    yield from _given_away(items, table)


def _too_many(items: Sequence[Item]) -> Iterator[Fault]:
    for patch, count in sorted(Counter(item.patch for item in items).items()):
        if count > MOST:
            yield Fault("items", f"{count} of {patch}", f"at most {MOST}")


def _uneven(task: str, answers: Mapping[str, int]) -> Iterator[Fault]:
    if max(answers.values()) > min(answers.values()) + 1:
        yield Fault(task, answers, _EVEN)


def _miscounted(items: Sequence[Item], table: ItemTable) -> Iterator[Fault]:
    """Numbers of items.json that the rows do not have."""
    found, shown = supplies(items), shown_in(items)
    stated = {task.task: task.answers for task in table.tasks}
    for task, answers in found.items():
        if answers != stated.get(task):
            yield Fault(f"{ITEMS}, {task}", stated.get(task), f"{answers}, from the rows")
    for quota in table.classes:
        if quota.found != shown[quota.name]:
            said = f"{shown[quota.name]}, from the rows"
            yield Fault(f"{ITEMS}, {quota.name}", quota.found, said)


def _given_away(items: Sequence[Item], table: ItemTable) -> Iterator[Fault]:
    for item in items:
        if follows(item, table.sides):
            yield Fault("point", f"ID {item.id} of {item.patch}", "one from which no box follows")
