"""The counts of a release: what its rows and maps hold, in numbers. statistics/counts.json <->
Counts.

Example: counts.tasks["binary/area"] -> {"train": 652, "validation": 280, "test": 206, "bench": 24}
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from builder.errors import DataError

COUNTS = "statistics/counts.json"  # in the release folder


@dataclass(frozen=True, slots=True)
class Counts:
    """What a release of this version holds; every mapping has all its keys, also those that occur
    nowhere.

    `rows`: per config and split; `rows_per_patch`: per split min, median (the lower of two), max
    and mean (two decimals); `tasks`: rows per task ("binary/area") and split; `answers`: per task
    of type binary or mcq the rows of each answer; `countries`, `seasons`, `climate_zones`: patches
    and rows of each; `classes`: patches that hold a class, its regions and hectares there
    (rounded), rows that speak of it; `together[i][j]`: patches that hold both classes i and j, in
    class order; `words`: per type (inputs; of captions the outputs) number of words -> rows;
    `box_percent[k]`: boxes that cover k to k + 1 percent of the patch; `box_centers`: boxes per
    cell of 80 m in which their center lies, rows from the top, columns from the left.
    """

    version: str
    rows: Mapping[str, Mapping[str, int]]
    rows_per_patch: Mapping[str, Mapping[str, float]]
    tasks: Mapping[str, Mapping[str, int]]
    answers: Mapping[str, Mapping[str, int]]
    countries: Mapping[str, Mapping[str, int]]
    seasons: Mapping[str, Mapping[str, int]]
    climate_zones: Mapping[str, Mapping[str, int]]
    classes: Mapping[str, Mapping[str, int]]
    together: Sequence[Sequence[int]]
    words: Mapping[str, Mapping[str, int]]
    box_percent: Sequence[int]
    box_centers: Sequence[Sequence[int]]

    @property
    def patches(self) -> int:
        return sum(self.rows.get("patches", {}).values())

    @property
    def texts(self) -> int:
        """Rows of the text configs."""
        return sum(
            sum(splits.values()) for config, splits in self.rows.items() if config != "patches"
        )

    def to_json(self) -> str:
        """Sorted keys: the same counts give the same bytes."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


def read_counts(path: Path) -> Counts:
    """What `to_json` gave. Raises DataError where the file is something else."""
    try:
        return Counts(**json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError) as error:
        raise DataError(
            f"{path}: not the counts of a release ({error}); make them again: python -m builder stats"
        ) from None


def quantile(histogram: Mapping[int, int], part: float) -> int:
    """The smallest value that at least this part of all values do not exceed. Raises ValueError
    without values.
    """
    wanted, seen = part * sum(histogram.values()), 0
    for value, n in sorted(histogram.items()):
        seen += n
        if seen >= wanted and seen:
            return value
    raise ValueError("a histogram without values has no quantiles")
