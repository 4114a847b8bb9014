"""Material for the tests of builder.sources: a sound patch."""

from __future__ import annotations

from pathlib import Path

import pytest
from raw_patch import RECORD, RawPatch, band_pixels, map_pixels

from bigearthnet_txt import BANDS


@pytest.fixture
def patch(tmp_path: Path) -> RawPatch:
    """A sound patch of 15 files."""
    patch = RawPatch(tmp_path / "raw", RECORD)
    for name in BANDS:
        patch.write(name, band_pixels(name))
    patch.write("reference_map", map_pixels())
    return patch
