"""Questions: the two forms, yes or no and one of four, from which every topic makes its judges.

Example: one_of_four(wordings, is_right) tries each option of "... a) 2, b) 4, c) 3, d) 1" on its
own. Exactly one may be right, and its letter has to be the answer of the row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bigearthnet_txt import CLASSES, LETTERS
from bigearthnet_txt_solver.askable import require_askable
from bigearthnet_txt_solver.ground import Ground
from bigearthnet_txt_solver.verdicts import (
    Judge,
    NotAskable,
    Row,
    Unparsed,
    Verdict,
    compare,
    with_visibility,
    with_wording,
)
from bigearthnet_txt_solver.words import any_of, marked, marks, read

_OPTIONS = re.compile(
    r"(?P<stem>.+?[?:]) a\) (?P<a>.+), b\) (?P<b>.+), c\) (?P<c>.+), d\) (?P<d>.+)"
)

_CLASS = re.compile(any_of(CLASSES))


class Question(NamedTuple):
    """What a question says, and what it is held against: the ground, and the row's metadata."""

    said: Mapping[str, str]
    ground: Ground
    row: Row

    def require_askable(self, *labels: str) -> None:
        """Raises NotAskable for a class that no question may name here."""
        for label in labels:
            require_askable(label, self.ground, self.row)


Wordings = Sequence[re.Pattern[str]]


def _nothing(*_: object) -> int:
    return 0


def yes_no(
    wordings: Wordings,
    holds: Callable[[Question], bool],
    deciding: Callable[[Question], int] = _nothing,
) -> Judge:
    """A judge of questions that are answered "yes" if `holds`, else "no".

    `deciding`: the pixels that decide, 0 if nothing has to be seen.
    """

    def judge(row: Row, ground: Ground) -> Verdict:
        stem = marked(row["input"])
        said, number = read(stem, wordings)
        question = Question(said, ground, row)
        expected = "yes" if holds(question) else "no"
        verdict = compare(expected, row["output"], row["category"])
        verdict = with_visibility(verdict, row, deciding(question) or None)
        return with_wording(verdict, row, number, named=marks(stem))

    return judge


def one_of_four(
    wordings: Wordings,
    holds: Callable[[str, Question], bool],
    deciding: Callable[[str, Question], int] = _nothing,
) -> Judge:
    """A judge of questions with four options, of which `holds` is true for exactly one.

    `deciding`: the pixels that decide, given the right option; 0 if nothing has to be seen.
    """

    def judge(row: Row, ground: Ground) -> Verdict:
        found = matched(_OPTIONS, row["input"])
        stem = marked(found["stem"])
        said, number = read(stem, wordings)
        question = Question(said, ground, row)
        options = {letter: found[letter] for letter in LETTERS}
        right = [letter for letter, option in options.items() if holds(option, question)]
        if len(right) != 1 or len(set(options.values())) < len(LETTERS):
            raise NotAskable(f"{len(right)} of the options are true: {', '.join(right)}")
        verdict = compare(right[0], row["output"], row["category"])
        verdict = with_visibility(verdict, row, deciding(options[right[0]], question) or None)
        named = [*marks(stem), *_CLASS.findall("; ".join(options.values()))]
        return with_wording(verdict, row, number, named=named)

    return judge


def matched(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    """The match of a whole text. Raises Unparsed for another text."""
    if found := pattern.fullmatch(text):
        return found
    raise Unparsed(text)


def class_of(option: str, question: Question) -> str:
    """The option as a class that may be asked about."""
    if option not in CLASSES:
        raise Unparsed(f"option {option!r}")
    question.require_askable(option)
    return option
