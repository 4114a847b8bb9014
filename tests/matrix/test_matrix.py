"""Old and new versions of `datasets` give the same rows and types by every road.

Run with `pytest -m matrix`.

Each version has an environment of its own, in which `read_release.py` reads two releases. What it
must find is in `tests/rows.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import COLUMNS, decode_bands
from tests.held import CONFIGS
from tests.matrix.environments import ROOT, make_environment, run_offline
from tests.matrix.read_release import data_files, digest
from tests.rows import held

pytestmark = pytest.mark.matrix

_FORMATS = ("torch==2.13.0", "polars==1.32.0", "duckdb==2.0.1")  # to which rows are given
# The last release of each major version, with libraries of its time.
VERSIONS = {
    "2.21.0": (
        "pyarrow==18.1.0",
        "numpy==2.1.3",
        "huggingface_hub==0.24.7",
        "pillow==13.0.0",
        *_FORMATS,
    ),
    "3.6.0": (
        "pyarrow==20.0.0",
        "numpy==2.2.6",
        "huggingface_hub==0.32.4",
        "pillow==13.0.0",
        *_FORMATS,
    ),
    "4.8.5": (
        "pyarrow==23.0.1",
        "numpy==2.4.6",
        "huggingface_hub==1.33.0",
        "pillow==13.0.0",
        *_FORMATS,
    ),
    "5.2.0": (
        "pyarrow==26.0.1",
        "numpy==2.4.6",
        "huggingface_hub==2.4.0",
        "pillow==13.0.0",
        *_FORMATS,
    ),
}
WITH_SCRIPTS = ("2.21.0", "3.6.0")


@pytest.fixture(scope="module", params=VERSIONS)
def reading(
    request: pytest.FixtureRequest,
    release: Path,
    newer: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Any]:
    """What one version of `datasets` reads."""
    version = request.param
    python = make_environment(f"datasets-{version}", (f"datasets=={version}", *VERSIONS[version]))
    cache = tmp_path_factory.mktemp(f"datasets-{version}")
    script = ROOT / "tests" / "matrix" / "read_release.py"
    given: dict[str, Any] = json.loads(
        run_offline(python, script, release, newer, cache, home=cache / "home")
    )
    assert given["datasets"] == version
    return given


@pytest.mark.parametrize("config", CONFIGS)
def test_every_version_gives_the_rows_of_the_files(
    reading: dict[str, Any], release: Path, config: str
) -> None:
    """Every value, pixel and band is what the Parquet files hold.

    The roads are name, folder, files, class and script, map-style and streaming.
    """
    expected = held(release, config)
    assert {
        road: given[config]["splits"] for road, given in reading["roads"].items()
    } == dict.fromkeys(reading["roads"], expected)


@pytest.mark.parametrize("config", CONFIGS)
def test_every_version_gives_the_types_of_the_contract(
    reading: dict[str, Any], config: str
) -> None:
    """All roads give all columns, in order, with the types of `COLUMNS`."""
    kinds = [(column.name, column.kind) for column in COLUMNS[config]]
    for road, given in reading["roads"].items():
        assert list(given[config]["kinds"].items()) == kinds, road


def test_the_script_runs_where_scripts_do(reading: dict[str, Any]) -> None:
    """`scripts/bigearthnet_txt.py` with trust_remote_code=True is a road in 2.x and 3.x only."""
    scripts = [road for road in reading["roads"] if road.startswith("script")]
    assert scripts == (
        ["script, map", "script, streaming"] if reading["datasets"] in WITH_SCRIPTS else []
    )


def test_a_rebuilt_release_is_never_answered_from_the_cache(
    reading: dict[str, Any], newer: Path
) -> None:
    """Replacing a release by a new version at the same place gives the new rows.

    That holds by every road, with the same cache.
    """
    expected = held(newer, "vqa")
    assert {road: given["splits"] for road, given in reading["rebuilt"].items()} == dict.fromkeys(
        reading["rebuilt"], expected
    )


def test_every_version_says_which_release_it_read(reading: dict[str, Any]) -> None:
    """`info.version` is the release's, before and after it was rebuilt.

    Bare files, which carry none, are the exception.
    """
    roads = [road for road in reading["roads"] if not road.startswith("files")]
    assert {reading["roads"][road]["vqa"]["version"] for road in roads} == {"1.0.0"}
    assert {reading["rebuilt"][road]["version"] for road in roads} == {"1.0.1"}


def test_every_version_joins_the_bands(reading: dict[str, Any], release: Path) -> None:
    """`load` with bands gives each question the pixels of row `patch_row` of `patches`.

    It does so map-style and streaming.
    """
    for split, paths in data_files(release, "vqa").items():
        patches = [
            row
            for path in data_files(release, "patches")[split]
            for row in pq.ParquetFile(path).read(["B05", "VH"]).to_pylist()
        ]
        texts = [
            row
            for path in paths
            for row in pq.ParquetFile(path).read(["ID", "patch_row"]).to_pylist()
        ]
        expected = digest(
            {"ID": row["ID"]} | decode_bands(patches[row["patch_row"]]) for row in texts
        )
        assert {style: given[split] for style, given in reading["joined"].items()} == dict.fromkeys(
            reading["joined"], expected
        )
