"""What the eye does not see: how often visible bands tell which of two boxes is higher in another.

    python -m benchmarks.hidden --patches 2000  ->  a Markdown table

Trees see B02, B03 and B04 of two boxes of a patch (means, deviations, ratios) and say in which box
a quantity of the other bands, or of radar, is higher. They are asked about the boxes of other
tiles than those that taught them. Trees that see all bands are the positive control.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.command import parser_of
from benchmarks.results import Table, report
from bigearthnet_txt import S1_BANDS
from builder.geometry import SIDE
from builder.world.land import land
from builder.world.pixels import pixels
from builder.world.places import TILES, Visit, visits

Bands = Mapping[str, np.ndarray]
Box = tuple[int, int, int, int]  # left, top, right, bottom; half-open
VISIBLE = "B02", "B03", "B04"
ALL = (*VISIBLE, "B05", "B06", "B07", "B08", "B8A", "B11", "B12", "VV", "VH")
_PAIRS, _FOLDS = 8, 3  # pairs of boxes a patch; parts of the tiles
_SIDES = 20, 48  # pixels, least and most


class Quantity(NamedTuple):
    """What two boxes are compared by: a function of the means of their bands.

    A pair is asked of if they differ by `margin`, and by `part` of the greater. `real`: percent
    that trees on visible bands got right on real patches; `most`: percent they may on the world.
    """

    name: str
    of: Callable[[Mapping[str, float]], float]
    margin: float
    part: float
    real: int
    most: int

    def asked(self, one: float, other: float) -> bool:
        """Whether the difference of two boxes is large enough to be asked of."""
        apart = abs(one - other)
        return apart >= self.margin and apart >= self.part * max(abs(one), abs(other))


def _index(one: str, other: str) -> Callable[[Mapping[str, float]], float]:
    """The normalized difference of two bands."""
    return lambda means: (means[one] - means[other]) / (means[one] + means[other])


def _band(name: str) -> Callable[[Mapping[str, float]], float]:
    return lambda means: means[name]


def _decibel(name: str) -> Callable[[Mapping[str, float]], float]:
    return lambda means: 10 * float(np.log10(means[name]))


def _ratio(means: Mapping[str, float]) -> float:
    return 10 * float(np.log10(means["VV"] / means["VH"]))


QUANTITIES = (
    Quantity("B08", _band("B08"), 300, 0.1, real=86, most=90),
    Quantity("B11", _band("B11"), 0, 0.1, real=94, most=95),
    Quantity("B12", _band("B12"), 0, 0.1, real=95, most=95),
    Quantity("NDVI", _index("B08", "B04"), 0.06, 0, real=96, most=100),
    Quantity("NDMI", _index("B8A", "B11"), 0.06, 0, real=88, most=90),
    Quantity("NDREI", _index("B8A", "B05"), 0.05, 0, real=95, most=95),
    Quantity("NBR", _index("B8A", "B12"), 0.08, 0, real=92, most=95),
    Quantity("VV", _decibel("VV"), 2, 0, real=42, most=65),
    Quantity("VH", _decibel("VH"), 2, 0, real=51, most=65),
    Quantity("VV-VH", _ratio, 1.5, 0, real=50, most=65),
)
_LEAST = 60  # percent of an optical quantity: real land is correlated too


def boxes(rng: np.random.Generator) -> tuple[Box, Box]:
    """Two boxes of a patch that share no pixel, with even corners."""
    one, other = _box(rng), _box(rng)
    while _meet(one[::2], other[::2]) and _meet(one[1::2], other[1::2]):
        one, other = _box(rng), _box(rng)
    return one, other


def _meet(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two spans of a line share a pixel."""
    return one[0] < other[1] and other[0] < one[1]


