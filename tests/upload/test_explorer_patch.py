"""The page of a patch in the explorer shows what the release holds about it.

It fetches no more than it shows.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import VIEWS, render
from bigearthnet_txt_reader.maps import land_cover
from tests.upload.browser import Browser
from tests.upload.conftest import LISTED, LOADED, Site, explore, open_patch, serving


def canvas(browser: Browser, view: str) -> np.ndarray:
    """The pixels of the picture, (120, 120, 3), once a view is drawn."""
    browser.wait(f"document.querySelector('#patch canvas[data-view={view}]')")
    data = (
        "document.querySelector('#patch canvas').getContext('2d').getImageData(0, 0, 120, 120).data"
    )
    script = f"btoa(Array.from({data}, (value) => String.fromCharCode(value)).join(''))"
    return np.frombuffer(base64.b64decode(browser.run(script)), np.uint8).reshape(120, 120, 4)[
        ..., :3
    ]


def test_pictures_are_those_of_render(
    browser: Browser, site: Site, patches: list[dict[str, Any]], richest: str
) -> None:
    """Each view on the canvas has the pixels of `render`.

    The land cover has the colors of CORINE.
    """
    row = next(row for row in patches if row["patch_id"] == richest)
    open_patch(browser, site, richest)
    for view in VIEWS:
        browser.click_on(f"[data-view={view}]")
        off = np.abs(canvas(browser, view).astype(int) - np.asarray(render(row, view)))
        # a power may round differently in another library of mathematics
        assert off.max() <= 1 and (off > 0).mean() < 0.001, view
    browser.click_on("[data-view=land_cover]")
    codes = np.frombuffer(row["reference_map"], np.uint8).reshape(2, 120, 120)
    assert np.array_equal(
        canvas(browser, "land_cover"),
        np.asarray(land_cover(codes[0] + 256 * codes[1].astype(np.uint16))),
    )


def test_boxes_and_points_lie_where_their_rows_say(
    browser: Browser, site: Site, texts: list[dict[str, Any]], richest: str
) -> None:
    """At 480 px a box in pixels 3 to 17 covers 12 to 68 px of the picture.

    A point at 0.5 lies in its middle.
    """
    rows = [row for row in texts if row["patch_id"] == richest and row["type"] == "bounding box"]
    open_patch(browser, site, richest)
    browser.wait(f"document.querySelectorAll('.picture g').length === {len(rows)}")
    places = """(() => {
        const origin = document.querySelector('#patch canvas').getBoundingClientRect();
        const place = (shape) => {
            const [box, m] = [shape.getBBox(), shape.getScreenCTM()];
            const at = (x, y) => [x * m.a + m.e - origin.x, y * m.d + m.f - origin.y];
            return [...at(box.x, box.y), ...at(box.x + box.width, box.y + box.height)];
        };
        const places = (row) => [...row.children].slice(0, -1).map(place);
        return [origin.width, [...document.querySelectorAll('.picture g')].map(places)];
    })()"""
    width, drawn = browser.run(places)
    assert width == 480 and len(rows) >= 3
    for row, (box, *point) in zip(rows, drawn, strict=True):
        assert np.allclose(box, np.array(row["box_pixels"]) * 4, atol=0.01)
        middles = [[(p[0] + p[2]) / 2, (p[1] + p[3]) / 2] for p in point]
        assert np.allclose(np.ravel(middles), np.array(row["point"] or []) * 480, atol=0.01)


def test_all_texts_are_shown_as_they_are(
    browser: Browser, site: Site, texts: list[dict[str, Any]], richest: str
) -> None:
    """Every row about the patch is on its page once, with the answer marked.

    Input, output and options are there letter by letter.
    """
    rows = {str(row["ID"]): row for row in texts if row["patch_id"] == richest}
    open_patch(browser, site, richest)
    shown = browser.run("""Object.fromEntries(
        [...document.querySelectorAll('[data-row]')].map((e) => [e.dataset.row,
        [e.textContent, [...e.querySelectorAll('.options li')].map((o) => o.textContent),
         e.querySelector('.answer')?.textContent ?? null]]))""")
    assert shown.keys() == rows.keys()
    for key, (text, options, answer) in shown.items():
        row = rows[key]
        assert row["input"] in text and row["output"] in text
        assert options == (row.get("options") or []) and answer == row.get("answer")


def test_a_row_has_a_link_of_its_own(
    browser: Browser, site: Site, texts: list[dict[str, Any]], richest: str
) -> None:
    """The link of a box row, opened anew with a view, shows that view.

    The row is marked and its box lit.
    """
    row = [row for row in texts if row["patch_id"] == richest and row["type"] == "bounding box"][1]
    open_patch(browser, site, richest)
    browser.click_on(f"[data-row='{row['ID']}'] .anchor")
    browser.wait(f"location.hash.includes('row={row['ID']}')")
    browser.open(browser.run("location.href") + "&view=swir")
    browser.wait(
        "document.querySelector('.here') && document.querySelector('canvas[data-view=swir]')"
    )
    assert browser.run("document.querySelector('.here').dataset.row") == str(row["ID"])
    assert browser.run(
        "[...document.querySelectorAll('.picture .lit')].map((e) => e.dataset.box)"
    ) == ["2"]


def test_another_view_keeps_the_place(
    browser: Browser, site: Site, texts: list[dict[str, Any]], richest: str
) -> None:
    """A change of view leaves the page where it was scrolled to, also after a row's link."""
    row = next(row for row in texts if row["patch_id"] == richest and row["type"] == "mcq")
    browser.resize(400, 850)
    open_patch(browser, site, richest, f"&row={row['ID']}")
    browser.wait("document.querySelector('.here') && scrollY > 0")
    browser.click_on("[data-view=sar]")
    browser.wait("document.querySelector('canvas[data-view=sar]')")
    assert browser.run("document.querySelector('#patch canvas').getBoundingClientRect().bottom > 0")


