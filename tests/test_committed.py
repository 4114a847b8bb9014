"""The rows and files of a small world are those of the commit that last meant to change them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.archives import packed
from tests.committed import lines_of, written
from tests.conftest import built


def test_the_tree_gives_the_committed_hashes(release: Path) -> None:
    """One worker, from the unpacked tree: the rows and the files that stand in tests/hashes.txt."""
    assert lines_of(release) == written()


# Two workers on the tree: tests/test_build.py; two workers on archives: tests/test_archives.py.
@pytest.mark.parametrize(
    ("form", "workers"),
    [
        pytest.param("tree", "2", marks=pytest.mark.faults),
        ("tar.zst", "1"),
        pytest.param("tar.zst", "2", marks=pytest.mark.faults),
    ],
)
def test_archives_and_workers_give_the_committed_hashes(
    world: Path, tmp_path: Path, form: str, workers: str
) -> None:
    """Neither the form of the archives nor the number of workers changes a row or a byte."""
    raw = world if form == "tree" else packed(world, tmp_path / "raw", form)
    built(raw, tmp_path / "out", workers=int(workers))
    assert lines_of(tmp_path / "out") == written()
