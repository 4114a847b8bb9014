"""Structured features of questions: what the trees see of them and of their options.

Task -> Feature("class a", float64 (questions, options), categories=True), ... Of a yes/no question
there is one column of options, the yes. Only the row as it is published is read; what other rows of
the patch say is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from bigearthnet_txt_evaluation.baselines.learned import learned
from bigearthnet_txt_evaluation.baselines.offers import (
    SETTING,
    Feature,
    asked,
    column,
    kinds,
    nth,
    offers,
    table,
)
from bigearthnet_txt_evaluation.baselines.questions import Question, Task
from bigearthnet_txt_evaluation.baselines.words import (
    FAMILY,
    classes_in,
    direction_in,
    frequent_words,
    numbers_in,
    unit_in,
)

_Questions = Sequence[Question]


def features(task: Task, *, metadata: bool) -> list[Feature]:
    """The features of all questions, those of train first.

    With `metadata` also country, season, climate zone and coordinates.
    """
    questions = [*task.train, *task.test]
    found = list(_of_stem(questions, len(task.train)))
    if metadata:
        found += _of_settings(questions, len(task.train))
    if task.type == "mcq":
        found += _of_options(questions, len(task.train))
    shape = len(questions), len(offers(questions[0]))
    return [*(_spread(feature, shape) for feature in found), *learned(task, metadata=metadata)]


def _spread(feature: Feature, shape: tuple[int, int]) -> Feature:
    """The same value for every offer, or for every question, if there is one only."""
    return feature._replace(values=np.broadcast_to(feature.values, shape))


# The stem.


def _of_stem(questions: _Questions, train: int) -> Iterator[Feature]:
    """Template, classes, numbers and frequent words of the stem."""
    yield kinds("template", [question.template for question in questions], train)
    yield kinds("unit", [unit_in(question.stem) for question in questions], train)
    for n, name in enumerate(("class a", "class b")):
        classes = [nth(asked(question), n) for question in questions]
        yield Feature(name, column(classes), categories=True)
    yield from _of_numbers_in_stem(questions)
    yield from _of_words(questions, train)


def _of_numbers_in_stem(questions: _Questions) -> Iterator[Feature]:
    numbers = [numbers_in(question.stem) for question in questions]
    for n, name in enumerate(("number a", "number b")):
        yield Feature(name, column([nth(found, n) for found in numbers]))
    apart = [max(found) - min(found) if found else None for found in numbers]
    yield Feature("numbers apart", column(apart))


def _of_words(questions: _Questions, train: int) -> Iterator[Feature]:
    """Which of the words that are frequent in train does a stem hold?"""
    words = frequent_words([question.stem for question in questions], train)
    for name, found in words.items():
        yield Feature(f"word {name}", found[:, None])


# The metadata.


def _of_settings(questions: _Questions, train: int) -> Iterator[Feature]:
    for n, name in enumerate(SETTING):
        yield kinds(name, [question.setting[n] for question in questions], train)
    for n, name in enumerate(("latitude", "longitude")):
        yield Feature(name, column([question.center[n] for question in questions]))


# The options.


def _of_options(questions: _Questions, train: int) -> Iterator[Feature]:
    """Place, text, class, number and direction of each option, beside those of the other three."""
    yield Feature("place", np.arange(len(questions[0].options), dtype=np.float64)[None])
    every = [text for question in questions for text in question.options]
    texts = kinds("text", every, train * len(questions[0].options))
    yield texts._replace(values=texts.values.reshape(len(questions), -1))
    for n, name in enumerate(("option class a", "option class b")):
        yield Feature(name, table(questions, partial(_class_of, n)), categories=True)
    yield Feature("characters", table(questions, _characters))
    yield Feature("shared classes", table(questions, _shared))
    yield Feature("shared families", table(questions, _kin))
    yield Feature("family of the stem", table(questions, _stem_kin))
    yield from _of_numbers(questions)
    yield from _of_directions(questions)


def _class_of(n: int, question: Question, k: int) -> float | None:
    return nth(classes_in(question.options[k]), n)


def _characters(question: Question, k: int) -> float:
    return len(question.options[k])


def _classes_of_others(question: Question, k: int) -> Iterator[int]:
    """The classes that the other options name."""
    for j, text in enumerate(question.options):
        if j != k:
            yield from classes_in(text)


def _families(question: Question, k: int) -> set[int]:
    """The families (CORINE level 1) of the classes of an option."""
    return {FAMILY[label] for label in classes_in(question.options[k])}


def _shared(question: Question, k: int) -> float:
    """How often the classes of an option stand in the others."""
    mine = classes_in(question.options[k])
    others = (set(classes_in(text)) for j, text in enumerate(question.options) if j != k)
    return sum(label in other for other in others for label in mine)


def _kin(question: Question, k: int) -> float:
    """How many classes of the other options are of the family of a class of this one."""
    mine = _families(question, k)
    return sum(FAMILY[label] in mine for label in _classes_of_others(question, k))


def _stem_kin(question: Question, k: int) -> float:
    """How many classes of the stem are of the family of a class of this option."""
    mine = _families(question, k)
    return sum(FAMILY[label] in mine for label in asked(question))


def _number(n: int, question: Question, k: int) -> float | None:
    """The first (0) or last (-1) number of an option."""
    found = numbers_in(question.options[k])
    return found[n] if found else None


def _of_numbers(questions: _Questions) -> Iterator[Feature]:
    """First and last number of an option, its rank, and the steps to the next of the four."""
    first, last = (table(questions, partial(_number, n)) for n in (0, -1))
    if np.isnan(first).all():
        return
    width = last - first
    yield Feature("number", first)
    yield Feature("width", width)
    yield Feature("width beside the mean", width - width.mean(1, keepdims=True))
    rank = (first[:, :, None] > first[:, None, :]).sum(2)
    yield Feature("rank", rank)
    ordered = np.sort(first, 1)
    below, above = _next(ordered, rank)
    yield Feature("step down", first - below)
    yield Feature("step up", above - first)
    yield Feature("lowest", ordered[:, :1])
    yield Feature("highest", ordered[:, -1:])


def _next(ordered: np.ndarray, rank: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The numbers one below and one above each rank; nan at the ends."""
    ends = np.pad(ordered, ((0, 0), (1, 1)), constant_values=np.nan)
    after = np.minimum(rank + 2, ends.shape[1] - 1)
    return np.take_along_axis(ends, rank, 1), np.take_along_axis(ends, after, 1)


def _direction(question: Question, k: int) -> float | None:
    return direction_in(question.options[k])


def _of_directions(questions: _Questions) -> Iterator[Feature]:
    """The direction of an option, and the angles to those of the others, the smallest first."""
    eighths = table(questions, _direction)
    if np.isnan(eighths).all():
        return
    yield Feature("direction", eighths, categories=True)
    turn = np.abs(eighths[:, :, None] - eighths[:, None, :])
    angles = np.sort(np.minimum(turn, 8 - turn), 2)[:, :, 1:]  # the first is that to itself
    for n in range(angles.shape[2]):
        yield Feature(f"angle {n}", angles[:, :, n])
