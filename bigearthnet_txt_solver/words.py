"""Words: the solver's own reading of class names, numbers and wordings. Text -> what was said.

A class name becomes a mark before anything else is read, so that names with commas and "and" cannot
be mistaken for lists. Example: "Are there any pastures in the image?" -> "are there any [4] in the
image?" -> {"a": "Pastures"}.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver.verdicts import Unparsed

_LONG = "Land principally occupied by agriculture, with significant areas of natural vegetation"
_SPOKEN = {
    "transitional woodland or shrub": "Transitional woodland, shrub",
    "beaches, dunes or sands": "Beaches, dunes, sands",
    "land principally occupied by agriculture": _LONG,
} | {label[0].lower() + label[1:]: label for label in CLASSES}
NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
NUMBER = "(?:" + "|".join(NUMBERS[1:]) + r"|[0-9]+)"
# A comma may close the long name (number 6), which has a comma of its own, if the sentence goes on.
_CLOSED = r"(?:(?<=\[6\]),)?"
MARK = rf"\[\d+\]{_CLOSED}"
_CLASS = rf"\[(?P<{{0}}>\d+)\]{_CLOSED}"


def any_of(names: Iterable[str]) -> str:
    """A pattern of any of the names; the longer ones first, since they may hold shorter ones."""
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_NAMES = re.compile(rf"\b(?:{any_of(_SPOKEN)})\b")
_MARK_OF = {name: f"[{CLASSES.index(label)}]" for name, label in _SPOKEN.items()}
_MARKED, _NUMBER_MARKED = re.compile(r"\[\d"), re.compile(r"\[(\d+)\]")


def unmarked(text: str) -> str:
    """The text itself. Raises Unparsed if it holds a mark of a class already."""
    if _MARKED.search(text):
        raise Unparsed(text)
    return text


def uncapped(text: str) -> str:
    """The text with a small first letter, yet without marks."""
    return text[:1].lower() + unmarked(text)[1:]


def marked(text: str) -> str:
    """The text with a small first letter and a mark [k] for every class: its place in CLASSES."""
    return _NAMES.sub(lambda name: _MARK_OF[name[0]], uncapped(text))


def marks(text: str) -> list[str]:
    """The classes marked in a text, in its order."""
    return [CLASSES[int(mark)] for mark in _NUMBER_MARKED.findall(text)]


def number(word: str) -> int:
    """ "three" -> 3, "13" -> 13."""
    return int(word) if word.isdecimal() else NUMBERS.index(word)


def lines(text: str) -> Iterator[str]:
    """The lines of a table in a text, stripped, without the empty ones."""
    return filter(None, map(str.strip, text.splitlines()))


def either(wording: str) -> str:
    """ "is/are" as a pattern of either word."""
    return re.sub(r"([a-z]+)/([a-z]+)", r"(?:\1|\2)", wording)


def grammar(text: str, **parts: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of wordings, one a line.

    A and B are classes, "is/are" means either word, other capitals stand for `parts`.
    """
    meaning = {"A": _CLASS.format("a"), "B": _CLASS.format("b"), **parts}
    plain = (either(re.sub(r"[.?]", r"\\\g<0>", line)) for line in lines(text))
    return tuple(
        re.compile(re.sub(r"\b[A-Z]+\b", lambda word: meaning[word[0]], line)) for line in plain
    )


def said_by(found: re.Match[str]) -> dict[str, str]:
    """The named parts of a match that took part in it."""
    return {name: value for name, value in found.groupdict().items() if value is not None}


def read(text: str, wordings: Sequence[re.Pattern[str]]) -> tuple[dict[str, str], int]:
    """What the first wording that fits the whole text says; classes (a, b) by name. And its place.

    Raises Unparsed if none fits.
    """
    for place, wording in enumerate(wordings):
        if found := wording.fullmatch(text):
            return _named(said_by(found)), place
    raise Unparsed(text)


def _named(said: dict[str, str]) -> dict[str, str]:
    """The same with classes by their names."""
    return said | {name: CLASSES[int(said[name])] for name in ("a", "b") if name in said}
