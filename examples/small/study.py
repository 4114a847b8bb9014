"""The study: one model for each input, and what more patches bring. Release -> tables and a curve.

    python -m examples.small study --data bigearthnet_txt --out study

`study.md`, `study.json` and `curve.svg` come from the files of answers, by the scorer of the
project, on the questions of test, whose places are none of train.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from tqdm import tqdm

from bigearthnet_txt_evaluation.scoring import (
    Benchmark,
    Scores,
    read_benchmark,
    read_predictions,
    score,
)
from bigearthnet_txt_reader.release import Release
from examples.small.data import ASKED, LEARNED, Data, read
from examples.small.inputs import INPUTS
from examples.small.kept import read_json, require_same, write_json, write_text
from examples.small.pieces import Piece, work
from examples.small.report import curve, markdown

SIZES = (1_000, 4_000)  # patches of train, beside all of them
_MEASURES = {"questions": "accuracy", "boxes": "mIoU"}


class Found(NamedTuple):
    """A score: of a task, by a model that saw these inputs and so many patches of train."""

    task: str
    inputs: str
    patches: int
    items: int
    value: float
    low: float | None
    high: float | None


def pieces(train: int, curve_of: Sequence[str], seed: int) -> list[Piece]:
    """All pieces, the long ones first; a size counts only if train has more patches."""
    sizes = [None, *(size for size in reversed(SIZES) if size < train)]
    return [
        Piece(inputs, size, seed)
        for size in sizes
        for inputs in reversed(INPUTS)
        if size is None or inputs in curve_of
    ]


def study(release: Release, out: Path, *, workers: int, seed: int, curve_of: Sequence[str]) -> None:
    """Trains what is not trained yet, then writes the tables.

    Raises SmallError if the folder was begun with another release or seed.
    """
    data = read(release, out / "data")
    require_same(out / "seed.txt", f"seed {seed}")
    wanted = pieces(len(data.patches[LEARNED]), curve_of, seed)
    _work_all(wanted, release, out, workers=workers)
    found = [one for piece in wanted for one in _scored(piece, data, out)]
    done = [read_json(out / piece.name / "piece.json") for piece in wanted]
    bench = {
        piece.inputs: _bench(release, out / piece.name) for piece in wanted if not piece.patches
    }
    stored = {
        "release": {"version": release.version, "patches": release.rows["patches"]},
        "seed": seed,
        "pieces": done,
        "scores": [one._asdict() for one in found],
        "benchmark": bench,
    }
    write_json(out / "study.json", stored)
    write_text(out / "study.md", markdown(stored))
    write_text(out / "curve.svg", curve(stored))
    print(markdown(stored))


def _work_all(wanted: Sequence[Piece], release: Release, out: Path, *, workers: int) -> None:
    """Works on the pieces that are not done, so many at a time, each on one core."""
    left = [piece for piece in wanted if not (out / piece.name / "piece.json").exists()]
    if workers == 1:
        for piece in left:
            _work(piece, release, out)
        return
    with (
        ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool,
        tqdm(total=len(left), desc="models", unit=" models") as bar,
    ):
        running = [pool.submit(_work, piece, release, out) for piece in left]
        for one in as_completed(running):
            one.result()
            bar.update(1)


def _work(piece: Piece, release: Release, out: Path) -> None:
    work(piece, read(release, out / "data"), out / piece.name)


def _scored(piece: Piece, data: Data, out: Path) -> Iterator[Found]:
    """The scores of a piece by task, from its files of answers."""
    learned = read_json(out / piece.name / "piece.json")["learned"]
    for config in ("vqa", "refexp"):
        asked = read_benchmark(data.release, config, ASKED)
        for task, line in by_task(asked, out / piece.name / f"{config}.jsonl").items():
            yield Found(task, piece.inputs, learned, *line)


def by_task(
    asked: Benchmark, path: Path
) -> dict[str, tuple[int, float, float | None, float | None]]:
    """Task -> items, score, ends of the interval, as the scorer finds them."""
    return {
        line.cell.name: (line.items, line.value, line.low, line.high)
        for line in score(asked, read_predictions(path)).lines
        if line.cell.by == "task" and line.measure == _MEASURES.get(line.cell.kind)
    }


def _bench(release: Release, folder: Path) -> Mapping[str, Any]:
    """The scores on the benchmark, which a model that is served must have too."""
    return totals(score(read_benchmark(release), read_predictions(folder / "bench.jsonl")))


def totals(scores: Scores) -> dict[str, float]:
    """Task and measure -> score, all digits."""
    return {
        f"{line.cell.name} {line.measure}": line.value
        for line in scores.lines
        if line.cell.by == "task"
    }
