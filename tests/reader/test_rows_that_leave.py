"""Rows that leave their release: into Parquet, beside those of another, or as it is replaced."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import decode_bands, load
from bigearthnet_txt_reader.release import ReleaseError
from tests.upload.newer import held_rows

pytestmark = pytest.mark.usefixtures("cache")


def test_a_parquet_file_holds_the_pixels(release: Path, tmp_path: Path) -> None:
    """Byte for byte those of `patches`, and the preview, read without `datasets`.

    A band that got another name is written as what it is.
    """
    rows = load("vqa", "train", source=release, bands=["B02", "VV"]).select(range(0, 60, 7))
    file = tmp_path / "rows.parquet"
    rows.rename_column("VV", "radar").to_parquet(file)
    patches = held_rows(release, "patches", "train")
    for row in pq.read_table(file).to_pylist():
        patch = patches[row["patch_row"]]
        assert row["B02"] == {"bytes": patch["B02"], "path": None}
        assert row["radar"] == {"bytes": patch["VV"], "path": None}
        assert row["image"]["bytes"] == patch["image"]["bytes"]


def test_a_row_without_a_preview_is_written(release: Path, tmp_path: Path) -> None:
    """Bands alone, and no link anywhere."""
    rows = load("captions", "test", source=release, bands=["B01"], image=False).select([0])
    rows.to_parquet(tmp_path / "rows.parquet")
    (row,) = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    assert "image" not in row and len(row["B01"]["bytes"]) == 800 and row["B01"]["path"] is None


def test_other_tables_are_written_as_before(tmp_path: Path) -> None:
    """Those that hold nothing of ours."""
    datasets.Dataset.from_dict({"a": [1, None], "b": ["x", "y"]}).to_parquet(tmp_path / "a.parquet")
    assert pq.read_table(tmp_path / "a.parquet").to_pydict() == {"a": [1, None], "b": ["x", "y"]}


@pytest.mark.parametrize("joined", [datasets.concatenate_datasets, datasets.interleave_datasets])
def test_rows_of_two_versions_keep_their_own_pixels(
    release: Path, newer: Path, joined: Any
) -> None:
    """Version 1.0.1 has other patches in its rows: each row shows those that it names."""
    both = [load("vqa", "train", source=one, bands=["B02"]) for one in (release, newer)]
    assert [str(rows.info.version) for rows in both] == ["1.0.0", "1.0.1"]
    truth = {
        patch["patch_id"]: decode_bands({"B02": patch["B02"]})["B02"]
        for one in (release, newer)
        for patch in held_rows(one, "patches", "train")
    }
    rows = joined(both)
    assert all(np.array_equal(row["B02"], truth[row["patch_id"]]) for row in rows)


@pytest.mark.parametrize("config", ["vqa", "patches"])
def test_a_stream_ends_when_its_release_is_replaced(
    release: Path, newer: Path, tmp_path: Path, config: Any
) -> None:
    """At the next shard, though files of the same names lie there; without them too."""
    folder = tmp_path / "bigearthnet_txt"
    shutil.copytree(release, folder)
    for other in (newer, None):
        rows = iter(load(config, "train", source=folder, bands=["B01"], streaming=True))
        next(rows)
        shutil.rmtree(folder)
        if other:
            shutil.copytree(other, folder)
        with pytest.raises(ReleaseError, match=r"replaced while it was read; load it again"):
            list(rows)


def test_a_card_written_meanwhile_ends_no_stream(release: Path, tmp_path: Path) -> None:
    """The manifest is another, the files that are read are the same."""
    folder = tmp_path / "bigearthnet_txt"
    shutil.copytree(release, folder)
    rows = iter(load("vqa", "train", source=folder, streaming=True, seed=1))
    first = next(rows)
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text("utf-8") + "\n", "utf-8")
    assert len([first, *rows]) == len(held_rows(folder, "vqa", "train"))
