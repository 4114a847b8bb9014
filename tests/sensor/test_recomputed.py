"""Every answer, on real and on synthetic patches, by a script that knows nothing of the project."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import built

SCRIPT = Path(__file__).with_name("recompute.py")
OF_CAPTIONS = Path(__file__).with_name("recompute_captions.py")


def _recomputed(script: Path, raw: Path, release: Path) -> tuple[int, int]:
    command = [sys.executable, str(script), str(raw), str(release)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    right, rows = map(int, done.stdout.split())
    return right, rows


def test_a_script_on_the_geotiffs_gives_every_answer(few: Path, sensor_release: Path) -> None:
    """On synthetic patches: rasterio reads the files, NumPy finds the answers."""
    right, rows = _recomputed(SCRIPT, few, sensor_release)
    assert right == rows > 100
    right, claims = _recomputed(OF_CAPTIONS, few, sensor_release)
    assert right == claims > 40


def test_a_script_gives_every_answer_on_real_patches(shared: Path, tmp_path: Path) -> None:
    """The same on the real patches, whatever has been asked of them."""
    built(shared / "raw-mini", tmp_path / "bigearthnet_txt", climate=None, sensor=True)
    right, rows = _recomputed(SCRIPT, shared / "raw-mini", tmp_path / "bigearthnet_txt")
    assert right == rows > 10
    right, claims = _recomputed(OF_CAPTIONS, shared / "raw-mini", tmp_path / "bigearthnet_txt")
    assert right == claims > 5


@pytest.mark.parametrize("script", [SCRIPT, OF_CAPTIONS])
def test_a_script_has_sixty_lines_and_imports_nothing_of_ours(script: Path) -> None:
    text = script.read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) <= 67 and "builder" not in text and "bigearthnet_txt_" not in text


pytest.importorskip("rasterio")
