"""The whole release with invented positions: for worlds of more patches than TILES have places for.

    released.csv -> scenes -> positions in their tiles -> two Parts

Products, tiles, countries, Sentinel-1 scenes and the number of patches of each product, country and
split are those of the released metadata; where in its tile a patch lies is drawn. Example: 4,045
patches of train of S2B_MSIL2A_20170814T093029_N9999_R136_T35VPK lie in the outer ring of 35VPK.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from builder.chance import rng_for
from builder.world.places import Place, Visit
from builder.world.plan import FILES, UNLABELED, Part
from builder.world.released import ALL, Key, gaps_of, product_of, tile_of

_TABLE = Path(__file__).with_name("released.csv")
_SPLITS = ("train", "validation", "test")
_KINDS = (("clear",), ("snow", "cloud"))  # of the rows of both files
_LAST = 90  # grid column and row of a tile
_TRAIN, _VALIDATION = 13, 23  # depth of the rings from the upper left, in places

Position = tuple[int, int]


class Scene(NamedTuple):
    """The patches of a product in a country, clear or under snow or clouds: their number by split.

    `s1` is the Sentinel-1 scene most often paired with it. All lie within `box` of the tile.
    """

    product: str
    country: str
    kind: str
    s1: str
    counts: tuple[int, ...]
    box: tuple[int, ...]

    @property
    def tile(self) -> str:
        return self.product[-5:]


class Cell(NamedTuple):
    """Patches of a scene that lie in one split."""

    scene: Scene
    split: str
    patches: int


def scenes() -> list[Scene]:
    """All scenes of the release."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return list(map(_scene, csv.DictReader(file)))


def _scene(row: dict[str, str]) -> Scene:
    return Scene(
        product=row["product"],
        country=row["country"],
        kind=row["kind"],
        s1=row["scene"],
        counts=tuple(int(row[split]) for split in _SPLITS),
        box=tuple(int(row[edge]) for edge in ("x0", "y0", "x1", "y1")),
    )


def released_split_at(x: int, y: int) -> str:
    """The split of a grid position, exactly as released: square rings, test in the middle.

    The ring of validation is a place wider above and on the left. Measured on all 549,488 rows.
    """
    near, far = min(x, y), _LAST - max(x, y)
    if near < _TRAIN or far < _TRAIN:
        return "train"
    return "validation" if near < _VALIDATION or far < _VALIDATION - 1 else "test"


def whole(seed: int, patches: int) -> list[Part]:
    """Both parts of a world of which a build can use so many patches: 464,044 at most."""
    share = patches / ALL.usable
    deal = _Deal(seed, share)
    parts = [_dealt(deal, kinds) for kinds in _KINDS]
    clear = _rows(parts[0])
    gaps = gaps_of(clear, len(clear) - patches)
    return [_part(name, chosen, gaps) for name, chosen in zip(FILES, parts, strict=True)]


def _part(name: str, chosen: Sequence[Chosen], gaps: set[Key]) -> Part:
    return Part(name, [_visit(one, gaps) for one in chosen], _rows(chosen))


Chosen = tuple[Scene, str, Position]  # a patch: its scene, split and position


def _dealt(deal: _Deal, kinds: Sequence[str]) -> list[Chosen]:
    """The patches of these kinds, with their positions."""
    of_kind = (scene for scene in sorted(scenes(), key=_size) if scene.kind in kinds)
    cells = list(chain.from_iterable(map(_cells, of_kind)))
    return [one for cell in _shrunk(cells, deal.share) for one in deal.of(cell)]


def _cells(scene: Scene) -> Iterator[Cell]:
    for split, patches in zip(_SPLITS, scene.counts, strict=True):
        yield Cell(scene, split, patches)


def _size(scene: Scene) -> tuple[str, int, str]:
    """Scenes of a tile in a small box come first: the others can go elsewhere."""
    x0, y0, x1, y1 = scene.box
    return scene.tile, (x1 - x0) * (y1 - y0), scene.product


def _shrunk(cells: Sequence[Cell], share: float) -> list[Cell]:
    """The cells with a share of their patches each; rounded so that the sum is right too."""
    edges = np.rint(np.cumsum([cell.patches for cell in cells]) * share).astype(int)
    counts = np.diff(edges, prepend=0).tolist()
    return [cell._replace(patches=count) for cell, count in zip(cells, counts, strict=True)]


class _Deal:
    """Deals a share of the positions of tiles: those with the fewest dates first, as drawn.

    A position is of one country, and no product comes to it twice.
    """

    def __init__(self, seed: int, share: float) -> None:
        self._seed, self.share = seed, share
        self._owners: dict[Key, str] = {}
        self._dates: Counter[Key] = Counter()
        self._seen: set[tuple[str, Position]] = set()

    def of(self, cell: Cell) -> Iterator[Chosen]:
        """The patches of a cell, each with its position."""
        for position in self._offered(cell)[: cell.patches]:
            self._take(cell.scene, position)
            yield cell.scene, cell.split, position

    def _offered(self, cell: Cell) -> list[Position]:
        """The positions for a cell, the best first."""
        ring = self._ring(cell, cell.scene.box)
        free = self._free(cell, ring[: math.ceil(self.share * len(ring))])
        if len(free) < cell.patches:  # of a scene beside that of another country
            free += self._free(cell, self._ring(cell, (0, 0, _LAST, _LAST)))
        return list(dict.fromkeys(free))

    def _take(self, scene: Scene, position: Position) -> None:
        key = (scene.tile, *position)
        self._owners[key] = scene.country
        self._dates[key] += 1
        self._seen.add((scene.product, position))

    def _free(self, cell: Cell, ring: Sequence[Position]) -> list[Position]:
        """The positions that a scene may still come to, those with the fewest dates first."""
        free = [position for position in ring if self._fits(cell.scene, position)]
        return sorted(free, key=lambda position: self._dates[cell.scene.tile, *position])

    def _ring(self, cell: Cell, box: Sequence[int]) -> list[Position]:
        """The positions of a split within a box, in a drawn order."""
        x0, y0, x1, y1 = box
        inside = product(range(x0, x1 + 1), range(y0, y1 + 1))
        ring = [position for position in inside if released_split_at(*position) == cell.split]
        return rng_for(self._seed, cell.scene.tile, f"positions {cell.split}").shuffled(ring)

    def _fits(self, scene: Scene, position: Position) -> bool:
        owner = self._owners.get((scene.tile, *position), scene.country)
        return owner == scene.country and (scene.product, position) not in self._seen


def _visit(chosen: Chosen, gaps: set[Key]) -> Visit:
    scene, _, position = chosen
    kinds = {kind: scene.kind == kind for kind in _KINDS[1]}
    return Visit(_place(scene, position, gaps), product_of(scene.product, scene.s1), **kinds)


def _place(scene: Scene, position: Position, gaps: set[Key]) -> Place:
    gap = (scene.tile, *position) in gaps
    return Place(tile_of(scene.tile, scene.country), *position, gap=gap)


def _rows(chosen: Sequence[Chosen]) -> pa.Table:
    columns = list(zip(*map(_row, chosen), strict=True))
    return pa.table(list(map(pa.array, columns)), UNLABELED)


def _row(chosen: Chosen) -> tuple[object, ...]:
    """The row of the metadata, in the order of UNLABELED."""
    scene, split, _ = chosen
    visit = _visit(chosen, set())
    names = visit.patch_id, split, scene.country, visit.s1_name, visit.s2v1_name
    return *names, visit.snow, visit.cloud
