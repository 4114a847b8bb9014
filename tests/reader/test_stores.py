"""A release in an object store, read as in a folder.

Faults, verdicts, counts, scores and rows are the same.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import fsspec
import pytest

from bigearthnet_txt import load
from bigearthnet_txt_reader.release import Release
from builder.cli import main
from tests.conftest import build_release, built_once
from tests.matrix.read_release import digest
from tests.s3 import S3Server
from upload.cli import main as upload

URL = "s3://made/read/bigearthnet_txt"


@pytest.fixture(scope="module")
def folder(few_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the release, to which statistics are added."""
    return Path(shutil.copytree(few_release, tmp_path_factory.mktemp("read") / "bigearthnet_txt"))


@pytest.fixture(scope="module")
def url(server: S3Server, folder: Path) -> str:
    """The same release in the store."""
    store = fsspec.filesystem("s3", skip_instance_cache=True)
    store.put(f"{folder}/", URL.removeprefix("s3://"), recursive=True)
    return URL


def said(where: Path | str, capsys: pytest.CaptureFixture[str], *command: str) -> str:
    """What a command prints about a release, which is well; its place is left out."""
    name, *options = command
    assert main([name, str(where), *options]) == 0
    return capsys.readouterr().out.replace(str(where), "RELEASE")


def test_the_manifest_is_the_same(url: str, folder: Path) -> None:
    """Files, rows and shards of the store are those of the folder."""
    there, here = Release.open(url), Release.open(folder)
    assert there.files == here.files and there.shards == here.shards and there.rows == here.rows
    assert there.name == "bigearthnet_txt" and there.text() == here.text()


def test_commands_say_the_same_of_a_store(
    url: str, folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Commands print and write the same bytes on S3 as in a folder.

    They are `stats`, `blind`, `verify --solve` and `gallery`.
    """
    for command in (("stats",), ("blind",), ("verify", "--solve", "--workers", "1")):
        assert said(url, capsys, *command) == said(folder, capsys, *command)
    there, here = Release.open(url), Release.open(folder)
    assert there.others == here.others
    for name in here.others:
        assert (there.where / name).read_bytes() == (folder / name).read_bytes()
    pages = {}
    for where in (url, folder):
        page = tmp_path / "gallery.html"
        assert main(["gallery", str(where), "--patches", "2", "--out", str(page)]) == 0
        pages[where] = page.read_text("utf-8")
    assert pages[url] == pages[folder]


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`datasets` knows of no rows and downloads made before."""
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", str(tmp_path))
    monkeypatch.setattr("datasets.config.DOWNLOADED_DATASETS_PATH", tmp_path / "downloads")


@pytest.mark.usefixtures("empty_cache")
@pytest.mark.parametrize("streaming", [False, True], ids=["map", "streaming"])
def test_load_gives_the_same_rows(
    url: str,
    folder: Path,
    streaming: bool,
) -> None:
    """Rows of texts with their bands, from S3 as from the folder."""
    found = [
        load("vqa", "test", source=source, bands=["B08"], streaming=streaming)
        for source in (url, folder)
    ]
    first, second = (digest(rows) for rows in found)
    assert first == second
    assert str(found[0].info.version) == "1.0.0"


@pytest.mark.usefixtures("empty_cache")
def test_a_release_built_again_gives_its_new_rows(
    server: S3Server,
    few: Path,
    few_release: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """What was downloaded of the release before at the same URL is not taken for it."""
    store = fsspec.filesystem("s3", skip_instance_cache=True)
    again = built_once(tmp_path_factory, "few_again", few, seed=2)
    for folder in (few_release, again):
        store.put(f"{folder}/", "made/again/bigearthnet_txt/", recursive=True)
        found = load("vqa", "train", source="s3://made/again/bigearthnet_txt")
        assert digest(found) == digest(load("vqa", "train", source=folder))


def test_a_store_without_a_release_is_named(
    server: S3Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that names the URL, and exit code 1."""
    for command in ("verify", "stats", "blind", "gallery"):
        assert main([command, "s3://made/nothing"]) == 1
        error = capsys.readouterr().err
        assert error.startswith("error: s3://made/nothing: no manifest.json")
        assert error.count("\n") == 1
    with pytest.raises(FileNotFoundError, match="s3://made/nothing: no manifest"):
        load("vqa", "train", source="s3://made/nothing")


def test_an_explorer_of_a_store_needs_its_address(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Browsers do not read s3://: the page is told where they find the release."""
    assert upload(["explore", url, "--to", str(tmp_path / "explorer")]) == 2
    assert "give --data" in capsys.readouterr().err


def test_a_file_url_is_a_folder(world: Path, release: Path, tmp_path: Path) -> None:
    """`build --out file:///...` writes into that folder, the same rows."""
    out = tmp_path / "bigearthnet_txt"
    assert build_release(world, out.as_uri(), "--limit", "12") == 0
    stored = json.loads((out / "manifest.json").read_text("utf-8"))
    assert Release.open(out.as_uri()).files == Release.open(out).files
    assert sum(file["rows"] for file in stored["files"]) > 0
