"""Pixel files that something else has cut: said in a sentence, and written again by `load`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from bigearthnet_txt import load
from bigearthnet_txt_reader.pixel_files import PixelFiles

pytestmark = pytest.mark.usefixtures("cache")


def _loaded(release: Path) -> Any:
    return load("vqa", "train", source=release, bands=["B02", "B05"])


def _contents(row: Any) -> list[bytes]:
    """Copies: a row itself is a part of the mapped files."""
    return [row[name].tobytes() for name in ("B02", "B05", "image")]


def _cut(cache: Path, name: str, size: int) -> None:
    [path] = cache.rglob(name)
    os.truncate(path, size)


@pytest.mark.parametrize("name", ["B02.npy", "B05.npy", "image.jpegs"])
def test_a_file_that_is_cut_while_it_is_open(release: Path, cache: Path, name: str) -> None:
    """No crash of the process: the file, its size and the way out; which then leads out."""
    rows = _loaded(release)
    before = _contents(rows[0])
    _cut(cache, name, 1000)
    with pytest.raises(OSError, match=rf"{name}: not as it was written: 1,000 bytes, .* remove it"):
        rows[0]
    [path] = cache.rglob(name)
    path.unlink()
    assert _contents(_loaded(release)[0]) == before


@pytest.mark.parametrize(
    ("name", "size"), [("B02.npy", 50), ("B02.npy", 1000), ("image.npy", 130), ("image.jpegs", 0)]
)
def test_a_file_that_was_cut_before(release: Path, cache: Path, name: str, size: int) -> None:
    """It counts as not written, so that `load` writes it again."""
    before = _contents(_loaded(release)[0])
    _cut(cache, name, size)
    assert _contents(_loaded(release)[0]) == before


def test_a_file_of_something_else(tmp_path: Path) -> None:
    """Rubbish under the name of a raster is told as such, not as a fault of NumPy."""
    (tmp_path / "B02.npy").write_bytes(b"rubbish" * 10)
    with pytest.raises(OSError, match=r"B02\.npy: not as it was written"):
        PixelFiles(tmp_path).raster("B02", 0)
