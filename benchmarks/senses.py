"""Sensor questions answered by models that see little: nothing, visible bands, one sensor, all.

    python -m benchmarks.senses --patches 2000  ->  a Markdown table

A synthetic world is built with `--sensor`, or a release of one is given. Models learn from the
questions of three quarters of the blocks of patches and answer those of the others. They are other
models than those that the draw was balanced with, and see other statistics: quantiles and ranks
instead of means and deviations. All readers have the same models and features; the bands differ.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from benchmarks.command import parser_of
from benchmarks.results import Table, report
from bigearthnet_txt import S1_BANDS, SENSOR_TASKS
from bigearthnet_txt_evaluation.baselines.pixels.beside import chosen, matrix, targets
from bigearthnet_txt_evaluation.baselines.pixels.boxed import OPTICAL, SEEN, Boxed, boxed
from bigearthnet_txt_reader.release import Release
from builder.build import build
from builder.options import Options
from builder.world import make_world

READERS = {
    "nothing": (),
    "visible bands": ("B02", "B03", "B04"),
    "Sentinel-2": OPTICAL,
    "Sentinel-1": S1_BANDS,
    "all bands": SEEN,
}  # reader -> the bands that it sees
_FOLDS, _RESAMPLES = 4, 1000
_BLOCK = 10  # patches a side, of the blocks that are learned from or asked about together
_RADAR = ("backscatter", "level", "depolarization", "radar square")
_AGREEMENT = "binary/agreement"
_ALONE = ("Sentinel-2", "Sentinel-1")


def built(folder: Path, patches: int) -> Release:
    """The release of a synthetic world, with sensor questions."""
    raw = folder / "world"
    make_world(raw, patches=patches, seed=1, progress=lambda _: None)
    return build(raw, folder / "release", Options(climate=raw / "climate.tif", sensor=True))


Model = Callable[[], Any]
MODELS: Mapping[str, Model] = {
    "extra trees": lambda: ExtraTreesClassifier(150, min_samples_leaf=4, random_state=0),
    "boosted trees": lambda: HistGradientBoostingClassifier(
        max_iter=80, max_leaf_nodes=8, random_state=0
    ),
    "linear": lambda: make_pipeline(StandardScaler(), LogisticRegression(C=0.01)),
}


def _alone() -> None:
    """One thread for the models of a process: there are as many processes as cores."""
    threadpool_limits(1)


def _sure(learned: Any, features: np.ndarray) -> np.ndarray:
    """How likely each option is right, or the answer yes: as `features` without its last axis."""
    flat = learned.predict_proba(features.reshape(-1, features.shape[2]))[:, 1]
    found: np.ndarray = flat.reshape(features.shape[:2])
    return found


def block_of(one: Boxed) -> str:
    """The ten by ten patches that its patch lies among."""
    tile, x, y = one.place.split("_")
    return f"{tile} {int(x) // _BLOCK} {int(y) // _BLOCK}"


def right(asked: Sequence[Boxed], bands: Sequence[str], model: Model) -> np.ndarray:
    """Which questions of a kind are answered right by models that learned from other blocks."""
    features, wanted = matrix(asked, bands), targets(asked)
    labels = np.array([one.label for one in asked])
    folds = np.array([crc32(block_of(one).encode()) % _FOLDS for one in asked])
    found = np.zeros(len(asked), bool)
    for fold in np.unique(folds):
        here = folds == fold
        learned = model().fit(features[~here].reshape(-1, features.shape[2]), wanted[~here].ravel())
        found[here] = chosen(_sure(learned, features[here])) == labels[here]
    return found


class Figure(NamedTuple):
    """Percent right, and the ends of its 95 % interval over blocks."""

    value: float
    low: float
    high: float

    def text(self) -> str:
        return f"{self.value:.1f} ({self.low:.1f} to {self.high:.1f})"


def figure(right: np.ndarray, blocks: Sequence[str]) -> Figure:
    """With blocks drawn again a thousand times."""
    numbers, of = np.unique(blocks, return_inverse=True)
    counts, hits = np.bincount(of), np.bincount(of, right)
    drawn = np.random.default_rng(1).integers(0, len(numbers), (_RESAMPLES, len(numbers)))
    means = 100 * hits[drawn].sum(1) / counts[drawn].sum(1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Figure(100 * float(right.mean()), float(low), float(high))


def kinds(asked: Iterable[Boxed]) -> list[list[Boxed]]:
    """The questions of a task by their kind."""
    found: dict[str, list[Boxed]] = {}
    for one in asked:
        found.setdefault(one.kind, []).append(one)
    return list(found.values())


def figures(asked: Sequence[Boxed], bands: Sequence[str]) -> dict[str, Figure]:
    """Of a task, what each model makes of these bands."""
    parts = kinds(asked)
    blocks = [block_of(one) for one in chain.from_iterable(parts)]
    return {name: figure(_all_right(parts, bands, MODELS[name]), blocks) for name in MODELS}


def _all_right(parts: Iterable[Sequence[Boxed]], bands: Sequence[str], model: Model) -> np.ndarray:
    return np.concatenate([right(part, bands, model) for part in parts])


def bars(task: str) -> tuple[float, float]:
    """The most that the upper end may be without image, and with visible bands."""
    kind, _, category = task.partition("/")
    if kind == "bounding box":
        return 100 / 9 + 4, 100 / 9 + 4
    radar = category in _RADAR
    return (55, 57 if radar else 60) if kind == "binary" else (31, 34 if radar else 38)


def measured(asked: Sequence[Boxed]) -> list[str]:
    """The cells of a task: of each reader the best model."""
    task = asked[0].task
    found = {reader: max(figures(asked, READERS[reader]).values()) for reader in _readers(task)}
    none, visible = bars(task)
    cells = [found[reader].text() if reader in found else "" for reader in READERS]
    return [task, f"{len(asked):,}", f"{none:.0f} / {visible:.0f}", *cells]


def _readers(task: str) -> list[str]:
    """One sensor alone is asked about agreement only."""
    return [reader for reader in READERS if reader not in _ALONE or task == _AGREEMENT]


def by_task(release: Release) -> dict[str, list[Boxed]]:
    """The sensor questions of a release, task after task; captions have no answer."""
    found: dict[str, list[Boxed]] = {task.name: [] for task in SENSOR_TASKS}
    for one in boxed(release, release.shards, "sensor", lambda _: None):
        found[one.task].append(one)
    return {task: asked for task, asked in found.items() if asked}


def asked_of(release: Release) -> int:
    """The patches that questions are drawn for: without those of the benchmark."""
    patches = release.rows["patches"]
    return sum(patches[split] for split in release.rows["sensor"])


def table(asked: Mapping[str, Sequence[Boxed]]) -> Table:
    """A row a task; tasks are measured side by side."""
    with ProcessPoolExecutor(os.cpu_count(), initializer=_alone) as pool:
        rows = list(pool.map(measured, asked.values()))
    return Table(["task", "questions", "bars", *READERS], rows)


def notes(asked: Mapping[str, Sequence[Boxed]], patches: int) -> tuple[str, ...]:
    """How the figures were found."""
    count = sum(map(len, asked.values()))
    return (
        "Percent right, of extra trees, boosted trees and a linear model the best, in brackets the "
        "95 % interval over blocks of ten by ten patches; bars are for its upper end, without "
        "image and with visible bands.",
        f"{patches:,} synthetic patches, {count / patches:.1f} questions each. Models learned from "
        "three quarters of the blocks of all splits and answered on the others, each in turn.",
    )


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument("--patches", type=int, default=2000, help="size of the synthetic world")
    parser.add_argument("--release", type=Path, help="a release to read in place of one of a world")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        given = Release.open(args.release) if args.release else None
        release = given or built(Path(name), args.patches)
        asked, patches = by_task(release), asked_of(release)
    report("senses", table(asked), notes=notes(asked, patches), keep=args.keep)


if __name__ == "__main__":
    main()
