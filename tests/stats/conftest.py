"""A release with statistics, and a release small enough to be counted by eye."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import schema, to_planes
from bigearthnet_txt_reader.release import Release, Shard, ShardName
from builder.stats import write_statistics
from builder.stats.bands import write_bands
from builder.stats.shard_counts import CountJob
from tests.conftest import made_once
from tests.entries import entry, release_of


@pytest.fixture(scope="session")
def studied(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the small release with counts, bands, charts, page and card; do not change it."""

    def make(folder: Path) -> None:
        out = Path(shutil.copytree(release, folder / "bigearthnet_txt"))
        write_bands(Release.open(out), lambda _: None)
        write_statistics(Release.open(out), lambda _: None)

    return made_once(tmp_path_factory, "studied", make) / "bigearthnet_txt"


@pytest.fixture
def copy(studied: Path, tmp_path: Path) -> Path:
    """A copy of the release with statistics, to be broken."""
    return Path(shutil.copytree(studied, tmp_path / "bigearthnet_txt"))


SETTING = {"split": "train", "country": "Austria", "season": "Fall", "climate_zone": None}


def text_row(type_: str, category: str, patch_row: int, **values: Any) -> dict[str, Any]:
    """A row of text with the columns that are counted, and the given values in them."""
    row = {
        "type": type_,
        "category": category,
        "patch_row": patch_row,
        "input": "what is it?",
        "output": "yes",
        "classes": ["Pastures"],
    }
    return row | {"box_pixels": None} | SETTING | values


def save_shard(out: Path, maps: list[np.ndarray], rows: list[dict[str, Any]]) -> CountJob:
    """Writes patches with these CORINE maps and these rows of text as one shard of train."""
    patches = [
        {"patch_id": f"patch {k}", "reference_map": to_planes(codes.astype("<u2"))} | SETTING
        for k, codes in enumerate(maps)
    ]
    kept = pa.schema(
        [schema("patches").field(name) for name in ("patch_id", "reference_map", *SETTING)]
    )
    pq.write_table(pa.Table.from_pylist(patches, kept), out / "patches.parquet")
    kinds = {name: pa.string() for name in ("type", "category", "input", "output", *SETTING)}
    texts = pa.schema(
        {
            **kinds,
            "patch_row": pa.int64(),
            "classes": pa.list_(pa.string()),
            "box_pixels": pa.list_(pa.int32()),
        }
    )
    pq.write_table(pa.Table.from_pylist(rows, texts), out / "texts.parquet")
    name = ShardName("train", 0, 1)
    files = {
        "patches": entry(str(name), len(maps), path="patches.parquet"),
        "vqa": entry(str(name), len(rows), "vqa", path="texts.parquet"),
    }
    return CountJob(release_of(*files.values(), where=out), Shard(name, 0, files))
