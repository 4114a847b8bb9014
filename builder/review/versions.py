"""Versions of a benchmark (1.0) and of the release that holds it (1.0.1).

A freeze makes the version that is asked for, an erratum the next minor one; the release gets the
next third number, so that the one before stays loadable.
"""

from __future__ import annotations

import re

from bigearthnet_txt_reader.release import Frozen, Release
from builder.errors import UsageError

_VERSION = re.compile(r"\d+\.\d+", re.ASCII)
_RELEASE = re.compile(r"\d+\.\d+\.\d+", re.ASCII)


def require_version(version: str, before: Frozen | None) -> None:
    """Raises UsageError unless a version is two numbers, and higher than the one before."""
    if not is_version(version):
        raise UsageError(f"--version {version!r}: two numbers are needed, such as 1.0")
    if before and key(version) < key(before.version):
        raise UsageError(f"--version {version}: {before.version} is frozen; give a higher one")


def is_version(text: str) -> bool:
    """Is it a version of a benchmark, such as 1.0?"""
    return _VERSION.fullmatch(text) is not None


def key(version: str) -> list[int]:
    """[1, 10] for "1.10": by it versions are in order."""
    return [int(part) for part in version.split(".")]


def next_minor(version: str) -> str:
    """1.0 -> 1.1."""
    first, second = version.split(".")
    return f"{first}.{int(second) + 1}"


def later_release(release: Release, version: str | None) -> str:
    """The version of the next release. Raises UsageError if the one asked for is not higher."""
    if version is None:
        return _next_release(release.version)
    if not _RELEASE.fullmatch(version):
        raise UsageError(f"--release-version {version!r}: three numbers are needed, such as 1.0.1")
    if key(version) <= key(release.version):
        told = f"the release is {release.version}; give a higher one"
        raise UsageError(f"--release-version {version}: {told}")
    return version


def _next_release(version: str) -> str:
    """The version of the release after another: 1.0.0 -> 1.0.1."""
    first, second, third = version.split(".")
    return f"{first}.{second}.{int(third) + 1}"
