"""Completes the card that the builder wrote: examples with pictures, loading, splits, bands,
Croissant and benchmark files, changes.

README.md (YAML, rows, columns, coordinates, limits, citation; by builder) + `MARK` + the sections
of upload.sections -> README.md

Everything above the mark is the builder's and is checked line by line by `verify`; everything below
is ours, made again by each call. A section that `python -m builder stats` has written with more
detail is not repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import yaml

from bigearthnet_txt import CONFIGS
from upload import sections
from upload.changelog import sections as told_versions
from upload.counted import count
from upload.croissant import croissant
from upload.errors import UploadError
from upload.folder import CARD, CHANGELOG, Manifest, list_others, read_manifest, write_text
from upload.samples import first_row, write_sample

MARK = "<!-- What follows was added by `python -m upload card`. -->"
CROISSANT, EVALUATION = "croissant.json", "eval.yaml"


def complete(folder: Path, progress: Callable[[int], object], *, repo: str | None = None) -> None:
    """Writes the card of a release folder again, with what was missing, and the files it speaks of;
    then the manifest with their sums.

    With the name of the repository, its examples load from the Hub. Calls progress with the number
    of rows just read. Raises UploadError where the folder is no finished release, or a data file
    cannot be read.
    """
    manifest = read_manifest(folder)
    if not (folder / CARD).is_file():
        raise UploadError(f"{folder / CARD}: not there; build the release again")
    text = (folder / CARD).read_text("utf-8")
    above = text.split(MARK)[0].rstrip("\n")
    configs = [
        config for config in CONFIGS if any(file.config == config for file in manifest.files)
    ]
    try:
        rows = {config: first_row(folder, manifest, config) for config in configs}
        counted = count(folder, manifest, progress)
    except (pa.ArrowException, OSError) as error:
        raise UploadError(
            f"{folder}: a data file cannot be read ({error}); python -m builder verify {folder} names it"
        ) from None
    pictures = {config: write_sample(folder, config, row) for config, row in rows.items()}
    written = {CROISSANT: croissant(manifest, _citation(above))}
    if "benchmark" in configs:
        written[EVALUATION] = _evaluation()
    for name, content in written.items():
        write_text(folder / name, content)
    measured = "## Statistics" in above
    parts = [
        sections.examples(rows, pictures),
        sections.loading(manifest, repo),
        sections.splits(counted, published=bool(manifest.stored["settings"].get("annotations"))),
        *([] if measured else [sections.balance(counted)]),
        sections.rasters(),
        sections.biases(counted),
        sections.files(manifest, written),
        *_changes(folder, manifest),
    ]
    write_text(folder / CARD, "\n\n".join([above, MARK, *parts]) + "\n")
    list_others(folder, [CARD, *written, *(path for path in pictures.values() if path)])


def _citation(card: str) -> str:
    """The BibTeX of the card, which Croissant repeats."""
    return card.split("```bibtex\n")[-1].split("\n```")[0]


def _evaluation() -> str:
    """The Hub's registration of a benchmark: which config and split are scored. How is our own
    affair, so no framework is named.
    """
    stated = {
        "name": "BigEarthNet.txt",
        "description": "Questions, references and captions on pairs of Sentinel-1 and Sentinel-2 patches.",
        "tasks": [{"id": "benchmark", "config": "benchmark", "split": "bench"}],
    }
    return yaml.safe_dump(stated, sort_keys=False, width=140)


def _changes(folder: Path, manifest: Manifest) -> list[str]:
    path = folder / CHANGELOG
    told = told_versions(path.read_text("utf-8")).get(manifest.version) if path.is_file() else None
    return [sections.changes(manifest.version, told)] if told else []
