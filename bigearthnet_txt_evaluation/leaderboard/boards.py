"""Boards: the scores of several models as tables, a row a model. Scores -> Entry -> Markdown.

| model | saw | measured on | binary | ... |
| trees | none | these rows | 51.2 (48.9 to 53.6) | ... |
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from bigearthnet_txt import GROUPS, SENSOR_TASKS, TASKS
from bigearthnet_txt_evaluation.leaderboard.published import BOTH, Published
from bigearthnet_txt_evaluation.scoring import SCORER, Benchmark, Line, Scores
from bigearthnet_txt_evaluation.scoring.cells import ALL, BOXES, CAPTIONS, QUESTIONS, Cell, members
from bigearthnet_txt_evaluation.scoring.measures import ACCURACY, BLEU, IOU
from bigearthnet_txt_evaluation.scoring.reports.tables import with_interval
from bigearthnet_txt_evaluation.scoring.sampling import Key
from bigearthnet_txt_reader.markdown import markdown_table

_PART = "*"  # behind a score of a part of the rows
PART_NOTE = f"{_PART} Not every row of the cell was answered."
_THESE, _PUBLISHED = "these rows", "published set"
_TYPES = ("binary", "mcq")


class Entry(NamedTuple):
    """A model on a board: what it saw, where it was measured, and its scores as text."""

    model: str
    saw: str
    measured: str
    cells: Mapping[Key, str]


class Column(NamedTuple):
    """A column of a board."""

    title: str
    key: Key


def _questions(group: str, kind: str) -> Column:
    title = kind if group == "content" else f"{kind}, {group}"
    return Column(title, Key(Cell(group, QUESTIONS, "type", kind), ACCURACY))


_MAIN = (
    Column("captions BLEU-4", Key(Cell("content", CAPTIONS, ALL, ALL), BLEU)),
    *(_questions(group, kind) for group in GROUPS for kind in _TYPES),
    Column("mcq, both as published", BOTH),
    Column("boxes mIoU", Key(Cell("content", BOXES, ALL, ALL), IOU)),
    Column("boxes mIoU, sensor", Key(Cell("sensor", BOXES, ALL, ALL), IOU)),
    Column("captions BLEU-4, sensor", Key(Cell("sensor", CAPTIONS, ALL, ALL), BLEU)),
)


def _by_task(group: str, kind: str) -> tuple[Column, ...]:
    """A column for each task of a type in a group."""
    is_box = kind == "bounding box"
    measure, sort = (IOU, BOXES) if is_box else (ACCURACY, QUESTIONS)
    return tuple(
        Column(task.category, Key(Cell(group, sort, "task", task.name), measure))
        for task in (*TASKS, *SENSOR_TASKS)
        if (task.group, task.type) == (group, kind)
    )


_BOARDS = {
    "All": _MAIN,
    **{f"{kind}, {group}": _by_task(group, kind) for group in GROUPS for kind in _TYPES},
    "boxes, mIoU": _by_task("content", "bounding box"),
}


def entry_of(scores: Scores) -> Entry:
    """The entry of a file of predictions."""
    stated = scores.predictions.stated
    rows = {cell: len(found) for cell, found in members(scores.benchmark.rows).items()}
    return Entry(
        model=str(stated.get("model") or scores.predictions.where),
        saw=str(stated.get("image_recipe") or "not stated"),
        measured=_THESE,
        cells={Key(line.cell, line.measure): _cell(line, rows) for line in scores.lines},
    )


def _cell(line: Line, rows: Mapping[Cell, int]) -> str:
    part = line.items - line.failed < rows.get(line.cell, 0)
    shown = with_interval(line.measure, line.value, line.low, line.high)
    return shown + _PART if part else shown


def _of_paper(model: Published) -> Entry:
    cells = {key: f"{100 * value:.2f}" for key, value in model.scores.items()}
    return Entry(model.model, "as published", _PUBLISHED, cells)


def leaderboard(
    benchmark: Benchmark, scores: Iterable[Scores], others: Iterable[Published] = ()
) -> str:
    """The tables of these files, in their order, above those of `others`; without empty ones."""
    entries = [*map(entry_of, scores), *map(_of_paper, others)]
    tables = [_table(title, entries, columns) for title, columns in _BOARDS.items()]
    shown = "\n\n".join([_about(benchmark), *filter(None, tables)])
    return f"{shown}\n\n{PART_NOTE}" if f"{_PART} " in shown else shown


def _about(benchmark: Benchmark) -> str:
    """What the rows are that the files answer."""
    return (
        f"These rows: {benchmark.config}, {benchmark.split} of {benchmark.release.name}; version "
        f"{benchmark.version}; rows {benchmark.row_hash}; scorer {SCORER}. Percent, with 95 % "
        "intervals over blocks."
    )


def _table(title: str, entries: Sequence[Entry], columns: Sequence[Column]) -> str:
    """A table of the models and columns that have something in it; "" if none has."""
    there = [entry for entry in entries if _filled(columns, entry)]
    every = list(chain.from_iterable(_filled(columns, entry) for entry in there))
    filled = [column for column in columns if column in every]
    head = ("model", "saw", "measured on", *(column.title for column in filled))
    cells = (list(_row(entry, filled)) for entry in there)
    shown = markdown_table(head, cells, numbers=True, padded=True)
    return f"## {title}\n\n{shown}" if filled else ""


def _filled(columns: Sequence[Column], entry: Entry) -> list[Column]:
    """The columns for which a model has a score."""
    return [column for column in columns if column.key in entry.cells]


def _row(entry: Entry, columns: Sequence[Column]) -> Iterator[str]:
    yield from (entry.model, entry.saw, entry.measured)
    yield from (entry.cells.get(column.key, "-") for column in columns)
