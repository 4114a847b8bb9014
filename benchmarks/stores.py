"""The stores that reading is compared with, made from one raw archive and its release.

Each is read by row number, as its users do.

release -> LMDB of safetensors, Array3D of `datasets`; raw archive -> rasterio. A `Route` gives
rasters at native resolution, or a stack: float32 (bands, 120, 120), coarser bands repeated.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import datasets
import lmdb
import numpy as np
import rasterio
import safetensors.numpy

from bigearthnet_txt import BANDS, S1_BANDS, S2_BANDS, Pixels, decode_bands, load, stack_bands
from tests.matrix.environments import ROOT, TORCH, make_environment

CHOICES: dict[str, tuple[str, ...]] = {"14 bands": tuple(BANDS), "RGB": ("B02", "B03", "B04")}
Rasters = Mapping[str, np.ndarray]
Reader = Callable[[int, tuple[str, ...]], Any]  # row number and bands -> arrays


@dataclass(frozen=True)
class Route:
    """A way to the pixels: how it reads, and the bytes per patch that it keeps on disk.

    It also gives how many rows are enough to time it.
    """

    name: str
    native: Reader
    stacked: Reader
    disk: float
    enough: int = 10**9
    in_order: bool = False  # it reads whole splits only


def stack(rasters: Iterable[np.ndarray]) -> np.ndarray:
    """The peers' stack: float32, repeated to 120 px, one above the other."""
    return np.stack([_repeated(raster.astype(np.float32)) for raster in rasters])


def _repeated(raster: np.ndarray) -> np.ndarray:
    """Every pixel as often as it takes to 120 px."""
    times = 120 // len(raster)
    return raster if times == 1 else raster.repeat(times, 0).repeat(times, 1)


def peer(name: str, native: Reader, disk: float, *, enough: int = 10**9) -> Route:
    """A route that stacks what it reads as `stack` does."""

    def stacked(k: int, bands: tuple[str, ...]) -> np.ndarray:
        rasters = native(k, bands)
        return stack([rasters[band] for band in bands])

    return Route(name, native, stacked, disk, enough=enough)


