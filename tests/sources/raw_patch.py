"""A sound patch of 15 files in the exact raw tree, by rasterio: real names, made-up pixels."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import Affine

from bigearthnet_txt import BANDS, REFERENCE_MAP
from builder.records import PatchRecord

S2 = "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57"
S1 = "S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57"
RECORD = PatchRecord(
    patch_id=S2,
    s1_name=S1,
    s2v1_name="S2A_MSIL2A_20170613T101031_26_57",
    split="test",
    labels=("Arable land", "Broad-leaved forest"),
    country="Austria",
    contains_seasonal_snow=False,
    contains_cloud_or_shadow=False,
    latitude=48.11003471465957,
    longitude=12.740300299577253,
    season="Summer",
    climate_zone=None,
    epsg=32633,
    bounds=(331200, 5330400, 332400, 5331600),
    place="33UUP_26_57",
)


def write_raster(path: Path, pixels: np.ndarray, **profile: Any) -> Path:
    """A one-band GeoTIFF of the patch's square, unless the profile says otherwise."""
    path.parent.mkdir(parents=True, exist_ok=True)
    height, width = pixels.shape
    place = {
        "crs": "EPSG:32633",
        "transform": Affine(1200 / width, 0, 331200, 0, -1200 / width, 5331600),
    }
    options = (
        {"driver": "GTiff", "height": height, "width": width, "count": 1, "dtype": pixels.dtype}
        | place
        | profile
    )
    with rasterio.open(path, "w", **options) as target:
        target.write(pixels, 1)
    return path


def band_pixels(name: str) -> np.ndarray:
    """Pixels that differ from each other and from band to band: k, k+1, k+2, ... in rows."""
    k, band = list(BANDS).index(name), BANDS[name]
    pixels = np.arange(band.size**2).reshape(band.size, band.size) % 5000 + 1 + k
    return -(pixels.astype("f4")) / 100 if band.dtype == "<f4" else pixels.astype("u2")


def map_pixels() -> np.ndarray:
    """Arable land (211) in the west, broad-leaved forest (311) in the east."""
    return np.where(np.arange(120) < 60, 211, 311).astype("u2") * np.ones((120, 1), "u2")


@dataclass(frozen=True)
class RawPatch:
    """A raw folder with the one patch `record`; its files are bands and "reference_map"."""

    raw: Path
    record: PatchRecord

    def path(self, name: str) -> Path:
        if name in ("VV", "VH"):
            return (
                self.raw
                / "BigEarthNet-S1"
                / "S1B_IW_GRDH_1SDV_20170612T165809"
                / S1
                / f"{S1}_{name}.tif"
            )
        root = "Reference_Maps" if name == "reference_map" else "BigEarthNet-S2"
        return (
            self.raw
            / root
            / "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP"
            / S2
            / f"{S2}_{name}.tif"
        )

    def name(self, name: str) -> str:
        """The file's name in the archives."""
        return self.path(name).relative_to(self.raw).as_posix()

    def write(self, name: str, pixels: np.ndarray, **profile: Any) -> None:
        """The file as released, but with these pixels and this profile.

        Released files have nodata 0 but for S1, and maps in Deflate with predictor 2.
        """
        released: dict[str, Any] = {} if name in ("VV", "VH") else {"nodata": 0}
        if name == REFERENCE_MAP.name:
            released |= {"compress": "deflate", "predictor": 2, "blockysize": 34}
        write_raster(self.path(name), pixels, **released | profile)
