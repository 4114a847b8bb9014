"""A band is added by one value of the contract: sources, shards, checks and readers follow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio

from tests.mutations import copy_tree

BAND = "B7A"  # made up: 20 m, between B07 and B08
_DECODE = """
import json, sys
import numpy, pyarrow.parquet
from pathlib import Path
from bigearthnet_txt import decode_bands, load
files = sorted(Path("release/data/patches").glob("*.parquet"))
rows = [row for file in files for row in pyarrow.parquet.read_table(file).to_pylist()]
for row in rows:
    numpy.save(Path("decoded", row["patch_id"] + ".npy"), decode_bands(row)["B7A"])
row = next(iter(load("vqa", "train", source="release", bands=["s2"], streaming=True)))
print(json.dumps([len(rows), list(row)[-13:]]))
"""


_MAKE = """
from builder.cli import main
assert main(["world", "raw", "--patches", "12"]) == 0
assert main(["build", "raw", "--out", "release", "--workers", "1"]) == 0
"""
_SOUND = """
from builder.cli import main
from upload.cli import main as upload
assert main(["verify", "release", "--solve", "--workers", "1"]) == 0
assert upload(["explore", "release", "--to", "explorer"]) == 0
"""


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, f"{path}: {old}"
    path.write_text(text.replace(old, new), "utf-8")


def _add_band(tree: Path) -> None:
    """The band in the contract, and what every material of the synthetic world shows in it."""
    _replace(tree / "bigearthnet_txt.py", '"B07": 20, ', f'"B07": 20, "{BAND}": 20, ')
    materials = tree / "builder" / "world" / "materials.py"
    lines = materials.read_text("utf-8").splitlines()
    at = lines.index('_SPECTRA = """') + 1
    end = lines.index('"""', at)
    column = lines[at].split().index("B07")
    for k in range(at, end):
        words = lines[k].split()
        words.insert(column + 1, BAND if k == at else words[column])
        lines[k] = " ".join(words)
    materials.write_text("\n".join(lines) + "\n", "utf-8")


def _run(tree: Path, *arguments: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with one band more, a world that has it, and the release of both."""
    tree = tmp_path_factory.mktemp("extended") / "tree"
    copy_tree(tree)
    _add_band(tree)
    _run(tree, "-c", _MAKE)
    return tree


def test_a_release_with_one_more_band_is_sound(extended: Path) -> None:
    """Every check of `verify --solve` passes; the explorer and the card know the band."""
    _run(extended, "-c", _SOUND)
    about = json.loads((extended / "explorer" / "explorer.json").read_text("utf-8"))
    assert about["bands"][BAND] == [60, "<u2"]


def test_the_new_band_is_decoded_as_rasterio_reads_it(extended: Path) -> None:
    """The pixels of the release are those of the raw file, and `bands=["s2"]` loads the band."""
    (extended / "decoded").mkdir()
    patches, last = json.loads(_run(extended, "-c", _DECODE).splitlines()[-1])
    raw = list((extended / "raw" / "BigEarthNet-S2").rglob(f"*_{BAND}.tif"))
    assert len(raw) >= patches > 0
    assert last.index(BAND) == last.index("B07") + 1
    for found in (extended / "decoded").iterdir():
        (path,) = (path for path in raw if path.parent.name == found.stem)
        with rasterio.open(path) as file:
            assert np.array_equal(np.load(found), file.read(1))
