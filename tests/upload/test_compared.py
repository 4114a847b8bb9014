"""Rows as they are compared: in arrays, each key once, and of files that the other side lacks whole
values are not read."""

from __future__ import annotations

import io
from contextlib import AbstractContextManager, closing
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_reader.release import FileEntry
from upload.compared import Rows, read_rows
from upload.errors import UploadError

_TABLE = {
    "ID": [7, 3, 7],
    "type": ["mcq", "captioning", "binary"],
    "category": ["season", "None", "area"],
    "input": ["Which?", "Describe.", "Is it?"],
    "patch_row": [1, 2, 3],
}


def _read(table: dict[str, list[object]], *, whole: bool) -> Rows:
    def opened(_: str) -> AbstractContextManager[BinaryIO]:
        stored = io.BytesIO()
        pq.write_table(pa.table(table), stored)
        return closing(io.BytesIO(stored.getvalue()))

    entry = FileEntry(
        path="data/vqa/a.parquet",
        config="vqa",
        split="train",
        rows=3,
        bytes=1,
        num_bytes=1,
        sha256="0",
        rows_xxh3="0",
    )
    return read_rows([entry], opened, lambda _: None, whole=whole)


def test_a_row_is_its_key_its_task_and_a_hash() -> None:
    """Of two rows with one ID the last counts; a caption has no category in its name."""
    rows = _read(_TABLE, whole=True)
    assert rows.keys.tolist() == [3, 7]
    assert rows.named(rows.keys > 0) == ["captioning", "binary area"]
    assert rows.sums.any(1).all()


def test_an_address_is_no_change_but_a_word_is() -> None:
    """Another patch_row leaves the hash; another input does not."""
    rows = _read(_TABLE, whole=True)
    moved = _read(_TABLE | {"patch_row": [9, 9, 9]}, whole=True)
    told = _read(_TABLE | {"input": ["Which?", "Tell.", "Is it?"]}, whole=True)
    assert (rows.sums == moved.sums).all()
    assert (rows.sums == told.sums).all(1).tolist() == [False, True]


def test_a_file_that_the_other_side_lacks_is_counted_only() -> None:
    """No value is hashed if there is nothing to compare it with."""
    assert not _read(_TABLE, whole=False).sums.any()


def test_a_file_of_something_else_is_named() -> None:
    """A table without types is none of this dataset."""
    with pytest.raises(UploadError, match=r"data/vqa/a\.parquet: cannot be read as a file of this"):
        _read({"ID": [1, 2, 3]}, whole=True)
