"""Columns filled patch by patch hold what the contract's own functions say of each patch."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from bigearthnet_txt import (
    BANDS,
    REFERENCE_MAP,
    S1_BANDS,
    composite,
    decode_bands,
    schema,
    to_planes,
)
from builder.errors import DataError
from builder.records import Patch, PatchRecord
from builder.shards.columns import PatchColumns
from builder.sources import Tree, make_records, read_candidates


@pytest.fixture(scope="module")
def records(world: Path) -> list[PatchRecord]:
    candidates, _ = read_candidates(Tree(world))
    return make_records(candidates.slice(0, 5), None)


def made(record: PatchRecord, number: int) -> Patch:
    """A patch of noise whose values use every byte.

    It has the byte orders and memory layouts that readers hand out.
    """
    rng = np.random.default_rng(number)

    def raster(size: int, dtype: str) -> np.ndarray:
        return rng.integers(0, 256, (size, size, np.dtype(dtype).itemsize), np.uint8).view(dtype)[
            ..., 0
        ]

    bands = {
        b.name: raster(b.size, b.dtype)
        if b.dtype == "<u2"
        else rng.normal(-12, 5, (b.size, b.size)).astype("<f4")
        for b in BANDS.values()
    }
    bands["B02"] = bands["B02"].astype(">u2")
    bands["B03"] = bands["B03"].T
    return Patch(record, bands, raster(REFERENCE_MAP.size, REFERENCE_MAP.dtype))


def filled(columns: PatchColumns, patches: list[Patch]) -> pa.Table:
    for patch in patches:
        columns.add(patch)
    table = columns.taken()
    assert table is not None
    return table


def test_every_raster_arrives_as_the_contract_writes_it(records: list[PatchRecord]) -> None:
    """Each value is what `to_planes` gives, and decodes to the raster.

    Byte order and layout in memory do not matter.
    """
    patches = [made(record, k) for k, record in enumerate(records)]
    for row, patch in zip(filled(PatchColumns(5), patches).to_pylist(), patches, strict=True):
        rasters = {**patch.bands, REFERENCE_MAP.name: patch.reference_map}
        assert {name: row[name] for name in rasters} == {
            name: to_planes(raster) for name, raster in rasters.items()
        }
        for name, raster in decode_bands(row).items():
            np.testing.assert_array_equal(raster, rasters[name])


def test_a_second_group_holds_nothing_of_the_first(records: list[PatchRecord]) -> None:
    """Memory is used again, but the rows of a shorter second group are its own.

    After them there are no more.
    """
    columns = PatchColumns(3)
    first = filled(columns, [made(record, k) for k, record in enumerate(records[:3])]).to_pylist()
    second = filled(
        columns, [made(record, k) for k, record in enumerate(records[3:], 3)]
    ).to_pylist()
    assert [row["patch_id"] for row in first + second] == [record.patch_id for record in records]
    assert (
        second
        == filled(
            PatchColumns(2), [made(record, k) for k, record in enumerate(records[3:], 3)]
        ).to_pylist()
    )
    assert columns.taken() is None


def test_a_group_is_full_at_its_capacity(records: list[PatchRecord]) -> None:
    """Two of two: full; none after they are taken."""
    columns, fullness = PatchColumns(2), []
    for k, record in enumerate(records[:2]):
        columns.add(made(record, k))
        fullness.append(columns.is_full)
    columns.taken()
    assert (fullness, columns.is_full) == ([False, True], False)


def test_without_bands_pixels_and_previews_are_null(records: list[PatchRecord]) -> None:
    """A patch of a build of maps has its map and its record, and nothing else."""
    patch = made(records[0], 0)
    (row,) = filled(PatchColumns(5), [Patch(patch.record, {}, patch.reference_map)]).to_pylist()
    assert {name for name, value in row.items() if value is None} == {
        *BANDS,
        "image",
        "sar",
        "climate_zone",
    }
    assert row[REFERENCE_MAP.name] == to_planes(patch.reference_map)


def test_a_band_that_nothing_reads_is_one_clear_error(records: list[PatchRecord]) -> None:
    """A patch that lacks a band of the contract makes no row with a null: the band is named."""
    patch = made(records[0], 1)
    bands = {name: raster for name, raster in patch.bands.items() if name != "B8A"}
    with pytest.raises(DataError, match=r": no B8A among its bands.*SENSORS"):
        PatchColumns(10).add(replace(patch, bands=bands))


def test_columns_have_the_types_of_the_contract(records: list[PatchRecord]) -> None:
    """Schema and metadata are the contract's, lists and previews included.

    Previews are pictures of 120 x 120.
    """
    table = filled(PatchColumns(1), [made(records[0], 0)])
    table.validate(full=True)
    assert table.schema.equals(schema("patches"), check_metadata=True)
    (row,) = table.to_pylist()
    assert (row["labels"], row["bounds"]) == (
        list(records[0].labels),
        list(map(float, records[0].bounds)),
    )


def test_previews_show_the_composites(records: list[PatchRecord]) -> None:
    """Of land of one color the pictures have that color, 120 x 120, within the error of JPEG."""
    shades = {
        b.name: np.full((b.size, b.size), -12 if b.name in S1_BANDS else 900, b.dtype)
        for b in BANDS.values()
    }
    shades["B04"] += 700
    shades["VH"] -= 8
    (row,) = filled(
        PatchColumns(1), [Patch(records[0], shades, made(records[0], 0).reference_map)]
    ).to_pylist()
    for column, name in (("image", "true_color"), ("sar", "sar")):
        picture = Image.open(io.BytesIO(row[column]["bytes"]))
        assert (picture.format, picture.size, row[column]["path"]) == ("JPEG", (120, 120), None)
        np.testing.assert_allclose(
            np.asarray(picture, int), np.asarray(composite(shades, name), int), atol=3
        )
