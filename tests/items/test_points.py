"""Points whose box follows from them, worked out by hand."""

from __future__ import annotations

import pytest
from offered import pointed, row

from builder.geometry import Box, Point
from builder.items import follows, mean_sides


@pytest.mark.parametrize(
    ("point", "box", "found"),
    [
        # Mirror rule: (76, 0, 120, 68), which is 44 x 68 = 2,992 pixels.
        ((98.0, 34.0), (76, 0, 120, 68), True),
        ((98.0, 34.0), (98, 0, 120, 68), True),  # half of it: exactly 0.5
        ((98.0, 34.0), (99, 0, 120, 68), False),  # 1,428 of 2,992 pixels
        ((98.0, 34.0), (76, 0, 120, 120), True),  # 2,992 of 5,280
        ((60.0, 60.0), (55, 55, 65, 65), False),  # the rule says: the whole image
        ((2.0, 118.0), (0, 60, 60, 120), False),  # the rule says: 4 x 4 in the corner
    ],
)
def test_the_mirror_rule(point: tuple[float, float], box: tuple[int, ...], found: bool) -> None:
    """As far to both sides as to the nearer edge; the mean box is far too small to find any."""
    assert follows(pointed(Point(*point), Box(*box)), (1.0, 1.0)) == found


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ((40, 50, 60, 70), True),  # 20 x 20 around (50, 60) itself
        ((40, 50, 60, 60), True),  # its upper half
        ((40, 50, 60, 59), False),
        ((45, 50, 65, 70), True),  # 15 x 20 of 25 x 20 pixels: 0.6
        ((48, 50, 68, 70), False),  # 12 x 20 of 28 x 20: 0.43
    ],
)
def test_the_mean_box(box: tuple[int, ...], found: bool) -> None:
    """A box of the mean sides around the point; the mirror rule says (0, 0, 100, 120) here."""
    assert follows(pointed(Point(50.0, 60.0), Box(*box)), (20.0, 20.0)) == found


def test_the_mean_box_is_cut_at_the_edge() -> None:
    """Around (5, 60) a box of 40 x 40 reaches from 0 to 25: of 25 x 40 pixels all are right."""
    assert follows(pointed(Point(5.0, 60.0), Box(0, 40, 25, 80)), (40.0, 40.0))


def test_the_mean_is_that_of_points() -> None:
    """Of 10 x 20 and 30 x 60: 20 x 40; other rows have no say."""
    boxes = [pointed(Point(5, 5), Box(0, 0, 10, 20)), pointed(Point(5, 5), Box(0, 0, 30, 60))]
    assert mean_sides([*boxes, row("A", "binary/presence", "yes")]) == (20.0, 40.0)
    assert mean_sides([]) == (0.0, 0.0)


def test_only_points_give_boxes_away() -> None:
    """A reference has a box and no point, a question neither."""
    reference = pointed(Point(1, 1), Box(0, 0, 120, 120))._replace(point=None)
    assert not follows(reference, (120.0, 120.0))
    assert not follows(row("A", "binary/presence", "yes"), (120.0, 120.0))
