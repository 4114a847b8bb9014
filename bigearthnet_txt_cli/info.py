"""`info`: what a release is, how large it is, and with which settings it was built.

bigearthnet_txt: BigEarthNet.txt 1.0.0, with pixels
  config     split         rows      size
  vqa        train        5,821    1.2 MB
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bigearthnet_txt_cli.command import Command, open_release, release_argument
from bigearthnet_txt_reader.release import Release

_UNITS = ("B", "kB", "MB", "GB", "TB")


def _run(args: argparse.Namespace) -> int:
    release = open_release(args.release)
    print("\n".join(about(release)))
    return 0


def about(release: Release) -> Iterator[str]:
    """The lines that describe a release."""
    yield f"{release.where}: BigEarthNet.txt {release.version}, {_content(release)}"
    if release.warning:
        yield f"  {release.warning}"
    yield f"  {'config':<10} {'split':<10} {'rows':>12} {'size':>9}"
    for config, splits in release.rows.items():
        for split, rows in splits.items():
            size = sum(entry.bytes for entry in release.files_of(config, split))
            yield f"  {config:<10} {split:<10} {rows:>12,} {readable(size):>9}"
    if frozen := release.benchmark:
        people = f"{frozen.verified:,} rows judged by people"
        yield f"  benchmark: version {frozen.version}, {frozen.status}, {people}; sum {frozen.sum}"
    yield f"  settings: {_listed(release.settings)}"
    yield f"  made with: {_listed(release.made_with)}"


def _content(release: Release) -> str:
    texts = "the authors' published texts" if release.published else "texts of this project"
    return f"{texts}, {'without' if release.maps_only else 'with'} pixels"


def _listed(values: Mapping[str, Any]) -> str:
    """The values that say something: what is off or was not given is left out."""
    said: Iterable[tuple[str, Any]] = (item for item in values.items() if _says_something(item[1]))
    return ", ".join(f"{name} {value}" for name, value in said) or "none stated"


def _says_something(value: object) -> bool:
    return value is not None and value is not False


def readable(size: int) -> str:
    """1234567 -> "1.2 MB"."""
    value, unit = float(size), 0
    while value >= 999.5 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.0f} {_UNITS[unit]}" if unit == 0 else f"{value:.1f} {_UNITS[unit]}"


COMMAND = Command(
    about="say what a release is: version, rows and sizes by config and split, settings",
    example="info bigearthnet_txt",
    arguments=release_argument,
    run=_run,
)
