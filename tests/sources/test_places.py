"""make_records: where and when a patch lies.

It is compared with the published set and the authors' own footprints.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from rasterio.transform import Affine
from raw_patch import RECORD, write_raster

from builder.geometry import patch_bounds, tile_corner
from builder.names import parse_s2
from builder.sources import Climate, Tree, make_records, read_candidates


def candidates(*patch_ids: str) -> pa.Table:
    """Rows as read_candidates gives them, for these patches."""
    rows = [
        {
            "patch_id": patch_id,
            "labels": list(RECORD.labels[: 1 + k % 2]),
            "split": "test",
            "country": "Austria",
            "s1_name": RECORD.s1_name,
            "s2v1_name": RECORD.s2v1_name,
            "contains_seasonal_snow": False,
            "contains_cloud_or_shadow": False,
            "place": parse_s2(patch_id).place,
        }
        for k, patch_id in enumerate(patch_ids)
    ]
    return pa.Table.from_pylist(rows)


def test_record_of_the_first_patch_is_as_published() -> None:
    """T33UUP_26_57 lies where the published rows have it, to the last digit.

    That is 48.11003471465957 N, 12.740300299577253 E.
    """
    (record,) = make_records(candidates(RECORD.patch_id), None)
    assert record.latitude == pytest.approx(48.11003471465957, abs=1e-13)
    assert record.longitude == pytest.approx(12.740300299577253, abs=1e-13)
    assert (record.epsg, record.bounds, record.season) == (
        32633,
        (331200, 5330400, 332400, 5331600),
        "Summer",
    )
    assert (record.place, record.labels, record.climate_zone) == (
        "33UUP_26_57",
        ("Arable land",),
        None,
    )


def test_each_patch_is_projected_in_its_own_zone() -> None:
    """Rows of several zones keep their order and labels.

    Portugal lies west of Austria, Finland north of both.
    """
    table = candidates(
        "S2B_MSIL2A_20180204T094159_N9999_R036_T35VPK_57_38",
        "S2A_MSIL2A_20171221T112501_N9999_R037_T29SND_56_35",
        "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57",
    )
    finland, portugal, austria = make_records(table, None)
    assert (finland.epsg, portugal.epsg, austria.epsg) == (32635, 32629, 32633)
    assert (finland.season, portugal.season, austria.season) == ("Winter", "Winter", "Summer")
    assert portugal.longitude < 0 < austria.longitude < finland.longitude
    assert portugal.latitude < 40 < austria.latitude < 50 < finland.latitude
    assert [len(record.labels) for record in (finland, portugal, austria)] == [1, 2, 1]


def test_no_candidates_give_no_records() -> None:
    """An empty table is not an error."""
    assert make_records(candidates(RECORD.patch_id).slice(1), None) == []


def test_climate_zone_is_read_at_the_center(tmp_path: Path) -> None:
    """The center of T33UUP_26_57 falls in a pixel that holds 26 (Dfb).

    The center is 48.11 N 12.74 E, the pixel 48.0-48.5 N, 12.5-13.0 E.
    """
    pixels = np.array([[15, 15], [15, 26]], "u1")
    climate = Climate.open(
        write_raster(
            tmp_path / "k.tif", pixels, crs="EPSG:4326", transform=Affine(0.5, 0, 12, 0, -0.5, 49)
        )
    )
    (record,) = make_records(candidates(RECORD.patch_id), climate)
    assert record.climate_zone == "Cold, no dry season, warm summer"


@pytest.mark.parametrize(
    ("tile", "corner"),
    [
        ("33UUP", (300000, 5400000)),
        ("29UPU", (600000, 5900040)),
        ("29SND", (499980, 4400040)),
        ("35VPK", (600000, 7000020)),
        ("34WFU", (600000, 7400040)),
    ],
)
def test_tile_corners_are_those_measured_on_files(tile: str, corner: tuple[int, int]) -> None:
    """The upper-left corner of a tile's patch grid follows from its MGRS name."""
    assert tile_corner(tile) == corner


def _squares(geometries: pa.ChunkedArray) -> np.ndarray:
    """(left, bottom, right, top) of WKB multipolygons of one ring of five points.

    Each has 22 bytes of counts, then 10 little-endian doubles.
    """
    raw = np.frombuffer(b"".join(geometries.to_pylist()), np.uint8).reshape(
        len(geometries), 22 + 80
    )
    assert (
        raw[:, :22] == np.frombuffer(b"\1\6\0\0\0\1\0\0\0\1\3\0\0\0\1\0\0\0\5\0\0\0", np.uint8)
    ).all()
    points = raw[:, 22:].copy().view("<f8").reshape(-1, 5, 2)
    return np.hstack([points.min(axis=1), points.max(axis=1)])


def test_bounds_equal_the_authors_footprints(shared: Path) -> None:
    """patch_bounds gives the authors' own square for all 208,536 known footprints.

    These are the patches of v2 with a v1 footprint, in five UTM zones.
    """
    folder = shared / "samples/bigearthnet-pipeline-metadata"
    released = ("metadata.parquet", "metadata_for_patches_with_snow_cloud_or_shadow.parquet")
    names = pa.concat_tables(
        [pq.read_table(folder / name, columns=["patch_id", "s2v1_name"]) for name in released]
    )
    files = sorted((folder / "ben-v1-metadata").glob("bigearthnet_v1_spatial_326*.parquet"))
    compared, wrong = 0, []
    for path in files:
        zone = path.stem[-2:]
        footprints = pq.read_table(path, columns=["patch_name", "geom"])
        here = names.filter(pc.equal(pc.utf8_slice_codeunits(names["patch_id"], 39, 41), zone))
        joined = here.join(footprints, keys="s2v1_name", right_keys="patch_name", join_type="inner")
        for patch_id, square in zip(
            joined["patch_id"].to_pylist(), _squares(joined["geom"]).tolist(), strict=True
        ):
            name = parse_s2(patch_id)
            if patch_bounds(name.tile, name.x, name.y) != tuple(square):
                wrong.append(patch_id)
        compared += len(joined)
    assert (compared, wrong) == (208_536, [])


def test_every_released_place_has_a_record_inside_europe(shared: Path) -> None:
    """One patch in a thousand of the release has a record inside Europe.

    Centers lie between 36.9 and 68.1 N, 9 W and 32 E, and the season is that of the name.
    """
    table = read_candidates(Tree(shared / "samples/bigearthnet-pipeline-metadata"))[0]
    records = make_records(table.take(list(range(0, len(table), 1000))), None)
    assert len(records) == 481
    for record in records:
        name = parse_s2(record.patch_id)
        assert 36.9 < record.latitude < 68.1
        assert -9 < record.longitude < 32
        assert (record.season, record.place) == (name.season, name.place)
