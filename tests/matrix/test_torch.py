"""torch's loader reads a release with workers: every row once, with its own pixels.

Run with `pytest -m matrix`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import BANDS, decode_bands
from tests.matrix.environments import ROOT, TORCH, make_environment, run_offline

pytestmark = pytest.mark.matrix


@pytest.fixture(scope="module")
def said(release: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What torch's loader gave."""
    python = make_environment(*TORCH)
    home = tmp_path_factory.mktemp("home")
    given: dict[str, Any] = json.loads(
        run_offline(python, ROOT / "tests" / "matrix" / "torch_loading.py", release, home=home)
    )
    return given


def _table(release: Path, config: str, columns: list[str]) -> dict[str, list[Any]]:
    paths = sorted(release.glob(f"data/{config}/train-*"))
    return {
        name: [v for path in paths for v in pq.ParquetFile(path).read([name])[name].to_pylist()]
        for name in columns
    }


@pytest.fixture(scope="module")
def sums(release: Path) -> list[float]:
    """The sum of all pixels of each patch of train.

    A 20 m pixel counts 4 times and a 60 m pixel 36 times.
    """
    columns = _table(release, "patches", list(BANDS))
    rows = [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]
    return [
        sum(
            float(r.sum(dtype=np.float64)) * (120 // len(r)) ** 2
            for r in decode_bands(row).values()
        )
        for row in rows
    ]


@pytest.mark.parametrize("way", ["streamed", "shuffled"])
def test_two_workers_give_every_row_once(
    said: dict[str, Any], release: Path, sums: list[float], way: str
) -> None:
    """Each annotation arrives once, as a float32 stack of its own patch.

    They are streamed by shards or drawn at random.
    """
    texts = _table(release, "vqa", ["ID", "patch_row"])
    patch = dict(zip(texts["ID"], texts["patch_row"], strict=True))
    assert sorted(said[way]["ids"]) == sorted(texts["ID"])
    assert (said[way]["workers"], said[way]["shape"]) == (2, [8, 14, 120, 120])
    for row, total in said[way]["sums"].items():
        assert total == pytest.approx(sums[patch[int(row)]], rel=1e-6)


def test_two_nodes_with_two_workers_share_the_rows(said: dict[str, Any], release: Path) -> None:
    """`split_dataset_by_node` and workers together: all rows, none twice."""
    one, other = (node["ids"] for node in said["nodes"])
    assert sorted(one + other) == sorted(_table(release, "vqa", ["ID"])["ID"])
    assert one and other


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_pixels_are_read_by_workers(said: dict[str, Any], sums: list[float], start: str) -> None:
    """`Pixels` with `collate_fn=stack_bands`, forked and in new processes: the patches in order."""
    assert said[start] == pytest.approx(sums, rel=1e-6)


def test_torchs_own_collation_takes_the_arrays(said: dict[str, Any]) -> None:
    """Without a collate_fn, bands become tensors of their own types and sizes."""
    assert said["default"]["B05"] == ["torch.uint16", 4, 60, 60] and said["default"]["VV"] == [
        "torch.float32",
        4,
        120,
        120,
    ]
