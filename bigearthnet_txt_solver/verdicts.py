"""Verdicts: what the solver says of a row, and how it stops if it cannot judge a row.

Example: Verdict("disagrees", expected="no", found="yes", fault="adjacency").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver.ground import Ground

Row = Mapping[str, Any]


class Verdict(NamedTuple):
    """What the solver says of a row.

    `expected` is the answer that the map gives and `found` that of the row. `fault` is a short name
    of what is wrong, "" if nothing is. An "unparsed" row was not judged: `found` says why.
    """

    status: Literal["agrees", "disagrees", "unparsed"]
    expected: str
    found: str
    fault: str = ""


Judge = Callable[[Row, Ground], Verdict]
Judges = dict[tuple[str, str], Judge]  # (type, category) -> who judges its rows


class Unparsed(Exception):
    """A text outside the grammar: its wording is wrong, or the grammar has to learn it."""


class NotAskable(Exception):
    """A question that SPEC.md forbids on this map, because its answer would be unclear."""


def with_visibility(verdict: Verdict, row: Row, pixels: int | None) -> Verdict:
    """The same verdict, unless the row agrees but names other pixels that decide (SPEC.md).

    A row without the column `visibility` says nothing about them.
    """
    if verdict.status != "agrees" or row.get("visibility", pixels) == pixels:
        return verdict
    return Verdict("disagrees", str(pixels), str(row["visibility"]), "visibility")


def with_wording(verdict: Verdict, row: Row, number: int, *, named: Iterable[str]) -> Verdict:
    """The same verdict, unless the row agrees but its template or its classes are others.

    `number`: the place of the row's wording in SPEC.md's lists; `named`: the classes it names. They
    stand in the order of CLASSES. A row without these columns says nothing about them.
    """
    template, classes = f"{row['category']}/{row['type']}/{number}", _in_order(named)
    if verdict.status != "agrees":
        return verdict
    if row.get("template", template) != template:
        return Verdict("disagrees", template, str(row["template"]), "template")
    if list(row.get("classes", classes)) != classes:
        return Verdict("disagrees", ", ".join(classes), ", ".join(row["classes"]), "classes")
    return verdict


def _in_order(labels: Iterable[str]) -> list[str]:
    named = set(labels)
    return [label for label in CLASSES if label in named]


def compare(expected: str, found: str, fault: str) -> Verdict:
    """Agreement if the texts are the same, else disagreement under the name `fault`."""
    if expected == found:
        return Verdict("agrees", expected, found)
    return Verdict("disagrees", expected, found, fault)
