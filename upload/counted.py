"""What the card counts in the shards: rows by task, balance of the answers, patches by country and
season, places shared by splits.

data/*/*.parquet -> Counted.tasks {("vqa", "binary", "area"): {"train": 98, ...}}, .shared
{("train", "test"): 0}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import pyarrow.parquet as pq

from bigearthnet_txt import SPLITS
from upload.folder import Manifest

Progress = Callable[[int], object]
Task = tuple[str, str, str]  # config, type, category


@dataclass
class Counted:
    """Counts of a release."""

    tasks: dict[Task, Counter[str]] = field(default_factory=dict)  # -> rows by split
    answers: dict[Task, Counter[str]] = field(
        default_factory=dict
    )  # binary and mcq -> rows by output
    patches: dict[str, Counter[tuple[str, str]]] = field(
        default_factory=dict
    )  # split -> patches by country and season
    places: dict[str, set[str]] = field(default_factory=dict)  # split -> places (tile, x, y)

    @property
    def shared(self) -> dict[tuple[str, str], int]:
        """Pairs of splits -> number of places that lie in both."""
        return {
            (a, b): len(self.places[a] & self.places[b])
            for a, b in combinations(sorted(self.places, key=SPLITS.index), 2)
        }


def count(folder: Path, manifest: Manifest, progress: Progress) -> Counted:
    """Reads the columns it needs of every shard; calls progress with the number of rows just read."""
    counted = Counted()
    for file in manifest.files:
        if file.config == "patches":
            for patch_id, country, season in _columns(
                folder / file.path, ["patch_id", "country", "season"]
            ):
                counted.patches.setdefault(file.split, Counter())[country, season] += 1
                counted.places.setdefault(file.split, set()).add("_".join(patch_id.split("_")[-3:]))
        else:
            for kind, category, output in _columns(
                folder / file.path, ["type", "category", "output"]
            ):
                task = (file.config, kind, category)
                counted.tasks.setdefault(task, Counter())[file.split] += 1
                if kind in ("binary", "mcq"):
                    counted.answers.setdefault(task, Counter())[output] += 1
        progress(file.rows)
    return counted


def _columns(path: Path, names: list[str]) -> Iterator[tuple[str, ...]]:
    table = pq.read_table(path, columns=names)
    return zip(*(table[name].to_pylist() for name in names), strict=True)
