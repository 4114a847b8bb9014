"""How charts look: paper, colors, letters, names.

Charts are 7 inches wide at 200 dpi, so that 9 points are still read at 700 pixels.

Colors are those of Okabe and Ito, which people with any color vision tell apart; charts have a
light ground of their own, so that they also read on a dark page.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH = 7.0  # inches
INK, SOFT, LINE = "#1b1f24", "#59636e", "#d4d8de"
BLUE, ORANGE, GREEN, RED, SKY, PURPLE = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#d55e00",
    "#56b4e9",
    "#cc79a7",
)
_TYPES = {"captioning": GREEN, "binary": BLUE, "mcq": SKY, "bounding box": ORANGE}
SPLIT_COLORS = {"train": BLUE, "validation": SKY, "test": ORANGE, "bench": RED}
RC: dict[Any, object] = {
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": SOFT,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.formatter.use_locale": False,
    "grid.color": LINE,
    "grid.linewidth": 0.7,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "savefig.pad_inches": 0.12,
}


def type_color(type_: str) -> str:
    """The color of a type of task; one that has no color yet gets purple."""
    return _TYPES.get(type_, PURPLE)


def paper(height: float) -> Figure:
    """An empty figure of the common width and `height` inches."""
    return Figure(figsize=(WIDTH, height), layout="constrained")


def bare(axes: Axes, *, grid: Literal["x", "y"] = "x") -> Axes:
    """Takes away what says nothing: ticks and the line of the axis of names.

    A light grid along the numbers (x or y) is left.
    """
    axes.grid(axis=grid)
    axes.tick_params(length=0)
    axes.spines["left" if grid == "x" else "bottom"].set_visible(False)
    return axes


def folded(names: Sequence[str], width: int) -> list[str]:
    """Long names over several lines of at most `width` letters, none cut."""
    return ["\n".join(wrap(name, width, break_long_words=False)) for name in names]


def short(number: float) -> str:
    """A number in at most four digits: 9,876 as it is, 12,345 -> 12.3k, 1,234,567 -> 1.23M."""
    for size, least, unit in ((1e6, 1e6, "M"), (1e3, 1e4, "k")):
        if number >= least:
            return f"{number / size:.3g}{unit}"
    return f"{number:,.0f}"
