"""Blind models on the benchmark: trained on train, scored on its items, intervals over blocks."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_evaluation.baselines import bench_markdown, read_result, score, text_of
from bigearthnet_txt_evaluation.baselines.questions import Questions
from bigearthnet_txt_evaluation.baselines.scores import (
    MAJORITY,
    SVM,
    TREES,
    WITH_METADATA,
    Result,
    TaskScore,
)
from bigearthnet_txt_reader.release import FileEntry, Release
from builder.stats.tables import bench_table
from tests.baselines import planted


def test_items_are_answered_by_what_was_learned_on_train() -> None:
    """Trees find the threshold that gives the answer away, in test and in the benchmark alike.

    The majority says the same of each item: half of 60 are right.
    """
    task = planted.task(planted.by_threshold)
    even = [question for place in (0, 1) for question in task.test if question.right == place]
    items = (*even[:30], *even[-30:])
    found = score(replace(task, bench=items))
    assert found.bench == 60 and found.test == len(task.test)
    assert found.on_bench[MAJORITY][0] == 0.5
    assert found.on_bench[TREES][0] > 0.9 and found.at_chance is False
    assert found.best_on_bench == TREES
    assert found.models == score(task).models


def test_intervals_are_taken_over_blocks() -> None:
    """Items of one block stand or fall together: of one block alone nothing is said."""
    task = planted.task(planted.fair_coin)
    one = tuple(question._replace(place="33UUP_26_56") for question in task.test[:60])
    _, low, high = score(replace(task, bench=one)).on_bench[MAJORITY]
    assert (low, high) == (0.0, 1.0)


def test_of_few_items_nothing_is_said() -> None:
    """Below 50; and without a benchmark there is no line."""
    task = planted.task(planted.fair_coin)
    few = score(replace(task, bench=task.test[:49]))
    assert (few.bench, few.on_bench, few.at_chance) == (49, {}, None)
    assert "| binary area | content | 49 (too few) |" in _lines(few)
    assert bench_markdown(Result("1.0.0", (score(task),))) == ""


def _lines(task: TaskScore) -> str:
    """The table of one task, with single spaces."""
    return " ".join(bench_markdown(Result("1.0.0", (task,))).split())


def scored(category: str, low: float) -> TaskScore:
    """An mcq task with 80 items, of which the SVM finds 30 %."""
    models = {
        MAJORITY: (0.25, 0.2, 0.3),
        SVM: (0.3, low, 0.35),
        TREES: (0.2, 0.1, 0.3),
        WITH_METADATA: (0.9, 0.8, 1.0),
    }
    return TaskScore(
        "mcq", category, train=900, test=300, models=models, reading="letters", bench=80,
        on_bench=models,
    )  # fmt: skip


def test_the_table_shows_whether_chance_is_held() -> None:
    """A quarter of four options: an interval from 24 holds it, one from 26 does not."""
    held, missed = scored("presence", 0.24), scored("season", 0.26)
    assert held.at_chance and missed.at_chance is False
    line = (
        "| mcq presence | content | 80 | 25.0 | 30.0 | 20.0 | svm 30.0 (24.0 to 35.0) | 25: held |"
    )
    assert line in _lines(held)
    assert "| mcq season | metadata | 80 |" in _lines(missed)
    assert "25: not held |" in _lines(missed)


def test_scores_come_back_from_the_file_and_stand_in_card_and_page() -> None:
    """blind.json keeps them; a file from before has none and gives no table."""
    result = Result("1.0.0", (scored("presence", 0.24), scored("season", 0.26)))
    text = text_of(result)
    assert read_result(text) == result
    stored = json.loads(text)
    table = bench_table(stored)
    assert table and [line[0] for line in table.lines] == ["mcq presence", "mcq season"]
    assert table.lines[0][1:] == (
        "content", "80", "25.0", "30.0", "20.0", "24.0 to 35.0", "25: held",
    )  # fmt: skip
    for task in stored["tasks"]:
        del task["bench"], task["benchmark"]
    assert bench_table(stored) is None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A release with one question in train and in test, and two kinds of items."""
    entries = []
    for config, split in (("vqa", "train"), ("vqa", "test"), ("benchmark", "bench")):
        path = f"data/{config}/{split}-00000-of-00001.parquet"
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(planted.typed(_rows(config), config), tmp_path / path)
        sums = {"bytes": 0, "num_bytes": 0, "sha256": "0", "rows_xxh3": "0"}
        entries.append(
            asdict(
                FileEntry(path=path, config=config, split=split, rows=len(_rows(config)), **sums)
            )
        )
    manifest = {"version": "1.2.3", "settings": {}, "files": entries, "others": {}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return tmp_path


def _rows(config: str) -> list[dict[str, object]]:
    row: dict[str, object] = {
        "ID": 1,
        "patch_id": "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57",
        "pack": 0,
        "input": "Are there any pastures?",
        "output": "yes",
        "type": "binary",
        "category": "presence",
        "options": ["yes", "no"],
        "template": "presence/binary/0",
        "country": "Austria",
        "season": "Summer",
        "climate_zone": None,
        "latitude": 50.0,
        "longitude": 10.0,
    }
    if config == "vqa":
        return [row]
    box = {"type": "bounding box", "category": "point", "output": "[0 0, 1 1]", "options": None}
    return [found | {"block": "33UUP_26_56"} for found in (row, row | box)]


def test_the_items_of_a_release_are_read(folder: Path) -> None:
    """Questions alone, each with its block; boxes and captions are none."""
    questions = Questions.of(Release.open(folder))
    tasks = {(task.type, task.category): task for task in questions.tasks()}
    assert len(tasks) == 12
    (item,) = tasks["binary", "presence"].bench
    assert item.place == "33UUP_26_56"
    assert tasks["binary", "presence"].test[0].place == "T33UUP_26_57"
    assert sum(len(task.bench) for task in tasks.values()) == 1
