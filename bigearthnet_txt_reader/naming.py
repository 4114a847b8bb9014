"""Names in a manifest: what no release is called, and no file of one, is refused.

"data/vqa/train-00000-of-00012.parquet" is one, "../README.md" is none
"""

from __future__ import annotations

import re

SHOWN = 200  # characters of a value in a message, and of a path


def version_of(stored: object) -> str:
    """A version of three numbers, as in "1.0.2". Raises ValueError for anything else."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", str(stored), re.ASCII):
        raise ValueError(f"version {str(stored)[:SHOWN]!r}, expected three numbers")
    return str(stored)


def inside(path: object) -> str:
    """A path of the release; ValueError if it leads elsewhere, or no screen can show it."""
    sound = isinstance(path, str) and path.isprintable() and "\\" not in path
    if not sound or len(str(path)) > SHOWN or {"", ".", ".."} & set(str(path).split("/")):
        raise ValueError(f"a file with path {str(path)[:SHOWN]!r}")
    return str(path)


def is_name(text: object) -> bool:
    """Is it a word of letters and digits, as configs, splits and sums are?"""
    return isinstance(text, str) and text.isascii() and (text.isidentifier() or text.isalnum())
