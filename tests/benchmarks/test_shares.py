"""The shares of a build add up, and every stage that is named is one the build goes through."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from benchmarks import shares


def test_a_stage_is_not_charged_for_those_inside_it() -> None:
    """An outer stage of 0.2 CPU seconds, 0.15 of them in an inner one, took 0.05."""

    def work(seconds: float) -> None:
        end = time.process_time() + seconds
        while time.process_time() < end:
            pass

    clock = shares.Clock()
    inner = clock.timed(work, "inner")
    clock.timed(lambda: (work(0.05), inner(0.15)), "outer")()
    assert clock.spent == pytest.approx({"inner": 0.15, "outer": 0.05}, abs=0.02)


def test_a_build_goes_through_every_stage(world: Path, release: Path, tmp_path: Path) -> None:
    """No stage is empty, and the builder is as it was afterwards.

    No function that moved leaves its time to "all else".
    """
    before = [getattr(owner, name) for owner, name, _ in shares.STAGES]
    spent = shares.measure(world, tmp_path / "bigearthnet_txt", release / "priors.json")
    named = {stage for *_, stage in shares.STAGES if isinstance(stage, str)}
    assert {stage for stage, took in spent.items() if took > 0} == {
        *named,
        "Parquet: pixels",
        "Parquet: texts",
        "plan, card, and all else",
    }
    assert [getattr(owner, name) for owner, name, _ in shares.STAGES] == before


def test_shares_are_of_the_sum() -> None:
    """3 s and 1 s for 1,000 patches: 3 ms and 75 %, 1 ms and 25 %."""
    lines = shares.table({"texts": 1.0, "pixels": 3.0}, 1000).markdown().splitlines()
    assert lines[2:] == [
        "| pixels | 3.00 | 75% |",
        "| texts | 1.00 | 25% |",
        "| all | 4.00 | 100% |",
    ]
