"""Data that cannot be exported: one message, and nothing that a trainer would read."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_cli.main import main
from bigearthnet_txt_evaluation.training.formats import FORMATS
from tests.conftest import built_once


@pytest.fixture
def damaged(few_release: Path, tmp_path: Path) -> Path:
    """A copy of a release to break."""
    return Path(shutil.copytree(few_release, tmp_path / "bigearthnet_txt"))


def first(data: Path, config: str) -> Path:
    """The file of the first shard of train."""
    return min(data.glob(f"data/{config}/train-00000-*"))


def rewrite(path: Path, name: str, change: Callable[[Any], Any]) -> None:
    """Changes the value of a column in the first row of a Parquet file."""
    rows = pq.ParquetFile(path).read()
    values = rows[name].to_pylist()
    values[0] = change(values[0])
    at, field = rows.schema.get_field_index(name), rows.schema.field(name)
    pq.write_table(rows.set_column(at, field, pa.array(values, field.type)), path)


def nan_in(planes: bytes) -> bytes:
    """The byte planes of a band with NaN in its first two pixels."""
    pixels = np.frombuffer(planes, np.uint8).reshape(4, -1).copy()
    pixels[:, :2] = np.frombuffer(np.float32(np.nan).tobytes(), np.uint8)[:, None]
    return pixels.tobytes()


def no_pixels(_: Path, few: Path, factory: pytest.TempPathFactory) -> Path:
    return built_once(factory, "few_maps_only", few, maps_only=True)


def nan_in_s1(damaged: Path, *_: object) -> Path:
    rewrite(first(damaged, "patches"), "VV", nan_in)
    return damaged


def text_of_another_patch(damaged: Path, *_: object) -> Path:
    rewrite(first(damaged, "vqa"), "patch_id", lambda name: name[:-5] + "99_99")
    return damaged


def patch_is_lost(damaged: Path, *_: object) -> Path:
    path = first(damaged, "patches")
    pq.write_table(pq.ParquetFile(path).read().slice(0, 1), path)
    return damaged


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (no_pixels, "no pixels in train, so there are no pictures; build it without --maps"),
        (nan_in_s1, "S2.*: VV holds NaN in 2 pixels, so the view sar cannot be shown; see"),
        (text_of_another_patch, "of patches is S2.*, but vqa says S2.*_99_99; are both of one"),
        (patch_is_lost, "train-0.*cannot be read .*1 rows, the manifest states"),
    ],
)
def test_broken_data_leave_nothing_half_written(
    name: str,
    broken: Callable[..., Path],
    message: str,
    damaged: Path,
    few: Path,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One message, exit code 1, and no file of the shard that failed, in every format."""
    data = broken(damaged, few, tmp_path_factory)
    out, views = tmp_path / "out", "sar" if name == "coco" else "true_color,sar"
    if broken is text_of_another_patch and name == "coco":
        pytest.skip("it takes no rows of vqa")
    call = ["export", name, "--data", str(data), "--size", "28", "--images", views, "--out"]
    assert main([*call, str(out)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ") and error.count("\n") == 1
    assert re.search(message, error) and not [*out.glob("data/*")]
