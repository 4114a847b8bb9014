"""The table of the bands: numbers by band -> Table."""

from __future__ import annotations

from collections.abc import Mapping

from bigearthnet_txt_reader.band_statistics import BandStatistics
from builder.stats.tables import Line, Table

_HEAD = ("band", "mean", "std", "min", "2 %", "median", "98 %", "max", "left out")
_ABOUT = (
    "Every pixel of the {patches:,} patches of train, at native resolution. Sentinel-2: surface "
    "reflectance x 10000; VV and VH: dB. 2 %: the value that 2 % of the pixels do not exceed. Left "
    "out: pixels without data (0, or no finite number). `bigearthnet_txt.band_statistics()` reads "
    "these numbers, and more percentiles."
)


def band_table(found: Mapping[str, BandStatistics], patches: int) -> Table:
    """Mean, standard deviation and percentiles of each band over so many patches of train."""
    lines = tuple(_line(name, of) for name, of in found.items())
    return Table("Pixels of the bands", _HEAD, lines, _ABOUT.format(patches=patches))


def _line(name: str, of: BandStatistics) -> Line:
    parts = of.percentiles
    values = (of.mean, of.std, of.min, parts[2], parts[50], parts[98], of.max)
    return (name, *(_number(value) for value in values), f"{of.missing:,}")


def _number(value: float) -> str:
    """Digital numbers are whole in the data; dB has three decimals there."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
