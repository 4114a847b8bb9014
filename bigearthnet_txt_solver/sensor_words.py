"""Sensor questions, read: which boxes, which quantity, asked how. Text -> what was said.

Example: "Is VV radar backscatter higher in [0.05 0.1, 0.35 0.43] than in [0.6 0.1, 0.9 0.33]?" ->
{"q": "VV radar backscatter", "a": "[0.05 0.1, 0.35 0.43]", "b": "[0.6 0.1, 0.9 0.33]"}
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bigearthnet_txt_solver.space import SIDE
from bigearthnet_txt_solver.verdicts import NotAskable, Unparsed
from bigearthnet_txt_solver.words import any_of, lines

SPOKEN = {
    "VV radar backscatter": "VV",
    "VH radar backscatter": "VH",
    "VH radar backscatter relative to VV": "VH-VV",
    "near infrared reflectance (842 nm)": "B08",
    "the moisture index NDMI (865 against 1,610 nm)": "NDMI",
    "the burn ratio NBR (865 against 2,190 nm)": "NBR",
    "the red edge index NDREI (865 against 705 nm)": "NDREI",
}
_QUANTITIES_OF = {
    "backscatter": ("VV", "VH"),
    "level": ("VV", "VH"),
    "depolarization": ("VH-VV",),
    "infrared": ("B08",),
    "moisture": ("NDMI",),
    "shortwave": ("NBR",),
    "red edge": ("NDREI",),
    "agreement": ("VV",),
    "radar square": ("VV", "VH"),
}
_EDGE = r"[01]\.\d{1,2}"
_BOX = rf"\[({_EDGE}) ({_EDGE}), ({_EDGE}) ({_EDGE})\]"
_PART = rf"\[{_EDGE} {_EDGE}, {_EDGE} {_EDGE}\]"
_MEANING = {
    "A": rf"(?P<a>{_PART})",
    "B": rf"(?P<b>{_PART})",
    "Q": f"(?P<q>{any_of(SPOKEN)})",
    "E": "(?P<e>strongest|weakest)",
}


def _grammar(text: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of wordings, one a line; A and B are boxes, Q a quantity, E an extreme."""
    escaped = (re.escape(line) for line in lines(text))
    filled = (re.sub(r"\b[ABQE]\b", lambda word: _MEANING[word[0]], line) for line in escaped)
    return tuple(re.compile(line) for line in filled)


PAIR = _grammar("""
    Is Q higher in A than in B?
    Is Q greater inside A than inside B?
    On average, is Q higher in A than in B?
    Is the mean of Q higher in A than in B?
    Comparing the boxes A and B, is Q higher in the first?
    Of the boxes A and B, is it the first in which Q is higher?
    Looking at the boxes A and B: is Q higher in the former?
    Between the boxes A and B, does the first have the higher mean of Q?
    Would you say that Q is higher in A than in B?
    Is it true that Q is higher in A than in B?
    Can you confirm that Q is higher in A than in B?
    Does Q reach a higher mean in A than in B?""")
FOUR = _grammar("""
    In which of these boxes is Q highest?
    Which box has the highest mean of Q?
    Where is Q highest?
    Which of the following boxes has the highest mean of Q?
    Of these four boxes, which one has the highest mean of Q?
    Select the box in which Q is highest:
    Identify the box with the highest mean of Q:
    Among these boxes, where is Q highest on average?
    On average, in which box is Q highest?
    In which of the four boxes does Q reach its highest mean?
    Pick the box whose mean of Q is highest:
    Compare these boxes: which one has the highest mean of Q?""")
LEVEL = _grammar("""
    What is the mean Q in A?
    How strong is the mean Q in A?
    Which of these levels is closest to the mean Q of the box A?
    Select the level that is closest to the mean Q in A:
    At which level is the mean Q in A?
    About how high is the mean Q in A?
    Estimate the mean Q in A:
    Averaged as power, which level does Q have in A?
    Inside the box A, which level does the mean Q have?
    Choose the mean level of Q in A:
    Which value comes closest to the mean Q in A?
    In the box A, which level is the mean Q nearest to?""")
