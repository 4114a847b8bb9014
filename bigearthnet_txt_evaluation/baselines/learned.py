"""Learned features: how often an offer was right on train, alone and beside what stands around it.

Example: "Pastures" offered with "Marine waters" was right in 30 of 40 questions of train: its
log-odds there are a feature of every question that offers both.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial

import numpy as np

from bigearthnet_txt_evaluation.baselines.odds import folds_of, log_odds, numbered
from bigearthnet_txt_evaluation.baselines.offers import SETTING, Feature, asked, offers, right_of
from bigearthnet_txt_evaluation.baselines.questions import Question, Task
from bigearthnet_txt_evaluation.baselines.words import classes_in, numbers_in

_NONE = -1  # the number of what is not there
_Context = Callable[[Question], Hashable]


def learned(task: Task, *, metadata: bool) -> Iterator[Feature]:
    """Log-odds of each offer, whole and by its classes, learned on train.

    They are those of the offer alone, in its question, and beside the other options.
    """
    questions = [*task.train, *task.test]
    mcq = task.type == "mcq"
    right = right_of(questions)
    odds = partial(_odds, right, folds_of([q.place for q in questions], len(task.train)))
    whole, parts = _wholes(questions, right.shape), _parts(questions)
    for name, context in _contexts(metadata).items():
        beside = numbered(map(context, questions))[:, None, None]
        yield from extremes(f"whole {name}", odds(_joined(whole, beside)), mcq=mcq)
        yield from extremes(f"parts {name}", odds(_joined(parts, beside)), mcq=mcq)
    if mcq:
        yield from extremes("pairs of options", odds(_pairs(parts)), mcq=True)


def _odds(right: np.ndarray, folds: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """The log-odds of keys (questions, offers, several)."""
    return log_odds(keys, np.broadcast_to(right[:, :, None], keys.shape), folds)


# Keys: numbers for what an offer says, and for what stands around it.


def _key(text: str) -> Hashable:
    """What an option says, without the order of its classes."""
    return tuple(sorted(classes_in(text))) or text


def _offered(questions: Sequence[Question]) -> Iterator[str]:
    """All offers, question by question."""
    for question in questions:
        yield from offers(question)


def _wholes(questions: Sequence[Question], shape: tuple[int, ...]) -> np.ndarray:
    """The number of what each offer says: int64 (questions, offers, 1)."""
    return numbered(map(_key, _offered(questions))).reshape(*shape, 1)


def _named(text: str) -> tuple[Hashable, Hashable]:
    """Up to two things that an offer names, its classes or else its text, padded with None."""
    named: tuple[Hashable, ...] = classes_in(text) or (text,)
    return named[0], named[1] if len(named) > 1 else None


def _parts(questions: Sequence[Question]) -> np.ndarray:
    """The numbers of up to two things that each offer names: int64 (questions, offers, 2)."""
    named = [part for text in _offered(questions) for part in _named(text)]
    absent = np.array([part is None for part in named])
    return np.where(absent, _NONE, numbered(named)).reshape(len(questions), -1, 2)


def _joined(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """A number for each pair of numbers; _NONE if either is _NONE."""
    return np.where((a == _NONE) | (b == _NONE), _NONE, a * (b.max() + 1) + b)


def _pairs(parts: np.ndarray) -> np.ndarray:
    """A number for each part of an option beside each part of another option.

    int64 (questions, options, pairs), padded.
    """
    n, options, size = parts.shape
    pairs = _joined(parts[:, :, :, None, None], parts[:, None, None, :, :])
    same = np.eye(options, dtype=bool)[None, :, None, :, None]
    return np.where(same, _NONE, pairs).reshape(n, options, size * options * size)


# Contexts: what an offer may stand in, other than alone.


def _contexts(metadata: bool) -> dict[str, _Context]:
    contexts: dict[str, _Context] = {
        "alone": lambda question: None,
        "with class a": lambda question: asked(question)[:1],
        "with class b": lambda question: asked(question)[1:2],
        "with template": lambda question: question.template,
        "with numbers": lambda question: (asked(question), numbers_in(question.stem)),
    }
    if metadata:
        contexts |= {f"with {name}": partial(_setting, n) for n, name in enumerate(SETTING)}
    return contexts


def _setting(n: int, question: Question) -> Hashable:
    return question.setting[n]


def extremes(name: str, odds: np.ndarray, *, mcq: bool) -> Iterator[Feature]:
    """Lowest, mean and highest of the odds (questions, offers, several).

    Of an mcq also the margin of the mean over the best of the other offers.
    """
    count = np.maximum(1, (~np.isnan(odds)).sum(2))
    mean = np.nansum(odds, 2) / count
    yield Feature(f"{name}, mean", mean)
    if odds.shape[2] > 1:
        yield Feature(f"{name}, lowest", np.fmin.reduce(odds, 2))
        yield Feature(f"{name}, highest", np.fmax.reduce(odds, 2))
    if mcq:
        yield Feature(f"{name}, margin", mean - _best_of_others(mean))


def _best_of_others(values: np.ndarray) -> np.ndarray:
    """Per question and offer the highest value of the other offers."""
    return np.stack([np.delete(values, k, 1).max(1) for k in range(values.shape[1])], 1)
