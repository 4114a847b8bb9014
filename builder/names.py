"""Names of patches and what they say: tile, grid position, time, folders.

S2 `S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57`: zero-padded grid position, product folder =
name without it. S1 `S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57`: position not padded, scene
folder = name without its last three parts.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

SYNTHETIC = {b"synthetic": b"true"}  # in the schema of the metadata.parquet of an invented archive
_S2 = re.compile(
    r"(S2[AB]_MSIL2A_(\d{8}T\d{6})_N9999_R\d{3}_T(\d{2}[C-X][A-Z]{2}))_(\d\d)_(\d\d)", re.ASCII
)
_S1 = re.compile(
    r"(S1[AB]_IW_GRDH_1SDV_\d{8}T\d{6})_(\d{2}[C-X][A-Z]{2})_(\d{1,2})_(\d{1,2})", re.ASCII
)
_S2_EXAMPLE = "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57"
_S1_EXAMPLE = "S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57"
_SEASONS = {12: "Winter", 1: "Winter", 2: "Winter", 3: "Spring", 4: "Spring", 5: "Spring",
            6: "Summer", 7: "Summer", 8: "Summer", 9: "Fall", 10: "Fall", 11: "Fall"}  # fmt: skip


class S2Name(NamedTuple):
    """A parsed `patch_id`; x grows to the east, y to the south."""

    product: str
    time: datetime
    tile: str
    x: int
    y: int

    @property
    def place(self) -> str:
        """(tile, x, y), shared by all dates of a place."""
        return f"{self.tile}_{self.x:02d}_{self.y:02d}"

    @property
    def season(self) -> str:
        """Meteorological season of the Sentinel-2 date: Mar-May is Spring."""
        return _SEASONS[self.time.month]


@lru_cache
def _time(digits: str) -> datetime:
    """Parsed once for all the patches of a product."""
    return datetime.strptime(digits, "%Y%m%dT%H%M%S")


def parse_s2(patch_id: str) -> S2Name:
    """Raises ValueError if the name breaks the pattern or holds an impossible date."""
    match = _S2.fullmatch(patch_id)
    if not match:
        raise ValueError(f"{patch_id!r} is not a Sentinel-2 patch name such as {_S2_EXAMPLE}")
    product, time, tile, x, y = match.groups()
    return S2Name(product=product, time=_time(time), tile=tile, x=int(x), y=int(y))


def folder(name: str) -> str:
    """Where an archive keeps the files of a patch: `<product or scene>/<name>`."""
    scene = s1_scene(name) if name.startswith("S1") else parse_s2(name).product
    return f"{scene}/{name}"


def s1_scene(s1_name: str) -> str:
    """The scene folder of an S1 patch. Raises ValueError if the name breaks the pattern."""
    match = _S1.fullmatch(s1_name)
    if not match:
        raise ValueError(f"{s1_name!r} is not a Sentinel-1 patch name such as {_S1_EXAMPLE}")
    return match[1]
