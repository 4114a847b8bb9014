"""Land cover: what a reference map says, as facts without words. Patch -> LandCover.

Reads the CORINE codes of a patch, folds them into the nineteen classes and finds areas, regions, neighbors and directions.
Example: the map of T33UUP_26_57 holds 2,040 pixels of mixed forest in one region with Box(77, 0, 120, 85).
"""

from __future__ import annotations

import numpy as np

from bigearthnet_txt import CLASSES, CLC
from builder.landcover.adjacency import adjacency
from builder.landcover.positions import class_centroids, positions
from builder.landcover.regions import regions
from builder.records import LandCover

_UNKNOWN = 255


def _class_table() -> np.ndarray:
    """Per uint16 code: 1 + index in CLASSES, 0 where unlabelled, _UNKNOWN where it is no CORINE code."""
    table = np.full(1 << 16, _UNKNOWN, np.uint8)
    for code, clc in CLC.items():
        table[code] = 0 if clc.label is None else 1 + CLASSES.index(clc.label)
    return table


_TABLE = _class_table()


def _class_raster(codes: np.ndarray) -> np.ndarray:
    if codes.ndim != 2 or codes.dtype != np.uint16 or not codes.size:
        raise ValueError(f"reference map is {codes.dtype} of shape {codes.shape}; expected uint16 CORINE codes, rows x columns")
    raster: np.ndarray = _TABLE[codes]
    if (raster == _UNKNOWN).any():
        row, column = np.argwhere(raster == _UNKNOWN)[0]
        raise ValueError(f"reference map: {codes[row, column]} in row {row}, column {column} is no CORINE level-3 code; drop the patch")
    return raster


def analyse(codes: np.ndarray) -> LandCover:
    """The facts of a reference map: uint16 CORINE level-3 codes, (rows, columns), normally (120, 120), of 10 m pixels.

    Codes of one class count as one; unlabelled codes belong to no class, are never named and break adjacency.
    Raises ValueError where a code is no CORINE code (999 included) or the array is not two-dimensional uint16.
    """
    raster = _class_raster(codes)
    members = regions(raster)
    areas = {label: sum(region.area for region in parts) for label, parts in members.items()}
    centroids = class_centroids(members)
    return LandCover(areas, members, centroids, adjacency(raster), positions(members, centroids, raster.shape))
