"""Directions: the words for them, in series that keep their style. Word -> series, step -> word.

Example: "northwestern" is of the series "ern" and points to (-1, -1); mirrored it points to (1, -1)
and the same series says "northeastern". A word such as "left" stands in two series: "left half"
beside "upper half", "to the left" beside "to the top".
"""

from __future__ import annotations

import re

from bigearthnet_txt_reader.symmetries import Step, Symmetry

# Clockwise from the top, as the words of a series stand.
STEPS: tuple[Step, ...] = ((0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1))
_SERIES = """
compass = north, northeast, east, southeast, south, southwest, west, northwest
hyphened = north, north-east, east, south-east, south, south-west, west, north-west
ern = northern, northeastern, eastern, southeastern, southern, southwestern, western, northwestern
hyphened ern = northern, north-eastern, eastern, south-eastern, southern, south-western, western,
    north-western
ernmost = northernmost, northeasternmost, easternmost, southeasternmost, southernmost,
    southwesternmost, westernmost, northwesternmost
topmost = topmost, , rightmost, , bottommost, , leftmost,
uppermost = uppermost, , rightmost, , lowermost, , leftmost,
picture = upper, upper right, right, lower right, lower, lower left, left, upper left
top = top, top right, right, bottom right, bottom, bottom left, left, top left
option = top, top-right, right, bottom-right, bottom, bottom-left, left, top-left
"""


def _words(line: str) -> tuple[str, list[str]]:
    name, _, words = line.partition(" =")
    return name, [word.strip() for word in words.split(",")]


SERIES = dict(map(_words, _SERIES.replace("\n    ", " ").strip().splitlines()))
_READ: dict[str, tuple[str, Step]] = {}
for _name, _row in SERIES.items():
    for _word, _step in zip(_row, STEPS, strict=True):
        _READ.setdefault(_word, (_name, _step))
_SAID = {
    (name, step): word
    for name, words in SERIES.items()
    for step, word in zip(STEPS, words, strict=True)
}


def one_of(*series: str) -> str:
    """A pattern of the words of some series; the longer ones first, since they hold shorter ones.

    A space matches a space or the end of a line.
    """
    words = {word for name in series for word in SERIES[name] if word}
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


def step_of(word: str) -> Step:
    """Where a word points: "upper left" -> (-1, -1)."""
    return _READ[word.lower()][1]


def turned(word: str, symmetry: Symmetry, series: str = "") -> str:
    """The word that says afterwards what a word said before; of its own series, or of another.

    It has a capital if the word has one.
    """
    own, step = _READ[word.lower()]
    said = _SAID[series or own, symmetry.step(*step)]
    return said.capitalize() if word[0].isupper() else said


# Everything that may speak of a direction, known or not; what is not known is never guessed.
HINT = re.compile(
    r"\b(?:(?:north|south|east|west)[\w-]*"
    r"|(?:left|right|upper|lower|top|bottom|leftmost|rightmost|uppermost|lowermost|topmost"
    r"|bottommost|leftwards?|rightwards?|upwards?|downwards?|above|below|beneath|underneath"
    r"|width|height|clockwise|counterclockwise|anticlockwise|sideways)\b"
    r"|(?:vertical|horizontal|diagonal)\w*"
    r"|(?:one )?side to (?:side|the other)\b|(?-i:[NS][EW])\b)",
    re.IGNORECASE,
)
