"""The released files of Zenodo record 10891137: sizes, MD5 sums, and what a patch takes in them.

For `--checksum` and forecasts. Example: BigEarthNet-S2.tar.zst has 63,251,710,377 bytes and becomes
a tar of 102,406,983,680: 549,488 patches of twelve files, 186,368 bytes each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bigearthnet_txt import MAPS_ROOT, REFERENCE_MAP, ROOTS, SENSORS, Band
from builder.errors import DataError
from builder.sources import METADATA, SNOW
from builder.storage import Steady

WAY_OUT = "download it again from https://zenodo.org/records/10891137"


@dataclass(frozen=True, slots=True)
class Released:
    """Bytes and MD5 sum of a released file; `size` is None if its authors never stated it."""

    size: int | None
    md5: str


RELEASED: Mapping[str, Released] = {
    "BigEarthNet-S2.tar.zst": Released(63_251_710_377, "2245ed2d1a93f6ce637d839bc856396e"),
    "BigEarthNet-S1.tar.zst": Released(54_439_153_171, "a55eaa2cdf6a917e296bd6601ec1e348"),
    "Reference_Maps.tar.zst": Released(282_391_301, "95d85a222fa983faddcac51a19f28917"),
    "BigEarthNet-S2.tar": Released(102_406_983_680, "9ebc8cf8c95ee3fa5f21572baf8bf0d3"),
    "BigEarthNet-S1.tar": Released(None, "7043fc75bfa64b0951a727debf2cdba0"),
    "Reference_Maps.tar": Released(None, "fefb5fe13ac59702a0a09a4bdece493c"),
    METADATA: Released(3_616_349, "55687065e77b6d0b0f1ff604a6e7b49c"),
    SNOW: Released(710_162, "fe31856f4986d446c9468b59d6387c91"),
}
# Bytes of the tar per byte of the archive, for frames that do not declare them; rounded up. S2:
# 102.4 / 63.3 GB, S1: 65.8 / 54.4 GB, maps: 549,488 members of 3,072 bytes / 0.28 GB.
EXPANSION = dict.fromkeys(ROOTS, 2.0)
EXPANSION |= {"BigEarthNet-S2": 1.65, "BigEarthNet-S1": 1.25, "Reference_Maps": 6.5}
_BANDS_OF = {sensor.root: sensor.bands for sensor in SENSORS} | {MAPS_ROOT: (REFERENCE_MAP,)}
_FILE_BYTES = {
    ("<u2", 10): 29_196,
    ("<u2", 20): 7_572,
    ("<u2", 60): 1_172,
    ("<f4", 10): 58_024,
}  # of a GeoTIFF, by dtype and metres a pixel; the maps are compressed, 1,234 bytes on average
_MAP_BYTES = 1_234
_BLOCK = 512  # of a tar: contents are filled up to whole blocks
_HEADERS = 3 * _BLOCK  # of a member: its path is longer than 100 characters


def _member_bytes(band: Band) -> int:
    """What the file of a band takes in a tar; one that was never released, its pixels at least."""
    pixels = band.size * band.size * np.dtype(band.dtype).itemsize
    known = _FILE_BYTES.get((band.dtype, band.resolution), pixels)
    size = _MAP_BYTES if band is REFERENCE_MAP else known
    return _HEADERS + -(-size // _BLOCK) * _BLOCK


MEMBERS = {root: len(bands) for root, bands in _BANDS_OF.items()}  # files a patch
TAR_BYTES = {root: sum(map(_member_bytes, bands)) for root, bands in _BANDS_OF.items()}  # a patch


def _released(path: Path) -> Released:
    if path.name not in RELEASED:
        raise DataError(f"{path}: no released size or sum is known; leave --checksum out")
    return RELEASED[path.name]


def check_released_size(path: Path) -> None:
    """Raises DataError if a file has another size than the released one."""
    expected = _released(path).size
    if expected is not None and (found := path.stat().st_size) != expected:
        raise DataError(f"{path}: {found:,} bytes, the released file has {expected:,}; {WAY_OUT}")


def check_released_md5(path: Path, found: str) -> None:
    """Raises DataError if this is not the MD5 sum of the released file."""
    if found != (expected := _released(path).md5):
        raise DataError(f"{path}: MD5 {found}, the released file has {expected}; {WAY_OUT}")


def check_beside(folder: Path) -> None:
    """Checks the two metadata files. Raises DataError if one is not as released."""
    for path in (folder / METADATA, folder / SNOW):
        if path.exists():
            check_released_size(path)
            with Steady(path) as file:
                check_released_md5(path, hashlib.file_digest(file, "md5").hexdigest())
