"""Presence: is a class in the image, and which of four classes is?

Example: "Are there any pastures in the image?" on a map with 4,800 pixels of pastures -> "yes".
"""

from __future__ import annotations

from bigearthnet_txt_solver.questions import Question, class_of, one_of_four, yes_no
from bigearthnet_txt_solver.space import PERCENT
from bigearthnet_txt_solver.verdicts import Judges, NotAskable
from bigearthnet_txt_solver.words import grammar

_WHETHER = grammar(r"""
    is/are there any A in the image?
    is/are A present in the image?
    does the image contain A?
    does this satellite image show any A?
    can A be found in the scene?
    would you say that A occurs/occur in this scene?
    is any part of the image covered by A?
    can you confirm that this satellite image shows A?""")
_WHICH = grammar(r"""
    select the class present in the image from the following:
    which of the following land cover classes is present in the image?
    which land cover class occurs in this scene?
    identify the class that can be found in the satellite image:
    only one of these land cover classes is present in the scene. Which one is it?
    which class from this list does the image contain?
    what type of land cover can be seen in the image?""")


def _pixels(label: str, question: Question) -> int:
    """The pixels of a class that is not there at all, or clearly there: on 1% of the image."""
    question.require_askable(label)
    pixels = question.ground.areas[label]
    if 0 < pixels < PERCENT:
        raise NotAskable(f"{label} has {pixels} pixels only")
    return pixels


def _pixels_asked(question: Question) -> int:
    return _pixels(question.said["a"], question)


def _is_present(question: Question) -> bool:
    return _pixels_asked(question) > 0


def _is_right(option: str, question: Question) -> bool:
    return _pixels(class_of(option, question), question) > 0


JUDGES: Judges = {
    ("binary", "presence"): yes_no(_WHETHER, _is_present, _pixels_asked),
    ("mcq", "presence"): one_of_four(_WHICH, _is_right, _pixels),
}
