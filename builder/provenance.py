"""What the code is: the sum of its sources, and the commit it was checked out at.

commit() -> "3612a16e...", or "0.1.0, sources 5f0a31c2e9d4" if the folder is no checkout of its own
"""

from __future__ import annotations

import subprocess
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import bigearthnet_txt

_ROOT = Path(__file__).parents[1]
_SOURCES = ("builder", "bigearthnet_txt_solver")  # with the contract, what decides bytes
_DESCRIBE = ("describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
_LIBRARIES = ("pyarrow", "numpy", "pillow")


@cache
def source_sum() -> str:
    """The first twelve digits of the SHA-256 sum of what decides the bytes of a release."""
    inside = (path for folder in _SOURCES for path in (_ROOT / folder).rglob("*.py"))
    total = sha256()
    for path in sorted([_ROOT / "bigearthnet_txt.py", *inside]):
        total.update(path.read_bytes())
    return total.hexdigest()[:12]


@cache
def code_sum() -> str:
    """What must be equal for equal bytes: the sum of the sources, and versions of libraries."""
    versions = " ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return f"source {source_sum()} {versions}"


def commit() -> str:
    """The commit of the project's own checkout, with -dirty if it was changed since.

    Else the version and the sum of the sources: if there is no Git, or the folder lies in a
    repository of something else, whose commits say nothing of this code.
    """
    own = _git("rev-parse", "--show-toplevel") == str(_ROOT.resolve()) and _is_tracked()
    found = own and _git(*_DESCRIBE)
    return found or f"{bigearthnet_txt.__version__}, sources {source_sum()}"


def _is_tracked() -> bool:
    """Does the repository hold this code?"""
    return _git("ls-files", "--error-unmatch", str(Path(__file__).relative_to(_ROOT))) is not None


def _git(*words: str) -> str | None:
    """What Git says in the folder of the code, whoever owns it; None if it fails.

    It runs no other program than the code of this folder, which is running already.
    """
    call = ("git", "-c", f"safe.directory={_ROOT.resolve()}", *words)
    try:
        done = subprocess.run(call, cwd=_ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
