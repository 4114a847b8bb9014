"""Sensor questions are the same rows on every machine, with any number of workers."""

from __future__ import annotations

import ast
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

import builder.sensor
from tests.conftest import build_command

# Functions of NumPy that may differ in the last digit between processors and C libraries.
INEXACT = {"exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "power", "float_power", "cbrt"}
INEXACT |= {"sin", "cos", "tan", "arctan", "arctan2", "tanh", "hypot", "dot", "matmul", "einsum"}


def _used(file: Path) -> set[str]:
    """The names that a file takes of modules and values, such as `rint` of `np.rint`."""
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)}


def test_numbers_are_made_of_exact_operations() -> None:
    """No function of NumPy that processors give otherwise; powers and logarithms are our own."""
    files = sorted(Path(builder.sensor.__file__).parent.glob("*.py"))
    found = {file.name: used & INEXACT for file in files if (used := _used(file)) & INEXACT}
    assert found.pop("decibels.py") == {"exp", "power"}  # of decimals, to 40 digits
    assert not found


def _old_processor() -> dict[str, str]:
    """The environment in which NumPy, BLAS and the C library use what old processors have."""
    extensions = np.show_config(mode="dicts")["SIMD Extensions"]  # type: ignore[call-overload]
    return {
        "NPY_DISABLE_CPU_FEATURES": " ".join(extensions.get("found", [])),
        "OPENBLAS_CORETYPE": "Prescott",
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F,-AVX2_Usable,-FMA_Usable,-FMA4",
    }


@pytest.mark.faults
@pytest.mark.parametrize("workers", [1, 2])
def test_surveys_on_another_processor_give_the_same_bytes(
    few: Path, sensor_release: Path, tmp_path: Path, workers: int
) -> None:
    """Weights, trees and rows, surveyed anew by as many workers on an old processor."""
    out = tmp_path / "bigearthnet_txt"
    command = [*build_command(few, out), "--sensor", "--workers", str(workers)]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | _old_processor())
    names = [
        "priors.json",
        *(f"data/sensor/{path.name}" for path in sensor_release.glob("data/sensor/*")),
    ]
    assert len(names) > 3
    for name in names:
        assert (out / name).read_bytes() == (sensor_release / name).read_bytes(), name
