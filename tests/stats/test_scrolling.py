"""What is wider than a phone shows on both pages that it scrolls: a shade where there is more."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.conftest import ROOT
from tests.upload.browser import Browser

_WIDE = '<section><div class="scroll"><p style="width: 900px; height: 60px"></p></div></section>'


def edges(browser: Browser, path: Path) -> list[int]:
    """Brightness just inside the left and the right edge, of 255."""
    browser.screenshot(path)
    box = browser.run("document.querySelector('.scroll').getBoundingClientRect().toJSON()")
    pixels = np.asarray(Image.open(io.BytesIO(path.read_bytes())).convert("L"))
    row = pixels[int(box["y"] + 20)]
    return [int(row[int(x)]) for x in (box["x"] + 1, box["x"] + box["width"] - 2)]


@pytest.mark.parametrize("page", ["stats", "progress"])
def test_an_edge_with_more_behind_it_is_shaded(browser: Browser, tmp_path: Path, page: str) -> None:
    """At 400 px first the right edge is shaded, and at the end of the table the left one."""
    head = (ROOT / "builder" / page / "page.html").read_text("utf-8").split("</style>")[0]
    path = tmp_path / "page.html"
    path.write_text(f"{head}</style></head><body>{_WIDE}</body></html>", "utf-8")
    browser.resize(400, 850)
    browser.open(path.as_uri())
    left, right = edges(browser, tmp_path / "start.png")
    assert left > right + 40
    browser.run("document.querySelector('.scroll').scrollLeft = 900")
    left, right = edges(browser, tmp_path / "end.png")
    assert right > left + 40
    browser.resize(1400, 850)
