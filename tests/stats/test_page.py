"""The page of statistics shows every chart and table, and needs nothing but itself.

A browser draws it at any width.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from bigearthnet_txt_reader.release import Release
from builder.errors import DataError
from builder.stats import describe
from builder.stats.sections import CHARTS, chart_path, page_tables, read_statistics
from tests.test_gallery import _FLAGS, _FRAME, Page, _browser


@pytest.fixture(scope="module")
def source(studied: Path) -> str:
    return (studied / "statistics.html").read_text("utf-8")


def test_page_shows_every_chart(studied: Path, source: str) -> None:
    """The pictures of the page are the files of assets/.

    Each has words for those who do not see it.
    """
    images = Page(source).found("img")
    drawn = {
        image["alt"]: base64.b64decode(str(image["src"]).removeprefix("data:image/png;base64,"))
        for image in images
    }
    assert drawn == {
        chart.about: (studied / chart_path(name)).read_bytes() for name, chart in CHARTS.items()
    }


def test_page_shows_every_table(studied: Path, source: str) -> None:
    """Every cell of every table stands on the page, in order."""
    cells = [
        cell
        for tables in page_tables(read_statistics(studied)).values()
        for t in tables
        for line in (t.head, *t.lines)
        for cell in line
    ]
    shown = [
        unescape("".join(text)) for _, tag, _, text in Page(source).elements if tag in ("td", "th")
    ]
    assert shown == cells and len(cells) > 500


def test_page_needs_nothing_but_itself(source: str) -> None:
    """No element loads anything, links lead to sections of the page, and there is no script."""
    page = Page(source)
    assert all(
        str(image["src"]).startswith("data:image/png;base64,") for image in page.found("img")
    )
    assert {str(a["href"]) for a in page.found("a")} == {
        f"#{section['id']}" for section in page.found("section")
    }
    assert (
        not page.found("script")
        and not page.found("link")
        and "url(" not in source
        and "@import" not in source
    )


def test_page_without_charts_names_the_way_out(copy: Path) -> None:
    """Counts whose charts were removed are no reason to write half a page."""
    (copy / chart_path("boxes")).unlink()
    with pytest.raises(
        DataError, match=r"boxes\.png: no such file; draw it: python -m builder stats"
    ):
        describe(Release.open(copy))


_PROBE = """<script>
const complaints = [];
addEventListener("error", event => complaints.push(event.message));
addEventListener("load", () => {
  const images = [...document.images], root = document.documentElement;
  const right = section => section.getBoundingClientRect().right;
  const wide = [...document.querySelectorAll("section")].filter(s => right(s) > innerWidth);
  parent.postMessage(JSON.stringify({
    decoded: images.filter(i => i.complete && i.naturalWidth === 1400).length,
    narrowest: Math.min(...images.map(i => i.clientWidth)),
    back: getComputedStyle(document.body).backgroundColor,
    text: getComputedStyle(document.body).color,
    paper: getComputedStyle(document.querySelector(".chart")).backgroundColor,
    window: innerWidth,
    overflow: root.scrollWidth - root.clientWidth,
    beyond: wide.length,
    complaints,
  }), "*");
});</script></head>"""


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1400, 400])
def test_browser_draws_the_page(source: str, tmp_path: Path, width: int, dark: bool) -> None:
    """A browser draws the page, light and dark, wide and narrow.

    All charts are decoded, readable and on white; there is no error and no sideways scroll of the
    page.
    """
    frame = tmp_path / "frame.html"
    frame.write_text(_FRAME.replace("WIDTH", str(width)), "utf-8")
    (tmp_path / "probe.html").write_text(source.replace("</head>", _PROBE), "utf-8")
    scheme = ["--blink-settings=preferredColorScheme=0"] if dark else []
    flags = [
        *_FLAGS,
        *scheme,
        "--enable-logging=stderr",
        f"--user-data-dir={tmp_path / 'profile'}",
        "--window-size=1500,1000",
    ]
    done = subprocess.run(
        [_browser(), *flags, "--dump-dom", frame.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    seen = json.loads(done.stdout.split("<body>")[1].split("</body>")[0])
    assert seen["decoded"] == len(CHARTS) and seen["narrowest"] >= 560
    assert (seen["window"], seen["overflow"], seen["beyond"], seen["complaints"]) == (
        width,
        0,
        0,
        [],
    )
    assert "CONSOLE" not in done.stderr
    assert seen["paper"] == "rgb(255, 255, 255)"
    assert (seen["back"], seen["text"]) == (
        ("rgb(22, 24, 28)", "rgb(232, 234, 237)")
        if dark
        else ("rgb(244, 245, 247)", "rgb(27, 31, 36)")
    )


def test_names_from_files_stay_text(copy: Path, tmp_path: Path) -> None:
    """A release folder whose name is markup is shown as text."""
    evil = Path(shutil.move(copy, tmp_path / "<img src=x onerror=alert(1)>"))
    describe(Release.open(evil))
    assert len(Page((evil / "statistics.html").read_text("utf-8")).found("img")) == len(CHARTS)
