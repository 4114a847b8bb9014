"""Sensor questions answered by models that see little: nothing, visible bands, one sensor, all.

    python -m benchmarks.senses --patches 2000  ->  a Markdown table

A synthetic world is built with `--sensor`. Trees learn from the questions of two thirds of the
tiles and answer those of the others. They are other models than those that the draw was balanced
with, and see other statistics: quantiles instead of means and deviations.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier

from benchmarks.command import parser_of
from benchmarks.results import Table, report
from bigearthnet_txt import BANDS, LETTERS, S1_BANDS, S2_BANDS, SENSOR_TASKS, decode_bands
from bigearthnet_txt_reader.release import Release
from builder.build import build
from builder.names import parse_s2
from builder.options import Options
from builder.world import make_world

_TEXT = ("type", "category", "input", "output", "quantity")
_BOX = re.compile(r"\[([\d.]+) ([\d.]+), ([\d.]+) ([\d.]+)\]")
_LEVEL = re.compile(r"(-?\d+) dB")
_VISIBLE = ("B02", "B03", "B04")
_SEEN = {
    "nothing": (),
    "visible bands": _VISIBLE,
    "Sentinel-2": tuple(name for name in S2_BANDS if name not in ("B01", "B09")),
    "Sentinel-1": S1_BANDS,
    "all bands": tuple(name for name in BANDS if name not in ("B01", "B09")),
}  # reader -> the bands that it sees
_QUANTILES = (0.1, 0.3, 0.5, 0.7, 0.9)
_FOLDS, _RESAMPLES = 3, 1000
_THIRDS = [(x / 3, y / 3, (x + 1) / 3, (y + 1) / 3) for y in range(3) for x in range(3)]
_CAPTION = "captioning"  # it has no answer to be right or wrong
_RADAR = ("backscatter", "level", "depolarization", "radar square")

Part = tuple[float, ...]


class Asked(NamedTuple):
    """A question: its task, place and label, what it says, and what each band shows of its boxes.

    `shown` is (bands, boxes, quantiles), `said` the numbers of the question itself.
    """

    task: str
    place: str
    tile: str
    label: int
    said: list[float]
    shown: np.ndarray


def built(folder: Path, patches: int) -> Release:
    """The release of a synthetic world, with sensor questions."""
    raw = folder / "world"
    make_world(raw, patches=patches, seed=1, progress=lambda _: None)
    return build(raw, folder / "release", Options(climate=raw / "climate.tif", sensor=True))


def questions(release: Release) -> Iterator[Asked]:
    """All sensor questions of a release."""
    columns = ("patch_id", *BANDS)
    for shard in release.shards:
        last, bands = None, {}
        for _, row, patch in release.side_by_side(shard, _TEXT, columns, configs=["sensor"]):
            assert patch
            if row["type"] == _CAPTION:
                continue
            if patch is not last:
                last, bands = patch, decode_bands(patch)
            yield _asked(row, patch["patch_id"], bands)


def _asked(row: Mapping[str, Any], patch_id: str, bands: Mapping[str, np.ndarray]) -> Asked:
    name = parse_s2(patch_id)
    boxes = _boxes(row)
    return Asked(
        task=f"{row['type']}/{row['category']}",
        place=name.place,
        tile=name.place.split("_")[0],
        label=_label(row),
        said=[*_said(row), *np.ravel(boxes).tolist()],
        shown=np.array([_shown(bands[band], boxes) for band in _SEEN["all bands"]]),
    )


def _boxes(row: Mapping[str, Any]) -> list[Part]:
    """The boxes of a question, as parts of the side; one alone counts twice."""
    if row["category"] == "radar square":
        return list(_THIRDS)
    found = [tuple(map(float, box)) for box in _BOX.findall(row["input"])]
    return found * 2 if len(found) == 1 and row["type"] == "binary" else found


def _levels(row: Mapping[str, Any]) -> list[int]:
    return [int(level) for level in _LEVEL.findall(row["input"])]


def _label(row: Mapping[str, Any]) -> int:
    """The answer as a number; of levels its rank, of squares its place."""
    if row["type"] == "binary":
        return int(row["output"] == "yes")
    return _option(row) if row["type"] == "mcq" else _square(row["output"])


def _option(row: Mapping[str, Any]) -> int:
    """The number of the right option, of levels its rank."""
    letter, levels = LETTERS.index(row["output"]), _levels(row)
    return sorted(levels).index(levels[letter]) if levels else letter


def _square(output: str) -> int:
    """The number of the square with this box."""
    x, y, *_ = map(float, _BOX.findall(output)[0])
    return 3 * round(3 * y) + round(3 * x)


def _said(row: Mapping[str, Any]) -> list[float]:
    """What the words tell: the quantity, the lowest level, the extreme, the number of words."""
    names = ("VV", "VH", "VH-VV", "NDBI")
    levels = _levels(row)
    found = [
        names.index(row["quantity"]) if row["quantity"] in names else -1,
        min(levels, default=0),
        "strongest" in row["input"],
        len(row["input"].split()),
    ]
    return list(map(float, found))


def _shown(band: np.ndarray, boxes: Sequence[Part]) -> np.ndarray:
    """Quantiles of a band in each box."""
    return np.array([_quantiles(band, box) for box in boxes])


def _quantiles(band: np.ndarray, box: Part) -> np.ndarray:
    x0, y0, x1, y1 = (round(part * len(band)) for part in box)
    found: np.ndarray = np.quantile(band[y0:y1, x0:x1], _QUANTILES)
    return found


def matrix(asked: Sequence[Asked], bands: Sequence[str]) -> np.ndarray:
    """What a reader of these bands sees of each question."""
    rows = [_SEEN["all bands"].index(band) for band in bands]
    return np.array([_features(one, rows) for one in asked])


def _features(one: Asked, bands: list[int]) -> np.ndarray:
    """The question's own numbers, quantiles of its boxes, and how they differ from the first."""
    if not bands:
        return np.array(one.said)
    shown = one.shown[bands]
    beside = shown - shown[:, :1]
    middle = shown[:, :, 2]
    ratios = [middle[a] / (np.abs(middle[b]) + 1) for a in range(len(bands)) for b in range(a)]
    return np.concatenate([one.said, shown.ravel(), beside.ravel(), np.ravel(ratios)])


