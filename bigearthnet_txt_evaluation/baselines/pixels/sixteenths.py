"""Sixteenths: a patch as four by four squares of 300 m, each with the statistics of its bands.

Rows of `patches` -> Seen: patch -> float32 (16, 2 x bands), mean and deviation of each band; of
train also the shares of the classes on the reference map, float32 (16, 19).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from bigearthnet_txt import BANDS, CLASSES, CLC, REFERENCE_MAP, decode_bands
from bigearthnet_txt_reader.release import FileEntry, Release, ReleaseError, Row, Shard

SIDE = 4  # sixteenths along a side of a patch
# Patches of train from which pixel baselines learn; of more every k-th shard is read.
MOST = 10_000
_CODES = 1000  # above every code of CORINE


@dataclass(frozen=True, slots=True)
class Seen:
    """Patches by name: `of` says at which row of `bands` and `shares` a patch stands.

    `shares` is empty if no maps were read.
    """

    of: Mapping[str, int]
    bands: np.ndarray  # float32 (patches, 16, 2 x bands)
    shares: np.ndarray  # float32 (patches, 16, 19)


def taught_by(release: Release) -> list[Shard]:
    """The shards of train from which pixel baselines learn: every k-th, about MOST patches."""
    shards = release.shards_of("train")
    step = max(1, round(sum(shard.patches for shard in shards) / MOST))
    return shards[::step]


def see(
    release: Release,
    files: Sequence[FileEntry],
    wanted: Collection[str] | None = None,
    *,
    maps: bool,
    progress: Callable[[int], object],
) -> Seen:
    """The patches of some files (those `wanted`; None: all). Memory holds a row group.

    `progress(n)` follows each n patches that were read. Raises ReleaseError if bytes are missing.
    """
    names, bands, shares = [], [], []
    for row in _rows(release, files, maps=maps, progress=progress):
        if wanted is None or row["patch_id"] in wanted:
            rasters = _decoded(release, row)
            names.append(row["patch_id"])
            shares.append(shares_of(rasters.pop(REFERENCE_MAP.name))) if maps else None
            bands.append(statistics_of(rasters))
    order = {name: k for k, name in enumerate(names)}
    return Seen(order, np.array(bands), np.array(shares))


def _rows(
    release: Release,
    files: Sequence[FileEntry],
    *,
    maps: bool,
    progress: Callable[[int], object],
) -> Iterator[Row]:
    columns = ["patch_id", *BANDS, *([REFERENCE_MAP.name] if maps else [])]
    tables = chain.from_iterable(release.row_groups(entry, columns) for entry in files)
    for table in tables:
        yield from table.to_pylist()
        progress(table.num_rows)


def _decoded(release: Release, row: Row) -> dict[str, np.ndarray]:
    try:
        return decode_bands(row)
    except ValueError as error:
        raise ReleaseError(f"{release.where}: {row['patch_id']}: {error}") from None


def _cut(raster: np.ndarray) -> np.ndarray:
    """A raster by sixteenths: (16, pixels)."""
    pixels = len(raster) // SIDE
    squares = raster.reshape(SIDE, pixels, SIDE, pixels).swapaxes(1, 2)
    return squares.reshape(SIDE * SIDE, -1)


def statistics_of(rasters: Mapping[str, np.ndarray]) -> np.ndarray:
    """Mean and deviation of each band in each sixteenth: float32 (16, 2 x bands)."""
    cut = [_cut(raster).astype(np.float32) for raster in rasters.values()]
    means = [pixels.mean(1) for pixels in cut]
    return np.stack([*means, *(pixels.std(1) for pixels in cut)], 1)


def shares_of(codes: np.ndarray) -> np.ndarray:
    """The part of each class in each sixteenth: float32 (16, 19).

    What is unlabelled is of no class.
    """
    classes = _BY_CODE[_cut(codes)]
    shares: np.ndarray = (classes[:, :, None] == np.arange(len(CLASSES))).mean(1, dtype=np.float32)
    return shares


def _by_code() -> np.ndarray:
    """The number of the class of each code; -1 for those of no class."""
    table = np.full(_CODES, -1)
    for code, entry in CLC.items():
        table[code] = CLASSES.index(entry.label) if entry.label else -1
    return table


_BY_CODE = _by_code()
