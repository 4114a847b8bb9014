"""A benchmark on the Hub: frozen, corrected twice, frozen again; each version loads by its tag."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bigearthnet_txt_reader.release import Release
from tests.checks.broken import faults_of, settle
from tests.freezing import Row, benchmark, copied, first, rows_of
from tests.matrix.environments import run_with_hub
from tests.upload.conftest import REPO, publish
from tests.upload.server import Hub
from upload.cli import main

VERSIONS = {"1.0": "1.0.1", "1.1": "1.0.2", "1.2": "1.0.3"}  # of the benchmark, of the release
WHY = ("--why", "two lakes, not three")
LOADING = """
import json, sys
import datasets
from bigearthnet_txt_reader.benchmark import rows_sum
repo, *revisions, cache = sys.argv[1:]
datasets.disable_progress_bars()
found = {}
for revision in revisions:
    rows = datasets.load_dataset(
        repo, "benchmark", split="bench", revision=revision, cache_dir=cache
    ).remove_columns("image")
    found[revision] = {"sum": rows_sum(rows), "rows": {row["ID"]: row for row in rows}}
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Life:
    """The folder of each version of the benchmark, and the item that each erratum is about."""

    folders: dict[str, Path]
    corrected: Row
    removed: Row


@pytest.fixture(scope="module")
def life(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Life:
    """Every version in a folder of its own, named bigearthnet_txt."""
    place = tmp_path_factory.mktemp("life")
    out = copied(release, place / "now")
    corrected, removed = first(out, "binary", "presence"), first(out, "mcq", "country")
    other = "no" if corrected["output"] == "yes" else "yes"
    change = ("--correct", other, "--against-the-map")
    assert benchmark("freeze", out, "--version", "1.0", "--machine-checked") == 0
    folders = {"1.0": _kept(out, place / "1.0")}
    assert benchmark("errata", out, str(corrected["ID"]), *change, *WHY) == 0
    folders["1.1"] = _kept(out, place / "1.1")
    assert benchmark("errata", out, str(removed["ID"]), "--remove", *WHY) == 0
    folders["1.2"] = _kept(out, place / "1.2")
    return Life(folders, corrected, removed)


def _kept(out: Path, place: Path) -> Path:
    return Path(shutil.copytree(out, place / "bigearthnet_txt"))


@pytest.fixture
def published(life: Life, hub: Hub, unverified: None) -> Iterator[Hub]:
    for version, folder in life.folders.items():
        assert publish(folder, VERSIONS[version]) == 0
    yield hub


def test_three_versions_load_by_their_tags(
    life: Life, published: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rows, and their sum, are those of each version; the two corrections part them."""
    tags = [f"benchmark-{version}" for version in VERSIONS]
    assert set(published.dataset(REPO).tags) == {*tags, "v1.0.1", "v1.0.2", "v1.0.3"}
    script = tmp_path / "loading.py"
    script.write_text(LOADING)
    given = run_with_hub(
        *(Path(sys.executable), script, REPO, *tags, tmp_path / "cache"),
        home=tmp_path,
        endpoint=published.url,
    )
    found = json.loads(given)
    for version, folder in life.folders.items():
        loaded, stated = found[f"benchmark-{version}"], Release.open(folder).benchmark
        assert stated and (stated.version, stated.sum) == (version, loaded["sum"])
        assert loaded["rows"].keys() == {str(item) for item in rows_of(folder)}
        assert {row["benchmark_version"] for row in loaded["rows"].values()} == {version}
    assert len({one["sum"] for one in found.values()}) == 3
    one, two, three = (found[tag]["rows"] for tag in tags)
    assert _differing(one, two) == {str(life.corrected["ID"])}
    assert _differing(two, three) == {str(life.removed["ID"])}
    capsys.readouterr()
    call = ["diff", str(life.folders["1.2"]), "--repo", REPO, "--revision", "benchmark-1.0"]
    assert main(call) == 0
    told = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert told[2:] == [
        "benchmark, binary presence: 1 changed",
        "benchmark, mcq country: 1 removed",
    ]


def _differing(old: dict[str, Any], new: dict[str, Any]) -> set[str]:
    """The rows of two versions that are not alike, but for the version that they state."""
    before = {item: row | {"benchmark_version": None} for item, row in old.items()}
    after = {item: row | {"benchmark_version": None} for item, row in new.items()}
    return {item for item in before | after if before.get(item) != after.get(item)}


def test_a_further_freeze_without_new_verdicts_makes_no_version(
    life: Life, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (life.folders["1.2"] / "manifest.json").read_bytes()
    assert benchmark("freeze", life.folders["1.2"], "--version", "2.0", "--machine-checked") == 0
    assert "its benchmark is 1.2, and nothing has changed since" in capsys.readouterr().out
    assert (life.folders["1.2"] / "manifest.json").read_bytes() == before


@pytest.mark.usefixtures("unverified")
def test_a_version_is_tagged_once_and_means_one_set_of_rows(
    life: Life, hub: Hub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another release with the same benchmark leaves its tag; other rows under it are refused."""
    assert publish(life.folders["1.0"], VERSIONS["1.0"]) == 0
    first_commit = hub.dataset(REPO).tags["benchmark-1.0"]
    same = _restated(life.folders["1.0"], tmp_path / "same")
    assert publish(same, "3.0.0") == 0
    assert hub.dataset(REPO).tags["benchmark-1.0"] == first_commit
    other = _restated(life.folders["1.1"], tmp_path / "other", benchmark="1.0")
    tags = dict(hub.dataset(REPO).tags)
    assert publish(other, "3.0.0") == 1
    assert publish(_restated(other, tmp_path / "higher", version="4.0.0"), "4.0.0") == 1
    assert "benchmark-1.0 holds other rows than" in capsys.readouterr().err
    assert hub.dataset(REPO).tags == tags


def _restated(
    out: Path, place: Path, *, version: str = "3.0.0", benchmark: str | None = None
) -> Path:
    """A copy of a release under another version, and its benchmark too."""
    folder = _kept(out, place)
    stated = json.loads((folder / "manifest.json").read_text("utf-8"))
    stated |= {"version": version, "settings": stated["settings"] | {"version": version}}
    if benchmark:
        stated["benchmark"]["version"] = benchmark
    (folder / "manifest.json").write_text(json.dumps(stated))
    settle(folder)
    return folder


def test_every_version_is_sound(life: Life) -> None:
    assert [faults_of(folder) for folder in life.folders.values()] == [[], [], []]