def _even(rng: np.random.Generator, least: int, most: int) -> int:
    return 2 * int(rng.integers(least // 2, most // 2 + 1))


def _box(rng: np.random.Generator) -> Box:
    width, height = _even(rng, *_SIDES), _even(rng, *_SIDES)
    left, top = _even(rng, 0, SIDE - width), _even(rng, 0, SIDE - height)
    return left, top, left + width, top + height


def _cut(band: np.ndarray, box: Box) -> np.ndarray:
    """The pixels of a box, in a band of any resolution."""
    left, top, right, bottom = (edge * len(band) // SIDE for edge in box)
    return band[top:bottom, left:right]


class Seen(NamedTuple):
    """What a box shows: means and standard deviations by band; radar as power."""

    means: dict[str, float]
    deviations: dict[str, float]

    @classmethod
    def of(cls, bands: Bands, box: Box) -> Seen:
        cuts = {name: _cut(bands[name], box) for name in ALL}
        means = {name: float(cut.mean()) for name, cut in cuts.items()}
        return cls(means, {name: float(cut.std()) for name, cut in cuts.items()})

    def features(self, names: tuple[str, ...]) -> list[float]:
        """Means, deviations and ratios of some bands."""
        means = [self.means[name] for name in names]
        ratios = [one / other for one, other in combinations(means, 2)]
        return means + [self.deviations[name] for name in names] + ratios


def _linear(bands: Bands) -> Bands:
    """The bands, those of radar as power."""
    power = {name: 10 ** (bands[name].astype(np.float64) / 10) for name in S1_BANDS}
    return {name: band.astype(np.float64) for name, band in bands.items()} | power


class Pair(NamedTuple):
    """Two boxes of a patch, and the part of the tiles that they are in."""

    one: Seen
    other: Seen
    fold: int

    def values(self, quantity: Quantity) -> tuple[float, float]:
        return quantity.of(self.one.means), quantity.of(self.other.means)

    def features(self, names: tuple[str, ...]) -> np.ndarray:
        one, other = (np.array(seen.features(names)) for seen in (self.one, self.other))
        return np.concatenate((one, other, one - other))


def pairs(seed: int, patches: int) -> Iterator[Pair]:
    """Pairs of boxes of a synthetic world, place after place."""
    rng = np.random.default_rng(seed)
    folds = {tile.name: k % _FOLDS for k, tile in enumerate(TILES)}
    for visit in sorted(visits(seed, patches), key=_in_order):
        yield from _pairs_of(visit, seed, rng=rng, fold=folds[visit.place.tile.name])


def _in_order(visit: Visit) -> tuple[tuple[str, int, int], str]:
    """Place after place: `land` keeps what it drew for a tile."""
    return visit.place.key, visit.patch_id


def _pairs_of(visit: Visit, seed: int, *, rng: np.random.Generator, fold: int) -> Iterator[Pair]:
    bands = _linear(pixels(seed, visit, ground=land(seed, visit.place)))
    for _ in range(_PAIRS):
        one, other = boxes(rng)
        yield Pair(Seen.of(bands, one), Seen.of(bands, other), fold)


def _told(features: np.ndarray, higher: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Which of the pairs asked about are ordered right by trees that learned from the others."""
    trees = HistGradientBoostingClassifier(max_leaf_nodes=15, random_state=0)
    trees.fit(features[~asked], higher[~asked])
    told: np.ndarray = trees.predict(features[asked]) == higher[asked]
    return told


def right(features: np.ndarray, higher: np.ndarray, folds: np.ndarray) -> float:
    """Percent of pairs that trees order right, which learned from the other folds."""
    told = [_told(features, higher, folds == fold) for fold in np.unique(folds)]
    return 100 * float(np.concatenate(told).mean())


class Measured(NamedTuple):
    """Of a quantity: pairs asked of; percent right by visible bands, and by all."""

    asked: int
    visible: float
    everything: float


class Asked(NamedTuple):
    """The pairs that a quantity is asked of: which of all, where it is higher, their folds."""

    chosen: np.ndarray
    higher: np.ndarray
    folds: np.ndarray

    @classmethod
    def of(cls, given: list[Pair], quantity: Quantity) -> Asked:
        values = [pair.values(quantity) for pair in given]
        chosen = np.array([quantity.asked(*value) for value in values])
        higher = np.array([one > other for one, other in values])
        return cls(chosen, higher[chosen], np.array([pair.fold for pair in given])[chosen])

    def right(self, features: np.ndarray) -> float:
        """Percent that trees order right; `features` has a line for each of all pairs."""
        return right(features[self.chosen], self.higher, self.folds)


def matrix(given: list[Pair], names: tuple[str, ...]) -> np.ndarray:
    """What some bands show of each pair."""
    return np.array([pair.features(names) for pair in given])


def measure(given: list[Pair]) -> Iterator[Measured]:
    """What trees on visible bands and on all bands make of each quantity."""
    visible, everything = matrix(given, VISIBLE), matrix(given, ALL)
    for quantity in QUANTITIES:
        asked = Asked.of(given, quantity)
        yield Measured(len(asked.folds), asked.right(visible), asked.right(everything))


def row(quantity: Quantity, measured: Measured) -> list[str]:
    """The cells of a quantity."""
    least = f"{_LEAST} to " if not quantity.name.startswith("V") else "at most "
    return [
        quantity.name,
        f"{measured.asked:,}",
        f"{measured.visible:.1f}%",
        f"{least}{quantity.most}%",
        f"{quantity.real}%",
        f"{measured.everything:.1f}%",
    ]


COLUMNS = ["higher in which box", "pairs", "visible bands", "bar", "on real patches", "all bands"]


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument("--patches", type=int, default=2000)
    args = parser.parse_args()
    found = measure(list(pairs(1, args.patches)))
    cells = [row(*both) for both in zip(QUANTITIES, found, strict=True)]
    notes = (
        f"{args.patches:,} synthetic patches, {_PAIRS} pairs of boxes each, of which those that "
        "differ by the margins of the questions are asked of; trees learned from two thirds of "
        "the tiles. Real: 16 patches of Sentinel-2 and 6 pairs with Sentinel-1, one left out at "
        "a time, so trees of few examples.",
    )
    report("hidden", Table(COLUMNS, cells), notes=notes, keep=args.keep)


if __name__ == "__main__":
    main()
