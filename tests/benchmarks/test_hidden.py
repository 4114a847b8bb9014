"""What visible bands tell of the others: boxes, quantities by hand, and the table that is kept."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import hidden, results
from benchmarks.hidden import ALL, QUANTITIES, VISIBLE, Asked, Pair, Seen

_BY_NAME = {quantity.name: quantity for quantity in QUANTITIES}


def test_boxes_share_no_pixel_and_have_even_corners() -> None:
    """A thousand pairs: sides of 20 to 48 px, inside the patch, even, painted once at most."""
    rng = np.random.default_rng(3)
    for pair in (hidden.boxes(rng) for _ in range(1000)):
        painted = np.zeros((120, 120), int)
        for left, top, right, bottom in pair:
            assert {left % 2, top % 2, right % 2, bottom % 2} == {0}
            assert 20 <= right - left <= 48 and 20 <= bottom - top <= 48
            assert min(left, top) >= 0 and max(right, bottom) <= 120
            painted[top:bottom, left:right] += 1
        assert painted.max() == 1


def test_quantities_by_hand() -> None:
    """B8A 3,000 and B11 1,000 give NDMI 0.5; a power of 0.1 in VV and 0.01 in VH is 10 dB apart."""
    means = {"B8A": 3000.0, "B11": 1000.0, "VV": 0.1, "VH": 0.01}
    found = {name: _BY_NAME[name].of(means) for name in ("NDMI", "VV", "VV-VH")}
    assert found == pytest.approx({"NDMI": 0.5, "VV": -10, "VV-VH": 10})


def test_a_pair_is_asked_of_from_its_margin_on() -> None:
    """B08 has to differ by 300 and by 10 %: 3,000 and 3,340 do, 4,000 and 4,400 do not."""
    assert _BY_NAME["B08"].asked(3000, 3340)
    assert not _BY_NAME["B08"].asked(4000, 4400)
    assert not _BY_NAME["B08"].asked(1000, 1290)


def _planted(count: int) -> list[Pair]:
    """Pairs whose B08 follows B04 and whose VV follows nothing that is visible."""
    rng = np.random.default_rng(1)

    def seen() -> Seen:
        means = dict.fromkeys(ALL, 1000.0) | {"B04": float(rng.integers(500, 1000))}
        means |= {"B08": 8 * means["B04"], "VV": float(rng.uniform(0.01, 1)), "VH": 0.01}
        return Seen(means, dict.fromkeys(ALL, 1.0))

    return [Pair(seen(), seen(), fold=k % 2) for k in range(count)]


def test_trees_tell_what_is_visible_and_nothing_else() -> None:
    """B08 by B04: nearly all right. VV: about half by visible bands, nearly all by all bands."""
    given = _planted(400)
    visible, everything = hidden.matrix(given, VISIBLE), hidden.matrix(given, ALL)
    assert Asked.of(given, _BY_NAME["B08"]).right(visible) > 95
    radar = Asked.of(given, _BY_NAME["VV"])
    assert 38 < radar.right(visible) < 62
    assert radar.right(everything) > 95


def test_the_kept_table_holds_the_bar_of_the_world() -> None:
    """Visible bands tell of no quantity more than its bar, of optical ones 60 % at least.

    All bands tell of each 95 % at least.
    """
    kept = results.read("hidden")
    assert [row[0] for row in kept.rows] == list(_BY_NAME)
    for name, _, visible, _, _, everything in kept.rows:
        told = float(visible.rstrip("%"))
        assert told <= _BY_NAME[name].most
        assert told >= 60 or name in ("VV", "VH", "VV-VH")
        assert float(everything.rstrip("%")) >= 95
