"""The score of every cell by every measure, with what it is in each draw. Outcomes -> Samples.

The score of all questions of a group is the mean of its tasks, and so is that of all its boxes. A
question asked with all rotations of its options is right in a circle if every answer is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from bigearthnet_txt_evaluation.scoring.cells import ALL, Cell, members
from bigearthnet_txt_evaluation.scoring.intervals import Blocks, Sample, mean_of
from bigearthnet_txt_evaluation.scoring.measures import ACCURACY, Facts, Measure, measures_of
from bigearthnet_txt_evaluation.scoring.outcomes import Outcome

CIRCULAR = "circular"


class Key(NamedTuple):
    """A number on a table: which cell, by which measure."""

    cell: Cell
    measure: str


Samples = Mapping[Key, Sample]


def sampled(found: Sequence[Outcome], facts: Facts | None = None) -> dict[Key, Sample]:
    """The score of every cell by every measure of its kind."""
    blocks = Blocks.of([one.row["block"] for one in found])
    measures = measures_of(found, facts)
    sums = dict(_sums(found, measures, blocks))
    if not sums:  # nothing came
        return {}
    scores = [measures[key.measure].score_of for key in sums]
    samples = dict(zip(sums, blocks.samples([*sums.values()], scores), strict=True))
    return samples | dict(_means(samples))


def _sums(
    found: Sequence[Outcome], measures: Mapping[str, Measure], blocks: Blocks
) -> Iterator[tuple[Key, np.ndarray]]:
    """What each cell adds up by each measure of its kind, by block."""
    for cell, items in members(one.row for one in found).items():
        for name, measure in measures.items():
            if measure.kind == cell.kind and (sums := measure.sums(blocks, items)) is not None:
                yield Key(cell, name), sums


def _means(samples: Samples) -> Iterator[tuple[Key, Sample]]:
    """Of a group the mean of its tasks, in the place of the mean of its items."""
    for key in samples:
        tasks = [samples[one] for one in samples if _is_task_of(one, key)]
        if key.cell.by == ALL and tasks:
            yield key, mean_of(tasks)


def _is_task_of(one: Key, key: Key) -> bool:
    """Is this one of the tasks of a group, by the same measure?"""
    group = one._replace(cell=one.cell._replace(by=ALL, name=ALL))
    return one.cell.by == "task" and group == key


def in_a_circle(every: Sequence[Outcome]) -> list[Outcome]:
    """The questions that were answered in all rotations, each as right as its worst answer."""
    together: dict[int, list[Outcome]] = {}
    for one in every:
        together.setdefault(one.key.id, []).append(one)
    return [_worst(rows) for rows in together.values() if _is_whole(rows)]


def failed_in_rotation(every: Sequence[Outcome]) -> Iterator[str]:
    """What a reader should know of a circle: how many requests of it failed."""
    turned = [one for one in every if one.key.rotation]
    if failed := sum(one.failed for one in turned):
        yield (
            f"{failed:,} of {len(turned):,} requests with rotated options failed; their questions "
            "are left out of the circle"
        )


def _is_whole(rows: Sequence[Outcome]) -> bool:
    asked = len(rows[0].row.get("options") or ())
    return 1 < len(rows) == asked and not any(one.failed for one in rows)


def _worst(rows: Sequence[Outcome]) -> Outcome:
    return min(rows, key=lambda one: one.score or 0.0)


def sampled_circular(circle: Sequence[Outcome]) -> dict[Key, Sample]:
    """The accuracy of each task in a circle."""
    samples = sampled(circle) if circle else {}
    return {
        Key(key.cell._replace(by=CIRCULAR), ACCURACY): sample
        for key, sample in samples.items()
        if key.cell.by == "task"
    }
