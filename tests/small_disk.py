"""A real disk that is soon full, for tests of what a program says then.

with small_disk(tmp_path / "disk", "4m") as disk:  write to it; enlarge(disk, "200m"); write more
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, size: str, *, lazy: bool = False) -> Iterator[Path]:
    """A tmpfs of this size in a new folder; a test that may not mount one is skipped.

    At the end it is taken away. With `lazy` files of it may still be open then.
    """
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"a small tmpfs needs the right to mount: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        more = ["--lazy"] if lazy else []
        subprocess.run(["umount", *more, str(folder)], check=True)


def enlarge(disk: Path, size: str) -> None:
    """Makes the disk larger; its files stay."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)
