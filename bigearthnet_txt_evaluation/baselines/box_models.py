"""Blind models for boxes: the center box, the mean box, the mirror rule, boosted trees.

BoxTask -> a box for each question of test: float64 (n, 4), x0, y0, x1, y1 in pixels. Example: point
(98, 34) -> mirror rule (76, 0, 120, 68), as far to each side as to the nearest edge of the image.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from bigearthnet_txt import PATCH_SIZE
from bigearthnet_txt_evaluation.baselines.boxes import POINT, BoxQuestion, BoxTask
from bigearthnet_txt_evaluation.baselines.trees import SLOWLY
from bigearthnet_txt_evaluation.baselines.words import classes_in, frequent_words
from bigearthnet_txt_evaluation.expressions import KINDS

_LEAST_SIDE = 1.0  # of a box that is guessed, in pixels
_ALL_KINDS = (POINT, *KINDS)
_Questions = Sequence[BoxQuestion]


def boxes_of(questions: _Questions) -> np.ndarray:
    """The right boxes."""
    return np.array([question.box for question in questions], np.float64).reshape(-1, 4)


def by_center(task: BoxTask) -> np.ndarray:
    """The middle half of the image, in width and height, for every question."""
    quarter = PATCH_SIZE / 4
    middle = np.array([quarter, quarter, 3 * quarter, 3 * quarter])
    return np.tile(middle, (len(task.test), 1))


def by_mean(task: BoxTask) -> np.ndarray:
    """The mean box of train of the same kind; of a kind that train lacks, that of all."""
    boxes, kinds = boxes_of(task.train), np.array([question.kind for question in task.train])
    means = {kind: boxes[kinds == kind].mean(0) for kind in set(kinds.tolist())}
    return np.array([means.get(question.kind, boxes.mean(0)) for question in task.test])


def by_mirror(task: BoxTask) -> np.ndarray:
    """The box around the point that reaches as far to both sides as to the nearer edge."""
    points = np.array([question.point for question in task.test])
    reach = np.minimum(points, PATCH_SIZE - points)
    return _sound(np.concatenate([points - reach, points + reach], 1))


def by_trees(task: BoxTask) -> np.ndarray:
    """Boosted trees on point, kind, classes and words, a machine for each of the four corners.

    They minimize absolute errors: medians overlap more with boxes than means do.
    """
    features = _features(task)
    train, test = features[: len(task.train)], features[len(task.train) :]
    known = ~np.isnan(train).all(0)
    boxes = boxes_of(task.train)
    columns = [_grown(train[:, known], corner).predict(test[:, known]) for corner in boxes.T]
    return _sound(np.stack(columns, 1))


def _sound(boxes: np.ndarray) -> np.ndarray:
    """Boxes within the image whose corners are in order."""
    low = np.clip(boxes[:, :2], 0, PATCH_SIZE - _LEAST_SIDE)
    high = np.clip(np.maximum(boxes[:, 2:], low + _LEAST_SIDE), 0, PATCH_SIZE)
    return np.concatenate([low, high], 1)


def _features(task: BoxTask) -> np.ndarray:
    """A row of numbers for each question, those of train first; nan if there is none."""
    questions = [*task.train, *task.test]
    classes = [classes_in(question.text) for question in questions]
    first, second = (_numbers(classes, n) for n in range(2))
    kinds = np.array([_ALL_KINDS.index(question.kind) for question in questions], np.float64)
    words = frequent_words([question.text for question in questions], len(task.train))
    return np.column_stack([_of_points(questions), kinds, first, second, *words.values()])


def _of_points(questions: _Questions) -> np.ndarray:
    """x, y, and the distances to the nearer edges: float64 (n, 4)."""
    nowhere = (np.nan, np.nan)
    points = np.array([question.point or nowhere for question in questions], np.float64)
    return np.concatenate([points, np.minimum(points, PATCH_SIZE - points)], 1)


def _numbers(classes: Sequence[Sequence[int]], n: int) -> np.ndarray:
    """The n-th class that each text names: float64 (n,)."""
    return np.array([found[n] if n < len(found) else np.nan for found in classes], np.float64)


def _grown(rows: np.ndarray, corner: np.ndarray) -> HistGradientBoostingRegressor:
    return HistGradientBoostingRegressor(loss="absolute_error", **SLOWLY).fit(rows, corner)
