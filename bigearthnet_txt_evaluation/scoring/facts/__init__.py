"""Captions by facts: what a caption says of classes, areas, neighbors and directions, and the map.

Precision: of the facts that a caption tells, how many the map shows. Recall: of the facts that the
reference tells, how many the caption tells too. A caption in the wording of the release is read by
the grammar of the solver, any other by a reader that takes what it is sure of. Needs SciPy.

    >>> count("Pastures cover half of it.", row["output"], Ground(codes))["classes"]
    Count(told=1, true=1, wanted=3, found=1)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from bigearthnet_txt_evaluation.scoring.facts.exact import facts_of_release
from bigearthnet_txt_evaluation.scoring.facts.fact import KINDS, Fact, is_same
from bigearthnet_txt_evaluation.scoring.facts.tolerant import facts_of_any
from bigearthnet_txt_evaluation.scoring.facts.truth import is_true
from bigearthnet_txt_solver import Ground, Unparsed

__all__ = ["NAMES", "Count", "Ground", "count", "facts_of"]
NAMES = tuple(KINDS.values())


class Count(NamedTuple):
    """Facts of a kind: told and true of the map; wanted by the reference and found."""

    told: int
    true: int
    wanted: int
    found: int


def facts_of(caption: str) -> list[Fact]:
    """The facts that a caption tells, each once."""
    try:
        return list(dict.fromkeys(facts_of_release(caption)))
    except Unparsed:
        return list(dict.fromkeys(facts_of_any(caption)))


def count(caption: str, reference: str, ground: Ground) -> dict[str, Count]:
    """The facts of a caption, by kind. A fact that the map leaves unclear counts as neither."""
    told, wanted = facts_of(caption), facts_of(reference)
    judged = [(fact, is_true(fact, ground)) for fact in told]
    clear = [fact for fact, truth in judged if truth is not None]
    true = [fact for fact, truth in judged if truth]
    found = [fact for fact in wanted if any(map(partial(is_same, fact), told))]
    lists = (clear, true, wanted, found)
    kinds = [Counter(map(type, facts)) for facts in lists]
    return {name: _count(kind, kinds) for kind, name in KINDS.items()}


def _count(kind: type[Fact], lists: Sequence[Counter[type[Fact]]]) -> Count:
    told, true, wanted, found = (kinds[kind] for kinds in lists)
    return Count(told, true, wanted, found)
