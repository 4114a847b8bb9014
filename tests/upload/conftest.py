"""A Hub on loopback that the clients take for the real one.

A release to publish there, and explorers with a browser to look at them.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_explorer import write_explorer
from bigearthnet_txt_explorer.server import FileHandler, files_of, make_server
from bigearthnet_txt_reader.release import Release
from tests.conftest import made_once
from tests.upload.browser import Browser
from tests.upload.server import Hub
from upload.cli import main

REPO = "me/ben"
LISTED = "document.querySelectorAll('#list li').length"
LOADED = "document.querySelector('#patch canvas[data-view]') && document.querySelector('.texts ol')"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """An empty Hub.

    The client has a token that may write, uploads over plain LFS, and does not wait between tries.
    """
    with Hub(tmp_path / "hub") as hub:
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", hub.url)
        template = "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(
            "huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", hub.url + template
        )
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_DISABLE_PROGRESS_BARS", True)
        monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "no-token"))
        monkeypatch.setenv("HF_TOKEN", hub.token("me"))
        yield hub


@pytest.fixture
def folder(release: Path, tmp_path: Path) -> Path:
    """A copy of the release that may be changed."""
    out = tmp_path / "bigearthnet_txt"
    shutil.copytree(release, out)
    return out


@pytest.fixture
def unverified(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves out the check of every row, which tests of other things need not wait for."""
    monkeypatch.setattr("upload.publishing.verify", lambda folder: None)


def publish(folder: Path, version: str = "1.0.0", *more: str) -> int:
    """`python -m upload publish` in this process; returns the exit code."""
    return main(
        [
            "publish",
            str(folder),
            "--repo",
            REPO,
            "--version",
            version,
            "--yes",
            "--synthetic",
            *more,
        ]
    )


def state(hub: Hub) -> tuple[dict[str, str], dict[str, dict[str, str]], list[str]]:
    """What users see: the files of main, those of each tag, and the branches."""
    repository = hub.dataset(REPO)
    return (
        hub.files(REPO),
        {tag: hub.files(REPO, tag) for tag in repository.tags},
        sorted(repository.branches),
    )


@dataclass
class Site:
    """An explorer, the release it shows, its address, and the requests so far.

    A request is (path, first byte, byte behind the last).
    """

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
            start, _, end = (
                self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
            )
            site.requests.append((self.path, int(start or 0), int(end) + 1 if end else None))
            super().do_GET()

    server.RequestHandlerClass = partial(Recorder, **server.RequestHandlerClass.keywords)


def silent(what: str) -> Callable[[int], None]:
    """Shows no progress."""
    return lambda patches: None


def explore(release: Path, folder: Path, data: str | None = None) -> int:
    """Writes an explorer; returns the number of its patches."""
    return write_explorer(Release.open(release), folder, data=data, progress=silent)


@pytest.fixture(scope="session")
def written(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an explorer of the small release, beside a link to the release.

    Do not change it.
    """

    def make(folder: Path) -> None:
        explore(release, folder / "explorer")

    return made_once(tmp_path_factory, "site", make) / "explorer"


@pytest.fixture(scope="session")
def site(written: Path, release: Path) -> Iterator[Site]:
    with serving(written, release) as site:
        yield site


class serving:
    """`with serving(folder, release) as site`: an explorer on a free port.

    It serves `data` in the place of the files of the release.
    """

    def __init__(self, folder: Path, release: Path, data: list[Path] | None = None) -> None:
        files = files_of(Release.open(release)) if data is None else data
        self._server, address = make_server(folder, files, 0)
        self._site = Site(folder, release, address)
        record(self._server, self._site)

    def __enter__(self) -> Site:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self._site

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def open_patch(browser: Browser, site: Site, patch: str, more: str = "") -> None:
    browser.open(f"{site.address}#patch={patch}{more}")
    browser.wait(LOADED)


@pytest.fixture(scope="session")
def patches(release: Path) -> list[dict[str, Any]]:
    """All rows of patches, read from all files."""
    return [
        row
        for path in sorted((release / "data" / "patches").glob("*.parquet"))
        for row in pq.read_table(path).to_pylist()
    ]


@pytest.fixture(scope="session")
def texts(release: Path) -> list[dict[str, Any]]:
    """All rows of text, read from all files."""
    files = [
        path
        for path in sorted((release / "data").rglob("*.parquet"))
        if path.parent.name != "patches"
    ]
    return [
        row for path in files for row in pq.read_table(path).drop_columns(["image"]).to_pylist()
    ]


@pytest.fixture(scope="session")
def richest(texts: list[dict[str, Any]]) -> str:
    """The patch of train with most boxes."""
    boxes = Counter(
        row["patch_id"]
        for row in texts
        if row["type"] == "bounding box" and row["split"] == "train"
    )
    return boxes.most_common(1)[0][0]


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Path:
    """A copy of the small release, to be changed."""
    return Path(shutil.copytree(release, tmp_path / "bigearthnet_txt", copy_function=os.link))
