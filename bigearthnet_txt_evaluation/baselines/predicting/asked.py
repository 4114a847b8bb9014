"""Asked: the rows that are to be answered, beside those of train from which baselines learn.

Release, config and split -> tasks, box questions and captions. Example: of a benchmark of 15,029
rows the 12 tasks of questions, each with at most 50,000 questions of train.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any

from bigearthnet_txt_evaluation.baselines.boxes import CATEGORIES, BoxTask, box_questions
from bigearthnet_txt_evaluation.baselines.pixels.boxed import Boxed, boxed
from bigearthnet_txt_evaluation.baselines.pixels.sixteenths import Seen, see, taught_by
from bigearthnet_txt_evaluation.baselines.questions import (
    ANSWERS,
    SENSED,
    Name,
    Split,
    Task,
    required,
)
from bigearthnet_txt_evaluation.scoring.benchmark import CONFIG, SPLIT, Benchmark, read_benchmark
from bigearthnet_txt_reader.release import Release, ReleaseError

# Captions of train of which one is taken; of more every k-th.
_MOST = 50_000
_CAPTION = ("ID", "output", "type", "category", "grain", "setting")
SENSOR = "sensor"  # the config whose train teaches questions on radar and infrared
Row = Mapping[str, Any]


def _unheard(count: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Asked:
    """The rows of a config and split of a release; `progress(n)` follows each n patches read."""

    release: Release
    config: str = CONFIG
    split: str = SPLIT
    progress: Callable[[int], object] = _unheard

    @cached_property
    def benchmark(self) -> Benchmark:
        """The same rows as the scorer reads them."""
        return read_benchmark(self.release, self.config, self.split)

    @cached_property
    def _questions(self) -> Split:
        return self._split(self.release, self.split, self.config)

    @cached_property
    def _train(self) -> Split:
        return self._split(self.release, "train", SENSOR)

    @cached_property
    def _taught(self) -> Split:
        """The questions of the patches of train whose pixels are read."""
        return self._split(self.release.narrowed(taught_by(self.release)), "train", SENSOR)

    def _split(self, release: Release, split: str, config: str) -> Split:
        """Of a split the kinds of questions that are asked; on radar and infrared from a config.

        Raises ReleaseError if train has none on land cover, and such are asked.
        """
        found = Split(Counter(), {})
        if {*self.names} - SENSED:
            found = (required if split == "train" else Split.of)(release, split)
        if {*self.names} & SENSED:
            found = found.with_others(Split.of(release, split, sensed=config))
        return found

    @property
    def names(self) -> list[Name]:
        """The tasks of questions that are asked."""
        return [name for name in self._rows_by_task if name[0] in ANSWERS]

    @cached_property
    def _rows_by_task(self) -> dict[Name, list[Row]]:
        found: dict[Name, list[Row]] = {}
        for row in self.benchmark.rows:
            found.setdefault((row["type"], row["category"]), []).append(row)
        return found

    def of_type(self, kind: str) -> Iterator[Row]:
        """The rows of a type."""
        mine = (rows for name, rows in self._rows_by_task.items() if name[0] == kind)
        return chain.from_iterable(mine)

    def tasks(self, *, taught: bool = False) -> Iterator[Task]:
        """The questions task by task, so that one is in memory.

        With `taught` train holds those only whose pixels are read.
        """
        if self.names:
            train = self._taught if taught else self._train
            for name in self.names:
                asked = self._questions.questions(name)
                yield Task(*name, train=train.questions(name), test=asked)

    def boxes(self) -> Iterator[BoxTask]:
        """The box questions by category."""
        for category in CATEGORIES:
            if ("bounding box", category) in self._rows_by_task:
                train = box_questions(self.release, category, "train")
                asked = box_questions(self.release, category, self.split, self.config)
                yield BoxTask(category, train, asked)

    def captions(self) -> list[Row]:
        """Captions of train."""
        count = sum(entry.rows for entry in self.release.files_of("captions", "train"))
        step = max(1, -(-count // _MOST))
        rows = (self._captions(config, "train") for config in ("captions", SENSOR))
        return list(islice(chain.from_iterable(rows), 0, None, step))

    def grains(self) -> Iterator[Row]:
        """What is told of the captions that are asked: ID, category, grain, setting."""
        return self._captions(self.config, self.split)

    def _captions(self, config: str, split: str) -> Iterator[Row]:
        for entry in self.release.files_of(config, split):
            for table in self.release.row_groups(entry, _CAPTION):
                yield from (row for row in table.to_pylist() if row["type"] == "captioning")

    @property
    def patches(self) -> int:
        """How many patches are read for their pixels."""
        asked = self.release.files_of("patches", self.split)
        taught = sum(shard.patches for shard in taught_by(self.release))
        return taught + sum(entry.rows for entry in asked)

    @cached_property
    def seen(self) -> tuple[Seen, Seen]:
        """The statistics of the patches of train, and of those that are asked about.

        Raises ReleaseError if a patch is missing.
        """
        files = [shard.files["patches"] for shard in taught_by(self.release)]
        if not files:
            raise ReleaseError(f"{self.release.where}: no patches in train to learn from")
        train = see(self.release, files, maps=True, progress=self.progress)
        wanted = {row["patch_id"] for row in self.benchmark.rows}
        files = self.release.files_of("patches", self.split)
        asked = see(self.release, files, wanted, maps=False, progress=self.progress)
        if missing := sorted(wanted - asked.of.keys()):
            raise ReleaseError(
                f"{self.release.where}: {missing[0]} is asked about and not in patches, "
                f"{self.split}; see: python -m builder verify"
            )
        return train, asked

    @cached_property
    def boxed(self) -> tuple[list[Boxed], list[Boxed]]:
        """The questions on radar and infrared of train, and those asked, with what bands show.

        Nothing is read if none is asked. Raises ReleaseError if the pixels of a patch cannot be
        read.
        """
        if not self._rows_by_task.keys() & SENSED:
            return [], []
        wanted = {row["ID"] for row in self.benchmark.rows}
        known = boxed(self.release, taught_by(self.release), SENSOR, self.progress)
        shards = self.release.shards_of(self.split)
        asked = boxed(self.release, shards, self.config, self.progress)
        return list(known), [one for one in asked if one.row in wanted]
