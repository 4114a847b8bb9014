"""A finished release folder as it is published: its files, their sums, and a true card.

bigearthnet_txt/ -> published_sums {"data/vqa/test-00000-of-00012.parquet": "5c73...", ...}
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from bigearthnet_txt_reader.card import INSPECT
from bigearthnet_txt_reader.locations import file_sha256
from bigearthnet_txt_reader.release import CARD, MANIFEST, Release
from upload.errors import UploadError

CHANGELOG = "CHANGELOG.md"
_AGAIN = "build the release again"


def published_sums(folder: Path, release: Release) -> dict[str, str]:
    """path -> SHA-256 of all that is published.

    That is what the manifest lists, the manifest itself and the change log.
    """
    more = [name for name in (MANIFEST, CHANGELOG) if (folder / name).is_file()]
    return release.sums | {name: file_sha256(folder / name) for name in more}


def write_text(path: Path, text: str) -> None:
    """Writes a small UTF-8 file in one step: a reader sees the old one or the new one."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Writes a small file in one step, and makes its folder; a write that fails leaves nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".partial")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def list_others(folder: Path, paths: Iterable[str], *, without: Collection[str] = ()) -> None:
    """Writes the manifest again, with the sums of these files beside the data.

    Those `without` are not listed any longer.
    """
    release = Release.open(folder)
    listed = dict(release.others) | {path: file_sha256(folder / path) for path in paths}
    kept = {path: listed[path] for path in sorted(listed.keys() - set(without))}
    text = replace(release, others=kept).manifest()
    if text.encode() != (folder / MANIFEST).read_bytes():
        write_text(folder / MANIFEST, text)


def front_matter(text: str, where: str) -> dict[str, Any]:
    """The YAML at the head of a card. Raises UploadError if there is none."""
    parts = text.split("---\n", 2)
    try:
        stated = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0] else None
    except yaml.YAMLError as error:
        raise UploadError(f"{where}: its YAML cannot be read ({error})") from None
    if not isinstance(stated, dict):
        raise UploadError(f"{where}: no YAML between two lines of --- at its head; {_AGAIN}")
    return stated


def check_card(folder: Path, release: Release) -> None:
    """Raises UploadError if the card disagrees with the release.

    Its versions must be those of the manifest, and its numbers of rows those in the footers of the
    shards.
    """
    where = folder / CARD
    stated = front_matter(where.read_text("utf-8"), str(where))
    built = (entry for entry in stated.get("configs", []) if entry.get("config_name") != INSPECT)
    for entry in built:  # the other one is written again before it is sent
        found = entry.get("version")
        if found != release.version:
            message = f"{entry.get('config_name')} has version {found!r}"
            raise UploadError(f"{where}: {message}, the manifest {release.version!r}; {_AGAIN}")
    told, counted = _told_rows(stated), _footer_rows(release)
    for config, split in sorted(told.keys() | counted.keys()):
        card, shards = told.get((config, split)), counted.get((config, split))
        if card != shards:
            message = f"the card says {card} rows, the shards hold {shards}"
            raise UploadError(f"{where}: {config}, {split}: {message}; {_AGAIN}")


def _told_rows(stated: dict[str, Any]) -> dict[tuple[str, str], int]:
    """config and split -> rows, as the YAML of a card states them."""
    infos = stated.get("dataset_info", [])
    pairs = ((info["config_name"], split) for info in infos for split in info.get("splits", []))
    return {(config, split["name"]): split["num_examples"] for config, split in pairs}


def check_no_file_is_empty(release: Release) -> None:
    """Raises UploadError if a data file holds no row.

    `datasets` 4.8 fails on such a file (IndexError); 2.x, 3.x and 5.x do not.
    """
    for entry in release.files:
        if not entry.rows:
            message = "no rows, which datasets 4.8 cannot load; build with a higher --shard-size"
            raise UploadError(f"{release.file(entry)}: {message}")


def _footer_rows(release: Release) -> dict[tuple[str, str], int]:
    rows: Counter[tuple[str, str]] = Counter()
    for entry in release.files:
        with release.parquet(entry) as file:
            rows[entry.config, entry.split] += file.metadata.num_rows
    return dict(rows)
