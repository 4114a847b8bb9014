"""The release that faults are held against."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import built


@pytest.fixture(scope="session")
def sound(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release that every build here should end in; do not change it."""
    out = tmp_path_factory.mktemp("sound") / "bigearthnet_txt"
    built(few, out)
    return out
