"""Answers to questions on radar and infrared, by what bands show of their boxes. Asked -> answers.

Of four boxes each is one example, right or wrong; the one that is most likely right is answered.
Boosted trees learn a task at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from bigearthnet_txt_evaluation.baselines.intervals import FEWEST
from bigearthnet_txt_evaluation.baselines.pixels.beside import chosen, matrix, targets
from bigearthnet_txt_evaluation.baselines.pixels.boxed import Boxed
from bigearthnet_txt_evaluation.baselines.predicting.asked import Asked
from bigearthnet_txt_evaluation.baselines.trees import SLOWLY

Answer = tuple[int, str]  # ID and text
_Kind = tuple[str, str]  # task, and what models of their own learn of it


def by_boxes(asked: Asked, bands: Sequence[str]) -> Iterator[Answer]:
    """What boosted trees make of these bands; nothing of a kind with few questions in train."""
    known, test = asked.boxed
    for kind, questions in _by_kind(test).items():
        learned = _by_kind(known).get(kind, [])
        if len(learned) >= FEWEST:
            with threadpool_limits(1):
                places = _places(learned, questions, bands)
            for one, place in zip(questions, places.tolist(), strict=True):
                yield one.row, one.answers[place]


def _kind(one: Boxed) -> _Kind:
    return one.task, one.kind


def _by_kind(questions: Sequence[Boxed]) -> dict[_Kind, list[Boxed]]:
    return {kind: list(found) for kind, found in groupby(sorted(questions, key=_kind), _kind)}


def _places(known: Sequence[Boxed], asked: Sequence[Boxed], bands: Sequence[str]) -> np.ndarray:
    """The place of the answer of each question: int64 (n,)."""
    features, right = matrix(known, bands), targets(known).ravel()
    if len(np.unique(right)) == 1:
        return np.zeros(len(asked), np.int64)
    trees = HistGradientBoostingClassifier(**SLOWLY)
    trees.fit(features.reshape(-1, features.shape[2]), right)
    rows = matrix(asked, bands)
    sure = trees.predict_proba(rows.reshape(-1, rows.shape[2]))[:, 1].reshape(rows.shape[:2])
    return chosen(sure)
