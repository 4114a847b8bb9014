"""The four numbers of a box, as a model writes them; their format is another matter.

'{"bbox_2d": [12, 30, 60, 90]}' -> Reading((12.0, 30.0, 60.0, 90.0), "brackets")
"""

from __future__ import annotations

import math
import re

from bigearthnet_txt_evaluation.scoring.parsers.cleaning import final, reason, statements
from bigearthnet_txt_evaluation.scoring.parsers.reading import Reading, UnreadError

_NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|\.\d+|nan|inf(?:inity)?)(?![\w])", re.I
)
_LOCATION = re.compile(r"<loc(\d{4})>")
# [..] or (..) without inner ones, and (x, y), (x, y) of two points.
_BRACKETS = re.compile(r"[\[(]\s*[\[(]?([^\[\]()]*?)[\])]\s*,?\s*(?:[\[(]([^\[\]()]*)[\])])?")
_WORDS = "no box", "one number", "two numbers", "three numbers"
SEVERAL_BOXES, NOT_A_NUMBER, MANY = "several boxes", "not a number", "more than four numbers"
Box = tuple[float, ...]


def read_numbers(text: str) -> Reading:
    """The one box of a text. Raises UnreadError if there is none, or several different ones."""
    said = final(text)
    if tokens := _LOCATION.findall(said):
        return Reading(_four([tuple(map(float, tokens))]), "location tokens")
    boxes = _in_brackets(said)
    if len(set(boxes)) > 1:
        boxes = _stated(said) or boxes
    if boxes:
        return Reading(_four(boxes), "brackets")
    numbers = _numbers(said)
    if not numbers:
        raise UnreadError(reason(said))
    return Reading(_four([numbers]), "plain numbers")


def _numbers(part: str) -> Box:
    return tuple(float(number) for number in _NUMBER.findall(part))


def _in_brackets(said: str) -> list[Box]:
    """The boxes in brackets: four numbers in one, or two in each of two that follow each other."""
    found = (_numbers(f"{one} {other}") for one, other in _BRACKETS.findall(said))
    return [box for box in found if len(box) >= 3]


def _stated(said: str) -> list[Box]:
    """The boxes that are stated to be the answer."""
    parts = [part for tier, part in statements(said) if tier != "whole"]
    return _in_brackets(parts[0]) if parts else []


def _four(boxes: list[Box]) -> Box:
    """The one box there is."""
    if len(set(boxes)) > 1:
        raise UnreadError(SEVERAL_BOXES)
    box = boxes[0]
    if len(box) < 4:
        raise UnreadError(_WORDS[len(box)])
    if len(box) > 4:
        raise UnreadError(MANY)
    if not all(map(math.isfinite, box)):
        raise UnreadError(NOT_A_NUMBER)
    return box
