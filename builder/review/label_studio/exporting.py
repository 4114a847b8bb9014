"""A benchmark as projects of Label Studio: tasks and interface of each type. Release -> folder.

label-studio/binary.json, label-studio/binary.xml, label-studio/bounding-box.json, ...
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias

from bigearthnet_txt_reader.benchmark import JUDGED, SENSED, benchmark_rows
from bigearthnet_txt_reader.release import Release, Row
from builder.errors import DataError, UsageError
from builder.review.label_studio.configs import TYPES, config
from builder.review.label_studio.pictures import data_uri, picture_file
from builder.review.label_studio.tasks import task
from builder.storage import replacing, write_text

PICTURES = "pictures"  # the folder of picture files
Picture: TypeAlias = Callable[[Row], str]  # row -> address of its picture
Task: TypeAlias = dict[str, Any]


def export_tasks(release: Release, folder: Path, *, files: bool) -> dict[str, int]:
    """Writes the tasks of each type and its interface; returns how many tasks each has.

    With `files` the pictures are files in a folder beside the tasks, else they are within. Raises
    UsageError if `folder` lies in the release, DataError if there is no benchmark or no picture.
    """
    _check_folder(release, folder)
    picture = partial(picture_file, folder=folder / PICTURES) if files else data_uri
    found = {kind: _export(release, kind, picture, folder=folder) for kind in TYPES}
    counts = {kind: number for kind, number in found.items() if number}
    if not counts:
        raise DataError(f"{release.where}: no benchmark to export; build it from a larger archive")
    return counts


def _check_folder(release: Release, folder: Path) -> None:
    where = release.where
    if isinstance(where, Path) and folder.resolve().is_relative_to(where.resolve()):
        inside = "lies in the release, which holds its own files only"
        raise UsageError(f"--to {folder}: {inside}; name a folder beside it")


def _export(release: Release, kind: str, picture: Picture, *, folder: Path) -> int:
    """Writes the files of a type, if there are such items; returns how many."""
    tasks = _tasks(release, kind, picture)
    first = next(tasks, None)
    if first is None:
        return 0
    stem = kind.replace(" ", "-")
    write_text(folder / f"{stem}.xml", config(kind))
    return _write(chain([first], tasks), folder / f"{stem}.json")


def _tasks(release: Release, kind: str, picture: Picture) -> Iterator[Task]:
    for row in benchmark_rows(release, [*JUDGED, "point", "image", "group"]):
        if row["type"] == kind and row["group"] != SENSED:
            yield task(row, picture(row), release.version)


def _write(tasks: Iterable[Task], path: Path) -> int:
    """Writes a list of JSON, a line a task; returns how many."""
    number = 0
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8") as file:
        for one in tasks:
            file.write(",\n" if number else "[\n")
            file.write(json.dumps(one, ensure_ascii=False, allow_nan=False))
            number += 1
        file.write("\n]\n")
    return number
