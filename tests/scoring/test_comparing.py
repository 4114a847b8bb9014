"""Comparing: paired by item, on what both answered, narrower than two separate intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bigearthnet_txt_evaluation.scoring import ScoringError, compare
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark
from bigearthnet_txt_evaluation.scoring.comparing import Difference
from bigearthnet_txt_evaluation.scoring.intervals import Blocks
from bigearthnet_txt_evaluation.scoring.predictions import Predictions
from bigearthnet_txt_reader.release import Release
from tests.scoring.made import answered, benchmark_of, yes_no

ITEMS = 15_029  # as many as the published benchmark has


def difference(found: list[Difference], by: str = "task") -> Difference:
    (one,) = (one for one in found if one.cell.by == by)
    return one


def files(chance: np.random.Generator, rows: list[dict[str, Any]]) -> list[Predictions]:
    """Two models of which both find the same items and blocks easy, one a little better."""
    blocks = chance.normal(0, 0.5, ITEMS // 16 + 1)[np.arange(ITEMS) // 16]
    ease = chance.normal(0.3, 1.5, ITEMS) + blocks
    found = []
    for skill in (0.2, 0.0):
        right = chance.random(ITEMS) < 1 / (1 + np.exp(-ease - skill))
        given = zip(rows, right, strict=True)
        texts = {row["ID"]: row["output"] if hit else "no" for row, hit in given}
        found.append(answered(texts))
    return found


def test_the_paired_error_is_smaller_than_that_of_two_accuracies() -> None:
    """On 15,029 items 0.5 to 0.9 times as large; the true difference lies in the interval."""
    chance = np.random.default_rng(4)
    rows = [yes_no(k, "yes", patch_row=k // 4) for k in range(ITEMS)]
    release = Release(Path("made"), "1.0.0", settings={}, files=(), others={})
    benchmark = Benchmark(release, "benchmark", "bench", tuple(rows))
    one, other = files(chance, rows)
    found = difference(compare(benchmark, one, other))
    assert found.low is not None and found.high is not None and found.p is not None
    blocks = Blocks.of([row["block"] for row in rows])
    separate = [
        blocks.ratio(
            np.array([file.answers[(k, 0)].text == "yes" for k in range(ITEMS)], float),
            np.ones(ITEMS),
        ).error
        for file in (one, other)
    ]
    paired = (found.high - found.low) / (2 * 1.96)
    assert 0.5 < paired / np.hypot(*separate) < 0.9
    assert found.items == ITEMS and found.low > 0 and found.p < 0.05
    assert found.value == pytest.approx(found.one - found.other)


def test_only_what_both_answered_is_compared(tmp_path: Path) -> None:
    """Of eight items four: one has two of them right, the other all."""
    benchmark = benchmark_of(tmp_path, [yes_no(k, "yes", patch_row=4 * k) for k in range(8)])
    one = answered({k: "yes" if k % 2 else "no" for k in range(6)})
    other = answered(dict.fromkeys(range(2, 8), "yes"))
    found = difference(compare(benchmark, one, other))
    assert (found.items, found.one, found.other, found.value) == (4, 0.5, 1.0, -0.5)
    same = difference(compare(benchmark, one, one))
    assert (same.value, same.low, same.high, same.p) == (0, 0, 0, 1)


def test_files_without_a_common_row_are_refused(tmp_path: Path) -> None:
    """There is nothing to compare."""
    benchmark = benchmark_of(tmp_path, [yes_no(k, "yes") for k in range(2)])
    with pytest.raises(ScoringError, match="no row that both answered"):
        compare(benchmark, answered({0: "yes"}), answered({1: "yes"}))
