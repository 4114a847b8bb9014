"""A life of a dataset on the Hub: two versions are published.

Between 1.0.0 and 1.1.0 ten captions are changed and two patches withdrawn.

Everything goes through `python -m upload publish`, with verification, the real client and its Xet
store.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT, built
from tests.upload.conftest import REPO
from tests.upload.newer import Revised, revise
from tests.upload.server import Hub


@dataclass(frozen=True)
class Life:
    """The Hub, the folder of each version, and what was changed between them.

    It also has the bytes the store held after each.
    """

    hub: Hub
    folders: dict[str, Path]
    revised: Revised
    received: dict[str, int]


def publish_as_a_user(hub: Hub, folder: Path, version: str) -> None:
    """The command in a process of its own, with the client as it is installed."""
    command = [
        sys.executable,
        "-m",
        "upload",
        "publish",
        str(folder),
        "--repo",
        REPO,
        "--version",
        version,
        "--synthetic",
        "--yes",
    ]
    settings = {
        "HF_ENDPOINT": hub.url,
        "HF_TOKEN": hub.token("me"),
        "HF_HOME": str(folder.parent / "home"),
    }
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]


@contextmanager
def lived(world: Path, place: Path) -> Iterator[Life]:
    """Shards of about five patches.

    Two patches are to a small world what they are to a shard of a thousand, a small part.
    """
    first, second = place / "first" / "bigearthnet_txt", place / "second" / "bigearthnet_txt"
    built(world, first, shard_size=5)
    with Hub(place / "hub", xet=True) as hub:
        publish_as_a_user(hub, first, "1.0.0")
        received = {"1.0.0": hub.received()}
        shutil.copytree(first, second)
        revised = revise(second, "1.1.0")
        publish_as_a_user(hub, second, "1.1.0")
        yield Life(
            hub, {"1.0.0": first, "1.1.0": second}, revised, received | {"1.1.0": hub.received()}
        )
