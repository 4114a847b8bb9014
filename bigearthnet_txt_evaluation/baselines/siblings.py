"""Siblings: what the other rows of a patch name and ask, before any is answered.

data/vqa, data/refexp -> {patch_id: [Said, Said, ...]}. Example: "Do pastures cover more than 20% of
the image?" is Said(task="binary area", parts=((4,),), numbers=(20.0,), ...). Whoever reads it
beside "Are there any pastures in the image?" knows the answer to that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from bigearthnet_txt_evaluation.baselines.intervals import interval
from bigearthnet_txt_evaluation.baselines.questions import Question
from bigearthnet_txt_evaluation.baselines.sample import Progress, sampled, unheard
from bigearthnet_txt_evaluation.baselines.scores import Given
from bigearthnet_txt_evaluation.baselines.words import classes_in, heading_in, numbers_in
from bigearthnet_txt_evaluation.places import place_of
from bigearthnet_txt_reader.release import Release

_COLUMNS = (
    "ID",
    "patch_id",
    "input",
    "type",
    "category",
    "options",
    "expression",
    "box_pixels",
    "pack",
)
_POINT, _REFERENCE = "bounding box point", "bounding box reference"
OTHER = "other"
KNOWN = (
    "binary presence",
    "binary area",
    "binary count",
    "binary adjacency",
    "mcq presence",
    "mcq area",
    "mcq count",
    "mcq adjacency",
    "mcq relative pos",
    _POINT,
    _REFERENCE,
    OTHER,
)  # the tasks that are told apart


class Said(NamedTuple):
    """What a row says before it is answered.

    `row` is its ID; `parts` are the classes of its stem and of each option, `classes` all of them;
    `numbers` are those of all its text, areas in percent; `heading` is where an expression looks
    for its region, in steps to the right and up. `box` is the answer, known to `given_away` only.
    """

    row: int
    place: str
    task: str
    pack: int | None
    parts: tuple[tuple[int, ...], ...]
    classes: frozenset[int]
    numbers: tuple[float, ...]
    heading: tuple[int, int]
    box: tuple[int, ...]


Siblings = Mapping[str, Sequence[Said]]


def read_siblings(release: Release, split: str, progress: Progress = unheard) -> Siblings:
    """The questions and boxes of each patch of a split, or of a fair sample (see `sample`)."""
    files = [entry for config in ("vqa", "refexp") for entry in release.files_of(config, split)]
    found: dict[str, list[Said]] = defaultdict(list)
    for table in sampled(release, files, _COLUMNS, progress):
        for row in table.to_pylist():
            found[row["patch_id"]].append(said(row))
    return found


def said(row: Mapping[str, Any]) -> Said:
    """What a row of `vqa` or `refexp` says before it is answered."""
    choices = tuple(row.get("options") or ()) if row["type"] == "mcq" else ()
    stem = row["input"].partition(" a) ")[0] if choices else row["input"]
    expression = row.get("expression") or ""
    texts = (expression or stem, *choices)
    task = f"{row['type']} {row['category']}"
    parts = tuple(map(classes_in, texts))
    measured = () if row["type"] == "bounding box" else texts
    return Said(
        row=row["ID"],
        place=place_of(row["patch_id"]),
        task=task if task in KNOWN else OTHER,
        pack=row.get("pack"),
        parts=parts,
        classes=frozenset(chain.from_iterable(parts)),
        numbers=tuple(chain.from_iterable(map(numbers_in, measured))),
        heading=heading_in(expression),
        box=tuple(row.get("box_pixels") or ()),
    )


def beside(question: Question, siblings: Siblings, *, pack: bool) -> list[Said]:
    """The other rows of its patch, or of its pack."""
    rows = siblings[question.patch]
    near = (row for row in rows if not pack or row.pack == question.pack)
    return [row for row in near if row.row != question.row]


def given_away(siblings: Siblings) -> Given | None:
    """The part of references whose box a point row of the same pack, or patch, asks for too.

    None if there are no references.
    """
    found = [pair for rows in siblings.values() for pair in _references(rows)]
    if not found:
        return None
    places = [row.place for row, _ in found]
    in_patch = [_is_asked(row, points) for row, points in found]
    in_pack = [_is_asked(row, _near(row, points)) for row, points in found]
    return Given(
        references=len(found),
        pack=interval(np.array(in_pack), places),
        patch=interval(np.array(in_patch), places),
    )


def _references(rows: Sequence[Said]) -> Iterator[tuple[Said, list[Said]]]:
    """The references of a patch, each with all its points."""
    points = [row for row in rows if row.task == _POINT]
    for row in rows:
        if row.task == _REFERENCE:
            yield row, points


def _near(row: Said, points: Iterable[Said]) -> list[Said]:
    """The points of its pack."""
    return [point for point in points if point.pack == row.pack]


def _is_asked(row: Said, points: Iterable[Said]) -> bool:
    return any(point.box == row.box for point in points)
