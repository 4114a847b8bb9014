"""The explorer: a static folder in which a browser shows every patch of a release.

    OUT -> explorer/ -> file server or Space

index.html and its scripts, vendor/ (the Parquet reader, and outlines of countries), explorer.json
(what the scripts know of the release, numbers of the contract included), patches.parquet (one
line a patch, for map and filters), tiles/ (where the rows of the patches of a tile lie) and
thumbnails/. Pixels and texts stay in the release: the browser fetches
the pages of the Parquet files that hold what it shows.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeAlias

from bigearthnet_txt import (
    BANDS,
    CLASSES,
    CLC,
    COMPOSITES,
    LICENSE,
    NOTICE,
    PATCH_SIZE,
    REFERENCE_MAP,
    SEASONS,
    SENSOR_TASKS,
    SPLITS,
    TASKS,
    Stretch,
)
from bigearthnet_txt_explorer.arranging import Arranged, arrange
from bigearthnet_txt_explorer.errors import CallError
from bigearthnet_txt_explorer.index import TEXTS, Lines, read_lines
from bigearthnet_txt_explorer.tables import parquet
from bigearthnet_txt_explorer.thumbnails import ROW, SIDE, write_thumbnails
from bigearthnet_txt_explorer.writing import remove_left_over, write_bytes
from bigearthnet_txt_reader.indices import INDICES
from bigearthnet_txt_reader.release import Release
from bigearthnet_txt_reader.sensed import COMPARED, QUANTITIES
from bigearthnet_txt_reader.views import GRAYS, MAPS, RAMP

Progress: TypeAlias = Callable[[str], Callable[[int], object]]
DESCRIPTION, SHEETS = "explorer.json", "thumbnails"
_BEGUN = f"{DESCRIPTION}.partial"  # lies there from the first write until the description, the last
_MODULES = b"<!-- modules -->"
_IMPORT = re.compile(rb"""^import .* from ['"]\./(.*)['"]""", re.M)
_HERE = Path(__file__).parent
_PAGE, _VENDOR = _HERE / "page", _HERE / "vendor"


def write_explorer(release: Release, folder: Path, *, data: str | None, progress: Progress) -> int:
    """Writes the explorer of `release` into `folder`; returns the number of its patches.

    `progress` is called with "index", then with "thumbnails"; what it returns is called with the
    number of patches just read, each once. `data` is the URL under which browsers find the release;
    without one, its place relative to `folder`. What an earlier explorer left there is removed.
    Raises CallError if `folder` holds something else or lies inside the release, or if the release
    lies in a store and has no `data`.
    """
    _check_folder(folder, release)
    found = data or _beside(release, folder)
    lines = read_lines(release, progress("index"))
    index = arrange(lines)
    _begin(folder)
    sheets = write_thumbnails(release, index.order, folder / SHEETS, progress(SHEETS))
    files = _files(index, data) | {DESCRIPTION: _dense(_description(release, found, lines, index))}
    for name, content in files.items():
        write_bytes(folder / name, content)
    remove_left_over(folder, {*files, *(f"{SHEETS}/{name}" for name in sheets)})
    return len(index.table)


