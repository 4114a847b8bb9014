"""Reads a release by every road the installed `datasets` offers, and prints a JSON report.

    python tests/matrix/read_release.py bigearthnet_txt newer/bigearthnet_txt cache
    {"datasets": "2.21.0",
     "roads": {"folder, map": {"vqa": {"version": "1.0.0",
     "splits": {"train": {"rows": 512, "sha256": "..."}},
     "kinds": {"ID": "int64", ...}}}}, "rebuilt": {"folder, map": ["What is ...", ...]}}

It imports `datasets` and `bigearthnet_txt` only, so that it runs in an environment that holds
nothing else of the project.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import datasets
import numpy as np
from PIL import Image

import bigearthnet_txt

CONFIGS = tuple(config for config in bigearthnet_txt.CONFIGS if config != "sensor")
RUNS_SCRIPTS = int(datasets.__version__.split(".")[0]) < 4
Road = Callable[[Path, str, Path], Any]  # (release, config, cache) -> split -> rows


def data_files(release: Path, config: str) -> dict[str, list[str]]:
    """Split -> paths of the Parquet files, in the order of the shards."""
    found: dict[str, list[str]] = {}
    for path in sorted((release / "data" / config).glob("*.parquet")):
        found.setdefault(path.name.split("-")[0], []).append(str(path))
    return found


def canonical(value: Any) -> Any:
    """A value as JSON can hold it: pictures by their pixels, rasters by dtype, shape and bytes."""
    if isinstance(value, Image.Image):
        return [value.mode, *value.size, hashlib.sha256(value.tobytes()).hexdigest()]
    if isinstance(value, np.ndarray):
        return [value.dtype.str, *value.shape, hashlib.sha256(value.tobytes()).hexdigest()]
    return value


def digest(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The number of rows, and a hash of their values in order.

    Floats count by their shortest text, so to the last bit.
    """
    count, sha = 0, hashlib.sha256()
    for row in rows:
        count += 1
        sha.update(
            json.dumps({name: canonical(row[name]) for name in sorted(row)}).encode() + b"\n"
        )
    return {"rows": count, "sha256": sha.hexdigest()}


def kind(feature: Any) -> str:
    """A feature's type in the words of `bigearthnet_txt.COLUMNS`: lists had three spellings."""
    if isinstance(feature, datasets.Image):
        return "image"
    if isinstance(feature, list):
        return f"list:{kind(feature[0])}"
    return f"list:{kind(feature.feature)}" if hasattr(feature, "feature") else feature.dtype


def _by_name(release: Path, config: str, cache: Path) -> Any:
    with contextlib.chdir(release.parent):
        return datasets.load_dataset(release.name, config, cache_dir=str(cache))


def _by_folder(release: Path, config: str, cache: Path) -> Any:
    return datasets.load_dataset(str(release), config, cache_dir=str(cache))


def _by_folder_streaming(release: Path, config: str, cache: Path) -> Any:
    return datasets.load_dataset(str(release), config, cache_dir=str(cache), streaming=True)


def _by_files(release: Path, config: str, cache: Path) -> Any:
    return datasets.load_dataset(
        "parquet", data_files=data_files(release, config), cache_dir=str(cache)
    )


def _by_files_streaming(release: Path, config: str, cache: Path) -> Any:
    return datasets.load_dataset(
        "parquet", data_files=data_files(release, config), cache_dir=str(cache), streaming=True
    )


def _by_class(release: Path, config: str, cache: Path) -> Any:
    builder = bigearthnet_txt.BigEarthNetTxt(
        config_name=config, base_path=str(release), cache_dir=str(cache)
    )
    builder.download_and_prepare()
    return builder.as_dataset()


def _by_class_streaming(release: Path, config: str, cache: Path) -> Any:
    return bigearthnet_txt.BigEarthNetTxt(
        config_name=config, base_path=str(release), cache_dir=str(cache)
    ).as_streaming_dataset()


def _by_load(
    release: Path, config: str, cache: Path, *, streaming: bool = False, **options: Any
) -> Any:
    with mock.patch.object(datasets.config, "HF_DATASETS_CACHE", cache):
        splits = data_files(release, config)
        return {
            s: bigearthnet_txt.load(config, s, source=release, streaming=streaming, **options)
            for s in splits
        }


def _by_load_streaming(release: Path, config: str, cache: Path) -> Any:
    return _by_load(release, config, cache, streaming=True)


def _by_script(release: Path, config: str, cache: Path, **options: Any) -> Any:
    script = str(release / "scripts" / "bigearthnet_txt.py")
    return datasets.load_dataset(
        script, config, cache_dir=str(cache), trust_remote_code=True, **options
    )


def _by_script_streaming(release: Path, config: str, cache: Path) -> Any:
    return _by_script(release, config, cache, streaming=True)


ROADS: dict[str, Road] = {
    "name, map": _by_name,
    "folder, map": _by_folder,
    "folder, streaming": _by_folder_streaming,
    "files, map": _by_files,
    "files, streaming": _by_files_streaming,
    "class, map": _by_class,
    "class, streaming": _by_class_streaming,
    "load, map": _by_load,
    "load, streaming": _by_load_streaming,
}
SCRIPT_ROADS: dict[str, Road] = {
    "script, map": _by_script,
    "script, streaming": _by_script_streaming,
}


def decoded(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its rasters as arrays, if it has any."""
    return row | bigearthnet_txt.decode_bands(row) if "B02" in row else row


def read(road: Road, release: Path, config: str, cache: Path) -> dict[str, Any]:
    """What a config gives by one road: version, rows and hash per split, and the columns' types."""
    loaded = road(release, config, cache)
    first = next(iter(loaded.values()))
    return {
        "version": str(first.info.version),
        "splits": {split: digest(map(decoded, rows)) for split, rows in loaded.items()},
        "kinds": {name: kind(feature) for name, feature in first.features.items()},
    }


def read_rebuilt(road: Road, releases: tuple[Path, Path], place: Path) -> dict[str, Any]:
    """Loads an old release, replaces it by a new one, and loads again with the same cache.

    Returns what the second load gave.
    """
    folder, cache = place / "bigearthnet_txt", place / "cache"
    for release in releases:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(release, folder)
        given = read(road, folder, "vqa", cache)
    return given


def joined(release: Path, cache: Path) -> dict[str, Any]:
    """The rows of `vqa` with two bands of their patches, map-style and streaming.

    They identify rows and pixels.
    """
    given = {}
    for streaming in (False, True):
        loaded = _by_load(release, "vqa", cache, streaming=streaming, bands=["B05", "VH"])
        given[f"streaming {streaming}"] = {
            s: digest({n: row[n] for n in ("ID", "B05", "VH")} for row in rows)
            for s, rows in loaded.items()
        }
    return given


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("release", "newer", "cache"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    datasets.disable_progress_bars()
    roads = ROADS | (SCRIPT_ROADS if RUNS_SCRIPTS else {})
    given = {
        n: {c: read(road, args.release, c, args.cache / n) for c in CONFIGS}
        for n, road in roads.items()
    }
    newer = {
        n: read_rebuilt(road, (args.release, args.newer), args.cache / "rebuilt" / n)
        for n, road in roads.items()
    }
    bands = joined(args.release, args.cache / "joined")
    print(
        json.dumps(
            {"datasets": datasets.__version__, "roads": given, "rebuilt": newer, "joined": bands}
        )
    )


if __name__ == "__main__":
    main()
