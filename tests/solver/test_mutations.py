"""Every convention of the writer, flipped on purpose.

The solver has to find it, and to name the fault.
"""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from itertools import product
from typing import Any

import numpy as np
import pytest

from bigearthnet_txt import CLASSES
from builder import landcover
from builder.geometry import Box, Point
from builder.records import Annotation, Insides, PatchRecord, Region
from builder.shards.rows import text_row
from builder.tasks import adjacency, area, boxes, choices, count, presence, referring, setting
from tests.solver.judged import judged
from tests.solver.telling_maps import MAPS

ADJACENCY, POSITIONS, REGIONS = (
    import_module(f"builder.landcover.{name}") for name in ("adjacency", "positions", "regions")
)
OF_CLASSES = ("presence", "area", "count", "adjacency", "relative pos")
Patcher = pytest.MonkeyPatch


def faults(wanted: frozenset[str] = frozenset("?")) -> set[str]:
    """The names of all faults on the maps, over 16 seeds or until the wanted ones are found.

    A caption names several.
    """
    found: set[str] = set()
    for seed, codes in product(range(16), MAPS):
        verdicts = [verdict for _, verdict in judged(codes, [seed])]
        assert "unparsed" not in {verdict.status for verdict in verdicts}
        for verdict in verdicts:
            found.update(filter(None, verdict.fault.split(", ")))
        if wanted <= found:
            break
    return found


def swap_axes(patcher: Patcher) -> None:
    text = Box.text
    patcher.setattr(Box, "text", lambda box: text(Box(box.y0, box.x0, box.y1, box.x1)))


def close_edges(patcher: Patcher) -> None:
    text = Box.text
    patcher.setattr(Box, "text", lambda box: text(Box(box.x0, box.y0, box.x1 - 1, box.y1 - 1)))


def point_at_pixel_corners(patcher: Patcher) -> None:
    text = Point.text
    patcher.setattr(Point, "text", lambda point: text(Point(point.x - 0.5, point.y - 0.5)))


def point_in_another_region(patcher: Patcher) -> None:
    innermost = Insides.innermost

    def moved(insides: Insides, region: Region, draw: Callable[[int], int]) -> Point | None:
        point = innermost(insides, region, draw)
        return point and point._replace(x=(point.x + 60) % 120)

    patcher.setattr(Insides, "innermost", moved)


def point_at_the_border(patcher: Patcher) -> None:
    """Draws among all pixels of a region."""
    of_many = landcover.depths
    patcher.setattr(landcover, "depths", lambda labels, maps: np.minimum(of_many(labels, maps), 0))


def centroid_at_pixel_corners(patcher: Patcher) -> None:
    patcher.setattr(Point, "parts", lambda point: ((point.x - 0.5) / 120, (point.y - 0.5) / 120))


def boxes_of_specks(patcher: Patcher) -> None:
    patcher.setattr(REGIONS, "FIT_AREA", (0.001, 0.5))


def boxes_as_large_as_the_image(patcher: Patcher) -> None:
    patcher.setattr(referring, "LARGEST", 120 * 120)


def connect_by_corners(patcher: Patcher) -> None:
    connect = REGIONS.cc3d.connected_components
    patcher.setattr(
        REGIONS.cc3d,
        "connected_components",
        lambda raster, **how: connect(raster, **{**how, "connectivity": 8}),
    )


def drop_small_regions(patcher: Patcher) -> None:
    members = landcover._members

    patcher.setattr(
        landcover,
        "_members",
        lambda found, maps: members([item for item in found if item.region.area >= 36], maps),
    )


def touch_by_corners(patcher: Patcher) -> None:
    by_edge, borders = landcover.contacts, landcover.borders

    def by_corner(labels: np.ndarray, n: int, starts: np.ndarray) -> dict[tuple[int, int], int]:
        touching = dict(by_edge(labels, n, starts))
        for one, other in ((labels[1:, 1:], labels[:-1, :-1]), (labels[1:, :-1], labels[:-1, 1:])):
            for a, b in zip(one.ravel().tolist(), other.ravel().tolist(), strict=True):
                if a and b and a != b:
                    touching.setdefault((min(a, b), max(a, b)), 6)
        return touching

    def of_two_classes(
        touching: dict[tuple[int, int], int], kinds: list[tuple[int, int]], maps: int
    ) -> list[dict[tuple[str, str], int]]:
        return borders(
            {(a, b): edges for (a, b), edges in touching.items() if kinds[a - 1] != kinds[b - 1]},
            kinds,
            maps,
        )

    patcher.setattr(landcover, "contacts", by_corner)
    patcher.setattr(landcover, "borders", of_two_classes)


