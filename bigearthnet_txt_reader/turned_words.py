"""Turned words: a text with every direction in it turned. Text, Symmetry -> text.

Example: "pastures lie in the upper left part" turned by 90 degrees says "in the lower left part". A
direction is changed only in a phrase that is known as a whole (`direction_phrases`). If any other
word may speak of a direction, the whole text is refused: a text half changed is false.
"""

from __future__ import annotations

from bigearthnet_txt_reader.direction_phrases import FRAMES, Phrase
from bigearthnet_txt_reader.directions import HINT
from bigearthnet_txt_reader.symmetries import Symmetry


class Untransformable(ValueError):
    """A text that cannot be turned as a whole, and was left as it is."""


def _phrase(text: str, at: int, symmetry: Symmetry) -> Phrase:
    """The phrase of the direction that stands at a place of a text."""
    for frame in FRAMES:
        if phrase := frame(text, at, symmetry):
            return phrase
    raise refusal(text, at)


def refusal(text: str, at: int) -> Untransformable:
    """The error of a direction whose use is not known; it quotes the words around it."""
    around = text[max(0, at - 30) : at + 30]
    return Untransformable(
        f"{around!r}: this use of a direction is not known; take the row as it is"
    )


def turned_words(text: str, symmetry: Symmetry) -> str:
    """The text that says of the turned image what `text` says of the image.

    Raises Untransformable if a direction in it is not understood.
    """
    parts: list[str] = []
    done = 0
    while hint := HINT.search(text, done):
        phrase = _phrase(text, hint.start(), symmetry)
        parts += text[done : phrase.start], phrase.text
        done = phrase.end
    return "".join((*parts, text[done:]))
