"""The strongest blind model: gradient-boosted trees on the structured features of a question and
its options.

Task -> the place of the answer for each question of test. Example: options scored 0.21, 0.38, 0.19,
0.24 -> 1, the second one.
"""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from bigearthnet_txt_evaluation.baselines.features import features, right_of
from bigearthnet_txt_evaluation.baselines.questions import Task
from bigearthnet_txt_evaluation.baselines.texts import by_majority


def by_features(task: Task, *, metadata: bool) -> np.ndarray:
    """The answers of the trees, int64 (n,): yes from probability 0.5 on, or the option with the
    highest (ties: the first).
    """
    right, n = right_of([*task.train, *task.test]), len(task.train)
    if len(np.unique(right[:n])) == 1:
        return by_majority(task)
    found = [
        feature
        for feature in features(task, metadata=metadata)
        if not np.isnan(feature.values[:n]).all()
    ]
    rows = np.stack([feature.values for feature in found], 2)
    trees = _grown(
        rows[:n].reshape(-1, len(found)),
        right[:n].ravel(),
        [feature.categories for feature in found],
    )
    chances = trees.predict_proba(rows[n:].reshape(-1, len(found)))[:, 1].reshape(
        -1, right.shape[1]
    )
    answers: np.ndarray = (
        chances.argmax(1) if task.type == "mcq" else (chances[:, 0] < 0.5).astype(np.int64)
    )
    return answers


def _grown(
    rows: np.ndarray, right: np.ndarray, categories: list[bool]
) -> HistGradientBoostingClassifier:
    """Small trees, slowly and a fixed number of them: no part of train is held back, and nothing is
    drawn.
    """
    trees = HistGradientBoostingClassifier(
        learning_rate=0.05,
        max_iter=150,
        max_leaf_nodes=15,
        min_samples_leaf=40,
        l2_regularization=1.0,
        early_stopping=False,
        categorical_features=categories,
        random_state=0,
    )
    return trees.fit(rows, right)
