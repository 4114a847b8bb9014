"""The page of a model: scores, charts and a hundred wrong answers in one HTML file.

Scores -> HTML that needs nothing else: pictures lie in it, and there is no script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from string import Template

from bigearthnet_txt_evaluation.scoring.cells import QUESTIONS, Cell
from bigearthnet_txt_evaluation.scoring.lines import Line
from bigearthnet_txt_evaluation.scoring.measures import ACCURACY, IOU
from bigearthnet_txt_evaluation.scoring.reports.as_markdown import NOTE, remarks
from bigearthnet_txt_evaluation.scoring.reports.cards import card
from bigearthnet_txt_evaluation.scoring.reports.charts import chart
from bigearthnet_txt_evaluation.scoring.reports.examples import examples
from bigearthnet_txt_evaluation.scoring.reports.statement import in_a_line, statement
from bigearthnet_txt_evaluation.scoring.reports.tables import Table, tables
from bigearthnet_txt_evaluation.scoring.scores import Scores

_PAGE = Path(__file__).with_suffix(".html")
_BOUNDS = re.compile(r"\(([-\d.]+ to [-\d.]+)\)")  # of an interval
_KEYS = (
    '<p class="keys"><span><i class="bar"></i>score</span>'
    '<span><i class="range"></i>95 % interval</span>'
    '<span><i class="chance"></i>chance (boxes: the whole image)</span>'
    '<span><i class="blind"></i>best blind model</span></p>'
)


def scores_page(scores: Scores) -> str:
    """The whole page."""
    return Template(_PAGE.read_text("utf-8")).substitute(
        title=escape(f"Scores of {statement(scores)['model']}"),
        note=escape(NOTE),
        facts="".join(_facts(scores)),
        remarks="".join(_remarks(scores)),
        charts=_KEYS + "".join(_charts(scores.lines)),
        tables="".join(_tables(scores)),
        examples="".join(map(card, examples(scores))) or "<p>None.</p>",
    )


def _facts(scores: Scores) -> Iterator[str]:
    for name, value in statement(scores).items():
        yield f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"


def _remarks(scores: Scores) -> Iterator[str]:
    for remark in remarks(scores):
        yield f'<p class="warning">{escape(remark)}</p>'


def _charts(lines: Sequence[Line]) -> Iterator[str]:
    """Of each group and kind: by task, and of questions by class."""
    for group, kind in dict.fromkeys(line.cell[:2] for line in lines):
        for by in ("task", "class"):
            mine = [line for line in lines if _is_charted(line, Cell(group, kind, by, ""))]
            if mine:
                title = f"{group}, {kind} by {by}: {mine[0].measure}"
                caption = f"<figcaption>{escape(title)}</figcaption>"
                yield f"<figure>{caption}{chart(mine, title)}</figure>"


def _is_charted(line: Line, cell: Cell) -> bool:
    measure = ACCURACY if cell.kind == QUESTIONS else IOU
    return line.cell[:3] == cell[:3] and line.measure == measure


def _tables(scores: Scores) -> Iterator[str]:
    line = escape(in_a_line(scores))
    for table in tables(scores.lines):
        opened = " open" if table.is_main else ""
        body = f'{_table(table)}<p class="line">{line}</p>'
        yield f"<details{opened}><summary>{escape(table.title)}</summary>{body}</details>"


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in table.header)
    rows = "".join(map(_row, table.cells))
    return f'<div class="scroll"><table><tr>{head}</tr>{rows}</table></div>'


def _row(cells: Sequence[str]) -> str:
    shown = (_BOUNDS.sub(r"<small>\1</small>", escape(cell)) for cell in cells)
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in shown)}</tr>"
