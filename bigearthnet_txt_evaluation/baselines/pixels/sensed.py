"""Sensed: what the guessed shares say to a question and to each of its offers. Task -> Feature ...

The classes of an offer are those of the stem, then its own. Example: of "Do pastures cover more
than 20% of the image?" beside a guess of 31 % pastures, "share a" is 0.31, and "above the first
number" 11.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from bigearthnet_txt_evaluation.baselines.learned import extremes
from bigearthnet_txt_evaluation.baselines.offers import Feature, offers
from bigearthnet_txt_evaluation.baselines.pixels.shares import Guessed
from bigearthnet_txt_evaluation.baselines.pixels.sixteenths import SIDE
from bigearthnet_txt_evaluation.baselines.questions import Question, Task
from bigearthnet_txt_evaluation.baselines.words import classes_in, direction_in, numbers_in

_THERE = 0.1  # of a sixteenth: from this share on a class counts as seen there
_NONE = -1
_Questions = Sequence[Question]


def sensed(task: Task, guessed: Guessed) -> Iterator[Feature]:
    """The features of all questions, those of train first; their patches must be guessed."""
    questions = [*task.train, *task.test]
    at = np.array([guessed.of[question.patch] for question in questions])
    for number, mean in enumerate(guessed.means[at].T):
        yield Feature(f"band {number}", mean[:, None].repeat(len(offers(questions[0])), 1))
    mcq = task.type == "mcq"
    for name, values in _measures(questions, guessed.shares[at]):
        yield from extremes(name, values[:, :, None].astype(np.float64), mcq=mcq)


def _measures(questions: _Questions, shares: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Name and value of each measure: float32 (questions, offers), nan if it says nothing."""
    first, second = (_classes(questions, n) for n in range(2))
    one, other = _of_class(shares, first), _of_class(shares, second)
    for name, part in (("a", one), ("b", other)):
        yield f"share {name}", part.mean(2)
        yield f"highest share {name}", part.max(2)
        yield f"sixteenths {name}", _counted(part)
    yield "less of a", one.mean(2) - other.mean(2)
    yield from _contacts(one, other)
    yield "heading", _heading(one, other, _directions(questions))
    for n, name in ((0, "first"), (-1, "last")):
        yield f"above the {name} number", 100 * one.mean(2) - _amounts(questions, n)


def _counted(part: np.ndarray) -> np.ndarray:
    """In how many sixteenths a class seems to be."""
    return np.where(np.isnan(part[:, :, 0]), np.nan, (part > _THERE).sum(2))


def _classes(questions: _Questions, n: int) -> np.ndarray:
    """The n-th class of each offer: int64 (questions, offers)."""
    found = [_named(question, text)[n] for question in questions for text in offers(question)]
    return np.array(found).reshape(len(questions), -1)


def _named(question: Question, text: str) -> tuple[int, int]:
    own = () if text == question.stem else classes_in(text)
    found = (*classes_in(question.stem), *own, _NONE, _NONE)
    return found[0], found[1]


def _of_class(shares: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """The shares of a class by sixteenth: float32 (questions, offers, 16); nan if there is none."""
    rows = np.arange(len(shares))[:, None]
    found = shares[rows, :, classes]
    return np.where(classes[:, :, None] == _NONE, np.nan, found)


def _contacts(one: np.ndarray, other: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """How much of two classes lies in the same sixteenth, or in one beside it."""
    together = np.minimum(one, other)
    yield "together", together.mean(2)
    yield "most together", together.max(2)
    yield "side by side", np.minimum(_widened(one), _widened(other)).max(2)


def _widened(part: np.ndarray) -> np.ndarray:
    """Each sixteenth as the mean of itself and its four neighbors."""
    grid = part.reshape(*part.shape[:2], SIDE, SIDE)
    wide = np.pad(grid, ((0, 0), (0, 0), (1, 1), (1, 1)), mode="edge")
    across = wide[..., 1:-1, :-2] + wide[..., 1:-1, 2:]
    along = wide[..., :-2, 1:-1] + wide[..., 2:, 1:-1]
    wider: np.ndarray = (grid + across + along) / 5
    return wider.reshape(part.shape)


def _center(part: np.ndarray) -> np.ndarray:
    """Where a class lies: x to the right, y up, in sixteenths: float32 (questions, offers, 2)."""
    y, x = np.divmod(np.arange(SIDE * SIDE), SIDE)
    weights = part / np.maximum(part.sum(2, keepdims=True), 1e-6)
    return np.stack([(weights * x).sum(2), -(weights * y).sum(2)], 2)


def _directions(questions: _Questions) -> np.ndarray:
    """The direction of each offer in eighths of a turn: float64 (questions, offers)."""
    found = [direction_in(text) for question in questions for text in offers(question)]
    eighths = [np.nan if eighth is None else eighth for eighth in found]
    return np.array(eighths, np.float64).reshape(len(questions), -1)


def _heading(one: np.ndarray, other: np.ndarray, eighths: np.ndarray) -> np.ndarray:
    """How far the first class lies from the second in the direction of the offer."""
    apart, angle = _center(one) - _center(other), eighths * np.pi / 4
    found: np.ndarray = apart[:, :, 0] * np.sin(angle) + apart[:, :, 1] * np.cos(angle)
    return found


def _amounts(questions: _Questions, n: int) -> np.ndarray:
    """The first (0) or last (-1) number of each offer, else of its stem."""
    found = [_amount(question, text, n) for question in questions for text in offers(question)]
    return np.array(found, np.float64).reshape(len(questions), -1)


def _amount(question: Question, text: str, n: int) -> float:
    numbers = numbers_in(text) or numbers_in(question.stem)
    return numbers[n] if numbers else float("nan")
