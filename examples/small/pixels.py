"""Pixels: the patches of a split, once read and kept as arrays that are mapped, not loaded.

Release -> DIR/train.S1.npy and the like: uint16 as stored, S1 as float16.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from bigearthnet_txt import REFERENCE_MAP, decode_bands
from bigearthnet_txt_reader.release import FileEntry, Release, Row
from examples.small.cells import COUNT, SIDE, counts
from examples.small.inputs import GROUPS, SmallError, side_of
from examples.small.kept import read_json, write_json

BANDS = [name for names in GROUPS.values() for name in names]
MAPS = "cells"


@dataclass(frozen=True, eq=False)
class Patches:
    """The patches of a split: their names, and arrays by group of bands (n, bands, side, side).

    `arrays["cells"]` holds how many pixels of each class a cell has; it is of train alone what a
    model learns from.
    """

    names: list[str]
    arrays: Mapping[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.names)

    def pixels(self, rows: np.ndarray | slice) -> dict[str, np.ndarray]:
        """The bands of some patches by group."""
        return {group: np.asarray(self.arrays[group][rows]) for group in GROUPS}


def prepared(release: Release, split: str, folder: Path) -> Patches:
    """The patches of a split; they are read from the release if the folder has none yet.

    Raises SmallError if the release has no pixels, or if a radar value is no number.
    """
    done = folder / f"{split}.json"
    if not done.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _prepare(release, split, folder)
    names = read_json(done)
    arrays = {name: np.load(_path(folder, split, name), mmap_mode="r") for name in _shapes()}
    return Patches(names, arrays)


def _shapes() -> dict[str, tuple[tuple[int, ...], type]]:
    """Name of an array -> its shape behind the patches, and its dtype."""
    shapes: dict[str, tuple[tuple[int, ...], type]] = {MAPS: ((COUNT, SIDE, SIDE), np.uint8)}
    for group, bands in GROUPS.items():
        side = side_of(group)
        shapes[group] = (len(bands), side, side), np.float16 if group == "S1" else np.uint16
    return shapes


def _path(folder: Path, split: str, name: str) -> Path:
    return folder / f"{split}.{name.replace(' ', '')}.npy"


def _prepare(release: Release, split: str, folder: Path) -> None:
    """Writes the arrays of a split; the list of names, written last, says that they are whole."""
    files = release.files_of("patches", split)
    if release.maps_only or not files:
        what = "no pixels" if release.maps_only else f"no patches in {split}"
        raise SmallError(f"{release.where}: {what}; build a release without --maps-only")
    total = sum(entry.rows for entry in files)
    arrays = {
        name: np.lib.format.open_memmap(
            _path(folder, split, name), mode="w+", dtype=dtype, shape=(total, *shape)
        )
        for name, (shape, dtype) in _shapes().items()
    }
    names: list[str] = []
    with tqdm(total=total, desc=f"pixels of {split}", unit=" patches") as bar:
        for rows in _rows(release, files):
            _store(arrays, len(names), rows)
            names += [row["patch_id"] for row in rows]
            bar.update(len(rows))
    for array in arrays.values():
        array.flush()
    write_json(folder / f"{split}.json", names)


def _rows(release: Release, files: Sequence[FileEntry]) -> Iterator[list[Row]]:
    columns = ["patch_id", *BANDS, REFERENCE_MAP.name]
    for entry in files:
        for table in release.row_groups(entry, columns):
            yield table.to_pylist()


def patch_rows(release: Release, split: str, columns: Sequence[str]) -> Iterator[Row]:
    """The patches of a split, one by one."""
    for entry in release.files_of("patches", split):
        for table in release.row_groups(entry, columns):
            yield from table.to_pylist()


def _store(arrays: Mapping[str, np.ndarray], start: int, rows: Sequence[Row]) -> None:
    decoded = [decode_bands(row) for row in rows]
    here = slice(start, start + len(rows))
    for group, array in stacked(decoded, [row["patch_id"] for row in rows]).items():
        arrays[group][here] = array
    arrays[MAPS][here] = counts(np.stack([bands[REFERENCE_MAP.name] for bands in decoded]))


def _layer(decoded: Sequence[Mapping[str, np.ndarray]], band: str) -> np.ndarray:
    return np.stack([one[band] for one in decoded])


def stacked(
    decoded: Sequence[Mapping[str, np.ndarray]], names: Sequence[str]
) -> dict[str, np.ndarray]:
    """Decoded patches as arrays by group (n, bands, side, side), with the dtypes that are kept.

    Raises SmallError for a radar value that is no number.
    """
    found = {}
    for group, bands in GROUPS.items():
        layers = [_layer(decoded, band) for band in bands]
        found[group] = np.stack(layers, 1)
    bad = ~np.isfinite(found["S1"]).all((2, 3))
    if bad.any():
        row, band = np.argwhere(bad)[0]
        raise SmallError(
            f"{names[row]}, {GROUPS['S1'][band]}: holds values that are no numbers; leave the "
            "patch out, or build it again: python -m builder verify"
        )
    found["S1"] = found["S1"].astype(np.float16)
    return found
