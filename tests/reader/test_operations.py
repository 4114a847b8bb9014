"""Every call of `datasets` on rows with bands leaves the bands that rasterio reads, or refuses."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.matrix.operations import BANDS, MAP, STREAMING, loaded, tried
from tests.reader.bands import rasterio_sums
from tests.reader.conftest import STYLES

_REFUSED = {"cast to text": "TypeError: Couldn't cast array of type\n?.*struct"}
_NEEDS = {"torch": "torch", "DataLoader": "torch", "polars": "polars"}


@pytest.fixture(scope="module")
def truth(world: Path, release: Path) -> dict[str, str]:
    """patch_id -> the sum of its bands by rasterio."""
    return rasterio_sums(world, release, "vqa", "train")


@pytest.fixture(scope="module", autouse=True)
def cache_of_all(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One cache for all calls: rows of one must not spoil another."""
    with pytest.MonkeyPatch.context() as patch:
        folder = str(tmp_path_factory.mktemp("cache"))
        patch.setattr("datasets.config.HF_DATASETS_CACHE", folder)
        yield


@pytest.fixture(scope="module")
def given(release: Path) -> dict[bool, tuple[Any, Any]]:
    """Questions and captions, streaming or not."""
    return {streaming: loaded(release, streaming=streaming) for streaming in (False, True)}


def _check(found: dict[str, str] | str, truth: dict[str, str], call: str) -> None:
    if isinstance(found, str):
        assert call in _REFUSED and re.match(_REFUSED[call], found), found
        return
    assert call not in _REFUSED and found
    assert found == {patch: truth[patch] for patch in found}


def _skip_without(call: str) -> None:
    for word, package in _NEEDS.items():
        if word in call and find_spec(package) is None:
            pytest.skip(f"{package} is not installed; make test-matrix tries it")


@pytest.mark.parametrize("call", MAP)
def test_map_style_keeps_the_bands(
    call: str, given: dict[bool, tuple[Any, Any]], truth: dict[str, str]
) -> None:
    """Rows by number: each call of `datasets`."""
    _skip_without(call)
    _check(tried(MAP[call], *given[False]), truth, call)


@pytest.mark.parametrize("call", STREAMING)
def test_streams_keep_the_bands(call: str, release: Path, truth: dict[str, str]) -> None:
    """Rows as they are read: each call of `datasets`."""
    _skip_without(call)
    _check(tried(STREAMING[call], *loaded(release, streaming=True)), truth, call)


@STYLES
def test_bands_are_named_wherever_columns_are(
    given: dict[bool, tuple[Any, Any]], streaming: bool
) -> None:
    """`column_names`, `features` and `print` name them, as patch rasters."""
    rows = given[streaming][0]
    assert tuple(rows.column_names[-3:]) == BANDS == tuple(rows.features)[-3:]
    assert all(f"'{name}'" in repr(rows) for name in BANDS)
    assert repr(rows.features["B05"]) == "PatchRaster('B05')"


def test_rows_hold_references_not_pixels(given: dict[bool, tuple[Any, Any]]) -> None:
    """All columns of bands share their memory: a row costs a reference, whatever it shows."""
    rows = given[False][0]
    assert rows.data.nbytes < 3000 * len(rows)
    buffers = {name: rows.data.column(name).chunks[0].buffers()[-1].address for name in BANDS}
    assert len({*buffers.values()}) == 1
