"""Statistics of the bands of a release: its statistics/bands.json -> numbers by band.

    >>> from bigearthnet_txt import band_statistics
    >>> band_statistics("bigearthnet_txt")["VV"].mean
    -12.6441

`band_statistics` is a name of `bigearthnet_txt`, which imports this module when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from bigearthnet_txt import BANDS
from bigearthnet_txt_reader.loading import find_release
from bigearthnet_txt_reader.release import ReleaseError

BANDS_FILE = "statistics/bands.json"  # in the release folder
_COMMAND = "python -m builder stats"


@dataclass(frozen=True, slots=True)
class BandStatistics:
    """What the pixels of a band are in train, at native resolution.

    `unit` is that of all values: digital numbers, which are "surface reflectance x 10000", or
    "backscatter in dB". `pixels` are those counted; `missing` those left out, which hold 0
    (Sentinel-2: no data) or no finite number (Sentinel-1). `std` is that of the population.
    `percentiles`: 1, 2, 5, 25, 50, 75, 95, 98, 99 -> the smallest value that at least so many
    percent of the pixels do not exceed. Values in dB are exact to 0.0005.
    """

    unit: str
    pixels: int
    missing: int
    mean: float
    std: float
    min: float
    max: float
    percentiles: Mapping[int, float]


def band_statistics(
    source: str | Path = "bigearthnet_txt", *, revision: str | None = None
) -> dict[str, BandStatistics]:
    """Mean, standard deviation and percentiles of each band over train, by its name in band order.

    They lie in the release, where `builder stats` writes them; no pixel is read. `source` is a
    folder, a URL or a repository on the Hub, `revision` a tag, branch or commit of a repository, as
    `load` takes them. A band of which no pixel holds data is left out. Raises FileNotFoundError if
    there is no finished release, or no such file in it; ReleaseError, a ValueError, if the file is
    not in its form; and what else `load` raises for a source.
    """
    release = find_release(source, revision, [BANDS_FILE], streaming=False)
    stored = release.statistics(BANDS_FILE)
    if stored is None:
        missing = f"{release.where / BANDS_FILE}: not there"
        raise FileNotFoundError(f"{missing}; count the pixels of a release: {_COMMAND}")
    try:
        return read_bands(stored)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        found = f"not in the form of its command ({type(error).__name__}: {error})"
        raise ReleaseError(
            f"{release.where / BANDS_FILE}: {found}; make it again: {_COMMAND}"
        ) from None


def read_bands(stored: Mapping[str, Any]) -> dict[str, BandStatistics]:
    """The content of the file, typed. Raises KeyError, TypeError or ValueError for another form."""
    found = stored["bands"]
    return {name: _read(found[name]) for name in BANDS if name in found}


def _read(stored: Mapping[str, Any]) -> BandStatistics:
    values = {field.name: stored[field.name] for field in fields(BandStatistics)}
    percentiles = {int(part): value for part, value in stored["percentiles"].items()}
    return BandStatistics(**{**values, "percentiles": percentiles})
