"""Blind models: how far does the text alone lead? Release -> questions of train and test -> three
models that see no image -> scores.

Per task: the most frequent answer, TF-IDF with a linear SVM, gradient-boosted trees on structured
features; and the trees with the metadata of the patch. Whatever they score above chance is no
sight. Example, a task of 868 questions in test: majority 50.6 %, SVM 57.1 %, trees 56.3 %; the best
of the three is the SVM, 53.6 to 60.7 % with 95 % confidence, its target of 55 % missed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from bigearthnet_txt_evaluation.baselines.questions import ASKED, Task, read_tasks
from bigearthnet_txt_evaluation.baselines.scores import (
    FEWEST,
    MAJORITY,
    SVM,
    TREES,
    WITH_METADATA,
    Result,
    TaskScore,
    interval,
    read_result,
    table_markdown,
    write_result,
)
from bigearthnet_txt_evaluation.baselines.texts import by_majority, by_words
from bigearthnet_txt_evaluation.baselines.trees import by_features
from builder.engine import Local

__all__ = [
    "ASKED",
    "BLIND_FILE",
    "measure",
    "read_result",
    "score",
    "table_markdown",
    "write_result",
]
BLIND_FILE = "statistics/blind.json"  # in the release folder, beside its data
_ALONE = 30_000  # questions up to which further processes would cost more time than they save


def measure(out: Path, progress: Callable[[int], object]) -> Result:
    """Trains on the questions of `train`, scores on those of `test`, task by task; `progress(1)`
    after each task.

    Deterministic: nothing is drawn, and a task is worked on by one thread of one process. Raises
    DataError where the folder is no finished release, lacks questions in train or test, or holds a
    question that cannot be read.
    """
    version, tasks = read_tasks(out)
    alone = sum(len(task.train) + len(task.test) for task in tasks) < _ALONE
    scores = {}
    workers = 1 if alone else os.cpu_count() or 1
    for found in Local(workers).run(score, tasks):
        scores[found.type, found.category] = found
        progress(1)
    return Result(version, tuple(scores[asked] for asked in ASKED))


def score(task: Task) -> TaskScore:
    """The accuracies of all models on one task; none of them where train or test has fewer than
    FEWEST questions.
    """
    with threadpool_limits(
        1
    ):  # where cores are shared, threads that wait for each other take thirty times as long
        return _score(task)


def _score(task: Task) -> TaskScore:
    rows = len(task.train), len(task.test)
    if min(rows) < FEWEST:
        return TaskScore(task.type, task.category, *rows, {}, "")
    svm, reading = by_words(task)
    answers = {
        MAJORITY: by_majority(task),
        SVM: svm,
        TREES: by_features(task, metadata=False),
        WITH_METADATA: by_features(task, metadata=True),
    }
    return TaskScore(task.type, task.category, *rows, _accuracies(task, answers), reading)


def _accuracies(
    task: Task, answers: Mapping[str, np.ndarray]
) -> dict[str, tuple[float, float, float]]:
    right = np.array([question.right for question in task.test])
    places = [question.place for question in task.test]
    return {model: interval(given == right, places) for model, given in answers.items()}
