"""The controls of the explorer: search, paging, keys, values, bands of one's own, files, code.

What one file does not give leaves the rest on the page.
"""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from PIL import Image

from bigearthnet_txt import CLC, decode_bands
from tests.upload.browser import Browser
from tests.upload.conftest import LISTED, LOADED, Site, explore, open_patch, serving

CODES = "[...document.querySelectorAll('#list code')].map((e) => e.textContent)"


def search(browser: Browser, text: str) -> None:
    browser.run(f"document.querySelector('#search input').value = {json.dumps(text)}")
    browser.click_on("#search button")


def row_of(patches: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(row for row in patches if row["patch_id"] == name)


def saved(browser: Browser, title: str) -> bytes:
    """What a button saves: the page's own link is caught before it leads to a download."""
    browser.run("""(() => {
        window.kept = null;
        HTMLAnchorElement.prototype.click = async function () {
            const content = new Uint8Array(await (await fetch(this.href)).arrayBuffer());
            window.kept = btoa(Array.from(content, (value) => String.fromCharCode(value)).join(''));
        };
    })()""")
    browser.click_on(f"[data-save={title}]")
    browser.wait("window.kept !== null")
    return base64.b64decode(browser.run("window.kept"))


def test_search_by_words(browser: Browser, site: Site, patches: list[dict[str, Any]]) -> None:
    """Every word must be in class, country, season, climate zone or split; the address keeps it."""
    passing = {
        row["patch_id"]
        for row in patches
        if row["country"] == "Finland" and any("forest" in label for label in row["labels"])
    }
    browser.open(site.address)
    browser.wait(LISTED)
    search(browser, "finland FOREST")
    browser.wait("location.hash.includes('q=')")
    for _ in range(2):
        browser.wait(f"{LISTED} === {len(passing)}")
        assert set(browser.run(CODES)) == passing
        browser.open(browser.run("location.href"))


def test_search_by_name_and_place(
    browser: Browser, site: Site, patches: list[dict[str, Any]]
) -> None:
    """A name opens its patch; coordinates list what is near, nearest first."""
    row = patches[3]
    browser.open(site.address)
    browser.wait(LISTED)
    search(browser, f"{row['latitude']:.4f}, {row['longitude']:.4f}")
    browser.wait("location.hash.includes('q=')")
    browser.wait(f"{CODES}[0] === '{row['patch_id']}'")
    search(browser, row["patch_id"])
    browser.wait(f"document.querySelector('#patch h1')?.textContent === '{row['patch_id']}'")
    search(browser, "no such words")
    browser.wait("document.querySelector('#list h2')?.textContent.startsWith('No patch')")
    assert "Captions and questions are not searched" in browser.run(
        "document.querySelector('#list').textContent"
    )


def test_climate_zones_filter(browser: Browser, site: Site, patches: list[dict[str, Any]]) -> None:
    zone = patches[0]["climate_zone"]
    browser.open(site.address)
    browser.click_on(f"input[name=climate][value='{zone}']")
    browser.wait("location.hash.includes('climate')")
    passing = {row["patch_id"] for row in patches if row["climate_zone"] == zone}
    browser.wait(f"document.querySelector('#count').textContent.startsWith('{len(passing)} of')")
    assert set(browser.run(CODES)) <= passing


def test_the_list_has_pages_with_thumbnails(
    browser: Browser, site: Site, patches: list[dict[str, Any]]
) -> None:
    """All patches are on two pages, none twice, each with its part of a sheet."""
    browser.open(site.address)
    browser.wait(LISTED)
    first = browser.run(CODES)
    browser.click_on(".paging a")
    browser.wait("location.hash.includes('page=2')")
    browser.wait(f"{LISTED} === {len(patches) - 40}")
    assert len(first) == 40
    assert set(first) | set(browser.run(CODES)) == {row["patch_id"] for row in patches}
    place = browser.run("getComputedStyle(document.querySelector('.thumb')).backgroundPosition")
    assert place == "0px -240px", "the 41st picture: fifth row of a sheet of ten"
    assert "thumbnails/00000.jpg" in browser.run(
        "getComputedStyle(document.querySelector('.thumb')).backgroundImage"
    )


def test_arrow_keys_step(browser: Browser, site: Site) -> None:
    """Right and left lead to the next patch and back; not while one types.

    A key counts before the page of a patch is there.
    """
    browser.open(site.address)
    browser.wait(LISTED)
    one, two = browser.run(f"{CODES}.slice(0, 2)")
    browser.run(f"location.hash = 'patch={one}'")
    for key, name in (("ArrowRight", two), ("ArrowLeft", one)):
        browser.press(key)
        browser.wait(f"document.querySelector('#patch h1')?.textContent === '{name}'")
    browser.run("document.querySelector('#search input').focus()")
    browser.press("ArrowRight")
    assert browser.run("document.querySelector('#patch h1').textContent") == one


def test_pixel_under_the_pointer(
    browser: Browser, site: Site, patches: list[dict[str, Any]], richest: str
) -> None:
    """Values of the bands shown, class and coordinates are those of the release."""
    row = row_of(patches, richest)
    open_patch(browser, site, richest)
    browser.wait("document.querySelector('.pictures dl')")
    box = browser.run(
        "(document.querySelector('.picture').scrollIntoView({block: 'center'}),"
        " document.querySelector('.picture').getBoundingClientRect().toJSON())"
    )
    x, y = 34, 12
    browser.ask("Input.dispatchMouseEvent", type="mouseMoved", x=box["x"] + 138, y=box["y"] + 50)
    browser.wait("document.querySelector('.pixel').textContent.split(' · ').length === 6")
    said = browser.run("document.querySelector('.pixel').textContent").split(" · ")
    bands = decode_bands(row)
    west, _, _, north = row["bounds"]
    assert said[0] == f"column {x}, row {y}"
    assert said[1].startswith(f"E {west + 345:,.0f} N {north - 125:,.0f} (EPSG:{row['epsg']})")
    assert said[2:5] == [f"{name} {bands[name][y, x]}" for name in ("B04", "B03", "B02")]
    assert said[5].startswith(f"{bands['reference_map'][y, x]} ")


def picture(browser: Browser) -> np.ndarray:
    url = browser.run("document.querySelector('#patch canvas').toDataURL()")
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))).convert("RGB"))


