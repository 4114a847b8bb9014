"""Captions in any wording -> the facts that can be read in them without guessing.

Class names count that stand for one class only: "woodland" alone is none. What is denied ("no
pastures") is no fact. Words between two classes, or between class and amount, decide; a sentence in
another form gives its classes and nothing more.

    >>> for fact in facts_of_any("Pastures, about 20 %, lie next to marine waters."):
    ...     print(type(fact).__name__)
    Class
    Class
    Area
    Neighbors
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bigearthnet_txt import CLASSES
from bigearthnet_txt_evaluation.scoring.facts.amounts import AMOUNT, pixels_of
from bigearthnet_txt_evaluation.scoring.facts.exact import sides_in
from bigearthnet_txt_evaluation.scoring.facts.fact import (
    Area,
    Class,
    Direction,
    Fact,
    Neighbors,
    beside,
)
from bigearthnet_txt_solver import classnames
from bigearthnet_txt_solver.captions import calls

_MARK = r"\[\d+\]"
_LIST = rf"{_MARK}(?:(?:, and |, | and | as well as ){_MARK})*"
_THE = re.compile(rf"\bthe (?={_MARK})")
_DENIED = re.compile(rf"\b(?:no|not|without|lacks?|nor|neither|absence of)(?: any)? {_LIST}")
# "over half" tells no amount, "just over half" does.
_HEDGED = re.compile(
    r"\b(?:just|slightly|a (?:little|bit)) (?:over|under|above|below|more than|less than)\b"
)
_BOUND = re.compile(
    rf"\b(?:over|above|under|below|up to|at least|at most|(?:more|less|fewer) than) {AMOUNT}"
)
_GAP = r"[^\[\].;]{0,60}?"  # words of the same sentence, and no class among them
# "20 % pastures", "half of the scene is covered by pastures"
_BY = "covered by|made up of|occupied by|taken up by|given over to"
_AREA_OF = re.compile(
    rf"({AMOUNT})(?: of)?(?: the| this)?(?: [a-z]+)??(?: is| are)?(?: (?:{_BY}))? ({_LIST})"
)
_AREA = re.compile(rf"({_LIST}){_GAP}({AMOUNT})")
_TOUCH = (
    r"border|adjacent|adjoin|touch|next to|neighbor|neighbour|abut|flank|surround|meet|"
    r"in contact with|shares? (?:a|an edge|a common) ?(?:boundary|border)?"
)
_NEXT = re.compile(
    rf"(?=({_LIST})[^\[\].;]{{0,25}}?(?<!no )(?<!not )(?:{_TOUCH})[^\[\].;,]{{0,25}}?({_LIST}))"
)
_EACH = re.compile(
    rf"({_MARK}) and ({_MARK}) (?:{_TOUCH})[^\[\].;]{{0,20}}(?:each other|boundary|border)"
)
_WAY = (
    r"(?:(?:north|south)[- ]?(?:east|west)?|east|west|left|right"
    r"|(?:upper|lower|top|bottom)(?:[- ](?:left|right))?)(?:ern)?"
)
_SEEN = re.compile(rf"({_MARK})[^\[\].;,]{{0,40}}?\b(?:({_WAY}) of|(above|below)) ({_MARK})")
_IN = (
    r"(?:in|at|toward|towards|across|on) the "
    rf"({_WAY}|center|centre|middle)\b(?! of \[)(?! (?:and|or|to) )(?! (?:edge|border|margin|side))"
)
_PLACE = (
    re.compile(rf"({_LIST})[^\[\].;,]{{0,40}}?\b{_IN}"),
    re.compile(rf"(?:^|[,;] |and ){_IN}[^\[\].;]{{0,40}}?({_LIST})", re.I),
)


def facts_of_any(caption: str) -> list[Fact]:
    """The facts of a caption, sentence by sentence."""
    sentences = re.split(r"(?<=[.!?])\s+|\n+", caption.replace("[", "(").replace("]", ")"))
    return [fact for sentence in sentences for fact in _facts(_marked(sentence))]


def _marked(sentence: str) -> str:
    """Small letters, with a mark [k] in the place of every class that is not denied."""
    named = classnames.marked(calls.marked(sentence.strip())).lower()
    return _DENIED.sub("", _THE.sub("", _BOUND.sub("", _HEDGED.sub("about", named))))


def _labels(marks: str) -> tuple[str, ...]:
    return tuple(CLASSES[int(number)] for number in re.findall(r"\[(\d+)\]", marks))


def _facts(text: str) -> Iterator[Fact]:
    yield from map(Class, dict.fromkeys(_labels(text)))
    yield from _areas(text)
    yield from dict.fromkeys((*_neighbors(text), *_each_other(text)))
    yield from _directions(text)
    yield from _places(text)


def _areas(text: str) -> Iterator[Fact]:
    """Each amount belongs to the classes it leads to, else to those before it."""
    for found in _AREA_OF.finditer(text):
        yield Area(_labels(found[2]), pixels_of(found[1]))
    for found in _AREA.finditer(_AREA_OF.sub("", text)):
        yield Area(_labels(found[1]), pixels_of(found[2]))


def _neighbors(text: str) -> Iterator[Fact]:
    for found in _NEXT.finditer(text):
        for one in _labels(found[1]):
            yield from (Neighbors(frozenset((one, two))) for two in _labels(found[2]) if one != two)


def _each_other(text: str) -> Iterator[Fact]:
    for found in _EACH.finditer(text):
        yield Neighbors(frozenset(_labels(found[0])))


def _directions(text: str) -> Iterator[Fact]:
    for found in _SEEN.finditer(text):
        (one,), (two,) = _labels(found[1]), _labels(found[4])
        if one != two:
            yield beside(one, sides_in(found[2] or found[3]), two)


def _places(text: str) -> Iterator[Fact]:
    """Each part of the image belongs to the classes before it, else to those behind it."""
    behind, before = _PLACE
    for found in behind.finditer(text):
        yield from (Direction(label, sides_in(found[2])) for label in _labels(found[1]))
    for found in before.finditer(behind.sub("", text)):
        yield from (Direction(label, sides_in(found[1])) for label in _labels(found[2]))
