"""Gains: what pixels add to the text, task by task. Scores of baselines -> Gain -> table.

Gain("binary/presence", {"trees": 0.52, "pixels-both": 0.80, ...}, best="trees", difference): both
files hold the same rows, and the interval of the difference is over the same draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bigearthnet_txt_evaluation.baselines.predicting.named import BLIND, PIXELS, SENSED
from bigearthnet_txt_evaluation.scoring import Difference, Scores, compare
from bigearthnet_txt_evaluation.scoring.measures import ACCURACY
from bigearthnet_txt_evaluation.scoring.reports.tables import figure, with_interval

NOTE = (
    f"Accuracy in percent; of the difference of {SENSED} and the best blind model with its 95 % "
    f"interval over blocks. The best of {', '.join(BLIND)} is chosen on the rows themselves, in "
    "its favor."
)
_Scores = Mapping[str, Scores]  # by the name of the baseline


class Gain(NamedTuple):
    """What is gained on a task over the best blind model; `accuracies` are those of all."""

    task: str
    accuracies: Mapping[str, float]
    best: str
    difference: Difference


def gains(scores: _Scores) -> Iterator[Gain]:
    """The gains of what saw most over the best blind model (ties: the first), task by task.

    None without either.
    """
    blind = [name for name in BLIND if name in scores]
    apart = {name: _apart(scores, name) for name in blind if SENSED in scores}
    for task, accuracies in _by_task(scores).items():
        known = [name for name in apart if task in apart[name]]
        if known:
            best = max(known, key=accuracies.__getitem__)
            yield Gain(task, accuracies, best, apart[best][task])


def _apart(scores: _Scores, blind: str) -> dict[str, Difference]:
    """Task -> difference of what saw most and a blind model."""
    one, other = scores[SENSED], scores[blind]
    found = compare(one.benchmark, one.predictions, other.predictions)
    questions = (line for line in found if line.measure == ACCURACY)
    return {line.cell.name: line for line in questions if line.cell.by == "task"}


def _by_task(scores: _Scores) -> dict[str, dict[str, float]]:
    """Task -> baseline -> accuracy."""
    found: dict[str, dict[str, float]] = {}
    for name, one in scores.items():
        for line in one.lines:
            if line.cell.by == "task" and line.measure == ACCURACY:
                found.setdefault(line.cell.name, {})[name] = line.value
    return found


def gains_table(
    found: Sequence[Gain], names: Mapping[str, object]
) -> tuple[list[str], list[list[str]]]:
    """Header and cells; the pixel baselines among `names` have a column each."""
    shown = [name for name in PIXELS if name in names]
    head = ["task", "items", "best blind", *shown, f"{SENSED} less best blind"]
    return head, [_cells(one, shown) for one in found]


def _cells(one: Gain, shown: Sequence[str]) -> list[str]:
    apart = one.difference
    return [
        one.task,
        f"{apart.items:,}",
        f"{figure(ACCURACY, one.accuracies[one.best])} ({one.best})",
        *(figure(ACCURACY, one.accuracies[name]) for name in shown),
        with_interval(ACCURACY, apart.value, apart.low, apart.high),
    ]
