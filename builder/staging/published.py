"""What the released files are: sizes and MD5 sums of Zenodo record 10891137, and of the tars
inside. For `--checksum` and forecasts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from builder.errors import DataError
from builder.sources import METADATA, SNOW

WAY_OUT = "download it again from https://zenodo.org/records/10891137"


@dataclass(frozen=True, slots=True)
class Published:
    """Bytes and MD5 sum of a file as released; `size` is None where it was never stated."""

    size: int | None
    md5: str


PUBLISHED: Mapping[str, Published] = {
    "BigEarthNet-S2.tar.zst": Published(63_251_710_377, "2245ed2d1a93f6ce637d839bc856396e"),
    "BigEarthNet-S1.tar.zst": Published(54_439_153_171, "a55eaa2cdf6a917e296bd6601ec1e348"),
    "Reference_Maps.tar.zst": Published(282_391_301, "95d85a222fa983faddcac51a19f28917"),
    "BigEarthNet-S2.tar": Published(102_406_983_680, "9ebc8cf8c95ee3fa5f21572baf8bf0d3"),
    "BigEarthNet-S1.tar": Published(None, "7043fc75bfa64b0951a727debf2cdba0"),
    "Reference_Maps.tar": Published(None, "fefb5fe13ac59702a0a09a4bdece493c"),
    METADATA: Published(3_616_349, "55687065e77b6d0b0f1ff604a6e7b49c"),
    SNOW: Published(710_162, "fe31856f4986d446c9468b59d6387c91"),
}
# Bytes of the tar per byte of the archive, where its frame does not declare them; rounded up. S2:
# 102.4 / 63.3 GB, S1: 65.8 / 54.4 GB; of the maps 549,488 tar members of 3,072 bytes / 0.28 GB
EXPANSION = {"BigEarthNet-S2": 1.65, "BigEarthNet-S1": 1.25, "Reference_Maps": 6.5}
MEMBERS = {"BigEarthNet-S2": 12, "BigEarthNet-S1": 2, "Reference_Maps": 1}  # files a patch
# Of a patch, with three header blocks a file and contents in blocks of 512 bytes; 549,488 patches
# make 102.4, 65.8 and 1.7 GB. Maps vary
TAR_BYTES = {"BigEarthNet-S2": 186_368, "BigEarthNet-S1": 119_808, "Reference_Maps": 3_072}


def check_published_size(path: Path) -> None:
    """Raises DataError where a file has not the published size."""
    expected = PUBLISHED[path.name].size
    if expected is not None and (found := path.stat().st_size) != expected:
        raise DataError(f"{path}: {found:,} bytes, published are {expected:,}; {WAY_OUT}")


def check_published_md5(path: Path, found: str) -> None:
    """Raises DataError where this is not the published MD5 sum of the file."""
    if found != (expected := PUBLISHED[path.name].md5):
        raise DataError(f"{path}: MD5 {found}, published is {expected}; {WAY_OUT}")


def check_beside(folder: Path) -> None:
    """Checks the two metadata files. Raises DataError where one is not as published."""
    for path in (folder / METADATA, folder / SNOW):
        if path.exists():
            check_published_size(path)
            with path.open("rb") as file:
                check_published_md5(path, hashlib.file_digest(file, "md5").hexdigest())
