"""Answers to questions: by chance, by the three blind models, and by what bands show.

Asked -> (ID, "yes") or (ID, "b"), task by task. A task with fewer than 50 questions of train gets
its most frequent answer; without any, the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits

from bigearthnet_txt_evaluation.baselines.intervals import FEWEST
from bigearthnet_txt_evaluation.baselines.pixels.sensed import sensed
from bigearthnet_txt_evaluation.baselines.pixels.shares import Guessed, guess
from bigearthnet_txt_evaluation.baselines.predicting.asked import Asked
from bigearthnet_txt_evaluation.baselines.predicting.chance import drawn
from bigearthnet_txt_evaluation.baselines.questions import ANSWERS, SENSED, Question, Task
from bigearthnet_txt_evaluation.baselines.texts import by_majority, by_words
from bigearthnet_txt_evaluation.baselines.trees import by_features

Answer = tuple[int, str]  # ID and text
_Model = Callable[[Task], np.ndarray]


def by_chance(asked: Asked) -> Iterator[Answer]:
    """One of the answers that a question allows, by a hash of its ID."""
    for kind, answers in ANSWERS.items():
        for row in asked.of_type(kind):
            (part,) = drawn(row["ID"], 1)
            yield row["ID"], answers[int(part * len(answers))]


def most_frequent(asked: Asked) -> Iterator[Answer]:
    """The most frequent answer of train, task by task."""
    return _answers(asked.tasks(), by_majority)


def words(asked: Asked) -> Iterator[Answer]:
    """TF-IDF and a linear SVM on the words."""
    return _answers(asked.tasks(), lambda task: by_words(task)[0])


def trees(asked: Asked) -> Iterator[Answer]:
    """Boosted trees on the structured features of the text."""
    return _answers(asked.tasks(), by_features)


def placed(asked: Asked) -> Iterator[Answer]:
    """The same trees, told country, season, climate zone and coordinates too."""
    return _answers(asked.tasks(), lambda task: by_features(task, metadata=True))


def pixels(asked: Asked, bands: Sequence[str]) -> Iterator[Answer]:
    """The same trees, told what these bands show too."""
    if not {*asked.names} - SENSED:  # nothing has to be seen of a whole patch
        return iter(())
    with threadpool_limits(1):
        guessed = guess(*asked.seen, bands)
    tasks = (_guessable(task, guessed) for task in asked.tasks(taught=True) if _of_land(task))
    return _answers(tasks, lambda task: by_features(task, others=[*sensed(task, guessed)]))


def _of_land(task: Task) -> bool:
    return (task.type, task.category) not in SENSED


def _guessable(task: Task, guessed: Guessed) -> Task:
    """A task with the questions of train whose patch was read."""
    return replace(task, train=tuple(one for one in task.train if one.patch in guessed.of))


def _answers(tasks: Iterable[Task], model: _Model) -> Iterator[Answer]:
    for task in tasks:
        answers = ANSWERS[task.type]
        for question, place in zip(task.test, _places(task, model), strict=True):
            yield question.row, answers[place]


def _places(task: Task, model: _Model) -> np.ndarray:
    """The place of the answer of each question: int64 (n,)."""
    # Threads that wait for each other take thirty times as long if cores are shared.
    with threadpool_limits(1):
        if not task.train or not task.test:
            return np.zeros(len(task.test), np.int64)
        return (model if _enough(task.train) else by_majority)(task)


def _enough(train: Sequence[Question]) -> bool:
    return len(train) >= FEWEST
