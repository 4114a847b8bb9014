"""The explorer in a browser: a map, a list and filters lead to the patches of the release.

It says what is not there, fits the window and is quick.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.upload.browser import Browser
from tests.upload.conftest import LISTED, LOADED, Site, explore, serving


def count(browser: Browser) -> str:
    return str(browser.run("document.querySelector('#count').textContent"))


def test_first_view_fetches_page_and_index_only(
    browser: Browser, site: Site, patches: list[dict[str, Any]]
) -> None:
    """The map of all patches appears after the files of the explorer, each fetched once.

    Beside them come the thumbnails in sight. Nothing of the release is asked for.
    """
    site.taken()
    browser.open(site.address)
    browser.wait(LISTED)
    browser.wait(
        "performance.getEntriesByType('resource')"
        ".some((entry) => entry.name.endsWith('outlines.json'))"
    )
    asked = Counter(path for path, *_ in site.taken())
    assert count(browser) == f"{len(patches)} patches"
    assert max(asked.values()) == 1
    assert {path for path in asked if not path.endswith((".js", ".css", ".jpg"))} == {
        f"/{re.sub('.*?//.*?/', '', site.address)}{name}"
        for name in ("", "explorer.json", "patches.parquet", "vendor/outlines.json")
    }


def test_filters_leave_the_patches_that_pass(
    browser: Browser, site: Site, patches: list[dict[str, Any]]
) -> None:
    """One country and one class leave the patches that have both.

    The counts show it, and the address brings the same view back.
    """
    country, label = Counter(
        (row["country"], label) for row in patches for label in row["labels"]
    ).most_common(1)[0][0]
    passing = {
        row["patch_id"] for row in patches if row["country"] == country and label in row["labels"]
    }
    browser.open(site.address)
    browser.click_on(f"input[name=country][value='{country}']")
    browser.wait("location.hash.includes('country')")
    browser.click_on(f"input[name=class][value='{label}']")
    browser.wait("location.hash.includes('class')")
    for _ in range(2):
        browser.wait(
            "document.querySelector('#count').textContent"
            f" === '{len(passing)} of {len(patches)} patches'"
        )
        assert (
            set(
                browser.run(
                    "[...document.querySelectorAll('#list code')].map((e) => e.textContent)"
                )
            )
            == passing
        )
        shown = browser.run(
            f"document.querySelector('input[name=class][value=\"{label}\"] ~ .count').textContent"
        )
        assert shown == str(len(passing))
        browser.open(browser.run("location.href"))


@pytest.mark.parametrize("key", ["split", "season", "task"])
def test_every_filter_counts_as_the_files_do(
    browser: Browser,
    site: Site,
    patches: list[dict[str, Any]],
    texts: list[dict[str, Any]],
    key: str,
) -> None:
    """The number beside an option is the number of patches that have it.

    They have it by their own column, or by a row of the task.
    """
    if key == "task":
        tasks = {(row["patch_id"], row["type"], row["category"]) for row in texts}
        counts = Counter(
            kind if kind == "captioning" else f"{kind}: {category}" for _, kind, category in tasks
        )
    else:
        counts = Counter(row[key] for row in patches)
    browser.open(site.address)
    browser.wait(LISTED)
    boxes = f"[...document.querySelectorAll('input[name={key}]')]"
    shown = browser.run(
        f"Object.fromEntries({boxes}.map((box) => "
        "[box.value, +box.parentElement.querySelector('.count').textContent]))"
    )
    assert {name: n for name, n in shown.items() if n} == counts


def test_click_on_the_map_opens_the_patch_there(
    browser: Browser, site: Site, patches: list[dict[str, Any]]
) -> None:
    """The only patch that passes is in the middle of the fitted map, and a click there opens it."""
    keys = Counter((row["country"], row["season"], row["split"]) for row in patches)
    country, season, split = next(key for key, n in keys.items() if n == 1)
    (patch,) = (
        row["patch_id"]
        for row in patches
        if (row["country"], row["season"], row["split"]) == (country, season, split)
    )
    browser.open(f"{site.address}#country={country}&season={season}&split={split}")
    browser.wait(f"{LISTED} === 1 && document.querySelector('.map canvas').dataset.sized")
    box = browser.run("document.querySelector('.map canvas').getBoundingClientRect().toJSON()")
    browser.click(
        box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 20
    )  # the key leaves 40 px less below
    browser.wait(f"new URLSearchParams(location.hash.slice(1)).get('patch') === '{patch}'")
    browser.wait(LOADED)
    assert browser.run("document.querySelector('#patch h1').textContent") == patch


def test_steps_go_through_the_patches_that_pass(
    browser: Browser, site: Site, patches: list[dict[str, Any]]
) -> None:
    """Next leads to the next patch of the filtered list, and All patches back to it."""
    browser.open(f"{site.address}#split=test")
    browser.wait(LISTED)
    first, second = browser.run(
        "[...document.querySelectorAll('#list code')].slice(0, 2).map((e) => e.textContent)"
    )
    browser.click_on("#list li a")
    browser.wait(f"document.querySelector('#patch h1')?.textContent === '{first}'")
    browser.run(
        "[...document.querySelectorAll('#patch nav a')]"
        ".find((a) => a.textContent.includes('Next')).click()"
    )
    browser.wait(f"document.querySelector('#patch h1')?.textContent === '{second}'")
    browser.click_on("#patch nav a")
    browser.wait("document.querySelector('#patch').hidden")
    tests = sum(row["split"] == "test" for row in patches)
    assert count(browser) == f"{tests} of {len(patches)} patches"


def test_unknown_patch_is_said(browser: Browser, site: Site) -> None:
    """A link to a patch that is not in the release names it, with the version.

    It leads back to all.
    """
    browser.open(f"{site.address}#patch=S2A_NOWHERE_1_2")
    browser.wait("!document.querySelector('#error').hidden")
    said = browser.run("document.querySelector('#error').textContent")
    assert said == "there is no patch S2A_NOWHERE_1_2 in version 1.0.0 of this release"
    browser.click_on("#patch a")
    browser.wait(LISTED)
    browser.wait("document.querySelector('#error').hidden")


def test_missing_data_is_said(browser: Browser, copy: Path, tmp_path: Path) -> None:
    """If the release is gone, the page of a patch names the file and the server's answer."""
    explore(copy, tmp_path / "explorer")
    with serving(tmp_path / "explorer", copy) as site:
        browser.open(site.address)
        browser.wait(LISTED)
        for path in (copy / "data" / "patches").iterdir():
            path.unlink()
        browser.click_on("#list li a")
        browser.wait("document.querySelector('.pictures .failed')")
        said = browser.run("document.querySelector('.pictures .failed p').textContent")
        assert re.fullmatch(r"http.*/data/patches/.*\.parquet: answered 404 Not Found", said)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1400, 400])
