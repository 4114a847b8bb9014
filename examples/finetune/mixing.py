"""Mixing: the rows that are learned, drawn task by task. Config -> Mix -> rows for TRL.

The k-th draw follows from the seed and k alone: a task by its weight, a row of it, a symmetry.

    >>> mix.example(17)["completion"]
    [{'role': 'assistant', 'content': 'yes'}]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
import pyarrow.compute as pc

from bigearthnet_txt import (
    SYMMETRIES,
    TASKS,
    Split,
    Untransformable,
    composite_bands,
    load,
    transform,
)
from bigearthnet_txt_evaluation.places import place_of
from bigearthnet_txt_evaluation.scoring.errors import ScoringError
from bigearthnet_txt_evaluation.training import as_messages
from bigearthnet_txt_reader.release import Release
from examples.finetune.config import Config

if TYPE_CHECKING:
    import datasets

SPLIT: Split = "train"


class Pool(NamedTuple):
    """The rows of a task in a config, by their numbers, and how often one of them is drawn."""

    task: str
    config: str
    rows: np.ndarray
    weight: float


class Draw(NamedTuple):
    """A row, by its number in a config, and how it is turned."""

    config: str
    row: int
    symmetry: str


class Mix:
    """The draws of a training. Raises ScoringError if a task has no rows in the split."""

    def __init__(self, config: Config) -> None:
        self.config = config
        bands = dict.fromkeys(band for view in config.images for band in composite_bands(view))
        self._rows: Mapping[str, Any] = {
            name: self._loaded(name, [*bands]) for name in configs_of(config)
        }
        self.pools = [self._pool(task, weight) for task, weight in config.tasks.items()]
        total = sum(pool.weight for pool in self.pools)
        self._shares = [pool.weight / total for pool in self.pools]

    def _loaded(self, name: str, bands: list[str]) -> Any:
        config = self.config
        return load(
            cast(Any, name), SPLIT, source=config.data, revision=config.revision, bands=bands
        )

    def _pool(self, task: str, weight: float) -> Pool:
        """The rows of a type, or of a category of it."""
        config, kind, category = config_of(task), *task.partition("/")[::2]
        columns = self._rows[config].data
        found = pc.equal(columns.column("type"), kind)
        if category:
            found = pc.and_(found, pc.equal(columns.column("category"), category))
        rows = np.flatnonzero(found.to_numpy())
        if not len(rows):
            raise ScoringError(
                f"{self.config.data}: no rows of {task} in {SPLIT}; take it out of tasks"
            )
        return Pool(task, config, rows, weight)

    def draw(self, k: int) -> Draw:
        """The k-th draw."""
        generator = np.random.default_rng([self.config.seed, k])
        pool = self.pools[generator.choice(len(self.pools), p=self._shares)]
        row = int(pool.rows[generator.integers(len(pool.rows))])
        drawn = SYMMETRIES[generator.integers(len(SYMMETRIES))]
        return Draw(pool.config, row, drawn if self.config.symmetries else SYMMETRIES[0])

    def example(self, k: int) -> dict[str, Any]:
        """The k-th draw as TRL takes it: the loss is on the completion alone.

        The texts are plain, as those of `bigearthnet-txt export trl`: TRL puts the pictures there.
        """
        config, number, symmetry = self.draw(k)
        row, form = _turned(self._rows[config][number], symmetry), self.config.form
        told = as_messages(row, form.images, form.size, self.config.boxes)
        asked, said = ([_plain(turn)] for turn in told["messages"])
        return {"prompt": asked, "completion": said, "images": told["images"]}

    def dataset(self, draws: int) -> datasets.Dataset:
        """So many draws, each made when it is asked for."""
        from datasets import Dataset

        return Dataset.from_dict({"draw": [*range(draws)]}).with_transform(self._batch)

    def _batch(self, asked: Mapping[str, list[int]]) -> dict[str, list[Any]]:
        made = [*map(self.example, asked["draw"])]
        return {name: [*map(itemgetter(name), made)] for name in made[0]}


def _plain(turn: Mapping[str, Any]) -> dict[str, str]:
    return {"role": turn["role"], "content": turn["content"][-1]["text"]}


def config_of(task: str) -> str:
    """The config in which the rows of a task live."""
    return next(one.config for one in TASKS if task in (one.type, one.name))


def configs_of(config: Config) -> list[str]:
    """The configs that are read."""
    return [*dict.fromkeys(map(config_of, config.tasks))]


def _turned(row: Mapping[str, Any], symmetry: str) -> Mapping[str, Any]:
    """The row turned; as it is if its text cannot be turned."""
    try:
        return transform(row, symmetry)
    except Untransformable:
        return row


def require_apart(release: Release, splits: set[str]) -> None:
    """Raises ScoringError if a place of train lies in one of these splits too."""
    learned = set(_places(release, SPLIT))
    for split in sorted(splits):
        if shared := learned & {*_places(release, split)}:
            raise ScoringError(
                f"{release.where}: {len(shared):,} places of {SPLIT} are in {split} too "
                f"({min(shared)}, ...); a gain there would be memory: take another release"
            )


def _places(release: Release, split: str) -> Iterator[str]:
    """The places of the patches of a split."""
    for entry in release.files_of("patches", split):
        for table in release.row_groups(entry, ["patch_id"]):
            yield from map(place_of, table["patch_id"].to_pylist())
