"""Who said what of which item, in arrays. Items + verdicts -> Panel.

anna accepts items 0 and 1, ben rejects item 1 -> labels [[0, -1], [0, 2]], people ("anna", "ben")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bigearthnet_txt import TASKS
from builder.review.coefficients import MISSING, WORDS
from builder.review.corrections import corrected
from builder.review.items import Item
from builder.review.outcomes import standing
from builder.review.verdicts import Verdict

ALL = "all"


@dataclass(frozen=True, slots=True)
class Panel:
    """What people said of all items, whether it was accepted or not.

    `labels` (items, people) are numbers of WORDS; `boxes` (items, people, 4) the boxes of those who
    corrected one, else NaN; `stored` (items, 4) the boxes of the rows; `blocks` (items) the number
    of each item's block. Final readings stand nowhere in it: who settles a disagreement knows what
    the others said.
    """

    people: tuple[str, ...]
    labels: np.ndarray
    boxes: np.ndarray
    stored: np.ndarray
    blocks: np.ndarray

    def of(self, mask: np.ndarray) -> Panel:
        """The same of some items."""
        arrays = (self.labels, self.boxes, self.stored, self.blocks)
        return Panel(self.people, *(array[mask] for array in arrays))

    @property
    def twice(self) -> int:
        """How many items were read by two people or more."""
        return int(((self.labels != MISSING).sum(axis=1) > 1).sum())


def panel(items: Sequence[Item], verdicts: Sequence[Verdict]) -> Panel:
    """What stands of first and second readings. Raises DataError if a correction is no such."""
    read = [verdict for verdict in verdicts if verdict.reading != "final"]
    stand = standing(items, read).by_item
    given = [(row, one) for row, item in enumerate(items) for one in stand.get(item.id, ())]
    people = tuple(sorted({verdict.reviewer for _, verdict in given}))
    labels = np.full((len(items), len(people)), MISSING)
    boxes = np.full((*labels.shape, 4), np.nan)
    for row, verdict in given:
        person = people.index(verdict.reviewer)
        labels[row, person] = WORDS.index(verdict.verdict)
        boxes[row, person] = _box(items[row], verdict)
    return Panel(people, labels, boxes, stored=_stored(items), blocks=block_numbers(items))


def _box(item: Item, verdict: Verdict) -> Sequence[float]:
    """The box to which a verdict corrects the item's; NaN if it does not."""
    if verdict.correction is None or item.row["type"] != "bounding box":
        return (np.nan,) * 4
    box: Sequence[float] = corrected(item.row, verdict.correction)["box_pixels"]
    return box


def _stored(items: Sequence[Item]) -> np.ndarray:
    boxes = [item.row["box_pixels"] or (np.nan,) * 4 for item in items]
    return np.array(boxes, float).reshape(-1, 4)


def block_numbers(items: Sequence[Item]) -> np.ndarray:
    """The number of each item's block, counted in the order of the items."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(item.block, len(numbers)) for item in items], int)


def scopes(items: Sequence[Item]) -> Mapping[str, np.ndarray]:
    """Name -> mask of the items: all, then each group, then each task, as far as there are any."""
    groups = np.array([item.row["group"] for item in items])
    tasks = np.array([item.task for item in items])
    found = {ALL: np.ones(len(items), bool)}
    found |= {task.group: groups == task.group for task in TASKS}
    found |= {task.name: tasks == task.name for task in TASKS}
    return {name: mask for name, mask in found.items() if mask.any()}
