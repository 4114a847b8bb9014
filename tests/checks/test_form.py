"""The form of the Parquet files.

Each rule of schema, compression, index and row groups is broken once.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.checks import form
from tests.checks.broken import Row, break_row, faults_of, first_file, save, settle


def plain(path: Path, table: pa.Table) -> None:
    pq.write_table(table, path, compression="snappy", write_page_index=False)


def test_form(copy: Path) -> None:
    """A file written with pyarrow's defaults has the wrong compression and no page index.

    For lack of metadata it has no features.
    """
    path = first_file(copy, "vqa")
    plain(path, pq.read_table(path).replace_schema_metadata(None))
    settle(copy)
    faults = faults_of(copy)
    for said in (
        "schema metadata huggingface: found None",
        "row group 0: compression of input: found 'SNAPPY', expected ZSTD",
        "row group 0: page index of input: found None",
    ):
        assert any(fault.startswith(f"data/vqa/{path.name}: {said}") for fault in faults), said


def test_types(copy: Path) -> None:
    """A list of float32 is not the contract's type, and the Hub would take it for a time series."""
    path = first_file(copy, "refexp")
    table = pq.read_table(path)
    plain(
        path,
        table.set_column(
            table.schema.get_field_index("box"), "box", table["box"].cast(pa.list_(pa.float32()))
        ),
    )
    faults = faults_of(copy)
    assert any(
        "box: found 'list<float>', expected list<double>: the Hub" in fault for fault in faults
    )
    assert any("type of box: found 'list<element: float>'" in fault for fault in faults)


def test_raster_layout_is_described(copy: Path) -> None:
    """The field metadata that say how to read a raster's bytes are part of the form."""
    path = first_file(copy, "patches")
    table = pq.read_table(path)
    plain(
        path,
        table.cast(
            pa.schema([field.remove_metadata() for field in table.schema], table.schema.metadata)
        ),
    )
    settle(copy)
    assert any(
        f"data/patches/{path.name}: metadata of B8A: found {{}}" in fault
        for fault in faults_of(copy)
    )


def test_row_groups(copy: Path) -> None:
    """Patches come in hundreds, texts in thousands cut between patches; other cuts are faults."""
    patches, texts = first_file(copy, "patches"), first_file(copy, "vqa")
    rows = pq.read_table(texts).to_pylist()
    inside = next(k for k in range(1, len(rows)) if rows[k]["patch_id"] == rows[k - 1]["patch_id"])
    save(texts, rows, [inside])
    save(patches, pq.read_table(patches).to_pylist(), [3])
    settle(copy)
    patch = rows[inside]["patch_id"]
    assert faults_of(copy) == [
        f"data/patches/{patches.name}: row group 0: patches: found 3, expected 100",
        f"data/vqa/{texts.name}: row group 0: rows: found {inside}, "
        "expected an end with the patch that reaches 1000 rows",
        f"data/vqa/{texts.name}: row group 1: row group: found {patch!r}, "
        "expected a cut between patches, not within one",
    ]


def test_row_group_size(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row group above the limit is named with its compressed size."""
    monkeypatch.setattr(form, "GROUP_BYTES", 400_000)
    faults = faults_of(release)
    assert faults and all(
        "/patches/" in f and ": row group 0: bytes: found " in f and "expected at most 400000" in f
        for f in faults
    )


def long_input(row: Row) -> str:
    return str(row["input"]) + " " * 300_000


def test_first_rows_fit_the_viewer(copy: Path) -> None:
    """The first hundred rows of a split, as JSON with a link for each image, stay below 200 kB."""
    path = first_file(copy, "captions")
    break_row(path, {"input": long_input})
    (fault,) = faults_of(copy)
    assert (
        fault.startswith(f"data/captions/{path.name}: first rows: found '3") and "200000" in fault
    )
