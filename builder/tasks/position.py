"""Relative position questions: where does one class lie, seen from another?

Reads the positions of LandCover (only clear ones are there), yields rows of category "relative pos".
Example: "Where does mixed forest lie in relation to pastures?" -> "to the top-right"
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.chance import Chance
from builder.records import Annotation, LandCover
from builder.tasks.choices import multiple_choice
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
_DIRECTIONS = ("top", "top-right", "right", "bottom-right", "bottom", "bottom-left", "left", "top-left")


def mcq_rows(cover: LandCover, chance: Chance) -> Iterator[Annotation]:
    """One row: a direction is drawn among those that occur, then a pair; the wrong directions are drawn evenly from the other seven."""
    if not cover.positions:
        return
    right = chance.choice(sorted(set(cover.positions.values())))
    a, b = chance.choice([pair for pair, direction in cover.positions.items() if direction == right])
    wrong = chance.sample([d for d in _DIRECTIONS if d != right], 3)
    options = [f"to the {direction}" for direction in (right, *wrong)]
    yield multiple_choice(MCQ.say(chance, a, b), chance, options=options, labels=[a, b])
