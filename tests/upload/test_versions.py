"""Two versions on one Hub: each loads by its tag with exactly its rows.

The second costs what has changed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.held import CONFIGS
from tests.matrix.environments import run_with_hub
from tests.rows import held
from tests.upload.conftest import REPO
from tests.upload.newer import held_rows
from tests.upload.versions import Life, lived


@pytest.fixture(scope="module")
def life(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    with lived(world, tmp_path_factory.mktemp("life")) as life:
        yield life


def test_both_versions_load_by_their_tags(life: Life, tmp_path: Path) -> None:
    """The rows, pixels and version of each version are those of its folder.

    They are loaded with the installed `datasets`, map-style and streaming.
    """
    script = ROOT / "tests" / "matrix" / "read_hub.py"
    given = json.loads(
        run_with_hub(
            Path(sys.executable),
            script,
            REPO,
            "v1.0.0",
            "v1.1.0",
            tmp_path,
            home=tmp_path,
            endpoint=life.hub.url,
        )
    )
    for version, folder in life.folders.items():
        for mode in ("map", "streaming"):
            loaded = given[f"v{version}"][mode]
            assert {config: loaded[config]["splits"] for config in CONFIGS} == {
                config: held(folder, config) for config in CONFIGS
            }
            assert {loaded[config]["version"] for config in CONFIGS} == {version}


def test_the_versions_differ_by_what_was_changed(life: Life) -> None:
    """The versions differ by ten captions, two patches and the rows of these.

    Every other row is what it was.
    """
    old, new = life.folders.values()
    before = {row["ID"]: row for row in held_rows(old, "captions", "train")}
    after = {row["ID"]: row for row in held_rows(new, "captions", "train")}
    gone = {key for key, row in before.items() if row["patch_id"] in life.revised.patches}
    assert (
        before.keys() - after.keys() == gone and len({before[key]["patch_id"] for key in gone}) == 2
    )
    assert {key for key in after if after[key]["output"] != before[key]["output"]} == set(
        life.revised.captions
    )
    assert len(life.revised.captions) == 10
    patches = [row["patch_id"] for row in held_rows(old, "patches", "train")]
    kept = [row["patch_id"] for row in held_rows(new, "patches", "train")]
    assert [name for name in patches if name not in life.revised.patches] == kept
    for row in held_rows(new, "vqa", "train"):
        assert kept[row["patch_row"]] == row["patch_id"]


def test_the_second_version_adds_little(life: Life) -> None:
    """The store of the real Xet client grows by at most 5 percent."""
    first, second = life.received["1.0.0"], life.received["1.1.0"]
    assert 0 < second - first <= 0.05 * first


def test_main_is_the_newest_version(life: Life) -> None:
    """Who asks for no revision gets 1.1.0; the change log tells of both."""
    files = life.hub.files(REPO)
    assert files == life.hub.files(REPO, "v1.1.0")
    log = life.hub.blobs.path(files["CHANGELOG.md"]).read_text("utf-8")
    assert (
        log.index("## 1.1.0")
        < log.index("captioning: 6 removed, 10 changed")
        < log.index("## 1.0.0")
    )
