"""How far people agree. Items + verdicts -> Agreement: by scope, by pair, by reviewer.

all: 5,201 items, 1,040 read by two, alpha 0.71; anna and ben: kappa 0.70; anna: blind 19 of 20
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, compress
from statistics import median

import numpy as np

from builder.review.coefficients import (
    WORDS,
    alpha,
    by_block,
    coincidences,
    crossed,
    kappa,
    mean,
    overlap,
    same,
)
from builder.review.intervals import Estimate, Statistic, estimate
from builder.review.items import Item
from builder.review.outcomes import Outcome, Standing, outcome, standing
from builder.review.panel import Panel, block_numbers, panel, scopes
from builder.review.verdicts import Verdict

RESULTS = ("accepted", "corrected", "rejected", "disputed")  # of an item that somebody judged


@dataclass(frozen=True, slots=True)
class Scope:
    """What people said of the items of a group or task.

    `rates` are shares of the items judged, `twice` the items read by two people or more; `both` the
    pairs of corrections of the same box and their overlap, `moved` the corrected boxes and their
    overlap with the stored one. An estimate is None if there is nothing to make it of.
    """

    name: str
    items: int
    judged: int
    rates: dict[str, Estimate | None]
    seconds: float | None
    twice: int
    alpha: Estimate | None
    both: int
    both_iou: Estimate | None
    moved: int
    moved_iou: Estimate | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two reviewers on the items of a scope that both read."""

    people: tuple[str, str]
    scope: str
    items: int
    same: Estimate | None
    kappa: Estimate | None


@dataclass(frozen=True, slots=True)
class Reviewer:
    """One reviewer: verdicts that stand, shares of each word, median seconds, blind answers."""

    name: str
    verdicts: int
    shares: dict[str, float]
    seconds: float
    blind: int
    right: Estimate | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """All that is said of a review."""

    scopes: tuple[Scope, ...]
    pairs: tuple[Pair, ...]
    reviewers: tuple[Reviewer, ...]
    open: int
    disputed: int
    stale: tuple[int, ...]
    unknown: tuple[int, ...]

    @property
    def twice(self) -> int:
        """How many items were read by two people or more."""
        return self.scopes[0].twice


def agreement(items: Sequence[Item], verdicts: Sequence[Verdict]) -> Agreement:
    """How far people agree on the items, over all that they read."""
    stand = standing(items, verdicts)
    ends = [outcome(item, stand.by_item.get(item.id, ())) for item in items]
    said = panel(items, verdicts)
    results = [end.result for end in ends]
    return Agreement(
        scopes=tuple(_scopes(items, ends, said)),
        pairs=tuple(_pairs(said, items)),
        reviewers=tuple(_reviewers(items, stand)),
        open=results.count("open"),
        disputed=results.count("disputed"),
        stale=tuple(verdict.item for verdict in stand.stale),
        unknown=tuple(verdict.item for verdict in stand.unknown),
    )


def _scopes(items: Sequence[Item], ends: Sequence[Outcome], said: Panel) -> Iterator[Scope]:
    for name, mask in scopes(items).items():
        yield _scope(name, list(compress(ends, mask)), said.of(mask))


def _scope(name: str, ends: Sequence[Outcome], said: Panel) -> Scope:
    seconds = [verdict.seconds for end in ends for verdict in end.verdicts]
    both, moved = _both(said), _moved(said)
    return Scope(
        name=name,
        items=len(ends),
        judged=sum(end.result != "open" for end in ends),
        rates={result: _rate(ends, result, said.blocks) for result in RESULTS},
        seconds=median(seconds) if seconds else None,
        twice=said.twice,
        alpha=_estimate(coincidences(said.labels), said.blocks, alpha),
        both=_number(both),
        both_iou=_estimate(both, said.blocks, mean),
        moved=_number(moved),
        moved_iou=_estimate(moved, said.blocks, mean),
    )


def _estimate(cells: np.ndarray, blocks: np.ndarray, statistic: Statistic) -> Estimate | None:
    return estimate(by_block(cells, blocks), statistic)


def _number(summed: np.ndarray) -> int:
    return int(summed[:, 1].sum())


def _rate(ends: Sequence[Outcome], result: str, blocks: np.ndarray) -> Estimate | None:
    """The share of a result among the items judged."""
    hits = [(end.result == result, end.result != "open") for end in ends]
    return _estimate(np.array(hits, float), blocks, mean)


def _both(said: Panel) -> np.ndarray:
    """Sum of the overlaps of two corrections of a box and their number, (items, 2)."""
    people = range(len(said.people))
    shared = [overlap(said.boxes[:, a], said.boxes[:, b]) for a, b in combinations(people, 2)]
    return _summed(np.array(shared).reshape(-1, len(said.labels)))


def _moved(said: Panel) -> np.ndarray:
    """Sum of the overlaps of corrected boxes with the stored one and their number, (items, 2)."""
    return _summed(overlap(said.boxes, said.stored[:, None]).T)


def _summed(found: np.ndarray) -> np.ndarray:
    """Sum and number of what is no NaN, over the first axis."""
    return np.stack([np.nansum(found, axis=0), np.isfinite(found).sum(axis=0)], axis=1)


def _pairs(said: Panel, items: Sequence[Item]) -> Iterator[Pair]:
    """Each pair of people, scope by scope, where both read an item."""
    for a, b in combinations(range(len(said.people)), 2):
        cells = crossed(said.labels[:, a], said.labels[:, b])
        for scope, mask in scopes(items).items():
            read, blocks = cells[mask], said.blocks[mask]
            if number := int(read.sum()):
                people = (said.people[a], said.people[b])
                alike, chance = (_estimate(read, blocks, what) for what in (same, kappa))
                yield Pair(people, scope, number, alike, kappa=chance)


def _reviewers(items: Sequence[Item], stand: Standing) -> Iterator[Reviewer]:
    """Each reviewer, by name."""
    blocks = block_numbers(items)
    given: dict[str, list[tuple[int, Verdict]]] = {}
    for row, item in enumerate(items):
        for verdict in stand.by_item.get(item.id, ()):
            given.setdefault(verdict.reviewer, []).append((row, verdict))
    for name in sorted(given):
        rows, verdicts = zip(*given[name], strict=True)
        right = [_right(items[row], verdict) for row, verdict in given[name]]
        yield _reviewer(name, verdicts, np.array(right, float), blocks[list(rows)])


def _right(item: Item, verdict: Verdict) -> tuple[bool, bool]:
    """Was the blind answer the stored one, and was there any?"""
    return verdict.blind == item.row["output"], verdict.blind is not None


def _reviewer(
    name: str, verdicts: Sequence[Verdict], right: np.ndarray, blocks: np.ndarray
) -> Reviewer:
    words: list[str] = [verdict.verdict for verdict in verdicts]
    return Reviewer(
        name,
        len(words),
        {word: words.count(word) / len(words) for word in WORDS},
        median(verdict.seconds for verdict in verdicts),
        blind=_number(right),
        right=_estimate(right, blocks, mean),
    )