SIGN = _grammar("""
    Is more reflected at 1,610 nm than at 865 nm in A?
    In the box A, is more reflected at 1,610 nm than at 865 nm?
    Is the mean reflectance of A higher at 1,610 nm than at 865 nm?
    Does the box A reflect more at 1,610 nm than at 865 nm?
    Would you say that A reflects more at 1,610 nm than at 865 nm?
    Comparing 1,610 nm with 865 nm, is the reflectance of A higher at the former?""")
AGREEMENT = _grammar("""
    Of the boxes A and B, is the one with the stronger Q also the one with the higher NDVI?
    Comparing A and B, does the box with the stronger Q also have the higher NDVI?
    Do Q and NDVI rank the boxes A and B in the same order?
    Are Q and NDVI higher in the same one of the boxes A and B?
    Is it the same one of the boxes A and B that has the stronger Q and the higher NDVI?
    Between the boxes A and B, do Q and NDVI agree on which is higher?
    Looking at the boxes A and B: is NDVI higher where Q is stronger?
    For the boxes A and B, is NDVI higher in the one with the stronger Q?
    Is the higher NDVI of the boxes A and B found where Q is stronger?
    Does the stronger Q of the boxes A and B come with the higher NDVI?
    Would you say that of A and B the box with the stronger Q has the higher NDVI?
    Can you confirm that of A and B the box with the stronger Q has the higher NDVI?""")
SQUARE = _grammar("""
    Give the box of the one of nine equal squares of the image with the E Q.
    Of nine equal squares of the image, give the box of the one with the E Q.
    The image is cut into nine equal squares. Give the box of the one with the E Q.
    Cut the image into nine equal squares and give the box of the one with the E Q.
    Where among nine equal squares of the image is Q E? Give the box.
    Which of nine equal squares of the image has the E Q? Give its box.
    Locate the one of nine equal squares of the image whose mean Q is E.
    Find the E Q among nine equal squares of the image and give the box of that square.
    Draw the box of the one of nine equal squares of the image with the E mean Q.
    In a grid of three by three squares, give the box of the square with the E Q.
    The image is a grid of three by three squares. Where is Q E? Give the box of the square.
    Among three by three equal squares of the image, give the box of the one with the E Q.""")


class Read(NamedTuple):
    """What a question says, and the number of its wording."""

    said: dict[str, str]
    number: int

    def quantity(self, category: str) -> str:
        """The quantity named. Raises Unparsed for one that the category does not ask of."""
        found = SPOKEN[self.said["q"]]
        if found not in _QUANTITIES_OF[category]:
            raise Unparsed(f"{category}: {found}")
        return found


def read(text: str, wordings: Sequence[re.Pattern[str]]) -> Read:
    """What the first wording that fits the whole text says. Raises Unparsed if none fits."""
    for number, wording in enumerate(wordings):
        if found := wording.fullmatch(text):
            return Read(found.groupdict(), number)
    raise Unparsed(text)


class Region(NamedTuple):
    """A box in pixels of 10 m, half-open."""

    left: int
    top: int
    right: int
    bottom: int

    def inside(self, by: int) -> Region:
        return Region(self.left + by, self.top + by, self.right - by, self.bottom - by)

    def meets(self, other: Region) -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def region(text: str) -> Region:
    """A box as it is written: the even edge nearest to each number.

    Raises Unparsed if it is no box, NotAskable if it is none that may be asked about.
    """
    if not (found := re.fullmatch(_BOX, text)):
        raise Unparsed(text)
    box = Region(*(2 * round(float(part) * SIDE / 2) for part in found.groups()))
    if f"[{_said(box.left)} {_said(box.top)}, {_said(box.right)} {_said(box.bottom)}]" != text:
        raise NotAskable(f"{text}: no box with even corners")
    for low, high in ((box.left, box.right), (box.top, box.bottom)):
        if not (20 <= high - low <= 48 and high <= SIDE):
            raise NotAskable(f"{text}: no box of 20 to 48 px a side")
    return box


def _said(edge: int) -> str:
    return f"{edge / SIDE:.2f}".rstrip("0").ljust(3, "0")
