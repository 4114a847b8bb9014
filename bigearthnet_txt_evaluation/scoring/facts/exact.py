"""Captions in the wording of the release: claims of the solver -> facts.

What the solver reads in a caption holds to the last word; of its claims those are kept that the
caption of any model may make. Example: Claim("touches", (A, B)) -> Class(A), Class(B), Neighbors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from bigearthnet_txt_evaluation.scoring.facts.amounts import AMOUNT, pixels_of
from bigearthnet_txt_evaluation.scoring.facts.fact import (
    SIDES,
    Area,
    Class,
    Direction,
    Fact,
    Neighbors,
    beside,
)
from bigearthnet_txt_solver import Claim, claims

_SIDE = re.compile("|".join(SIDES))


def sides_in(text: str) -> frozenset[str]:
    """The directions of a text: "to the upper left of" -> north and west."""
    return frozenset(SIDES[word] for word in _SIDE.findall(text))


def facts_of_release(caption: str) -> list[Fact]:
    """The facts of a caption. Raises Unparsed if it is not in the wording of the release."""
    return [fact for claim in claims(caption) for fact in _facts(claim)]


def _facts(claim: Claim) -> Iterator[Fact]:
    yield from map(Class, claim.labels)
    if claim.kind in _READ:
        yield from _READ[claim.kind](claim)


def _area(claim: Claim) -> Iterator[Fact]:
    found = re.search(AMOUNT, claim.value)
    if found:
        yield Area(claim.labels, pixels_of(found[0]))


def _neighbors(claim: Claim) -> Iterator[Fact]:
    yield Neighbors(frozenset(claim.labels))


def _place(claim: Claim) -> Iterator[Fact]:
    yield Direction(claim.labels[0], sides_in(claim.value))


def _seen(claim: Claim) -> Iterator[Fact]:
    label, other = claim.labels
    yield beside(label, sides_in(claim.value), other)


_READ: Mapping[str, Callable[[Claim], Iterator[Fact]]] = {
    "size": _area,
    "touches": _neighbors,
    "only": _neighbors,
    "boundary": _neighbors,
    "longest": _neighbors,
    "longest of all": _neighbors,
    "place": _place,
    "half": _place,
    "seen": _seen,
}
