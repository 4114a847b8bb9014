"""Exports are preprocessed by the trainers for which they are written: make test-trainers."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_cli.main import main
from tests.conftest import ROOT
from tests.matrix.environments import LLAMAFACTORY, SWIFT, make_environment, run_offline

pytestmark = pytest.mark.trainers
SCRIPT = Path(__file__).with_name("readers.py")
TINY = ROOT / "tests" / "running" / "tiny_llava.py"


@pytest.mark.parametrize(
    ("name", "environment", "more"),
    [("llamafactory", LLAMAFACTORY, ["--boxes", "qwen3-vl"]), ("swift", SWIFT, [])],
)
def test_a_trainer_learns_the_answers_and_boxes(
    name: str, environment: Any, more: list[str], few_release: Path, tmp_path: Path
) -> None:
    """Of 200 rows: two pictures each, the labels are the answer, boxes within half a pixel of 120.

    The four numbers of a box are thousandths of the sides, as both write them for such models.
    """
    out, model, python = tmp_path / name, tmp_path / "llava", make_environment(*environment)
    call = ["export", name, "--data", str(few_release), "--out", str(out), "--size", "56"]
    assert main([*call, "--config", "vqa,refexp", *more]) == 0
    subprocess.run([python, TINY, model], check=True, capture_output=True)
    told = run_offline(python, SCRIPT, name, out, model, home=tmp_path / "hf")
    found = json.loads(told.splitlines()[-1])
    rows = exported(out, few_release)[:200]
    assert found["pictures"] == [2] * 200 and len(found["said"]) == 200
    off = [
        np.abs(numbers(said) * 0.12 - row["box_pixels"]).max()
        for said, row in zip(found["said"], rows, strict=True)
        if row["type"] == "bounding box"
    ]
    print(f"{name}: {len(rows)} rows, {len(off)} boxes, at most {max(off):.2f} pixels off")
    assert len(off) > 30 and max(off) <= 0.5
    for said, row in zip(found["said"], rows, strict=True):
        assert row["type"] == "bounding box" or said.strip() == row["output"]


def numbers(text: str) -> np.ndarray:
    """The four numbers of a box."""
    return np.array([*map(int, re.findall(r"\d+", text))]).reshape(4)


def exported(out: Path, release: Path) -> list[dict[str, Any]]:
    """The rows of the release in the order of an export."""
    paths = [path for name in ("vqa", "refexp") for path in release.glob(f"data/{name}/train-*")]
    rows = {row["ID"]: row for path in paths for row in pq.read_table(path).to_pylist()}
    files = sorted(out.glob("data/*.parquet"))
    return [rows[ID] for path in files for ID in pq.read_table(path)["ID"].to_pylist()]
