"""Charts of amounts: rows by task and by split, patches by country and season, and what there is of
each class. Counts -> Figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bigearthnet_txt import CLASSES, CONFIGS, SEASONS, SPLITS, TASKS
from builder.stats import published
from builder.stats.counts import Counts
from builder.stats.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    SKY,
    SPLIT_COLORS,
    TYPES,
    bare,
    folded,
    paper,
    short,
)
from builder.stats.tables import task_name


def tasks(counts: Counts) -> Figure:
    """Rows of each task as bars, colored by type, with the rows per patch at their ends."""
    figure = paper(4.6)
    axes = bare(figure.subplots())
    totals = [sum(counts.tasks[f"{task.type}/{task.category}"].values()) for task in TASKS]
    bars = axes.barh(
        [task_name(t.type, t.category) for t in TASKS],
        totals,
        color=[TYPES[t.type] for t in TASKS],
        height=0.74,
    )
    per_patch = (total / max(counts.patches, 1) for total in totals)
    axes.bar_label(
        bars,
        [f"{short(t)}  ({p:.2f})" for t, p in zip(totals, per_patch, strict=True)],
        padding=4,
        fontsize=8.5,
    )
    figure.legend(
        [Patch(color=color) for color in TYPES.values()],
        list(TYPES),
        loc="outside lower center",
        ncols=len(TYPES),
    )
    axes.set_xlabel("rows (in brackets: rows per patch)")
    axes.set_xlim(right=1.22 * max(*totals, 1))
    axes.invert_yaxis()
    _in_short(axes)
    return figure


def splits(counts: Counts) -> Figure:
    """Two panels: patches by split, and the text rows of the configs, stacked by split."""
    figure = paper(2.5)
    left, right = (bare(axes) for axes in figure.subplots(1, 2, width_ratios=[1, 1.25]))
    patches = [counts.rows.get("patches", {}).get(split, 0) for split in SPLITS]
    bars = left.barh(SPLITS, patches, color=[SPLIT_COLORS[split] for split in SPLITS], height=0.7)
    left.bar_label(bars, [short(n) for n in patches], padding=4, fontsize=8.5)
    left.set_xlim(right=1.25 * max(*patches, 1))
    left.set_title("patches")
    configs = [config for config in CONFIGS if config in counts.rows and config != "patches"]
    start = [0] * len(configs)
    for split in SPLITS:
        rows = [counts.rows[config].get(split, 0) for config in configs]
        right.barh(configs, rows, left=start, color=SPLIT_COLORS[split], height=0.7, label=split)
        start = [a + b for a, b in zip(start, rows, strict=True)]
    for place, total in enumerate(start):
        right.text(total, place, f" {short(total)}", va="center", fontsize=8.5)
    right.set_xlim(right=1.18 * max([*start, 1]))
    right.set_title("rows of text")
    for axes in (left, right):
        axes.invert_yaxis()
        _in_short(axes)
    figure.legend(*right.get_legend_handles_labels(), loc="outside lower center", ncols=len(SPLITS))
    return figure


def places(counts: Counts) -> Figure:
    """Shares of the patches by country and by season, as bars, beside those of the published set,
    as marks.
    """
    figure = paper(3.9)
    left, right = figure.subplots(1, 2, width_ratios=[1.35, 1])
    countries = sorted(counts.countries, key=lambda name: -published.COUNTRIES.get(name, 0))
    _shares(bare(left), countries, counts.countries, published.COUNTRIES)
    _shares(bare(right), SEASONS, counts.seasons, published.SEASONS)
    left.set_title("country")
    right.set_title("season")
    marks, names = left.get_legend_handles_labels()
    figure.legend(marks[::-1], names[::-1], loc="outside lower center", ncols=2)
    return figure


def _shares(
    axes: Axes,
    names: Sequence[str],
    found: Mapping[str, Mapping[str, int]],
    other: Mapping[str, int],
) -> None:
    whole = max(sum(of["patches"] for of in found.values()), 1)
    ours = [100 * found[name]["patches"] / whole for name in names]
    theirs = [100 * other[name] / sum(other.values()) for name in names]
    axes.barh(names, ours, color=SKY, height=0.66, label="this release")
    axes.scatter(
        theirs,
        names,
        marker="D",
        s=26,
        color=ORANGE,
        edgecolor=INK,
        linewidth=0.7,
        zorder=3,
        label="published set",
    )
    axes.set_xlabel("percent of the patches")
    axes.set_xlim(0, 1.12 * max([*ours, *theirs]))
    axes.invert_yaxis()


def classes(counts: Counts) -> Figure:
    """Three panels by class: patches that hold it, its regions in them, rows that speak of it."""
    figure = paper(7.2)
    panels = figure.subplots(1, 3, sharey=True)
    names = folded(CLASSES, 38)
    for axes, field, color in zip(
        panels, ("patches", "regions", "rows"), (BLUE, GREEN, ORANGE), strict=True
    ):
        values = [counts.classes[label][field] for label in CLASSES]
        bars = bare(axes).barh(names, values, color=color, height=0.7)
        axes.bar_label(bars, [short(value) for value in values], padding=3, fontsize=8)
        axes.set_xlim(right=1.42 * max(*values, 1))
        axes.set_title(field)
        axes.tick_params("y", labelsize=8)
        axes.margins(y=0.01)
        _in_short(axes, 3)
    panels[0].invert_yaxis()
    return figure


def _in_short(axes: Axes, ticks: int = 5) -> None:
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    axes.xaxis.set_major_locator(MaxNLocator(ticks, integer=True))
