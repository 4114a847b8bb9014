"""Exports are read by their consumers themselves: make test-models."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_cli.main import main
from bigearthnet_txt_evaluation.scoring.boxes import KEPT_SIDES, of_pictures
from bigearthnet_txt_evaluation.scoring.errors import StatedError
from tests.matrix.environments import TRAINERS, make_environment, run_offline

pytestmark = pytest.mark.models
SCRIPT = Path(__file__).with_name("read_back.py")


def read_back(release: Path, folder: Path, name: str, *more: str | Path) -> dict[str, Any]:
    """What a consumer says of an export of the train split."""
    out = folder / name
    command = ["export", name, "--data", str(release), "--out", str(out), "--size", "56"]
    assert main(command) == 0
    told = run_offline(make_environment(*TRAINERS), SCRIPT, name, out, *more, home=folder / "hf")
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


def test_the_loss_of_trl_is_on_the_answer_alone(few_release: Path, tmp_path: Path) -> None:
    """`SFTTrainer` takes two steps; what is not masked is the answer, and nothing else."""
    model = tmp_path / "llava"
    script = SCRIPT.parents[1] / "running" / "tiny_llava.py"
    subprocess.run([make_environment(*TRAINERS), script, model], check=True, capture_output=True)
    found = read_back(few_release, tmp_path, "trl", model)
    (first, *_) = sorted((tmp_path / "trl" / "data").glob("*.parquet"))
    rows = pq.read_table(first).slice(0, 24).to_pylist()
    answers = [row["completion"][0]["content"] for row in rows]
    assert sorted(text.strip() for text in found["said"]) == sorted(answers)
    assert len(found["losses"]) == 2 and min(found["losses"]) > 0


def test_the_processor_of_qwen_leaves_the_sides_that_the_table_names(tmp_path: Path) -> None:
    """Of all sides up to 3,700 those that `boxes="qwen2.5-vl"` takes, and no other.

    The least and most pixels are those of its preprocessor_config.json. No other family of the
    table answers in pixels.
    """
    call = (make_environment(*TRAINERS), SCRIPT, "kept_sides", "3136", "12845056")
    found = json.loads(run_offline(*call, home=tmp_path / "hf").splitlines()[-1])
    assert [*KEPT_SIDES] == ["qwen2.5-vl"]
    assert found["rule"] == [side for side in range(14, 3700) if is_kept(side)]
    for side, seen in found["processor"].items():
        assert (seen == [int(side)] * 2) == is_kept(int(side))


def is_kept(side: int) -> bool:
    """Does the table say that pictures with this side are not changed?"""
    try:
        of_pictures("qwen2.5-vl", side)
    except StatedError:
        return False
    return True


def test_webdataset_reads_every_sample(few_release: Path, tmp_path: Path) -> None:
    """Each row once, in the sample of its patch, with pictures of the size asked for."""
    found = read_back(few_release, tmp_path, "webdataset")
    paths = [*few_release.glob("data/[crv]*/train-*.parquet")]
    tables = [pq.read_table(path, columns=["ID", "patch_id"]).to_pylist() for path in paths]
    rows = [row for table in tables for row in table]
    assert found["patches"] == {str(row["ID"]): row["patch_id"] for row in rows}
    assert found["sizes"] == [[56, 56]]


@pytest.mark.parametrize("reader", ["pycocotools", "faster_coco_eval"])
def test_scorers_of_coco_read_every_box(reader: str, few_release: Path, tmp_path: Path) -> None:
    """The boxes held against themselves are all found."""
    found = read_back(few_release, tmp_path, "coco", reader)["found"]
    files = [pq.read_metadata(path) for path in few_release.glob("data/refexp/train-*.parquet")]
    assert sum(count for count, _ in found) == sum(file.num_rows for file in files)
    assert {precision for _, precision in found} == {1.0}