def test_bands_of_ones_own(
    browser: Browser, site: Site, patches: list[dict[str, Any]], richest: str
) -> None:
    """Three bands, each between two values, as worked out with NumPy; the stretch cuts 2 %."""
    bands = decode_bands(row_of(patches, richest))
    open_patch(browser, site, richest, "&view=own&own=B08,100,4100;B11,0,5000;VV,-25,0")
    browser.wait("document.querySelector('canvas[data-view=own]')")
    shown = picture(browser)
    for k, (name, low, high) in enumerate((("B08", 100, 4100), ("B11", 0, 5000), ("VV", -25, 0))):
        side = 120 // len(bands[name])
        values = np.kron(bands[name].astype(float), np.ones((side, side)))
        expected = np.clip((values - low) / (high - low), 0, 1) * 255
        assert np.abs(shown[..., k] - expected).max() <= 1, name
    browser.run("""(() => { const low = document.querySelector('.own input'); low.value = 300;
        low.dispatchEvent(new Event('change')); })()""")
    browser.wait("decodeURIComponent(location.hash).includes('own=B08,300,4100')")
    browser.click_on(".own button")
    browser.wait("!decodeURIComponent(location.hash).includes('4100')")
    told = browser.run("new URLSearchParams(location.hash.slice(1)).get('own')")
    low, high = map(float, told.split(";")[0].split(",")[1:])
    assert np.percentile(bands["B08"], [2, 98]) == pytest.approx([low, high], abs=3)


def test_a_map_is_black_without_data(browser: Browser, site: Site) -> None:
    """A pixel whose two bands are both 0 has no index; its neighbors have theirs, in viridis."""
    browser.open(site.address)
    browser.wait(LISTED)
    script = """(async () => {
        const [{ indexViews }, about] = await Promise.all([
            import("./indices.js"), fetch("explorer.json").then((answer) => answer.json())]);
        const ndvi = indexViews({ ...about, size: 2 }).find(({ name }) => name === "ndvi");
        const [B08, B04] = [Uint16Array.of(0, 1, 1, 0), Uint16Array.of(0, 0, 2, 3)];
        return [...ndvi.draw({ B08, B04 }).picture];
    })()"""
    pixels = np.reshape(browser.run(script), (4, 4))[:, :3].tolist()
    assert pixels == [[0, 0, 0], [253, 231, 37], [68, 1, 84], [68, 1, 84]]


