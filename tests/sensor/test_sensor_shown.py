"""Questions on radar and infrared are shown on what decides: explorer, gallery, `show`."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image

from bigearthnet_txt import decode_bands, render
from bigearthnet_txt_cli.main import main
from bigearthnet_txt_reader.release import Release
from bigearthnet_txt_reader.sensed import measured, quantities_of, regions_of
from builder.gallery import write_gallery
from tests.upload.browser import Browser
from tests.upload.conftest import explore, open_patch, serving
from tests.upload.test_explorer_patch import canvas, fetched

_VIEWS = {"VV": "vv", "VH": "vh", "VH-VV": "vh_vv", "B08": "false_color", "NDMI": "ndmi"}
_VIEWS |= {"NBR": "nbr", "NDBI": "ndmi", "NDREI": "ndrei"}
DRAWN = """(() => [...document.querySelectorAll('.picture .compared')].map((g) => {
    const edge = (name) => +g.querySelector('rect').getAttribute(name);
    return [g.textContent, edge('x'), edge('y'), edge('width'), edge('height')];
}))()"""


@pytest.fixture(scope="module")
def explorer(sensor_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sensed") / "explorer"
    explore(sensor_release, folder)
    return folder


@pytest.fixture(scope="module")
def asked(sensor_rows_of: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The questions of the patch of train that has most of them.

    In a file of one patch the preview is so small that it comes along between two columns.
    """
    train = (row["patch_id"] for row in sensor_rows_of if row["split"] == "train")
    patch, _ = Counter(train).most_common(1)[0]
    return [row for row in sensor_rows_of if row["patch_id"] == patch]


def written_boxes(row: dict[str, Any]) -> list[list[int]]:
    """x, y, width, height of the boxes in a text, by its two decimals."""
    found = re.findall(r"\[([\d.]+) ([\d.]+), ([\d.]+) ([\d.]+)\]", row["input"])
    edges = [[round(float(part) * 120) for part in parts] for parts in found]
    return [[x0, y0, x1 - x0, y1 - y0] for x0, y0, x1, y1 in edges]


def test_what_is_measured_is_what_the_rows_hold(
    sensor_rows_of: list[dict[str, Any]], planes: dict[str, dict[str, Any]]
) -> None:
    """Every value of every row, from the pixels of its patch, to its four decimals."""
    for row in sensor_rows_of:
        bands = decode_bands({name: planes[row["patch_id"]][name] for name in row["bands"]})
        regions = regions_of(row)
        found = [measured(bands, name, box) for name in quantities_of(row) for _, box, _ in regions]
        if row["type"] == "captioning":  # which values decide depends on what it tells
            assert len(regions) == 9
            assert all(np.isclose(found, value, atol=1e-4).any() for value in row["values"])
        else:
            assert np.allclose(found, row["values"], atol=1e-4), row["input"]


def test_a_question_is_shown_on_the_view_that_decides(
    browser: Browser,
    explorer: Path,
    sensor_release: Path,
    asked: list[dict[str, Any]],
    planes: dict[str, dict[str, Any]],
) -> None:
    """Its link draws its boxes alone, with letters or numbers, on the picture of `render`."""
    with serving(explorer, sensor_release) as site:
        open_patch(browser, site, asked[0]["patch_id"])
        for row in asked:
            browser.run(f"location.hash = 'patch={row['patch_id']}&row={row['ID']}'")
            browser.wait(f"document.querySelector('.here')?.dataset.row === '{row['ID']}'")
            view = _VIEWS[row["quantity"].split(" and ")[0]]
            seen = canvas(browser, view)
            off = np.abs(seen.astype(int) - np.asarray(render(planes[row["patch_id"]], view)))
            assert off.max() <= 1, view
            labels, *boxes = zip(*browser.run(DRAWN), strict=True)
            if row["type"] in ("bounding box", "captioning"):
                assert labels == tuple("123456789")
            else:
                assert [*map(list, zip(*boxes, strict=True))] == written_boxes(row)
                lettered = row["type"] == "mcq" and row["category"] != "level"
                assert labels == tuple("ABCD" if lettered else "12"[: len(labels)])
        others = "[...document.querySelectorAll('.picture [data-box]')]"
        displays = browser.run(f"{others}.map((e) => getComputedStyle(e).display)")
        assert set(displays) == {"none"}, "boxes of other rows are out of sight"


