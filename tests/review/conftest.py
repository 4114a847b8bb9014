"""A release with a benchmark of five patches, and reviews of it."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from bigearthnet_txt_reader.release import Release
from builder.cli import main
from builder.review.answers import Answers
from builder.review.items import Item, read_items
from builder.review.log import held_log
from builder.review.parts import Part
from builder.review.server import make_server
from builder.review.session import Session
from builder.world import make_world
from tests.conftest import built, made_once
from tests.review.asking import Client


@pytest.fixture(scope="session")
def benchmark_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release whose benchmark has five patches; do not change it."""

    def make(folder: Path) -> None:
        raw, draw = folder / "raw", folder / "draw.json"
        make_world(raw, patches=90, seed=1, progress=lambda _: None)
        assert not main(["benchmark", "draw", str(raw), "--out", str(draw), "--patches", "5"])
        built(raw, folder / "bigearthnet_txt", benchmark=draw)

    return made_once(tmp_path_factory, "benchmark", make) / "bigearthnet_txt"


@pytest.fixture
def reviewed(benchmark_release: Path, tmp_path: Path) -> Path:
    """A copy of that release, without logs beside it."""
    out = tmp_path / "bigearthnet_txt"
    return Path(shutil.copytree(benchmark_release, out, copy_function=os.link))


@pytest.fixture
def items(reviewed: Path) -> list[Item]:
    return read_items(Release.open(reviewed))


class reviewing:
    """`with reviewing(release, "anna") as client`: the server of a review on a free port."""

    def __init__(self, where: Path, reviewer: str, **stated: Any) -> None:
        self._release, self._part = Release.open(where), Part(reviewer, **stated)
        self._folder = where.with_name(f"{where.name}-review")

    def __enter__(self) -> Client:
        self._held = held_log(self._folder, self._part.reviewer)
        session = Session(read_items(self._release), self._part, self._held.__enter__())
        answers = Answers(session, self._release)
        self._server, address = make_server(answers, "127.0.0.1", 0)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return Client(address)

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._held.__exit__(None, None, None)
