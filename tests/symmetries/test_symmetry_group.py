"""The eight symmetries of a square: a group, the same as Pillow's, exact on pixels and places."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from bigearthnet_txt import SYMMETRIES, compose
from bigearthnet_txt_reader.symmetries import BY_NAME
from tests.symmetries.turned_rows import by_pillow

RASTER = np.arange(2 * 3).reshape(2, 3).astype(np.uint16)


@pytest.mark.parametrize("name", SYMMETRIES)
def test_arrays_turn_as_pictures_of_pillow_do(name: str) -> None:
    """A name means the same as in Pillow, for one raster and for many at once."""
    expected = by_pillow(RASTER, name)
    assert np.array_equal(BY_NAME[name].array(RASTER), expected)
    assert np.array_equal(BY_NAME[name].array(RASTER[None])[0], expected)


@pytest.mark.parametrize("name", SYMMETRIES)
def test_boxes_and_points_go_where_their_pixels_go(name: str) -> None:
    """The box of turned pixels is the turned box, half-open, and so is the center of a pixel."""
    square = np.zeros((120, 120), np.uint8)
    square[5:9, 77:120] = 1
    rows, columns = np.nonzero(by_pillow(square, name))
    found = BY_NAME[name].box([77, 5, 120, 9], 120)
    assert found == [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
    assert BY_NAME[name].place(98.5, 7, 120) == (columns.mean() + 0.5, rows.mean() + 0.5)


@pytest.mark.parametrize(("second", "first"), [*product(SYMMETRIES, repeat=2)])
def test_two_symmetries_are_one(second: str, first: str) -> None:
    """Doing one after the other is doing the one that `compose` names."""
    both = by_pillow(by_pillow(RASTER, first), second)
    assert np.array_equal(by_pillow(RASTER, compose(second, first)), both)


def test_an_unknown_symmetry_is_refused_with_the_known_ones() -> None:
    """A misspelled name is quoted, and the eight names are listed."""
    with pytest.raises(ValueError, match="symmetry 'rotate_45': use one of identity, rotate_90"):
        compose("identity", "rotate_45")