def test_land_cover_over_the_picture(browser: Browser, site: Site, richest: str) -> None:
    """The slider lays the map of the land-cover view over the picture, as opaque as it says."""
    open_patch(browser, site, richest)
    browser.run("""(() => {
        const slider = document.querySelector('.slide input');
        slider.value = 40;
        slider.dispatchEvent(new Event('input'));
    })()""")
    browser.wait("document.querySelector('.cover').dataset.drawn")
    assert browser.run("getComputedStyle(document.querySelector('.cover')).opacity") == "0.4"
    layer = browser.run("document.querySelector('.cover').toDataURL()")
    browser.click_on("[data-view=land_cover]")
    browser.wait("document.querySelector('canvas[data-view=land_cover]')")
    assert browser.run("document.querySelector('#patch canvas').toDataURL()") == layer


def test_other_dates_of_the_place(
    browser: Browser, site: Site, patches: list[dict[str, Any]]
) -> None:
    """Links lead to the same tile, column and row at other times, and to no other place."""

    def place(name: str) -> list[str]:
        return name.split("_")[-3:]

    row = max(
        patches, key=lambda r: sum(place(p["patch_id"]) == place(r["patch_id"]) for p in patches)
    )
    there = {p["patch_id"] for p in patches if place(p["patch_id"]) == place(row["patch_id"])}
    open_patch(browser, site, row["patch_id"])
    links = browser.run("[...document.querySelectorAll('.dates a')].map((a) => a.hash)")
    assert {link.split("patch=")[1] for link in links} == there - {row["patch_id"]}


def test_files_of_a_patch(
    browser: Browser,
    site: Site,
    patches: list[dict[str, Any]],
    texts: list[dict[str, Any]],
    richest: str,
) -> None:
    """GeoTIFF as rasterio reads it, PNG as it is shown, JSON with every row."""
    row = row_of(patches, richest)
    bands = decode_bands(row)
    for view, names in (
        ("swir", ("B12", "B8A", "B04")),
        ("sar", ("VV", "VH")),
        ("ndmi", ("B8A", "B11")),
    ):
        open_patch(browser, site, richest, f"&view={view}")
        browser.wait(f"document.querySelector('canvas[data-view={view}]')")
        browser.wait("document.querySelector('.pictures dl')")
        with rasterio.MemoryFile(saved(browser, "GeoTIFF")) as memory, memory.open() as file:
            assert set(file.descriptions) == set(names)
            assert file.crs.to_epsg() == row["epsg"]
            assert list(file.bounds) == row["bounds"]
            for k, name in enumerate(file.descriptions, 1):
                side = file.width // len(bands[name])
                assert np.array_equal(
                    file.read(k), np.kron(bands[name], np.ones((side,) * 2, bands[name].dtype))
                )
    png = np.asarray(Image.open(io.BytesIO(saved(browser, "PNG"))).convert("RGB"))
    assert np.array_equal(png, picture(browser))
    told = json.loads(saved(browser, "JSON"))
    mine = {str(text["ID"]): text for text in texts if text["patch_id"] == richest}
    assert told["patch_id"] == richest and told["epsg"] == row["epsg"]
    assert {text["ID"]: text["output"] for text in told["texts"]} == {
        key: text["output"] for key, text in mine.items()
    }


