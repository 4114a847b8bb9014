"""The synthetic world with texts in the published form, and the release built from both."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import built_once, made_once
from tests.published.maker import EXAMPLES, rows_about, write


@pytest.fixture(scope="session")
def annotations(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifteen rows about every patch of `world`, and the verbatim ones about another patch.

    Do not change the file.
    """

    def make(folder: Path) -> None:
        patches = pq.read_table(world / "metadata.parquet").to_pylist()
        rows = EXAMPLES + rows_about(patches, first=100)
        write(folder / "BigEarthNet.txt.parquet", rows)

    return made_once(tmp_path_factory, "text", make) / "BigEarthNet.txt.parquet"


@pytest.fixture(scope="session")
def imported(world: Path, annotations: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the published text; do not change it."""
    return built_once(tmp_path_factory, "imported", world, annotations=annotations)
