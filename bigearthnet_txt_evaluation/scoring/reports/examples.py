"""A hundred wrong and unread answers, spread over the tasks, with the pictures of their patches.

Scores -> Example by Example. Of each task the first by ID are taken, which is a hash: no part of
the benchmark is preferred. Boxes count as wrong below an overlap of one half.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import NamedTuple

import numpy as np

from bigearthnet_txt import REFERENCE_MAP, decode_group
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark
from bigearthnet_txt_evaluation.scoring.cells import task_of
from bigearthnet_txt_evaluation.scoring.outcomes import Outcome
from bigearthnet_txt_evaluation.scoring.scores import Scores

MOST = 100
_FOUND = 0.5  # overlap


class Patch(NamedTuple):
    """What is shown of a patch: its preview as a JPEG, and its map of CORINE codes."""

    preview: bytes | None
    codes: np.ndarray


class Example(NamedTuple):
    """A wrong or unread answer; `patch` is None if the release has no pictures of it."""

    outcome: Outcome
    patch: Patch | None


def examples(scores: Scores, most: int = MOST) -> list[Example]:
    """The examples, unread ones first."""
    chosen = _chosen(scores.outcomes, most)
    patches = dict(_patches(scores.benchmark, {one.row["patch_row"] for one in chosen}))
    return [Example(one, patches.get(one.row["patch_row"])) for one in chosen]


def _chosen(found: Sequence[Outcome], most: int) -> list[Outcome]:
    unread = _spread([one for one in found if one.unread])[: most // 2]
    wrong = _spread([one for one in found if _is_wrong(one)])
    chosen = [*unread, *wrong[: most - len(unread)]]
    rest = _spread([one for one in found if one.unread])[len(unread) :]
    return [*chosen, *rest[: most - len(chosen)]]


def _is_wrong(one: Outcome) -> bool:
    return one.score is not None and one.score < _FOUND and not one.unread


def _spread(found: Sequence[Outcome]) -> list[Outcome]:
    """One of each task in turn."""
    by_task: dict[str, list[Outcome]] = {}
    for one in sorted(found, key=lambda one: one.key):
        by_task.setdefault(task_of(one.row), []).append(one)
    turns = chain.from_iterable(zip_longest(*by_task.values()))
    return [one for one in turns if one is not None]


def _patches(benchmark: Benchmark, wanted: set[int]) -> Iterator[tuple[int, Patch]]:
    """Row of a patch in its split, and what is shown of it."""
    number = 0
    for entry in benchmark.release.files_of("patches", benchmark.split):
        for table in benchmark.release.row_groups(entry, ["image", REFERENCE_MAP.name]):
            for k in sorted(wanted & set(range(number, number + len(table)))):
                (row,) = table.slice(k - number, 1).to_pylist()
                yield k, _patch(row)
            number += len(table)


def _patch(row: Mapping[str, object]) -> Patch:
    image = row.get("image")
    preview = image["bytes"] if isinstance(image, dict) else None
    return Patch(preview, decode_group(row, [REFERENCE_MAP])[0])
