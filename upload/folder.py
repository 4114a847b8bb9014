"""A finished release folder, as `python -m builder` leaves it: its manifest, the files to publish
and their hashes.

manifest.json {"version": "1.0.0", "files": [...], "others": {...}} -> Manifest.sums
{"data/vqa/train-00000-of-00012.parquet": "5c73..."}
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from upload.errors import UploadError

MANIFEST, CARD, CHANGELOG = "manifest.json", "README.md", "CHANGELOG.md"


@dataclass(frozen=True, slots=True)
class DataFile:
    """A Parquet file of a release as its manifest states it."""

    path: str
    config: str
    split: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` of a folder, or of a revision on the Hub, states; `others` are the files
    beside the data: path -> SHA-256.
    """

    version: str
    files: tuple[DataFile, ...]
    others: Mapping[str, str]
    stored: Mapping[str, Any]

    @property
    def sums(self) -> dict[str, str]:
        """path -> SHA-256 of every file it lists."""
        return {file.path: file.sha256 for file in self.files} | dict(self.others)


def parse_manifest(content: bytes, where: str) -> Manifest:
    """Raises UploadError where the content is no manifest of a release."""
    try:
        stored = json.loads(content)
        names = DataFile.__dataclass_fields__
        files = tuple(
            DataFile(**{name: entry[name] for name in names}) for entry in stored["files"]
        )
        return Manifest(str(stored["version"]), files, dict(stored["others"]), stored)
    except (ValueError, KeyError, TypeError) as error:
        raise UploadError(
            f"{where}: not the manifest of a release ({type(error).__name__}: {error}); build the release again"
        ) from None


def read_manifest(folder: Path) -> Manifest:
    """Raises UploadError where a folder is not a finished release."""
    path = folder / MANIFEST
    if not path.is_file():
        raise UploadError(
            f"{folder}: no {MANIFEST}, so this is no finished release; build one with: python -m builder build"
        )
    return parse_manifest(path.read_bytes(), str(path))


def file_sum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def published_sums(folder: Path, manifest: Manifest) -> dict[str, str]:
    """path -> SHA-256 of all that is published: what the manifest lists, the manifest itself and
    the change log.
    """
    more = [name for name in (MANIFEST, CHANGELOG) if (folder / name).is_file()]
    return manifest.sums | {name: file_sum(folder / name) for name in more}


def write_text(path: Path, text: str) -> None:
    """Writes a small UTF-8 file in one step: a reader sees the old one or the new one."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """The same for bytes; the folder is made, and of a write that fails nothing is left."""
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
    """Writes the manifest again, with the sums of these files beside the data, and without others."""
    stored = dict(read_manifest(folder).stored)
    listed = stored["others"] | {path: file_sum(folder / path) for path in paths}
    stored["others"] = {path: listed[path] for path in sorted(listed.keys() - set(without))}
    text = json.dumps(stored, indent=2) + "\n"
    if sha256(text.encode()).hexdigest() != file_sum(folder / MANIFEST):
        write_text(folder / MANIFEST, text)


def front_matter(text: str, where: str) -> dict[str, Any]:
    """The YAML at the head of a card. Raises UploadError where there is none."""
    parts = text.split("---\n", 2)
    try:
        stated = yaml.safe_load(parts[1]) if len(parts) == 3 and not parts[0] else None
    except yaml.YAMLError as error:
        raise UploadError(f"{where}: its YAML cannot be read ({error})") from None
    if not isinstance(stated, dict):
        raise UploadError(
            f"{where}: no YAML between two lines of --- at its head; build the release again"
        )
    return stated


def check_card(folder: Path, manifest: Manifest) -> None:
    """Raises UploadError where the card's versions are not the manifest's, or its numbers of rows
    not those in the shards' footers.
    """
    stated = front_matter((folder / CARD).read_text("utf-8"), str(folder / CARD))
    for entry in stated.get("configs", []):
        if entry.get("version") != manifest.version:
            found = f"{entry.get('config_name')} has version {entry.get('version')!r}"
            raise UploadError(
                f"{folder / CARD}: {found}, the manifest {manifest.version!r}; build the release again"
            )
    told = {
        (e["config_name"], s["name"]): s["num_examples"]
        for e in stated.get("dataset_info", [])
        for s in e.get("splits", [])
    }
    counted = _footer_rows(folder, manifest)
    for config, split in sorted(told.keys() | counted.keys()):
        card, shards = told.get((config, split)), counted.get((config, split))
        if card != shards:
            message = f"{config}, {split}: the card says {card} rows, the shards hold {shards}; build the release again"
            raise UploadError(f"{folder / CARD}: {message}")


def check_no_file_is_empty(folder: Path, manifest: Manifest) -> None:
    """Raises UploadError where a data file holds no row: `datasets` 4.8 fails on it (IndexError)
    though 2.x, 3.x and 5.x do not.
    """
    if empty := [file.path for file in manifest.files if not file.rows]:
        raise UploadError(
            f"{folder / empty[0]}: no rows, which datasets 4.8 cannot load; build with a higher --shard-size"
        )


def _footer_rows(folder: Path, manifest: Manifest) -> dict[tuple[str, str], int]:
    rows: dict[tuple[str, str], int] = {}
    for file in manifest.files:
        try:
            found = pq.read_metadata(folder / file.path).num_rows
        except (OSError, pa.ArrowException) as error:
            raise UploadError(
                f"{folder / file.path}: cannot be read ({error}); build the release again"
            ) from None
        rows[file.config, file.split] = rows.get((file.config, file.split), 0) + found
    return rows