def test_page_fits_the_window(
    browser: Browser, site: Site, richest: str, width: int, dark: bool
) -> None:
    """Nothing needs sideways scrolling, and text stands out from its ground.

    The windows are wide and phone-sized, light and dark.
    """
    browser.resize(width, 850, dark=dark)
    for part in ("", f"patch={richest}&view=land_cover"):
        browser.open(f"{site.address}#{part}")
        browser.wait(LOADED if part else LISTED)
        assert browser.run("document.documentElement.scrollWidth <= innerWidth")
        assert browser.run(
            "[...document.querySelectorAll('button, .tabs a, label')]"
            ".every((e) => e.scrollWidth <= e.clientWidth + 1)"
        )
    assert browser.run("document.querySelector('#patch canvas').clientWidth") == min(
        480, width - 32
    )
    ground, text = (
        browser.run(f"getComputedStyle(document.body).{name}")
        for name in ("backgroundColor", "color")
    )
    levels = [sum(map(int, re.findall(r"\d+", color)[:3])) / 765 for color in (ground, text)]
    assert (levels[0] < 0.3 and levels[1] > 0.8) if dark else (levels[0] > 0.8 and levels[1] < 0.3)


@pytest.mark.parametrize(
    ("origin", "begins"),
    [
        ({"synthetic": True, "share": 0.0}, "Synthetic: land, pixels and texts are invented"),
        ({"synthetic": False, "share": 0.05}, "A part: 5.0 % of the 480,038 patches"),
        ({"synthetic": False, "share": 1.0}, None),
    ],
)
def test_a_band_says_what_the_release_is(
    browser: Browser,
    copy: Path,
    tmp_path: Path,
    richest: str,
    origin: dict[str, Any],
    begins: str | None,
) -> None:
    """It runs across the whole page of list and patch, in light and dark; not over all patches."""
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    (copy / "manifest.json").unlink()  # a link to the release that no test may change
    (copy / "manifest.json").write_text(json.dumps(manifest | origin), "utf-8")
    explore(copy, tmp_path / "explorer")
    band = "document.querySelector('#warning')"
    with serving(tmp_path / "explorer", copy) as site:
        for dark, part in ((False, ""), (True, f"#patch={richest}")):
            browser.resize(1400, 850, dark=dark)
            browser.open(site.address + part)
            browser.wait(LOADED if part else LISTED)
            assert browser.run(f"{band}.checkVisibility()") is (begins is not None)
            if begins:
                assert browser.run(f"{band}.textContent").startswith(begins)
                assert browser.run(f"{band}.offsetWidth") == 1400
    browser.resize(1400, 850)
