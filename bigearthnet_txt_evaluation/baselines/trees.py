"""The strongest blind model: gradient-boosted trees on the structured features of a question.

Task -> the place of the answer for each question of test. Example: options scored 0.21, 0.38, 0.19,
0.24 -> 1, the second one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from bigearthnet_txt_evaluation.baselines.features import features
from bigearthnet_txt_evaluation.baselines.offers import Feature, right_of
from bigearthnet_txt_evaluation.baselines.questions import Task
from bigearthnet_txt_evaluation.baselines.texts import by_majority

# Small trees, slowly grown, and a fixed number of them: no part of train is held back, and nothing
# is drawn.
SLOWLY: dict[str, Any] = {
    "learning_rate": 0.05,
    "max_iter": 150,
    "max_leaf_nodes": 15,
    "min_samples_leaf": 40,
    "l2_regularization": 1.0,
    "early_stopping": False,
    "random_state": 0,
}


def by_features(
    task: Task, *, metadata: bool = False, others: Sequence[Feature] = ()
) -> np.ndarray:
    """The answers of the trees, int64 (n,); `others` are features beside those of the question.

    Yes from probability 0.5 on, or the option with the highest (ties: the first).
    """
    right, train = right_of(task.train), len(task.train)
    if len(np.unique(right)) == 1:
        return by_majority(task)
    seen = [*features(task, metadata=metadata), *others]
    known = [found for found in seen if _says(found, train)]
    trees = _grown(_rows(known, 0, train), right.ravel(), known)
    chances = trees.predict_proba(_rows(known, train, None))[:, 1].reshape(len(task.test), -1)
    answers: np.ndarray = (
        chances.argmax(1) if task.type == "mcq" else (chances[:, 0] < 0.5).astype(np.int64)
    )
    return answers


def _says(feature: Feature, train: int) -> bool:
    """Has it a value for any question of train?"""
    return not np.isnan(feature.values[:train]).all()


def _rows(found: list[Feature], start: int, end: int | None) -> np.ndarray:
    """A row of features per offer of the questions from `start` to `end`."""
    values = np.stack([feature.values[start:end] for feature in found], 2)
    return values.reshape(-1, len(found))


def _grown(
    rows: np.ndarray, right: np.ndarray, found: list[Feature]
) -> HistGradientBoostingClassifier:
    categories = [feature.categories for feature in found]
    trees = HistGradientBoostingClassifier(categorical_features=categories, **SLOWLY)
    return trees.fit(rows, right)
