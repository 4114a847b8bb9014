"""Material for the tests of builder.sources: the real data beside the project, and a sound patch."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_patch import RECORD, RawPatch, band_pixels, map_pixels

from bigearthnet_txt import BANDS

SHARED = Path(__file__).parents[3] / "shared"


@pytest.fixture
def patch(tmp_path: Path) -> RawPatch:
    """A sound patch of 15 files."""
    patch = RawPatch(tmp_path / "raw", RECORD)
    for name in BANDS:
        patch.write(name, band_pixels(name))
    patch.write("reference_map", map_pixels())
    return patch


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not there: it holds the real files this test reads")
    return SHARED
