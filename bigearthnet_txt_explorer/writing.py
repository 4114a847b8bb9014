"""Files of an explorer: each written in one step, and none left of an earlier one."""

from __future__ import annotations

from collections.abc import Container, Iterable
from pathlib import Path

_FOLDERS = ("tiles", "thumbnails", "vendor")


def write_bytes(path: Path, content: bytes) -> None:
    """Writes a small file: a reader sees the old one or the new one, and never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".partial")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def left_over(names: Iterable[str], kept: Container[str]) -> list[str]:
    """Which files an earlier explorer left: in its folders, and its scripts, but for `kept`.

    Paths inside the folder, such as "tiles/33UUP.parquet". Files that were never ours are not told.
    """
    return [name for name in names if name not in kept and _is_ours(name)]


def _is_ours(name: str) -> bool:
    first, _, inside = name.partition("/")
    return first in _FOLDERS if inside else Path(name).suffix in (".js", ".partial")


def remove_left_over(folder: Path, kept: Container[str]) -> None:
    """Removes what an earlier explorer left in `folder`."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    for name in left_over((path.relative_to(folder).as_posix() for path in files), kept):
        (folder / name).unlink()
