"""Parsers: the text of a model -> the answer it gives, by the type of the row. Never a guess.

    >>> asked = {"type": "mcq", "options": ["Pastures", "Arable land", "Urban fabric"]}
    >>> read("I would say **B**.", asked)
    Reading(value='b', how='only letter')
    >>> read("A or B", asked)
    Reading(value=None, how='several answers')

A letter or a word is sought in tiers, the surest first: the whole text, a field of JSON, a tag or a
box around the answer, "the answer is", the words of an option, the only letter. What no tier reads
is unread: it counts as wrong, and is counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bigearthnet_txt_evaluation.scoring.parsers.cleaning import final
from bigearthnet_txt_evaluation.scoring.parsers.coordinates import read_numbers
from bigearthnet_txt_evaluation.scoring.parsers.letters import read_letter
from bigearthnet_txt_evaluation.scoring.parsers.reading import Reading, UnreadError
from bigearthnet_txt_evaluation.scoring.parsers.yes_no import read_yes_no

__all__ = ["TYPES", "Reading", "read"]

Row = Mapping[str, Any]
_PARSERS: Mapping[str, Callable[[str, Row], Reading]] = {
    "binary": lambda text, row: read_yes_no(text),
    "mcq": lambda text, row: read_letter(text, row["options"]),
    "bounding box": lambda text, row: read_numbers(text),
    "captioning": lambda text, row: Reading(final(text), "whole"),
}
TYPES = tuple(_PARSERS)  # of rows, as the contract calls them


def read(prediction: str, row: Row) -> Reading:
    """The answer of a prediction to a row of the release (its `type`; of mcq its `options`)."""
    try:
        return _PARSERS[row["type"]](prediction, row)
    except UnreadError as why:
        return Reading(None, str(why))
