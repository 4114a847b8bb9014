"""Where a release is: paths with signs that elsewhere are patterns, and a Hub that is not asked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from bigearthnet_txt import load
from bigearthnet_txt_cli.main import main
from bigearthnet_txt_reader.locations import location
from bigearthnet_txt_reader.release import Release
from tests.conftest import ROOT

COMMIT = "a" * 40
_TIMED = """
import json, time
from bigearthnet_txt import load
told = {}
for way in (False, True):
    start = time.monotonic()
    try:
        rows = load("vqa", "train", source="org/bigearthnet_txt", streaming=way)
        given = sum(1 for _ in rows)
    except Exception as error:
        given = f"{type(error).__name__}: {error}"
    told[str(way)] = [given, time.monotonic() - start]
print(json.dumps(told))
"""


@pytest.fixture(params=["data [1]", "a*b", "what?", "x[!y]z", "{a,b}", "[ab"])
def odd(request: pytest.FixtureRequest, few_release: Path, tmp_path: Path) -> Iterator[Path]:
    """A release in a folder of such a name; beside it another that the name would match."""
    folder = tmp_path / request.param / "bigearthnet_txt"
    shutil.copytree(few_release, folder)
    decoy = tmp_path / {"data [1]": "data 1", "a*b": "aab", "what?": "what1"}.get(
        request.param, "a"
    )
    decoy.mkdir()
    yield folder


def test_a_path_is_never_a_pattern(odd: Path, few_release: Path) -> None:
    """All rows of the folder that is named, map style and streamed, as path and as file:// URL."""
    stated = Release.open(few_release).rows["vqa"]["test"]
    for source in (odd, str(odd), f"file://{odd}", f"file://{quote(str(odd))}"):
        assert len(load("vqa", "test", source=source)) == stated
    assert sum(1 for _ in load("vqa", "test", source=odd, streaming=True)) == stated
    patches = load("patches", "test", source=odd)
    assert len(patches) == Release.open(few_release).rows["patches"]["test"]


def test_bands_come_from_such_a_path(odd: Path) -> None:
    """Map style, with the pixels of the same folder."""
    row = load("vqa", "test", source=odd, bands=["B02"])[0]
    assert row["B02"].shape == (120, 120)


@pytest.mark.parametrize("url", ["file:///a/b%5B1%5D/c", "file://localhost/a/b[1]/c"])
def test_a_file_url_is_a_path(url: str) -> None:
    """Signs may be written as they are, or with %; the name of this machine is left out."""
    assert location(url) == Path("/a/b[1]/c")
    assert location("file:///a/what?/c") == Path("/a/what?/c")


def _told(home: Path, **switches: str) -> dict[str, Any]:
    """What `load` gives of the cache in `home`, and after how long; nothing answers at the Hub."""
    for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"):
        switches.setdefault(name, "")
    settings = {"HF_HOME": str(home), "PYTHONPATH": str(ROOT), "HF_ENDPOINT": "http://127.0.0.1:9"}
    done = subprocess.run(
        [sys.executable, "-c", _TIMED],
        env=os.environ | settings | switches,
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.fixture(scope="module")
def cache(few_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose cache holds the release as the main branch of org/bigearthnet_txt."""
    home = tmp_path_factory.mktemp("home")
    place = home / "hub" / "datasets--org--bigearthnet_txt"
    (place / "refs").mkdir(parents=True)
    (place / "refs" / "main").write_text(COMMIT, "utf-8")
    shutil.copytree(few_release, place / "snapshots" / COMMIT)
    return home


@pytest.mark.parametrize(
    "switches", [{"HF_DATASETS_OFFLINE": "1"}, {"HF_HUB_OFFLINE": "1"}, {}], ids=str
)
def test_offline_the_cache_answers(
    cache: Path, few_release: Path, switches: dict[str, str]
) -> None:
    """By either switch, and by none if nothing answers: all rows, without waiting for retries."""
    stated = Release.open(few_release).rows["vqa"]["train"]
    for given, seconds in _told(cache, **switches).values():
        assert given == stated and seconds < 20, (given, seconds)


@pytest.mark.parametrize("switches", [{"HF_DATASETS_OFFLINE": "1"}, {}], ids=str)
def test_a_folder_that_is_not_there_is_said_at_once(
    tmp_path: Path, switches: dict[str, str]
) -> None:
    """A path of two parts may be a repository: both are named, and nobody waits for a Hub."""
    for given, seconds in _told(tmp_path, **switches).values():
        assert given.startswith("FileNotFoundError: org/bigearthnet_txt: no such folder"), given
        assert seconds < 20


def test_commands_say_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, exit code 1."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    assert main(["info", "data/bigearthnet_txt"]) == 1
    error = capsys.readouterr().err
    assert (
        error.startswith("error: data/bigearthnet_txt: no such folder") and error.count("\n") == 1
    )
