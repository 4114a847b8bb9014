"""A Hub on loopback that the clients take for the real one, and a release to publish there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.upload.server import Hub
from upload.cli import main

REPO = "me/ben"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """An empty Hub; the client has a token that may write, uploads over plain LFS, and does not wait between tries."""
    with Hub(tmp_path / "hub") as hub:
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", hub.url)
        template = "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", hub.url + template)
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
    return main(["publish", str(folder), "--repo", REPO, "--version", version, "--yes", *more])
