"""The charts of the statistics, drawn and written: Counts -> assets/<name>.png.

They are 1,400 pixels wide, to be shown at 700.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import matplotlib
from matplotlib.figure import Figure

from bigearthnet_txt_reader.locations import Location
from builder.stats import amount_charts, shape_charts
from builder.stats.counts import Counts
from builder.stats.sections import CHARTS, chart_path
from builder.stats.style import RC
from builder.storage import replacing

DRAWN: Mapping[str, Callable[[Counts], Figure]] = {
    "tasks": amount_charts.tasks,
    "splits": amount_charts.splits,
    "places": amount_charts.places,
    "classes": amount_charts.classes,
    "answers": shape_charts.answers,
    "lengths": shape_charts.lengths,
    "boxes": shape_charts.boxes,
    "together": shape_charts.together,
}


def draw_charts(counts: Counts, out: Location) -> None:
    """Draws every chart of CHARTS into the release folder.

    The same counts give the same bytes within one version of matplotlib.
    """
    for name in CHARTS:
        with matplotlib.rc_context(RC), replacing(out / chart_path(name)) as temporary:
            DRAWN[name](counts).savefig(
                temporary, format="png", dpi=200, metadata={"Software": None}
            )
