"""The items of a release: chosen, counted in its card, and none true of every map."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import CLASSES, CLC, SETTING, decode_bands
from bigearthnet_txt_solver import judge
from bigearthnet_txt_solver.ground import Ground
from builder.items import read_items
from tests.conftest import build_release

Row = dict[str, Any]
_ASKED = ("input", "output", "type", "category", "template", "classes")


@pytest.fixture(scope="module")
def asked(release: Path) -> list[Row]:
    """The rows of the benchmark, without pictures."""
    (path,) = (release / "data" / "benchmark").iterdir()
    return pq.read_table(path).drop_columns(["image"]).to_pylist()


def test_a_build_chooses_its_items(asked: list[Row], release: Path) -> None:
    """10 to 16 a patch, counted in items.json by task and answer."""
    per_patch = Counter(row["patch_id"] for row in asked)
    assert all(10 <= count <= 16 for count in per_patch.values())
    table = read_items((release / "items.json").read_text("utf-8"), "items.json")
    assert table.items == len(asked) and table.patches == len(per_patch)
    for task in table.tasks:
        mine = [row for row in asked if f"{row['type']}/{row['category']}" == task.task]
        assert len(mine) == task.items
        assert {row["group"] for row in mine} <= {task.group}


def test_what_is_asked_can_be_seen(asked: list[Row]) -> None:
    """36 pixels decide, or 6 edges; or nothing has to be seen."""
    for row in asked:
        least = 6 if row["category"] == "adjacency" else 36
        assert row["visibility"] is None or row["visibility"] >= least


def test_rows_of_a_task_share_their_pack(asked: list[Row]) -> None:
    """In a patch: rows of two packs would betray each other."""
    packs = {(row["patch_id"], row["type"], row["category"], row["pack"]) for row in asked}
    assert len(packs) == len({pack[:3] for pack in packs})


def test_the_card_shows_the_items(release: Path) -> None:
    """Each task with its rows, items and answers; each class wanted and found; what is left out."""
    table = read_items((release / "items.json").read_text("utf-8"), "items.json")
    card = (release / "README.md").read_text("utf-8")
    for task in table.tasks:
        assert f"| {task.task} | {task.group} | {task.rows} | {task.items} | " in card
    for quota in table.classes:
        assert f"| {quota.name} | {quota.wanted} | {quota.found} | {quota.why or ''} |" in card
    for reason, rows in table.left_out.items():
        assert not rows or f"{rows} ({reason})" in card
    report = (release / "build_report.html").read_text("utf-8")
    assert "Items of the benchmark" in report and f"<td>{table.items}</td>" in report


def test_a_world_without_a_benchmark_has_no_items(few: Path, tmp_path: Path) -> None:
    """16 patches give no tenth of test: the table counts nothing, and the release is whole."""
    assert build_release(few, tmp_path / "out", "--maps-only") == 0
    table = read_items((tmp_path / "out" / "items.json").read_text("utf-8"), "items.json")
    assert table.items == 0 == table.patches


def test_no_item_holds_for_any_map(asked: list[Row], release: Path) -> None:
    """The solver finds another answer to each question on some other map.

    Maps are those of the world, with their classes exchanged in 19 ways.
    """
    patches = [
        patch
        for path in sorted((release / "data" / "patches").glob("*.parquet"))
        for patch in pq.read_table(path, columns=[*SETTING, "reference_map"]).to_pylist()
    ]
    questions = [row for row in asked if row["options"]]
    assert questions
    for turn, patch in product(range(len(CLASSES)), patches):
        ground = Ground(_turned(decode_bands(patch)["reference_map"], turn))
        questions = [row for row in questions if not _answers_otherwise(row, patch, ground)]
        if not questions:
            return
    assert not [row["input"] for row in questions]


def _turned(codes: np.ndarray, turn: int) -> np.ndarray:
    """A map on which each class takes the place of another, `turn` further on in their order."""
    table = np.arange(1000, dtype=np.uint16)
    code_of = {clc.label: code for code, clc in reversed(CLC.items()) if clc.label}
    for code, clc in CLC.items():
        if clc.label:
            table[code] = code_of[CLASSES[(CLASSES.index(clc.label) + turn) % len(CLASSES)]]
    return table[codes]


def _answers_otherwise(row: Row, patch: Row, ground: Ground) -> bool:
    """Is another of its answers right on this map?"""
    stated = {name: row[name] for name in _ASKED} | {name: patch[name] for name in SETTING}
    answers = {"yes", "no"} if row["type"] == "binary" else set("abcd")
    return judge(stated, ground).expected in answers - {row["output"]}
