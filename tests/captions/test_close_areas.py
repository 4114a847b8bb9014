"""Captions of classes that are about as large: two maps in half a million told too little or much.

The areas are those of the maps on which the solver found it, laid out row by row.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bigearthnet_txt_solver import solve
from builder.captions import caption_rows, relations
from builder.captions.amounts import Manner
from builder.captions.naming import Draft
from builder.chance import rng_for
from builder.landcover import analyse
from builder.records import Facts
from tests.solver.judged import row
from tests.tasks.examples import RECORD

PASTURES, FARMLAND, MIXED, CONIFERS, SHRUB = 231, 243, 313, 312, 324
GRASSLAND, FABRIC, PATTERNS = 321, 112, 242
FIVE = [
    {PASTURES: 3742, FARMLAND: 3666, MIXED: 3512, CONIFERS: 3292, SHRUB: 188},
    {GRASSLAND: 3705, CONIFERS: 3386, MIXED: 3171, PASTURES: 3033, FABRIC: 1105},
]
MAIN = [
    {
        "Pastures",
        "Land principally occupied by agriculture, with significant areas of natural vegetation",
    },
    {"Natural grassland and sparsely vegetated areas"},
]
PROMPT = "Describe this satellite image, its region, time of year and land cover."
THREE = {PASTURES: 5096, PATTERNS: 4844, MIXED: 4460}  # the first is 5 % larger than the second


def laid_out(areas: dict[int, int]) -> np.ndarray:
    """A map with so many pixels of each code."""
    return np.repeat(list(areas), list(areas.values())).reshape(120, 120).astype(np.uint16)


@pytest.mark.parametrize(("areas", "main"), list(zip(FIVE, MAIN, strict=True)))
def test_a_short_caption_names_all_that_is_above_a_quarter(
    areas: dict[int, int], main: set[str]
) -> None:
    """Of five similar classes it names two: those above 25% first, however long their names."""
    facts = Facts(replace(RECORD, climate_zone=None), analyse(laid_out(areas)))
    for seed in range(40):
        short = next(iter(caption_rows(facts, rng_for(seed, "", ""))))
        assert main <= set(short.classes), short.output


def test_the_first_place_is_that_of_a_clearly_larger_class() -> None:
    """ "Ranks first" is "the largest": 5% more are too few. The second place can be told."""
    cover = analyse(laid_out(THREE))
    chance = rng_for(1, "", "")
    draft = Draft(cover, chance, Manner(chance))
    assert draft.ranked[:2] == ["Pastures", "Complex cultivation patterns"]
    assert relations.rank(draft, "Pastures") is None
    assert relations.rank(draft, "Complex cultivation patterns") is not None


@pytest.mark.parametrize(("first", "second", "clear"), [(5096, 4844, False), (5600, 5000, True)])
def test_the_solver_wants_the_same(first: int, second: int, *, clear: bool) -> None:
    """5,096 beside 4,844 are not clearly more, 5,600 beside 5,000 are: 12%."""
    codes = laid_out({PASTURES: first, PATTERNS: second, MIXED: 14_400 - first - second})
    text = "Pastures dominate the scene. The pasture is the largest class."
    caption = row("captioning", "None", PROMPT, text)
    told = {"setting": True, "grain": "middle", "classes": ["Pastures"]}
    found = solve(caption | told | {"template": "None/captioning/middle.23"}, codes).fault
    assert ("rank" in found.split(", ")) != clear