def size(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


def ours(release: Path, patches: datasets.Dataset) -> Iterator[Route]:
    """The routes through the functions of `bigearthnet_txt`."""
    arrow = size(Path(entry["filename"]) for entry in patches.cache_files) / len(patches)
    parquet = size(release.glob("data/patches/train-*")) / len(patches)
    pixels = {bands: Pixels(patches.select_columns(list(bands))) for bands in CHOICES.values()}
    rows = {bands: patches.select_columns(list(bands)) for bands in CHOICES.values()}
    yield Route(
        "`Pixels(patches)[k]`",
        lambda k, b: decode_bands(pixels[b][k]),
        lambda k, b: stack_bands(pixels[b][k]),
        arrow,
    )
    yield Route(
        "`patches[k]`",
        lambda k, b: decode_bands(rows[b][k]),
        lambda k, b: stack_bands(rows[b][k]),
        arrow,
    )

    def streamed(_: int, bands: tuple[str, ...]) -> Any:
        return load("patches", "train", source=release, bands=bands, streaming=True)

    yield Route(
        '`load("patches", ..., streaming=True)`, Parquet',
        streamed,
        lambda k, b: (stack_bands(row) for row in streamed(k, b)),
        parquet,
        in_order=True,
    )


def by_lmdb(patches: datasets.Dataset, folder: Path) -> Route:
    """One record a patch, its bands as tensors at native resolution.

    It is the layout that users of BigEarthNet have today.
    """
    with lmdb.open(str(folder), map_size=2**36) as store, store.begin(write=True) as transaction:
        for row in patches.select_columns(["patch_id", *BANDS]):
            transaction.put(row["patch_id"].encode(), safetensors.numpy.save(decode_bands(row)))
    keys = [name.encode() for name in patches["patch_id"]]
    reading = lmdb.open(str(folder), readonly=True, lock=False, readahead=False).begin()
    disk = size([folder / "data.mdb"]) / len(keys)
    return peer(
        "LMDB + safetensors", lambda k, _: safetensors.numpy.load(reading.get(keys[k], b"")), disk
    )


_GROUPS = {
    "s2_10m": ("B02", "B03", "B04", "B08"),
    "s2_20m": ("B05", "B06", "B07", "B8A", "B11", "B12"),
    "s2_60m": ("B01", "B09"),
    "s1": S1_BANDS,
}


def by_array3d(patches: datasets.Dataset, folder: Path) -> Route:
    """The type users try first: an Array3D column per resolution, read in NumPy format."""
    features = datasets.Features({name: _array3d(bands) for name, bands in _GROUPS.items()})

    def rows() -> Iterator[dict[str, np.ndarray]]:
        for row in map(decode_bands, patches.select_columns(list(BANDS))):
            yield {name: _stacked(row, bands) for name, bands in _GROUPS.items()}

    made = datasets.Dataset.from_generator(rows, features=features, cache_dir=str(folder))
    wanted = {bands: _groups(bands) for bands in CHOICES.values()}
    arrays = {
        bands: made.select_columns(names).with_format("numpy") for bands, names in wanted.items()
    }

    def native(k: int, bands: tuple[str, ...]) -> Rasters:
        row, found = arrays[bands][k], dict[str, np.ndarray]()
        for name in wanted[bands]:
            found |= zip(_GROUPS[name], row[name], strict=True)
        return found

    disk = size(Path(entry["filename"]) for entry in made.cache_files) / len(made)
    return peer("`datasets` Array3D", native, disk)


def _array3d(bands: Sequence[str]) -> datasets.Array3D:
    first = BANDS[bands[0]]
    return datasets.Array3D((len(bands), first.size, first.size), np.dtype(first.dtype).name)


def _stacked(row: Rasters, bands: Sequence[str]) -> np.ndarray:
    return np.stack([row[band] for band in bands])


def _groups(bands: Sequence[str]) -> list[str]:
    """The columns that hold these bands."""
    return [name for name, group in _GROUPS.items() if set(group) & set(bands)]


def _files(found: Mapping[str, Path], stems: Mapping[str, str]) -> dict[str, Path]:
    """band -> the file of a patch."""
    return {band: found[f"{stem}_{band}"] for band, stem in stems.items()}


def by_rasterio(patches: datasets.Dataset, raw: Path) -> Route:
    """One GeoTIFF per band, opened and read."""
    found = {
        path.stem: path
        for part in ("BigEarthNet-S2", "BigEarthNet-S1")
        for path in (raw / part).rglob("*.tif")
    }
    names = [
        dict.fromkeys(S2_BANDS, s2) | dict.fromkeys(S1_BANDS, s1)
        for s2, s1 in zip(patches["patch_id"], patches["s1_name"], strict=True)
    ]
    files = [_files(found, row) for row in names]

    def read(path: Path) -> np.ndarray:
        with rasterio.open(path) as file:
            pixels: np.ndarray = file.read(1)
        return pixels

    disk = size(path for row in files for path in row.values()) / len(files)
    return peer(
        "rasterio, a file per band",
        lambda k, bands: {band: read(files[k][band]) for band in bands},
        disk,
        enough=40,
    )


def torchgeo_rate(raw: Path) -> Callable[[int], float] | None:
    """Rows -> patches per CPU second of torchgeo's BigEarthNetV2, in a process of its own.

    None if torch cannot be installed.
    """
    try:
        python = make_environment(*TORCH)
    except subprocess.CalledProcessError:
        return None

    def rate(rows: int) -> float:
        command = [str(python), "-m", "benchmarks.torchgeo_peer", str(raw.resolve()), str(rows)]
        return rows / float(
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        )

    return rate
