"""The counts of a release: what its rows and maps hold, in numbers.

statistics/counts.json <-> Counts

Example: counts.tasks["binary/area"] -> {"train": 652, "validation": 280, "test": 206, "bench": 24}
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from bigearthnet_txt import SENSOR_TASKS, TASKS
from bigearthnet_txt_reader.given import from_json
from bigearthnet_txt_reader.locations import Location
from builder.errors import DataError

COUNTS = "statistics/counts.json"  # in the release folder
# type -> its answers, of the types that have fixed ones
ANSWERS: Mapping[str, tuple[str, ...]] = {"binary": ("yes", "no"), "mcq": ("a", "b", "c", "d")}
# The task whose captions tell of radar and infrared: they are no captions of land cover.
RADAR_CAPTIONS = next(task.name for task in SENSOR_TASKS if task.type == "captioning")
SENSED = frozenset(task.name for task in SENSOR_TASKS)  # tasks on radar and infrared
_CONTRACT = tuple(f"{task.type}/{task.category}" for task in TASKS)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a release of this version holds.

    Every mapping has all its keys, also those that occur nowhere.

    `rows`: per config and split; `rows_per_patch`: per split min, median (the lower of two), max
    and mean (two decimals); `tasks`: rows per task ("binary/area") and split; `answers`: per task
    of type binary or mcq the rows of each answer; `countries`, `seasons`, `climate_zones`: patches
    and rows of each; `classes`: patches that hold a class, its regions and hectares there
    (rounded), rows that speak of it; `together[i][j]`: patches that hold both classes i and j, in
    class order; `words`: per type (inputs; of captions the outputs) number of words -> rows, those
    of captions of radar apart under their task, "captioning/radar", if there are any;
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
        of_texts = (splits for config, splits in self.rows.items() if config != "patches")
        return sum(sum(splits.values()) for splits in of_texts)

    @property
    def sensed(self) -> int:
        """Rows on radar and infrared."""
        return sum(map(self.rows_of, SENSED))

    def rows_of(self, task: str) -> int:
        """Rows of a task in all splits; 0 if it was not counted."""
        return sum(self.tasks.get(task, {}).values())

    def questions(self, type_: str) -> dict[str, Mapping[str, int]]:
        """Category -> rows of each answer, of the tasks of a type that has fixed answers."""
        named = ((task.partition("/"), task) for task in in_order(self.answers))
        return {parts[2]: self.answers[task] for parts, task in named if parts[0] == type_}

    def rows_by_type(self) -> Counter[str]:
        """Without those on radar and infrared."""
        land = [task for task in in_order(self.tasks) if task not in SENSED]
        return self._rows_by(land, lambda task: task.split("/")[0])

    def rows_by_category(self) -> Counter[str]:
        return self._rows_by(in_order(self.tasks), lambda task: task.split("/")[-1])

    def _rows_by(self, tasks: Iterable[str], part: Callable[[str], str]) -> Counter[str]:
        rows: Counter[str] = Counter()
        for task in tasks:
            rows[part(task)] += self.rows_of(task)
        return rows

    def to_json(self) -> str:
        """Sorted keys: the same counts give the same bytes."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


def task_key(type_: str, category: str) -> str:
    """How a task is named in the counts: "binary/area"."""
    return f"{type_}/{category}"


def task_name(task: str) -> str:
    """The name of a task in tables and charts.

    "binary/area" -> "binary area", "captioning/None" -> "captioning"
    """
    return task.removesuffix("/None").replace("/", " ", 1)


def in_order(tasks: Iterable[str]) -> list[str]:
    """The tasks in the order of the contract, then those that it does not have."""
    found = dict.fromkeys(tasks)
    known = [task for task in _CONTRACT if task in found]
    return known + sorted(found.keys() - set(known))


def read_counts(path: Location) -> Counts:
    """What `to_json` gave. Raises DataError if the file is something else."""
    try:
        return Counts(**from_json(path.read_bytes()))
    except (ValueError, TypeError) as error:
        raise DataError(
            f"{path}: not the counts of a release ({error}); "
            "make them again: python -m builder stats"
        ) from None


def quantile(histogram: Mapping[int, int], part: float) -> int:
    """The smallest value that at least this part of all values do not exceed.

    Raises ValueError without values.
    """
    wanted, seen = part * sum(histogram.values()), 0
    for value, n in sorted(histogram.items()):
        seen += n
        if seen >= wanted and seen:
            return value
    raise ValueError("a histogram without values has no quantiles")
