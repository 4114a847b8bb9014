"""The synthetic pixels of a visit: bands of Sentinel-2 and Sentinel-1 from the land and the date.

    Land + Visit -> abundance of materials (14,400, 15) -> spectra of the season -> noise -> bands
    at 10, 20 and 60 m

Example: an arable field in spring is bright in B08 (about 3,500) if green, and about 1,900 if bare;
a lake holds 30 to 250.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from bigearthnet_txt import BANDS, S1_BANDS, S2_BANDS
from builder.geometry import SIDE
from builder.names import parse_s2
from builder.world.arithmetic import product, rounded
from builder.world.hidden import hidden
from builder.world.land import Land
from builder.world.materials import BACKSCATTER, MATERIALS, MIXTURES, spectra
from builder.world.noise import Field, generator, smooth
from builder.world.places import Visit

# Noise by resolution: a part of the reflectance, and this much on dark ground. The bands are about
# as hard to compress as real ones.
_NOISE = {10: 0.035, 20: 0.025, 60: 0.012}
_OFFSET_NOISE = {10: 16.0, 20: 12.0, 60: 5.0}
_SPECKLE = 2.1  # dB, standard deviation
_CLOUD = np.float32(6500)  # reflectance x 10000 of a cloud, in every band
_CLOSED = ("conifer", "broadleaf", "litter", "built", "roof")  # what snow covers in part only


def _by_material(shares: Mapping[str, float], other: float) -> np.ndarray:
    return np.array([shares.get(name, other) for name in MATERIALS], np.float32)


_HEDGE = _by_material({"broadleaf": 0.6, "conifer": 0.3, "litter": 0.1}, 0.0)
_OPEN = _by_material(dict.fromkeys(_CLOSED, 0.25), 1.0)
_SNOW = MATERIALS.index("snow")


def _blurred(stack: np.ndarray, axis: int) -> np.ndarray:
    """Each image weighted 1, 2, 1 with its neighbors along one axis."""
    padded = np.concatenate((stack.take([0], axis), stack, stack.take([-1], axis)), axis)
    lines = np.moveaxis(padded, axis, 0)
    neighbors = np.moveaxis(lines[:-2] + lines[2:], 0, axis)
    blurred: np.ndarray = np.float32(0.5) * stack + np.float32(0.25) * neighbors
    return blurred


def _blur(stack: np.ndarray, rounds: int = 1) -> np.ndarray:
    """The blur of the sensor: each image of a stack (..., rows, columns) with its neighbors."""
    for _ in range(rounds):
        stack = _blurred(_blurred(stack, -1), -2)
    return stack


class _Drawn(NamedTuple):
    """What is random on the ground: slow changes and single pixels (120, 120), crops by field."""

    slow: np.ndarray
    fine: np.ndarray
    crops: np.ndarray


def _drawn(visit: Visit, *, seed: int) -> _Drawn:
    tile, x, y = visit.place.key
    trees = generator(seed, f"{tile} {x} {y}", "trees")
    fields = generator(seed, f"{tile} {visit.product.s2}", "fields")
    return _Drawn(
        slow=Field(seed, tile, "slow", ((24, 0.8), (8, 0.6))).window(x, y),
        fine=_blur(trees.standard_normal((SIDE, SIDE), np.float32)),
        crops=fields.random(4096, np.float32),
    )


def _mixed(land: Land, drawn: _Drawn) -> np.ndarray:
    """Each pixel between the two mixtures of its code: float32 (14400, materials)."""
    by_crop, by_pixel, by_area = np.moveaxis(MIXTURES.gains[land.codes], -1, 0)
    step = (
        0.5
        + by_crop * (drawn.crops[land.parcels] - 0.5)
        + by_pixel * 2 * drawn.fine
        + by_area * drawn.slow / 2
    )
    step = np.clip(step, 0, 1).reshape(-1, 1)
    codes = land.codes.ravel()
    mixed: np.ndarray = (1 - step) * MIXTURES.first[codes] + step * MIXTURES.second[codes]
    return mixed


def _lay_hedges(mixed: np.ndarray, land: Land) -> None:
    hedges = (land.hedges & MIXTURES.hedged[land.codes]).ravel()
    mixed[hedges] = 0.45 * mixed[hedges] + 0.55 * _HEDGE


def _shade(mixed: np.ndarray, slow: np.ndarray) -> np.ndarray:
    """Sunny and shaded slopes, seen at trees: a factor for each pixel."""
    trees = product(mixed, (1.1 - _OPEN)[:, None])
    factor: np.ndarray = 1 + trees * 0.16 * slow.reshape(-1, 1)
    return factor


def _vigor(land: Land, crops: np.ndarray) -> np.ndarray:
    """How bright each field is: a factor for each pixel, since no field is like the next."""
    gains = MIXTURES.gains[..., 0][land.codes.ravel()]
    factor: np.ndarray = 1 + gains * 0.3 * (crops[land.parcels.ravel() ^ 1] - 0.5)
    return factor[:, None]


def _snowed(mixed: np.ndarray, slow: np.ndarray) -> np.ndarray:
    """The materials under snow, of which less lies on trees and houses."""
    bare = product(mixed, _OPEN[:, None])
    share = np.clip(bare + 0.12 * slow.reshape(-1, 1) - 0.08, 0, 1)
    snowed: np.ndarray = (1 - share) * mixed
    snowed[:, _SNOW] += share[:, 0]
    return snowed


def _abundance(visit: Visit, land: Land, *, seed: int) -> np.ndarray:
    """Share of every material in every pixel: float32 (14400, materials).

    Shares sum to 1 but for light and shade.
    """
    drawn = _drawn(visit, seed=seed)
    mixed = _mixed(land, drawn)
    _lay_hedges(mixed, land)
    mixed *= _shade(mixed, drawn.slow)
    mixed *= _vigor(land, drawn.crops)
    return _snowed(mixed, drawn.slow) if visit.snow else mixed


def _coarse(band: np.ndarray, factor: int) -> np.ndarray:
    size = SIDE // factor
    mean: np.ndarray = band.reshape(size, factor, size, factor).mean((1, 3))
    return mean


def _finer(stack: np.ndarray) -> np.ndarray:
    """Images of 20 m pixels in pixels of 10 m."""
    return stack.repeat(2, -1).repeat(2, -2)


def _clouded(reflectance: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Clouds over part of the patch and their shadow to the north-west of them."""
    thickness = np.clip(smooth(rng, 40) + 0.3 * smooth(rng, 10), 0, 1)
    shadow = np.zeros_like(thickness)
    shadow[:-15, :-10] = thickness[15:, 10:]
    return reflectance * (1 - 0.6 * shadow) * (1 - thickness) + _CLOUD * thickness