def _begin(folder: Path) -> None:
    """Marks a folder, so that the next call knows what a killed one left."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _BEGUN).touch()


def _description(release: Release, data: str, lines: Lines, index: Arranged) -> dict[str, Any]:
    """What the page must know of the release, whose files lie at `data`."""
    told = {"version": release.version, "data": data, "pixels": not release.maps_only}
    told |= {"source": release.name, "warning": release.warning}
    shards = [asdict(shard) for shard in lines.shards]
    known = {"tasks": _tasks(release), "shards": shards}
    return contract() | told | known | _described(index)


def _tasks(release: Release) -> list[tuple[str, str | None]]:
    """The tasks a person can filter by: those of sensors only where the release asks of them."""
    asked = (*TASKS, *SENSOR_TASKS) if release.files_of("sensor") else TASKS
    return [(task.type, task.category) for task in asked]


def _described(index: Arranged) -> dict[str, Any]:
    """What the page must know to read the index."""
    return {
        "patches": len(index.table),
        "scenes": index.scenes,
        "countries": index.names["country"],
        "climates": index.names["climate_zone"],
        "thumbnails": {"side": SIDE, "row": ROW},
    }


def _check_folder(folder: Path, release: Release) -> None:
    ours = any((folder / name).is_file() for name in (DESCRIPTION, _BEGUN))
    if folder.exists() and not ours and (not folder.is_dir() or any(folder.iterdir())):
        raise CallError(f"{folder}: is there and is no explorer; name a new folder with --to")
    where = release.where
    if isinstance(where, Path) and folder.resolve().is_relative_to(where.resolve()):
        inside = "lies inside the release, which holds its own files only"
        raise CallError(f"{folder}: {inside}; name a folder beside it with --to")


def _beside(release: Release, folder: Path) -> str:
    """The path of a release as seen from the explorer beside it."""
    if isinstance(release.where, Path):
        return Path(os.path.relpath(release.where.resolve(), folder.resolve())).as_posix()
    example = "such as https://bucket.s3.amazonaws.com/bigearthnet_txt"
    raise CallError(f"{release.where}: give --data, its URL as browsers find it, {example}")


def _files(index: Arranged, data: str | None) -> dict[str, bytes]:
    """Path in the explorer -> content, of all files but sheets and description, the last one."""
    tiles = {f"tiles/{name}.parquet": parquet(table) for name, table in index.tiles()}
    return {
        **tiles,
        **scripts(),
        "README.md": _space(data).encode(),
        "patches.parquet": parquet(index.overview),
    }


def scripts() -> dict[str, bytes]:
    """Path in the explorer -> content of the page, and of what it carries of others."""
    files = {path.name: path.read_bytes() for path in sorted(_PAGE.iterdir())} | _vendored()
    links = "\n".join(f'<link rel="modulepreload" href="{name}">' for name in _modules(files))
    files["index.html"] = files["index.html"].replace(_MODULES, links.encode())
    return files


def _modules(files: dict[str, bytes]) -> list[str]:
    """The modules of the first view, so that the browser asks for all of them at once."""
    found, waiting = set[str](), ["main.js"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            below = [bytes(other).decode() for other in _IMPORT.findall(files[name])]
            waiting += [posixpath.join(posixpath.dirname(name), at) for at in below]
    return sorted(found)


def _vendored() -> dict[str, bytes]:
    """Path in the explorer -> content of what is of others, with licenses and vendored.json."""
    found = {path.relative_to(_HERE): path for path in sorted(_VENDOR.rglob("*"))}
    return {name.as_posix(): path.read_bytes() for name, path in found.items() if path.is_file()}


def page_file(name: str) -> bytes:
    """A file of the page, such as bands.js, for another page that shows patches."""
    return (_PAGE / name).read_bytes()


def _dense(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def contract() -> dict[str, Any]:
    """What the scripts need of the contract, so that no number stands in them a second time."""
    return {
        "license": LICENSE,
        "notice": NOTICE,
        "size": PATCH_SIZE,
        "splits": SPLITS,
        "seasons": SEASONS,
        "classes": CLASSES,
        "texts": list(TEXTS),
        "bands": {band.name: [band.size, band.dtype] for band in (*BANDS.values(), REFERENCE_MAP)},
        "composites": {name: _channels(of) for name, of in COMPOSITES.items()},
        "maps": {name: [*INDICES[name][:2], *stretch] for name, stretch in MAPS.items()},
        "grays": {name: [band, *stretch] for name, (band, stretch) in GRAYS.items()},
        "quantities": {name: of._asdict() for name, of in QUANTITIES.items()},
        "compared": COMPARED,
        "ramp": RAMP.tobytes().hex(),
        "land_cover": REFERENCE_MAP.name,
        "clc": CLC,
    }


def _channels(composite: Sequence[tuple[str, Stretch]]) -> list[list[Any]]:
    return [[band, *stretch] for band, stretch in composite]


_SPACE = """---
title: BigEarthNet.txt explorer
emoji: 🛰️
colorFrom: green
colorTo: blue
sdk: static
license: {license}
{used}---

Every patch of BigEarthNet.txt on a map, with its pictures, boxes and texts. {notice}. \
Outlines: Natural Earth.
"""


def _space(data: str | None) -> str:
    """The README.md that makes the folder a static Space of the Hub."""
    found = re.search(r"/datasets/([\w.-]+/[\w.-]+)/resolve/", data or "")
    used = f"datasets: [{found[1]}]\n" if found else ""
    return _SPACE.format(license=LICENSE, used=used, notice=NOTICE)
