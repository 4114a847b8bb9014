"""Space: how large a patch and its pixels are. The solver counts lengths and areas in pixels.

Example: 30 hectares are 30 * HECTARE = 3,000 pixels, and 30 % of a patch are 30 * PERCENT = 4,320.
"""

from __future__ import annotations

from fractions import Fraction

from bigearthnet_txt import PATCH_SIZE, REFERENCE_MAP

SIDE = PATCH_SIZE  # pixels
PIXELS = SIDE * SIDE  # of a patch
EDGE = REFERENCE_MAP.resolution  # meters of a pixel's edge
PIXEL_AREA = EDGE * EDGE  # square meters
# Whole numbers, since 14,400 pixels of 100 m2 divide evenly; fractions take ten times as long.
PERCENT = PIXELS // 100  # of a patch, in pixels
HECTARE = 10_000 // PIXEL_AREA  # in pixels
SQUARE_METER = Fraction(1, PIXEL_AREA)  # in pixels
