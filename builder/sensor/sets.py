"""The sets of sensor questions: of each at most one is asked of a patch.

A set has the name of its task; the second set of a task has a number behind it, such as
"binary/shortwave/1". Most are asked of half of the patches or so. If nearly all were asked, patches
with few clear pairs would follow what guesses tell and those with many would make up for it, and a
reader of the whole patch would see which is which. Squares are rare: they are asked where they can.
"""

from __future__ import annotations

from builder.balance import OCTAVE
from builder.sensor.comparing import Agreements, Fours, Pairs
from builder.sensor.measuring import Levels, Signs, Squares
from builder.sensor.offers import Ordering, Questions
from builder.sensor.preferences import BOX, FOUR, SQUARE

SETS: dict[str, Questions] = {
    "binary/backscatter": Pairs("VV", "VH"),
    "mcq/backscatter": Fours("VV", "VH"),
    "mcq/level": Levels("VV", "VH"),
    "binary/depolarization": Pairs("VH-VV"),
    "mcq/depolarization": Fours("VH-VV"),
    "binary/infrared": Pairs("B08"),
    "mcq/infrared": Fours("B08"),
    "binary/moisture": Pairs("NDMI"),
    "mcq/moisture": Fours("NDMI"),
    "binary/shortwave": Pairs("NBR"),
    "binary/shortwave/1": Signs(),
    "mcq/shortwave": Fours("NBR"),
    "binary/red edge": Pairs("NDREI"),
    "binary/agreement": Agreements(),
    "bounding box/radar square": Squares("VV", "VH"),
}
FEATURES = {name: questions.features for name, questions in SETS.items()}
_SELDOM = -15 * OCTAVE  # a question without features weighs an eighth of asking nothing
LEVELS = {
    name: 0 if isinstance(questions, Squares) else _SELDOM for name, questions in SETS.items()
}  # of all questions of a set, in the draw
TEACHING: dict[str, tuple[Ordering, str]] = {
    **{name: (found, BOX) for name, found in SETS.items() if isinstance(found, Pairs)},
    **{name: (found, FOUR) for name, found in SETS.items() if isinstance(found, Fours)},
    **{name: (found, SQUARE) for name, found in SETS.items() if isinstance(found, Squares)},
}  # sets that preferences learn from, each with what they compare
