"""Conventions of space and of names, each with a test that fails if it flips."""

from __future__ import annotations

import pytest
from pyproj import Transformer

from builder.geometry import PATCH_AREA, PIXEL_AREA, Box, Point, epsg, patch_bounds, tile_corner
from builder.names import parse_s2, s1_scene


def test_a_box_is_half_open_with_x_first() -> None:
    """Columns 77..119 and rows 0..84 print as published.

    x comes before y, edges are divided by 120, the end is one past the last pixel.
    """
    assert Box(77, 0, 120, 85).text() == "[0.64 0.0, 1.0 0.71]"
    assert Box(77, 0, 120, 85).area == 43 * 85


def test_a_single_pixel_has_an_area() -> None:
    """Pixel (3, 5) spans 3..4 and 5..6."""
    assert Box(3, 5, 4, 6).area == 1
    assert Box(3, 5, 4, 6).parts() == (3 / 120, 5 / 120, 4 / 120, 6 / 120)


def test_a_point_is_the_center_of_pixels() -> None:
    """The center of pixel (98, 33) is (98.5, 33.5): as parts 0.82 and 0.28, as published."""
    assert Point(98.5, 33.5).text() == "(0.82, 0.28)"


def test_pixels_have_ten_metres() -> None:
    """A pixel covers 100 m2, and a patch 1.44 km2."""
    assert (PIXEL_AREA, PATCH_AREA) == (100, 1_440_000)


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
def test_tiles_lie_where_the_release_has_them(tile: str, corner: tuple[int, int]) -> None:
    """Upper-left corners of five tiles, as read from released files."""
    assert tile_corner(tile) == corner


@pytest.mark.parametrize("band", "NPQRSTUVWX")
@pytest.mark.parametrize("zone", [29, 34])
def test_squares_lie_where_pyproj_has_their_latitude(zone: int, band: str) -> None:
    """Near both edges of each band of latitude, PROJ and the name agree on the northing.

    The row letter of a northing, and the northing of its letter, are those of MGRS.
    """
    to_zone = Transformer.from_crs(4326, epsg(f"{zone}"), always_xy=True)
    lowest = 8 * "NPQRSTUVWX".index(band)
    middle = 6 * zone - 183  # degrees east
    for latitude in (lowest + 0.01, lowest + 4, lowest + 7.99):
        _, northing = to_zone.transform(middle, latitude)
        row = int(northing // 100_000)
        letter = "ABCDEFGHJKLMNPQRSTUV"[(row + (5 if zone % 2 == 0 else 0)) % 20]
        column = {29: "N", 34: "E"}[zone]
        _, top = tile_corner(f"{zone}{band}{column}{letter}")
        assert 0 <= top - (row + 1) * 100_000 < 60


@pytest.mark.parametrize("tile", ["33MUP", "33UIP", "33UUI", "33UAP"])
def test_squares_that_do_not_exist_are_refused(tile: str) -> None:
    """A southern band, a letter that MGRS leaves out, and a column of another zone."""
    with pytest.raises(ValueError):
        tile_corner(tile)


def test_patches_count_east_and_south() -> None:
    """Patch (1, 2) lies one side to the east and two to the south of the tile's corner.

    Bounds are left, bottom, right, top.
    """
    assert patch_bounds("33UUP", 1, 2) == (301200, 5396400, 302400, 5397600)
    assert epsg("33UUP") == 32633


def test_a_name_tells_tile_place_and_season() -> None:
    """The first released patch: tile 33UUP, column 26, row 57, in summer."""
    name = parse_s2("S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57")
    assert (name.tile, name.x, name.y, name.season) == ("33UUP", 26, 57, "Summer")
    assert (
        name.product == "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP"
        and name.place == "33UUP_26_57"
    )


@pytest.mark.parametrize(
    ("month", "season"),
    [(2, "Winter"), (3, "Spring"), (5, "Spring"), (6, "Summer"), (9, "Fall"), (12, "Winter")],
)
def test_seasons_are_meteorological(month: int, season: str) -> None:
    """Seasons change with the first of March, June, September and December."""
    assert parse_s2(f"S2A_MSIL2A_2018{month:02d}01T101031_N9999_R022_T33UUP_26_57").season == season


def test_the_s1_scene_is_the_name_without_its_last_three_parts() -> None:
    """Tile and unpadded grid position are cut off."""
    assert (
        s1_scene("S1B_IW_GRDH_1SDV_20170612T165809_33UUP_6_57")
        == "S1B_IW_GRDH_1SDV_20170612T165809"
    )


@pytest.mark.parametrize(
    "name",
    ["", "S2A_MSIL2A_20170613T101031_26_57", "S2A_MSIL2A_20171313T101031_N9999_R022_T33UUP_26_57"],
)
def test_broken_names_are_refused(name: str) -> None:
    """A v1 name, an impossible date and nothing at all are no v2 names."""
    with pytest.raises(ValueError):
        parse_s2(name)
