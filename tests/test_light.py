"""What a new process loads: to read the data, and to start a worker."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import ROOT


def loaded_by(code: str) -> set[str]:
    """The packages that a new process has loaded after running `code`."""
    show = "import sys; print(*{name.split('.')[0] for name in sys.modules})"
    command = [sys.executable, "-c", f"{code}; {show}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("names", ["decode_bands", "Pixels, load, render, stack_bands"])
def test_reading_the_data_stays_light(names: str) -> None:
    """What is imported from `bigearthnet_txt` loads pyarrow, numpy and at most pillow."""
    loaded = loaded_by(f"from bigearthnet_txt import {names}")
    assert {"pyarrow", "numpy"} <= loaded
    heavy = {"datasets", "pandas", "torch", "rasterio", "huggingface_hub", "builder"}
    assert not heavy & loaded


def test_a_worker_starts_fast() -> None:
    """A worker loads neither GDAL nor the solver, which take longer than all else together."""
    loaded = loaded_by("import builder.shard_jobs, builder.survey")
    assert "builder" in loaded
    assert not {"rasterio", "scipy", "boto3", "bigearthnet_txt_solver", "datasets"} & loaded
