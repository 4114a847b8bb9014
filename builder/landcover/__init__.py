"""Land cover: what a reference map says, as facts without words. Patch -> LandCover.

Reads the CORINE codes of a patch, folds them into the nineteen classes and finds areas, regions,
neighbors and directions. Example: the map of T33UUP_26_57 holds 2,040 pixels of mixed forest in one
region with Box(77, 0, 120, 85).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import numpy as np

from bigearthnet_txt import CLASSES, CLC
from builder.landcover.adjacency import borders, contacts
from builder.landcover.insides import depths
from builder.landcover.positions import Members, class_centroids, positions, total_area
from builder.landcover.regions import Numbered, number, ranked, regions, run_starts, runs_of
from builder.records import Insides, LandCover, Region

_AT_ONCE = 25  # maps
_UNKNOWN = 255  # no class: there are nineteen


def _class_table() -> np.ndarray:
    """Per uint16 code 1 + its index in CLASSES, 0 if unlabelled, _UNKNOWN if CORINE lacks it."""
    table = np.full(1 << 16, _UNKNOWN, np.uint8)
    for code, clc in CLC.items():
        table[code] = 0 if clc.label is None else 1 + CLASSES.index(clc.label)
    return table


_TABLE = _class_table()


def _class_raster(codes: np.ndarray) -> np.ndarray:
    """Maps of codes -> maps of classes, uint8 (maps, rows, columns)."""
    if codes.ndim != 3 or codes.dtype != np.uint16 or not codes.size:
        raise ValueError(
            f"reference map is {codes.dtype} of shape {codes.shape[1:]}; "
            "expected uint16 CORINE codes, rows x columns"
        )
    raster: np.ndarray = _TABLE.take(codes)
    if raster.max() == _UNKNOWN:
        raise _unknown(codes, np.argwhere(raster == _UNKNOWN)[0])
    return raster


def _unknown(codes: np.ndarray, where: np.ndarray) -> ValueError:
    code, (_, row, column) = codes[tuple(where)], where
    return ValueError(
        f"reference map: {code} in row {row}, column {column} is no CORINE level-3 code; "
        "drop the patch"
    )


def _along(lines: np.ndarray) -> list[dict[str, int]]:
    """The classes of lines of pixels with the number of their pixels, in class order.

    `lines`: the outermost row or column of each map, uint8 (maps, pixels).
    """
    kinds = 1 + len(CLASSES)
    numbered = lines + kinds * np.arange(len(lines))[:, None]
    counts = np.bincount(numbered.ravel(), minlength=kinds * len(lines)).reshape(-1, kinds)
    return [_present(line) for line in counts[:, 1:].tolist()]


def _present(counts: Sequence[int]) -> dict[str, int]:
    return {CLASSES[k]: pixels for k, pixels in enumerate(counts) if pixels}


def _sides(raster: np.ndarray) -> list[dict[str, dict[str, int]]]:
    """Per map the classes along each of its sides, in its outermost row or column."""
    outermost = raster[:, 0], raster[:, :, -1], raster[:, -1], raster[:, :, 0]
    found = zip(*map(_along, outermost), strict=True)
    return [dict(zip(("top", "right", "bottom", "left"), sides, strict=True)) for sides in found]


def _members(numbered: Sequence[Numbered], maps: int) -> list[Members]:
    """Per map its regions by class, in class order."""
    found: list[dict[int, list[Region]]] = [{} for _ in range(maps)]
    for k, kind, region in numbered:
        found[k].setdefault(kind, []).append(region)
    return [_in_class_order(kinds) for kinds in found]


def _in_class_order(kinds: dict[int, list[Region]]) -> Members:
    return {CLASSES[kind]: ranked(kinds[kind]) for kind in sorted(kinds)}


def analyse_all(maps: Sequence[np.ndarray]) -> list[LandCover]:
    """The facts of several reference maps of one shape, as `analyse` finds them.

    Of 25 together each takes half the time of one alone; of more the processor's cache holds too
    little. Raises ValueError if one holds a code that CORINE lacks: analyse them one by one to see
    which.
    """
    firsts = range(0, len(maps), _AT_ONCE)
    return [*chain.from_iterable(_analysed(maps[k : k + _AT_ONCE]) for k in firsts)]


def _analysed(maps: Sequence[np.ndarray]) -> list[LandCover]:
    """The facts of as many maps as are worked on at once."""
    raster = _class_raster(np.stack(maps))
    labels, n = number(raster)
    starts = run_starts(labels)
    touching = contacts(labels, n, starts)
    numbered = regions(raster, runs_of(labels, starts), touching)
    members = _members(numbered, len(raster))
    shared = borders(touching, [(k, kind) for k, kind, _ in numbered], len(raster))
    sides, insides = _sides(raster), _insides(labels, len(raster))
    facts = zip(members, shared, sides, insides, strict=True)
    return [_cover(*of_map, shape=raster.shape[1:]) for of_map in facts]


def _insides(labels: np.ndarray, maps: int) -> Iterator[Insides]:
    """Per map its pixels with the number and the depth of each."""
    numbers = labels.reshape(maps, -1, labels.shape[1])[:, :-1]
    return map(Insides, numbers, depths(labels, maps))


def _cover(
    members: Members,
    shared: Mapping[tuple[str, str], int],
    sides: Mapping[str, Mapping[str, int]],
    insides: Insides,
    *,
    shape: tuple[int, ...],
) -> LandCover:
    """The facts of one map from its regions, what its classes share and reach, and its pixels."""
    centroids = class_centroids(members)
    return LandCover(
        areas={label: total_area(parts) for label, parts in members.items()},
        regions=members,
        centroids=centroids,
        borders=shared,
        positions=positions(members, centroids, shape),
        sides=sides,
        insides=insides,
    )


def analyse(codes: np.ndarray) -> LandCover:
    """The facts of a reference map: CORINE level-3 codes of 10 m pixels, uint16 (rows, columns).

    Codes of one class count as one; unlabelled codes belong to no class, are never named and break
    adjacency. Raises ValueError if CORINE lacks a code (999 included) or the array is not
    two-dimensional uint16.
    """
    return analyse_all([codes])[0]
