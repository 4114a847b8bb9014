"""What the solver does not know it leaves unread: a new category, a class, a country, a wording."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random
from shutil import copytree
from typing import Any

import numpy as np
import pytest

import bigearthnet_txt_solver
from bigearthnet_txt import TASKS
from bigearthnet_txt_solver import judges, solve
from tests.landcover.maps import grid
from tests.solver.judged import judged, row

THREE = grid("AAB", "AAB", "CCB", scale=40)
EMPTY = grid(".", scale=120)


def test_every_task_of_the_contract_has_a_judge() -> None:
    """The files of the package judge the fifteen tasks, and no others."""
    assert set(judges()) == {(task.type, task.category) for task in TASKS}


@pytest.mark.parametrize("template", ["made/0", "published"])
@pytest.mark.parametrize(
    "task", [("binary", "slope"), ("mcq", "slope"), ("bounding box", "words"), ("essay", "area")]
)
def test_a_task_that_nobody_judges_is_unparsed(task: tuple[str, str], template: str) -> None:
    """A type or a category without a judge is named in the verdict; nothing is raised."""
    kind, category = task
    verdict = solve(row(kind, category, "Is it steep?", "yes") | {"template": template}, THREE)
    assert verdict.status == "unparsed"
    assert f"{kind}/{category}" in verdict.found


NEW = """
from bigearthnet_txt_solver.questions import yes_no
from bigearthnet_txt_solver.words import grammar

JUDGES = {("binary", "emptiness"): yes_no(grammar("is it empty?"), lambda q: not q.ground.areas)}
"""
ASK = """
import numpy as np
from bigearthnet_txt_solver import solve
row = {"type": "binary", "category": "emptiness", "input": "Is it empty?", "output": "no"}
print(solve(row, np.full((120, 120), 231, np.uint16)).status)
"""


def test_a_new_category_is_one_new_file(tmp_path: Path) -> None:
    """A file with JUDGES in a copy of the package is found there; no other file is touched."""
    package = Path(bigearthnet_txt_solver.__file__).parent
    copy = copytree(package, tmp_path / package.name)
    (copy / "emptiness.py").write_text(NEW)
    (tmp_path / "bigearthnet_txt.py").symlink_to(package.parent / "bigearthnet_txt.py")
    command = [sys.executable, "-c", ASK]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "agrees"


SEASON = "What season does the scene show? a) Summer, b) {}, c) Winter, d) Spring"
COUNTRY = "Where was this image taken? a) Serbia, b) {}, c) Austria, d) Ireland"
ZONE = "Which climate zone does the scene belong to? a) Polar, tundra, b) {}, c) Polar, frost, d) "
ZONE += "Cold, no dry season, warm summer"
OPTIONS = [
    ("season", SEASON.format("Monsoon"), "a"),
    ("country", COUNTRY.format("Atlantis"), "c"),
    ("climate zone", ZONE.format("Lunar, crater"), "d"),
    ("relative pos", "Where are pastures located relative to broad-leaved forest? a) to the left, "
                     "b) to the moon, c) to the top, d) to the top-right", "d"),
    ("count", "How many separate regions of pastures are there in the image? a) 1, b) ², c) 3, "
              "d) many", "a"),
    ("presence", "Which land cover class occurs in this scene? a) Pastures, b) Orchards, "
                 "c) Urban fabric, d) Mixed forest", "a"),
]  # fmt: skip


@pytest.mark.parametrize(("category", "text", "letter"), OPTIONS)
def test_an_unknown_option_is_unparsed(category: str, text: str, letter: str) -> None:
    """A season, country, zone, direction, number or class that does not exist is never judged."""
    assert solve(row("mcq", category, text, letter), THREE).status == "unparsed"


@pytest.mark.parametrize("text", ["Are there any [4] in the image?", "Are there any [99] in it?"])
def test_marks_in_a_text_are_no_classes(text: str) -> None:
    """A text that looks as if it had been read already is unparsed."""
    assert solve(row("binary", "presence", text, "yes"), THREE).status == "unparsed"
    published = row("binary", "presence", text, "yes") | {"template": "published"}
    assert solve(published, THREE).status == "unparsed"


def shuffled(text: str, chance: Random) -> str:
    """A text with a word lost, doubled, swapped with another one or replaced."""
    words = text.split(" ")
    k, other = chance.randrange(len(words)), chance.choice(words)
    words[k : k + 1] = chance.choice(
        ([], [words[k]] * 2, [other], ["[7]"], ["1.2.3%"], ["5/0"], ["²"], ["none"], [""])
    )
    return " ".join(words)


def changed(found: dict[str, Any], chance: Random) -> dict[str, Any]:
    part = chance.choice(("input", "output"))
    missing = chance.choice(({}, {"country": None}, {"season": None}, {"climate_zone": None}))
    template = chance.choice(("made/0", "published"))
    return found | {part: shuffled(found[part], chance), "template": template, **missing}


@pytest.mark.parametrize("codes", [THREE, EMPTY], ids=["three classes", "no class"])
def test_no_text_makes_the_solver_fail(codes: np.ndarray) -> None:
    """Whatever is done to the words of a row, on its map or on an empty one, it gets a verdict."""
    chance = Random(11)
    rows = [found for found, _ in judged(THREE, range(24))]
    for found in rows:
        for _ in range(4):
            assert solve(changed(found, chance), codes).status in (
                "agrees",
                "disagrees",
                "unparsed",
            )