def touched(path: Path, start: int, end: int) -> set[str]:
    """The large columns (images and rasters) whose chunks a range of bytes overlaps."""
    metadata, found = pq.read_metadata(path), set()
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        for chunk in map(group.column, range(group.num_columns)):
            first = chunk.dictionary_page_offset or chunk.data_page_offset
            raster = chunk.physical_type == "BYTE_ARRAY" and chunk.statistics is None
            large = raster and not chunk.path_in_schema.endswith(".path")
            if large and start < first + chunk.total_compressed_size and end > first:
                found.add(chunk.path_in_schema)
    return found


def fetched(site: Site) -> tuple[set[str], set[str], list[tuple[str, int, int | None]]]:
    """Since the last call: files of the release asked, large columns asked, and all requests."""
    asked = [entry for entry in site.taken() if "/data/" in entry[0]]
    files, columns = set(), set()
    for path, start, end in asked:
        assert end is not None, f"{path} was fetched whole"
        name = path[path.index("/data/") + 1 :]
        files.add(name)
        columns |= touched(site.release / name, start, end)
    return files, columns, asked


def test_a_patch_fetches_what_it_shows(browser: Browser, site: Site, richest: str) -> None:
    """The page of a patch reads the files of one shard, of the pixels its view's bands alone.

    Another view adds its other bands.
    """
    browser.open(site.address)
    browser.wait(LISTED)
    site.taken()
    browser.run(f"location.hash = 'patch={richest}'")
    browser.wait(LOADED)
    files, columns, asked = fetched(site)
    assert {Path(name).parts[1] for name in files} == {"patches", "captions", "vqa", "refexp"}
    assert len({Path(name).name for name in files}) == 1
    assert columns == {"B02", "B03", "B04"}
    assert len(asked) == len(set(asked)) <= 16, "no range is asked for twice"
    for view, added in (
        ("false_color", {"B08"}),
        ("land_cover", {"reference_map"}),
        ("true_color", set()),
    ):
        browser.click_on(f"[data-view={view}]")
        browser.wait(f"document.querySelector('canvas[data-view={view}]')")
        assert fetched(site)[1] == added, view


def test_hostile_text_stays_text(browser: Browser, copy: Path, tmp_path: Path) -> None:
    """A caption with markup in it is shown as text, not run."""
    evil = (
        "<script>document.title = 'bad'</script>"
        "<img src=x onerror=\"document.title = 'bad'\"> & \"quotes\" 'too'"
    )
    path = min((copy / "data" / "captions").glob("train-*.parquet"))
    table = pq.read_table(path)
    path.unlink()
    column = table.schema.get_field_index("output")
    pq.write_table(
        table.set_column(column, "output", pa.array([evil] * len(table))), path, compression="zstd"
    )
    explore(copy, tmp_path / "explorer")
    with serving(tmp_path / "explorer", copy) as site:
        open_patch(browser, site, table["patch_id"][0].as_py())
        assert (
            browser.run("[...document.querySelectorAll('.caption')].map((e) => e.textContent)")[0]
            == evil
        )
        assert browser.run("document.querySelectorAll('main img, main script').length") == 0
        assert "bad" not in browser.run("document.title")
