"""The Hub's dataset viewer: its rules of what it shows hold for every config.

The rules are taken from its source.

Previews of 100 rows need 200 kB of JSON at most, search a string column, histograms labels that
repeat, pictures a format Pillow opens; a row group is read whole where a reader has no page index,
300 MB at most. A split of `patches` is shown by its first ten rows, cut.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from PIL import Image

from bigearthnet_txt import BANDS, COLUMNS, REFERENCE_MAP, schema
from tests.held import CONFIGS

_LABELS = ("type", "category", "split", "country", "season", "climate_zone")
_JSON, _SCAN, _CELL = 200_000, 300_000_000, 100  # bytes
_ADDRESS = (
    "https://datasets-server.huggingface.co/cached-assets/ORGANIZATION/NAME_OF_THE_SET/"
    "--/{:040x}/--/{}/{}/{}/{}/image.jpg"
)


def files(release: Path, config: str) -> Iterator[tuple[str, Path]]:
    """(split, first file) of a config."""
    for split in CONFIGS[config]:
        yield split, min((release / "data" / config).glob(f"{split}-*.parquet"))


def served(
    row: dict[str, Any], number: int, where: tuple[str, str], *, cut: bool
) -> dict[str, Any]:
    """A row as the viewer serves it: pictures as addresses.

    If it must save, other cells are cut to 100 bytes.
    """
    cells = {}
    for name, value in row.items():
        if isinstance(value, dict):
            width, height = Image.open(io.BytesIO(value["bytes"])).size
            cells[name] = {
                "src": _ADDRESS.format(number, *where, number, name),
                "height": height,
                "width": width,
            }
        elif cut and len(json.dumps(value, default=str).encode()) > _CELL:
            cells[name] = json.dumps(value, default=str)[:_CELL]
        else:
            cells[name] = value
    return {"row_idx": number, "row": cells, "truncated_cells": [name for name in cells if cut]}


@pytest.mark.parametrize("config", CONFIGS)
def test_first_rows_are_shown(release: Path, config: str) -> None:
    """The first 100 rows of every split of text fit whole.

    Of `patches`, where bytes are cut, the first ten do.
    """
    rows = 10 if config == "patches" else 100
    for split, path in files(release, config):
        first = pq.read_table(path).slice(0, rows).to_pylist()
        shown = [
            served(row, k, (config, split), cut=config == "patches") for k, row in enumerate(first)
        ]
        assert 0 < len(json.dumps({"rows": shown}, ensure_ascii=False).encode()) < _JSON, split


def test_longest_captions_are_shown(release: Path) -> None:
    """Even a split that began with its longest captions alone would fit."""
    rows = [
        row
        for path in (release / "data" / "captions").glob("*.parquet")
        for row in pq.read_table(path).to_pylist()
    ]
    longest = sorted(rows, key=lambda row: len(row["output"]))[-50:]
    shown = [
        served(row, k, ("captions", "validation"), cut=False)
        for k, row in enumerate(longest + longest)
    ]
    assert len(json.dumps({"rows": shown}, ensure_ascii=False).encode()) < _JSON


@pytest.mark.parametrize("config", CONFIGS)
def test_pictures_open(release: Path, config: str) -> None:
    """Every picture is 8-bit RGB, and below the advised 1 MB.

    Pillow can hand it on as JPEG.
    """
    for _, path in files(release, config):
        table = pq.read_table(path, columns=["image", *(["sar"] if config == "patches" else [])])
        for cell in (cell for name in table.column_names for cell in table[name].to_pylist()):
            picture = Image.open(io.BytesIO(cell["bytes"]))
            picture.load()
            assert picture.mode == "RGB" and len(cell["bytes"]) < 1_000_000


@pytest.mark.parametrize("config", CONFIGS)
def test_a_row_group_can_be_scanned(release: Path, config: str) -> None:
    """A row group read whole stays below 300 MB.

    Of `patches` that is 100 rows of all bands by their layout, of texts the rows as they are.
    """
    rasters = sum(
        band.size * band.size * np.dtype(band.dtype).itemsize
        for band in (*BANDS.values(), REFERENCE_MAP)
    )
    assert 100 * (rasters + 200_000) < _SCAN, "with 100 kB for each of two pictures"
    for _, path in files(release, config):
        metadata = pq.read_metadata(path)
        assert all(
            metadata.row_group(k).total_byte_size < _SCAN for k in range(metadata.num_row_groups)
        )


@pytest.mark.parametrize("config", CONFIGS)
def test_texts_can_be_searched(config: str) -> None:
    """Search needs a string column.

    There are questions and answers of the text configs, names and places of patches.
    """
    strings = {field.name for field in schema(config) if field.type == pa.string()}
    assert strings >= (
        {"patch_id", "country", "season"}
        if config == "patches"
        else {"patch_id", "input", "output", "type", "category"}
    )


@pytest.mark.parametrize("config", [config for config in CONFIGS if config != "patches"])
def test_labels_are_counted(release: Path, config: str) -> None:
    """Strings are shown as labels if at most 1,000, and a fifth of the rows, differ.

    30 words are few enough in 150 rows.
    """
    split = CONFIGS[config][0]
    table = pa.concat_tables(
        pq.read_table(path, columns=list(_LABELS))
        for path in (release / "data" / config).glob(f"{split}-*.parquet")
    )
    for name in _LABELS:
        assert 1 <= len(table[name].unique()) <= 30, name


@pytest.mark.parametrize("config", CONFIGS)
def test_no_list_looks_like_a_time_series(release: Path, config: str) -> None:
    """No file has a top-level list of float32, which would tag the set as a time series.

    None has a float16, which old readers refuse.
    """
    for _, path in files(release, config):
        kinds = {field.type for field in pq.read_schema(path)}
        assert (
            not {pa.list_(pa.float32()), pa.list_(pa.field("element", pa.float32())), pa.float16()}
            & kinds
        )


def test_the_viewer_finds_every_file(release: Path) -> None:
    """The card's YAML names each config once, and its patterns take every data file once.

    No config has more than 30 splits.
    """
    card = yaml.safe_load((release / "README.md").read_text("utf-8").split("---\n")[1])
    taken = [
        path
        for entry in card["configs"]
        for data in entry["data_files"]
        for path in release.glob(data["path"])
    ]
    assert sorted(taken) == sorted((release / "data").rglob("*.parquet"))
    assert (
        [entry["config_name"] for entry in card["configs"]]
        == [info["config_name"] for info in card["dataset_info"]]
        == list(CONFIGS)
    )
    assert all(
        len(entry["data_files"]) <= 30 and entry["version"].count(".") == 2
        for entry in card["configs"]
    )
    assert max(len(columns) for columns in COLUMNS.values()) <= 1000
