"""The explorer: a static folder in which a browser shows every patch of a release. OUT -> explorer/
-> file server or Space.

index.html and its scripts, vendor/ (the Parquet reader), explorer.json (what the scripts know of
the release, numbers of the contract included), patches.parquet (one line a patch, for map and
filters) and outlines.json (countries). Pixels and texts stay in the release: the browser fetches
the pages of the Parquet files that hold what it shows.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import (
    BANDS,
    CLASSES,
    CLC,
    COMPOSITES,
    CONFIGS,
    LICENSE,
    NOTICE,
    PATCH_SIZE,
    REFERENCE_MAP,
    SEASONS,
    SPLITS,
    TASKS,
)
from bigearthnet_txt_explorer.errors import CallError, ExplorerError
from bigearthnet_txt_explorer.index import read_index
from bigearthnet_txt_explorer.library import fetch
from bigearthnet_txt_explorer.outlines import outlines
from bigearthnet_txt_explorer.writing import write_bytes

DESCRIPTION = "explorer.json"
_PAGE = Path(__file__).with_name("page")


def write_explorer(
    release: Path, folder: Path, *, data: str | None, progress: Callable[[int], object]
) -> int:
    """Writes the explorer of `release` into `folder`; returns the number of its patches. `progress`
    is told of patches just read.

    `data` is the URL under which browsers find the release; without one, its place relative to
    `folder`. Raises CallError where `folder` holds something else or lies inside `release`,
    ExplorerError where `release` is not a finished release or the Parquet reader cannot be fetched.
    """
    if (
        folder.exists()
        and not (folder / DESCRIPTION).is_file()
        and (not folder.is_dir() or any(folder.iterdir()))
    ):
        raise CallError(f"{folder}: is there and is no explorer; name a new folder with --to")
    manifest = _manifest(release)
    if folder.resolve().is_relative_to(release.resolve()):
        raise CallError(
            f"{folder}: lies inside the release, which holds its own files only; name a folder beside it with --to"
        )
    library = fetch()
    index = read_index(release, [entry["path"] for entry in manifest["files"]], progress)
    for path in sorted(_PAGE.iterdir()):
        write_bytes(folder / path.name, path.read_bytes())
    for name, content in library.scripts().items():
        write_bytes(folder / "vendor" / name, content)
    write_bytes(
        folder / "outlines.json",
        json.dumps(outlines(library.countries()), separators=(",", ":")).encode(),
    )
    write_bytes(folder / "README.md", _space(data).encode())
    buffer = pa.BufferOutputStream()
    pq.write_table(index.patches, buffer, compression="zstd", compression_level=9)
    write_bytes(folder / "patches.parquet", buffer.getvalue().to_pybytes())
    description = _contract() | {
        "version": manifest["version"],
        "data": data or Path(os.path.relpath(release.resolve(), folder.resolve())).as_posix(),
        "pixels": not manifest["settings"].get("maps_only"),
        "shards": [asdict(shard) for shard in index.shards],
    }
    write_bytes(folder / DESCRIPTION, json.dumps(description, separators=(",", ":")).encode())
    return len(index.patches)


def _manifest(release: Path) -> dict[str, Any]:
    path = release / "manifest.json"
    if not path.is_file():
        raise ExplorerError(
            f"{release}: no manifest.json, so this is no finished release; build one with: python -m builder build"
        )
    try:
        manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
        (
            manifest["version"],
            manifest["settings"].get,
            [entry["path"] for entry in manifest["files"]],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ExplorerError(
            f"{path}: cannot be read ({type(error).__name__}: {error}); see: python -m builder verify {release}"
        ) from None
    return manifest


def _contract() -> dict[str, Any]:
    """What the scripts need of the contract, so that no number stands in them a second time."""
    return {
        "license": LICENSE,
        "notice": NOTICE,
        "size": PATCH_SIZE,
        "splits": SPLITS,
        "seasons": SEASONS,
        "classes": CLASSES,
        "tasks": [[task.type, task.category] for task in TASKS],
        "texts": [config for config in CONFIGS if config != "patches"],
        "bands": {band.name: [band.size, band.dtype] for band in (*BANDS.values(), REFERENCE_MAP)},
        "composites": {
            name: [[band, *stretch] for band, stretch in channels]
            for name, channels in COMPOSITES.items()
        },
        "land_cover": REFERENCE_MAP.name,
        "clc": CLC,
    }


def _space(data: str | None) -> str:
    """The README.md that makes the folder a static Space of the Hub."""
    found = re.search(r"/datasets/([\w.-]+/[\w.-]+)/resolve/", data or "")
    used = f"datasets: [{found[1]}]\n" if found else ""
    return (
        f"---\ntitle: BigEarthNet.txt explorer\nemoji: 🛰️\ncolorFrom: green\ncolorTo: blue\nsdk: static\nlicense: {LICENSE}\n{used}---\n\n"
        f"Every patch of BigEarthNet.txt on a map, with its pictures, boxes and texts. {NOTICE}. Outlines: Natural Earth.\n"
    )
