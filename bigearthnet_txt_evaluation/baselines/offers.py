"""Offers: what a question lets one choose from, and the value types of features.

Each option of an mcq is an offer; a yes/no question makes one, its claim. Example: a task of 500
mcq has features of shape (500, 4), one of 500 yes/no questions has features of shape (500, 1).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

import numpy as np

from bigearthnet_txt_evaluation.baselines.odds import numbered
from bigearthnet_txt_evaluation.baselines.questions import Question
from bigearthnet_txt_evaluation.baselines.words import classes_in

# Categories that a feature may have; the rarer ones are left out, as the trees take 255 at most.
_MOST_KINDS = 250
SETTING = ("country", "season", "climate zone")


class Feature(NamedTuple):
    """A number, or the number of a category, per question and offer.

    `values` is float64 (questions, offers), nan if there is none.
    """

    name: str
    values: np.ndarray
    categories: bool = False


def offers(question: Question) -> tuple[str, ...]:
    """What is judged: each option of an mcq, the one claim of a yes/no question."""
    return question.options if len(question.options) > 2 else (question.stem,)


def right_of(questions: Sequence[Question]) -> np.ndarray:
    """Whether each offer is right: bool (questions, offers).

    The one offer of a yes/no question is right if the answer is yes.
    """
    places = np.arange(len(offers(questions[0])))
    right: np.ndarray = np.array([question.right for question in questions])[:, None] == places
    return right


def asked(question: Question) -> tuple[int, ...]:
    """The classes of the stem in the order of the text."""
    return classes_in(question.stem)


def column(values: Sequence[float | None]) -> np.ndarray:
    """One value a question: float64 (questions, 1)."""
    return _numbers(values)[:, None]


def _numbers(values: Sequence[float | None]) -> np.ndarray:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def kinds(name: str, values: Sequence[Hashable], train: int) -> Feature:
    """A feature of categories, those that are frequent among the first `train` values.

    The others have none, so that an answer does not depend on what else is asked.
    """
    codes = numbered(values)
    counts = np.bincount(codes[:train], minlength=len(codes))
    order = np.argsort(-counts, kind="stable")
    ranks = np.argsort(order, kind="stable")
    ranks = np.where(counts > 0, ranks, _MOST_KINDS)[codes]
    frequent = np.where(ranks < _MOST_KINDS, ranks, np.nan)
    return Feature(name, frequent.reshape(len(values), 1), categories=True)


def nth(items: Sequence[float], n: int) -> float | None:
    """The item at a place; None if there are fewer."""
    return items[n] if n < len(items) else None


def table(
    questions: Sequence[Question], measured: Callable[[Question, int], float | None]
) -> np.ndarray:
    """A measure of each option k of each question: float64 (questions, options)."""
    width = len(questions[0].options)
    found = [measured(question, k) for question in questions for k in range(width)]
    return _numbers(found).reshape(len(questions), width)
