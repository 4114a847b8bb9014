"""Completes the card that the builder wrote, and adds the Croissant and benchmark files.

The new sections show examples with pictures, loading, splits and bands.

manifest.json + data/ -> card/15-loading.md, card/25-examples.md, ... -> README.md
Sections of other commands stay as they are; see bigearthnet_txt_reader.card.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from bigearthnet_txt import CONFIGS
from bigearthnet_txt_reader.card import (
    CROISSANT,
    EVALUATION,
    UPLOAD,
    WRITERS,
    assemble,
    section_path,
    sections_of,
    written_by_others,
)
from bigearthnet_txt_reader.locations import said
from bigearthnet_txt_reader.release import CARD, Release
from upload import sections
from upload.changelog import sections as versions_of
from upload.counted import Counted, count
from upload.croissant import croissant
from upload.errors import UploadError
from upload.evaluation import configs, evaluation, is_runnable, left_out, write_questions
from upload.examples import examples, picture
from upload.folder import CHANGELOG, list_others, write_text
from upload.samples import first_row, patch_of, write_picture, write_sample
from upload.using import evaluating, links, loading

Row = Mapping[str, Any]


def complete(
    folder: Path,
    begin: Callable[[str, int], Callable[[int], object]],
    *,
    repo: str | None = None,
    explorer: str | None = None,
) -> None:
    """Writes our sections and the files they speak of, then the card, then the manifest.

    With the name of the repository, its examples load from the Hub; with the Space of its explorer
    it links that, and goes on to do so. `begin(what, total)` begins a bar of rows. Raises
    UploadError if the folder is no finished release, or a file of it cannot be read.
    """
    manifest = Release.open(folder)
    others = _sections_of_others(folder, manifest)
    total = sum(entry.rows for entry in manifest.files)
    rows, counted = _read(folder, manifest, begin("card", total))
    pictures = {config: write_sample(folder, config, row) for config, row in rows.items()}
    asked = write_questions(folder, manifest) if is_runnable(manifest) else []
    companions = _companions(manifest, others[section_path("citation")])
    head, head_picture = _head(folder, manifest, rows)
    texts = {
        "configs": configs(manifest) if asked else "",
        "links": links(explorer) if explorer else _held(folder, "links"),
        "picture": head,
        "examples": examples(rows, pictures),
        "loading": loading(manifest, repo),
        "evaluation": evaluating(manifest, repo, left_out(manifest)) if asked else "",
        "files": sections.files(manifest, [*companions, *asked]),
        "changes": _changes(folder, manifest.version),
        **_counted(manifest, counted),
    }
    drawn = filter(None, (head_picture, *pictures.values()))
    _write(folder, others, texts=texts, companions=companions, beside=[*asked, *drawn])


def _write(
    folder: Path,
    others: Mapping[str, str],
    *,
    texts: Mapping[str, str],
    companions: Mapping[str, str],
    beside: Sequence[str],
) -> None:
    """Writes sections, card and what belongs to it; the manifest lists also what lies beside."""
    ours = {section_path(name): f"{text}\n" for name, text in texts.items() if text}
    written = {**companions, **ours, CARD: assemble({**others, **ours})}
    for path, text in written.items():
        write_text(folder / path, text)
    gone = set(sections_of(UPLOAD)) - ours.keys()
    for path in gone:
        (folder / path).unlink(missing_ok=True)
    list_others(folder, [*written, *beside], without=gone)


def _head(folder: Path, manifest: Release, rows: Mapping[str, Row]) -> tuple[str, str | None]:
    """The section with the picture at the head, and its file: of a row with a box if there is one.

    Nothing of a release without pixels, or without texts.
    """
    config = next((config for config in ("refexp", "vqa", "captions") if config in rows), None)
    if config is None or rows[config]["image"] is None:
        return "", None
    row = rows[config]
    path = write_picture(folder, row, patch_of(folder, manifest, row))
    return picture(row, path), path


def _held(folder: Path, name: str) -> str:
    """A section as it lies there; empty if it does not."""
    path = folder / section_path(name)
    return path.read_text("utf-8").rstrip("\n") if path.is_file() else ""


def _sections_of_others(folder: Path, manifest: Release) -> dict[str, str]:
    """The sections that other commands wrote. Raises UploadError if one is missing."""
    found = {}
    for path in written_by_others(UPLOAD, WRITERS):
        if (folder / path).is_file():
            found[path] = (folder / path).read_text("utf-8")
        elif path in manifest.others or path == section_path("citation"):
            raise UploadError(f"{folder / path}: not there; restore it, or run: {WRITERS[path]}")
    return found


def _read(
    folder: Path, manifest: Release, progress: Callable[[int], object]
) -> tuple[dict[str, Row], Counted]:
    """The row to show of each config, and what the card counts."""
    held = {file.config for file in manifest.files}
    try:
        rows: dict[str, Row] = {c: first_row(folder, manifest, c) for c in CONFIGS if c in held}
        return rows, count(folder, manifest, progress)
    except (pa.ArrowException, OSError) as error:
        raise UploadError(
            f"{folder}: a data file cannot be read ({said(error)}); "
            f"python -m builder verify {folder} names it"
        ) from None


def _counted(manifest: Release, counted: Counted) -> dict[str, str]:
    published = manifest.published is not None
    return {
        "splits": sections.splits(counted, published=published),
        "balance": sections.balance(counted),
        "bands": sections.rasters(),
        "biases": sections.biases(counted),
    }


def _companions(manifest: Release, citation: str) -> dict[str, str]:
    """Path -> text of the files beside the card that tell the same to programs."""
    written = {CROISSANT: croissant(manifest, _bibtex(citation))}
    if is_runnable(manifest):
        written[EVALUATION] = evaluation(manifest)
    return written


def _bibtex(citation: str) -> str:
    """The BibTeX in the section on citation, which Croissant repeats."""
    return citation.split("```bibtex\n")[-1].split("\n```")[0]


def _changes(folder: Path, version: str) -> str:
    """What the change log says of this version; empty without one."""
    path = folder / CHANGELOG
    log = versions_of(path.read_text("utf-8")) if path.is_file() else {}
    return sections.changes(version, log[version]) if version in log else ""
