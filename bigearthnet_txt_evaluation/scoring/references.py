"""What a score stands beside: chance, and the best blind model that the release reports.

Rows -> chance of each measure; statistics/blind.json -> scores by task. Of boxes chance is the
overlap of the whole image with the right box. Blind models were measured on the split `test`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from bigearthnet_txt_evaluation.scoring.cells import ALL, BOXES, QUESTIONS, Cell, kind_of_row
from bigearthnet_txt_evaluation.scoring.measures import ACCURACY, IOU, THRESHOLDS, hits_at
from bigearthnet_txt_evaluation.scoring.outcomes import target
from bigearthnet_txt_reader.release import Release

Row = Mapping[str, Any]
BLIND_FILE = "statistics/blind.json"
_HIT = hits_at(0.5)


def chances(rows: Sequence[Row]) -> dict[str, np.ndarray]:
    """Measure -> the score of each row that needs no look; nan where there is none."""
    guessed = np.array([_guessed(row) for row in rows])
    whole = np.array([_whole(row) for row in rows])
    found = {ACCURACY: guessed, IOU: whole}
    for threshold in THRESHOLDS:
        found[hits_at(threshold)] = np.where(np.isnan(whole), np.nan, whole >= threshold)
    return found


def _guessed(row: Row) -> float:
    """One by the number of options."""
    if kind_of_row(row) != QUESTIONS:
        return float("nan")
    return 1 / len(row["options"] or ("yes", "no"))


def _whole(row: Row) -> float:
    """The overlap of the right box with the whole image: its area."""
    if kind_of_row(row) != BOXES:
        return float("nan")
    x0, y0, x1, y1 = target(row)
    return (x1 - x0) * (y1 - y0)


Blind = Mapping[tuple[str, str], float]  # (task, measure) -> score of the best blind model


def blind_of(release: Release) -> Blind:
    """The scores of the best blind models; none if the release does not report any."""
    stored = release.statistics(BLIND_FILE)
    return dict(_blind(stored)) if stored else {}


def _blind(stored: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], float]]:
    for task in stored["tasks"]:
        if task["models"]:
            best = task["models"][task["best"]]["accuracy"]
            yield (f"{task['type']}/{task['category']}", ACCURACY), best
    for box in stored["boxes"]:
        for name, measure in (("overlap", IOU), ("hits", _HIT)):
            found = box[name]
            if box["kind"] == ALL and found["models"]:
                best = found["models"][found["best"]]["mean"]
                yield (f"bounding box/{box['category']}", measure), best


def beside(blind: Blind, cell: Cell, tasks: Sequence[str], measure: str) -> float | None:
    """The best blind score of a cell: of its task, or the mean over its tasks.

    None where one of them has no score, and for cells that are sorted by something else.
    """
    if cell.by not in (ALL, "type", "task"):
        return None
    known = [blind.get((task, measure)) for task in tasks]
    scores = [score for score in known if score is not None]
    return float(np.mean(scores)) if scores and len(scores) == len(known) else None
