"""The card on the items of a benchmark. ItemTable -> "### Items of the benchmark", tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from bigearthnet_txt import GROUPS
from bigearthnet_txt_reader.markdown import folded, markdown_table
from builder.items import ItemTable

_TEXT = """\
{items:,} of {rows:,} rows about {patches:,} patches were chosen, {fewest} to {most} a patch:
{groups}.

Scores are given for each group alone. Tasks have their part of all rows. Within a task yes stands
as often as no, and each letter as often as the others, or once more; within a class as far as its
rows allow. What a row asks about can be seen (`visibility`), and no question holds for any map.

Rows that were not chosen: {left_out}.

A box follows from a point if a rule that sees no image finds it (IoU of 0.5 or more): as far to
both sides as to the nearer edge, or the mean box around the point ({wide:.0f} x {high:.0f} px)."""
_TASKS = ("task", "group", "rows", "items", "answers")
_FOUND = ("class", "wanted", "found", "why not")
_CLASSES = "Items that show a class, which has to be seen to answer them:"


def items_section(table: ItemTable) -> str:
    """Items by task, answer and group; by class wanted, found and why not more."""
    tasks = [
        [task.task, task.group, f"{task.rows:,}", f"{task.items:,}", _answers(task.answers)]
        for task in table.tasks
    ]
    classes = [[c.name, str(c.wanted), str(c.found), c.why or ""] for c in table.classes]
    parts = (
        "### Items of the benchmark",
        _text(table),
        folded("Items by task", markdown_table(_TASKS, tasks)),
        folded("Items by class", _CLASSES, markdown_table(_FOUND, classes)),
    )
    return "\n\n".join(parts)


def _text(table: ItemTable) -> str:
    wide, high = table.sides
    return _TEXT.format(
        items=table.items,
        rows=sum(task.rows for task in table.tasks),
        patches=table.patches,
        fewest=table.fewest,
        most=table.most,
        groups=", ".join(_groups(table)),
        left_out=", ".join(f"{rows:,} ({why})" for why, rows in table.left_out.items() if rows),
        wide=wide,
        high=high,
    )


def _groups(table: ItemTable) -> Iterator[str]:
    """ "1,200 of content", in the order of the contract."""
    found: Counter[str] = Counter()
    for task in table.tasks:
        found[task.group] += task.items
    yield from (f"{found[group]:,} of {group}" for group in GROUPS if found[group])


def _answers(answers: Mapping[str, int]) -> str:
    """ "yes 58, no 58"; nothing of boxes, no two of which are alike."""
    return ", ".join(f"{answer} {count:,}" for answer, count in answers.items() if answer)
