"""Every convention of the writer, flipped on purpose: the solver has to see it, and to name the fault."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from bigearthnet_txt import CLASSES
from builder import landcover
from builder.geometry import Box, Point
from builder.tasks import area, count, setting
from tests.landcover.maps import grid
from tests.solver.judged import judged

ADJACENCY, POSITIONS, REGIONS = (import_module(f"builder.landcover.{name}") for name in ("adjacency", "positions", "regions"))
Patcher = pytest.MonkeyPatch


def with_small_regions() -> np.ndarray:
    """Arable land with a block of pastures 28 columns wide, a speck of 16 pixels of pastures, and a road through broad-leaved forest."""
    codes = grid("A", scale=120)
    codes[5:38, :28] = 231
    codes[60:64, 50:54] = 231
    codes[80:, 20:] = 311
    codes[95:103, 20:] = 122
    return codes


MAPS = (
    grid("AAB", "AAB", "CCB", scale=40),
    grid("ABA", "BBB", "ABC", scale=40),
    grid("AD", "DA", scale=60),
    grid("AC.", ".B.", "..D", scale=40),  # A and B meet at a corner only
    with_small_regions(),
)


def faults() -> set[str]:
    """The names of all faults on the maps, over some seeds; a caption names several."""
    verdicts = [verdict for codes in MAPS for _, verdict in judged(codes, range(12))]
    assert "unparsed" not in {verdict.status for verdict in verdicts}
    return {name for verdict in verdicts for name in verdict.fault.split(", ") if verdict.fault}


def swap_axes(patcher: Patcher) -> None:
    text = Box.text
    patcher.setattr(Box, "text", lambda box: text(Box(box.y0, box.x0, box.y1, box.x1)))


def close_edges(patcher: Patcher) -> None:
    text = Box.text
    patcher.setattr(Box, "text", lambda box: text(Box(box.x0, box.y0, box.x1 - 1, box.y1 - 1)))


def point_at_pixel_corners(patcher: Patcher) -> None:
    text = Point.text
    patcher.setattr(Point, "text", lambda point: text(Point(point.x - 0.5, point.y - 0.5)))


def connect_by_corners(patcher: Patcher) -> None:
    connect = REGIONS.cc3d.connected_components
    patcher.setattr(REGIONS.cc3d, "connected_components", lambda raster, **how: connect(raster, **{**how, "connectivity": 8}))


def drop_small_regions(patcher: Patcher) -> None:
    regions = landcover.regions
    patcher.setattr(landcover, "regions", lambda raster: {c: tuple(r for r in rs if r.area >= 36) for c, rs in regions(raster).items()})


def touch_by_corners(patcher: Patcher) -> None:
    by_edge = landcover.adjacency

    def by_corner(raster: np.ndarray) -> frozenset[tuple[str, str]]:
        pairs = set(by_edge(raster))
        for one, other in ((raster[1:, 1:], raster[:-1, :-1]), (raster[1:, :-1], raster[:-1, 1:])):
            for a, b in {tuple(sorted(pair)) for pair in zip(one.ravel().tolist(), other.ravel().tolist(), strict=True)}:
                if a and a != b:
                    pairs.add((CLASSES[a - 1], CLASSES[b - 1]))
        return frozenset(pairs)

    patcher.setattr(landcover, "adjacency", by_corner)


def touch_across_unlabelled(patcher: Patcher) -> None:
    patcher.setattr(landcover, "_TABLE", recoded(122, "Urban fabric"))


def y_upward(patcher: Patcher) -> None:
    direction = POSITIONS.direction
    patcher.setattr(POSITIONS, "direction", lambda of, seen: direction(of._replace(y=-of.y), seen._replace(y=-seen.y)))


def seen_from_the_other(patcher: Patcher) -> None:
    positions = landcover.positions
    patcher.setattr(landcover, "positions", lambda *facts: {(b, a): there for (a, b), there in positions(*facts).items()})


def at_least_is_strict(patcher: Patcher) -> None:
    claims = count._claims

    def strict(n: int, other: int, *, yes: bool) -> dict[str, list[int]]:
        forms = claims(n, other, yes=yes)
        return {**forms, "at least": forms["more than"]} if "at least" in forms else forms

    patcher.setattr(count, "_claims", strict)


def at_most_is_strict(patcher: Patcher) -> None:
    claims = count._claims

    def strict(n: int, other: int, *, yes: bool) -> dict[str, list[int]]:
        forms = claims(n, other, yes=yes)
        return {**forms, "at most": forms["fewer than"]} if "at most" in forms else forms

    patcher.setattr(count, "_claims", strict)


def recoded(code: int, label: str) -> np.ndarray:
    table: np.ndarray = landcover._TABLE.copy()
    table[code] = 1 + CLASSES.index(label)
    return table


def another_class(patcher: Patcher) -> None:
    patcher.setattr(landcover, "_TABLE", recoded(231, "Permanent crops"))


def larger_pixels(patcher: Patcher) -> None:
    patcher.setattr(area, "PATCH_AREA", 2 * area.PATCH_AREA)


def autumn_is_winter(patcher: Patcher) -> None:
    patcher.setattr(setting, "_SEASON_OPTION", {"Spring": "Spring", "Summer": "Summer", "Fall": "Winter", "Winter": "Autumn"})


def smaller_classes(patcher: Patcher) -> None:
    analyse = landcover.analyse

    def shifted(codes: np.ndarray) -> Any:
        cover = analyse(codes)
        return replace(cover, areas={label: pixels - 720 for label, pixels in cover.areas.items()})

    patcher.setattr("tests.solver.judged.analyse", shifted)


CASES: list[tuple[Callable[[Patcher], None], set[str]]] = [
    (swap_axes, {"box"}),
    (close_edges, {"box"}),
    (point_at_pixel_corners, {"point not askable"}),
    (connect_by_corners, {"count", "regions"}),
    (drop_small_regions, {"count", "regions"}),
    (touch_by_corners, {"adjacency", "touches"}),
    (touch_across_unlabelled, {"presence", "size", "no unlabelled land"}),
    (y_upward, {"relative pos", "side"}),
    (seen_from_the_other, {"relative pos", "side"}),
    (at_least_is_strict, {"count"}),
    (at_most_is_strict, {"count"}),
    (another_class, {"presence", "size"}),
    (larger_pixels, {"area"}),
    (autumn_is_winter, {"season"}),
    (smaller_classes, {"size"}),
]


def test_the_maps_are_told_right() -> None:
    """With no convention flipped, every row of the maps agrees: what follows is due to the flip alone."""
    assert faults() == set()


@pytest.mark.parametrize(("flip", "named"), CASES, ids=[flip.__name__ for flip, _ in CASES])
def test_a_flipped_convention_is_seen(flip: Callable[[Patcher], None], named: set[str], monkeypatch: Patcher) -> None:
    """The solver disagrees with a writer that flips one convention, and names what is wrong."""
    flip(monkeypatch)
    assert named <= faults()
