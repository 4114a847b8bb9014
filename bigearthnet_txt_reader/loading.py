"""Loading: a release in a folder, in a store or on the Hub -> the rows of a split.

Bands are joined to the rows if they are asked for.

    >>> from bigearthnet_txt import load, stack_bands
    >>> row = next(iter(load("vqa", "train", bands=["s2", "s1"], streaming=True)))
    >>> row["input"], row["B08"].shape, stack_bands(row).shape
    ('Is urban fabric present in the image?', (120, 120), (14, 120, 120))

`load` is a name of `bigearthnet_txt`, which imports this module when it is asked for.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from bigearthnet_txt import CONFIGS, SENSORS, Config, Split
from bigearthnet_txt_reader.hub import is_hub_name, on_hub
from bigearthnet_txt_reader.locations import location
from bigearthnet_txt_reader.map_style import map_style
from bigearthnet_txt_reader.planes import RASTERS
from bigearthnet_txt_reader.release import MANIFEST, FileEntry, Release
from bigearthnet_txt_reader.selection import Selection, Where
from bigearthnet_txt_reader.streams import Stream, patch_rows, text_rows, whole_tables

if TYPE_CHECKING:
    import datasets

_GROUPS = {sensor.key: sensor.names for sensor in SENSORS}
_VERSION = re.compile(r"v?(\d+\.\d+\.\d+)")


def band_names(bands: Sequence[str]) -> tuple[str, ...]:
    """The raster columns that are asked for, in band order; "s2" and "s1" stand for their bands.
    Raises ValueError for an unknown name.
    """
    known = {**_GROUPS, **{name: (name,) for name in RASTERS}}
    if isinstance(bands, str) or (unknown := [name for name in bands if name not in known]):
        found = repr(bands) if isinstance(bands, str) else ", ".join(map(repr, unknown))
        raise ValueError(f"bands: {found}; give a list of {', '.join(known)}")
    wanted = {name for group in bands for name in known[group]}
    return tuple(name for name in RASTERS if name in wanted)


def _files(release: Release, config: str, split: str) -> list[FileEntry]:
    """The files of a split, in the order of the shards.

    Raises ValueError if there are none, and FileNotFoundError if one is lost.
    """
    files = release.files_of(config, split)
    if not files:
        there = ", ".join(release.rows.get(config, {})) or "no rows of it"
        raise ValueError(
            f"{release.where}: no split {split!r} of {config!r}; the release has {there}"
        )
    for entry in files:
        file = release.file(entry)
        if isinstance(file, Path) and not file.is_file():
            raise FileNotFoundError(
                f"{file}: not there, though {MANIFEST} names it; download the release again"
            )
    return files


class ReleaseWarning(UserWarning):
    """A release is synthetic, or a part of BigEarthNet v2.0."""


@cache
def _warn(text: str) -> None:
    """Says once what a release is."""
    warnings.warn(text, ReleaseWarning, stacklevel=3)


def find_release(
    source: str | Path, revision: str | None, wanted: Sequence[str], *, streaming: bool
) -> Release:
    """The release at a path, a URL or in a repository; its version must be the one asked for."""
    named = is_hub_name(source)
    if named:
        release = on_hub(str(source), revision, wanted, streaming=streaming)
    else:
        release = _in_store(source)
    asked = _VERSION.fullmatch(revision or "")
    if (asked and asked[1] != release.version) or (revision and not asked and not named):
        raise ValueError(
            f"{source}: holds version {release.version}, but revision {revision!r} was asked for"
        )
    return release


def _in_store(source: str | Path) -> Release:
    where = location(source)
    if not isinstance(where, Path):
        return Release.open(where)
    if not where.is_dir():
        raise FileNotFoundError(
            f"{source}: no such folder, and not the name of a repository (ORG/NAME)"
        )
    return Release.open(where.resolve())


def _loaded(release: Release, config: str, split: str) -> Any:
    """The rows of a split by `load_dataset`, with the features stored in its files.

    Raises ValueError if rows are missing.
    """
    import datasets

    # Without the ETag a download is known by its URL alone: a release that was built again there
    # would give its old rows.
    by_etag = datasets.DownloadConfig(use_etag=True)
    files = _files(release, config, split)
    urls = [str(release.file(entry)) for entry in files]
    rows = datasets.load_dataset(
        "parquet",
        data_files={split: _as_they_are(release, files)},
        split=split,
        download_config=by_etag,
    )
    stated = sum(entry.rows for entry in files)
    if len(rows) != stated:
        raise ValueError(f"{urls[0]} and its shards: {len(rows)} rows, {MANIFEST} says {stated}")
    return rows


def _as_they_are(release: Release, files: Sequence[FileEntry]) -> Any:
    """The paths of files for `datasets`, which takes a plain path for a pattern: *, ? and [.

    The cache knows them by path, sum and time of change.
    """
    from datasets.data_files import DataFilesList

    paths = [release.file(entry) for entry in files]
    times = [str(path.stat().st_mtime_ns) if isinstance(path, Path) else "" for path in paths]
    known = [(entry.sha256, time) for entry, time in zip(files, times, strict=True)]
    return DataFilesList([str(path) for path in paths], known)


def _plain_stream(release: Release, config: str, split: str) -> Any:
    """The rows of a split as they are stored, row group by row group.

    `load_dataset` reads ahead in threads of Arrow through a file of Python: they outlive a stream
    that is dropped, and one that still runs when Python ends takes the process with it.
    """
    from bigearthnet_txt_reader.row_iterable import streamed_tables

    files = _files(release, config, split)
    stream = Stream(release.narrowed([]), Selection((config,)), ())
    with release.parquet(files[0]) as parquet:
        schema = parquet.schema_arrow
    return streamed_tables(whole_tables, {"files": files, "stream": stream}, schema, split)


def _stream(release: Release, selection: Selection, split: str, bands: tuple[str, ...]) -> Any:
    """Rows as they are read, shard by shard.

    `datasets` deals the shards to nodes and workers.
    """
    from bigearthnet_txt_reader.row_features import features_of
    from bigearthnet_txt_reader.row_iterable import streamed

    found = Stream(release.narrowed([]), selection, bands)
    there = [shard for shard in release.shards_of(split) if {*selection.configs} & {*shard.files}]
    given = {"shards": found.in_order(there), "stream": found}
    rows = patch_rows if selection.configs == ("patches",) else text_rows
    features = features_of(selection, bands)
    return streamed(rows, given, features, split)


def _shared_out(release: Release, selection: Selection, split: str) -> Selection:
    """The selection with the share of each config that its mix takes.

    Raises ValueError if a config has no row that is wanted.
    """
    for config in selection.configs:
        _files(release, config, split)
    if not (selection.mix or selection.where):
        return selection
    rows = {config: selection.count(release, config, split) for config in selection.configs}
    empty = [config for config, count in rows.items() if not count]
    if empty and (selection.mix or len(empty) == len(rows)):
        asked = f"where={dict(selection.where)}" if selection.where else f"split {split!r}"
        raise ValueError(f"{release.where}: no row of {', '.join(empty)} for {asked}; ask for less")
    return replace(selection, shares=selection.shares_of(rows))


# fmt: off
@overload
def load(
    config: Config | Sequence[Config], split: Split, *, source: str | Path = ...,
    revision: str | None = ..., bands: Sequence[str] | None = ..., streaming: Literal[False] = ...,
    mix: Mapping[str, float] | None = ..., columns: Sequence[str] | None = ..., image: bool = ...,
    where: Where | None = ..., seed: int | None = ...,
) -> datasets.Dataset: ...
@overload
def load(
    config: Config | Sequence[Config], split: Split, *, source: str | Path = ...,
    revision: str | None = ..., bands: Sequence[str] | None = ..., streaming: Literal[True],
    mix: Mapping[str, float] | None = ..., columns: Sequence[str] | None = ..., image: bool = ...,
    where: Where | None = ..., seed: int | None = ...,
) -> datasets.IterableDataset: ...
@overload
def load(
    config: Config | Sequence[Config], split: Split, *, source: str | Path = ...,
    revision: str | None = ..., bands: Sequence[str] | None = ..., streaming: bool,
    mix: Mapping[str, float] | None = ..., columns: Sequence[str] | None = ..., image: bool = ...,
    where: Where | None = ..., seed: int | None = ...,
) -> datasets.Dataset | datasets.IterableDataset: ...
# fmt: on
def load(
    config: Config | Sequence[Config],
    split: Split,
    *,
    source: str | Path = "bigearthnet_txt",
    revision: str | None = None,
    bands: Sequence[str] | None = None,
    streaming: bool = False,
    mix: Mapping[str, float] | None = None,
    columns: Sequence[str] | None = None,
    image: bool = True,
    where: Where | None = None,
    seed: int | None = None,
) -> datasets.Dataset | datasets.IterableDataset:
    """A split of a config, or of several text configs in one, as a dataset of `datasets`.

    `source` is a folder, a URL (s3://bucket/folder) or a repository on the Hub, `revision` a tag,
    branch or commit of a repository.
    `bands` names rasters of `patches` ("B08", "VV", "reference_map"), "s2" or "s1" for all of a
    sensor: columns of native size and dtype, read-only, shared by the annotations of a patch. With
    `streaming` text and pixels are read side by side, each patch once. Without it, texts lie in
    memory, and the rasters are written once, decoded, into the cache of `datasets`.

    Of several configs every row comes once, with the columns of all. `mix` weighs them, as
    {"captions": 1, "vqa": 4}: the one that runs out first comes whole. `columns` are kept, without
    the preview if not `image`. `where` keeps rows by value, as {"season": ["Spring", "Summer"]}; of
    `classes`, rows that speak of one. `seed` orders rows by chance (streams: shards, then the rows
    of about 100 patches) and draws those of a mix; otherwise they follow their patches.

    Raises FileNotFoundError if there is no finished release, or offline if the cache does not hold
    this revision; ValueError for a config, split, band, column, filter or weight that cannot be,
    and for a release of another version than `revision` names; OSError if the disk is too small;
    StoreError if a store does not answer; and what `huggingface_hub` raises.
    """
    import datasets

    names, configs = band_names(bands or ()), _configs(config)
    selection = Selection(
        configs,
        columns=None if columns is None else tuple(columns),
        image=image,
        where=dict(where or {}),
        mix=mix,
        seed=seed,
    )
    parts = dict.fromkeys((*configs, "patches") if names else configs)
    wanted = [f"data/{part}/{split}-*" for part in parts]
    release = find_release(source, revision, wanted, streaming=streaming)
    if release.warning:
        _warn(f"{release.where}: {release.warning}")
    if _is_plain(selection, names, streaming=streaming):
        rows = (_plain_stream if streaming else _loaded)(release, configs[0], split)
    else:
        selection = _shared_out(release, selection, split)
        for part in parts:
            _files(release, part, split)
        way = _stream if streaming else map_style
        rows = way(release, selection, split, names)
    rows.info.config_name, rows.info.version = "+".join(configs), datasets.Version(release.version)
    return rows


def _is_plain(selection: Selection, bands: Sequence[str], *, streaming: bool) -> bool:
    """Is it what `load_dataset` gives: one config as it lies in its files?"""
    plain = selection == Selection(selection.configs) and not bands
    return plain and (
        (streaming and len(selection.configs) == 1) or selection.configs[0] == "patches"
    )


def _configs(config: Config | Sequence[Config]) -> tuple[str, ...]:
    """The configs asked for. Raises ValueError for one that is unknown, or cannot be mixed."""
    configs = (config,) if isinstance(config, str) else tuple(config)
    for one in configs:
        if one not in CONFIGS:
            raise ValueError(f"config {one!r}: use one of {', '.join(CONFIGS)}")
    if not configs or len({*configs}) < len(configs) or ("patches" in configs and configs[1:]):
        raise ValueError(f"configs {', '.join(configs) or 'none'}: give each text config once")
    return configs
