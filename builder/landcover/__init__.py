"""Land cover: what a reference map says, as facts without words. Patch -> LandCover.

Reads the CORINE codes of a patch, folds them into the nineteen classes and finds areas, regions,
neighbors and directions. Example: the map of T33UUP_26_57 holds 2,040 pixels of mixed forest in one
region with Box(77, 0, 120, 85).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bigearthnet_txt import CLASSES, CLC
from builder.landcover.adjacency import borders, contacts
from builder.landcover.positions import class_centroids, positions
from builder.landcover.regions import Numbered, number, ranked, regions
from builder.records import LandCover, Region

_UNKNOWN = 255


def _class_table() -> np.ndarray:
    """Per uint16 code: 1 + index in CLASSES, 0 where unlabelled, _UNKNOWN where it is no CORINE
    code.
    """
    table = np.full(1 << 16, _UNKNOWN, np.uint8)
    for code, clc in CLC.items():
        table[code] = 0 if clc.label is None else 1 + CLASSES.index(clc.label)
    return table


_TABLE = _class_table()


def _class_raster(codes: np.ndarray) -> np.ndarray:
    if codes.ndim != 3 or codes.dtype != np.uint16 or not codes.size:
        raise ValueError(
            f"reference map is {codes.dtype} of shape {codes.shape[1:]}; expected uint16 CORINE codes, rows x columns"
        )
    raster: np.ndarray = _TABLE.take(codes)
    if raster.max() == _UNKNOWN:
        k, row, column = np.argwhere(raster == _UNKNOWN)[0]
        raise ValueError(
            f"reference map: {codes[k, row, column]} in row {row}, column {column} is no CORINE level-3 code; drop the patch"
        )
    return raster


def _sides(raster: np.ndarray) -> dict[str, dict[str, int]]:
    """Per side of the map the classes along it, with the number of their pixels in its outermost
    row or column, in class order.
    """
    lines = {"top": raster[0], "right": raster[:, -1], "bottom": raster[-1], "left": raster[:, 0]}
    counts = {side: np.bincount(line)[1:].tolist() for side, line in lines.items()}
    return {
        side: {CLASSES[k]: pixels for k, pixels in enumerate(found) if pixels}
        for side, found in counts.items()
    }


def _members(numbered: Sequence[Numbered], maps: int) -> list[dict[str, tuple[Region, ...]]]:
    """Per map its regions by class, in class order."""
    found: list[dict[int, list[Region]]] = [{} for _ in range(maps)]
    for place, kind, region in numbered:
        found[place].setdefault(kind, []).append(region)
    return [{CLASSES[kind]: ranked(kinds[kind]) for kind in sorted(kinds)} for kinds in found]


def analyse_all(maps: Sequence[np.ndarray]) -> list[LandCover]:
    """The facts of reference maps of one shape, as `analyse` finds them; of 50 together each takes
    half the time of one alone.

    Raises ValueError where one holds what is no CORINE code: analyse them one by one to see which.
    """
    raster = _class_raster(np.stack(maps))
    labels, n = number(raster)
    touching = contacts(labels, n)
    numbered = regions(raster, labels, touching)
    members = _members(numbered, len(raster))
    shared = borders(touching, [(place, kind) for place, kind, _ in numbered], len(raster))
    return [_cover(*facts) for facts in zip(members, shared, raster, strict=True)]


def _cover(
    members: dict[str, tuple[Region, ...]], shared: dict[tuple[str, str], int], raster: np.ndarray
) -> LandCover:
    areas = {label: sum([region.area for region in parts]) for label, parts in members.items()}
    centroids = class_centroids(members)
    return LandCover(
        areas,
        members,
        centroids,
        shared,
        positions(members, centroids, raster.shape),
        _sides(raster),
    )


def analyse(codes: np.ndarray) -> LandCover:
    """The facts of a reference map: uint16 CORINE level-3 codes, (rows, columns), normally (120,
    120), of 10 m pixels.

    Codes of one class count as one; unlabelled codes belong to no class, are never named and break
    adjacency. Raises ValueError where a code is no CORINE code (999 included) or the array is not
    two-dimensional uint16.
    """
    return analyse_all([codes])[0]
