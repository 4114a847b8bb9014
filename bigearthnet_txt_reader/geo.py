"""A patch for GIS: its bands as a GeoTIFF, or as an xarray Dataset with CRS and coordinates.

    >>> from bigearthnet_txt import load, to_geotiff, to_xarray
    >>> patch = load("patches", "train")[0]
    >>> to_geotiff(patch, "patch.tif", ["B04", "B03", "B02"])
    >>> to_xarray(patch)["B08"].rio.crs, to_xarray(patch)["VV"].dims
    (CRS.from_epsg(32633), ('y', 'x'))

rasterio and xarray come with the extra `geo`. Its names are those of `bigearthnet_txt`, which
imports this module when one of them is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bigearthnet_txt_reader.extras import extra
from bigearthnet_txt_reader.forms import decoded_band
from bigearthnet_txt_reader.looking import require_folder
from bigearthnet_txt_reader.planes import RASTERS

if TYPE_CHECKING:
    import xarray

_ROWS = "give a row of patches: load('patches', split)[k]"


def to_geotiff(patch: Mapping[str, Any], path: str | Path, bands: Sequence[str]) -> None:
    """Writes bands of a row of `patches` as they are stored, one band of the file each, in order.

    `bands` name raster columns of one pixel size and one dtype (B02, B03, B04 and B08 are uint16 at
    10 m, VV and VH float32 in dB). CRS and transform are those of the released file. Raises
    ValueError for a band that the row lacks, a mix of sizes or dtypes, or a row without `epsg` and
    `bounds`; FileNotFoundError if the folder of `path` is not there; ImportError without rasterio.
    """
    rasterio = extra("rasterio")
    arrays = _arrays(patch, bands)
    _check_alike(arrays)
    first = next(iter(arrays.values()))
    transform = rasterio.Affine(*_transform(patch, len(first)))
    profile = _profile(first, len(arrays)) | {"crs": f"EPSG:{patch['epsg']}"}
    require_folder(path)
    with rasterio.open(path, "w", transform=transform, **profile) as file:
        for number, (name, raster) in enumerate(arrays.items(), 1):
            file.write(raster, number)
            file.set_band_description(number, name)


def _check_alike(arrays: Mapping[str, np.ndarray]) -> None:
    """Raises ValueError if bands differ in size or dtype."""
    if len({(one.shape, one.dtype.str) for one in arrays.values()}) > 1:
        told = ", ".join(map(_kind, arrays, arrays.values()))
        raise ValueError(f"{told}: a file holds bands of one size and dtype; write one file a kind")


def _kind(name: str, raster: np.ndarray) -> str:
    return f"{name} {len(raster)} px {raster.dtype}"


def _profile(raster: np.ndarray, count: int) -> dict[str, Any]:
    height, width = raster.shape
    size = {"height": height, "width": width, "count": count}
    return {"driver": "GTiff", "dtype": raster.dtype.name, **size}


def _transform(patch: Mapping[str, Any], size: int) -> tuple[float, ...]:
    """The six numbers of the affine transform of a raster of `size` x `size` pixels."""
    left, bottom, right, top = _bounds(patch)
    return (right - left) / size, 0.0, left, 0.0, (bottom - top) / size, top


def to_xarray(patch: Mapping[str, Any], bands: Sequence[str] | None = None) -> xarray.Dataset:
    """The bands of a row of `patches` (None: all it has) as an xarray Dataset, dims (y, x).

    Bands of 10 m have the coordinates y and x, those of 20 and 60 m y_20m, x_20m, y_60m, x_60m: the
    centers of the pixels in metres of the CRS, y from north to south. The CRS stands in the
    coordinate `spatial_ref`, as CF and rioxarray have it. Each band keeps its dtype and has its
    unit in `attrs`. Raises ValueError for a band that the row lacks or a row without `epsg` and
    `bounds`; ImportError without xarray or rasterio.
    """
    xr = extra("xarray")
    arrays = _arrays(patch, bands)
    bounds = _bounds(patch)
    rasters = {name: _array(xr, name, raster, bounds) for name, raster in arrays.items()}
    spatial = xr.DataArray(0, attrs=_crs(int(patch["epsg"])))
    coordinates = {"spatial_ref": spatial}
    about = {name: patch[name] for name in ("patch_id", "s1_name") if name in patch}
    made: xarray.Dataset = xr.Dataset(rasters, coordinates, about)
    return made


def _arrays(patch: Mapping[str, Any], bands: Sequence[str] | None) -> dict[str, np.ndarray]:
    """The rasters of a row by name, decoded if they are not.

    Raises ValueError if one is missing.
    """
    there = [name for name in RASTERS if patch.get(name) is not None]
    wanted = _wanted(there, bands)
    return {name: decoded_band(patch[name], RASTERS[name]) for name in wanted}


def _wanted(there: Sequence[str], bands: Sequence[str] | None) -> Sequence[str]:
    wanted = there if bands is None else bands
    if isinstance(wanted, str) or not wanted or set(wanted) - set(there):
        asked = repr(bands) if bands else "no band"
        raise ValueError(f"{asked}: the row has {', '.join(there) or 'no bands'}; {_ROWS}")
    return wanted


def _bounds(patch: Mapping[str, Any]) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a patch, in metres of its CRS."""
    if patch.get("bounds") is None or patch.get("epsg") is None:
        raise ValueError(f"the row has no epsg and bounds, so no place on the ground; {_ROWS}")
    left, bottom, right, top = map(float, patch["bounds"])
    return left, bottom, right, top


def _array(xr: Any, name: str, raster: np.ndarray, bounds: tuple[float, ...]) -> Any:
    band = RASTERS[name]
    suffix = "" if band.resolution == 10 else f"_{band.resolution}m"
    steps = (np.arange(len(raster)) + 0.5) * band.resolution
    centers = {"y": bounds[3] - steps, "x": bounds[0] + steps}
    places = {f"{axis}{suffix}": _axis(axis + suffix, of) for axis, of in centers.items()}
    about = {"units": band.unit, "grid_mapping": "spatial_ref"}
    return xr.DataArray(raster, places, list(places), name=name, attrs=about)


def _axis(name: str, centers: np.ndarray) -> tuple[str, np.ndarray, dict[str, str]]:
    return name, centers, _AXES[name[0]]


_AXES = {
    axis: {"standard_name": f"projection_{axis}_coordinate", "units": "m", "axis": axis.upper()}
    for axis in "yx"
}


def _crs(epsg: int) -> dict[str, str]:
    """The attributes of the CF grid mapping, which rioxarray reads too."""
    wkt = extra("rasterio.crs").CRS.from_epsg(epsg).to_wkt()
    return {"crs_wkt": wkt, "spatial_ref": wkt}
