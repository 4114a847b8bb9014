"""Exporting: a split of a release -> a folder for a trainer, one file a shard.

    >>> export(Export("trl", split="validation"), Release.open("bigearthnet_txt"), Path("out"))
    Report(files=2, written=2, rows=1203)

A file appears whole or not at all. What is there already stays, so that an export that was killed
goes on, and ends in the same bytes. `export.json` says what is exported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from tqdm import tqdm

from bigearthnet_txt_evaluation.prompts import VERSION
from bigearthnet_txt_evaluation.running.settings import require_known
from bigearthnet_txt_evaluation.scoring.errors import StatedError
from bigearthnet_txt_evaluation.training.claiming import claim
from bigearthnet_txt_evaluation.training.errors import ExportError
from bigearthnet_txt_evaluation.training.exchanges import exchanges
from bigearthnet_txt_evaluation.training.formats import DATA, FORMATS, describe
from bigearthnet_txt_evaluation.training.messages import Form
from bigearthnet_txt_reader.benchmark import SENSED
from bigearthnet_txt_reader.release import Release, Shard


@dataclass(frozen=True, slots=True)
class Export:
    """What is exported, and how. Raises StatedError for what cannot be meant.

    `configs` without names are all that the split has and the format takes.
    """

    format: str
    form: Form = field(default_factory=Form)
    split: str = "train"
    configs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_known("--config", [*self.configs], [*FORMATS[self.format].configs])
        if self.format == "coco" and len(self.form.images) != 1:
            raise StatedError(
                f"--images {','.join(self.form.images)}: boxes of COCO lie in one picture; name one"
            )

    def configs_in(self, release: Release) -> tuple[str, ...]:
        """The configs that are exported. Raises StatedError if one has no rows in the split."""
        known = FORMATS[self.format].configs
        there = tuple(name for name in known if self.split in release.rows.get(name, {}))
        missing = [name for name in self.configs if name not in there]
        if missing or not there:
            found = ", ".join(there) or "none that this format takes"
            raise StatedError(
                f"{release.where}: no rows of {', '.join(missing or known)} in {self.split}; it "
                f"has {found}"
            )
        return tuple(name for name in there if name in (self.configs or there))


class Report(NamedTuple):
    """The files of an export, those written now, and the rows in all of them.

    `left_out`: rows on radar and infrared that a format with one picture a row cannot show.
    """

    files: int
    written: int
    rows: int
    left_out: int = 0


def export(wanted: Export, release: Release, folder: Path) -> Report:
    """Writes the files of a split that are not there yet.

    Raises StatedError if the folder holds something else, ExportError if the release has no pixels.
    """
    configs = wanted.configs_in(release)
    if release.maps_only or wanted.split not in release.rows.get("patches", {}):
        raise ExportError(
            f"{release.where}: no pixels in {wanted.split}, so there are no pictures; build it "
            "without --maps-only"
        )
    claim(folder, _stated(wanted, release, configs))
    (folder / DATA).mkdir(exist_ok=True)
    describe(wanted.format, folder, wanted.split)
    shards = release.shards_of(wanted.split)
    left = [*_left(shards, folder, wanted)]
    for shard, path in tqdm(left, unit="file", disable=None):
        given = exchanges(release, shard, configs, wanted.form)
        try:
            FORMATS[wanted.format].write(path, given, wanted.form)
        finally:  # a file that failed halfway leaves nothing for a trainer to read
            path.with_suffix(".partial").unlink(missing_ok=True)
    rows = sum(release.rows[config][wanted.split] for config in configs)
    return Report(len(shards), len(left), rows, _left_out(wanted, release))


def _left_out(wanted: Export, release: Release) -> int:
    """The rows of `sensor` that are not exported though nobody named other configs."""
    if wanted.configs or SENSED in FORMATS[wanted.format].configs:
        return 0
    return release.rows.get(SENSED, {}).get(wanted.split, 0)


def _left(shards: list[Shard], folder: Path, wanted: Export) -> Iterator[tuple[Shard, Path]]:
    """The shards whose files are not there, with these files."""
    for shard in shards:
        path = folder / DATA / f"{shard.name}{FORMATS[wanted.format].ending}"
        if not path.exists():
            yield shard, path


def _stated(wanted: Export, release: Release, configs: tuple[str, ...]) -> Mapping[str, Any]:
    """What an export says of itself."""
    given = wanted.form.format
    return {
        "format": wanted.format,
        "split": wanted.split,
        "config": [*configs],
        "images": [*wanted.form.images],
        "size": wanted.form.size,
        "boxes": given.name if given else None,
        "symmetries": wanted.form.symmetries,
        "prompt_version": VERSION,
        "release": release.version,
        "row_hash": row_hash(release, configs, wanted.split),
    }


def row_hash(release: Release, configs: Sequence[str], split: str) -> str:
    """One hash of the rows of these configs and of their patches in a split."""
    files = [entry for name in (*configs, "patches") for entry in release.files_of(name, split)]
    return sha256(" ".join(entry.rows_xxh3 for entry in files).encode()).hexdigest()[:16]
