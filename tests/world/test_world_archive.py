"""The archive on disk is laid out like the release, holds together and follows from its seed."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
import rasterio

from bigearthnet_txt import CLC, S1_BANDS, S2_BANDS, UNCLASSIFIED
from builder.errors import UsageError
from builder.geometry import epsg, patch_bounds
from builder.names import parse_s2, s1_scene
from builder.world import make_world

_BYTES = {"B01": 1_172, "B09": 1_172, **dict.fromkeys(("B02", "B03", "B04", "B08"), 29_196),
          **dict.fromkeys(("B05", "B06", "B07", "B8A", "B11", "B12"), 7_572),
          "VV": 58_024, "VH": 58_024}  # fmt: skip


def _map_path(world: Path, row: dict[str, Any]) -> Path:
    name = row["patch_id"]
    return world / "Reference_Maps" / parse_s2(name).product / name / f"{name}_reference_map.tif"


def _codes(world: Path, row: dict[str, Any]) -> np.ndarray:
    with rasterio.open(_map_path(world, row)) as file:
        codes: np.ndarray = file.read(1)
        return codes


def test_every_patch_has_its_fifteen_files_at_their_places(
    world: Path, rows: list[dict[str, Any]]
) -> None:
    """Folder names, file names and sizes in bytes are those of the release.

    Nothing else lies in the archive.
    """
    expected: dict[str, int | None] = {
        f"{name}": None for name in ("climate.tif", "metadata.parquet")
    }
    expected["metadata_for_patches_with_snow_cloud_or_shadow.parquet"] = None
    for row in rows:
        s2, s1 = row["patch_id"], row["s1_name"]
        expected |= {
            f"BigEarthNet-S2/{s2[:-6]}/{s2}/{s2}_{band}.tif": _BYTES[band] for band in S2_BANDS
        }
        expected |= {
            f"BigEarthNet-S1/{s1_scene(s1)}/{s1}/{s1}_{band}.tif": _BYTES[band] for band in S1_BANDS
        }
        expected |= {f"Reference_Maps/{s2[:-6]}/{s2}/{s2}_reference_map.tif": None}
    found = {
        path.relative_to(world).as_posix(): path.stat().st_size
        for path in world.rglob("*")
        if path.is_file()
    }
    assert found.keys() == expected.keys()
    assert {name: found[name] for name, size in expected.items() if size} == {
        name: size for name, size in expected.items() if size
    }


def test_metadata_has_the_released_schema(world: Path, shared: Path) -> None:
    """Both metadata files have names, order and types of the eight columns as in the real ones.

    They are sorted by patch_id, with no null.
    """
    for name in ("metadata", "metadata_for_patches_with_snow_cloud_or_shadow"):
        ours = pq.read_table(world / f"{name}.parquet")
        real = pq.read_schema(shared / f"samples/bigearthnet-pipeline-metadata/{name}.parquet")
        assert [(f.name, f.type) for f in ours.schema] == [(f.name, f.type) for f in real]
        assert ours["patch_id"].to_pylist() == sorted(ours["patch_id"].to_pylist())
        assert not any(column.null_count for column in ours.columns)


def test_rows_are_split_between_the_files_by_their_flags(world: Path) -> None:
    """60 patches without flags in metadata.parquet, 3 (5 %) with one of them in the other file."""
    clear, covered = (
        pq.read_table(
            world / f"{name}.parquet",
            columns=["contains_seasonal_snow", "contains_cloud_or_shadow"],
        ).to_pylist()
        for name in ("metadata", "metadata_for_patches_with_snow_cloud_or_shadow")
    )
    assert (len(clear), len(covered)) == (60, 3)
    assert not any(flag for row in clear for flag in row.values())
    assert all(sum(row.values()) == 1 for row in covered)


def test_labels_are_the_classes_of_the_map(world: Path, rows: list[dict[str, Any]]) -> None:
    """Labels list every class with a pixel, in alphabetical order, and 999 is none.

    The maps are read back with rasterio.
    """
    gaps = 0
    for row in rows:
        codes = set(np.unique(_codes(world, row)).tolist())
        gaps += UNCLASSIFIED in codes
        assert row["labels"] == sorted(
            {clc.label for code, clc in CLC.items() if code in codes and clc.label}
        )
    assert gaps >= 1


def test_rasterio_reads_every_file_at_its_place(world: Path, rows: list[dict[str, Any]]) -> None:
    """CRS, bounds, data type and nodata of all files of a patch agree with the grid of its tile."""
    for row in rows[::7]:
        name, where = row["patch_id"], parse_s2(row["patch_id"])
        paths = [
            *(world / "BigEarthNet-S2" / where.product / name).iterdir(),
            _map_path(world, row),
        ]
        paths += (world / "BigEarthNet-S1" / s1_scene(row["s1_name"]) / row["s1_name"]).iterdir()
        for path in paths:
            with rasterio.open(path) as file:
                assert file.crs.to_epsg() == epsg(where.tile)
                assert tuple(file.bounds) == patch_bounds(where.tile, where.x, where.y)
                assert (file.dtypes[0], file.nodata) == (
                    ("float32", None) if path.name.startswith("S1") else ("uint16", 0)
                )
                assert file.read(1, masked=True).count() == file.width * file.height


def test_a_place_keeps_map_split_and_country_over_its_dates(
    world: Path, rows: list[dict[str, Any]]
) -> None:
    """Dates of one place share everything that does not depend on the day; their pixels differ."""
    places: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        places.setdefault(parse_s2(row["patch_id"]).place, []).append(row)
    several = [dates for dates in places.values() if len(dates) > 1]
    assert several
    for first, *others in several:
        for other in others:
            assert all(first[key] == other[key] for key in ("labels", "split", "country"))
            assert _map_path(world, first).read_bytes() == _map_path(world, other).read_bytes()


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Written twice, the archive is the same file by file.

    Another seed gives other patches; progress counts them all.
    """
    steps: list[int] = []
    for name, seed in (("first", 7), ("again", 7), ("other", 8)):
        make_world(tmp_path / name, patches=6, seed=seed, progress=steps.append)
    first, again, other = (_hashes(tmp_path / name) for name in ("first", "again", "other"))
    assert first == again
    assert first.keys() != other.keys()
    assert sum(steps) == 3 * (6 + 1)


def test_files_do_not_depend_on_the_size_of_the_archive(world: Path, tmp_path: Path) -> None:
    """The 8 clear patches of a small archive are byte for byte among those of the archive of 60."""
    make_world(tmp_path / "small", patches=8, seed=1, progress=lambda _: None)
    names = pq.read_table(tmp_path / "small/metadata.parquet", columns=["patch_id"])[
        "patch_id"
    ].to_pylist()
    for name in names:
        for path in (tmp_path / "small/BigEarthNet-S2" / name[:-6] / name).iterdir():
            assert path.read_bytes() == (world / path.relative_to(tmp_path / "small")).read_bytes()


@pytest.mark.parametrize("patches", [0, 464_045])
def test_numbers_that_make_no_archive_are_refused(tmp_path: Path, patches: int) -> None:
    """The message names the number and the limits."""
    with pytest.raises(UsageError, match=f"{patches} synthetic patches: use 1 to 464044"):
        make_world(tmp_path / "raw", patches=patches, seed=1, progress=lambda _: None)


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    """Nothing is written beside files that are already there."""
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="not empty: name a new folder"):
        make_world(tmp_path, patches=1, seed=1, progress=lambda _: None)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
