"""The solver sees every convention of captions that is flipped in the builder, and names it."""

from __future__ import annotations

from collections.abc import Callable, Set
from itertools import product

import numpy as np
import pytest

from bigearthnet_txt import GRAINS
from builder.captions import (
    PROMPTS,
    amounts,
    caption,
    gist,
    naming,
    others,
    prompts,
    relations,
    texture,
)
from builder.captions.amounts import Manner
from builder.captions.naming import Draft
from tests.landcover.maps import grid
from tests.solver.judged import judged

Patcher = pytest.MonkeyPatch


def _speckled(*rows: str, scale: int) -> np.ndarray:
    """A map with specks of 35 pixels of one of its classes, and of mixed forest."""
    codes = grid(*rows, scale=scale)
    codes[100:105, 20:27] = 231
    codes[5:10, 5:12] = 313
    return codes


def _barely() -> np.ndarray:
    """Pastures that share five edges with arable land and reach an edge with three pixels."""
    codes = grid("A", scale=120)
    codes[:, 55:] = 122
    codes[3:60, 60:90] = 231
    codes[0:3, 60:63] = 231
    codes[30:35, 55:60] = 231
    codes[80:, 90:] = 311
    return codes


MAPS = (
    grid("AAB", "AAB", "CCB", scale=40),
    _speckled("AAB", "AAB", "CCB", scale=40),
    grid("AB", "CD", scale=60),
    grid("AAAAAB", "AAAAAC", "AAAAAD", "AAAAAA", "BBBBAA", "BBBBAA", scale=20),
    grid(*["AB" * 5, "CD" * 5] * 5, scale=12),
    _barely(),
    grid("AAAAAAAAAA", *["AAAAAAAAAB"] * 9, scale=12),
    grid("AAABBBCDDE", *["AAABBBCDDE"] * 9, scale=12),
)


def _faults(wanted: Set[str] = frozenset()) -> set[str]:
    """The names of all faults in captions of the maps, over 18 seeds or until one is wanted."""
    found: set[str] = set()
    for seed, codes in product(range(18), MAPS):
        for _, verdict in judged(codes, [seed], types=("captioning",)):
            found.update(filter(None, verdict.fault.split(", ")))
        if found & wanted:
            break
    return found


def lengths_of_grains(patcher: Patcher) -> None:
    longer = [
        found._replace(least=found.least - 10, most=found.most + 15) for found in caption.GRAINS
    ]
    patcher.setattr(caption, "GRAINS", tuple(longer))


def half_is_most(patcher: Patcher) -> None:
    patcher.setattr(gist, "MOST", 4000)


def the_next_is_as_large(patcher: Patcher) -> None:
    patcher.setattr(gist, "LEAD", (1, 2))


def little_is_much(patcher: Patcher) -> None:
    patcher.setattr(others, "SECONDARY", 3000)


def everything_is_seen(patcher: Patcher) -> None:
    patcher.setattr(naming, "VISIBLE", 1)


def any_contact_is_seen(patcher: Patcher) -> None:
    for part in (naming, relations, texture):
        if hasattr(part, "CLEAR"):
            patcher.setattr(part, "CLEAR", 1)


def specks_are_counted(patcher: Patcher) -> None:
    for part in ("predicates", "texture"):
        patcher.setattr(f"builder.captions.{part}.countable", lambda regions: True)


def any_mean_is_told(patcher: Patcher) -> None:
    patcher.setattr(texture, "_TYPICAL", (1000, 1))


def unlike_is_alike(patcher: Patcher) -> None:
    patcher.setattr(texture, "_SIMILAR", (100, 1))
    patcher.setattr(texture, "EVEN", (1, 2))


def three_regions_are_many(patcher: Patcher) -> None:
    patcher.setattr(texture, "MOSAIC_REGIONS", 3)


def all_is_hedged(patcher: Patcher) -> None:
    area = Manner.area
    patcher.setattr(
        Manner, "area", lambda manner, pixels: f"about {area(manner, pixels).split(' ', 1)[-1]}"
        if area(manner, pixels)[0].isalpha() else f"about {area(manner, pixels)}",
    )  # fmt: skip


def units_differ(patcher: Patcher) -> None:
    measured = Manner.area

    def area(manner: Manner, pixels: int) -> str:
        return f"{pixels / 100:.1f} ha" if pixels % 3 else measured(manner, pixels)

    patcher.setattr(Manner, "area", area)


def parts_have_the_area_of_the_whole(patcher: Patcher) -> None:
    patcher.setattr(amounts, "PIXELS", 14400 * 2)
    patcher.setattr(Manner, "area", lambda manner, pixels: "100%")


def first_by_another_name(patcher: Patcher) -> None:
    called = {
        label: names._replace(full=names.short, short=names.full)
        for label, names in naming._CALLED.items()
    }
    patcher.setattr(naming, "_CALLED", called)


def all_classes_are_listed(patcher: Patcher) -> None:
    patcher.setattr(Draft, "told", lambda draft: draft.cover.classes)


def prompts_before_the_facts(patcher: Patcher) -> None:
    every = {
        grain: [n for n, found in enumerate(PROMPTS) if found.grain == grain] for grain in GRAINS
    }
    patcher.setattr(prompts, "_fitting", lambda grain, topics: every[grain])  # whatever is told


def numbers_first(patcher: Patcher) -> None:
    opening = caption.opening
    patcher.setattr(
        caption,
        "opening",
        lambda draft, found, told: (
            f"{opening(draft, found, told)}, and the edge density is 14 meters per hectare"
        ),
    )


def another_template(patcher: Patcher) -> None:
    row = caption.Annotation
    patcher.setattr(
        caption, "Annotation", lambda *kinds, **row_: row(*kinds, **(row_ | {"template": "None/x"}))
    )


CASES: list[tuple[Callable[[Patcher], None], set[str]]] = [
    (lengths_of_grains, {"grain"}),
    (half_is_most, {"most"}),
    (the_next_is_as_large, {"top", "lead"}),
    (little_is_much, {"little"}),
    (everything_is_seen, {"little"}),
    (any_contact_is_seen, {"touches", "boundary", "only", "shares edge"}),
    (specks_are_counted, {"regions", "total regions"}),
    (any_mean_is_told, {"mean region"}),
    (unlike_is_alike, {"even"}),
    (three_regions_are_many, {"fragmented"}),
    (all_is_hedged, {"size"}),
    (units_differ, {"manner"}),
    (parts_have_the_area_of_the_whole, {"size"}),
    (first_by_another_name, {"name"}),
    (all_classes_are_listed, {"classes"}),
    (prompts_before_the_facts, {"prompt"}),
    (numbers_first, {"metric"}),
    (another_template, {"template"}),
]


def test_the_maps_are_told_right() -> None:
    """With no convention flipped every caption agrees."""
    assert _faults() == set()


@pytest.mark.parametrize(("flip", "names"), CASES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_flipped_convention_is_named(
    monkeypatch: Patcher, flip: Callable[[Patcher], None], names: set[str]
) -> None:
    """A caption written by another rule is a fault, under the name of the rule."""
    flip(monkeypatch)
    assert names & _faults(names)
