"""Why the text of a row is true, told from its reference map and metadata.

Row, CORINE codes -> Why(lines=("Pastures: 34.5 % of the patch, 49.7 ha, in 2 regions", ...),
region=mask of what they speak of)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from bigearthnet_txt import PATCH_SIZE
from bigearthnet_txt_reader.regions import (
    class_mask,
    extent,
    region_at,
    regions_of,
    shared_edges,
)

_METADATA = ("country", "season", "climate_zone")
_HECTARES = 0.01  # of a pixel of 10 m x 10 m


class Why(NamedTuple):
    """Lines that give the numbers, and the mask (rows, columns) of the land they speak of."""

    lines: tuple[str, ...]
    region: np.ndarray


def why(row: Mapping[str, Any], codes: np.ndarray) -> Why:
    """What the map (CORINE codes, 120 x 120) and the metadata say of the text of a row.

    For a box the region is the one that it encloses or that its point lies in; else all land of the
    classes that the row speaks of.
    """
    masks = {name: class_mask(codes, name) for name in row.get("classes") or ()}
    land = np.logical_or.reduce([np.zeros(codes.shape, bool), *masks.values()])
    region = _asked(row, list(masks.values())) if row.get("box_pixels") else land
    lines = [*map(_about_class, masks, masks.values()), *_pairs(row, masks)]
    if row.get("box_pixels"):
        lines.append(_about_region(region))
    return Why((*lines, *_metadata(row)), region)


def _asked(row: Mapping[str, Any], masks: Sequence[np.ndarray]) -> np.ndarray:
    """The region of a box row: around its point, or the one of the box's extent."""
    box = tuple(row["box_pixels"])
    if row.get("point"):
        x, y = (min(int(part * PATCH_SIZE), PATCH_SIZE - 1) for part in row["point"])
        candidates = [region_at(mask, x, y) for mask in masks]
    else:
        candidates = [region for mask in masks for region in regions_of(mask)]
    enclosed = (one for one in candidates if one.any() and extent(one) == box)
    return next(enclosed, np.zeros((PATCH_SIZE, PATCH_SIZE), bool))


def _about_class(name: str, mask: np.ndarray) -> str:
    if not mask.any():
        return f"{name}: not on the map"
    return f"{name}: {mask.mean():.1%} of the patch, {_hectares(mask)}, in {_counted(mask)}"


def _hectares(mask: np.ndarray) -> str:
    return f"{mask.sum() * _HECTARES:.1f} ha"


def _counted(mask: np.ndarray) -> str:
    parts = len(regions_of(mask))
    return "1 region" if parts == 1 else f"{parts} regions"


def _pairs(row: Mapping[str, Any], masks: Mapping[str, np.ndarray]) -> Iterator[str]:
    """What two classes have to do with each other, if that is asked."""
    if row.get("category") == "adjacency":
        for a, b in combinations(masks, 2):
            yield f"{a} and {b} share {shared_edges(masks[a], masks[b])} pixel edges"
    if row.get("category") == "relative pos":
        for name, mask in masks.items():
            yield f"center of {name}: column {_mean(mask, 0):.1f}, row {_mean(mask, 1):.1f}"


def _mean(mask: np.ndarray, axis: int) -> float:
    """The mean column (axis 0) or row (axis 1) of a mask, at pixel centers; nan if it is empty."""
    places = np.nonzero(mask)[1 - axis]
    return float(places.mean()) + 0.5 if len(places) else float("nan")


def _about_region(region: np.ndarray) -> str:
    if not region.any():
        return "no region of the map has exactly this box"
    x0, y0, x1, y1 = extent(region)
    size = f"{region.sum():,} pixels, {_hectares(region)}"
    return f"the outlined region: {size}, columns {x0} to {x1 - 1}, rows {y0} to {y1 - 1}"


def _metadata(row: Mapping[str, Any]) -> Iterator[str]:
    """The metadata of the patch, if the row asks of them."""
    asked = str(row.get("category")).replace(" ", "_")
    if asked in _METADATA and row.get(asked):
        yield f"{row['category']} in the metadata: {row[asked]}"
