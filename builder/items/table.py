"""What was chosen as items, counted: a file of the release, items.json, and a section of its card.

{"patches": 1082, "fewest": 10, "most": 16, "sides": [52.1, 49.8],
 "tasks": [{"task": "binary/presence", "group": "content", "rows": 2164, "items": 1180,
            "answers": {"yes": 590, "no": 590}}, ...],
 "classes": [{"kind": "class", "name": "Urban fabric", "wanted": 60, "found": 212}, ...],
 "left_out": {"the box follows from the point": 731, ...}}
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bigearthnet_txt import CLASSES, TASKS
from bigearthnet_txt_reader.given import from_json
from builder.errors import DataError
from builder.items.item import Item
from builder.items.points import Sides
from builder.items.shares import Supplies, supplies, totals
from builder.sampling import Quota
from builder.sampling.quotas import Key, wanted

ITEMS = "items.json"
FOLLOWS = "the box follows from the point"
FULL = "no room in their patch"
ENOUGH = "enough rows of their task and answer"


@dataclass(frozen=True, slots=True)
class TaskItems:
    """A task: rows about the patches of the benchmark, items among them, and these by answer."""

    task: str
    group: str
    rows: int
    items: int
    answers: dict[str, int]


@dataclass(frozen=True, slots=True)
class ItemTable:
    """What was chosen of the rows about so many patches.

    `fewest`, `most`: items of a patch; `sides`: width and height of the mean box of points;
    `classes`: items that show a class; `left_out`: reason -> rows that are no items.
    """

    patches: int
    fewest: int
    most: int
    sides: Sides
    tasks: tuple[TaskItems, ...]
    classes: tuple[Quota, ...]
    left_out: dict[str, int]

    @property
    def items(self) -> int:
        return sum(task.items for task in self.tasks)


def table_of(
    rows: Sequence[Item], items: Sequence[Item], *, sides: Sides, left_out: Mapping[str, int]
) -> ItemTable:
    """The table of items chosen from rows."""
    found = _per_patch(rows, items)
    return ItemTable(
        patches=len(found),
        fewest=min(found, default=0),
        most=max(found, default=0),
        sides=sides,
        tasks=tuple(_tasks(supplies(rows), supplies(items))),
        classes=tuple(_classes(shown_in(rows), shown_in(items), len(found))),
        left_out=dict(left_out),
    )


def _per_patch(rows: Iterable[Item], items: Iterable[Item]) -> list[int]:
    """The items of each patch."""
    found = Counter(item.patch for item in items)
    patches = {row.patch for row in rows}
    return [found[patch] for patch in patches]


def _tasks(rows: Supplies, items: Supplies) -> Iterator[TaskItems]:
    offered, found = totals(rows), totals(items)
    for task in TASKS:
        name = task.name
        yield TaskItems(name, task.group, offered[name], found[name], answers=items[name])


def _classes(rows: Counter[str], items: Counter[str], patches: int) -> Iterator[Quota]:
    """Per class the items that show it; why not more, if they are too few."""
    for name in CLASSES:
        least, found = wanted(Key("class", name), patches), items[name]
        why = None if found >= least else _why(rows[name], found)
        yield Quota("class", name, least, found, why=why)


def _why(rows: int, found: int) -> str:
    shown = f"{rows:,} rows show it"
    return shown if found == rows else f"{shown}; more of them would make an answer outweigh"


def shown_in(items: Iterable[Item]) -> Counter[str]:
    """Class -> the rows that show it."""
    return Counter(name for item in items for name in item.shown)


def items_json(table: ItemTable) -> str:
    """The text of items.json."""
    return json.dumps(asdict(table), indent=1) + "\n"


def read_items(text: str, where: str) -> ItemTable:
    """The table in a file. Raises DataError if it is none."""
    try:
        return _parsed(from_json(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"not the items of a benchmark ({type(error).__name__}: {error})"
        raise DataError(f"{where}: {what}; restore it, or build the release again") from None


def _parsed(content: dict[str, Any]) -> ItemTable:
    wide, high = content["sides"]
    tasks = tuple(TaskItems(**task) for task in content["tasks"])
    classes = tuple(Quota(**quota) for quota in content["classes"])
    typed = {"sides": (wide, high), "tasks": tasks, "classes": classes}
    return ItemTable(**content | typed)