def _texture(rng: np.random.Generator) -> np.ndarray:
    """Brightness of the ground from pixel to pixel, a factor common to all bands."""
    gentle = np.float32(0.04) * smooth(rng, 6)
    rough = np.float32(0.02) * rng.standard_normal((SIDE, SIDE), np.float32)
    return 1 + gentle + rough


def _measured(band: np.ndarray, resolution: int, *, rng: np.random.Generator) -> np.ndarray:
    """A band of 10 m as its sensor stores it: at its resolution, with noise, as uint16."""
    raster = _coarse(band, resolution // 10) if resolution > 10 else band
    noise = rng.standard_normal(raster.shape, np.float32)
    raster = raster + noise * (_NOISE[resolution] * raster + _OFFSET_NOISE[resolution])
    stored = np.clip(np.rint(raster), 1, 15999)  # 0 means nodata and does not occur
    measured: np.ndarray = stored.astype(np.uint16)
    return measured


def _reflectance(
    visit: Visit, abundance: np.ndarray, *, factors: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    table = spectra(parse_s2(visit.patch_id).season, visit.place.tile.country)
    seen = product(table.T, abundance.T).reshape(len(S2_BANDS), SIDE, SIDE)
    seen *= _finer(factors)
    fine = _blur(seen)
    fine *= _texture(rng)
    if visit.cloud:
        fine = _clouded(fine, rng)
    bands = zip(S2_BANDS, fine, strict=True)
    return {name: _measured(band, BANDS[name].resolution, rng=rng) for name, band in bands}


def _speckle(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Speckle of radar images, with a standard deviation of 1."""
    speckle = _blur(rng.standard_normal(shape, np.float32), 2)
    speckle /= speckle.std()
    return speckle


def _backscatter(
    abundance: np.ndarray, decibels: np.ndarray, *, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    shape = (len(S1_BANDS), SIDE, SIDE)
    power = product(BACKSCATTER.T, abundance.T).reshape(shape)
    speckle = np.float32(_SPECKLE) * _speckle(rng, shape)
    relief = 1.2 * smooth(rng, 10)
    decibel = 10 * rounded(np.log10, _blur(power)) + speckle + relief + _finer(decibels)
    return dict(zip(S1_BANDS, decibel.astype(np.float32), strict=True))


def pixels(seed: int, visit: Visit, *, ground: Land) -> dict[str, np.ndarray]:
    """The 14 bands of a visit by name, in band order.

    S2 is uint16 of 120, 60 or 20 px (1..15999); VV and VH are float32 dB of 120 px.
    """
    abundance = _abundance(visit, ground, seed=seed)
    rng = generator(seed, visit.patch_id, "pixels")
    factors, decibels = hidden(visit, ground, seed=seed, abundance=abundance)
    optical = _reflectance(visit, abundance, factors=factors, rng=rng)
    return optical | _backscatter(abundance, decibels, rng=rng)
