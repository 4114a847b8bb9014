"""The charts of the statistics, drawn and written: Counts -> assets/<name>.png, 1,400 pixels wide,
to be shown at 700.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from builder.stats import amounts, shapes
from builder.stats.counts import Counts
from builder.stats.sections import CHARTS, chart_path
from builder.stats.style import RC
from builder.storage import replacing

DRAWN: Mapping[str, Callable[[Counts], Figure]] = {
    "tasks": amounts.tasks,
    "splits": amounts.splits,
    "places": amounts.places,
    "classes": amounts.classes,
    "answers": shapes.answers,
    "lengths": shapes.lengths,
    "boxes": shapes.boxes,
    "together": shapes.together,
}


def draw_charts(counts: Counts, out: Path) -> None:
    """Draws every chart of CHARTS into the release folder; the same counts give the same bytes
    within one version of matplotlib.
    """
    for name in CHARTS:
        with matplotlib.rc_context(RC), replacing(out / chart_path(name)) as temporary:
            DRAWN[name](counts).savefig(
                temporary, format="png", dpi=200, metadata={"Software": None}
            )
