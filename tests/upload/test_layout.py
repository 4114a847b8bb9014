"""The rules of old readers and of range reads, asserted on the files of a release.

No server is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from tests.held import CONFIGS
from tests.matrix.read_release import data_files

BROWSED = tuple(config for config in CONFIGS if config != "patches")


def paths(release: Path, config: str) -> list[Path]:
    return [Path(path) for files in data_files(release, config).values() for path in files]


def kinds(kind: pa.DataType) -> Iterator[pa.DataType]:
    """A type and all types inside it."""
    yield kind
    for k in range(kind.num_fields):
        yield from kinds(kind.field(k).type)


@pytest.mark.parametrize("config", CONFIGS)
def test_no_type_that_old_readers_lack(release: Path, config: str) -> None:
    """The metadata of the files have no `List` or `Json`, and there is no float16.

    Versions before 4 fail on the first two, and pyarrow 14 cannot read the third.
    """
    for path in paths(release, config):
        schema = pq.read_schema(path)
        stated = schema.metadata[b"huggingface"].decode()
        assert '"List"' not in stated and '"LargeList"' not in stated and '"Json"' not in stated
        assert not [
            field.name for field in schema for kind in kinds(field.type) if kind == pa.float16()
        ]


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
    """Patches are in the order of a hash, not of their places.

    Neighbors would be read together by streams that shuffle a little.
    """
    names = [
        name
        for path in paths(release, "patches")
        for name in pq.read_table(path, columns=["patch_id"])["patch_id"].to_pylist()
    ]
    places = ["_".join(name.split("_")[-3:]) for name in names]
    assert len(places) > 40 and places != sorted(places) and places != sorted(places, reverse=True)


@pytest.mark.parametrize("config", CONFIGS)
def test_bare_files_keep_their_types(release: Path, tmp_path: Path, config: str) -> None:
    """`data_files=` on the folder still gives pictures.

    It drops the card's features in the newest version.
    """
    files = {
        split: [str(Path(path).relative_to(release)) for path in found]
        for split, found in data_files(release, config).items()
    }
    split = next(iter(files))
    loaded = datasets.load_dataset(
        str(release),
        data_files={split: files[split]},
        cache_dir=str(tmp_path),
        split=split,
        streaming=True,
    )
    assert isinstance(next(iter(loaded))["image"], Image.Image)


@pytest.mark.parametrize("config", BROWSED)
def test_no_pixels_in_what_people_browse(release: Path, config: str) -> None:
    """A column of bytes would cut the preview to ten rows."""
    for path in paths(release, config):
        assert not [field.name for field in pq.read_schema(path) if pa.types.is_binary(field.type)]
