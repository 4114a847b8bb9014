"""Charts: all are there, none is blank, none cuts a label.

The same counts give the same picture.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image

from bigearthnet_txt import CLASSES
from builder.stats.charts import DRAWN, draw_charts
from builder.stats.counts import Counts, read_counts
from builder.stats.sections import CHARTS, chart_path
from builder.stats.shape_charts import lengths
from builder.stats.style import RC, folded, short


@pytest.fixture(scope="module")
def counts(studied: Path) -> Counts:
    return read_counts(studied / "statistics" / "counts.json")


def _larger(table: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """A table of counts with every number ten thousand times as large."""
    larger: dict[str, dict[str, int]] = {}
    for name, row in table.items():
        larger[name] = {field: 10_000 * n for field, n in row.items()}
    return larger


def _full(counts: Counts) -> Counts:
    """The same release ten thousand times as large: the longest labels that will be drawn."""
    return replace(
        counts,
        tasks=_larger(counts.tasks),
        classes=_larger(counts.classes),
        rows=_larger(counts.rows),
        together=(10_000 * np.array(counts.together)).tolist(),
    )


def _empty(counts: Counts) -> Counts:
    """A release without rows."""
    gone = {
        field: {name: dict.fromkeys(of, 0) for name, of in getattr(counts, field).items()}
        for field in ("tasks", "answers", "countries", "seasons", "climate_zones", "classes")
    }
    words, nothing = {name: {} for name in counts.words}, [[0] * len(CLASSES)] * len(CLASSES)
    return replace(
        counts,
        rows={},
        words=words,
        together=nothing,
        box_percent=[0] * 100,
        box_centers=[[0] * 15] * 15,
        **gone,
    )


def test_every_chart_is_told_and_drawn() -> None:
    """What is drawn is what page and card name."""
    assert list(DRAWN.keys() ^ CHARTS.keys()) == []


@pytest.mark.parametrize("name", CHARTS)
def test_charts_are_pictures(studied: Path, name: str) -> None:
    """1,400 pixels wide on a white ground, with ink on 2 to 70 percent of it and in many colors."""
    image = Image.open(studied / chart_path(name)).convert("RGB")
    picture = np.asarray(image)
    assert picture.shape[1] == 1400 and (picture[0, 0] == 255).all()
    inked = (picture != 255).any(axis=2).mean()
    assert 0.02 < inked < 0.7
    assert len(image.getcolors(1 << 24) or []) > 50


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("size", ["as it is", "ten thousand times as large"])
def test_no_label_is_cut(counts: Counts, name: str, size: str) -> None:
    """Every text lies wholly inside the picture.

    It does so for a small release and for one of millions of rows.
    """
    with matplotlib.rc_context(RC):
        figure = DRAWN[name](counts if size == "as it is" else _full(counts))
        FigureCanvasAgg(figure).draw()
        inked = figure.get_tightbbox()
    assert (
        inked.x0 >= 0
        and inked.y0 >= 0
        and inked.x1 <= figure.get_figwidth()
        and inked.y1 <= figure.get_figheight()
    )


def test_every_class_is_named_in_full(counts: Counts) -> None:
    """The charts of classes name all nineteen, folded over lines but not shortened."""
    for name in ("classes", "together"):
        figure = DRAWN[name](counts)
        FigureCanvasAgg(figure).draw()
        words = {" ".join(text.get_text().split()) for text in figure.findobj(Text)}
        assert set(CLASSES) <= words


def test_same_counts_same_picture(counts: Counts, studied: Path, tmp_path: Path) -> None:
    """Drawn again, every file has the same bytes."""
    draw_charts(counts, tmp_path)
    for name in CHARTS:
        assert (tmp_path / chart_path(name)).read_bytes() == (
            studied / chart_path(name)
        ).read_bytes(), name


def test_empty_release_is_drawn(counts: Counts, tmp_path: Path) -> None:
    """A release without rows gives empty charts, without an error or a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw_charts(_empty(counts), tmp_path)
    assert len(list((tmp_path / "assets").iterdir())) == len(CHARTS)


def test_a_text_of_a_million_words_is_drawn_at_once(counts: Counts) -> None:
    """One hostile row does not make a chart of a million bars: it stands in the last of 501."""
    words = {**counts.words, "binary": {"9": 12, "1000000": 1, str(10**15): 1}}
    figure = lengths(replace(counts, words=words))
    [shown] = [patch for patch in figure.axes[0].patches if patch.get_fill()][:1]
    assert len(shown.get_data().values) == 501 - 4
    assert shown.get_data().values[-1] == 2 / 14


def test_short_figures() -> None:
    """Up to 9,999 as it is, then three digits with k or M."""
    assert [short(n) for n in (0, 950, 9999, 10_000, 12_345, 999_400, 1_000_000, 9_553_962)] == [
        "0",
        "950",
        "9,999",
        "10k",
        "12.3k",
        "999k",
        "1M",
        "9.55M",
    ]


def test_folding_keeps_every_word() -> None:
    """No line is longer than asked, unless it is one word, and no word is lost."""
    for name, lines in zip(CLASSES, folded(CLASSES, 30), strict=True):
        assert " ".join(lines.split("\n")) == name
        assert max(map(len, lines.split("\n"))) <= 30
