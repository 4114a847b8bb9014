"""How the tests are spread over worker processes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import made_once


@pytest.mark.parametrize("number", range(12))
def test_one_worker_runs_all_tests_of_a_file(
    tmp_path_factory: pytest.TempPathFactory, number: int
) -> None:
    """A fixture of a module would be made by every worker that runs one of its tests."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")

    def make(folder: Path) -> None:
        (folder / "worker").write_text(worker)

    first = (made_once(tmp_path_factory, "worker", make) / "worker").read_text()
    assert worker == first, "run the tests with --dist loadfile, as make test does"
