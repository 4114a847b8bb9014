"""The rules of the Hub's viewer and of old readers, asserted on the files of a release: no server is asked.

Limits as in the viewer's configuration: 300 MB a row group read (we keep 100), 200 kB of JSON for the first 100 rows.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from bigearthnet_txt import COLUMNS, CONFIGS
from tests.matrix.read_release import data_files

BROWSED = tuple(config for config in CONFIGS if config != "patches")
URL = "https://datasets-server.huggingface.co/cached-assets/me/ben/--/0123456789abcdef0123456789abcdef01234567/--"


def paths(release: Path, config: str) -> list[Path]:
    return [Path(path) for files in data_files(release, config).values() for path in files]


def kinds(kind: pa.DataType) -> Iterator[pa.DataType]:
    """A type and all types inside it."""
    yield kind
    for k in range(kind.num_fields):
        yield from kinds(kind.field(k).type)


@pytest.mark.parametrize("config", CONFIGS)
def test_no_type_that_old_readers_lack(release: Path, config: str) -> None:
    """No `List` or `Json` in the metadata of the files (versions before 4 fail on them), no float16 (pyarrow 14 cannot read it)."""
    for path in paths(release, config):
        schema = pq.read_schema(path)
        stated = schema.metadata[b"huggingface"].decode()
        assert '"List"' not in stated and '"LargeList"' not in stated and '"Json"' not in stated
        assert not [field.name for field in schema for kind in kinds(field.type) if kind == pa.float16()]


@pytest.mark.parametrize("config", CONFIGS)
def test_no_column_makes_it_a_time_series(release: Path, config: str) -> None:
    """A list of float32 at the top would tag the dataset as one."""
    for path in paths(release, config):
        lists = [field for field in pq.read_schema(path) if pa.types.is_list(field.type)]
        assert not [field.name for field in lists if field.type.value_type == pa.float32()]


@pytest.mark.parametrize("config", CONFIGS)
def test_row_groups_are_what_the_viewer_reads_at_once(release: Path, config: str) -> None:
    """Each under 100 MB, every column ZSTD with a page index; a patch's rows lie in one group."""
    for path in paths(release, config):
        file, seen = pq.ParquetFile(path), set()
        for k in range(file.num_row_groups):
            group = file.metadata.row_group(k)
            columns = [group.column(c) for c in range(group.num_columns)]
            assert sum(column.total_compressed_size for column in columns) < 100_000_000
            assert {column.compression for column in columns} == {"ZSTD"}
            assert all(column.has_column_index or not column.is_stats_set for column in columns)
            assert all(column.has_offset_index for column in columns)
            here = set(file.read_row_group(k, columns=["patch_id"])["patch_id"].to_pylist())
            assert not seen & here
            seen |= here


def test_patches_are_not_sorted_by_place(release: Path) -> None:
    """Neighbors would be read together by streams that shuffle a little; the order is that of a hash."""
    names = [name for path in paths(release, "patches") for name in pq.read_table(path, columns=["patch_id"])["patch_id"].to_pylist()]
    places = ["_".join(name.split("_")[-3:]) for name in names]
    assert len(places) > 40 and places != sorted(places) and places != sorted(places, reverse=True)


@pytest.mark.parametrize("config", BROWSED)
def test_the_preview_shows_a_hundred_rows(release: Path, config: str) -> None:
    """The first 100 rows as the viewer's JSON, pictures as links with their sizes, are under 200 kB, so that none is left out."""
    first = min(paths(release, config), key=lambda path: path.name.replace("train", "0"))
    rows = pq.read_table(first).slice(0, 100).to_pylist()
    shown = [{"row_idx": k, "row": {n: _cell(n, v, config) for n, v in row.items()}, "truncated_cells": []} for k, row in enumerate(rows)]
    size = len(json.dumps(shown).encode())
    assert size * max(1, 100 / len(rows)) < 200_000


def _cell(name: str, value: object, config: str) -> object:
    link = f"{URL}/{config}/train/99/{name}/image.jpg?Expires=1790000000&Signature={'x' * 340}&Key-Pair-Id=K3EI6M078Z3AC3"
    return {"src": link, "height": 120, "width": 120} if name in ("image", "sar") else value


@pytest.mark.parametrize("config", CONFIGS)
def test_pictures_open_as_8_bit_rgb(release: Path, config: str) -> None:
    """The viewer opens each with Pillow: JPEG, RGB, 120 x 120 px, under 1 MB."""
    for path in paths(release, config):
        names = [column.name for column in COLUMNS[config] if column.kind == "image"]
        for row in pq.read_table(path, columns=names).to_pylist():
            for picture in row.values():
                opened = Image.open(io.BytesIO(picture["bytes"]))
                assert (opened.format, opened.mode, opened.size) == ("JPEG", "RGB", (120, 120)) and len(picture["bytes"]) < 1_000_000


@pytest.mark.parametrize("config", CONFIGS)
def test_search_and_statistics_have_columns(release: Path, config: str) -> None:
    """Texts to search in, and columns of few distinct texts, which the viewer counts like labels."""
    table = pa.concat_tables([pq.read_table(path, columns=["patch_id", "split", "country", "season"]) for path in paths(release, config)])
    assert all(table.schema.field(name).type == pa.string() for name in table.column_names)
    assert all(len(table[name].unique()) <= 10 for name in ("split", "country", "season"))


@pytest.mark.parametrize("config", CONFIGS)
def test_bare_files_keep_their_types(release: Path, tmp_path: Path, config: str) -> None:
    """`data_files=` on the folder, which drops the card's features in the newest version, still gives pictures."""
    files = {split: [str(Path(path).relative_to(release)) for path in found] for split, found in data_files(release, config).items()}
    split = next(iter(files))
    loaded = datasets.load_dataset(str(release), data_files={split: files[split]}, cache_dir=str(tmp_path), split=split, streaming=True)
    assert isinstance(next(iter(loaded))["image"], Image.Image)


@pytest.mark.parametrize("config", BROWSED)
def test_no_pixels_in_what_people_browse(release: Path, config: str) -> None:
    """A column of bytes would cut the preview to ten rows."""
    for path in paths(release, config):
        assert not [field.name for field in pq.read_schema(path) if pa.types.is_binary(field.type)]
