"""The gallery page shows what the Parquet files hold.

It needs nothing but itself, and a browser can draw it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_reader.maps import land_cover
from bigearthnet_txt_reader.release import Release, ReleaseError
from builder.cli import main
from builder.errors import UsageError
from builder.gallery import choose, legend, write_gallery
from tests.entries import entry, release_of

PATCHES = 12


class Page(HTMLParser):
    """The elements of a page.

    Each is (patch of the article around it, tag, attributes, its text up to the next tag).
    """

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str | None, str, dict[str, str | None], list[str]]] = []
        self._patch: str | None = None
        self._inside = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "article":
            self._patch = dict(attrs)["id"]
        self.elements.append((self._patch, tag, dict(attrs), []))

        self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.elements[-1][3].append(data)

    def found(self, tag: str, patch: str | None = None) -> list[dict[str, str | None]]:
        return [
            attributes
            for of, name, attributes, _ in self.elements
            if name == tag and patch in (None, of)
        ]

    def texts(self, patch: str, tag: str, kind: str | None = None) -> list[str]:
        """The texts of a patch's elements of a tag and, if given, a class."""
        return [
            "".join(text)
            for of, name, a, text in self.elements
            if (of, name) == (patch, tag) and kind in (None, a.get("class"))
        ]


@pytest.fixture(scope="module")
def path(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("gallery") / "gallery.html"
    assert write_gallery(Release.open(release), out, patches=PATCHES) == PATCHES
    return out


@pytest.fixture(scope="module")
def page(path: Path) -> Page:
    return Page(path.read_text("utf-8"))


@pytest.fixture(scope="module")
def rows(release: Path, page: Page) -> dict[str, list[dict[str, Any]]]:
    """All text rows of the patches shown, from all files, without a look at shards or splits."""
    rows: dict[str, list[dict[str, Any]]] = {
        str(article["id"]): [] for article in page.found("article")
    }
    for file in sorted((release / "data").rglob("*.parquet")):
        if file.parent.name != "patches":
            for row in pq.read_table(file).drop_columns(["image"]).to_pylist():
                rows.get(row["patch_id"], []).append(row)
    return rows


def _boxes(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["type"] == "bounding box"]


def test_choice_is_even_over_splits_and_files() -> None:
    """Of six of 24 patches, three are of train, two of test, and one is the only one of bench.

    Those of train are at 1/6, 3/6, 5/6 of its 20 rows.
    """
    release = release_of(
        entry("train-00000-of-00002", 10),
        entry("train-00001-of-00002", 10),
        entry("test-00000-of-00001", 3),
        entry("bench-00000-of-00001", 1),
    )
    assert [(str(shard.name), row) for shard, row in choose(release, 6)] == [
        ("train-00000-of-00002", 3),
        ("train-00001-of-00002", 0),
        ("train-00001-of-00002", 6),
        ("test-00000-of-00001", 0),
        ("test-00000-of-00001", 2),
        ("bench-00000-of-00001", 0),
    ]


def test_choice_of_more_than_there_are_is_every_patch_once() -> None:
    """If 100 of seven patches are asked for, every patch is chosen, none twice.

    They lie in files of 0, 4 and 3 rows.
    """
    release = release_of(
        entry("train-00000-of-00002", 0),
        entry("train-00001-of-00002", 4),
        entry("validation-00000-of-00001", 3),
    )
    chosen = [(str(shard.name), row) for shard, row in choose(release, 100)]
    assert Counter(name for name, _ in chosen) == {
        "train-00001-of-00002": 4,
        "validation-00000-of-00001": 3,
    }
    assert len(set(chosen)) == 7


def test_page_shows_as_many_different_patches_as_asked(
    page: Page, rows: dict[str, list[dict[str, Any]]]
) -> None:
    """Twelve articles of twelve patches, from all four splits, each with four pictures."""
    assert len(page.found("article")) == len(rows) == PATCHES
    assert {row["split"] for found in rows.values() for row in found} == {
        "train",
        "validation",
        "test",
        "bench",
    }
    assert all(len(page.found("img", patch)) == 4 for patch in rows)


def test_page_needs_nothing_but_itself(page: Page) -> None:
    """No element loads or links anything from outside.

    Pictures are data, styles and script are inline.
    """
    outward = ("src", "href", "srcset", "data", "action")
    sources = [
        value
        for *_, attributes, _ in page.elements
        for key, value in attributes.items()
        if key in outward
    ]
    assert sources and all(str(value).startswith("data:image/png;base64,") for value in sources)
    assert not page.found("link") and not page.found("iframe")
    style = "".join(
        text for _, tag, _, found in page.elements if tag in ("style", "script") for text in found
    )
    assert "url(" not in style and "@import" not in style and "fetch" not in style


def test_every_box_is_drawn_where_its_row_says(
    page: Page, rows: dict[str, list[dict[str, Any]]]
) -> None:
    """Over each of the four pictures lies one rectangle per box row.

    It goes from x0, y0 to x1, y1 in pixels of the patch.
    """
    for patch, found in rows.items():
        drawn = Counter(
            tuple(int(str(rect[key])) for key in ("x", "y", "width", "height"))
            for rect in page.found("rect", patch)
        )
        expected = Counter(
            (x0, y0, x1 - x0, y1 - y0)
            for x0, y0, x1, y1 in (row["box_pixels"] for row in _boxes(found))
        )
        assert drawn == Counter({box: 4 * count for box, count in expected.items()}), patch
        assert all(svg["viewbox"] == "0 0 120 120" for svg in page.found("svg", patch))


def test_every_point_is_drawn_where_its_question_says(
    page: Page, rows: dict[str, list[dict[str, Any]]]
) -> None:
    """A point row's circle is, to two decimals of the side, the point printed in its question."""
    for patch, found in rows.items():
        circles = [
            (float(str(c["cx"])) / 120, float(str(c["cy"])) / 120)
            for c in page.found("circle", patch)
        ]
        drawn = Counter(f"({round(x, 2)}, {round(y, 2)})" for x, y in circles)
        asked = Counter(
            row["input"].split("<point>")[1].split("</point>")[0]
            for row in found
            if row["category"] == "point"
        )
        assert drawn == Counter({point: 4 * count for point, count in asked.items()}), patch


def test_every_text_stands_on_the_page_as_it_is(
    page: Page, rows: dict[str, list[dict[str, Any]]]
) -> None:
    """Inputs and outputs of all rows appear letter by letter, `<ref>` and `<point>` included."""
    for patch, found in rows.items():
        captions = [row for row in found if row["type"] == "captioning"]
        others = [row for row in found if row["type"] != "captioning"]
        assert page.texts(patch, "p", "caption") == [row["output"] for row in captions]
        assert {row["input"] for row in others} <= set(page.texts(patch, "span"))
        assert Counter(page.texts(patch, "code")) == Counter(row["output"] for row in others)


def test_answers_are_highlighted(page: Page, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Each question has exactly its answer highlighted, and all its options shown."""
    for patch, found in rows.items():
        questions = [row for row in found if row["type"] in ("binary", "mcq")]
        right, other = page.texts(patch, "li", "answer"), page.texts(patch, "li", "other")
        assert Counter(right) == Counter(row["answer"] for row in questions)
        assert Counter(right + other) == Counter(
            option for row in questions for option in row["options"]
        )


def test_hostile_text_stays_text(release: Path, tmp_path: Path) -> None:
    """A caption with markup in it is shown as text, not run."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)> & \"quotes\" 'too'"
    copy = shutil.copytree(release, tmp_path / "copy")
    for file in (copy / "data" / "captions").glob("*.parquet"):
        table = pq.read_table(file)
        column = table.schema.get_field_index("output")
        pq.write_table(table.set_column(column, "output", pa.array([evil] * len(table))), file)
    write_gallery(Release.open(copy), tmp_path / "page.html", patches=1)
    page = Page((tmp_path / "page.html").read_text("utf-8"))
    patch = str(page.found("article")[0]["id"])
    assert page.texts(patch, "p", "caption") == [evil, evil, evil]
    assert len(page.found("script")) == 1 and len(page.found("img")) == 4


def test_map_and_legend_have_the_colors_of_corine() -> None:
    """Map and legend have the colors and shares of CORINE.

    Half arable land, a quarter moors in two codes, 3,599 px of road and one pixel of pastures.
    """
    codes = np.full((120, 120), 211, np.uint16)
    codes[:60, :30], codes[:60, 30:60], codes[:60, 60:], codes[0, 119] = 322, 323, 122, 231
    picture = np.asarray(land_cover(codes))
    assert [tuple(picture[y, x].tolist()) for y, x in ((119, 0), (59, 0), (59, 119))] == [
        (255, 255, 168),
        (166, 255, 128),
        (204, 0, 0),
    ]
    items = legend(codes).split("<li>")[1:]
    texts = [
        item.removesuffix("</ul>").removesuffix("</li>").rsplit("</span>")[-1] for item in items
    ]
    assert texts == [
        "Arable land 50.0%",
        "Pastures &lt;0.1%",
        "Moors, heathland and sclerophyllous vegetation 25.0%",
        "no class: Road and rail networks and associated land 25.0%",
    ]
    assert "background:#a6ff80" in items[2] and "background:#a6e64d" in items[2]


def test_folder_without_manifest_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that is no finished release is named in the error.

    The command ends with 1, and no page is written.
    """
    with pytest.raises(FileNotFoundError, match=r"no manifest\.json"):
        write_gallery(Release.open(tmp_path), tmp_path / "page.html", patches=1)
    assert main(["gallery", str(tmp_path), "--out", str(tmp_path / "page.html")]) == 1
    assert str(tmp_path) in capsys.readouterr().err
    assert not (tmp_path / "page.html").exists()


def test_less_than_one_patch_is_refused(release: Path, tmp_path: Path) -> None:
    """Zero patches make no page."""
    with pytest.raises(UsageError, match="--patches 0"):
        write_gallery(Release.open(release), tmp_path / "page.html", patches=0)


def test_file_shorter_than_the_manifest_says_is_refused(release: Path, tmp_path: Path) -> None:
    """A patches file that lost its rows is named, with the number found."""
    copy = shutil.copytree(release, tmp_path / "copy")
    for file in (copy / "data" / "patches").glob("train-*.parquet"):
        pq.write_table(pq.read_table(file).slice(0, 0), file)
    with pytest.raises(
        ReleaseError,
        match=r"train-\d{5}-of-\d{5}\.parquet: cannot be read .*0 rows, the manifest states",
    ):
        write_gallery(Release.open(copy), tmp_path / "page.html", patches=1)


_PROBE = """<script>addEventListener("load", () => {
  const images = [...document.images], root = document.documentElement;
  const same = (a, b) => a.clientWidth === b.clientWidth && a.clientHeight === b.clientHeight;
  document.querySelector("li[data-row]").dispatchEvent(new Event("pointerover", {bubbles: true}));
  parent.postMessage(JSON.stringify({
    decoded: images.filter(
      i => i.complete && i.naturalWidth === 120 && i.naturalHeight === 120).length,
    square: images.every(i => Math.abs(i.clientWidth - i.clientHeight) < 1),
    overlaid: images.every(i => same(i, i.nextElementSibling)),
    width: Math.max(...images.map(i => i.clientWidth)),
    lit: document.querySelectorAll("g.lit").length,
    window: innerWidth,
    overflow: root.scrollWidth - root.clientWidth,
  }), "*");
});</script></body>"""
# A window of Chromium cannot be narrower than 500 px, a frame can.
_FRAME = """<script>
addEventListener("message", event => { document.body.textContent = event.data; });
</script>
<body><iframe src="probe.html" width="WIDTH" height="900" style="border: 0"></iframe></body>"""
_QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=10000", *_QUIET]


def _browser() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail(
            "no Chromium on the PATH, and on CI this test must run: install the package chromium"
        )
    pytest.skip("no Chromium on the PATH: install it to see the page drawn")


@pytest.mark.parametrize("width", [1400, 400])
def test_browser_draws_the_page(path: Path, tmp_path: Path, width: int) -> None:
    """Chromium decodes every picture and lays the boxes exactly over it.

    It lights a box from its row, and needs no sideways scroll.
    """
    frame = tmp_path / "frame.html"
    frame.write_text(_FRAME.replace("WIDTH", str(width)), "utf-8")
    (tmp_path / "probe.html").write_text(
        path.read_text("utf-8").replace("</body>", _PROBE), "utf-8"
    )
    command = [
        _browser(),
        *_FLAGS,
        f"--user-data-dir={tmp_path / 'profile'}",
        "--window-size=1500,1000",
        "--dump-dom",
        frame.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    seen = json.loads(done.stdout.split("<body>")[1].split("</body>")[0])
    assert seen["decoded"] == 4 * PATCHES and seen["square"] and seen["overlaid"]
    assert seen["lit"] == 4, "one box row lights its box over each of the four pictures"
    assert 300 <= seen["width"] <= 360
    assert seen["window"] == width and seen["overflow"] <= 0
