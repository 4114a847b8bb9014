"""Scores and differences as Markdown: tables for a paper, a card or the screen.

Scores -> "# Scores of a-model ... | questions | items | ... | accuracy |"
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bigearthnet_txt_evaluation.scoring.cells import ALL
from bigearthnet_txt_evaluation.scoring.comparing import Difference
from bigearthnet_txt_evaluation.scoring.reports.statement import in_a_line, statement
from bigearthnet_txt_evaluation.scoring.reports.tables import Table, figure, tables, with_interval
from bigearthnet_txt_evaluation.scoring.scores import Scores
from bigearthnet_txt_reader.markdown import markdown_table

_MOST = 10  # reasons that are listed
NOTE = (
    "Percent (CIDEr-D: 0 to 10) with 95 % intervals over blocks. Unread answers are wrong, failed "
    "requests are left out. Chance of boxes is the whole image; blind models saw no image, on test."
)


def scores_markdown(scores: Scores) -> str:
    """All tables, each with what it says of itself."""
    parts = [f"# Scores of {statement(scores)['model']}", NOTE, *remarks(scores)]
    for table in tables(scores.lines):
        parts += [f"## {table.title}", _markdown(table), f"*{in_a_line(scores)}*"]
    return "\n\n".join(parts) + "\n"


def summary(scores: Scores) -> str:
    """The main tables for the screen, columns aligned."""
    main = [table for table in tables(scores.lines) if table.is_main]
    shown = [f"{table.title}\n{_markdown(table, padded=True)}" for table in main]
    return "\n\n".join([*shown, in_a_line(scores), *remarks(scores)])


def main_tables(scores: Scores) -> Iterator[str]:
    """The main tables as they stand in a card."""
    for table in tables(scores.lines):
        if table.is_main:
            yield f"#### {table.title}"
            yield _markdown(table)


def remarks(scores: Scores) -> Iterator[str]:
    """Warnings, and why answers are missing."""
    yield from (f"Warning: {warning}" for warning in scores.warnings)
    yield from _listed("Failed", scores.errors)
    yield from _listed("Unread", scores.reasons)


def _listed(title: str, counts: Counter[str]) -> Iterator[str]:
    """The most frequent reasons, if there are any."""
    if counts:
        told = (f"{reason} {count:,}" for reason, count in counts.most_common(_MOST))
        yield f"{title}: {', '.join(told)}"


def _markdown(table: Table, *, padded: bool = False) -> str:
    return markdown_table(table.header, table.cells, numbers=True, padded=padded)


_HEAD = ("compared", "items", "first", "second", "difference", "p")


def differences_markdown(found: Sequence[Difference], *, padded: bool = False) -> str:
    """The differences of groups, types and tasks as a table."""
    main = [one for one in found if one.cell.by in (ALL, "type", "task", "grain")]
    return markdown_table(_HEAD, map(_cells, main), numbers=True, padded=padded)


def _cells(one: Difference) -> list[str]:
    name = one.cell.name if one.cell.name != ALL else f"{one.cell.group}, {one.cell.kind}"
    return [
        f"{name}, {one.measure}",
        f"{one.items:,}",
        figure(one.measure, one.one),
        figure(one.measure, one.other),
        with_interval(one.measure, one.value, one.low, one.high),
        "-" if one.p is None else f"{one.p:.4f}",
    ]
