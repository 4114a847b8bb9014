"""Counts a release shard by shard: manifest.json + data/ -> ShardCounts -> Counts.

Several processes count a large release.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from bigearthnet_txt import CLASSES, COUNTRIES, SEASONS, SPLITS, TASKS
from bigearthnet_txt_reader.release import Release
from builder.engine import Local
from builder.stats.counts import ANSWERS, RADAR_CAPTIONS, Counts, quantile, task_key
from builder.stats.shard_counts import CELLS, UNKNOWN, CountJob, ShardCounts, count_shard

_ALONE = 100_000  # rows up to which further processes would cost more time than they save
_PIXELS_PER_HECTARE = 100
_TYPES = tuple(dict.fromkeys(task.type for task in TASKS))


def count(release: Release, progress: Callable[[int], object]) -> Counts:
    """Counts all rows and maps of a release, shard by shard.

    Calls progress with the number of rows just counted. The result is the same on any number of
    processes. Raises DataError or ReleaseError if a file is missing or cannot be understood.
    """
    jobs = [CountJob(release.narrowed([shard]), shard) for shard in release.shards]
    alone = sum(entry.rows for entry in release.files) <= _ALONE
    workers = 1 if alone else os.cpu_count() or 1
    found: ShardCounts = Counter()
    for of_shard in Local(workers).run(count_shard, jobs):
        found.update(of_shard)
        progress(sum(n for key, n in of_shard.items() if key[0] in ("task", "patches")))
    return _counts(release.version, release.rows, found)


def _counts(version: str, rows: Mapping[str, Mapping[str, int]], found: ShardCounts) -> Counts:
    zones = {str(key[1]) for key in found if key[0] == "patches by climate_zone"} - {UNKNOWN}
    return Counts(
        version=version,
        rows=rows,
        rows_per_patch={split: _spread(found, split) for split in SPLITS},
        tasks=_tasks(found),
        answers=_answers(found),
        countries=_places(found, "country", COUNTRIES),
        seasons=_places(found, "season", SEASONS),
        climate_zones=_places(found, "climate_zone", [*sorted(zones), UNKNOWN]),
        classes={label: _class(found, label) for label in CLASSES},
        together=[_together(found, label) for label in CLASSES],
        words=_all_words(found),
        box_percent=[found["box percent", share] for share in range(100)],
        box_centers=[_centers(found, row) for row in range(CELLS)],
    )


def _spread(found: ShardCounts, split: str) -> dict[str, float]:
    """Min, median, mean and max of the rows per patch of a split; empty without patches."""
    of_split = ("rows per patch", split)
    patches = {int(key[2]): n for key, n in found.items() if n and key[:2] == of_split}
    if not patches:
        return {}
    mean = sum(rows * n for rows, n in patches.items()) / sum(patches.values())
    return {
        "min": min(patches),
        "median": quantile(patches, 0.5),
        "mean": round(mean, 2),
        "max": max(patches),
    }


def _tasks(found: ShardCounts) -> dict[str, dict[str, int]]:
    """Task -> split -> rows: of the tasks of the contract, and of those that only the rows name."""
    known = [(task.type, task.category) for task in TASKS]
    others = {(str(key[1]), str(key[2])) for key in found if key[0] == "task"} - set(known)
    return {task_key(*task): _by_split(found, *task) for task in (*known, *sorted(others))}


def _by_split(found: ShardCounts, type_: str, category: str) -> dict[str, int]:
    return {split: found["task", type_, category, split] for split in SPLITS}


def _answers(found: ShardCounts) -> dict[str, dict[str, int]]:
    """Task -> answer -> rows, of the tasks that have fixed answers."""
    answers = {}
    for task in _tasks(found):
        type_, _, category = task.partition("/")
        if type_ in ANSWERS:
            answers[task] = {a: found["answer", type_, category, a] for a in ANSWERS[type_]}
    return answers


def _places(found: ShardCounts, column: str, values: Sequence[str]) -> dict[str, dict[str, int]]:
    by_patch, by_row = f"patches by {column}", f"rows by {column}"
    return {v: {"patches": found[by_patch, v], "rows": found[by_row, v]} for v in values}


def _class(found: ShardCounts, label: str) -> dict[str, int]:
    hectares = (found["pixels", label] + _PIXELS_PER_HECTARE // 2) // _PIXELS_PER_HECTARE
    return {
        "patches": found["together", label, label],
        "regions": found["regions", label],
        "hectares": hectares,
        "rows": found["rows by class", label],
    }


def _together(found: ShardCounts, label: str) -> list[int]:
    """Patches that hold a class and each class, itself included; pairs are in class order."""
    pairs = (sorted((label, other), key=CLASSES.index) for other in CLASSES)
    return [found[("together", *pair)] for pair in pairs]


def _all_words(found: ShardCounts) -> dict[str, dict[str, int]]:
    words = {kind: _words(found, kind) for kind in (*_TYPES, RADAR_CAPTIONS)}
    return {kind: of for kind, of in words.items() if of or kind in _TYPES}


def _words(found: ShardCounts, type_: str) -> dict[str, int]:
    return {str(key[2]): n for key, n in found.items() if key[:2] == ("words", type_)}


def _centers(found: ShardCounts, row: int) -> list[int]:
    return [found["box center", row, column] for column in range(CELLS)]
