"""An explorer of the small release, served on this machine by a server that remembers what it was asked, and a browser to look at it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.upload.browser import Browser, program
from upload.explorer import library, write_explorer
from upload.explorer.server import FileHandler, make_server


@dataclass
class Site:
    """An explorer, the release it shows, its address, and the requests so far as (path, first byte, byte behind the last)."""

    folder: Path
    release: Path
    address: str
    requests: list[tuple[str, int, int | None]] = field(default_factory=list)

    def taken(self) -> list[tuple[str, int, int | None]]:
        """The requests since the last call."""
        taken, self.requests[:] = list(self.requests), []
        return taken


def record(server: Any, site: Site) -> None:
    """Has the server note every request in `site`."""

    class Recorder(FileHandler):
        def do_GET(self) -> None:
            start, _, end = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
            site.requests.append((self.path, int(start), int(end) + 1 if end else None))
            super().do_GET()

    server.RequestHandlerClass = partial(Recorder, **server.RequestHandlerClass.keywords)


def explore(release: Path, folder: Path, data: str | None = None) -> int:
    """Writes an explorer; without npm a test is skipped, but on CI it fails."""
    if not (Path(library.__file__).parent / "node_modules").is_dir():
        program("npm")
    return write_explorer(release, folder, data=data, progress=lambda _: None)


@pytest.fixture(scope="session")
def written(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an explorer of the small release, beside a link to the release; do not change it."""
    folder = tmp_path_factory.mktemp("site") / "explorer"
    explore(release, folder)
    return folder


@pytest.fixture(scope="session")
def site(written: Path, release: Path) -> Iterator[Site]:
    with serving(written, release) as site:
        yield site


class serving:
    """`with serving(folder, release) as site`: an explorer on a free port."""

    def __init__(self, folder: Path, release: Path) -> None:
        self._server, address = make_server(folder, release, 0)
        self._site = Site(folder, release, address)
        record(self._server, self._site)

    def __enter__(self) -> Site:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self._site

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    browser = Browser(tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    """The one browser of all tests, as wide as a desk's."""
    chromium.resize(1400, 900)
    return chromium


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Path:
    """A copy of the small release, to be changed."""
    return Path(shutil.copytree(release, tmp_path / "bigearthnet_txt", copy_function=os.link))
