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
# Level of a pair beside other clear ones: 22 octaves down, it is asked only where its answer is
# scarce. So there are about as many rows as published, on maps of few classes and of many.
_SEVERAL = -22 * 64
_FEATURES = Features(
    {
        "pair": Kind(_EVENLY, (CLASSES, CLASSES)),
        "subject": Kind(_EVENLY, (CLASSES,)),
        "reference": Kind(_EVENLY, (CLASSES,)),
    }
)
_PAIR, _SUBJECT, _REFERENCE = map(_FEATURES.cells, _FEATURES.kinds)


def _candidate_sets(facts: Facts, _: Chance, __: Occurrence) -> Iterator[list[Candidate]]:
    """One set of all clear pairs, both ways."""
    named = askable(facts)
    clear = [
        (pair, seen)
        for pair, seen in facts.cover.positions.items()
        if pair[0] in named and pair[1] in named
    ]
    level = 0 if len(clear) <= 2 else _SEVERAL  # both ways
    yield [(_cells(*pair, _EIGHTHS[seen]), (*pair, seen), level) for pair, seen in clear]


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


CHOICE = Topic("mcq", "relative pos", "1.3", Drawn(_FEATURES, _candidate_sets, _row))