def touch_across_unlabelled(patcher: Patcher) -> None:
    patcher.setattr(landcover, "_TABLE", recoded(122, "Urban fabric"))


def y_upward(patcher: Patcher) -> None:
    direction = POSITIONS.direction
    patcher.setattr(
        POSITIONS,
        "direction",
        lambda of, seen: direction(of._replace(y=-of.y), seen._replace(y=-seen.y)),
    )


def seen_from_the_other(patcher: Patcher) -> None:
    positions = landcover.positions
    patcher.setattr(
        landcover,
        "positions",
        lambda *facts: {(b, a): there for (a, b), there in positions(*facts).items()},
    )


def at_least_is_strict(patcher: Patcher) -> None:
    patcher.setitem(count._SHIFT, "at least", 0)


def at_most_is_strict(patcher: Patcher) -> None:
    patcher.setitem(count._SHIFT, "at most", 1)


def recoded(code: int, label: str) -> np.ndarray:
    table: np.ndarray = landcover._TABLE.copy()
    table[code] = 1 + CLASSES.index(label)
    return table


def another_class(patcher: Patcher) -> None:
    patcher.setattr(landcover, "_TABLE", recoded(231, "Permanent crops"))


def larger_pixels(patcher: Patcher) -> None:
    patcher.setattr(area, "PATCH_AREA", 2 * area.PATCH_AREA)


def autumn_is_winter(patcher: Patcher) -> None:
    patcher.setattr(
        setting,
        "_SEASON_OPTION",
        {"Spring": "Spring", "Summer": "Summer", "Fall": "Winter", "Winter": "Autumn"},
    )


def flip_sides(patcher: Patcher, *pairs: tuple[str, str]) -> None:
    """Says one side of the image where the other is meant, in every kind of words."""
    for words in referring._WORDS.values():
        for one, other in pairs:
            for key in [key for key in words if one in key]:
                swapped = {key: words[key.replace(one, other)], key.replace(one, other): words[key]}
                for name, said in swapped.items():
                    patcher.setitem(words, name, said)


def north_is_south(patcher: Patcher) -> None:
    flip_sides(patcher, ("top", "bottom"))


def left_is_right(patcher: Patcher) -> None:
    flip_sides(patcher, ("left", "right"))


def edge_before_the_last_column(patcher: Patcher) -> None:
    patcher.setattr(
        referring, "_EDGES", (("left", 0, 1), ("top", 1, 1), ("right", 2, 119), ("bottom", 3, 119))
    )


def middle_is_below(patcher: Patcher) -> None:
    patcher.setattr(referring, "_MIDDLE", 61)


def told_by_several(patcher: Patcher) -> None:
    """Forgets the other regions of a class: whatever fits a region is said of it."""
    referents = referring.referents

    def alone(cover: Any) -> list[Any]:
        fitting = [r for r in referents(cover) if r.kind == "size"]
        return [r._replace(kind="only", word="") for r in fitting]

    patcher.setattr(boxes, "referents", alone)


