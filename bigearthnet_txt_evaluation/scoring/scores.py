"""Scores: a file of predictions held against the benchmark, with all that a table has to say of it.

    >>> found = score(read_benchmark(release), read_predictions(Path("predictions.jsonl")))
    >>> {line.cell.name: line.value for line in found.lines if line.cell.by == "type"}
    {'binary': 0.714, 'mcq': 0.402}

Groups are apart, and no number is over all of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark
from bigearthnet_txt_evaluation.scoring.errors import ScoringError
from bigearthnet_txt_evaluation.scoring.lines import Line, lines_of
from bigearthnet_txt_evaluation.scoring.maps import facts_of, no_facts
from bigearthnet_txt_evaluation.scoring.measures import Facts, is_of_land
from bigearthnet_txt_evaluation.scoring.outcomes import Outcome, outcomes, warnings_of
from bigearthnet_txt_evaluation.scoring.predictions import Predictions, require_same_rows
from bigearthnet_txt_evaluation.scoring.references import blind_of
from bigearthnet_txt_evaluation.scoring.sampling import (
    failed_in_rotation,
    in_a_circle,
    sampled,
    sampled_circular,
)

SCORER = "1.0"  # changes when the same predictions would get another score


@dataclass(frozen=True, eq=False)
class Scores:
    """What became of a file of predictions; `outcomes` are those of the rows as published."""

    benchmark: Benchmark
    predictions: Predictions
    outcomes: tuple[Outcome, ...]
    lines: tuple[Line, ...]
    warnings: tuple[str, ...]

    @property
    def failed(self) -> int:
        return sum(one.failed for one in self.outcomes)

    @property
    def unread(self) -> int:
        return sum(one.unread for one in self.outcomes)

    @property
    def is_complete(self) -> bool:
        """Did every row get an answer?"""
        return not self.failed and len(self.outcomes) == len(self.benchmark.rows)

    @property
    def reasons(self) -> Counter[str]:
        """Why answers were not read."""
        return Counter(one.reading.how for one in self.outcomes if one.unread)

    @property
    def errors(self) -> Counter[str]:
        """Why requests failed."""
        return Counter(one.error for one in self.outcomes if one.error is not None)


def score(
    benchmark: Benchmark,
    predictions: Predictions,
    *,
    box_format: str | None = None,
    partial: bool = False,
) -> Scores:
    """The scores of predictions.

    `box_format` holds where the file states none; with `partial` only the rows of the file are
    scored. Raises ScoringError if the file does not belong to these rows.
    """
    every = answered(benchmark, predictions, box_format=box_format, partial=partial)
    found = [one for one in every if not one.key.rotation]
    circle = in_a_circle(every)
    facts, why_not = known_facts(benchmark, found)
    blind = blind_of(benchmark.release)
    lines = (
        *lines_of(found, sampled(found, facts), blind),
        *lines_of(circle, sampled_circular(circle), {}),
    )
    remarks = [*warnings_of(found), *failed_in_rotation(every)]
    warnings = tuple([*remarks, why_not] if why_not else remarks)
    return Scores(benchmark, predictions, tuple(found), lines=lines, warnings=warnings)


def answered(
    benchmark: Benchmark,
    predictions: Predictions,
    *,
    box_format: str | None = None,
    partial: bool = False,
) -> list[Outcome]:
    """What became of each answer; raises ScoringError as `score` does."""
    require_same_release(benchmark, predictions)
    require_same_rows(predictions, benchmark.by_id, partial=partial)
    return outcomes(benchmark, predictions, box_format)


def require_same_release(benchmark: Benchmark, predictions: Predictions) -> None:
    """Raises ScoringError if a file states that it answers other rows than these."""
    there = {"benchmark_version": benchmark.version, "row_hash": benchmark.row_hash}
    for name, value in there.items():
        stated = predictions.stated.get(name, value)
        if stated != value:
            raise ScoringError(
                f"{predictions.where}: {name} is {stated}, that of {benchmark.release.where} is "
                f"{value}; score it with the release that was asked"
            )


def known_facts(benchmark: Benchmark, found: list[Outcome]) -> tuple[Facts | None, str | None]:
    """The facts of captions; None, and why, if they cannot be judged."""
    if not any(is_of_land(one) and not one.failed for one in found):
        return None, None
    why_not = no_facts(benchmark)
    return (None, why_not) if why_not else (facts_of(benchmark, found), None)
