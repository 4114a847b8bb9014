"""How many items of each task and answer a benchmark has.

Tasks have their part of all rows, answers are even within a task: yes as often as no, each letter
as often as the others, or one more. What is scarce limits the rest of its task; other tasks then
take its place. Example: 116 items of binary presence are 58 with yes and 58 with no.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from bigearthnet_txt import GRAINS, LETTERS, TASKS, Task
from builder.items.item import Item

Cell: TypeAlias = tuple[str, str]  # task and answer
Supplies: TypeAlias = dict[str, dict[str, int]]  # task -> answer -> rows
ANSWERS: Mapping[str, Sequence[str]] = {
    "captioning": GRAINS,
    "binary": ("yes", "no"),
    "mcq": LETTERS,
    "bounding box": ("",),
}  # type -> what may be answered
CELLS: tuple[Cell, ...] = tuple(
    (task.name, answer) for task in TASKS for answer in ANSWERS[task.type]
)
_SCALE = 1 << 40  # shares in whole numbers: the same on every processor


def supplies(items: Iterable[Item]) -> Supplies:
    """The rows of each task and answer, in the order of the contract; 0 if there are none."""
    counts = Counter((item.task, item.answer) for item in items)
    return {task.name: _supply(task, counts) for task in TASKS}


def _supply(task: Task, counts: Counter[Cell]) -> dict[str, int]:
    return {answer: counts[task.name, answer] for answer in ANSWERS[task.type]}


def needs(rows: Iterable[Item], fair: Iterable[Item], total: int) -> dict[Cell, int]:
    """How many of each task and answer to choose from `fair`: about `total` in all.

    The proportions of tasks are those of all rows.
    """
    supply, weights = supplies(fair), totals(supplies(rows))
    limits = {task: most_even(of_task) for task, of_task in supply.items()}
    even = {
        task: evened(count, supply[task]) for task, count in dealt(total, weights, limits).items()
    }
    return {(task, answer): even[task][answer] for task, answer in CELLS}


def totals(supply: Supplies) -> dict[str, int]:
    """The rows of each task."""
    return {task: sum(of_task.values()) for task, of_task in supply.items()}


def dealt(total: int, weights: Mapping[str, int], limits: Mapping[str, int]) -> dict[str, int]:
    """`total` over tasks in proportion to their weights, none above its limit.

    One by one, each to the task that has the fewest beside its weight (Webster's method).
    """
    found = dict.fromkeys(weights, 0)
    for _ in range(min(total, sum(limits.values()))):
        open_tasks = [task for task in weights if found[task] < limits[task]]
        found[max(open_tasks, key=lambda task: _due(weights[task], found[task]))] += 1
    return found


def _due(weight: int, found: int) -> int:
    return weight * _SCALE // (2 * found + 1)


def most_even(supply: Mapping[str, int]) -> int:
    """The most rows of a task that can be chosen with even answers."""
    least = min(supply.values())
    return sum(min(rows, least + 1) for rows in supply.values())


def evened(count: int, supply: Mapping[str, int]) -> dict[str, int]:
    """`count` rows over answers, each as often as the others or one more: those of most rows."""
    base = min(count // len(supply), *supply.values(), count)
    more = _by_rows(supply, base)[: count - base * len(supply)]
    return {answer: base + (answer in more) for answer in supply}


def _by_rows(supply: Mapping[str, int], base: int) -> list[str]:
    """The answers of more than `base` rows, those of most rows first."""
    return sorted((a for a, rows in supply.items() if rows > base), key=lambda a: -supply[a])
