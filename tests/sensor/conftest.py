"""A small release with sensor questions, and patches to ask of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import BANDS, to_planes
from builder.records import Patch
from builder.sensor import Fitted, fitted, surveyed
from builder.world.land import land
from builder.world.pixels import pixels
from builder.world.places import visits
from tests.conftest import built_once
from tests.sensor.made import patch_of


@pytest.fixture(scope="session")
def sensor_release(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of `few` with sensor questions; do not change it."""
    return built_once(tmp_path_factory, "sensor_release", few, sensor=True)


@pytest.fixture(scope="session")
def sensor_rows_of(sensor_release: Path) -> list[dict[str, Any]]:
    """All sensor rows of it."""
    files = sorted((sensor_release / "data" / "sensor").glob("*.parquet"))
    tables = [pq.read_table(file).drop_columns(["image"]) for file in files]
    return [row for table in tables for row in table.to_pylist()]


@pytest.fixture(scope="session")
def planes(sensor_release: Path) -> dict[str, dict[str, Any]]:
    """Patch -> its row of `patches`."""
    files = (sensor_release / "data" / "patches").glob("*.parquet")
    rows = [row for file in files for row in pq.read_table(file).to_pylist()]
    return {row["patch_id"]: row for row in rows}


@pytest.fixture(scope="session")
def patches() -> list[Patch]:
    """Six patches of the synthetic world."""
    chosen = visits(1, 6)
    return [patch_of(visit, pixels(1, visit, ground=land(1, visit.place))) for visit in chosen]


@pytest.fixture(scope="session")
def neutral() -> Fitted:
    """What a survey of no patch fits: all questions are as frequent as the land offers them."""
    return fitted(surveyed([], 1), 1, map)


def stored(bands: Mapping[str, np.ndarray]) -> dict[str, bytes]:
    """Bands as a row of `patches` holds them."""
    return {name: to_planes(bands[name]) for name in BANDS}
