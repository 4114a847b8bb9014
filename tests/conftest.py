"""Material for all tests: real data, a small synthetic world, and the release built from it.

`make test` spreads the tests over worker processes. What takes long to make is made once for all
of them (`made_once`). The tests of a file run in the same worker, so what a file makes for them is
made once; a server, a cluster or a browser runs once a worker.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest

from bigearthnet_txt_reader.release import Release
from builder.build import build
from builder.cli import main
from builder.options import Options
from builder.world import make_world
from tests.s3 import S3Server
from tests.upload.browser import Browser

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
LONGEST = {
    "test_accessible.py",
    "test_build.py",
    "test_extending.py",
    "test_extending_bands.py",
    "test_import.py",
    "test_many_machines.py",
    "test_publish_resume.py",
    "test_real_draw.py",
    "test_storage.py",
    "test_versions.py",
}


def pytest_configure() -> None:
    """Signals end the tests and their programs, below nohup and in the background of a shell too.

    A module that is imported cannot say so: workers of a cluster import this one in a thread.
    Nothing waits for the disk: no release of a test has to outlive a loss of power.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    os.fsync = lambda handle: None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first: no worker runs one while the others are done."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder that `make` fills, one for all workers.

    The first that needs it makes it, while the others wait. No test may change it.
    """
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, finished = base / "shared" / name, base / "shared" / f"{name}.finished"
    folder.parent.mkdir(exist_ok=True)
    with (base / "shared" / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not finished.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            finished.touch()
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there: it holds the real files this test reads")
    return SHARED


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder of 60 synthetic patches, and 3 more under snow or clouds; do not change it."""

    def make(folder: Path) -> None:
        make_world(folder / "raw", patches=60, seed=1, progress=lambda _: None)

    return made_once(tmp_path_factory, "world", make) / "raw"


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder of 16 patches, for tests that ask a server for each file; do not change it."""

    def make(folder: Path) -> None:
        make_world(folder / "raw", patches=16, seed=1, progress=lambda _: None)

    return made_once(tmp_path_factory, "few", make) / "raw"


def options(raw: Path, **stated: Any) -> Options:
    """One worker, a climate raster, and small shards: every split of a small world has several."""
    usual = {"climate": raw / "climate.tif", "shard_size": 10, "workers": 1}
    return Options(**(usual | stated))


def built(raw: Path, out: Path | str, **stated: Any) -> Release:
    """A release built by the library."""
    return build(raw, out, options(raw, **stated))


def build_arguments(raw: Path, out: Path | str, *more: str) -> list[str]:
    """The command that builds with the same options."""
    return [
        "build",
        str(raw),
        "--out",
        str(out),
        "--climate",
        str(raw / "climate.tif"),
        "--shard-size",
        "10",
        "--workers",
        "1",
        *more,
    ]


def build_command(raw: Path, out: Path | str) -> list[str]:
    """The same as a command of its own."""
    return [sys.executable, "-m", "builder", *build_arguments(raw, out)]


def build_release(raw: Path, out: Path | str, *more: str) -> int:
    """The command in this process; returns its exit code."""
    return main(build_arguments(raw, out, *more))


def built_once(factory: pytest.TempPathFactory, name: str, raw: Path, **stated: Any) -> Path:
    """The release that a build with these options gives, made once for all workers."""

    def make(folder: Path) -> None:
        built(raw, folder / "bigearthnet_txt", **stated)

    return made_once(factory, name, make) / "bigearthnet_txt"


@pytest.fixture(scope="session")
def release(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release built from `world`, in a folder named bigearthnet_txt; do not change it."""
    return built_once(tmp_path_factory, "release", world)


@pytest.fixture(scope="session")
def few_release(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release built from `few`, in a folder named bigearthnet_txt; do not change it."""
    return built_once(tmp_path_factory, "few_release", few)


@pytest.fixture(scope="session")
def newer(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A later release of the same world: other texts, version 1.0.1; do not change it."""
    return built_once(tmp_path_factory, "newer", world, seed=2, version="1.0.1")


@pytest.fixture(scope="session")
def server() -> Iterator[S3Server]:
    """A running server with a bucket `made`, and the environment that leads to it.

    There is one for all tests, since fsspec keeps its address.
    """
    found = S3Server()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in found.environment.items():
            patch.setenv(name, value)
        fsspec.filesystem("s3", skip_instance_cache=True).mkdir("made")
        yield found
    found.close()


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
