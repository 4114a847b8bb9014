"""Verdicts: what the solver says of a row, and how it stops where a row cannot be judged or should
not be there.

Example: Verdict("disagrees", expected="no", found="yes", fault="adjacency").
"""

from __future__ import annotations

from typing import NamedTuple


class Verdict(NamedTuple):
    """`status` is agrees, disagrees or unparsed; `fault` is a short name of what is wrong, "" where
    nothing is.
    """

    status: str
    expected: str
    found: str
    fault: str = ""


class Unparsed(Exception):
    """A text outside the grammar: its wording is at fault, or the grammar has to learn it."""


class NotAskable(Exception):
    """A question that the written rules forbid on this map, because its answer would be unclear."""


def compare(expected: str, found: str, fault: str) -> Verdict:
    """Agreement where the texts are the same, else disagreement under the name `fault`."""
    return (
        Verdict("agrees", expected, found)
        if expected == found
        else Verdict("disagrees", expected, found, fault)
    )
