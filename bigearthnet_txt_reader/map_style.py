"""Map style: rows of `load` by number. Texts lie in memory, pixels in mapped files, each once.

    release -> texts, without pictures -> datasets.Dataset, whose pictures and bands are links

The texts are read from the Parquet files of the release, without a copy on disk. The rasters that
are asked for are decoded once into the cache of `datasets`, and said before it is done.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bigearthnet_txt import schema
from bigearthnet_txt_reader.links import links, open_pixels, pixels_sum, stored
from bigearthnet_txt_reader.pixel_files import PixelFiles, raster_bytes, require_space, write_pixels
from bigearthnet_txt_reader.release import MANIFEST, Release
from bigearthnet_txt_reader.selection import PICTURES, Selection

if TYPE_CHECKING:
    import datasets

_TOLD = 100e6  # bytes: less is written without a word


class _Home(NamedTuple):
    """The config whose files hold the pixels of some rows, and the columns that are taken of it."""

    config: str
    pictures: tuple[str, ...]
    bands: tuple[str, ...]

    @property
    def stored(self) -> tuple[str, ...]:
        return (*self.pictures, *self.bands)


def map_style(
    release: Release, selection: Selection, split: str, bands: tuple[str, ...]
) -> datasets.Dataset:
    """The rows of a split with pictures and bands by link.

    Raises ValueError if rows are missing, or are about other patches than the release has, and
    OSError if the disk has too little room for the pixels.
    """
    import datasets

    from bigearthnet_txt_reader.row_features import features_of

    pictures = tuple(name for name in PICTURES if name in selection.names)
    shared = bool(bands) or "patches" in selection.configs or _at_hand(release, split)
    tables = []
    for config in selection.configs:
        home = _Home("patches" if shared else config, pictures, bands)
        texts = _texts(release, selection, split, config)
        if home.stored:
            _prepare(release, split, home)
            texts = _linked(release, texts, split, home)
        tables.append(texts)
    table = pa.concat_tables(tables, promote_options="default")
    if len(tables) > 1 or selection.seed is not None:
        table = table.take(pa.array(selection.order(table)))
    features = features_of(selection, bands)
    table = table.select(list(features)).cast(pa.schema(features.type))
    return datasets.Dataset(
        datasets.table.InMemoryTable(table),
        info=datasets.DatasetInfo(features=features),
        split=datasets.NamedSplit(split),
        fingerprint=_fingerprint(release, selection, split, bands),
    )


def _at_hand(release: Release, split: str) -> bool:
    """Do the files of `patches` lie on this machine?"""
    files = [release.file(entry) for entry in release.files_of("patches", split)]
    return bool(files) and all(isinstance(file, Path) and file.is_file() for file in files)


def _fingerprint(release: Release, *options: object) -> str:
    """The same for the same rows: what `datasets` computes from them is found again."""
    said = repr((sorted(release.sums.items()), options))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _texts(release: Release, selection: Selection, split: str, config: str) -> pa.Table:
    """The rows of a config, without pictures. Raises ValueError if rows are missing."""
    columns, first = selection.columns_of(config, pictures=False), 0
    tables = [_blank(columns, config)]
    whole = not selection.where and selection.shares.get(config, 1) >= 1
    for entry in release.files_of(config, split):
        found = list(selection.tables(release, entry, columns, first=first))
        rows = sum(map(len, found))
        if whole and rows != entry.rows:
            raise ValueError(
                f"{release.file(entry)}: {rows} rows, {MANIFEST} says {entry.rows}; download the"
                " release again"
            )
        tables += found
        first += entry.rows
    return pa.concat_tables(tables)


def _blank(columns: Sequence[str], config: str) -> pa.Table:
    fields = [schema(config).field(name).remove_metadata() for name in columns]
    if config == "patches":
        fields.append(pa.field("patch_row", pa.int64()))
    return pa.schema(fields).empty_table()


def _prepare(release: Release, split: str, home: _Home) -> None:
    """Writes what has not been written yet of the pixels, after it was said how much it is."""
    folder = open_pixels(pixels_sum(release, home.config)) / split
    patches = sum(entry.rows for entry in release.files_of("patches", split))
    lacking = PixelFiles(folder).lacking(home.stored, patches)
    if not lacking:
        return
    needed = raster_bytes(lacking, patches)
    require_space(folder, needed)
    if needed > _TOLD:
        said = f"{split}: {', '.join(lacking)} of {patches} patches take {needed / 1e9:,.1f} GB"
        print(f"{said} of disk, once, in {folder}; streaming=True takes none", file=sys.stderr)
    write_pixels(folder, lacking, patches, _tables(release, split, home, lacking))


def _tables(
    release: Release, split: str, home: _Home, columns: Sequence[str]
) -> Iterator[pa.Table]:
    """The pixels of a split, a row for each patch, in order; a bar shows how far it is."""
    import datasets

    files = release.files_of(home.config, split)
    next_row = 0
    shown = sum(entry.rows for entry in files)
    with datasets.utils.tqdm(total=shown, unit="row", desc=f"pixels of {split}") as bar:
        for entry in files:
            wanted = list(columns) if home.config == "patches" else ["patch_row", *columns]
            for table in release.row_groups(entry, wanted):
                bar.update(len(table))
                if home.config != "patches":
                    table, next_row = _one_a_patch(table, next_row)
                yield table


def _one_a_patch(table: pa.Table, first: int) -> tuple[pa.Table, int]:
    """The first text of each patch from row `first` on; a patch without texts has a null preview.

    Returns it with the row of the next patch.
    """
    rows, where = np.unique(table["patch_row"].to_numpy(), return_index=True)
    where, rows = where[rows >= first], rows[rows >= first]
    if not len(rows):
        return table.slice(0, 0), first
    numbers = np.full(int(rows[-1]) + 1 - first, -1)
    numbers[rows - first] = where
    taken = pa.array(numbers, mask=numbers < 0)
    return pa.table({"image": table["image"].combine_chunks().take(taken)}), int(rows[-1]) + 1


def _linked(release: Release, texts: pa.Table, split: str, home: _Home) -> pa.Table:
    """The texts with their pictures and bands as links, all of which share their memory."""
    if home.config == "patches":
        _require_patches(release, texts, split)
    pixels, rows = pixels_sum(release, home.config), texts["patch_row"].combine_chunks()
    columns = {name: stored(links(pixels, split, rows, name)) for name in home.pictures}
    shared = stored(links(pixels, split, rows)) if home.bands else None
    for name, column in {**columns, **dict.fromkeys(home.bands, shared)}.items():
        texts = texts.append_column(name, column)
    return texts


def _require_patches(release: Release, texts: pa.Table, split: str) -> None:
    """Raises ValueError if a text is about another patch than the one in its row of `patches`."""
    entries = release.files_of("patches", split)
    named = [one for entry in entries for one in release.row_groups(entry, ["patch_id"])]
    there = pa.concat_tables(named)["patch_id"].combine_chunks()
    rows = texts["patch_row"].combine_chunks()
    found = there.take(pc.if_else(pc.less(rows, len(there)), rows, pa.scalar(None, pa.int64())))
    same = pc.fill_null(pc.equal(found, texts["patch_id"].combine_chunks()), False)
    if not pc.all(same).as_py():
        wrong = texts.slice(pc.index(same, False).as_py(), 1).to_pylist()[0]
        raise ValueError(
            f"{release.where}: row {wrong['ID']} is about {wrong['patch_id']}, but row"
            f" {wrong['patch_row']} of patches is another one; are both from the same release?"
        )
