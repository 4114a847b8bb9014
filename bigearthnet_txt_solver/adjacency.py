"""Adjacency: do two classes share an edge of a pixel?

Example: "Which class borders pastures? a) Mixed forest, b) Arable land, ..." -> "b".
"""

from __future__ import annotations

import re

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver.questions import Question, class_of, matched, one_of_four, yes_no
from bigearthnet_txt_solver.verdicts import Judges, NotAskable
from bigearthnet_txt_solver.words import any_of, grammar

_CONTACT = 6  # shared edges; SPEC.md: a pair that shares fewer neither touches nor lies apart

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


def _shared(a: str, b: str, question: Question) -> int:
    """The edges that two classes share: none, or enough of them to be seen."""
    edges = question.ground.shared[class_of(a, question), class_of(b, question)]
    if 0 < edges < _CONTACT:
        raise NotAskable(f"{a} and {b} share {edges} edges only")
    return edges


def _shared_by_two(question: Question) -> int:
    return _shared(question.said["a"], question.said["b"], question)


def _shared_by_option(option: str, question: Question) -> int:
    """The edges of the option with the class that is asked about, or of the pair in the option."""
    named = question.said.get("a")
    a, b = (named, option) if named else matched(_PAIR, option).groups()
    return _shared(a, b, question)


def _touches(question: Question) -> bool:
    return _shared_by_two(question) > 0


def _is_right(option: str, question: Question) -> bool:
    return _shared_by_option(option, question) > 0


JUDGES: Judges = {
    ("binary", "adjacency"): yes_no(_WHETHER, _touches, _shared_by_two),
    ("mcq", "adjacency"): one_of_four(_WHICH, _is_right, _shared_by_option),
}
