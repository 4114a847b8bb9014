"""Charts of amounts: Counts -> Figure.

They show rows by task and by split, patches by country and season, and how much there is of each
class.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bigearthnet_txt import CLASSES, CONFIGS, SEASONS, SPLITS
from builder.stats import reference_sets
from builder.stats.counts import Counts, in_order, task_name
from builder.stats.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    SKY,
    SPLIT_COLORS,
    bare,
    folded,
    paper,
    short,
    type_color,
)


def tasks(counts: Counts) -> Figure:
    """Rows of each task as bars, colored by type, with the rows per patch at their ends."""
    figure = paper(4.6)
    axes = bare(figure.subplots())
    names = in_order(counts.tasks)
    rows = [counts.rows_of(task) for task in names]
    colors = [type_color(_type(task)) for task in names]
    bars = axes.barh(list(map(task_name, names)), rows, color=colors, height=0.74)
    labels = [_with_share(n, counts.patches) for n in rows]
    axes.bar_label(bars, labels, padding=4, fontsize=8.5)
    types = list(dict.fromkeys(map(_type, names)))
    patches = [Patch(color=type_color(type_)) for type_ in types]
    figure.legend(patches, types, loc="outside lower center", ncols=max(len(types), 1))
    axes.set_xlabel("rows (in brackets: rows per patch)")
    axes.set_xlim(right=1.22 * max([*rows, 1]))
    axes.invert_yaxis()
    _in_short(axes)
    return figure


def _type(task: str) -> str:
    return task.partition("/")[0]


def _with_share(rows: int, patches: int) -> str:
    return f"{short(rows)}  ({rows / max(patches, 1):.2f})"


def splits(counts: Counts) -> Figure:
    """Two panels: patches by split, and the text rows of the configs, stacked by split."""
    figure = paper(2.5)
    left, right = (bare(axes) for axes in figure.subplots(1, 2, width_ratios=[1, 1.25]))
    _patches_by_split(left, counts)
    _rows_by_config(right, counts)
    for axes in (left, right):
        axes.invert_yaxis()
        _in_short(axes)
    figure.legend(*right.get_legend_handles_labels(), loc="outside lower center", ncols=len(SPLITS))
    return figure


def _patches_by_split(axes: Axes, counts: Counts) -> None:
    patches = [counts.rows.get("patches", {}).get(split, 0) for split in SPLITS]
    bars = axes.barh(SPLITS, patches, color=[SPLIT_COLORS[split] for split in SPLITS], height=0.7)
    axes.bar_label(bars, [short(n) for n in patches], padding=4, fontsize=8.5)
    axes.set_xlim(right=1.25 * max(*patches, 1))
    axes.set_title("patches")


def _rows_by_config(axes: Axes, counts: Counts) -> None:
    configs = [config for config in CONFIGS if config in counts.rows and config != "patches"]
    ends = [0] * len(configs)
    for split in SPLITS:
        rows = [counts.rows[config].get(split, 0) for config in configs]
        axes.barh(configs, rows, left=ends, color=SPLIT_COLORS[split], height=0.7, label=split)
        ends = [end + n for end, n in zip(ends, rows, strict=True)]
    for line, total in enumerate(ends):
        axes.text(total, line, f" {short(total)}", va="center", fontsize=8.5)
    axes.set_xlim(right=1.18 * max([*ends, 1]))
    axes.set_title("rows of text")


def places(counts: Counts) -> Figure:
    """Shares of the patches by country and by season, as bars.

    The shares of the published set are marks beside them.
    """
    figure = paper(3.9)
    left, right = (bare(axes) for axes in figure.subplots(1, 2, width_ratios=[1.35, 1]))
    published = reference_sets.COUNTRIES
    countries = sorted(counts.countries, key=lambda name: -published.get(name, 0))
    _shares(left, countries, counts.countries, published=published)
    _shares(right, SEASONS, counts.seasons, published=reference_sets.SEASONS)
    left.set_title("country")
    right.set_title("season")
    marks, names = left.get_legend_handles_labels()
    figure.legend(marks[::-1], names[::-1], loc="outside lower center", ncols=2)
    return figure


def _shares(
    axes: Axes,
    names: Sequence[str],
    found: Mapping[str, Mapping[str, int]],
    *,
    published: Mapping[str, int],
) -> None:
    """Names that the published set does not have get no mark."""
    whole = max(sum(of["patches"] for of in found.values()), 1)
    ours = [100 * found[name]["patches"] / whole for name in names]
    axes.barh(names, ours, color=SKY, height=0.66, label="this release")
    known = [name for name in names if name in published]
    theirs = [100 * published[name] / sum(published.values()) for name in known]
    _mark(axes, theirs, known)
    axes.set_xlabel("percent of the patches")
    axes.set_xlim(0, 1.12 * max([*ours, *theirs]))
    axes.invert_yaxis()


def _mark(axes: Axes, shares: Sequence[float], names: Sequence[str]) -> None:
    axes.scatter(
        shares,
        names,
        marker="D",
        s=26,
        color=ORANGE,
        edgecolor=INK,
        linewidth=0.7,
        zorder=3,
        label="published set",
    )


def classes(counts: Counts) -> Figure:
    """Three panels by class: patches that hold it, its regions in them, rows that speak of it."""
    figure = paper(7.2)
    panels = figure.subplots(1, 3, sharey=True)
    shown = (("patches", BLUE), ("regions", GREEN), ("rows", ORANGE))
    for axes, (field, color) in zip(panels, shown, strict=True):
        _by_class(bare(axes), counts, field, color=color)
    panels[0].invert_yaxis()
    return figure


def _by_class(axes: Axes, counts: Counts, field: str, *, color: str) -> None:
    values = [counts.classes[label][field] for label in CLASSES]
    bars = axes.barh(folded(CLASSES, 38), values, color=color, height=0.7)
    axes.bar_label(bars, [short(value) for value in values], padding=3, fontsize=8)
    axes.set_xlim(right=1.42 * max(*values, 1))
    axes.set_title(field)
    axes.tick_params("y", labelsize=8)
    axes.margins(y=0.01)
    _in_short(axes, 3)


def _in_short(axes: Axes, ticks: int = 5) -> None:
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))
    axes.xaxis.set_major_locator(MaxNLocator(ticks, integer=True))
