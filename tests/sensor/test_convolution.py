"""A small convolution net answers sensor questions: all with every band, few by visible ones.

PyTorch has an environment of its own: make test-models. The world is small, so that the bars are
those of all tasks of a kind together; `python -m benchmarks.senses` measures them one by one.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.senses import Figure, figure
from bigearthnet_txt_evaluation.places import place_of
from builder.world import make_world
from tests.conftest import ROOT, built, made_once
from tests.matrix.environments import SMALL, make_environment

pytestmark = pytest.mark.models
PROGRAM = Path(__file__).with_name("convolution_net.py")
PATCHES = 1200
RADAR = ("backscatter", "depolarization")


@pytest.fixture(scope="session")
def answered(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """By reader, task and place of each question of test, and whether it was answered right."""

    def make(folder: Path) -> None:
        make_world(folder / "raw", patches=PATCHES, seed=1, progress=lambda _: None)
        built(folder / "raw", folder / "bigearthnet_txt", sensor=True)

    folder = made_once(tmp_path_factory, "for_a_net", make)
    done = subprocess.run(
        [make_environment(*SMALL), PROGRAM, folder / "bigearthnet_txt"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    return found


def together(rows: list[dict[str, Any]], kind: str, *, radar: bool) -> Figure:
    """Percent right of the tasks of a kind that one sensor decides."""
    mine = [row for row in rows if _is_of(row["task"], kind, radar=radar)]
    assert len(mine) > 100
    return figure(
        np.array([row["right"] for row in mine]), [place_of(row["patch"]) for row in mine]
    )


def _is_of(task: str, kind: str, *, radar: bool) -> bool:
    type_, category = task.split("/")
    return type_ == kind and category != "agreement" and (category in RADAR) == radar


@pytest.mark.parametrize("kind", ["binary", "mcq"])
@pytest.mark.parametrize("radar", [True, False])
def test_who_sees_all_bands_answers(
    answered: dict[str, list[dict[str, Any]]], kind: str, radar: bool
) -> None:
    """The positive control: 85 % at least, and so it is no noise that is asked about."""
    assert together(answered["all bands"], kind, radar=radar).low >= 85


@pytest.mark.parametrize(
    ("kind", "radar", "bar"),
    [("binary", True, 57), ("binary", False, 60), ("mcq", True, 34), ("mcq", False, 38)],
)
def test_who_sees_visible_bands_guesses(
    answered: dict[str, list[dict[str, Any]]], kind: str, radar: bool, bar: int
) -> None:
    """The figure is within the bar; its interval is too wide here for its upper end."""
    assert together(answered["visible bands"], kind, radar=radar).value <= bar
