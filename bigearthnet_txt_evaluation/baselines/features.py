"""Structured features of questions: what the trees know of a question, and of each of its options,
without a picture.

Task -> Feature("class a", float64 (questions, options), categories=True), ... Of a yes/no question
there is one column of options, the yes. Only the row as it is published is read; what other rows of
the patch say is not.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from bigearthnet_txt_evaluation.baselines.odds import folds_of, log_odds, numbered
from bigearthnet_txt_evaluation.baselines.questions import Question, Task
from bigearthnet_txt_evaluation.baselines.words import (
    FAMILY,
    classes_in,
    direction_in,
    numbers_in,
    rest_of,
    unit_in,
)

_MOST_WORDS = 60  # words whose presence is a feature of its own
# categories that a feature may have; the rarer ones are left out, as the trees take 255 at most
_MOST_KINDS = 250
_SETTING = ("country", "season", "climate zone")
_NONE = -1


class Feature(NamedTuple):
    """A number (or the number of a category) per question and option, float64 (questions, options);
    nan where there is none.
    """

    name: str
    values: np.ndarray
    categories: bool = False


def features(task: Task, *, metadata: bool) -> list[Feature]:
    """The features of all questions, those of train first; with `metadata` also country, season,
    climate zone and coordinates.
    """
    questions = [*task.train, *task.test]
    found = [*_of_stem(questions, len(task.train)), *(_of_settings(questions) if metadata else [])]
    if task.type == "mcq":
        found += _of_options(questions)
    width = len(_offers(questions[0]))
    found = [
        feature._replace(values=np.broadcast_to(feature.values, (len(questions), width)))
        for feature in found
    ]
    return found + list(_learned(task, metadata=metadata))


def _offers(question: Question) -> tuple[str, ...]:
    """What is judged: each option of an mcq, the one claim of a yes/no question."""
    return question.options if len(question.options) > 2 else (question.stem,)


def right_of(questions: Sequence[Question]) -> np.ndarray:
    """Whether each offer is right: bool (questions, options); of yes/no questions whether the
    answer is yes.
    """
    places = np.arange(len(_offers(questions[0])))
    right: np.ndarray = np.array([question.right for question in questions])[:, None] == places
    return right


def _column(values: Sequence[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], np.float64)[:, None]


def _kinds(name: str, values: Sequence[Hashable]) -> Feature:
    """A feature of categories, the frequent ones."""
    codes = numbered(values)
    ranks = np.argsort(np.argsort(-np.bincount(codes), kind="stable"), kind="stable")[codes]
    return Feature(
        name, np.where(ranks < _MOST_KINDS, ranks, np.nan).reshape(len(values), 1), categories=True
    )


def _nth(items: Sequence[float], n: int) -> float | None:
    return items[n] if n < len(items) else None


def _asked(question: Question) -> tuple[int, ...]:
    """The classes of the stem in the order of the text."""
    return classes_in(question.stem)


def _of_stem(questions: Sequence[Question], train: int) -> Iterator[Feature]:
    """Template, classes, numbers and frequent words of the stem."""
    yield _kinds("template", [question.template for question in questions])
    yield _kinds("unit", [unit_in(question.stem) for question in questions])
    for n, name in enumerate(("class a", "class b")):
        yield Feature(
            name, _column([_nth(_asked(question), n) for question in questions]), categories=True
        )
    numbers = [numbers_in(question.stem) for question in questions]
    for n, name in enumerate(("number a", "number b")):
        yield Feature(name, _column([_nth(found, n) for found in numbers]))
    yield Feature(
        "numbers apart", _column([max(found) - min(found) if found else None for found in numbers])
    )
    rests = [rest_of(question.stem) for question in questions]
    words = CountVectorizer(binary=True, max_features=_MOST_WORDS).fit(rests[:train])
    present = words.transform(rests).toarray().astype(np.float64)
    for name, column in zip(words.get_feature_names_out(), present.T, strict=True):
        yield Feature(f"word {name}", column[:, None])


def _of_settings(questions: Sequence[Question]) -> Iterator[Feature]:
    for n, name in enumerate(_SETTING):
        yield _kinds(name, [question.setting[n] for question in questions])
    for n, name in enumerate(("latitude", "longitude")):
        yield Feature(name, _column([question.center[n] for question in questions]))


def _table(
    questions: Sequence[Question], measured: Callable[[Question, int], float | None]
) -> np.ndarray:
    """A measure of each option k of each question: float64 (questions, options)."""
    rows = [[measured(question, k) for k in range(len(question.options))] for question in questions]
    return np.array(
        [[np.nan if value is None else value for value in row] for row in rows], np.float64
    )


def _of_options(questions: Sequence[Question]) -> Iterator[Feature]:
    """Place, text, class, number and direction of each option, each beside those of the other
    three.
    """
    yield Feature("place", np.arange(len(questions[0].options), dtype=np.float64)[None])
    texts = _kinds("text", [text for question in questions for text in question.options])
    yield texts._replace(values=texts.values.reshape(len(questions), -1))
    for n, name in enumerate(("option class a", "option class b")):
        values = _table(questions, partial(_option_class, n))
        yield Feature(name, values, categories=True)
    yield Feature("characters", _table(questions, lambda question, k: len(question.options[k])))
    yield Feature("shared classes", _table(questions, _shared))
    yield Feature("shared families", _table(questions, _kin))
    yield Feature("family of the stem", _table(questions, _stem_kin))
    yield from _of_numbers(questions)
    yield from _of_directions(questions)


def _option_class(n: int, question: Question, k: int) -> float | None:
    return _nth(classes_in(question.options[k]), n)


def _others(question: Question, k: int) -> list[str]:
    return [text for j, text in enumerate(question.options) if j != k]


def _shared(question: Question, k: int) -> float:
    """How often the classes of an option stand in the others."""
    mine = classes_in(question.options[k])
    return sum(label in classes_in(text) for label in mine for text in _others(question, k))


def _kin(question: Question, k: int) -> float:
    """How many classes of the other options are of the family (CORINE level 1) of a class of this
    one.
    """
    mine = {FAMILY[label] for label in classes_in(question.options[k])}
    return sum(FAMILY[label] in mine for text in _others(question, k) for label in classes_in(text))


def _stem_kin(question: Question, k: int) -> float:
    mine = {FAMILY[label] for label in classes_in(question.options[k])}
    return sum(FAMILY[label] in mine for label in _asked(question))


def _option_edge(n: int, question: Question, k: int) -> float | None:
    return _edge(question.options[k], n)


def _of_numbers(questions: Sequence[Question]) -> Iterator[Feature]:
    """First and last number of an option, its rank and the steps to its neighbors among the four."""
    first, last = (_table(questions, partial(_option_edge, n)) for n in (0, -1))
    if np.isnan(first).all():
        return
    yield Feature("number", first)
    yield Feature("width", last - first)
    yield Feature("width beside the mean", last - first - (last - first).mean(1, keepdims=True))
    ordered = np.sort(first, 1)
    rank = (first[:, :, None] > first[:, None, :]).sum(2)
    yield Feature("rank", rank)
    ends = np.pad(ordered, ((0, 0), (1, 1)), constant_values=np.nan)
    yield Feature("step down", first - np.take_along_axis(ends, rank, 1))
    yield Feature(
        "step up", np.take_along_axis(ends, np.minimum(rank + 2, ends.shape[1] - 1), 1) - first
    )
    yield Feature("lowest", ordered[:, :1])
    yield Feature("highest", ordered[:, -1:])


def _edge(text: str, n: int) -> float | None:
    found = numbers_in(text)
    return found[n] if found else None


def _of_directions(questions: Sequence[Question]) -> Iterator[Feature]:
    """The direction of an option, and the angles to those of the others, the smallest first."""
    eighths = _table(questions, lambda question, k: direction_in(question.options[k]))
    if np.isnan(eighths).all():
        return
    yield Feature("direction", eighths, categories=True)
    turn = np.abs(eighths[:, :, None] - eighths[:, None, :])
    angles = np.sort(np.minimum(turn, 8 - turn), 2)[:, :, 1:]  # the first is that to itself
    for n in range(angles.shape[2]):
        yield Feature(f"angle {n}", angles[:, :, n])


def _key(text: str) -> Hashable:
    """What an option says, without the order of its classes."""
    return tuple(sorted(classes_in(text))) or text


def _parts(questions: Sequence[Question]) -> np.ndarray:
    """The numbers of up to two things that each offer names, its classes or else its text: int64
    (questions, offers, 2), padded.
    """
    named = [
        (classes_in(text) or (text,))[:2] for question in questions for text in _offers(question)
    ]
    codes = numbered(part for parts in named for part in (*parts, None, None)[:2])
    absent = np.array([[k >= len(parts) for k in range(2)] for parts in named])
    return np.where(absent, _NONE, codes.reshape(-1, 2)).reshape(len(questions), -1, 2)


def _learned(task: Task, *, metadata: bool) -> Iterator[Feature]:
    """Log-odds of each offer, whole and by its classes, learned on train: alone, in its question,
    beside the other options.
    """
    questions = [*task.train, *task.test]
    folds, right = (
        folds_of([question.place for question in questions], len(task.train)),
        right_of(questions),
    )
    keys = numbered(_key(text) for question in questions for text in _offers(question)).reshape(
        *right.shape, 1
    )
    parts = _parts(questions)
    for name, context in _contexts(metadata).items():
        beside = numbered(context(question) for question in questions)[:, None, None]
        for of, what in (("whole", keys), ("parts", parts)):
            odds = log_odds(
                _joined(what, beside), np.broadcast_to(right[:, :, None], what.shape), folds
            )
            yield from _extremes(f"{of} {name}", odds, mcq=task.type == "mcq")
    if task.type == "mcq":
        odds = log_odds(
            _company(parts), np.broadcast_to(right[:, :, None], _company(parts).shape), folds
        )
        yield from _extremes("company", odds, mcq=True)


def _contexts(metadata: bool) -> dict[str, Callable[[Question], Hashable]]:
    """What an offer may stand in, other than alone."""
    contexts: dict[str, Callable[[Question], Hashable]] = {
        "alone": lambda question: None,
        "with class a": lambda question: _asked(question)[:1],
        "with class b": lambda question: _asked(question)[1:2],
        "with template": lambda question: question.template,
        "with numbers": lambda question: (_asked(question), numbers_in(question.stem)),
    }
    if metadata:
        contexts |= {f"with {name}": partial(_setting, n) for n, name in enumerate(_SETTING)}
    return contexts


def _setting(n: int, question: Question) -> Hashable:
    return question.setting[n]


def _joined(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """A number for each pair of numbers; _NONE where either is _NONE."""
    return np.where((a == _NONE) | (b == _NONE), _NONE, a * (b.max() + 1) + b)


def _company(parts: np.ndarray) -> np.ndarray:
    """A number for each part of an option beside each part of another option: (questions, options,
    pairs), padded.
    """
    n, options, size = parts.shape
    pairs = _joined(parts[:, :, :, None, None], parts[:, None, None, :, :])
    same = np.eye(options, dtype=bool)[None, :, None, :, None]
    return np.where(same, _NONE, pairs).reshape(n, options, size * options * size)


def _extremes(name: str, odds: np.ndarray, *, mcq: bool) -> Iterator[Feature]:
    """Lowest, mean and highest of the odds (questions, offers, several), and the margin of the mean
    over the best of the other offers.
    """
    count = np.maximum(1, (~np.isnan(odds)).sum(2))
    mean = np.nansum(odds, 2) / count
    yield Feature(f"{name}, mean", mean)
    if odds.shape[2] > 1:
        yield Feature(f"{name}, lowest", np.fmin.reduce(odds, 2))
        yield Feature(f"{name}, highest", np.fmax.reduce(odds, 2))
    if mcq:
        best = np.stack([np.delete(mean, k, 1).max(1) for k in range(mean.shape[1])], 1)
        yield Feature(f"{name}, margin", mean - best)
