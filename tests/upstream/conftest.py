"""The synthetic world with texts in the published form, and the release built from both."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import built
from tests.upstream.maker import EXAMPLES, rows_about, write


@pytest.fixture(scope="session")
def annotations(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifteen rows about every patch of `world`, and the verbatim ones about a patch that is not in
    it; do not change it.
    """
    patches = pq.read_table(world / "metadata.parquet").to_pylist()
    return write(
        tmp_path_factory.mktemp("text") / "BigEarthNet.txt.parquet",
        EXAMPLES + rows_about(patches, first=100),
    )


@pytest.fixture(scope="session")
def imported(world: Path, annotations: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the published text; do not change it."""
    out = tmp_path_factory.mktemp("imported") / "bigearthnet_txt"
    built(world, out, annotations=annotations)
    return out
