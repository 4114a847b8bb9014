"""All baselines asked, one after the other: files of predictions, then their scores from the files.

Release -> DIR/NAME.jsonl, DIR/baselines.md -> the same tables for the screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tqdm import tqdm

from bigearthnet_txt_evaluation.baselines.predicting.asked import Asked
from bigearthnet_txt_evaluation.baselines.predicting.gains import NOTE, gains, gains_table
from bigearthnet_txt_evaluation.baselines.predicting.named import BASELINES, PIXELS
from bigearthnet_txt_evaluation.baselines.predicting.writing import write
from bigearthnet_txt_evaluation.leaderboard import leaderboard
from bigearthnet_txt_evaluation.scoring import Scores, StatedError, read_predictions, score
from bigearthnet_txt_reader.markdown import markdown_table
from bigearthnet_txt_reader.release import Release

TABLES = "baselines.md"


def chosen(release: Release, only: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """The baselines that are asked, and those that are left out as there are no pixels.

    Raises StatedError for an unknown name, and if pixels are asked for that the release lacks.
    """
    names = _named(only)
    left_out = [name for name in names if name in PIXELS] if release.maps_only else []
    if only and left_out:
        raise StatedError(
            f"--only {left_out[0]}: {release.where} was built without pixels; build it without "
            "--maps-only"
        )
    return [name for name in names if name not in left_out], left_out


def _named(only: Sequence[str] | None) -> list[str]:
    """The baselines of these names, in their order; without names all."""
    wanted = {*(only or BASELINES)}
    if unknown := sorted(wanted - BASELINES.keys()):
        raise StatedError(f"--only {unknown[0]}: use some of {', '.join(BASELINES)}")
    return [name for name in BASELINES if name in wanted]


def answered(
    release: Release, config: str, split: str, *, names: Sequence[str], folder: Path
) -> list[str]:
    """Writes the files of these baselines; returns tables and lines for the screen."""
    scores = scored(release, config, split, names=names, folder=folder)
    text = "\n\n".join(_tables(scores))
    paths = [*(Path(one.predictions.where) for one in scores.values()), folder / TABLES]
    paths[-1].write_text(f"{text}\n", "utf-8")
    return [text, "\n".join([*_silent(names, scores), *(f"{path}: written" for path in paths)])]


def _silent(names: Sequence[str], scores: Mapping[str, Scores]) -> Iterator[str]:
    """The baselines that had nothing to answer."""
    if without := [name for name in names if name not in scores]:
        yield f"{', '.join(without)}: no file; none of the rows is of a type that they answer"


def scored(
    release: Release, config: str, split: str, *, names: Sequence[str], folder: Path
) -> dict[str, Scores]:
    """Writes the files of these baselines, and scores them as they lie there.

    Raises StatedError if the release has no rows of this config and split, or none of them has an
    answer.
    """
    with tqdm(unit=" patches", desc="pixels", disable=not {*names} & {*PIXELS}) as bar:
        asked = Asked(release, config, split, bar.update)
        bar.reset(asked.patches)
        paths = dict(_written(asked, names, folder))
    if not paths:
        raise StatedError(f"{', '.join(names)}: none of them answers a row of {config}, {split}")
    return dict(_scored(asked, paths))


def _written(asked: Asked, names: Sequence[str], folder: Path) -> Iterator[tuple[str, Path]]:
    """Name and file of each baseline that answers some of the rows."""
    for name in tqdm(names, unit=" files", desc="baselines"):
        path = folder / f"{name}.jsonl"
        if write(path, asked, name):
            yield name, path


def _scored(asked: Asked, paths: Mapping[str, Path]) -> Iterator[tuple[str, Scores]]:
    for name, path in tqdm(paths.items(), unit=" files", desc="scores"):
        yield name, score(asked.benchmark, read_predictions(path), partial=True)


def _tables(scores: Mapping[str, Scores]) -> Iterator[str]:
    """The scores of all, and what pixels add to the text."""
    benchmark = next(iter(scores.values())).benchmark
    yield leaderboard(benchmark, scores.values())
    if found := list(gains(scores)):
        table = markdown_table(*gains_table(found, scores), numbers=True, padded=True)
        yield f"## What sensors add\n\n{table}\n\n{NOTE}"
