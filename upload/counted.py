"""What the card counts in the shards.

It counts rows by task, the balance of the answers, patches by country and season, and places shared
by splits.

data/*/*.parquet -> Counted.tasks {("vqa", "binary", "area"): {"train": 98, ...}}, .shared
{("train", "test"): 0}
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import pyarrow.parquet as pq

from bigearthnet_txt import SPLITS
from bigearthnet_txt_reader.release import FileEntry, Release

Progress = Callable[[int], object]
Task = tuple[str, str, str]  # config, type, category


@dataclass
class Counted:
    """Counts of a release.

    `tasks`: task -> rows by split; `answers`: binary and mcq task -> rows by output; `patches`:
    split -> patches by country and season; `places`: split -> its places (tile, x, y).
    """

    tasks: dict[Task, Counter[str]] = field(default_factory=dict)
    answers: dict[Task, Counter[str]] = field(default_factory=dict)
    patches: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    places: dict[str, set[str]] = field(default_factory=dict)

    @property
    def shared(self) -> dict[tuple[str, str], int]:
        """Pairs of splits -> number of places that lie in both."""
        pairs = combinations(sorted(self.places, key=SPLITS.index), 2)
        return {(a, b): len(self.places[a] & self.places[b]) for a, b in pairs}

    def add_patches(self, split: str, rows: Iterable[tuple[str, ...]]) -> None:
        """Rows of patch_id, country and season."""
        patches = self.patches.setdefault(split, Counter())
        places = self.places.setdefault(split, set())
        for patch_id, country, season in rows:
            patches[country, season] += 1
            places.add("_".join(patch_id.split("_")[-3:]))

    def add_texts(self, file: FileEntry, rows: Iterable[tuple[str, ...]]) -> None:
        """Rows of type, category and output."""
        for type_, category, output in rows:
            task = (file.config, type_, category)
            self.tasks.setdefault(task, Counter())[file.split] += 1
            if type_ in ("binary", "mcq"):
                self.answers.setdefault(task, Counter())[output] += 1


def count(folder: Path, manifest: Release, progress: Progress) -> Counted:
    """Reads the columns it needs of every shard; calls progress with the number of rows read."""
    counted = Counted()
    for file in manifest.files:
        path = folder / file.path
        if file.config == "patches":
            counted.add_patches(file.split, _rows(path, ["patch_id", "country", "season"]))
        else:
            counted.add_texts(file, _rows(path, ["type", "category", "output"]))
        progress(file.rows)
    return counted


def _rows(path: Path, columns: list[str]) -> Iterator[tuple[str, ...]]:
    table = pq.read_table(path, columns=columns)
    return zip(*(table[name].to_pylist() for name in columns), strict=True)
