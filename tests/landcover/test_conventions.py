"""Each convention of space and class on a map of a few letters: flipping one fails a test."""

import numpy as np
import pytest

from builder.geometry import Box, Point
from builder.landcover import analyse
from tests.landcover.maps import NAMES, grid

A, B, C, D = (NAMES[letter] for letter in "ABCD")


def test_corner_contact_is_not_adjacency() -> None:
    """Classes that meet only at a corner are not adjacent: adjacency needs a shared edge."""
    cover = analyse(grid("AC",
                         "CB"))  # fmt: skip
    assert not cover.adjacent(A, B)
    assert cover.borders == {(A, C): 2, (B, C): 2}


@pytest.mark.parametrize("codes", [grid("AB"), grid("A", "B"), grid("BA"), grid("B", "A")])
def test_an_edge_is_adjacency_in_all_four_directions(codes: np.ndarray) -> None:
    """One shared pixel edge is enough.

    The pair is in class order whichever side comes first.
    """
    cover = analyse(codes)
    assert cover.borders == {(A, B): 1}
    assert cover.adjacent(B, A)


def test_unlabelled_pixels_break_adjacency() -> None:
    """A road between two classes keeps them apart, and the road itself is nobody's neighbor."""
    cover = analyse(grid("A.B",
                         "A.B"))  # fmt: skip
    assert cover.borders == {}
    assert cover.classes == (A, B)


def test_borders_count_pixel_edges_and_regions_know_their_own_neighbors() -> None:
    """Pastures touch two classes, but the left region of pastures touches arable land only.

    That border has three edges, the one of the right region six.
    """
    cover = analyse(grid("BAAB",
                         "AAAC",
                         "AAAC",
                         "AAAC"))  # fmt: skip
    assert cover.borders == {(A, B): 3, (A, C): 3, (B, C): 1}
    assert {region.box.x0: region.neighbors for region in cover.regions[B]} == {
        0: frozenset({A}),
        3: frozenset({A, C}),
    }


def test_enclosed_regions_reach_neither_the_edge_nor_unlabelled_land() -> None:
    """Of four regions of pastures one lies within arable land alone.

    Two lie on an edge, one beside a road; a corner is no contact.
    """
    cover = analyse(grid("BAAAAAA",
                         "ABAAABA",
                         "AAAAA.A",
                         "AAAAAAB"))  # fmt: skip
    assert {tuple(region.box[:2]): region.enclosed for region in cover.regions[B]} == {
        (0, 0): False, (1, 1): True, (5, 1): False, (6, 3): False}  # fmt: skip


def test_sides_tell_what_lies_along_each_edge_of_the_map() -> None:
    """Top is the first row, left the first column.

    Corners belong to both; unlabelled pixels to none; classes are in class order.
    """
    cover = analyse(grid("CA.",
                         "BDA"))  # fmt: skip
    assert cover.sides == {
        "top": {A: 1, C: 1},
        "right": {A: 1},
        "bottom": {A: 1, B: 1, D: 1},
        "left": {B: 1, C: 1},
    }
    assert list(cover.sides["top"]) == [A, C]


def test_unlabelled_pixels_split_a_region() -> None:
    """Pixels of one class on two sides of a road are two regions."""
    assert len(analyse(grid("A.A")).regions[A]) == 2


def test_a_class_is_not_its_own_neighbor() -> None:
    """Different codes of one class are one region of one class and no adjacency.

    211 and 212 are both arable land.
    """
    cover = analyse(np.array([[211, 212], [213, 211]], np.uint16))
    assert cover.areas == {A: 4}
    assert len(cover.regions[A]) == 1
    assert cover.borders == {}


def test_regions_are_four_connected() -> None:
    """Pixels of one class that touch at a corner only are two regions."""
    cover = analyse(grid("AB",
                         "BA"))  # fmt: skip
    assert [len(cover.regions[c]) for c in (A, B)] == [2, 2]


def test_one_pixel_is_a_region() -> None:
    """There is no minimum size."""
    assert [r.area for r in analyse(grid("BBB", "BAB", "BBB")).regions[A]] == [1]


def test_boxes_are_half_open_with_x_first() -> None:
    """A region in column 2..3 of row 1 has the box (2, 1, 4, 2).

    x comes before y, and the far edges are exclusive.
    """
    cover = analyse(grid("BBBB",
                         "BBAA",
                         "BBBB"))  # fmt: skip
    assert cover.regions[A][0].box == Box(2, 1, 4, 2)


