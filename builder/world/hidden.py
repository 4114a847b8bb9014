"""What the eye does not see: leaves, moisture and roughness differ by slope and by field.

    Land + abundance of materials -> factors of reflectance and decibels, every 20 m

Two meadows of the same green differ by half in near infrared (leaf area) and in short-wave infrared
(leaf water), and by 5 dB in radar (roughness, orientation). Example: one standard deviation more
leaf area makes B08 of grass brighter by 24 %, B04 darker by 1 %.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bigearthnet_txt import BANDS, S2_BANDS
from builder.geometry import SIDE
from builder.world.arithmetic import product
from builder.world.land import Land
from builder.world.materials import MATERIALS, MIXTURES
from builder.world.noise import generator, smooth
from builder.world.places import Visit

# What one standard deviation changes: percent of the reflectance, then dB.
_SHOWS = """
variable      B01 B02 B03 B04 B05 B06 B07 B08 B8A B09 B11 B12   VV   VH
leaf_area       0   0   1  -1   3  18  22  24  24  24   6   2  0.0  0.5
leaf_water      0   0   0   0   0   0   0   0   1  -2 -13 -17  0.0  0.0
soil_moisture  -2  -2  -2  -2  -4  -8 -10 -11 -12 -12 -17 -19  1.2  0.6
roughness       0   0   0   0   0   0   0   0   0   0   0   0  1.6  2.2
orientation     0   0   0   0   0   0   0   0   0   0   0   0  1.2 -0.6
"""
_HEADER, *_ROWS = (line.split() for line in _SHOWS.strip().splitlines())
_PLANTS = "conifer", "broadleaf", "grass", "crop", "straw", "litter", "peat"
_GROUNDS = {
    "leaf_area": _PLANTS,
    "leaf_water": _PLANTS,
    "soil_moisture": ("soil", "sand", "rock"),
    "roughness": MATERIALS,
    "orientation": MATERIALS,
}  # variable -> the materials that it counts on
_STEP = 2  # pixels: the variables have a value every 20 m
_GRID = SIDE // _STEP, SIDE // _STEP
_SPACING = 40  # pixels between the hills of a variable
_FIELDS = np.float32(2)  # how far the fields of a code differ, times its gain
_LEAST, _MOST = 0.4, 2.0  # of a factor


def _effects(band: str) -> list[float]:
    """What each variable changes in a band; nothing in one that the table does not know."""
    column = _HEADER.index(band) if band in _HEADER else 0
    return [float(row[column]) if column else 0.0 for row in _ROWS]


def _counts(material: str) -> list[bool]:
    """Which variables count on a material."""
    return [material in materials for materials in _GROUNDS.values()]


_EFFECTS = np.array([_effects(band) for band in BANDS], np.float32)
_COUNTS = np.array([_counts(material) for material in MATERIALS], np.float32)


class Hidden(NamedTuple):
    """Factors of reflectance (S2 bands, 60, 60), decibels to add (S1 bands, 60, 60)."""

    factors: np.ndarray
    decibels: np.ndarray


def _thinned(image: np.ndarray) -> np.ndarray:
    """Every second pixel of an image, down and across."""
    return image[::_STEP, ::_STEP]


def _slopes(rng: np.random.Generator) -> np.ndarray:
    """Each variable by hills and hollows, about standard normal: float32 (variables, 60, 60)."""
    return np.stack([smooth(rng, _SPACING // _STEP, size=_GRID[0]) for _ in _ROWS])


def _by_field(land: Land, rng: np.random.Generator) -> np.ndarray:
    """Each variable by field, as far as fields of its code differ: as `_slopes`."""
    drawn = rng.random((len(_ROWS), 4096), np.float32) - np.float32(0.5)
    gains = _FIELDS * MIXTURES.gains[..., 0][_thinned(land.codes)]
    fields: np.ndarray = gains * drawn[:, _thinned(land.parcels)]
    return fields


def _felt(abundance: np.ndarray) -> np.ndarray:
    """How far each variable counts on the ground: float32 (variables, 3600)."""
    materials = _thinned(abundance.reshape(SIDE, SIDE, -1)).reshape(-1, len(MATERIALS))
    return product(materials, _COUNTS).T


def hidden(visit: Visit, land: Land, *, seed: int, abundance: np.ndarray) -> Hidden:
    """What the bands of a visit show of it; `abundance` is the share of materials by pixel."""
    rng = generator(seed, visit.patch_id, "hidden")
    variables = (_slopes(rng) + _by_field(land, rng)).reshape(len(_ROWS), -1)
    shown = product(_EFFECTS, _felt(abundance) * variables)
    percent, decibels = np.split(shown.reshape(len(BANDS), *_GRID), [len(S2_BANDS)])
    return Hidden(np.clip(1 + percent / 100, _LEAST, _MOST), decibels)