Model = Callable[[], Any]
_MODELS: tuple[Model, ...] = (
    lambda: ExtraTreesClassifier(200, min_samples_leaf=4, random_state=0),
    lambda: HistGradientBoostingClassifier(max_iter=60, max_leaf_nodes=8, random_state=0),
)


def _folds(asked: Sequence[Asked]) -> np.ndarray:
    """The part of the tiles that each question lies in."""
    tiles = sorted({one.tile for one in asked})
    return np.array([tiles.index(one.tile) % _FOLDS for one in asked])


def _right(asked: Sequence[Asked], features: np.ndarray, model: Model) -> np.ndarray:
    """Which questions are answered right by models that learned from other tiles."""
    labels, folds = np.array([one.label for one in asked]), _folds(asked)
    right = np.zeros(len(asked), bool)
    for fold in range(_FOLDS):
        here = folds == fold
        learned = model().fit(features[~here], labels[~here])
        right[here] = learned.predict(features[here]) == labels[here]
    return right


class Figure(NamedTuple):
    """Percent right, and the ends of its 95 % interval over places."""

    value: float
    low: float
    high: float

    def text(self) -> str:
        return f"{self.value:.1f} ({self.low:.1f} to {self.high:.1f})"


def figure(right: np.ndarray, places: Sequence[str]) -> Figure:
    """With places drawn again a thousand times."""
    numbers, of = np.unique(places, return_inverse=True)
    counts, hits = np.bincount(of), np.bincount(of, right)
    drawn = np.random.default_rng(1).integers(0, len(numbers), (_RESAMPLES, len(numbers)))
    means = 100 * hits[drawn].sum(1) / counts[drawn].sum(1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Figure(100 * float(right.mean()), float(low), float(high))


def best(asked: Sequence[Asked], bands: Sequence[str]) -> Figure:
    """The best of the models that see these bands."""
    features = matrix(asked, bands)
    places = [one.place for one in asked]
    return max(figure(_right(asked, features, model), places) for model in _MODELS)


def bars(task: str) -> tuple[float, float]:
    """The most that the upper end may be without image, and with visible bands."""
    kind, _, category = task.partition("/")
    if kind == "bounding box":
        return 100 / 9 + 4, 100 / 9 + 4
    radar = category in _RADAR
    return (55, 57 if radar else 60) if kind == "binary" else (31, 34 if radar else 38)


def measured(asked: Sequence[Asked], task: str) -> list[str]:
    """The cells of a task."""
    mine = [one for one in asked if one.task == task]
    found = {reader: best(mine, bands) for reader, bands in _readers(task).items()}
    none, visible = bars(task)
    cells = [found[reader].text() if reader in found else "" for reader in _SEEN]
    return [task, f"{len(mine):,}", f"{none:.0f} / {visible:.0f}", *cells]


def _readers(task: str) -> dict[str, tuple[str, ...]]:
    """One sensor alone is asked about agreement only."""
    alone = ("Sentinel-2", "Sentinel-1")
    return {
        reader: bands
        for reader, bands in _SEEN.items()
        if reader not in alone or task == "binary/agreement"
    }


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument("--patches", type=int, default=2000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asked = list(questions(built(Path(folder), args.patches)))
    rows = [measured(asked, task.name) for task in SENSOR_TASKS if task.type != _CAPTION]
    notes = (
        "Percent right, of extra trees and boosted trees the better, in brackets the 95 % interval "
        "over places; bars are for its upper end, without image and with visible bands.",
        f"{args.patches:,} synthetic patches, {len(asked) / args.patches:.1f} questions each. "
        "Models learned from two thirds of the tiles and answered on the others, each in turn.",
    )
    columns = ["task", "questions", "bars", *_SEEN]
    report("senses", Table(columns, rows), notes=notes, keep=args.keep)


if __name__ == "__main__":
    main()
