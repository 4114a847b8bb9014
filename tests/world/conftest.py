"""A small synthetic archive, written once for all tests of this folder, and where real data may
lie.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from builder.world import make_world

PATCHES, SEED = 60, 1
METADATA = ("metadata", "metadata_for_patches_with_snow_cloud_or_shadow")
_SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of 60 patches, and 3 more under snow or clouds."""
    folder = tmp_path_factory.mktemp("archive") / "raw"
    make_world(folder, patches=PATCHES, seed=SEED, progress=lambda _: None)
    return folder


@pytest.fixture(scope="session")
def rows(world: Path) -> list[dict[str, object]]:
    """The metadata rows of both files, the recommended ones first."""
    return [
        row for name in METADATA for row in pq.read_table(world / f"{name}.parquet").to_pylist()
    ]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real samples beside the checkout."""
    if not _SHARED.is_dir():
        pytest.skip(f"no real samples: {_SHARED} is missing")
    return _SHARED
