"""Old and new versions of `datasets` load each version of a dataset by its tag.

They load it from a Hub. Run with `pytest -m matrix`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.held import CONFIGS
from tests.matrix.environments import ROOT, make_environment, run_with_hub
from tests.matrix.test_matrix import VERSIONS
from tests.rows import held
from tests.upload.conftest import REPO
from tests.upload.versions import Life, lived

pytestmark = pytest.mark.matrix


@pytest.fixture(scope="module")
def life(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    with lived(world, tmp_path_factory.mktemp("life")) as life:
        yield life


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_of_datasets_loads_both_by_tag(
    life: Life, version: str, tmp_path: Path
) -> None:
    """Rows, pixels and version are those of the published folder, in every config.

    The test loads map-style and streaming.
    """
    python = make_environment(f"datasets-{version}", (f"datasets=={version}", *VERSIONS[version]))
    script = ROOT / "tests" / "matrix" / "read_hub.py"
    given = json.loads(
        run_with_hub(
            python,
            script,
            REPO,
            "v1.0.0",
            "v1.1.0",
            tmp_path,
            home=tmp_path / "home",
            endpoint=life.hub.url,
        )
    )
    assert given["datasets"] == version
    for released, folder in life.folders.items():
        for mode in ("map", "streaming"):
            loaded = given[f"v{released}"][mode]
            assert {config: loaded[config]["splits"] for config in CONFIGS} == {
                config: held(folder, config) for config in CONFIGS
            }
            assert {loaded[config]["version"] for config in CONFIGS} == {released}
