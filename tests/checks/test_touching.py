"""The benchmark's land is its own: what touches it is a fault, measured on the ground."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bigearthnet_txt_reader.release import ShardName
from builder.checks.shards import ShardFindings
from builder.checks.touching import draw_faults, touching_faults
from builder.sampling import Draw, Rule
from tests.checks.broken import faults_of

BENCH = "33UUP_26_57"


def findings(**splits: str) -> list[ShardFindings]:
    """One patch a split, by its place."""
    found = []
    for split, place in splits.items():
        name = f"S2A_MSIL2A_20170613T101031_N9999_R022_T{place}".encode()
        shard = ShardFindings(ShardName(split, 0, 1))
        shard.patches["patches.parquet"] = np.array([name])
        found.append(shard)
    return found


@pytest.mark.parametrize("split", ["train", "validation", "test"])
@pytest.mark.parametrize("place", ["33UUP_27_57", "33UUP_25_56"])
def test_a_neighbor_in_another_split_is_a_fault(split: str, place: str) -> None:
    """By an edge or a corner, in each split."""
    faults = touching_faults(findings(bench=BENCH, **{split: place}), Draw(()))
    assert faults == [
        f"benchmark: place {BENCH}: place: found {place!r}, expected no place of {split} "
        "that touches it"
    ]


def test_what_is_apart_is_no_fault() -> None:
    """Two places further on nothing touches, and neither does a tile far away."""
    for place in ("33UUP_28_57", "33UUP_26_59", "29SNB_26_57"):
        assert touching_faults(findings(bench=BENCH, train=place), Draw(())) == []


def test_tiles_and_zones_are_crossed() -> None:
    """33UVP_00_10 overlaps 33UUP_83_10, and 32UQU_30_10 is 33UTP_78_11 in the other zone."""
    for one, other in (("33UUP_83_10", "33UVP_00_10"), ("32UQU_30_10", "33UTP_78_11")):
        assert touching_faults(findings(bench=one, train=other), Draw(()))
        assert touching_faults(findings(bench=other, train=one), Draw(()))
    assert not touching_faults(findings(bench="32UQU_30_10", train="33UTP_78_13"), Draw(()))


def test_without_a_buffer_test_may_touch() -> None:
    """A draw with --buffer none promises nothing of test, but all of train; no draw, nothing."""
    draw = Draw((), rule=Rule(buffer="none"))
    assert touching_faults(findings(bench=BENCH, test="33UUP_27_57"), draw) == []
    assert touching_faults(findings(bench=BENCH, train="33UUP_27_57"), draw)
    assert touching_faults(findings(bench=BENCH, train="33UUP_27_57"), None) == []


def test_the_benchmark_is_the_one_that_was_drawn() -> None:
    """A patch of bench that was not chosen, and one of test that was taken out, are faults."""
    found = findings(bench=BENCH, test="33UUP_40_40")
    bench, test = (one.patches["patches.parquet"][0].decode() for one in found)
    assert draw_faults(found, Draw(((bench,),))) == []
    assert draw_faults(found, None) == []
    (wrong,) = draw_faults(found, Draw(((test,),), buffer=()))[:1]
    assert wrong.startswith(f"patches.parquet: patch_id: found {bench!r}, expected a patch that")
    for draw in (Draw(((bench,),), withheld=(test,)), Draw(((bench,),), buffer=(test,))):
        (wrong,) = draw_faults(found, draw)
        assert wrong.startswith(f"patches.parquet: patch_id: found {test!r}, expected no patch")


def test_an_edited_draw_of_a_release_is_a_fault(copy: Path) -> None:
    """Its sum is not that of the manifest, and its content not what was drawn."""
    stored = json.loads((copy / "draw.json").read_text("utf-8"))
    stored["quotas"][1]["found"] += 1
    (copy / "draw.json").write_text(json.dumps(stored), "utf-8")
    faults = faults_of(copy)
    assert any(fault.startswith("draw.json: sha256: ") for fault in faults)
    assert any("changed since it was drawn" in fault for fault in faults)
