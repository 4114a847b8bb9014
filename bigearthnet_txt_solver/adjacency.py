"""Adjacency: do two classes share an edge of a pixel?

Example: "Which class borders pastures? a) Mixed forest, b) Arable land, ..." -> "b".
"""

from __future__ import annotations

import re

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver.askable import require_visible
from bigearthnet_txt_solver.questions import Question, class_of, matched, one_of_four, yes_no
from bigearthnet_txt_solver.verdicts import Judges
from bigearthnet_txt_solver.words import any_of, grammar

_WHETHER = grammar(r"""
    would you say that any A lies/lie next to B in the image?
    would you confirm that any A borders/border B?
    does/do A touch B anywhere in the image?
    is/are any A adjacent to B in the scene?
    is there any place in the image where A meets/meet B?
    does/do any A share a boundary with B?
    are A and B direct neighbors in this satellite image?
    can it be said that A adjoins/adjoin B in the scene?""")
_WHICH = grammar(r"""
    which classes share a boundary?
    which of these pairs of classes are adjacent in the image?
    which two land cover classes border each other in the scene?
    select the pair of classes that touch each other:
    which class is adjacent to A in the image?
    which of the following classes shares a boundary with A?
    which land cover class touches A in this scene?
    select the class that borders A:
    A lies/lie next to one of these classes. Which one is it?""")
_PAIR = re.compile(f"({any_of(CLASSES)}) and ({any_of(CLASSES)})")


def _touches(question: Question) -> bool:
    a, b = question.said["a"], question.said["b"]
    require_visible(a, question.ground)
    require_visible(b, question.ground)
    return question.ground.touch(a, b)


def _is_right(option: str, question: Question) -> bool:
    """Is the option a neighbor of the class that is asked about, or a pair of neighbors?"""
    named = question.said.get("a")
    a, b = (named, option) if named else matched(_PAIR, option).groups()
    ground = question.ground
    return ground.touch(class_of(a, ground), class_of(b, ground))


JUDGES: Judges = {
    ("binary", "adjacency"): yes_no(_WHETHER, _touches),
    ("mcq", "adjacency"): one_of_four(_WHICH, _is_right),
}
