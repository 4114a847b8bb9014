"""Lines: the numbers of the tables, each with its interval, its counts and what stands beside it.

Samples -> Line("content", "questions", "task", "mcq/area", "accuracy", 572 items, 0.41, ...)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bigearthnet_txt_evaluation.scoring.cells import ALL, Cell, members, task_of
from bigearthnet_txt_evaluation.scoring.intervals import Sample
from bigearthnet_txt_evaluation.scoring.outcomes import Outcome
from bigearthnet_txt_evaluation.scoring.references import Blind, Row, beside, chances
from bigearthnet_txt_evaluation.scoring.sampling import CIRCULAR, Key, Samples


class Line(NamedTuple):
    """A score with its 95 % interval (None if all its items are of one block).

    `items`: those that were asked, failed ones among them. `chance` and `blind`: None where there
    is none.
    """

    cell: Cell
    measure: str
    items: int
    failed: int
    unread: int
    value: float
    low: float | None
    high: float | None
    chance: float | None = None
    blind: float | None = None


def lines_of(found: Sequence[Outcome], samples: Samples, blind: Blind) -> Iterator[Line]:
    """The line of each sample; `found` are the outcomes that it was taken of."""
    rows = [one.row for one in found]
    cells, chance = members(rows), chances(rows)
    for key, sample in samples.items():
        cell = key.cell._replace(by="task") if key.cell.by == CIRCULAR else key.cell
        items = cells[cell]
        line = _line(key, sample, [found[k] for k in items])
        if key.cell.by != CIRCULAR and key.measure in chance:
            line = line._replace(chance=_expected(chance[key.measure], cell, rows, items))
        tasks = sorted({task_of(rows[k]) for k in items})
        yield line._replace(blind=beside(blind, key.cell, tasks, key.measure))


def _line(key: Key, sample: Sample, found: Sequence[Outcome]) -> Line:
    low, high = sample.bounds
    return Line(
        *key,
        items=len(found),
        failed=sum(one.failed for one in found),
        unread=sum(one.unread for one in found),
        value=sample.value,
        low=low,
        high=high,
    )


def _expected(chance: np.ndarray, cell: Cell, rows: Sequence[Row], items: np.ndarray) -> float:
    """The mean chance of items; of a group the mean over its tasks."""
    if cell.by != ALL:
        return float(chance[items].mean())
    tasks: dict[str, list[float]] = {}
    for k in items:
        tasks.setdefault(task_of(rows[k]), []).append(float(chance[k]))
    return float(np.mean([*map(np.mean, tasks.values())]))
