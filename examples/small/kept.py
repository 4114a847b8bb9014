"""Kept files: written whole or not at all, since a study may be stopped while it writes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from examples.small.inputs import SmallError


def keep(path: Path, write: Callable[[Path], object]) -> None:
    """What `write` writes to the path that it is given is at `path` in the end."""
    beside = path.with_name(f"partial-{os.getpid()}-{path.name}")
    write(beside)
    beside.replace(path)


def write_text(path: Path, text: str) -> None:
    keep(path, lambda beside: beside.write_text(text, "utf-8"))


def write_json(path: Path, value: object) -> None:
    write_text(path, json.dumps(value, indent=1) + "\n")


def read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def require_same(path: Path, now: str) -> None:
    """Keeps what a folder began with; raises SmallError if that was another."""
    if not path.exists():
        _begin(path, now)
    if (before := path.read_text("utf-8")) != now:
        raise SmallError(f"{path.parent}: began with {before}, not {now}; name another folder")


def _begin(path: Path, now: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, now)
