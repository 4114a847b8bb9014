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
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np
import pyarrow as pa
from PIL import Image

from bigearthnet_txt import COLUMNS, CONFIGS, SENSORS, Config, Split, decode_bands
from bigearthnet_txt_reader.locations import location
from bigearthnet_txt_reader.pixels import RASTERS, Pixels, Planes
from bigearthnet_txt_reader.release import MANIFEST, FileEntry, Release, Row, Shard

if TYPE_CHECKING:
    import datasets

_GROUPS = {sensor.key: sensor.names for sensor in SENSORS}
_VERSION = re.compile(r"v?(\d+\.\d+\.\d+)")
_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")


def _shared(row: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """The rasters of a patch, read-only: all its annotations share them."""
    rasters = decode_bands(row)
    for raster in rasters.values():
        raster.flags.writeable = False
    return rasters


def _picture(value: Mapping[str, Any] | None) -> Image.Image | None:
    """A preview, opened in memory; Pillow decodes it when its pixels are asked for."""
    return None if value is None else Image.open(BytesIO(value["bytes"]))


class _Join:
    """Adds the bands of its patch to each row of a batch, and opens its preview.

    A patch is fetched once per batch. The last one is remembered: rows that follow one another
    share its arrays, and each has a copy of its preview, which is decoded once.
    """

    def __init__(self, pixels: Pixels) -> None:
        self._pixels = pixels
        self._last: dict[int, dict[str, np.ndarray]] = {}
        self._preview: Mapping[str, Any] | None = None
        self._decoded: Image.Image | None = None

    def __call__(self, batch: dict[str, list[Any]]) -> dict[str, list[Any]]:
        # A column asked for alone, such as rows["input"], has no patch to add.
        wanted = batch.get("patch_row", [])
        found = {row: self._rasters(row) for row in dict.fromkeys(wanted)}
        self._last = {row: found[row] for row in wanted[-1:]}
        names = next(iter(found.values()), {})
        rows = [found[row] for row in wanted]
        joined = batch | {name: _values(rows, name) for name in names}
        if "image" in batch:
            joined["image"] = [self._picture(value) for value in batch["image"]]
        return joined

    def _rasters(self, row: int) -> dict[str, np.ndarray]:
        return self._last.get(row) or _shared(self._pixels[row])

    def _picture(self, value: Mapping[str, Any] | None) -> Image.Image | None:
        if value != self._preview:
            self._preview, self._decoded = value, None
            return _picture(value)
        self._decoded = self._decoded or _picture(value)
        return self._decoded and self._decoded.copy()


def _decode_batch(batch: dict[str, list[Any]]) -> dict[str, list[Any]]:
    names = [name for name in RASTERS if name in batch]
    planes = zip(*(batch[name] for name in names), strict=True)
    rows = [_shared(dict(zip(names, one, strict=True))) for one in planes]
    return batch | {name: _values(rows, name) for name in names}


def _values(rows: Sequence[Mapping[str, np.ndarray]], name: str) -> list[np.ndarray]:
    return [row[name] for row in rows]


def _decoded(table: pa.Table) -> Iterator[Row]:
    """The rows of a table: pictures opened, rasters decoded, everything else as Python values."""
    for batch in table.to_batches():
        yield from _decoded_batch(batch)


def _decoded_batch(batch: pa.RecordBatch) -> Iterator[Row]:
    names = batch.schema.names
    planes = {name: Planes(batch.column(name), RASTERS[name]) for name in names if name in RASTERS}
    others = [name for name in names if name not in RASTERS]
    values = zip(*(batch.column(name).to_pylist() for name in others), strict=True)
    for k, one in enumerate(values):
        row = dict(zip(others, one, strict=True))
        pictures = {name: _picture(row[name]) for name in ("image", "sar") if name in row}
        yield row | pictures | _shared({name: of[k] for name, of in planes.items()})


def _joined(
    shards: Sequence[Shard], release: Release, config: str, bands: Sequence[str]
) -> Iterator[Row]:
    """The rows of a text config with preview and bands of their patches, shard by shard."""
    texts = [column.name for column in COLUMNS[config] if column.name != "image"]
    for shard in shards:
        for _, text, patch in release.side_by_side(
            shard, texts, ("patch_id", "image", *bands), configs=[config], rows=_decoded
        ):
            if patch is None or patch["patch_id"] != text["patch_id"]:
                at = f"{release.file(shard.files[config])}: patch {text['patch_row']}"
                there = release.file(shard.files["patches"])
                raise ValueError(f"{at} is not next in {there}; are both from the same release?")
            yield text | patch | {"image": patch["image"] and patch["image"].copy()}


def _patch_rows(
    shards: Sequence[FileEntry], release: Release, columns: Sequence[str]
) -> Iterator[Row]:
    for entry in shards:
        for table in release.row_groups(entry, columns):
            yield from _decoded(table)


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


def _on_hub(name: str, revision: str | None, wanted: Sequence[str], *, streaming: bool) -> Release:
    """A release on the Hub; it fetches only the files of `wanted`, and none for streaming.

    `datasets` ignores the revision if it is offline. Here the cache is asked for this revision, and
    for no other.
    """
    import huggingface_hub as hub

    try:
        manifest = Path(hub.hf_hub_download(name, MANIFEST, repo_type="dataset", revision=revision))
        commit = manifest.parent.name
        if streaming and not hub.constants.HF_HUB_OFFLINE:
            url = f"hf://datasets/{name}@{commit}"
            return Release.parse(manifest.read_bytes(), location(url))
        patterns = [MANIFEST, *wanted]
        folder = hub.snapshot_download(
            name, repo_type="dataset", revision=commit, allow_patterns=patterns
        )
        return Release.open(Path(folder))
    except hub.errors.LocalEntryNotFoundError as error:
        asked = f"{name}: revision {revision or 'main'}, {', '.join(wanted)}"
        raise FileNotFoundError(
            f"{asked}: not in the cache, and the Hub cannot be asked; load it once online"
        ) from error


def find_release(
    source: str | Path, revision: str | None, wanted: Sequence[str], *, streaming: bool
) -> Release:
    """The release at a path, a URL or in a repository; its version must be the one asked for."""
    named = isinstance(source, str) and _HUB_NAME.fullmatch(source)
    on_hub = named and not Path(source).is_dir()
    if on_hub:
        release = _on_hub(str(source), revision, wanted, streaming=streaming)
    else:
        release = _in_store(source)
    asked = _VERSION.fullmatch(revision or "")
    if (asked and asked[1] != release.version) or (revision and not asked and not on_hub):
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


def _loaded(
    release: Release,
    config: str,
    split: str,
    columns: Sequence[str] | None = None,
    *,
    streaming: bool = False,
) -> Any:
    """The rows of a split by `load_dataset`, with the features stored in its files.

    Raises ValueError if rows are missing.
    """
    import datasets

    # Without the ETag a download is known by its URL alone: a release that was built again there
    # would give its old rows.
    options: dict[str, Any] = {"download_config": datasets.DownloadConfig(use_etag=True)}
    if columns is not None:
        options["columns"] = list(columns)
    files = _files(release, config, split)
    urls = [str(release.file(entry)) for entry in files]
    rows = datasets.load_dataset(
        "parquet", data_files={split: urls}, split=split, streaming=streaming, **options
    )
    stated = sum(entry.rows for entry in files)
    if not streaming and len(rows) != stated:
        raise ValueError(f"{urls[0]} and its shards: {len(rows)} rows, {MANIFEST} says {stated}")
    return rows


def _patch_columns(bands: Sequence[str]) -> list[str]:
    """The columns of `patches` without other rasters than these."""
    names = [column.name for column in COLUMNS["patches"]]
    return [name for name in names if name not in RASTERS or name in bands]


def _stream(release: Release, config: str, split: str, bands: tuple[str, ...]) -> Any:
    """Rows with bands as they are read, shard by shard.

    `datasets` deals the shards to nodes and workers.
    """
    import datasets

    patches, texts = _files(release, "patches", split), _files(release, config, split)
    if config == "patches":
        columns = tuple(_patch_columns(bands))
        given = {"shards": patches, "release": release.narrowed([]), "columns": columns}
        return datasets.IterableDataset.from_generator(_patch_rows, gen_kwargs=given)
    shards = [shard for shard in release.shards_of(split) if shard.files.get(config) in texts]
    given = {"shards": shards, "release": release.narrowed([]), "config": config, "bands": bands}
    return datasets.IterableDataset.from_generator(_joined, gen_kwargs=given)


def _map_style(release: Release, config: str, split: str, bands: tuple[str, ...]) -> Any:
    import datasets

    if config == "patches":
        patches = _loaded(release, config, split, _patch_columns(bands))
        return patches.with_transform(_decode_batch)
    pixels = Pixels(_loaded(release, "patches", split, bands))
    texts = _loaded(release, config, split)
    # The join decodes a preview, once a patch.
    undecoded = texts.cast_column("image", datasets.Image(decode=False))
    return undecoded.with_transform(_Join(pixels))


# fmt: off
@overload
def load(
    config: Config, split: Split, *, source: str | Path = ..., revision: str | None = ...,
    bands: Sequence[str] | None = ..., streaming: Literal[False] = ...,
) -> datasets.Dataset: ...
@overload
def load(
    config: Config, split: Split, *, source: str | Path = ..., revision: str | None = ...,
    bands: Sequence[str] | None = ..., streaming: Literal[True],
) -> datasets.IterableDataset: ...
@overload
def load(
    config: Config, split: Split, *, source: str | Path = ..., revision: str | None = ...,
    bands: Sequence[str] | None = ..., streaming: bool,
) -> datasets.Dataset | datasets.IterableDataset: ...
# fmt: on
def load(
    config: Config,
    split: Split,
    *,
    source: str | Path = "bigearthnet_txt",
    revision: str | None = None,
    bands: Sequence[str] | None = None,
    streaming: bool = False,
) -> datasets.Dataset | datasets.IterableDataset:
    """A split of a config as `datasets.load_dataset` gives it.

    If bands are asked for, they are joined to every row.

    `source` is a folder, a URL (s3://bucket/folder) or a repository on the Hub, `revision` a tag,
    branch or commit of a repository.
    `bands` names raster columns of `patches` ("B08", "VV", "reference_map"), "s2" or "s1" for all
    of a sensor; no other raster is read. Each row then holds them as arrays by name, decoded as by
    `decode_bands`, read-only and shared by the annotations of a patch. With `streaming` text and
    pixels are read side by side, a shard at a time, each patch once: for a loader with workers (at
    most one a shard) and for `split_dataset_by_node`.

    Raises FileNotFoundError if there is no finished release, or offline if the cache does not hold
    this revision; ValueError for a config, split or band that is not there, and if the release
    found is of another version than `revision` names; StoreError if a store does not answer; and
    what `huggingface_hub` raises if the Hub has no such repository or revision.
    """
    import datasets

    if config not in CONFIGS:
        raise ValueError(f"config {config!r}: use one of {', '.join(CONFIGS)}")
    names = band_names(bands or ())
    wanted = [f"data/{part}/{split}-*" for part in ((config, "patches") if names else (config,))]
    release = find_release(source, revision, wanted, streaming=streaming)
    if not names:
        rows = _loaded(release, config, split, streaming=streaming)
    elif streaming:
        rows = _stream(release, config, split, names)
    else:
        rows = _map_style(release, config, split, names)
    rows.info.config_name, rows.info.version = config, datasets.Version(release.version)
    return rows
