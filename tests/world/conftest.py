"""The metadata of the small synthetic archive."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

PATCHES, SEED = 60, 1  # of the fixture `world`
METADATA = ("metadata", "metadata_for_patches_with_snow_cloud_or_shadow")


@pytest.fixture(scope="session")
def rows(world: Path) -> list[dict[str, object]]:
    """The metadata rows of both files, the recommended ones first."""
    return [
        row for name in METADATA for row in pq.read_table(world / f"{name}.parquet").to_pylist()
    ]
