"""Claiming: a folder is that of one export, whose settings it keeps in `export.json`.

claim(folder, {"format": "trl", "size": 448, ...}) does nothing if the folder says the same already.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bigearthnet_txt_evaluation.scoring.errors import StatedError
from bigearthnet_txt_evaluation.training.errors import ExportError
from bigearthnet_txt_reader.given import from_json

FILE = "export.json"


def claim(folder: Path, now: Mapping[str, Any]) -> None:
    """Makes the folder that of this export, if it is not yet.

    Raises StatedError if it holds files, or an export of other settings; ExportError if the rows of
    the data have changed since.
    """
    path = folder / FILE
    if path.exists():
        _require_same(folder, _read(path), now)
        return
    folder.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".partial")
    if others := sorted(one.name for one in folder.iterdir() if one != beside):
        raise StatedError(f"{folder}: it holds files already ({others[0]}, ...); name a new folder")
    beside.write_text(json.dumps(now, indent=1) + "\n", "utf-8")
    beside.replace(path)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return dict(from_json(path.read_bytes()))
    except (ValueError, TypeError) as error:
        raise ExportError(
            f"{path}: not what `bigearthnet-txt export` writes ({type(error).__name__}); name a "
            "new folder"
        ) from None


def _require_same(folder: Path, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    for name in ("release", "row_hash"):
        if before.get(name) != now[name]:
            raise ExportError(
                f"{folder}: it began with {name} {before.get(name)}, the data now have "
                f"{now[name]}; export the changed rows into another folder"
            )
    for name, value in now.items():
        if before.get(name) != value:
            raise StatedError(
                f"{folder}: it began with {name} {before.get(name)!r}, not {value!r}; state the "
                "same, or name another folder"
            )
