"""Every version of `datasets` leaves the bands that rasterio reads, or refuses with one sentence.

Run with `pytest -m matrix`. The calls are those of `operations.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.matrix.environments import ROOT, make_environment, run_offline
from tests.matrix.test_matrix import VERSIONS
from tests.reader.bands import rasterio_sums

pytestmark = pytest.mark.matrix

_EVERYWHERE = {("map", "cast to text"): "TypeError: Couldn't cast array of type"}
_REFUSED: dict[str, dict[tuple[str, str], str]] = {
    "2.21.0": {
        ("streaming", "with_format pandas"): "NotImplementedError: The 'pandas' formatting is not",
        ("streaming", "with_format polars"): "NotImplementedError",
        # It guesses the types of each table behind `take`.
        ("streaming", "with_format arrow"): "ArrowInvalid: Schema at index 1 was different",
        ("streaming", "to_parquet and back"): "'IterableDataset' object has no attribute 'to_par",
    },
    "3.6.0": {
        ("streaming", "to_parquet and back"): "'IterableDataset' object has no attribute 'to_par",
        # The same guess, in every format.
        **{
            ("streaming", f"with_format {name}"): "ArrowInvalid: Schema at index 1 was different"
            for name in ("numpy", "torch", "pandas", "polars", "arrow")
        },
    },
}  # version -> (style, call) -> the sentence by which it is refused


@pytest.mark.parametrize("version", VERSIONS)
def test_every_call_keeps_the_bands_or_refuses(
    version: str, world: Path, release: Path, tmp_path: Path
) -> None:
    """Bit for bit, map style and streaming, with torch and polars."""
    python = make_environment(f"datasets-{version}", (f"datasets=={version}", *VERSIONS[version]))
    script = ROOT / "tests" / "matrix" / "operations.py"
    said: dict[str, Any] = json.loads(
        run_offline(python, script, release, tmp_path, home=tmp_path / "home")
    )
    assert said.pop("datasets") == version
    truth = rasterio_sums(world, release, "vqa", "train")
    refused = _EVERYWHERE | _REFUSED.get(version, {})
    for style, calls in said.items():
        for call, found in calls.items():
            if isinstance(found, str):
                assert refused.get((style, call), "no refusal") in found, (style, call, found)
            else:
                assert found and found == {patch: truth[patch] for patch in found}, (style, call)
