"""What the small model knows of a patch: cells of the reference map, regions, facts by class."""

from __future__ import annotations

import numpy as np

from bigearthnet_txt import CLASSES
from examples.small.cells import COUNT, SIDE, counts, halved
from examples.small.facts import facts_of
from examples.small.regions import NONE, labeled

PASTURES, WATER = CLASSES.index("Pastures"), CLASSES.index("Inland waters")


def shares(classes: np.ndarray) -> np.ndarray:
    """A map of which the encoder is sure: (1, COUNT, SIDE, SIDE)."""
    found = np.zeros((1, COUNT, SIDE, SIDE), np.float32)
    np.put_along_axis(found, classes[None, None], 1.0, 1)
    return found


def land() -> np.ndarray:
    """Pastures with two lakes: 2 x 3 cells at the left edge, 4 x 4 inside."""
    classes = np.full((SIDE, SIDE), PASTURES)
    classes[10:12, 0:3] = WATER
    classes[20:24, 15:19] = WATER
    return classes


def test_cells_count_the_pixels_of_their_classes() -> None:
    """A cell is 4 x 4 pixels; codes without a class are the last one."""
    codes = np.full((1, 120, 120), 231, np.uint16)
    codes[0, 0:2, 0:4] = 511  # water courses
    codes[0, 116:, 116:] = 332  # bare rock: no class
    found = counts(codes)
    assert found.shape == (1, COUNT, SIDE, SIDE) and (found.sum(1) == 16).all()
    assert found[0, WATER, 0, 0] == 8 and found[0, PASTURES, 0, 0] == 8
    assert found[0, COUNT - 1, -1, -1] == 16
    assert halved(found)[0, PASTURES, 0, 0] == 4 * 16 - 8


def test_cells_of_one_class_that_share_an_edge_are_a_region() -> None:
    """A corner is no contact."""
    classes = np.full((1, SIDE, SIDE), PASTURES)
    classes[0, 0, 0] = classes[0, 1, 1] = classes[0, 1, 2] = WATER
    ids = labeled(classes)[0]
    assert ids[1, 1] == ids[1, 2] != ids[0, 0]
    assert len(np.unique(ids)) == 3


def test_a_winding_region_is_one() -> None:
    """However long the way is from end to end."""
    classes = np.full((1, SIDE, SIDE), PASTURES)
    classes[0, 1::2] = WATER
    classes[0, 1::4, -1] = PASTURES
    classes[0, 3::4, 0] = PASTURES
    assert len(np.unique(labeled(classes)[0][classes[0] == PASTURES])) == 1


def test_facts_by_class_are_those_of_the_map() -> None:
    """Area, regions by tens, center: as one counts them on the drawing."""
    facts = facts_of(shares(land()), np.zeros((1, 4), np.float32))
    area, hard, *_ = facts.classes[0, WATER]
    assert np.isclose(area, 22 / 900, atol=1e-4) and np.isclose(hard, 22 / 900, atol=1e-4)
    np.testing.assert_allclose(facts.classes[0, WATER, 6:9], [0.2, 0.2, 0.2], atol=1e-3)
    x, y = facts.classes[0, WATER, 9], facts.classes[0, WATER, 11]
    middle = (6 * 1.5 + 16 * 17) / 22 / 30, (6 * 11 + 16 * 22) / 22 / 30
    np.testing.assert_allclose([x, y], middle, atol=2e-3)


def test_contact_is_that_of_both_and_none_is_the_least() -> None:
    """Pairs are alike in both directions; two classes that are absent have no contact."""
    pairs = facts_of(shares(land()), np.zeros((1, 4), np.float32)).pairs[0]
    np.testing.assert_array_equal(pairs, pairs.transpose(1, 0, 2))
    edges = pairs[PASTURES, WATER, 2]
    assert np.isclose(edges, np.log1p(2 + 3 + 3 + 16) / 4, atol=1e-3)
    assert (pairs[0, 1] == pairs.min((0, 1))).all()


def test_regions_carry_their_box_and_rank() -> None:
    """The largest first; a cell leads to its region."""
    facts = facts_of(shares(land()), np.zeros((1, 4), np.float32))
    said, where = facts.regions[0], facts.where[0]
    assert where[0, 0] == 0 and where[22, 16] == 1 and where[11, 1] == 2 and (where != NONE).all()
    np.testing.assert_allclose(said[1, :4], [15 / 30, 20 / 30, 19 / 30, 24 / 30], atol=1e-3)
    np.testing.assert_allclose(said[2, :4], [0, 10 / 30, 3 / 30, 12 / 30], atol=1e-3)
    assert said[2, 8] == 1 and said[1, 8] == 0, "one touches the left edge"
    assert said[1, 14] == said[2, 14] == np.float16(0.4), "two of the class"
    assert said[2, 13] == 1 and said[2, 15] == 1 and said[2, 16] == 1, "smallest, west, north"
    assert not said[3:].any(), "nothing is said behind the last one"