def test_another_view_keeps_the_boxes(
    browser: Browser, explorer: Path, sensor_release: Path, asked: list[dict[str, Any]]
) -> None:
    """A reader may look at them in true color; the button takes them off again."""
    row = next(row for row in asked if row["category"] == "moisture")
    with serving(explorer, sensor_release) as site:
        open_patch(browser, site, row["patch_id"])
        button = f"[data-row='{row['ID']}'] [data-show]"
        browser.click_on(button)
        browser.wait("document.querySelector('canvas[data-view=ndmi]')")
        browser.click_on("[data-view=true_color]")
        browser.wait("document.querySelector('canvas[data-view=true_color]')")
        assert len(browser.run(DRAWN)) == len(regions_of(row))
        browser.click_on(button)
        browser.wait(f'document.querySelector("{button}").ariaPressed === "true"')
        browser.click_on(button)
        browser.wait("!document.querySelector('.compared')")
        browser.wait("document.querySelector('#patch canvas[data-view=true_color]')")


def test_why_tells_what_the_boxes_measure(
    browser: Browser, explorer: Path, sensor_release: Path, asked: list[dict[str, Any]]
) -> None:
    """The numbers are those of the row; of the release no more than their bands is fetched."""
    row = next(row for row in asked if row["quantity"] == "NDMI")
    with serving(explorer, sensor_release) as site:
        open_patch(browser, site, row["patch_id"])
        browser.wait(f"document.querySelector('[data-row=\"{row['ID']}\"]')")
        assert fetched(site)[1] == {"B02", "B03", "B04"}
        find = f"[...document.querySelectorAll('[data-row=\"{row['ID']}\"] button')]"
        browser.run(f"{find}.find((e) => e.textContent === 'Why').click()")
        cells = f"[...document.querySelectorAll('[data-row=\"{row['ID']}\"] td:last-child')]"
        browser.wait(f"{cells}.length")
        told = browser.run(f"{cells}.map((e) => +e.textContent)")
        assert np.allclose(told, row["values"], atol=6e-4)
        assert fetched(site)[1] == {"B8A", "B11"}


def test_the_gallery_lays_the_boxes_over_their_views(sensor_release: Path, tmp_path: Path) -> None:
    """Per question one group of boxes in each of its views, and none over the other pictures."""
    page = tmp_path / "gallery.html"
    write_gallery(Release.open(sensor_release), page, patches=3)
    text = page.read_text("utf-8")
    groups = re.findall(r'<g class="compared" data-row="(\d+)">', text)
    rows = {}
    for file in (sensor_release / "data" / "sensor").glob("*.parquet"):
        table = pq.read_table(file, columns=["ID", "patch_id", "type", "quantity"]).to_pylist()
        rows |= {row["ID"]: row for row in table if f'id="{row["patch_id"]}"' in text}
    assert rows
    rows = {ID: row for ID, row in rows.items() if row["type"] != "captioning"}
    expected = {str(ID): len(quantities_of(row)) for ID, row in rows.items()}
    assert Counter(groups) == expected
    assert all(text.count(f'data-row="{ID}" tabindex') == 1 for ID in rows)


def test_the_command_draws_a_question(
    sensor_release: Path, asked: list[dict[str, Any]], tmp_path: Path
) -> None:
    """Two panels, true color and the view that decides."""
    row = next(row for row in asked if row["quantity"] in ("NBR", "B08", "VV"))
    out = tmp_path / "row.png"
    call = ["show", str(sensor_release), "--config", "sensor", "--id", str(row["ID"])]
    assert main([*call, "--out", str(out)]) == 0
    with Image.open(out) as sheet:
        assert sheet.width == 2 * 480 + 12
