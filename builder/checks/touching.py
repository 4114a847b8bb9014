"""The benchmark is that of draw.json, and its land is its own: it touches no other split.

Places are measured on the ground: in the zone of the benchmark's place, those of other zones by
their centers.

benchmark: place 33UUP_26_57: found '33UUP_27_58', expected no place of train that touches it
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple, TypeAlias

import numpy as np
from pyproj import Transformer

from builder.checks.faults import Fault, Faults
from builder.checks.shards import ShardFindings
from builder.geometry import PATCH_METRES, epsg, patch_bounds
from builder.names import parse_s2
from builder.sampling import DRAW, Draw

_Cell: TypeAlias = tuple[float, float]
_HALF = PATCH_METRES / 2


class _Placed(NamedTuple):
    """A place of a split: its name, and its center in metres of its zone."""

    place: str
    zone: int
    center: tuple[float, float]


def touching_faults(findings: Iterable[ShardFindings], draw: Draw | None) -> list[str]:
    """Places of other splits that touch a place of the benchmark.

    Places of test may, if the draw kept no buffer. A published benchmark (no draw) promises
    nothing.
    """
    faults = Faults("benchmark")
    if draw is None:
        return []
    splits = _splits(findings)
    bench = splits.pop("bench", {}).values()
    if draw.rule.buffer == "none":
        splits.pop("test", None)
    for split, others in splits.items():
        for place, other in _touching([*bench], [*others.values()]):
            faults.add(_fault(split, other), f"place {place}")
    return faults.lines()


def _fault(split: str, other: str) -> Fault:
    return Fault("place", other, f"no place of {split} that touches it")


def draw_faults(findings: Iterable[ShardFindings], draw: Draw | None) -> list[str]:
    """Patches of the benchmark that were not drawn, and patches elsewhere that a draw takes out."""
    lines: list[str] = []
    if draw is None:
        return lines
    for found in findings:
        for path, patches in found.patches.items():
            faults = Faults(path)
            faults.add_all(_not_as_drawn(found.name.split, patches.tolist(), draw))
            lines += faults.lines()
    return lines


def _not_as_drawn(split: str, patches: list[bytes], draw: Draw) -> Iterator[Fault]:
    names = [patch.decode() for patch in patches]
    if split == "bench":
        for patch in sorted({*names} - {*draw.chosen}):
            yield Fault("patch_id", patch, f"a patch that {DRAW} has in chosen")
    else:
        for patch in sorted({*names} & {*draw.chosen, *draw.withheld, *draw.buffer}):
            yield Fault("patch_id", patch, f"no patch that {DRAW} takes out of test")


def _splits(findings: Iterable[ShardFindings]) -> dict[str, dict[str, _Placed]]:
    """Split -> place -> where it is."""
    splits: dict[str, dict[str, _Placed]] = {}
    for found in findings:
        places = splits.setdefault(found.name.split, {})
        for patch in _patches(found):
            if one := _placed(patch.decode()):
                places[one.place] = one
    return splits


def _patches(found: ShardFindings) -> Iterator[bytes]:
    for patches in found.patches.values():
        yield from patches.tolist()


def _placed(patch: str) -> _Placed | None:
    """Where a patch lies; None if its name is a fault of its own."""
    try:
        name = parse_s2(patch)
        left, bottom, _, _ = patch_bounds(name.tile, name.x, name.y)
    except ValueError:
        return None
    return _Placed(name.place, epsg(name.tile), (left + _HALF, bottom + _HALF))


def _touching(bench: list[_Placed], others: list[_Placed]) -> Iterator[tuple[str, str]]:
    """The pairs that touch, zone by zone of the benchmark."""
    for zone in sorted({one.zone for one in bench}):
        near = [one for one in others if abs(one.zone - zone) <= 1]
        mine = [one for one in bench if one.zone == zone]
        yield from _pairs(mine, near, _centers(near, zone))


def _centers(places: list[_Placed], zone: int) -> np.ndarray:
    """The centers of places in metres of a zone."""
    centers = np.array([one.center for one in places], float).reshape(-1, 2)
    zones = np.array([one.zone for one in places], int)
    for other in sorted({one.zone for one in places} - {zone}):
        at = zones == other
        moved = Transformer.from_crs(other, zone, always_xy=True).transform(*centers[at].T)
        centers[at] = np.stack(moved, axis=1)
    return centers


def _pairs(
    bench: list[_Placed], others: list[_Placed], centers: np.ndarray
) -> Iterator[tuple[str, str]]:
    """The pairs whose centers are 1,200 m apart or less, on either axis."""
    cells = _cells(centers)
    for one in bench:
        for number in _around(one, cells):
            if _touch(centers[number], one):
                yield one.place, others[number].place


def _touch(center: np.ndarray, one: _Placed) -> bool:
    return bool(np.abs(center - one.center).max() <= PATCH_METRES)


def _cells(centers: np.ndarray) -> dict[_Cell, list[int]]:
    """The numbers of centers by the cell of 1,200 m in which they lie."""
    cells: dict[_Cell, list[int]] = {}
    for number, (column, row) in enumerate((centers // PATCH_METRES).tolist()):
        cells.setdefault((column, row), []).append(number)
    return cells


def _around(one: _Placed, cells: Mapping[_Cell, list[int]]) -> Iterator[int]:
    """The numbers in the cell of a place and in the eight around it."""
    column, row = (axis // PATCH_METRES for axis in one.center)
    for right, up in product((-1, 0, 1), repeat=2):
        yield from cells.get((column + right, row + up), ())
