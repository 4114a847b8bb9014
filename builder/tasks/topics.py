"""Topics: what a task is to the rest of a build. Facts -> the rows of one task.

A file of this folder exports a `Topic` for each of its tasks, and `builder.annotate` finds it
there. Example: Topic("mcq", "season", "1.0", season_rows) asks every patch; Topic("binary",
"presence", "1.1", Drawn(features, candidate_sets, row)) asks what the sampling weights draw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from builder.balance import Candidate, Features, Occurrence, SamplingWeights
from builder.chance import Chance
from builder.records import Annotation, Facts

Rows = Callable[[Facts, Chance], Iterable[Annotation]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Rows whose questions are drawn by weight, so that their words betray no answer.

    `features`: what a reader sees of a question; `candidate_sets`: the sets of a patch, proposed by
    the occurrence of classes, of each of which at most one question is asked; `row`: the row of
    what is asked of a patch, with its number.
    """

    features: Features
    candidate_sets: Callable[[Facts, Chance, Occurrence], Iterable[Sequence[Candidate]]]
    row: Callable[[Any, Facts, int, Chance], Annotation]


@dataclass(frozen=True, slots=True)
class Topic:
    """A task with what writes its rows; `type` and `category` stand in its line of the contract.

    The first number of `version` grows when the answer to a question changes, the second one when
    the same settings give other rows.
    """

    type: str
    category: str
    version: str
    rows: Rows | Drawn

    @property
    def name(self) -> str:
        """The task as settings, weights and draws name it: "binary/presence"."""
        return f"{self.type}/{self.category}"

    def write(self, facts: Facts, chance: Chance, priors: SamplingWeights) -> Iterable[Annotation]:
        """The rows of a patch."""
        rows = self.rows
        if isinstance(rows, Drawn):
            return self._drawn(rows, facts, chance, priors=priors)
        return rows(facts, chance)

    def _drawn(
        self, rows: Drawn, facts: Facts, chance: Chance, *, priors: SamplingWeights
    ) -> Iterator[Annotation]:
        """All questions are drawn before the first row is worded: both take from one stream."""
        sets = rows.candidate_sets(facts, chance, priors.occurrence)
        task = self.name
        drawn = [priors.draw(task, candidates, chance) for candidates in sets]
        asked = [question for question in drawn if question is not None]
        for number, question in enumerate(asked):
            yield rows.row(question, facts, number, chance)
