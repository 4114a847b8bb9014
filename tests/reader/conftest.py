"""Material for the tests of `load`."""

from __future__ import annotations

from pathlib import Path

import pytest

STYLES = pytest.mark.parametrize("streaming", [False, True], ids=["map", "streaming"])


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own for every test."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", str(folder))
    return folder
