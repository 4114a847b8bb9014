"""The pixels of train, counted by value: Release -> statistics/bands.json.

Every pixel counts once, at its native resolution, into the level of its value: a digital number of
Sentinel-2, a thousandth of a dB of Sentinel-1. Counts are whole numbers, so the file has the same
bytes on any machine and number of processes, and memory does not grow with the release.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from bigearthnet_txt import BANDS, Band, decode_bands
from bigearthnet_txt_reader.band_statistics import BANDS_FILE, BandStatistics
from bigearthnet_txt_reader.release import FileEntry, Release
from builder.engine import Local
from builder.errors import DataError
from builder.storage import remove, write_text

SPLIT = "train"
PERCENTILES = (1, 2, 5, 25, 50, 75, 95, 98, 99)
_ALONE = 2_000  # patches up to which further processes would cost more time than they save
_FARTHEST = 100_000  # thousandths of a dB; what lies beyond counts as this
Levels: TypeAlias = dict[str, np.ndarray]  # band -> pixels of each level, behind them the missing


@dataclass(frozen=True, slots=True)
class BandJob:
    """A file of patches of a release narrowed to none of its shards."""

    release: Release
    entry: FileEntry


def write_bands(release: Release, progress: Callable[[int], object]) -> None:
    """Counts the pixels of train and writes their statistics into the release.

    Calls progress with the number of patches just counted. A release without pixels, or without
    train, has no such file: a former one is removed. Raises DataError if bytes are missing,
    ReleaseError if a file cannot be read.
    """
    files = release.files_of("patches", SPLIT)
    if release.maps_only or not files:
        remove(release.where / BANDS_FILE)
        return
    jobs = [BandJob(release.narrowed([]), entry) for entry in files]
    patches = sum(entry.rows for entry in files)
    workers = 1 if patches <= _ALONE else os.cpu_count() or 1
    levels = _added(Local(workers).run(count_levels, jobs), progress)
    stored = {"version": release.version, "split": SPLIT, "patches": patches}
    text = json.dumps({**stored, "bands": _summaries(levels)}, indent=1)
    write_text(release.where / BANDS_FILE, text + "\n")


def _added(counted: Iterable[tuple[int, Levels]], progress: Callable[[int], object]) -> Levels:
    levels = {band.name: _none(band) for band in BANDS.values()}
    for patches, found in counted:
        for name, pixels in found.items():
            levels[name] += pixels
        progress(patches)
    return levels


def count_levels(job: BandJob) -> tuple[int, Levels]:
    """The patches of a file, and how many of their pixels have each level."""
    levels = {band.name: _none(band) for band in BANDS.values()}
    for table in job.release.row_groups(job.entry, ["patch_id", *BANDS]):
        for name, rasters in _rasters(table, job).items():
            levels[name] += _count(np.concatenate(rasters), BANDS[name])
    return job.entry.rows, levels


def _rasters(table: pa.Table, job: BandJob) -> dict[str, list[np.ndarray]]:
    """Band -> the rasters of the patches of a row group."""
    found: dict[str, list[np.ndarray]] = {name: [] for name in BANDS}
    for row in table.to_pylist():
        try:
            bands = {name: row.get(name) for name in BANDS}
            for name, raster in decode_bands(bands).items():
                found[name].append(raster)
        except ValueError as error:
            at = f"{job.release.file(job.entry)}: {row['patch_id']}"
            raise DataError(f"{at}: {error}; see: python -m builder verify") from None
    return found


def _none(band: Band) -> np.ndarray:
    return np.zeros(len(_values(band)) + 1, np.int64)


def _values(band: Band) -> np.ndarray:
    """The value of each level of a band."""
    if np.dtype(band.dtype).kind == "u":
        return np.arange(np.iinfo(band.dtype).max + 1)
    return np.arange(-_FARTHEST, _FARTHEST + 1) / 1000


def _count(raster: np.ndarray, band: Band) -> np.ndarray:
    """Pixels of each level, and behind them those without data."""
    size = len(_values(band))
    if raster.dtype.kind == "u":
        pixels = np.bincount(raster.ravel(), minlength=size + 1)
        pixels[0], pixels[size] = 0, pixels[0]
        return pixels
    there = raster[np.isfinite(raster)].astype(np.float64)
    nearest = np.rint(there * 1000).clip(-_FARTHEST, _FARTHEST).astype(np.int64)
    pixels = np.bincount(nearest + _FARTHEST, minlength=size + 1)
    pixels[size] = raster.size - there.size
    return pixels


def _summaries(levels: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """What is stored of each band of which a pixel holds data."""
    return {
        name: asdict(summary(pixels, BANDS[name]))
        for name, pixels in levels.items()
        if pixels[:-1].any()
    }


def summary(pixels: np.ndarray, band: Band) -> BandStatistics:
    """The statistics of a band with so many pixels of each level, and behind them the missing."""
    of_levels = np.flatnonzero(pixels[:-1])
    counts, values = pixels[of_levels], _values(band)[of_levels]
    total = int(counts.sum())
    mean = math.fsum((counts * values).tolist()) / total
    variance = math.fsum((counts * (values - mean) ** 2).tolist()) / total
    return BandStatistics(
        unit=band.unit,
        pixels=total,
        missing=int(pixels[-1]),
        mean=round(mean, 4),
        std=round(math.sqrt(variance), 4),
        min=values[0].item(),
        max=values[-1].item(),
        percentiles=_percentiles(counts, values),
    )


def _percentiles(counts: np.ndarray, values: np.ndarray) -> dict[int, float]:
    """Of a sorted list of n values the one in place ceil(n * percent / 100), counted from 1."""
    up_to = counts.cumsum() * 100
    places = np.searchsorted(up_to, [part * (up_to[-1] // 100) for part in PERCENTILES])
    return dict(zip(PERCENTILES, values[places].tolist(), strict=True))
