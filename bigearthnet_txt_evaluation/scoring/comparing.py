"""Two files of predictions compared on the items that both answered. Scores -> Difference by cell.

The draws of both are the same, so that what is hard for both cancels out: the interval of the
difference is narrower than two intervals suggest.

    >>> compare(benchmark, one, other)[0]
    Difference(cell=Cell("content", "questions", "task", "mcq/area"), measure="accuracy", items=572,
    one=0.52, other=0.47, value=0.05, low=0.01, high=0.09, p=0.02)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark
from bigearthnet_txt_evaluation.scoring.cells import Cell, members
from bigearthnet_txt_evaluation.scoring.errors import ScoringError
from bigearthnet_txt_evaluation.scoring.intervals import Sample
from bigearthnet_txt_evaluation.scoring.outcomes import Outcome
from bigearthnet_txt_evaluation.scoring.predictions import Predictions
from bigearthnet_txt_evaluation.scoring.sampling import Key, Samples, sampled
from bigearthnet_txt_evaluation.scoring.scores import answered, known_facts


class Difference(NamedTuple):
    """The score of one less that of the other, with its 95 % interval and p.

    Bounds and p are None if all items are of one block.
    """

    cell: Cell
    measure: str
    items: int
    one: float
    other: float
    value: float
    low: float | None
    high: float | None
    p: float | None


def compare(
    benchmark: Benchmark,
    one: Predictions,
    other: Predictions,
    *,
    box_format: str | None = None,
) -> list[Difference]:
    """The differences of all cells. Raises ScoringError if there is no item that both answered, or
    if a file does not belong to these rows.
    """
    both = [_came(benchmark, file, box_format) for file in (one, other)]
    common = both[0].keys() & both[1].keys()
    if not common:
        raise ScoringError(f"{one.where}, {other.where}: there is no row that both answered")
    first, second = (_sorted(came, common) for came in both)
    samples = _sampled(benchmark, first), _sampled(benchmark, second)
    return list(_differences(first, *samples))


def _sorted(came: Mapping[int, Outcome], common: Iterable[int]) -> list[Outcome]:
    return [came[k] for k in sorted(common)]


def _came(
    benchmark: Benchmark, predictions: Predictions, box_format: str | None
) -> dict[int, Outcome]:
    """The rows that got an answer, by ID."""
    every = answered(benchmark, predictions, box_format=box_format, partial=True)
    return {one.key.id: one for one in every if not one.failed and not one.key.rotation}


def _sampled(benchmark: Benchmark, found: list[Outcome]) -> Samples:
    facts, _ = known_facts(benchmark, found)
    return sampled(found, facts)


def _differences(found: list[Outcome], one: Samples, other: Samples) -> Iterator[Difference]:
    cells = members(row.row for row in found)
    for key in one:
        if key in other:
            yield _difference(key, len(cells[key.cell]), one[key], other[key])


def _difference(key: Key, items: int, one: Sample, other: Sample) -> Difference:
    apart = one - other
    low, high = apart.bounds
    return Difference(
        *key,
        items=items,
        one=one.value,
        other=other.value,
        value=apart.value,
        low=low,
        high=high,
        p=None if low is None else apart.p,
    )
