"""Maps on which every convention of the writer shows in some row."""

from __future__ import annotations

import numpy as np

from tests.landcover.maps import grid


def with_small_regions() -> np.ndarray:
    """Arable land with a block of pastures, a speck of pastures, and a road through forest.

    The block is 28 columns wide, the speck has 16 pixels, and the forest is broad-leaved.
    """
    codes = grid("A", scale=120)
    codes[5:38, :28] = 231
    codes[60:64, 50:54] = 231
    codes[80:, 20:] = 311
    codes[95:103, 20:] = 122
    return codes


def at_the_margins() -> np.ndarray:
    """Arable land in three regions at the margins of words.

    One is a column off the left edge, one row below the middle and with mixed forest at its corner;
    one at the left edge, far from mixed forest; one at the right edge, beside mixed forest.
    """
    codes = grid("C", scale=120)
    codes[31:61, 1:31] = 211
    codes[70:110, :4] = 211
    codes[80:100, 90:] = 211
    codes[11:31, 31:41] = 313
    codes[100:110, 90:110] = 313
    return codes


def at_the_coast() -> np.ndarray:
    """Arable land with marine waters in one corner, pastures in the other one."""
    codes = grid("A", scale=120)
    codes[:40, :40] = 523
    codes[80:, 80:] = 231
    return codes


def barely_touching() -> np.ndarray:
    """Arable land that shares five edges with pastures, and a speck of forest of 100 pixels."""
    codes = grid("A", scale=120)
    codes[:, 60:] = 122
    codes[20:80, 70:110] = 231
    codes[30:35, 60:70] = 231
    codes[90:100, 20:30] = 311
    return codes


def along_two_edges() -> np.ndarray:
    """Mixed forest along the left and the lower edge covers half of the image, its box all of it.

    Broad-leaved forest covers the rest.
    """
    codes = grid("C", scale=120)
    codes[:, :40] = 313
    codes[90:] = 313
    return codes


MAPS = (
    grid("AAB", "AAB", "CCB", scale=40),
    grid("ABA", "BBB", "ABC", scale=40),
    grid("AD", "DA", scale=60),
    grid("AC.", ".B.", "..D", scale=40),  # A and B meet at a corner only
    with_small_regions(),
    at_the_margins(),
    along_two_edges(),
    grid("ACCCCC", "CCCCCC", "CACCBC", "CCCCCC", "CCCBCC", "ABBBBB", scale=20),
    at_the_coast(),
    barely_touching(),
    grid("A", scale=120),
)
