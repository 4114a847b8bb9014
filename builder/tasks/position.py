"""Relative position questions: where does one class lie, seen from another?

Reads the positions of LandCover (only clear ones are there), yields rows of category "relative
pos". Example: "Where does mixed forest lie in relation to pastures?" -> "to the top-right"
"""

from __future__ import annotations

from collections.abc import Iterator

from bigearthnet_txt import CLASSES
from builder.balance import Candidate, Features, Kind, Occurrence
from builder.chance import Chance
from builder.records import Annotation, Facts
from builder.tasks.choices import askable, multiple_choice
from builder.tasks.topics import Drawn, Topic
from builder.tasks.wording import Wordings

MCQ = Wordings(
    "mcq",
    "relative pos",
    (
        "Where {is} {a} located relative to {b}?",
        "Where {does} {a} lie in relation to {b}?",
        "In which direction {does} {a} lie as seen from {b}?",
        "Relative to {b}, where {is} {a} located?",
        "Seen from {b}, in which direction {does} {a} lie?",
        "With respect to {b}, where can {a} be found?",
        "In which direction does one move from {b} to {a}?",
        "Which way does one have to go from {b} to reach {a}?",
    ),
)
_DIRECTIONS = (
    "top",
    "top-right",
    "right",
    "bottom-right",
    "bottom",
    "bottom-left",
    "left",
    "top-left",
)
_EIGHTHS = dict(zip(_DIRECTIONS, range(8), strict=True))
_EVENLY = (1,) * 8
_FEATURES = Features(
    {
        "pair": Kind(_EVENLY, (CLASSES, CLASSES)),
        "subject": Kind(_EVENLY, (CLASSES,)),
        "reference": Kind(_EVENLY, (CLASSES,)),
    }
)
_PAIR, _SUBJECT, _REFERENCE = map(_FEATURES.cells, _FEATURES.kinds)


def _candidate_sets(facts: Facts, chance: Chance, _: Occurrence) -> Iterator[list[Candidate]]:
    """One set of all clear pairs, both ways, in 9 patches of 16: about as often as published."""
    if chance.below(16) >= 9:
        return
    named = askable(facts)
    yield [
        (_cells(a, b, _EIGHTHS[seen]), (a, b, seen), 0)
        for (a, b), seen in facts.cover.positions.items()
        if a in named and b in named
    ]


def _cells(a: str, b: str, eighth: int) -> tuple[int, ...]:
    """Where a lies as seen from b, in eighths of a turn.

    Of the pair it is said where the first in the alphabet lies.
    """
    of_pair = _PAIR[a][b][eighth] if a < b else _PAIR[b][a][(eighth + 4) % 8]
    return of_pair, _SUBJECT[a][eighth], _REFERENCE[b][eighth]


def _row(asked: tuple[str, str, str], facts: Facts, _: int, chance: Chance) -> Annotation:
    """The wrong directions are drawn evenly from the other seven."""
    a, b, right = asked
    others = [direction for direction in _DIRECTIONS if direction != right]
    directions = [right, *chance.sample(others, 3)]
    options = [f"to the {direction}" for direction in directions]
    smaller = min(facts.cover.areas[a], facts.cover.areas[b])
    said = MCQ.say(chance, a, b)
    return multiple_choice(said, chance, options=options, labels=[a, b], visibility=smaller)


CHOICE = Topic("mcq", "relative pos", "1.2", Drawn(_FEATURES, _candidate_sets, _row))
