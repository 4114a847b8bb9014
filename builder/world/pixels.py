"""The synthetic pixels of a visit: twelve Sentinel-2 bands and two of Sentinel-1 from the land and
the date.

    Land + Visit -> abundance of materials (14,400, 15) -> spectra of the season -> noise -> bands
    at 10, 20 and 60 m

Example: an arable field in spring is bright in B08 (about 3,500) if green, and about 1,900 if bare;
a lake holds 30 to 250.
"""

from __future__ import annotations

import numpy as np

from bigearthnet_txt import BANDS, S1_BANDS, S2_BANDS
from builder.geometry import SIDE
from builder.names import parse_s2
from builder.world.land import Land
from builder.world.materials import BACKSCATTER, MATERIALS, MIXTURES, spectra
from builder.world.noise import Field, generator, spline
from builder.world.places import Visit

_NOISE = {
    10: 0.035,
    20: 0.025,
    60: 0.012,
}  # of the reflectance; makes the bands about as hard to compress as real ones
_OFFSET_NOISE = {10: 16.0, 20: 12.0, 60: 5.0}  # and this much on dark ground
_SPECKLE = 2.1  # dB, standard deviation
_HEDGE = np.array(
    [{"broadleaf": 0.6, "conifer": 0.3, "litter": 0.1}.get(name, 0.0) for name in MATERIALS],
    np.float32,
)
_SNOW = MATERIALS.index("snow")
_OPEN = np.array(
    [
        0.25 if name in ("conifer", "broadleaf", "litter", "built", "roof") else 1.0
        for name in MATERIALS
    ],
    np.float32,
)
_CLOUD = np.float32(6500)  # reflectance x 10000 of a cloud, in every band


def _blur(stack: np.ndarray, rounds: int = 1) -> np.ndarray:
    """Each image of a stack (..., rows, columns) weighted 1, 2, 1 with its neighbors, both ways:
    the blur of the sensor.
    """
    for _ in range(rounds):
        for axis in (-1, -2):
            padded = np.concatenate((stack.take([0], axis), stack, stack.take([-1], axis)), axis)
            before, after = (
                np.moveaxis(padded, axis, 0)[k : len(np.moveaxis(padded, axis, 0)) + k - 2]
                for k in (0, 2)
            )
            stack = np.float32(0.5) * stack + np.float32(0.25) * np.moveaxis(
                before + after, 0, axis
            )
    return stack


def _smooth(rng: np.random.Generator, spacing: int) -> np.ndarray:
    weights = spline(SIDE, spacing)
    points = rng.standard_normal((weights.shape[1], weights.shape[1]), np.float32)
    field: np.ndarray = np.float32(2.1) * (weights @ points @ weights.T)
    return field


def _abundance(visit: Visit, land: Land, *, seed: int) -> np.ndarray:
    """Share of every material in every pixel: float32 (14400, materials); sums to 1 but for light
    and shade.
    """
    tile, x, y = visit.place.key
    crops = generator(seed, f"{tile} {visit.product.s2}", "fields").random(4096, np.float32)
    trees = generator(seed, f"{tile} {x} {y}", "trees")
    slow = Field(seed, tile, "slow", ((24, 0.8), (8, 0.6))).window(x, y)
    fine = _blur(trees.standard_normal((SIDE, SIDE), np.float32))
    gains = MIXTURES.gains[land.codes]
    step = (
        0.5
        + gains[..., 0] * (crops[land.parcels] - 0.5)
        + gains[..., 1] * 2 * fine
        + gains[..., 2] * slow / 2
    )
    step = np.clip(step, 0, 1).reshape(-1, 1)
    codes = land.codes.ravel()
    mixed = (1 - step) * MIXTURES.first[codes] + step * MIXTURES.second[codes]
    hedges = (land.hedges & MIXTURES.hedged[land.codes]).ravel()
    mixed[hedges] = 0.45 * mixed[hedges] + 0.55 * _HEDGE
    mixed *= (
        1 + ((1.1 - _OPEN) @ mixed.T * 0.16 * slow.ravel())[:, None]
    )  # sunny and shaded slopes, seen where trees stand
    mixed *= (
        1 + (MIXTURES.gains[..., 0][codes] * 0.3 * (crops[land.parcels.ravel() ^ 1] - 0.5))[:, None]
    )  # no field is like the next
    if visit.snow:
        share = np.clip(mixed @ _OPEN + 0.12 * slow.ravel() - 0.08, 0, 1)[:, None]
        mixed = (1 - share) * mixed
        mixed[:, _SNOW] += share[:, 0]
    abundance: np.ndarray = mixed
    return abundance


def _coarse(band: np.ndarray, factor: int) -> np.ndarray:
    size = SIDE // factor
    mean: np.ndarray = band.reshape(size, factor, size, factor).mean((1, 3))
    return mean


def _clouded(reflectance: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Clouds over part of the patch and their shadow to the north-west of them."""
    thickness = np.clip(_smooth(rng, 40) + 0.3 * _smooth(rng, 10), 0, 1)
    shadow = np.zeros_like(thickness)
    shadow[:-15, :-10] = thickness[15:, 10:]
    return reflectance * (1 - 0.6 * shadow) * (1 - thickness) + _CLOUD * thickness


def _reflectance(
    visit: Visit, abundance: np.ndarray, *, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    table = spectra(parse_s2(visit.patch_id).season, visit.place.tile.country)
    fine = _blur((table.T @ abundance.T).reshape(len(S2_BANDS), SIDE, SIDE))
    fine *= (
        1
        + np.float32(0.04) * _smooth(rng, 6)
        + np.float32(0.02) * rng.standard_normal((SIDE, SIDE), np.float32)
    )
    if visit.cloud:
        fine = _clouded(fine, rng)
    bands = {}
    for name, band in zip(S2_BANDS, fine, strict=True):
        resolution = BANDS[name].resolution
        raster = _coarse(band, resolution // 10) if resolution > 10 else band
        noise = rng.standard_normal(raster.shape, np.float32)
        raster = raster + noise * (_NOISE[resolution] * raster + _OFFSET_NOISE[resolution])
        bands[name] = np.clip(np.rint(raster), 1, 15999).astype(
            np.uint16
        )  # 0 is nodata and does not occur
    return bands


def _backscatter(abundance: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    shape = (len(S1_BANDS), SIDE, SIDE)
    power = (BACKSCATTER.T.astype(np.float32) @ abundance.T).reshape(shape)
    speckle = _blur(rng.standard_normal(shape, np.float32), 2)
    speckle /= speckle.std()
    relief = 1.2 * _smooth(rng, 10)
    decibel = 10 * np.log10(_blur(power)) + np.float32(_SPECKLE) * speckle + relief
    return dict(zip(S1_BANDS, decibel.astype(np.float32), strict=True))


def pixels(seed: int, visit: Visit, *, ground: Land) -> dict[str, np.ndarray]:
    """The 14 bands of a visit by name, in band order: S2 uint16 of 120, 60 or 20 px (1..15999), VV
    and VH float32 dB of 120 px.
    """
    abundance = _abundance(visit, ground, seed=seed)
    rng = generator(seed, visit.patch_id, "pixels")
    return _reflectance(visit, abundance, rng=rng) | _backscatter(abundance, rng)
