"""The explorer away from its release.

Data on another origin as on the Hub, servers that cannot send parts, releases without pixels.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest

from builder.cli import main
from tests.conftest import built
from tests.upload.browser import Browser
from tests.upload.conftest import LISTED, LOADED, Site, explore, serving

_RESOLVE = "/datasets/ORG/NAME/resolve/v1.0.0/"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


class Hub(Quiet):
    """Answers as the Hub does: an address of the revision leads to one that sends the bytes.

    Both are open to all origins.
    """

    def do_GET(self) -> None:
        if self.path.startswith(_RESOLVE):
            self.send_response(302)
            self.send_header("Location", self.path.replace(_RESOLVE, "/"))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        content = Path(self.translate_path(self.path)).read_bytes()
        start, end = map(int, self.headers["Range"].removeprefix("bytes=").split("-"))
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(content)}")
        self.send_header("Content-Length", str(end + 1 - start))
        self.end_headers()
        self.wfile.write(content[start : end + 1])

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def do_OPTIONS(self) -> None:
        self.send_response(204)
        self.send_header("Access-Control-Allow-Headers", "range")
        self.end_headers()


@contextmanager
def listening(handler: Any) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def open_first(browser: Browser, address: str) -> None:
    browser.open(address)
    browser.wait(LISTED)
    browser.click_on("#list li a")


def test_data_on_the_hub(browser: Browser, release: Path, tmp_path: Path) -> None:
    """A patch opens, with pictures and texts, from data on the Hub.

    The page is on one origin, the release on another behind redirects.
    """
    with listening(partial(Hub, directory=str(release))) as hub:
        explore(release, tmp_path / "space", data=f"{hub}{_RESOLVE.rstrip('/')}")
        with serving(tmp_path / "space", release) as site:
            open_first(browser, site.address)
            browser.wait(LOADED)
            assert not [path for path, *_ in site.requests if "/data/" in path]


def test_server_without_range_is_said(browser: Browser, release: Path, tmp_path: Path) -> None:
    """A server that sends whole files instead of parts is refused with the reason.

    It is refused before it has sent them.
    """
    explore(release, tmp_path / "explorer")
    (tmp_path / release.name).symlink_to(release)
    explore(tmp_path / release.name, tmp_path / "explorer", data=f"../{release.name}")
    with listening(partial(Quiet, directory=str(tmp_path))) as address:
        open_first(browser, f"{address}/explorer/")
        browser.wait("document.querySelector('.failed')")
        assert "needs one that answers Range requests" in browser.run(
            "document.querySelector('.failed').textContent"
        )


def test_release_without_pixels(browser: Browser, tmp_path: Path) -> None:
    """Of a release of maps only there is the land cover, and no other view."""
    raw, out = tmp_path / "raw", tmp_path / "bigearthnet_txt"
    assert main(["world", str(raw), "--patches", "20", "--maps-only"]) == 0
    built(raw, out, maps_only=True)
    explore(out, tmp_path / "explorer")
    with serving(tmp_path / "explorer", out) as site:
        open_first(browser, site.address)
        browser.wait(LOADED)
        assert browser.run(
            "[...document.querySelectorAll('.tabs a')].map((e) => e.textContent)"
        ) == ["Land cover"]
        assert browser.run("document.querySelectorAll('.legend li').length") >= 1


@pytest.mark.parametrize("place", [(-8.6, 41.2), (24.9, 60.2), (16.4, 48.2), (20.9, 42.6)])
def test_map_is_equal_area(browser: Browser, site: Site, place: tuple[float, float]) -> None:
    """Places lie where EPSG:3035 has them, but for the 0.5 % between sphere and ellipsoid.

    y runs down.
    """
    browser.open(site.address)
    x, y = browser.run(f"import('./map.js').then((map) => map.project({place[0]}, {place[1]}))")
    east, north = pyproj.Transformer.from_crs(4326, 3035, always_xy=True).transform(*place)
    assert np.allclose(
        [x, -y], [(east - 4_321_000) / 1000, (north - 3_210_000) / 1000], rtol=0.005, atol=2
    )
