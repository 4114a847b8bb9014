"""Loading: a release in a folder or on the Hub -> the rows of a split, with bands joined to them
where they are asked for.

    >>> from bigearthnet_txt import load, stack_bands
    >>> row = next(iter(load("vqa", "train", bands=["s2", "s1"], streaming=True)))
    >>> row["input"], row["B08"].shape, stack_bands(row).shape
    ('Is urban fabric present in the image?', (120, 120), (14, 120, 120))

`load` is a name of `bigearthnet_txt`, which imports this module when it is asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from bigearthnet_txt import COLUMNS, CONFIGS, SENSORS, decode_bands
from bigearthnet_txt_reader.pixels import RASTERS, Pixels, Planes

if TYPE_CHECKING:
    import datasets

_GROUPS = {sensor.key: sensor.names for sensor in SENSORS}
_VERSION = re.compile(r"v?(\d+\.\d+\.\d+)")
_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")
MANIFEST = "manifest.json"


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
        wanted = batch.get(
            "patch_row", []
        )  # a column asked for alone, such as rows["input"], has no patch to add
        found = {
            row: self._last.get(row) or _shared(self._pixels[row]) for row in dict.fromkeys(wanted)
        }
        self._last = {row: found[row] for row in wanted[-1:]}
        pictures = (
            {"image": [self._picture(value) for value in batch["image"]]}
            if "image" in batch
            else {}
        )
        return (
            batch
            | pictures
            | {
                name: [found[row][name] for row in wanted]
                for name in next(iter(found.values()), {})
            }
        )

    def _picture(self, value: Mapping[str, Any] | None) -> Image.Image | None:
        if value != self._preview:
            self._preview, self._decoded = value, None
            return _picture(value)
        self._decoded = self._decoded or _picture(value)
        return self._decoded and self._decoded.copy()


def _decode_batch(batch: dict[str, list[Any]]) -> dict[str, list[Any]]:
    names = [name for name in RASTERS if name in batch]
    rows = [
        _shared(dict(zip(names, planes, strict=True)))
        for planes in zip(*(batch[name] for name in names), strict=True)
    ]
    return batch | {name: [row[name] for row in rows] for name in names}


def _opened(url: str) -> Any:
    if not url.startswith("hf://"):
        return Path(url).open("rb")
    from huggingface_hub import HfFileSystem

    return HfFileSystem().open(
        url, cache_type="none"
    )  # by default it reads 5 MB ahead: all bands where one is wanted


def _batches(url: str, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """A Parquet file row group by row group, so that memory stays flat; in one thread, since a
    loader has workers.
    """
    with _opened(url) as file:
        parquet = pq.ParquetFile(file, pre_buffer=True)
        for k in range(parquet.num_row_groups):
            yield from parquet.read_row_group(k, columns=columns, use_threads=False).to_batches()


def _rows(url: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of a file: pictures opened, rasters decoded, everything else as Python values."""
    for batch in _batches(url, columns):
        names = batch.schema.names
        planes = {
            name: Planes(batch.column(name), RASTERS[name]) for name in names if name in RASTERS
        }
        pictures = [name for name in ("image", "sar") if name in names]
        others = [name for name in names if name not in RASTERS]
        values = [batch.column(name).to_pylist() for name in others]
        for k, one in enumerate(zip(*values, strict=True)):
            row = dict(zip(others, one, strict=True))
            for name in pictures:
                row[name] = _picture(row[name])
            yield row | _shared({name: of[k] for name, of in planes.items()})


