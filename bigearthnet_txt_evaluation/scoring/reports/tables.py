"""Tables of scores: lines -> titles, headers and cells, the same for Markdown and for the page.

A row is a cell of the benchmark, a column a measure with its 95 % interval. Percent, but for
CIDEr-D, which goes from 0 to 10. "chance" of boxes is the whole image.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bigearthnet_txt_evaluation.scoring.cells import ALL, BOXES, CAPTIONS, QUESTIONS, Cell
from bigearthnet_txt_evaluation.scoring.lines import Line
from bigearthnet_txt_evaluation.scoring.measures import (
    ACCURACY,
    BLEU,
    CIDER,
    IOU,
    MOST,
    PRECISION,
    RECALL,
    ROUGE,
    THRESHOLDS,
    hits_at,
)
from bigearthnet_txt_evaluation.scoring.sampling import CIRCULAR

_FACTS = ("facts", "classes", "areas", "neighbors", "directions")
_COLUMNS: Mapping[str, Sequence[str]] = {
    QUESTIONS: (ACCURACY,),
    BOXES: (IOU, *map(hits_at, THRESHOLDS)),
    CAPTIONS: (BLEU, ROUGE, CIDER, f"facts, {PRECISION}", f"facts, {RECALL}"),
}
# Which cells stand in one table, and its title.
_MAIN = {QUESTIONS: (ALL, "type", "task"), BOXES: (ALL, "task"), CAPTIONS: (ALL, "grain")}
_FURTHER = {
    QUESTIONS: (CIRCULAR, "class", "country", "season"),
    BOXES: ("size", "expression", "class", "country", "season"),
    CAPTIONS: ("class", "country", "season"),
}
_TITLES = {CIRCULAR: "right in every rotation of the options", "size": "part of the patch"}
_MEAN = "mean of the tasks"


class Table(NamedTuple):
    """A table: `cells` are texts, a row for each cell of the benchmark."""

    title: str
    header: Sequence[str]
    cells: Sequence[Sequence[str]]
    is_main: bool


def tables(lines: Sequence[Line]) -> Iterator[Table]:
    """The tables of all groups: first the main one of each kind, then the others."""
    for group in dict.fromkeys(line.cell.group for line in lines):
        for kind in _MAIN:
            mine = [line for line in lines if line.cell[:2] == (group, kind)]
            if mine:
                yield from _of_kind(group, kind, mine)


def _of_kind(group: str, kind: str, lines: Sequence[Line]) -> Iterator[Table]:
    main = [line for line in lines if line.cell.by in _MAIN[kind]]
    yield _table(f"{group}, {kind}", kind, main, is_main=True)
    if facts := [line for line in main if line.cell.by == ALL and _is_fact(line)]:
        yield _table_of_facts(f"{group}, {kind}: facts by kind", facts)
    for by in _FURTHER[kind]:
        some = [line for line in lines if line.cell.by == by]
        if some:
            yield _table(f"{group}, {kind} by {_TITLES.get(by, by)}", kind, some, is_main=False)


def _is_fact(line: Line) -> bool:
    return line.measure.endswith((PRECISION, RECALL))


def _table(title: str, kind: str, lines: Sequence[Line], *, is_main: bool) -> Table:
    """One row a cell; chance and the blind model stand beside the first measure."""
    there = {line.measure for line in lines}
    measures = [measure for measure in _COLUMNS[kind] if measure in there]
    first, *others = measures
    header = (kind, "items", "failed", "unread", first, "chance", "best blind", *others)
    rows = _by_cell(lines)
    cells = [_cells(cell, found, measures) for cell, found in rows.items()]
    return Table(title, header, cells, is_main)


def _by_cell(lines: Iterable[Line]) -> dict[Cell, dict[str, Line]]:
    """Cell -> its lines by measure."""
    rows: dict[Cell, dict[str, Line]] = {}
    for line in lines:
        rows.setdefault(line.cell, {})[line.measure] = line
    return rows


def _cells(cell: Cell, found: Mapping[str, Line], measures: Sequence[str]) -> list[str]:
    first = found.get(measures[0]) or next(iter(found.values()))
    scores = [_score(found.get(measure)) for measure in measures]
    counts = (f"{count:,}" for count in (first.items, first.failed, first.unread))
    beside = (_beside(first.chance), _beside(first.blind))
    return [_named(cell), *counts, scores[0], *beside, *scores[1:]]


def _named(cell: Cell) -> str:
    if cell.by == ALL:
        return ALL if cell.kind == CAPTIONS else _MEAN
    return f"all {cell.name}" if cell.by == "type" else cell.name


def _beside(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _score(line: Line | None) -> str:
    return "-" if line is None else with_interval(line.measure, line.value, line.low, line.high)


def with_interval(measure: str, value: float, low: float | None, high: float | None) -> str:
    """ "71.4 (69.0 to 73.6)"; without bounds the value alone."""
    shown = [figure(measure, number) for number in (value, low, high) if number is not None]
    return shown[0] if len(shown) < 3 else f"{shown[0]} ({shown[1]} to {shown[2]})"


def figure(measure: str, value: float) -> str:
    """A score as it is shown: percent with one digit; CIDEr-D with two."""
    return f"{value:.2f}" if measure in MOST else f"{100 * value:.1f}"


def _table_of_facts(title: str, lines: Sequence[Line]) -> Table:
    (found,) = _by_cell(lines).values()
    cells = [[kind, *_both(found, kind)] for kind in _FACTS]
    return Table(title, ("facts", PRECISION, RECALL), cells, is_main=False)


def _both(lines: Mapping[str, Line], kind: str) -> Iterator[str]:
    for name in (PRECISION, RECALL):
        yield _score(lines.get(f"{kind}, {name}"))
