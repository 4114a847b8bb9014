"""Material for all tests: the real data beside the project, a small synthetic world, and the
release built from it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
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

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there: it holds the real files this test reads")
    return SHARED


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder of 60 synthetic patches; do not change it."""
    raw = tmp_path_factory.mktemp("world") / "raw"
    make_world(raw, patches=60, seed=1, progress=lambda _: None)
    return raw


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


@pytest.fixture(scope="session")
def release(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release built from `world`, in a folder named bigearthnet_txt; do not change it."""
    out = tmp_path_factory.mktemp("release") / "bigearthnet_txt"
    built(world, out)
    return out


@pytest.fixture(scope="session")
def server() -> Iterator[S3Server]:
    """A running server with a bucket `made`, and the environment that leads to it; one for all
    tests, since fsspec keeps its address.
    """
    found = S3Server()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in found.environment.items():
            patch.setenv(name, value)
        fsspec.filesystem("s3", skip_instance_cache=True).mkdir("made")
        yield found
    found.close()
