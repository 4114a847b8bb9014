"""Charts of the form of rows: Counts -> Figure.

They show answers, lengths, boxes and classes that meet: how the rows are made, not how many there
are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

from bigearthnet_txt import CLASSES
from builder.stats.counts import ANSWERS, Counts, quantile
from builder.stats.style import (
    BLUE,
    GREEN,
    INK,
    LINE,
    ORANGE,
    PURPLE,
    SOFT,
    bare,
    folded,
    paper,
    type_color,
)

# Patches expected to hold two classes by chance; below, nothing is said of how often they do.
_FEWEST = 5
_MOST_LIFT = 3.0  # log2: eight times as often
_CHANCE = "95 % of even draws"
_LETTERS = (BLUE, ORANGE, GREEN, PURPLE)
_MARKERS = "osD^"
_LONGEST = 1000  # words of a text in a chart
_ASKED = ("binary", "mcq", "bounding box")


def answers(counts: Counts) -> Figure:
    """Share of yes per binary category around one half.

    The shares of the four letters per mcq category are around a quarter.
    """
    figure = paper(3.3)
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.5])
    _balance(left, counts.questions("binary"), {"yes": BLUE}, even=50)
    letters = dict(zip(ANSWERS["mcq"], _LETTERS, strict=True))
    _balance(right, counts.questions("mcq"), letters, even=25)
    left.set_title("yes, of all binary answers")
    right.set_title("letters, of all mcq answers")
    right.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, -0.09),
        ncols=5,
        handletextpad=0.2,
        columnspacing=1.2,
    )
    return figure


def _balance(
    axes: Axes,
    found: Mapping[str, Mapping[str, int]],
    colors: Mapping[str, str],
    *,
    even: int,
) -> None:
    """Shares of the answers that have colors, in percent, as dots.

    Behind them is the range in which 95 % of the shares of even draws lie.
    """
    bare(axes).axvline(even, color=SOFT, linewidth=1)
    totals = {name: sum(of.values()) for name, of in found.items() if sum(of.values())}
    chance = {name: _chance(even, total) for name, total in totals.items()}
    _ranges(axes, chance, even)
    reach = [2.0, *chance.values()]
    for (answer, color), marker in zip(colors.items(), _MARKERS, strict=False):
        shares = {name: 100 * found[name].get(answer, 0) / totals[name] for name in totals}
        axes.scatter(
            list(shares.values()),
            list(shares),
            color=color,
            marker=marker,
            s=30,
            label=answer,
            zorder=3,
        )
        reach += [abs(share - even) for share in shares.values()]
    axes.set_yticks(range(len(found)), list(found))
    axes.set_xlim(even - 1.15 * max(reach), even + 1.15 * max(reach))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}%"))
    axes.set_ylim(len(found) - 0.5, -0.5)


def _chance(even: int, total: int) -> float:
    """Half of the range, in percent, in which 95 % of the shares of even draws lie."""
    return 1.96 * math.sqrt(even * (100 - even) / total)


def _ranges(axes: Axes, chance: Mapping[str, float], even: int) -> None:
    widths = [2 * half for half in chance.values()]
    starts = [even - half for half in chance.values()]
    axes.barh(list(chance), widths, left=starts, color=LINE, height=0.5, label=_CHANCE)


def lengths(counts: Counts) -> Figure:
    """Two panels: words of the questions and instructions by type, and words of the captions."""
    figure = paper(2.9)
    left, right = (bare(axes, grid="y") for axes in figure.subplots(1, 2))
    for type_ in _ASKED:
        _steps(left, counts.words[type_], width=2, color=type_color(type_))
    patches = [Patch(color=type_color(type_)) for type_ in _ASKED]
    left.legend(patches, _ASKED, loc="upper right")
    left.set_title("inputs")
    _captions(right, counts.words["captioning"])
    for axes in (left, right):
        axes.set_xlabel("words")
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    left.set_ylabel("share of the rows")
    return figure


def _captions(axes: Axes, histogram: Mapping[str, int]) -> None:
    """The words of the captions, with a line at their median."""
    _steps(axes, histogram, width=10, color=type_color("captioning"))
    if not histogram:
        axes.set_title("captions")
        return
    median = quantile({int(words): n for words, n in histogram.items()}, 0.5)
    axes.axvline(median, color=INK, linewidth=1)
    axes.set_title(f"captions, median {median}")


def _steps(axes: Axes, histogram: Mapping[str, int], *, width: int, color: str) -> None:
    """The share of rows per bin of `width` words, as a filled step line.

    Texts of more than 1,000 words are in the last bin.
    """
    if not histogram:
        return
    words = np.array([min(int(n), _LONGEST) for n in histogram])
    rows = np.array(list(histogram.values()))
    bins = np.bincount(words // width, rows) / rows.sum()
    first = int(np.flatnonzero(bins)[0])
    edges = np.arange(first, len(bins) + 1) * width
    axes.stairs(bins[first:], edges, fill=True, color=color, alpha=0.35)
    axes.stairs(bins[first:], edges, color=color, linewidth=1.5)


def boxes(counts: Counts) -> Figure:
    """Two panels: the share of the patch that boxes cover, and a map of their centers."""
    figure = paper(3.1)
    left, right = figure.subplots(1, 2, width_ratios=[1.25, 1])
    _sizes(left, counts.box_percent)
    shown = _centers(right, counts.box_centers)
    bar = figure.colorbar(shown, ax=right, label="times the mean", shrink=0.9, pad=0.03)
    bar.outline.set_visible(False)
    return figure


def _sizes(axes: Axes, percents: Sequence[int]) -> None:
    """In bins of two percent."""
    bins = np.add.reduceat(np.array(percents), np.arange(0, 100, 2))
    shares = bins / max(bins.sum(), 1)
    bare(axes, grid="y").stairs(shares, np.arange(0, 101, 2), fill=True, color=ORANGE)
    axes.set_xlabel("percent of the patch covered")
    axes.set_ylabel("share of the boxes")
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_title("sizes")


def _centers(axes: Axes, cells: Sequence[Sequence[int]]) -> AxesImage:
    centers = np.array(cells)
    times = centers / max(centers.mean(), 1e-9)
    shown = axes.imshow(times, cmap="cividis", extent=(0, 1200, 1200, 0), vmin=0)
    axes.set_xticks([0, 400, 800, 1200])
    axes.set_yticks([0, 400, 800, 1200])
    axes.set_xlabel("meters from the left")
    axes.set_ylabel("meters from the top")
    axes.set_title("centers")
    return shown


def together(counts: Counts) -> Figure:
    """How much more often than by chance two classes lie in one patch, for every pair.

    It is the lift, on a scale of powers of two.
    """
    figure = paper(5.6)
    figure.set_layout_engine("compressed")  # gives back what the square matrix leaves free
    axes = figure.subplots()
    pairs = np.array(counts.together, float)
    shown = _matrix(axes, pairs, _lift(pairs, counts.patches))
    _name_both(axes)
    bar = figure.colorbar(
        shown, ax=axes, orientation="horizontal", shrink=0.8, aspect=32, pad=0.02, label=_LEGEND
    )
    bar.ax.xaxis.set_major_formatter(FuncFormatter(_times))
    bar.outline.set_edgecolor(LINE)
    return figure


def _matrix(axes: Axes, pairs: np.ndarray, lift: np.ndarray) -> AxesImage:
    """The lifts in colors, with a 0 in cells of pairs that never occur."""
    axes.set_facecolor("#e6e8eb")
    values = np.ma.masked_invalid(lift)
    shown = axes.imshow(values, cmap=_LIFT_COLORS, vmin=-_MOST_LIFT, vmax=_MOST_LIFT)
    for row, column in np.argwhere((pairs == 0) & np.isfinite(lift)):
        axes.text(column, row, "0", color="white", ha="center", va="center", fontsize=7.5)
    return shown


def _times(power: float, _: object) -> str:
    """Powers of two as factors: 1 -> x2, -2 -> x1/4."""
    return f"x{2**power:g}" if power >= 0 else f"x1/{2**-power:g}"


def _name_both(axes: Axes) -> None:
    """Names and numbers the rows of a matrix of classes.

    It numbers the columns, and puts white lines between them.
    """
    numbers = range(len(CLASSES))
    axes.set_yticks(numbers, folded(CLASSES, 44), fontsize=7.5)
    axes.set_xticks(numbers, [str(k + 1) for k in numbers], fontsize=7.5)
    for k in numbers:
        axes.text(-0.9, k, str(k + 1), ha="center", va="center", fontsize=7.5)
    axes.xaxis.tick_top()
    axes.tick_params("x", length=0)
    axes.tick_params("y", length=0, pad=16)
    axes.spines[:].set_visible(False)
    edges = np.arange(len(CLASSES) + 1) - 0.5
    axes.hlines(edges, edges[0], edges[-1], color="white", linewidth=1)
    axes.vlines(edges, edges[0], edges[-1], color="white", linewidth=1)


_LIFT_COLORS = LinearSegmentedColormap.from_list(
    "lift", ["#a85203", "#f3b562", "#ffffff", "#86bfe6", "#08519c"]
)
_LEGEND = (
    f"both in one patch, against chance\n(0: never; gray: fewer than {_FEWEST} patches expected)"
)


def _lift(pairs: np.ndarray, patches: int) -> np.ndarray:
    """log2 of patches with both / expected by chance, cut to +- _MOST_LIFT.

    NaN on the diagonal, and if hardly any are expected.
    """
    holding = np.diag(pairs)
    expected = np.outer(holding, holding) / max(patches, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        lift = np.clip(np.log2(pairs / expected), -_MOST_LIFT, _MOST_LIFT)
    lift[(expected < _FEWEST) | np.eye(len(pairs), dtype=bool)] = np.nan
    return lift
