"""Overheard features: what the questions beside a question betray of it, before any is answered.

Questions, and for each the rows beside it -> Feature("a in mcq count", float64 (questions,
offers)), ... Example: beside "Are there any pastures in the image?" somebody asks for the number of
regions of pastures, so that "a in mcq count" is 1: there are pastures.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import chain
from math import cos, nan, pi, sin
from typing import NamedTuple

import numpy as np

from bigearthnet_txt import CLASSES
from bigearthnet_txt_evaluation.baselines.learned import extremes
from bigearthnet_txt_evaluation.baselines.odds import folds_of, log_odds
from bigearthnet_txt_evaluation.baselines.offers import Feature, asked, offers, right_of
from bigearthnet_txt_evaluation.baselines.questions import Question, Task
from bigearthnet_txt_evaluation.baselines.siblings import KNOWN, Said
from bigearthnet_txt_evaluation.baselines.words import FAMILY, classes_in, direction_in, numbers_in

_MOST_PARTNERS = 12  # classes beside an offer whose odds are learned
_PRESENCE = ("binary presence", "mcq presence")  # these ask of absent classes too
_AREAS = ("binary area", "mcq area")
_AMOUNTS = (*_AREAS, "binary count", "mcq count")
_OF_TWO = ("binary adjacency", "mcq adjacency", "mcq relative pos", "bounding box reference")
_UP = ("more", "least", "multiple")
_DOWN = ("less", "most", "fewer", "only")
_Values = Iterator[tuple[str, float]]


class _Offer(NamedTuple):
    """An offer of a question: its text, the classes it is about, and the rows beside it."""

    question: Question
    text: str
    classes: tuple[int, ...]
    beside: Sequence[Said]

    def told(self, tasks: Sequence[str]) -> Iterator[Said]:
        """The rows beside it of some tasks that are about its first class."""
        mine = self.classes[:1]
        return (row for row in self.beside if row.task in tasks and row.parts[0][:1] == mine)


def overheard(task: Task, beside: Sequence[Sequence[Said]]) -> list[Feature]:
    """The features of all questions, those of train first; `beside`: the rows beside each."""
    questions = [*task.train, *task.test]
    shape = len(questions), len(offers(questions[0]))
    pairs = zip(questions, beside, strict=True)
    of_offers = [offer for question, rows in pairs for offer in _offers(question, rows)]
    names = [name for name, _ in _measured(of_offers[0])]
    values = np.empty((len(of_offers), len(names)))
    for row, offer in zip(values, of_offers, strict=True):
        row[:] = [value for _, value in _measured(offer)]
    columns = values.reshape(*shape, len(names))
    features = [Feature(name, columns[:, :, k]) for k, name in enumerate(names)]
    return [*features, *_partners(task, of_offers, shape)]


def _offers(question: Question, rows: Sequence[Said]) -> Iterator[_Offer]:
    """Each offer with up to two classes: its own, then those of the stem."""
    mcq = len(question.options) > 2
    for text in offers(question):
        own = classes_in(text) if mcq else ()
        yield _Offer(question, text, (*own, *asked(question))[:2], rows)


def _measured(offer: _Offer) -> _Values:
    yield from _rows(offer)
    for n, name in enumerate("ab"):
        yield from _naming(offer, n, name)
    yield from _together(offer)
    yield from _amounts(offer)
    yield from _left_over(offer)
    yield "heading", _heading(offer)
    yield from _classes(offer)


def _rows(offer: _Offer) -> _Values:
    """How many rows of each task stand beside it, and in which pack."""
    for task in KNOWN:
        yield f"rows of {task}", sum(row.task == task for row in offer.beside)
    yield "rows", len(offer.beside)
    yield "pack", nan if offer.question.pack is None else offer.question.pack


def _naming(offer: _Offer, n: int, name: str) -> _Values:
    """How many rows of each task name a class of the offer, and how many of them betray it."""
    label = offer.classes[n] if n < len(offer.classes) else None
    counts = dict.fromkeys(KNOWN, 0)
    for row in offer.beside:
        counts[row.task] += label in row.classes
    for task, count in counts.items():
        yield f"{name} in {task}", nan if label is None else count
    yield f"{name} told", sum(count for task, count in counts.items() if task not in _PRESENCE)


def _together(offer: _Offer) -> _Values:
    """How many rows name both classes of the offer in one part."""
    both = set(offer.classes)
    for task in _OF_TWO:
        rows = (row for row in offer.beside if row.task == task and len(both) == 2)
        yield f"both in {task}", sum(_names_both(row, both) for row in rows)


def _names_both(row: Said, both: set[int]) -> bool:
    return any(both <= set(part) for part in row.parts)


def _own(offer: _Offer) -> float:
    """The mean of its numbers."""
    return _mean(numbers_in(offer.text))


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else nan


def _amounts(offer: _Offer) -> _Values:
    """The numbers that rows about the same class ask for, and the distance to its own."""
    own = _own(offer)
    for task in _AMOUNTS:
        numbers = [number for row in offer.told((task,)) for number in row.numbers]
        mean = _mean(numbers)
        yield f"mean in {task}", mean
        yield f"above the mean in {task}", own - mean
        yield f"above the lowest in {task}", own - min(numbers, default=nan)
        yield f"above the highest in {task}", own - max(numbers, default=nan)


def _left_over(offer: _Offer) -> _Values:
    """The areas that rows about other classes ask for, and what they leave."""
    others: dict[tuple[int, ...], list[float]] = {}
    for row in offer.beside:
        label = row.parts[0][:1]
        if row.task in _AREAS and row.numbers and label != offer.classes[:1]:
            others.setdefault(label, []).append(_mean(row.numbers))
    total = sum(map(_mean, others.values()))
    yield "areas of others", total
    yield "area left over", 100 - total - _own(offer)


def _heading(offer: _Offer) -> float:
    """Does its direction lead where expressions look for its two classes?"""
    eighth = direction_in(offer.text)
    if eighth is None:
        return nan
    (x, y), (other_x, other_y) = _side(offer, 0), _side(offer, 1)
    turn = eighth * pi / 4
    return (x - other_x) * sin(turn) + (y - other_y) * cos(turn)


def _side(offer: _Offer, n: int) -> tuple[float, float]:
    """Where expressions look for a class, on average."""
    label = offer.classes[n : n + 1]
    found = [row.heading for row in offer.beside if label and row.parts[0][:1] == label]
    if not found:
        return 0, 0
    return sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found)


def _beside(offer: _Offer, *, presence: bool) -> set[int]:
    """The classes of the rows beside it that ask for presence, or of all others."""
    rows = (row.classes for row in offer.beside if (row.task in _PRESENCE) == presence)
    return set(chain.from_iterable(rows))


def _classes(offer: _Offer) -> _Values:
    """Which classes stand beside it, and how many are of the family of its own."""
    told, maybe = _beside(offer, presence=False), _beside(offer, presence=True)
    families = {FAMILY[label] for label in offer.classes}
    for name, classes in (("told", told), ("asked for", maybe)):
        yield f"classes {name}", len(classes)
        yield f"kin {name}", sum(FAMILY[label] in families for label in classes)
    for label in range(len(CLASSES)):
        yield f"class {label} told", label in told


# Learned: what a class beside an offer says of it.


def _form(question: Question) -> int:
    """Does it ask for more (1), for less (-1), or neither?"""
    words = set(question.stem.lower().split())
    return int(not words.isdisjoint(_UP)) - int(not words.isdisjoint(_DOWN))


def _partners(task: Task, of_offers: Sequence[_Offer], shape: tuple[int, int]) -> Iterator[Feature]:
    """Log-odds of an offer beside each class that other rows name, learned on train."""
    questions = [*task.train, *task.test]
    right = right_of(questions)
    folds = folds_of([question.place for question in questions], len(task.train))
    for name, presence in (("told", False), ("asked for", True)):
        keys = _keys(of_offers, presence=presence).reshape(*shape, _MOST_PARTNERS)
        odds = log_odds(keys, np.broadcast_to(right[:, :, None], keys.shape), folds)
        yield Feature(f"odds beside classes {name}, sum", np.nansum(odds, 2))
        yield from extremes(f"odds beside classes {name}", odds, mcq=task.type == "mcq")


def _keys(of_offers: Sequence[_Offer], *, presence: bool) -> np.ndarray:
    """A number for each offer beside each class: int64 (offers, partners), -1 for none."""
    seen: dict[Hashable, int] = {}
    keys = np.full((len(of_offers), _MOST_PARTNERS), -1, np.int64)
    for n, offer in enumerate(of_offers):
        mine = offer.classes[:1], _form(offer.question)
        for k, label in enumerate(sorted(_beside(offer, presence=presence))[:_MOST_PARTNERS]):
            keys[n, k] = seen.setdefault((*mine, label), len(seen))
    return keys
