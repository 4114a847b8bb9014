"""What a blind model reads in a text: classes, numbers in one unit, directions, and other words.

"Do pastures cover more than 432000 m2 of the image?" -> classes [4], numbers [30.0], left "do cover
more than of the image"
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from bigearthnet_txt import CLASSES, CLC, PATCH_SIZE

_MOST_WORDS = 60  # words whose presence is a feature of its own
_LONG = "Land principally occupied by agriculture, with significant areas of natural vegetation"
_OTHER_WORDS = {
    "transitional woodland or shrub": "Transitional woodland, shrub",
    "beaches, dunes or sands": "Beaches, dunes, sands",
    "land principally occupied by agriculture": _LONG,
}
_NAMES = {label.lower(): CLASSES.index(label) for label in CLASSES} | {
    name: CLASSES.index(label) for name, label in _OTHER_WORDS.items()
}
_CLASS = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True)) + r")\b"
)
_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_PERCENT = 100 / (10 * PATCH_SIZE) ** 2  # of a patch, per square meter
_UNITS = {
    r"%|percent": 1.0,
    r"sq(?:uare)? (?:km|kilomet(?:er|re)s?)|km\^?2": 1e6 * _PERCENT,
    r"hectares?|ha\b": 1e4 * _PERCENT,
    r"sq(?:uare)? (?:m\b|met(?:er|re)s?)|m\^?2": _PERCENT,
}
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?<![\w.])({_DIGITS})(?!\d)\s*({'|'.join(_UNITS)})?|\b({'|'.join(_WORDS)})\b"
)
_UP = {
    "top": 1,
    "upper": 1,
    "above": 1,
    "north": 1,
    "bottom": -1,
    "lower": -1,
    "below": -1,
    "south": -1,
}
_RIGHT = {"right": 1, "east": 1, "left": -1, "west": -1}
_SIDES = re.compile("|".join((*_UP, *_RIGHT)))
# (right, up) -> eighths of a turn, clockwise
_EIGHTHS = {
    (0, 1): 0,
    (1, 1): 1,
    (1, 0): 2,
    (1, -1): 3,
    (0, -1): 4,
    (-1, -1): 5,
    (-1, 0): 6,
    (-1, 1): 7,
}


def _family(label: str) -> int:
    """The first digit of a class's CORINE codes; wetlands and waters are one family."""
    code = next(code for code, entry in CLC.items() if entry.label == label)
    return min(4, code // 100)


FAMILY = tuple(map(_family, CLASSES))  # of each class, in the order of CLASSES


@cache
def classes_in(text: str) -> tuple[int, ...]:
    """The classes that a text names, as places in CLASSES, in the order of the text."""
    return tuple(_NAMES[name] for name in _CLASS.findall(text.lower()))


@cache
def numbers_in(text: str) -> tuple[float, ...]:
    """The numbers of a text in its order, also those in words; areas in percent of a patch.

    A number without unit has that of the next one: "between 10 and 20%".
    """
    found = []
    size = 1.0
    for digits, unit, word in reversed(_NUMBER.findall(text.lower())):
        size = _size(unit) if unit else size
        found.append(_value(word, digits, size))
    return tuple(reversed(found))


def _size(unit: str) -> float:
    """A unit of area in percent of a patch."""
    return next(size for pattern, size in _UNITS.items() if re.fullmatch(pattern, unit))


def _value(word: str, digits: str, size: float) -> float:
    if word:
        return float(_WORDS.index(word))
    return round(float(digits.replace(",", "")) * size, 3)


def unit_in(text: str) -> str:
    """The unit of the first number that has one, as it is written; "" if none has."""
    return next((unit for _, unit, _ in _NUMBER.findall(text.lower()) if unit), "")


@cache
def direction_in(text: str) -> int | None:
    """The direction that a text names in eighths of a turn, clockwise from the top; None if none.

    "to the bottom-right" -> 3
    """
    words = re.findall(r"north|south|east|west|[a-z]+", text.lower())
    return _EIGHTHS.get((_along(_RIGHT, words), _along(_UP, words)))


@cache
def heading_in(text: str) -> tuple[int, int]:
    """Where the words of an expression look, in steps to the right and up.

    "leftmost region of pastures" -> (-1, 0)
    """
    words = _SIDES.findall(text.lower())
    return _along(_RIGHT, words), _along(_UP, words)


def _along(axis: dict[str, int], words: list[str]) -> int:
    """The step along an axis that the first word about it names; 0 if none does."""
    return next((axis[word] for word in words if word in axis), 0)


def rest_of(text: str) -> str:
    """The text in lower case without classes, numbers and units."""
    return _NUMBER.sub(" ", _CLASS.sub(" ", text.lower()))


def frequent_words(texts: Sequence[str], train: int) -> dict[str, np.ndarray]:
    """Word -> which texts hold it, float64 (n,), 0 or 1.

    They are the most frequent words of the first `train` texts, beside classes and numbers.
    """
    rests = [rest_of(text) for text in texts]
    words = CountVectorizer(binary=True, max_features=_MOST_WORDS).fit(rests[:train])
    present = words.transform(rests).toarray().astype(np.float64)
    return dict(zip(words.get_feature_names_out(), present.T, strict=True))
