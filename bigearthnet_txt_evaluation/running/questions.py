"""Questions: the rows of a benchmark as a run asks them. Benchmark + Settings -> Question.

Question(Key(6021, 2), row, "The image shows ...", "S2A_..._57") is row 6021 with its options moved
up by two places, beside the pictures of that patch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from bigearthnet_txt_evaluation.prompts import prompt, turned
from bigearthnet_txt_evaluation.running.errors import RunError
from bigearthnet_txt_evaluation.running.settings import BLIND, GRAY, OTHER, VISIBLE, Settings
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark, Row
from bigearthnet_txt_evaluation.scoring.predictions import Key
from bigearthnet_txt_reader.sensed import beside

_SEED = 0  # of the draw of questions, and of whose picture is shown


class Question(NamedTuple):
    """What is asked: the row as it was turned, the prompt, and the patch whose pictures go with it.

    `patch` is None if no picture of a patch is shown; `views` are the pictures that the prompt
    names.
    """

    key: Key
    row: Row
    prompt: str
    patch: str | None
    views: tuple[str, ...]

    @property
    def name(self) -> str:
        """As the log of a run names it: "6021", rotated "6021r2"."""
        return f"{self.key.id}r{self.key.rotation}" if self.key.rotation else str(self.key.id)


def questions(benchmark: Benchmark, settings: Settings) -> list[Question]:
    """All that is asked in a run, in the order of the rows."""
    pictured = _pictured(benchmark.rows, settings)
    rows = _drawn(_of_group(benchmark, settings.group), settings.limit)
    asked = (one for row in rows for one in _turns(row, settings))
    return [
        Question(
            key=Key(row["ID"], places),
            row=row,
            prompt=prompt(row, views, settings.boxes),
            patch=pictured.get(row["patch_id"]),
            views=views,
        )
        for places, row in asked
        for views in [views_of_row(row, settings)]
    ]


def views_of_row(row: Row, settings: Settings) -> tuple[str, ...]:
    """The pictures of a question: those of the run, and what shows the answer if it is not there.

    That is so for questions on radar and infrared alone. A blind run has no picture, and a visible
    one has nothing beside true color.
    """
    views = settings.views
    return views if settings.shown == VISIBLE else beside(views, row)


def _turns(row: Row, settings: Settings) -> Iterator[tuple[int, Row]]:
    """(places, row): the row as it is, and with its options in every other order."""
    several = settings.rotate_options and row["type"] == "mcq"
    for places in range(len(row["options"]) if several else 1):
        yield places, turned(row, places)


def _of_group(benchmark: Benchmark, group: str | None) -> list[Row]:
    rows = [row for row in benchmark.rows if group in (None, row["group"])]
    if not rows:
        raise RunError(
            f"{benchmark.release.where}: no row of the group {group}; leave --group out to ask all"
        )
    return rows


def _drawn(rows: Sequence[Row], limit: int | None) -> list[Row]:
    """So many rows of all, the same for every model, in their order."""
    if limit is None or limit >= len(rows):
        return list(rows)
    chosen = np.random.default_rng(_SEED).permutation(len(rows))[:limit]
    return [rows[k] for k in sorted(chosen)]


def _pictured(rows: Sequence[Row], settings: Settings) -> Mapping[str, str]:
    """Patch that is asked about -> patch whose pictures are shown."""
    if settings.shown in (BLIND, GRAY):
        return {}
    blocks = {row["patch_id"]: row["block"] for row in rows}
    return others(blocks) if settings.shown == OTHER else {patch: patch for patch in blocks}


def others(blocks: Mapping[str, str]) -> dict[str, str]:
    """A patch of another block for each patch, by a fixed draw; `blocks`: patch -> block.

    Raises RunError if all are of one block.
    """
    order = np.random.default_rng(_SEED).permutation(sorted(blocks)).tolist()
    if len(set(blocks.values())) < 2:
        raise RunError("--other-image: all patches are of one block, so none shows another place")
    return {patch: _next(order, k, blocks) for k, patch in enumerate(order)}


def _next(order: Sequence[str], k: int, blocks: Mapping[str, str]) -> str:
    """The next patch in a circle that is of another block."""
    circle = (*order[k + 1 :], *order[:k])
    return next(patch for patch in circle if blocks[patch] != blocks[order[k]])
