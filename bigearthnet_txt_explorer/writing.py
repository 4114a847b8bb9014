"""Files of an explorer, each written in one step."""

from __future__ import annotations

from pathlib import Path


def write_bytes(path: Path, content: bytes) -> None:
    """Writes a small file: a reader sees the old one or the new one, and never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".partial")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
