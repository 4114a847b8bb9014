"""Direction phrases: where a direction stands, the whole phrase and what it says afterwards.

Text, place of a direction in it, Symmetry -> Phrase, or None if its use is not known. Example: in
"lies to the left of pastures", turned by 90 degrees, the phrase "to the left of" becomes "below".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from bigearthnet_txt_reader.directions import one_of, step_of, turned
from bigearthnet_txt_reader.symmetries import Step, Symmetry

_NOUNS = (
    "half|halves|quarter|edge|side|margin|border|limit|boundary|part|section|portion|third|area"
    "|sector|zone|corner|ninth|square|one"
)
_JOINT = "(?:, and |, | and | with | to )(?:the )?"
_TO_THE = ("to the ",)
_IN_THE = ("to the ", "in the ", "toward the ")
_FIRST = (
    (-1, 0),
    (0, -1),
)  # what reaches from edge to edge is told from left to right, or downward
_BESIDE: dict[Step, str] = {
    (0, -1): "above",
    (0, 1): "below",
    (-1, 0): "to the left of",
    (1, 0): "to the right of",
}
_NO_DIRECTION = ("from ", "from high ", "from far ")  # before "above" as well
_LONGEST = 16  # letters of what stands before a direction
_WHOLE = ("whole ", "full ", "entire ")


class Phrase(NamedTuple):
    """A part of a text, `start` to `end`, and what stands there afterwards."""

    start: int
    end: int
    text: str


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _row(*series: str) -> str:
    """A pattern of one word of some series, or of several in a row."""
    word = one_of(*series)
    return f"{word}(?:{_JOINT}{word})*"


_ADJECTIVES = ("ern", "hyphened ern", "picture", "top", "option")
_COMPASS = ("compass", "hyphened")
_NAMED = _pattern(rf"{_row(*_ADJECTIVES)}(?= (?:{_NOUNS})s?\b)")
_POINTS = _pattern(rf"{_row(*_COMPASS)}(?![\w-])")
_WORD = _pattern(one_of(*_ADJECTIVES, *_COMPASS))
_MOST = _pattern(one_of("ernmost", "topmost", "uppermost"))
_CORNER = _pattern(
    r"(?:upper|lower|top|bottom) (?:left|right)\b|(?:north|south)(?:east|west)ern(?= of the image)"
)
_OPTION = _pattern(one_of("option") + "(?=[,.]|$)")
_SIDE = _pattern("(left|right) of ")
_LIES = _pattern(  # before "above"
    r"\b(?:l(?:ies?|ying)|found|located|situated|sit(?:s|ting)?|appear(?:s|ing)?|visible"
    r"|occur(?:s|r?ing)?|positioned|centered|placed|seen|set(?:ting)?|up|discernible) $"
)
_LEVEL = _pattern(r"(above|below)\b")
_THROUGH = _pattern("left to right|right to left|top to bottom|bottom to top")
_SIDES = _pattern("(?:one )?side to (?:side|the other)")
_CROSSED = _pattern(
    r"\b(?:cross\w*|travers\w*|span\w*|across|through) (?:the|this)(?: [a-z'-]+){1,6} from $"
)
_EXTENT = _pattern("width|height")
_NEUTRAL = _pattern(
    r"right (?:next to|beside|up to|to (?:all|every|each|the edges?))\b|above all\b"
    r"|left (?:to|without|un\w+)\b|top (?:of this|the)\b|(?:above|below) \d"
)


def _behind(text: str, at: int, ends: tuple[str, ...]) -> bool:
    """Does a place of a text come right behind one of some words?"""
    return text[max(0, at - _LONGEST) : at].lower().endswith(ends)


def _in_order(said: str) -> str:
    """ "western to the eastern" for "eastern to the western", which says the same.

    Two opposite directions name the ends of something; they are told from left to right, or
    downward.
    """
    words: Sequence[str] = _WORD.findall(said)
    if len(words) != 2:
        return said
    (x, y), other = map(step_of, words)
    if (x, y) in _FIRST or other != (-x, -y):
        return said
    return f"{words[1]}{said[len(words[0]) : -len(words[1])]}{words[0]}"


def _row_turned(said: re.Match[str], symmetry: Symmetry) -> Phrase:
    """One direction, or several with what joins them."""
    there = _WORD.sub(lambda word: turned(word[0], symmetry), said[0])
    return Phrase(said.start(), said.end(), _in_order(there))


def _named(text: str, at: int, symmetry: Symmetry) -> Phrase | None:
    """ "northern" of "northern half", "left and the right" of "left and the right edge"."""
    said = _NAMED.match(text, at)
    return said and _row_turned(said, symmetry)


def _points(text: str, at: int, symmetry: Symmetry) -> Phrase | None:
    """ "north" of "to the north", "northwest of", "west to east" of "from west to east"."""
    said = _POINTS.match(text, at)
    if said and (_behind(text, at, (*_IN_THE, "from ")) or text.startswith(" of ", said.end())):
        return _row_turned(said, symmetry)
    return None


def _most(text: str, at: int, symmetry: Symmetry) -> Phrase | None:
    """ "northernmost", "leftmost"."""
    said = _MOST.match(text, at)
    return said and Phrase(at, said.end(), turned(said[0], symmetry))


def _corner(text: str, at: int, symmetry: Symmetry) -> Phrase | None:
    """ "upper left" of "in the upper left" or "to the upper left of"."""
    said = _CORNER.match(text, at)
    if said and _behind(text, at, _IN_THE):
        return Phrase(at, said.end(), turned(said[0], symmetry))
    return None


def _option(text: str, at: int, symmetry: Symmetry) -> Phrase | None:
    """ "top-left" of "to the top-left", with nothing behind it."""
    said = _OPTION.match(text, at)
    if said and _behind(text, at, _TO_THE):
        return Phrase(at, said.end(), turned(said[0], symmetry, "option"))
    return None


def _side(text: str, at: int, symmetry: Symmetry) -> Phrase | None:
    """ "to the left of"."""
    said = _SIDE.match(text, at)
    if said and _behind(text, at, _TO_THE):
        there = _BESIDE[symmetry.step(*step_of(said[1]))]
        start = at - len(_TO_THE[0])
        return Phrase(start, said.end() - 1, _capped(there, text[start]))
    return None


def _capped(said: str, first: str) -> str:
    return said[0].upper() + said[1:] if first.isupper() else said


def _level(text: str, at: int, symmetry: Symmetry) -> Phrase | None:
    """ "above" of "lies above"; "seen from above" is no direction in the image."""
    said = _LEVEL.match(text, at)
    if said and _behind(text, at, _NO_DIRECTION):
        return Phrase(at, said.end(), said[0])
    if said and _LIES.search(text[max(0, at - _LONGEST) : at]):
        down = -1 if said[0] == "above" else 1
        return Phrase(at, said.end(), _BESIDE[symmetry.step(0, down)])
    return None


def _through(text: str, at: int, symmetry: Symmetry) -> Phrase | None:
    """ "left to right" of "from left to right"."""
    said = _THROUGH.match(text, at)
    if not said or not _behind(text, at, ("from ",)):
        return None
    across = said[0].startswith(("left", "right")) == bool(symmetry.xx)
    return Phrase(at, said.end(), "left to right" if across else "top to bottom")


def _sides(text: str, at: int, symmetry: Symmetry) -> Phrase | None:
    """ "side to side" of what crosses the image; what covers all of it has no direction."""
    said = _SIDES.match(text, at)
    if not said:
        return None
    stays = bool(symmetry.xx) or not _CROSSED.search(text, 0, at)
    return Phrase(at, said.end(), said[0] if stays else "top to bottom")


def _extent(text: str, at: int, symmetry: Symmetry) -> Phrase | None:
    """ "width" of "the whole width of"; a "great height" is none."""
    said = _EXTENT.match(text, at)
    if not said or not _behind(text, at, (*_WHOLE, "great ")):
        return None
    stays = bool(symmetry.xx) or not _behind(text, at, _WHOLE)
    other = {"width": "height", "height": "width"}
    return Phrase(at, said.end(), said[0] if stays else other[said[0].lower()])


def _neutral(text: str, at: int, _: Symmetry) -> Phrase | None:
    """ "right next to", "above 10%", "left" of "is left to": no direction at all."""
    said = _NEUTRAL.match(text, at)
    if said and not _behind(text, at, ("the ",)):
        return Phrase(at, said.end(), said[0])
    return None


FRAMES: tuple[Callable[[str, int, Symmetry], Phrase | None], ...] = (
    _named,
    _points,
    _most,
    _corner,
    _option,
    _side,
    _level,
    _through,
    _sides,
    _extent,
    _neutral,
)
