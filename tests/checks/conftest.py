"""A release of one's own, to be broken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Path:
    """A copy of the small release."""
    return Path(shutil.copytree(release, tmp_path / "bigearthnet_txt"))
