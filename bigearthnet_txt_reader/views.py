"""Views: the bands of a patch -> its pictures, with fixed stretches. Rasters -> RGB, 120 x 120.

    >>> render(patch, "ndvi").size
    (120, 120)

A view is a composite of three channels, a map of an index in colors, or one band, or the difference
of two, in gray. The limits are the same for every patch: brightness and color mean the same
everywhere, and no stretch betrays what a patch holds. `VIEWS_VERSION` changes if a picture would.
The names are those of `bigearthnet_txt`, which imports this module when one of them is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from bigearthnet_txt import BANDS, PATCH_SIZE, decode_bands
from bigearthnet_txt_reader.indices import INDICES, index

VIEWS_VERSION = "1"


class Stretch(NamedTuple):
    """A fixed linear stretch `low`..`high` to 0..1, then the power 1 / `gamma`, then 0..255."""

    low: float
    high: float
    gamma: float


COMPOSITES: dict[str, tuple[tuple[str, Stretch], ...]] = {
    "true_color": tuple((band, Stretch(0, 3000, 1.5)) for band in ("B04", "B03", "B02")),
    "false_color": (
        ("B08", Stretch(0, 6000, 1.3)),
        ("B04", Stretch(0, 3000, 1.3)),
        ("B03", Stretch(0, 3000, 1.3)),
    ),
    "swir": (
        ("B12", Stretch(0, 4000, 1.3)),
        ("B8A", Stretch(0, 6000, 1.3)),
        ("B04", Stretch(0, 3000, 1.3)),
    ),
    "sar": (("VV", Stretch(-25, 0, 1)), ("VH", Stretch(-32, -5, 1)), ("VV-VH", Stretch(0, 15, 1))),
}
# An index in the colors of RAMP, from its low value to its high one.
MAPS: dict[str, Stretch] = {
    "ndvi": Stretch(-0.2, 1.0, 1),
    "ndmi": Stretch(-0.5, 0.7, 1),
    "ndwi": Stretch(-0.9, 0.7, 1),
    "nbr": Stretch(-0.5, 0.9, 1),
    "ndrei": Stretch(-0.2, 0.8, 1),
}
GRAYS: dict[str, tuple[str, Stretch]] = {
    "vv": ("VV", Stretch(-25, 0, 1)),
    "vh": ("VH", Stretch(-32, -5, 1)),
    "vh_vv": ("VH-VV", Stretch(-15, 5, 1)),
}
VIEWS = (*COMPOSITES, *MAPS, *GRAYS)
# Viridis, by N. Smith and S. van der Walt (CC0), as matplotlib has it: 256 colors from dark purple
# over blue and green to yellow, in even steps of lightness, also for color-blind readers.
_VIRIDIS = (
    "44015444025645045745055946075a46085c460a5d460b5e470d60470e61471063471164471365481467481668"
    "48176948186a481a6c481b6d481c6e481d6f481f70482071482173482374482475482576482677482878482979"
    "472a7a472c7a472d7b472e7c472f7d46307e46327e46337f463480453581453781453882443983443a83443b84"
    "433d84433e85423f854240864241864142874144874045884046883f47883f48893e49893e4a893e4c8a3d4d8a"
    "3d4e8a3c4f8a3c508b3b518b3b528b3a538b3a548c39558c39568c38588c38598c375a8c375b8d365c8d365d8d"
    "355e8d355f8d34608d34618d33628d33638d32648e32658e31668e31678e31688e30698e306a8e2f6b8e2f6c8e"
    "2e6d8e2e6e8e2e6f8e2d708e2d718e2c718e2c728e2c738e2b748e2b758e2a768e2a778e2a788e29798e297a8e"
    "297b8e287c8e287d8e277e8e277f8e27808e26818e26828e26828e25838e25848e25858e24868e24878e23888e"
    "23898e238a8d228b8d228c8d228d8d218e8d218f8d21908d21918c20928c20928c20938c1f948c1f958b1f968b"
    "1f978b1f988b1f998a1f9a8a1e9b8a1e9c891e9d891f9e891f9f881fa0881fa1881fa1871fa28720a38620a486"
    "21a58521a68522a78522a88423a98324aa8325ab8225ac8226ad8127ad8128ae8029af7f2ab07f2cb17e2db27d"
    "2eb37c2fb47c31b57b32b67a34b67935b77937b87838b9773aba763bbb753dbc743fbc7340bd7242be7144bf70"
    "46c06f48c16e4ac16d4cc26c4ec36b50c46a52c56954c56856c66758c7655ac8645cc8635ec96260ca6063cb5f"
    "65cb5e67cc5c69cd5b6ccd5a6ece5870cf5773d05675d05477d1537ad1517cd2507fd34e81d34d84d44b86d549"
    "89d5488bd6468ed64590d74393d74195d84098d83e9bd93c9dd93ba0da39a2da37a5db36a8db34aadc32addc30"
    "b0dd2fb2dd2db5de2bb8de29bade28bddf26c0df25c2df23c5e021c8e020cae11fcde11dd0e11cd2e21bd5e21a"
    "d8e219dae319dde318dfe318e2e418e5e419e7e419eae51aece51befe51cf1e51df4e61ef6e620f8e621fbe723"
    "fde725"
)
RAMP = np.frombuffer(bytes.fromhex(_VIRIDIS), np.uint8).reshape(256, 3)


def _stretched(values: np.ndarray, stretch: Stretch) -> np.ndarray:
    """0 to 255; NaN is 0."""
    part: np.ndarray = np.subtract(values, stretch.low, dtype=np.float32)
    part = np.clip(np.divide(part, stretch.high - stretch.low, out=part), 0, 1, out=part)
    shown = np.multiply(part if stretch.gamma == 1 else part ** (1 / stretch.gamma), 255, out=part)
    return np.asarray(np.nan_to_num(np.rint(shown, out=shown), copy=False), np.uint8)


@cache
def _table(stretch: Stretch) -> np.ndarray:
    return _stretched(np.arange(65536), stretch)


def _at_10_m(layer: np.ndarray) -> np.ndarray:
    """The pixels of a coarser layer, repeated."""
    k = PATCH_SIZE // len(layer)
    return layer if k == 1 else layer.repeat(k, 0).repeat(k, 1)


def composite_bands(name: str) -> tuple[str, ...]:
    """The bands that a view is made of, in band order; the channel VV-VH takes two of them."""
    if name in MAPS:
        wanted = {INDICES[name].one, INDICES[name].other}
    else:
        channels = (GRAYS[name],) if name in GRAYS else COMPOSITES[name]
        wanted = {band for channel, _ in channels for band in channel.split("-")}
    return tuple(band for band in BANDS if band in wanted)


def _channel(rasters: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    """The values of a band, or the difference of two, such as VV-VH."""
    one, _, other = name.partition("-")
    return rasters[one] - rasters[other] if other else rasters[one]


def _layer(values: np.ndarray, stretch: Stretch) -> np.ndarray:
    """0 to 255 of a channel. Counts have 65,536 values: a table of all of them is faster."""
    counted = values.dtype.kind == "u"
    return _at_10_m(_table(stretch).take(values) if counted else _stretched(values, stretch))


def _map(rasters: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    """An index in colors; a pixel without data is black, which the ramp does not hold."""
    values = index(rasters, name)
    colors = RAMP[_stretched(values, MAPS[name])]
    colors[np.isnan(values)] = 0
    return _at_10_m(colors)


def composite(rasters: Mapping[str, np.ndarray], name: str) -> Image.Image:
    """The RGB picture (120 x 120) of decoded rasters; 20 m bands are repeated.

    A pixel without data is 0 in its channel, and black in a map. Raises ValueError for an unknown
    name, and if a band that the view is made of is not among the rasters.
    """
    if name not in VIEWS:
        raise ValueError(f"view {name!r}: use one of {', '.join(VIEWS)}")
    if lacking := [band for band in composite_bands(name) if band not in rasters]:
        there = ", ".join(rasters)
        raise ValueError(f"{name} is made of {', '.join(lacking)} too; the row has {there}")
    if name in MAPS:
        return Image.fromarray(_map(rasters, name))
    if name in GRAYS:
        band, stretch = GRAYS[name]
        return Image.fromarray(_layer(_channel(rasters, band), stretch)).convert("RGB")
    picture = np.empty((PATCH_SIZE, PATCH_SIZE, 3), np.uint8)
    for channel, (band, stretch) in enumerate(COMPOSITES[name]):
        picture[..., channel] = _layer(_channel(rasters, band), stretch)
    return Image.fromarray(picture)


def render(row: Mapping[str, Any], name: str) -> Image.Image:
    """A row of `patches` as an RGB picture (120 x 120), by the name of a view (see `VIEWS`).

    "true_color", "false_color", "swir" and "sar" are composites; "ndvi", "ndmi", "ndwi", "nbr" and
    "ndrei" maps of an index in colors from dark purple (low) to yellow (high), by the formulas of
    `indices.index`; "vv", "vh" and "vh_vv" the backscatter of Sentinel-1, and VH minus VV, in gray.
    The row is as for `decode_bands`; a batch gives a list of pictures. Raises ValueError for
    another name, and for a row without the bands that the picture is made of.
    """
    rasters = decode_bands(row)
    if next(iter(rasters.values())).ndim == 2:
        return composite(rasters, name)
    patches = (dict(zip(rasters, one, strict=True)) for one in zip(*rasters.values(), strict=True))
    return [composite(patch, name) for patch in patches]  # type: ignore[return-value] # of a batch
