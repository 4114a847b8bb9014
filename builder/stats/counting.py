"""Counting a release: shard by shard, on several processes where it is large. manifest.json + data/
-> Tallies -> Counts.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bigearthnet_txt import CLASSES, COUNTRIES, SEASONS, SPLITS, TASKS
from bigearthnet_txt_reader.release import FileEntry
from builder.engine import Local
from builder.shards.manifest import totals
from builder.stats.counts import Counts, quantile
from builder.stats.tally import CELLS, UNKNOWN, Tally, TallyJob, tally_shard

_ALONE = 100_000  # rows up to which further processes would cost more time than they save
_PIXELS_PER_HECTARE = 100
_TYPES = tuple(dict.fromkeys(task.type for task in TASKS))
_ANSWERS = {"binary": ("yes", "no"), "mcq": ("a", "b", "c", "d")}


def count(out: Path, manifest: Mapping[str, Any], progress: Callable[[int], object]) -> Counts:
    """Counts all rows and maps of a release, shard by shard; calls progress with the number of rows
    just counted.

    The same numbers on any number of processes. Raises DataError where a file is missing or cannot
    be understood.
    """
    files = [FileEntry(**entry) for entry in manifest["files"]]
    jobs = _jobs(out, files)
    alone = sum(entry.rows for entry in files) <= _ALONE
    tally: Tally = Counter()
    workers = 1 if alone else os.cpu_count() or 1
    for found in Local(workers).run(tally_shard, jobs):
        tally.update(found)
        progress(sum(n for key, n in found.items() if key[0] in ("task", "patches")))
    rows: dict[str, dict[str, int]] = {
        c: {split: n for split, (n, _) in splits.items()} for c, splits in totals(files).items()
    }
    return _counts(str(manifest["version"]), rows, tally)


def _jobs(out: Path, files: Sequence[FileEntry]) -> list[TallyJob]:
    shards: dict[str, list[FileEntry]] = {}
    for entry in files:
        shards.setdefault(Path(entry.path).name, []).append(
            entry
        )  # shard k of every config of a split covers the same patches
    return [
        TallyJob(
            out,
            of[0].split,
            *(
                tuple(f.path for f in of if (f.config == "patches") is wanted)
                for wanted in (True, False)
            ),
        )
        for of in shards.values()
    ]


def _counts(version: str, rows: Mapping[str, Mapping[str, int]], tally: Tally) -> Counts:
    zones = sorted(
        {str(key[1]) for key in tally if key[0] == "patches by climate_zone"} - {UNKNOWN}
    )
    asked = [task for task in TASKS if task.type in _ANSWERS]
    return Counts(
        version,
        rows,
        {
            split: _spread(
                {int(k[2]): n for k, n in tally.items() if k[:2] == ("rows per patch", split)}
            )
            for split in SPLITS
        },
        {
            f"{t.type}/{t.category}": {
                split: tally["task", t.type, t.category, split] for split in SPLITS
            }
            for t in TASKS
        },
        {
            f"{t.type}/{t.category}": {
                a: tally["answer", t.type, t.category, a] for a in _ANSWERS[t.type]
            }
            for t in asked
        },
        _places(tally, "country", COUNTRIES),
        _places(tally, "season", SEASONS),
        _places(tally, "climate_zone", [*zones, UNKNOWN]),
        {label: _class(tally, label) for label in CLASSES},
        [
            [tally[("together", *sorted((a, b), key=CLASSES.index))] for b in CLASSES]
            for a in CLASSES
        ],
        {
            type_: {str(k[2]): n for k, n in tally.items() if k[:2] == ("words", type_)}
            for type_ in _TYPES
        },
        [tally["box percent", share] for share in range(100)],
        [[tally["box center", row, column] for column in range(CELLS)] for row in range(CELLS)],
    )


def _spread(histogram: Mapping[int, int]) -> dict[str, float]:
    """Min, median, mean and max of a histogram value -> number; empty without values."""
    found = {value: n for value, n in sorted(histogram.items()) if n}
    total = sum(found.values())
    if not total:
        return {}
    mean = round(sum(value * n for value, n in found.items()) / total, 2)
    return {"min": min(found), "median": quantile(found, 0.5), "mean": mean, "max": max(found)}


def _places(tally: Tally, column: str, values: Sequence[str]) -> dict[str, dict[str, int]]:
    return {
        value: {
            "patches": tally[f"patches by {column}", value],
            "rows": tally[f"rows by {column}", value],
        }
        for value in values
    }


def _class(tally: Tally, label: str) -> dict[str, int]:
    hectares = (tally["pixels", label] + _PIXELS_PER_HECTARE // 2) // _PIXELS_PER_HECTARE
    found = {"patches": tally["together", label, label], "regions": tally["regions", label]}
    return found | {"hectares": hectares, "rows": tally["rows by class", label]}
