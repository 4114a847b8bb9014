"""`publish --explorer` puts the explorer into a static Space, after the dataset."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from bigearthnet_txt_reader.locations import file_sha256
from tests.upload.conftest import REPO, explore, publish, state
from tests.upload.newer import revise
from tests.upload.server import Hub
from upload.cli import main

pytestmark = pytest.mark.usefixtures("hub", "unverified")
SPACE = f"{REPO}-explorer"


def held(hub: Hub, space: str = SPACE) -> dict[str, str]:
    """path -> SHA-256 of the files of the Space."""
    files = hub.repositories[f"spaces/{space}"].find("main")
    assert files is not None
    return {path: stored.sha256 for path, stored in files.files.items() if path != ".gitattributes"}


def expected(folder: Path, into: Path, data: str) -> dict[str, str]:
    """path -> SHA-256 of what `explore` writes for a release at a URL."""
    explore(folder, into, data)
    files = (path for path in into.rglob("*") if path.is_file())
    return {path.relative_to(into).as_posix(): file_sha256(path) for path in files}


def test_the_space_holds_the_explorer_of_the_version(
    hub: Hub, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its files are those of `explore` for the tag; it is static and names its dataset."""
    assert publish(folder, "1.0.0", "--explorer") == 0
    url = f"{hub.url}/datasets/{REPO}/resolve/v1.0.0"
    assert held(hub) == expected(folder, tmp_path / "explorer", url)
    assert json.loads((tmp_path / "explorer/explorer.json").read_text())["data"] == url
    front = yaml.safe_load((tmp_path / "explorer/README.md").read_text("utf-8").split("---")[1])
    assert (front["sdk"], front["datasets"]) == ("static", [REPO])
    told = capsys.readouterr().out
    assert told.index("a new static Space") < told.index("is published, tag v1.0.0")
    assert f"{SPACE}: the Space shows version 1.0.0" in told


def test_the_next_version_replaces_it(
    hub: Hub, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What an earlier explorer left is removed, files of others stay; a repeat does nothing."""
    assert publish(folder, "1.0.0", "--explorer", "me/look") == 0
    space = hub.repositories["spaces/me/look"]
    old = hub.blobs.put(b"old")
    stale = {"tiles/99ZZZ.parquet": old, "thumbnails/00009.jpg": old, "gone.js": old}
    commit = space.find("main")
    assert commit is not None
    space.add("main", "others", {**commit.files, **stale, "notes.txt": old})
    revise(folder, "1.1.0")
    assert publish(folder, "1.1.0", "--explorer", "me/look") == 0
    url = f"{hub.url}/datasets/{REPO}/resolve/v1.1.0"
    wanted = expected(folder, tmp_path / "explorer", url)
    assert held(hub, "me/look") == wanted | {"notes.txt": old.sha256}
    capsys.readouterr()
    before = space.branches["main"]
    assert publish(folder, "1.1.0", "--explorer", "me/look") == 0
    assert "the Space holds this explorer already" in capsys.readouterr().out
    assert space.branches["main"] == before


def test_dry_run_says_what_would_be_sent(
    hub: Hub, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Files and size of the explorer; neither dataset nor Space is there afterwards."""
    assert publish(folder, "1.0.0", "--explorer", "--dry-run") == 0
    told = capsys.readouterr().out
    assert f"{SPACE}: the explorer, " in told and "nothing was sent" in told
    assert not hub.repositories


@pytest.mark.parametrize(
    "route", ["create", pytest.param("preupload", marks=pytest.mark.faults), "commit"]
)
def test_a_space_that_fails_leaves_the_dataset_whole(
    hub: Hub, folder: Path, route: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The dataset is as published without it; the same command then finishes."""
    assert publish(folder) == 0
    before = state(hub)
    hub.fail(route, status=403)
    capsys.readouterr()
    assert publish(folder, "1.0.0", "--explorer") == 1
    said = capsys.readouterr().err
    assert "error: the dataset is published, its explorer is not: " in said
    assert state(hub) == before
    assert publish(folder, "1.0.0", "--explorer") == 0
    assert "explorer.json" in held(hub) and state(hub) == before


def test_a_space_of_others_is_refused_before_anything_is_sent(
    hub: Hub, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Space that holds files of another kind is named; no dataset is made."""
    space = hub.create("space", SPACE, private=False)
    space.add("main", "theirs", {"app.py": hub.blobs.put(b"theirs")})
    assert publish(folder, "1.0.0", "--explorer") == 1
    assert f"{SPACE}: holds files, but no explorer.json" in capsys.readouterr().err
    assert [*hub.repositories] == [f"spaces/{SPACE}"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--explorer", "no-owner"], "repository 'no-owner': ORG/NAME is needed"),
        (["--explorer", "me/a--b"], "repository 'me/a--b': ORG/NAME is needed"),
        (["--explorer", "--private"], "a browser cannot read a private dataset"),
    ],
)
def test_wrong_calls(
    hub: Hub, folder: Path, more: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, one line, and nothing was sent."""
    call = ["publish", str(folder), "--repo", REPO, "--version", "1.0.0", "--synthetic", *more]
    assert main(call) == 2
    said = capsys.readouterr().err
    assert told in said and said.count("\n") == 1
    assert not hub.repositories
