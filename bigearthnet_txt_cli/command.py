"""What a command is, and how a command finds the release that it was given.

"bigearthnet_txt", "s3://bucket/bigearthnet_txt" or "ORG/NAME" (on the Hub) -> Release
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bigearthnet_txt_reader.release import Release

_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")


class CallError(Exception):
    """The command cannot do what it was asked for: what, the value found, and the way out."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it is for, an example, its arguments, and what it does (the exit code)."""

    about: str
    example: str
    arguments: Callable[[argparse.ArgumentParser], object]
    run: Callable[[argparse.Namespace], int]


def release_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "release",
        metavar="RELEASE",
        help="folder of a finished release, its URL (s3://, https://), or ORG/NAME on the Hub",
    )


def open_release(where: str) -> Release:
    """The release in a folder, at a URL, or on the Hub if `where` is ORG/NAME and no folder here.

    Raises what `Release.open` raises.
    """
    if _HUB_NAME.fullmatch(where) and not Path(where).exists():
        return Release.open(f"hf://datasets/{where}")
    return Release.open(where)
