"""Words: the solver's own reading of class names, numbers and wordings. Text -> what was said.

A class name becomes a mark before anything else is read, so that names with commas and "and" cannot
be mistaken for lists. Example: "Are there any pastures in the image?" -> "are there any [4] in the
image?" -> {"a": "Pastures"}.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver.verdicts import Unparsed

_SPOKEN = {
    "transitional woodland or shrub": "Transitional woodland, shrub",
    "beaches, dunes or sands": "Beaches, dunes, sands",
    "land principally occupied by agriculture": "Land principally occupied by agriculture, with significant areas of natural vegetation",
} | {label[0].lower() + label[1:]: label for label in CLASSES}
_NAMES = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _SPOKEN), key=len, reverse=True)) + r")\b"
)
_NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]

MARK = r"\[\d+\]"
# The name with a comma of its own (number 6) may be closed by another one where the sentence goes
# on.
_CLASS = r"\[(?P<{0}>\d+)\](?:(?<=\[6\]),)?"
NUMBER = "(?:" + "|".join(_NUMBERS[1:]) + r"|\d+)"


def marked(text: str) -> str:
    """The text with a small first letter and a mark [k] for every class, k being its place in
    CLASSES.
    """
    lowered = text[:1].lower() + text[1:]
    return _NAMES.sub(lambda name: f"[{CLASSES.index(_SPOKEN[name[0]])}]", lowered)


def marks(text: str) -> list[str]:
    """The classes marked in a text, in its order."""
    return [CLASSES[int(mark)] for mark in re.findall(r"\[(\d+)\]", text)]


def number(word: str) -> int:
    """ "three" -> 3, "13" -> 13."""
    return int(word) if word.isdigit() else _NUMBERS.index(word)


def grammar(text: str, **parts: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of wordings, one a line: A and B are classes, "is/are" either word, other capitals
    stand for `parts`.
    """
    meaning = {"A": _CLASS.format("a"), "B": _CLASS.format("b"), **parts}
    lines = []
    for line in filter(None, map(str.strip, text.splitlines())):
        either = re.sub(r"([a-z]+)/([a-z]+)", r"(?:\1|\2)", re.sub(r"[.?]", r"\\\g<0>", line))
        lines.append(re.compile(re.sub(r"\b[A-Z]+\b", lambda word: meaning[word[0]], either)))
    return tuple(lines)


def read(text: str, patterns: Sequence[re.Pattern[str]]) -> dict[str, str]:
    """What the first pattern that fits the whole text finds; classes (a, b) by name. Raises
    Unparsed where none fits.
    """
    for pattern in patterns:
        if found := pattern.fullmatch(text):
            said = {name: value for name, value in found.groupdict().items() if value is not None}
            return said | {name: CLASSES[int(said[name])] for name in ("a", "b") if name in said}
    raise Unparsed(text)