def test_copied_code_loads_the_row(
    browser: Browser, site: Site, release: Path, richest: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three lines, run beside the release, give the row they stand at; one of each config."""
    monkeypatch.chdir(release.parent)
    open_patch(browser, site, richest)
    browser.wait("document.querySelectorAll('.texts [data-config] ol').length >= 3")
    lines = browser.run(
        "[...document.querySelectorAll('[data-config]')].map((part) => part.querySelector('li'))"
        ".filter(Boolean).map((e) => [e.dataset.row, e.querySelector('.code').textContent])"
    )
    assert len(lines) == 3
    for key, code in lines:
        names: dict[str, Any] = {}
        exec(code, names)
        assert str(names["row"]["ID"]) == key and code.count("\n") == 2
    browser.wait("document.querySelector('.pictures .code')")
    names = {}
    exec(browser.run("document.querySelector('.pictures .code').textContent"), names)
    assert names["row"]["patch_id"] == richest


def test_proof_of_a_box(
    browser: Browser,
    site: Site,
    patches: list[dict[str, Any]],
    texts: list[dict[str, Any]],
    richest: str,
) -> None:
    """Pixels of its class as counted on the map, and the region whose box it is."""
    row = next(
        text for text in texts if text["patch_id"] == richest and text["type"] == "bounding box"
    )
    codes = decode_bands(row_of(patches, richest))["reference_map"]
    label = row["classes"][0]
    open_patch(browser, site, richest)
    browser.wait(f"document.querySelector(\"[data-row='{row['ID']}']\")")
    browser.click_on(f"[data-row='{row['ID']}'] .tools button")
    browser.wait(f"document.querySelector(\"[data-row='{row['ID']}'] .proof\")")
    said = browser.run(f"document.querySelector(\"[data-row='{row['ID']}'] .proof\").textContent")
    x0, y0, x1, y1 = row["box_pixels"]
    assert f"{label}: a region of" in said
    assert f"spans columns {x0} to {x1 - 1} and rows {y0} to {y1 - 1}" in said
    of_class = [code for code, clc in CLC.items() if clc[1] == label]
    assert f"{np.isin(codes, of_class).sum():,}" in said
    assert browser.run(f"document.querySelector(\"[data-row='{row['ID']}'] .proof path\") !== null")
    rect = f"document.querySelector(\"[data-row='{row['ID']}'] .proof rect\").getBBox()"
    assert browser.run(f"(({{x, y, width, height}}) => [x, y, width, height])({rect})") == [
        x0,
        y0,
        x1 - x0,
        y1 - y0,
    ]


def test_one_file_that_is_not_there_leaves_the_rest(
    browser: Browser, copy: Path, tmp_path: Path, richest: str
) -> None:
    """Without the questions there are captions, boxes and pictures; with them back, all."""
    explore(copy, tmp_path / "explorer")
    hidden = {path: path.with_suffix(".away") for path in (copy / "data" / "vqa").iterdir()}
    with serving(tmp_path / "explorer", copy) as site:
        for path, away in hidden.items():
            path.rename(away)
        open_patch(browser, site, richest)
        browser.wait("document.querySelector('[data-config=vqa] .failed')")
        said = browser.run("document.querySelector('[data-config=vqa] .failed').textContent")
        assert "answered 404" in said and "data/vqa/" in said
        assert browser.run("document.querySelectorAll('.captions li, .boxes li').length") > 3
        assert browser.run("document.querySelectorAll('.failed').length") == 1
        for path, away in hidden.items():
            away.rename(path)
        browser.click_on("[data-config=vqa] .failed button")
        browser.wait("document.querySelectorAll('.questions li').length")
        assert not browser.run("document.querySelectorAll('.failed').length")


@pytest.mark.parametrize("part", ["tiles", "thumbnails", "vendor/outlines.json"])
def test_a_part_of_the_index_that_is_not_there(
    browser: Browser, copy: Path, tmp_path: Path, part: str
) -> None:
    """Map and list are shown without thumbnails, outlines or tiles; a retry is offered."""
    explore(copy, tmp_path / "explorer")
    with serving(tmp_path / "explorer", copy) as site:
        (tmp_path / "explorer" / part).rename(tmp_path / "away")
        browser.open(site.address)
        browser.wait(LISTED)
        if part == "tiles":
            browser.click_on("#list li a")
        if part != "thumbnails":
            browser.wait("document.querySelector('.failed button')")
            (tmp_path / "away").rename(tmp_path / "explorer" / part)
            browser.run(
                "[...document.querySelectorAll('.failed button')].forEach((e) => e.click())"
            )
            browser.wait("!document.querySelector('.failed')")


def test_filters_are_behind_a_button_on_a_phone(browser: Browser, site: Site) -> None:
    browser.resize(400, 850)
    browser.open(site.address)
    browser.wait(LISTED)
    assert not browser.run("document.querySelector('#filters form').checkVisibility()")
    browser.click_on("#filters summary")
    browser.wait("document.querySelector('#filters form').checkVisibility()")
    browser.resize(1400, 850)


@pytest.mark.parametrize("width", [1400, 400])
def test_nothing_of_a_page_is_wider_than_a_phone(
    browser: Browser, site: Site, richest: str, width: int
) -> None:
    """With own bands, a proof and code open."""
    browser.resize(width, 850)
    open_patch(browser, site, richest, "&view=own")
    browser.wait("document.querySelectorAll('.tools button').length > 4")
    browser.run(
        "[...document.querySelectorAll('.tools button')].slice(0, 4).forEach((e) => e.click())"
    )
    browser.wait("document.querySelector('.proof')")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    browser.resize(1400, 850)


def test_loading_is_done(browser: Browser, site: Site, richest: str) -> None:
    """Nothing stays busy."""
    open_patch(browser, site, richest)
    browser.wait("!document.querySelector('[aria-busy]')")
    assert browser.run(f"Boolean({LOADED})")