def smaller_classes(patcher: Patcher) -> None:
    analyse = landcover.analyse

    def shifted(codes: np.ndarray) -> Any:
        cover = analyse(codes)
        return replace(
            cover,
            areas={label: pixels - min(720, pixels // 4) for label, pixels in cover.areas.items()},
        )

    patcher.setattr("tests.solver.judged.analyse", shifted)


def specks_are_counted(patcher: Patcher) -> None:
    for part in (count, choices):
        patcher.setattr(part, "VISIBLE", 1)


def the_only_class_is_counted(patcher: Patcher) -> None:
    patcher.setattr(count, "visible", lambda areas: ["Arable land", "Pastures"])


def any_edge_is_seen(patcher: Patcher) -> None:
    patcher.setattr(adjacency, "SEEN", 1)


def few_edges_are_apart(patcher: Patcher) -> None:
    patcher.setattr(
        landcover, "borders", lambda *how: [_long(found) for found in ADJACENCY.borders(*how)]
    )


def _long(edges: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    return {pair: count for pair, count in edges.items() if count >= 6}


def specks_are_present(patcher: Patcher) -> None:
    patcher.setattr(presence, "PRESENT", 36)


def sea_in_austria(patcher: Patcher) -> None:
    patcher.setattr(choices, "LANDLOCKED", frozenset())
    patcher.setitem(choices._POSSIBLE, "Austria", CLASSES)
    for name in ("_absent", "_deck", "_wrong_deck"):  # without what was found for other tests
        patcher.setattr(choices, name, getattr(choices, name).__wrapped__)


def alter(patcher: Patcher, change: Callable[[Annotation], dict[str, Any]]) -> None:
    """Every row is written with some of its columns changed."""

    def altered(record: PatchRecord, a: Annotation, number: int) -> dict[str, Any]:
        return text_row(record, a._replace(**change(a)), number)

    patcher.setattr("tests.solver.judged.text_row", altered)


def another_number_decides(patcher: Patcher) -> None:
    alter(patcher, lambda a: {"visibility": a.visibility and a.visibility + 1})


def another_wording_is_named(patcher: Patcher) -> None:
    alter(patcher, lambda a: {"template": f"{a.template}1"})


def a_class_too_few_is_listed(patcher: Patcher) -> None:
    alter(patcher, lambda a: {"classes": a.classes[:-1]})


def a_box_loses_its_last_row(patcher: Patcher) -> None:
    """In its pixels alone: the text has two decimals, by which one pixel may be the same."""
    alter(patcher, lambda a: {"box": a.box and a.box._replace(y1=a.box.y1 - 1)})


CASES: list[tuple[Callable[[Patcher], None], set[str]]] = [
    (swap_axes, {"box"}),
    (close_edges, {"box"}),
    (point_at_pixel_corners, {"point too shallow"}),
    (point_in_another_region, {"box"}),
    (point_at_the_border, {"point too shallow"}),
    (centroid_at_pixel_corners, {"centroid"}),
    (boxes_of_specks, {"point not askable", "reference not askable"}),
    (boxes_as_large_as_the_image, {"reference not askable"}),
    (connect_by_corners, {"count", "regions"}),
    (drop_small_regions, {"count not askable", "total regions"}),
    (touch_by_corners, {"adjacency", "touches", "reference not askable"}),
    (specks_are_counted, {"count not askable"}),
    (the_only_class_is_counted, {"count not askable"}),
    (any_edge_is_seen, {"adjacency not askable"}),
    (few_edges_are_apart, {"adjacency not askable"}),
    (specks_are_present, {"presence not askable"}),
    (sea_in_austria, {f"{category} not askable" for category in OF_CLASSES}),
    (another_number_decides, {"visibility"}),
    (another_wording_is_named, {"template"}),
    (a_class_too_few_is_listed, {"classes"}),
    (a_box_loses_its_last_row, {"box_pixels"}),
    (touch_across_unlabelled, {"presence not askable", "size", "no unlabelled land"}),
    (y_upward, {"relative pos", "seen"}),
    (seen_from_the_other, {"relative pos", "seen"}),
    (at_least_is_strict, {"count"}),
    (at_most_is_strict, {"count"}),
    (another_class, {"presence", "size"}),
    (larger_pixels, {"area"}),
    (autumn_is_winter, {"season"}),
    (smaller_classes, {"size"}),
    (north_is_south, {"reference not askable", "box"}),
    (left_is_right, {"reference not askable", "box"}),
    (edge_before_the_last_column, {"box"}),
    (middle_is_below, {"reference not askable"}),
    (told_by_several, {"reference not askable"}),
]


def test_the_maps_are_told_right() -> None:
    """With no convention flipped, every row of the maps agrees.

    So what follows is due to the flip alone.
    """
    assert faults() == set()


@pytest.mark.parametrize(("flip", "named"), CASES, ids=[flip.__name__ for flip, _ in CASES])
def test_a_flipped_convention_is_seen(
    flip: Callable[[Patcher], None], named: set[str], monkeypatch: Patcher
) -> None:
    """The solver disagrees with a writer that flips one convention, and names what is wrong."""
    flip(monkeypatch)
    assert named <= faults(frozenset(named))
