"""The sets of sensor questions: of each at most one is asked of a patch.

A set has the name of its task; the second set of a task has a number behind it, such as
"binary/shortwave/1".
"""

from __future__ import annotations

from builder.sensor.comparing import Agreements, Fours, Pairs
from builder.sensor.measuring import Levels, Signs, Squares
from builder.sensor.offers import Questions

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