def _joined(
    shards: Sequence[tuple[str, str, int]], config: str, bands: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """The rows of text files with preview and bands of their patches; text and pixels of a shard
    are read side by side, each once.

    A shard is the text file, the file of its patches, and the row number of the first of them in
    the split.
    """
    names = [column.name for column in COLUMNS[config] if column.name != "image"]
    for texts, patches, first in shards:
        numbered = enumerate(_rows(patches, ("image", *bands)), first)
        at, patch = -1, dict[str, Any]()
        for row in _rows(texts, names):
            while at != row["patch_row"]:
                at, patch = next(numbered, (-1, {}))
                if not patch:
                    raise ValueError(
                        f"{texts}: patch {row['patch_row']} is not next in {patches}; are both from the same release?"
                    )
            yield row | patch | {"image": patch["image"] and patch["image"].copy()}


def _patch_rows(shards: Sequence[str], columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    for url in shards:
        yield from _rows(url, columns)


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


@dataclass(frozen=True)
class _Release:
    """Where a release lies: `root` is a folder, or a commit on the Hub as
    hf://datasets/ORG/NAME@commit.
    """

    root: str
    manifest: Mapping[str, Any]

    def files(self, config: str, split: str) -> list[tuple[str, int]]:
        """Path and number of rows of each file of a split, in the order of the shards. Raises where
        there is none, or one is lost.
        """
        mine = [entry for entry in self.manifest["files"] if entry["config"] == config]
        files = sorted((entry["path"], entry["rows"]) for entry in mine if entry["split"] == split)
        if not files:
            there = ", ".join(dict.fromkeys(entry["split"] for entry in mine)) or "no rows of it"
            raise ValueError(
                f"{self.root}: no split {split!r} of {config!r}; the release has {there}"
            )
        if not self.root.startswith("hf://"):
            lost = next((path for path, _ in files if not Path(self.root, path).is_file()), None)
            if lost:
                raise FileNotFoundError(
                    f"{Path(self.root, lost)}: not there, though {MANIFEST} names it; download the release again"
                )
        return [(f"{self.root}/{path}", rows) for path, rows in files]


def _in_folder(folder: Path) -> _Release:
    manifest = folder / MANIFEST
    if not manifest.is_file():
        raise FileNotFoundError(
            f"{manifest}: not there; give the folder of a finished release, or the name of its repository (ORG/NAME)"
        )
    return _Release(str(folder.resolve()), json.loads(manifest.read_bytes()))


def _on_hub(name: str, revision: str | None, wanted: Sequence[str], *, streaming: bool) -> _Release:
    """A release on the Hub, its manifest read; of the files only those of `wanted` are fetched, and
    none for streaming.

    `datasets` ignores the revision when it is offline. Here the cache is asked for this revision,
    and for no other.
    """
    import huggingface_hub as hub

    try:
        manifest = Path(hub.hf_hub_download(name, MANIFEST, repo_type="dataset", revision=revision))
        commit = manifest.parent.name
        if streaming and not hub.constants.HF_HUB_OFFLINE:
            return _Release(f"hf://datasets/{name}@{commit}", json.loads(manifest.read_bytes()))
        return _in_folder(
            Path(
                hub.snapshot_download(
                    name, repo_type="dataset", revision=commit, allow_patterns=[MANIFEST, *wanted]
                )
            )
        )
    except hub.errors.LocalEntryNotFoundError as error:
        asked = f"{name}: revision {revision or 'main'}, {', '.join(wanted)}"
        raise FileNotFoundError(
            f"{asked}: not in the cache, and the Hub cannot be asked; load it once online"
        ) from error


def _find(
    source: str | Path, revision: str | None, wanted: Sequence[str], *, streaming: bool
) -> _Release:
    """The release of a folder or repository, checked against the version that was asked for."""
    if Path(source).is_dir():
        release = _in_folder(Path(source))
    elif isinstance(source, str) and _HUB_NAME.fullmatch(source):
        release = _on_hub(source, revision, wanted, streaming=streaming)
    else:
        raise FileNotFoundError(
            f"{source}: no such folder, and not the name of a repository (ORG/NAME)"
        )
    version, asked = release.manifest["version"], _VERSION.fullmatch(revision or "")
    if (asked and asked[1] != version) or (revision and not asked and Path(source).is_dir()):
        raise ValueError(
            f"{source}: holds version {version}, but revision {revision!r} was asked for"
        )
    return release


def _loaded(
    files: Sequence[tuple[str, int]],
    split: str,
    columns: Sequence[str] | None,
    *,
    streaming: bool = False,
) -> Any:
    """The rows of files by `load_dataset`, with the features that stand in them. Raises ValueError
    where rows are missing.
    """
    import datasets

    options = {} if columns is None else {"columns": list(columns)}
    urls = [url for url, _ in files]
    rows = datasets.load_dataset(
        "parquet", data_files={split: urls}, split=split, streaming=streaming, **options
    )
    if not streaming and len(rows) != sum(count for _, count in files):
        raise ValueError(
            f"{urls[0]} and its shards: {len(rows)} rows, {MANIFEST} says {sum(count for _, count in files)}"
        )
    return rows


def _stream(release: _Release, config: str, split: str, bands: tuple[str, ...]) -> Any:
    """Rows with bands as they are read, shard by shard: `datasets` deals the shards to nodes and
    workers.
    """
    import datasets

    patches = release.files("patches", split)
    if config == "patches":
        columns = [
            column.name
            for column in COLUMNS[config]
            if column.name not in RASTERS or column.name in bands
        ]
        return datasets.IterableDataset.from_generator(
            _patch_rows, gen_kwargs={"shards": [url for url, _ in patches], "columns": (*columns,)}
        )
    firsts = np.cumsum([0, *(rows for _, rows in patches)]).tolist()
    by_shard = {
        Path(url).name: (url, first) for (url, _), first in zip(patches, firsts, strict=False)
    }
    shards = [(url, *by_shard[Path(url).name]) for url, _ in release.files(config, split)]
    return datasets.IterableDataset.from_generator(
        _joined, gen_kwargs={"shards": shards, "config": config, "bands": bands}
    )


def _map_style(release: _Release, config: str, split: str, bands: tuple[str, ...]) -> Any:
    import datasets

    if config == "patches":
        columns = [
            column.name
            for column in COLUMNS[config]
            if column.name not in RASTERS or column.name in bands
        ]
        return _loaded(release.files(config, split), split, columns).with_transform(_decode_batch)
    pixels = Pixels(_loaded(release.files("patches", split), split, bands))
    texts = _loaded(release.files(config, split), split, None)
    return texts.cast_column("image", datasets.Image(decode=False)).with_transform(
        _Join(pixels)
    )  # which decodes a preview once a patch


def load(
    config: str,
    split: str,
    *,
    source: str | Path = "bigearthnet_txt",
    revision: str | None = None,
    bands: Sequence[str] | None = None,
    streaming: bool = False,
) -> datasets.Dataset | datasets.IterableDataset:
    """A split of a config as `datasets.load_dataset` gives it, with bands joined to every row where
    they are asked for.

    `source` is a folder or a repository on the Hub, `revision` a tag, branch or commit of it.
    `bands` names raster columns of `patches` ("B08", "VV", "reference_map"), "s2" or "s1" for all
    of a sensor; no other raster is read. Each row then holds them as arrays by name, decoded as by
    `decode_bands`, read-only and shared by the annotations of a patch. With `streaming` text and
    pixels are read side by side, a shard at a time, each patch once: for a loader with workers (at
    most one a shard) and for `split_dataset_by_node`.

    Raises FileNotFoundError where there is no finished release, or offline where the cache does not
    hold this revision; ValueError for a config, split or band that is not there, and where the
    release found is of another version than `revision` names; and what `huggingface_hub` raises
    where the Hub knows no such repository or revision.
    """
    if config not in CONFIGS:
        raise ValueError(f"config {config!r}: use one of {', '.join(CONFIGS)}")
    names = band_names(bands or ())
    wanted = [f"data/{part}/{split}-*" for part in ((config, "patches") if names else (config,))]
    release = _find(source, revision, wanted, streaming=streaming)
    if not names:
        rows = _loaded(release.files(config, split), split, None, streaming=streaming)
    else:
        rows = (_stream if streaming else _map_style)(release, config, split, names)
    import datasets

    rows.info.config_name, rows.info.version = config, datasets.Version(release.manifest["version"])
    return rows
