"""Position: in which of eight directions does a class lie, as seen from another one?

Example: "Where is mixed forest located relative to pastures? a) to the top, b) to the top-right,
..." -> "b".
"""

from __future__ import annotations

from bigearthnet_txt_solver.ground import DIRECTIONS
from bigearthnet_txt_solver.questions import Question, one_of_four
from bigearthnet_txt_solver.verdicts import Judges, NotAskable, Unparsed
from bigearthnet_txt_solver.words import grammar

_WHERE = grammar(r"""
    where is/are A located relative to B?
    where does/do A lie in relation to B?
    in which direction does/do A lie as seen from B?
    relative to B, where is/are A located?
    seen from B, in which direction does/do A lie?
    with respect to B, where can A be found?
    in which direction does one move from B to A?
    which way does one have to go from B to reach A?""")
_TO_THE = "to the "


def _is_right(option: str, question: Question) -> bool:
    way = option.removeprefix(_TO_THE)
    if way not in DIRECTIONS or way == option:
        raise Unparsed(f"option {option!r}")
    a, b = question.said["a"], question.said["b"]
    question.require_askable(a, b)
    direction = question.ground.direction(a, b)
    if direction is None:
        raise NotAskable(f"{a} lies in no clear direction from {b}")
    return way == direction


def _smaller(_: str, question: Question) -> int:
    """The pixels of the smaller one of the two classes."""
    return min(question.ground.areas[question.said[name]] for name in "ab")


JUDGES: Judges = {("mcq", "relative pos"): one_of_four(_WHERE, _is_right, _smaller)}