def test_centroids_are_means_of_pixel_centers() -> None:
    """The centroid of columns 2..3 in row 1 is (3.0, 1.5).

    Pixel (2, 1) has its center at (2.5, 1.5).
    """
    cover = analyse(grid("BBBB",
                         "BBAA",
                         "BBBB"))  # fmt: skip
    assert cover.regions[A][0].centroid == Point(3.0, 1.5)
    assert cover.centroids[A] == Point(3.0, 1.5)


def test_the_centroid_of_a_class_weighs_its_regions_by_area() -> None:
    """Three pixels centered at x = 1.5 and one at x = 5.5 have their mean at x = 2.5."""
    assert analyse(grid("AAAB.A")).centroids[A] == Point(2.5, 0.5)


def test_regions_come_largest_first_and_ties_by_row_then_column() -> None:
    """A pair of pixels comes before three single ones.

    These follow from top to bottom, left to right.
    """
    cover = analyse(grid("BAB.A",
                         "B.BBB",
                         "ABBAA"))  # fmt: skip
    assert [r.box[:2] for r in cover.regions[A]] == [(3, 2), (1, 0), (4, 0), (0, 2)]


def test_classes_come_in_class_order() -> None:
    """Areas, regions and centroids are in the order of CLASSES, not in the order of the map."""
    cover = analyse(grid("DCBA"))
    assert cover.classes == tuple(cover.regions) == tuple(cover.centroids) == (A, B, C, D)


@pytest.mark.parametrize(
    ("rows", "fit"),
    [
        (("AB",), True),  # exactly half of the patch
        (("AAAB", "AABB", "BBBB"), True),  # five of twelve, five of the six pixels of its box
        (("AAB",), False),  # two thirds: above 50 %
        (("BBBBA", "BBBBA", "BBBBA", "BBBBA", "AAAAA"), False),  # nine pixels in a box of 25: 36 %
        (
            ("BBBAA", "BBBBA", "BBBBA", "BBBBA", "AAAAA"),
            True,
        ),  # ten pixels in a box of 25: exactly 40 %
    ],
)
def test_fit_is_at_most_half_of_the_patch_and_forty_percent_of_the_box(
    rows: tuple[str, ...], fit: bool
) -> None:
    """Both ends of the rule are inclusive."""
    assert analyse(grid(*rows)).regions[A][0].fit is fit


def test_what_can_be_seen_is_enough_to_be_fit() -> None:
    """36 of the 14,400 pixels of a patch: in a map of 20 x 20 pixels a single one is as much."""
    codes = np.full((20, 20), 231, np.uint16)
    codes[0, 0] = 211
    assert analyse(codes).regions[A][0].fit
    patch = np.full((120, 120), 231, np.uint16)
    patch[:6, :6] = 211
    assert analyse(patch).regions[A][0].fit


def test_less_than_can_be_seen_is_not_fit() -> None:
    """35 of the 14,400 pixels of a patch, and one of 20 x 21."""
    codes = np.full((20, 21), 231, np.uint16)
    codes[0, 0] = 211
    assert not analyse(codes).regions[A][0].fit
    patch = np.full((120, 120), 231, np.uint16)
    patch[:5, :7] = 211
    assert not analyse(patch).regions[A][0].fit


def test_a_map_without_classes_has_no_facts() -> None:
    """Where everything is unlabelled there is nothing to name."""
    cover = analyse(grid("..", ".."))
    assert cover.sides == {"top": {}, "right": {}, "bottom": {}, "left": {}}
    assert (cover.areas, cover.regions, cover.centroids, cover.borders, cover.positions) == (
        {},
        {},
        {},
        {},
        {},
    )


@pytest.mark.parametrize("code", [999, 0, 113, 65535])
def test_unknown_codes_are_named_with_their_place(code: int) -> None:
    """A code that CORINE does not have is an error that names the code and its place.

    999, unclassified, is one of them.
    """
    codes = grid("AAA", "AAA")
    codes[1, 2] = code
    with pytest.raises(ValueError, match=f"{code} in row 1, column 2"):
        analyse(codes)


@pytest.mark.parametrize(
    "codes", [np.zeros((2, 2), np.int64), np.full(4, 211, np.uint16), np.empty((0, 0), np.uint16)]
)
def test_wrong_arrays_are_refused(codes: np.ndarray) -> None:
    """Only a two-dimensional uint16 array is a reference map."""
    with pytest.raises(ValueError, match="expected uint16"):
        analyse(codes)
