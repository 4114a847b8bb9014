"""The verdicts of a release: those that stand, under pseudonyms. Verdicts -> lines.

{"reviewer": "anna", "comment": "as Ben says"} -> {"reviewer": "reviewer 1", "comment": "as reviewer
2 says"}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from builder.review.verdicts import Verdict

Names: TypeAlias = Mapping[str, str]  # name of a reviewer -> pseudonym


def pseudonyms(verdicts: Iterable[Verdict], released: Iterable[Verdict]) -> Names:
    """A pseudonym for each reviewer.

    Who has verdicts in the release keeps the pseudonym from there; others are numbered in the order
    of their first verdicts.
    """
    known = {_event(verdict): verdict.reviewer for verdict in released}
    names: dict[str, str] = {}
    ordered = sorted(verdicts, key=lambda one: (one.shown, one.reviewer))
    for verdict in ordered:
        if pseudonym := known.get(_event(verdict)):
            names[verdict.reviewer] = pseudonym
    taken = set(known.values())
    fresh = _free(taken)
    for verdict in ordered:
        if verdict.reviewer not in names:
            names[verdict.reviewer] = next(fresh)
    return names


def _event(verdict: Verdict) -> tuple[object, ...]:
    """What tells a verdict from all others, whoever gave it."""
    return verdict.item, verdict.row_sum, verdict.shown, verdict.seconds, verdict.verdict


def _free(taken: set[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if (name := f"reviewer {number}") not in taken:
            yield name


def renamed(verdict: Verdict, names: Names) -> Verdict:
    """A verdict without a name, its comment included."""
    comment = verdict.comment and _without_names(verdict.comment, names)
    return replace(verdict, reviewer=names[verdict.reviewer], comment=comment)


def _without_names(text: str, names: Names) -> str:
    found = {name.casefold(): pseudonym for name, pseudonym in names.items()}
    longest_first = sorted(names, key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest_first))
    return re.sub(
        rf"(?<!\w)(?:{pattern})(?!\w)", lambda name: found[name[0].casefold()], text, flags=re.I
    )


def merged(released: Sequence[Verdict], added: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts of the release and those that are new, item by item."""
    lines = {verdict.line(): verdict for verdict in (*released, *added)}
    return sorted(lines.values(), key=lambda one: (one.item, one.shown, one.reviewer))
