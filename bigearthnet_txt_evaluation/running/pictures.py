"""Pictures: the views of patches as they are sent to a model. Release -> PNG files in a folder.

`pictures/S2A_..._57.sar.png` is the radar picture of a patch, 448 x 448 px: the composite of 120 px
with fixed stretches, enlarged by bicubic interpolation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path

from PIL import Image

from bigearthnet_txt import composite_bands, render
from bigearthnet_txt_evaluation.running.errors import RunError
from bigearthnet_txt_evaluation.running.questions import Question
from bigearthnet_txt_evaluation.running.settings import GRAY, SIDE, Settings
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark
from bigearthnet_txt_reader.release import Release, Row

_LEVEL = 128  # of a picture that shows nothing
_GRAY_NAME = "gray.png"


def write_shown(
    folder: Path, benchmark: Benchmark, asked: Iterable[Question], settings: Settings
) -> None:
    """Writes the pictures that these questions come with; what is there already stays.

    Raises RunError if the release has no pixels of them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if settings.shown == GRAY and not (folder / _GRAY_NAME).exists():
        _save(Image.new("RGB", (SIDE, SIDE), (_LEVEL, _LEVEL, _LEVEL)), folder / _GRAY_NAME)
    missing = _missing(folder, asked)
    for row in patch_rows(benchmark, chain.from_iterable(missing.values())) if missing else ():
        _write(folder, row, missing.pop(row["patch_id"], ()))
    require_none(missing, benchmark.release)


def _missing(folder: Path, asked: Iterable[Question]) -> dict[str, set[str]]:
    """Patch -> the views of it that are to be written."""
    found: dict[str, set[str]] = {}
    shown = {(one.patch, view) for one in asked if one.patch for view in one.views}
    for patch, view in shown:
        if not _path(folder, patch, view).exists():
            found.setdefault(patch, set()).add(view)
    return found


def pictures_of(folder: Path, asked: Question, settings: Settings) -> list[Path]:
    """The pictures that a question comes with, in the order in which its prompt names them."""
    if settings.shown == GRAY:
        return [folder / _GRAY_NAME] * len(asked.views)
    return [_path(folder, asked.patch, view) for view in asked.views] if asked.patch else []


def _path(folder: Path, patch: str, view: str) -> Path:
    return folder / f"{patch}.{view}.png"


def patch_rows(benchmark: Benchmark, views: Iterable[str]) -> Iterator[Row]:
    """The patches of a split with the bands of these views."""
    bands = dict.fromkeys(band for view in views for band in composite_bands(view))
    for entry in benchmark.release.files_of("patches", benchmark.split):
        for table in benchmark.release.row_groups(entry, ["patch_id", *bands]):
            yield from table.to_pylist()


def _write(folder: Path, row: Row, views: Collection[str]) -> None:
    for view in views:
        _save(enlarged(row, view), _path(folder, row["patch_id"], view))


def enlarged(row: Row, view: str) -> Image.Image:
    """A patch as a model sees it. Raises RunError if the release has no pixels of it."""
    try:
        small = render(row, view)
    except ValueError as error:
        raise RunError(
            f"{row['patch_id']}: no picture ({error}); a release without pixels can be asked "
            "--blind only"
        ) from None
    return small.resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def _save(picture: Image.Image, path: Path) -> None:
    """Whole or not at all: a run may be stopped while it writes."""
    beside = path.with_suffix(".partial")
    picture.save(beside, "PNG")
    beside.replace(path)


def require_none(missing: Collection[str], release: Release) -> None:
    """Raises RunError if the release lacks the pixels of these patches."""
    if missing:
        raise RunError(
            f"{release.where}: patches has no row of {len(missing):,} patches ({min(missing)}, "
            "...) that the benchmark asks about; is the release whole? see: bigearthnet-txt info"
        )
