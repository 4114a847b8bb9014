"""Tables: figures worked out by hand, and figures of other sets that agree with each other."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bigearthnet_txt import TASKS
from builder.stats import reference_sets
from builder.stats.charts import DRAWN
from builder.stats.comparison import beside_caption_sets, beside_published, rows_per_patch_beside
from builder.stats.counts import Counts, read_counts
from builder.stats.tables import (
    Table,
    beside_table,
    blind_box_table,
    blind_table,
    by_answer,
    by_class,
    by_place,
    by_split,
    by_task,
    text_table,
)


@pytest.fixture
def counts(studied: Path) -> Counts:
    """Counts of four patches with easy numbers, in the form of a real release."""
    found = read_counts(studied / "statistics" / "counts.json")
    easy = {
        f"{t.type}/{t.category}": {"train": 2, "validation": 1, "test": 0, "bench": 0}
        for t in TASKS
    }
    asked = {
        task: {"yes": 1, "no": 3} if task.startswith("binary") else {"a": 1, "b": 1, "c": 0, "d": 0}
        for task in found.answers
    }
    return replace(
        found,
        rows={
            "captions": {"train": 2, "validation": 1},
            "vqa": {"train": 24, "validation": 12},
            "patches": {"train": 3, "validation": 1},
        },
        tasks=easy,
        answers=asked,
        words={"captioning": {"100": 2, "121": 1}, "binary": {}, "mcq": {}, "bounding box": {}},
    )


def _line(table: Table, name: str) -> tuple[str, ...]:
    return next(line[1:] for line in table.lines if line[0] == name)


def test_markdown() -> None:
    """Names to the left, figures to the right, and a bar in a name cannot break the table."""
    table = Table("Rows", ("task", "rows"), (("mcq | area", "1,162"),))
    assert table.markdown() == "| task | rows |\n| --- | ---: |\n| mcq \\| area | 1,162 |"


def test_a_line_of_another_length_is_refused() -> None:
    """A table with a hole in it is a mistake of the program, and says where."""
    with pytest.raises(ValueError, match="Rows: a line has not the 2 cells"):
        Table("Rows", ("task", "rows"), (("area",),))


def test_rows_by_task_and_split(counts: Counts) -> None:
    """Three rows of each task on four patches are 0.75 a patch.

    The published set has two, or one caption. 26 texts about three patches are beside train.
    """
    rows = ("2", "1", "0", "0", "3", "0.75")
    assert _line(by_task(counts), "binary area") == (*rows, "2.00", "38 %")
    assert _line(by_task(counts), "captioning") == (*rows, "1.00", "75 %")
    assert _line(by_split(counts), "train")[:2] == ("3", "26")
    assert len(by_task(counts).lines) == 15


def test_answers(counts: Counts) -> None:
    """One yes of four is 25 percent, one letter of two is 50."""
    yes, letters = by_answer(counts)
    assert _line(yes, "count") == ("4", "25.0 %", "75.0 %")
    assert _line(letters, "relative pos") == ("2", "50.0 %", "50.0 %", "0.0 %", "0.0 %")


def test_places_and_classes_are_all_there(counts: Counts) -> None:
    """Ten countries and four seasons are there, also if they have no patch.

    So are nineteen classes; the published share of Finland is 32.6 percent.
    """
    assert _line(by_place(counts), "Finland")[2] == "32.6 %"
    assert _line(by_place(counts), "Winter")[2] == "15.7 %"
    assert len(by_class(counts).lines) == 19


def test_comparison(counts: Counts) -> None:
    """39 rows on four patches are 9.75 a patch, against 20.59.

    A quarter of yes is against 48.82 percent; 107 words are on either side.
    """
    table = beside_published(counts)
    assert _line(table, "rows per patch") == ("9.75", "20.59")
    assert _line(table, "yes among yes and no") == ("25.00 %", "48.82 %")
    assert _line(table, "most frequent letter") == ("a, 50.00 %", "a, 25.05 %")
    assert _line(table, "words per caption, mean") == ("107.0", "107")
    assert _line(table, "words per caption, 5 to 95 %") == ("100 to 121", "-")
    assert _line(rows_per_patch_beside(counts), "area") == ("1.50", "3.00")
    assert _line(rows_per_patch_beside(counts), "relative pos") == ("0.75", "0.21")


def test_a_task_that_nobody_published_stands_beside_a_dash(counts: Counts) -> None:
    """A category and a type that nobody published are counted, described and drawn.

    Neither the contract nor the published set has them.
    """
    splits = {"train": 6, "validation": 0, "test": 2, "bench": 0}
    new = replace(
        counts,
        tasks={**counts.tasks, "binary/cloud": splits, "ranking/area": splits},
        answers={**counts.answers, "binary/cloud": {"yes": 8, "no": 0}},
    )
    assert _line(by_task(new), "binary cloud")[-3:] == ("2.00", "-", "-")
    assert _line(rows_per_patch_beside(new), "cloud") == ("2.00", "-")
    assert _line(beside_published(new), "share of ranking rows")[1] == "-"
    assert _line(by_answer(new)[0], "cloud") == ("8", "100.0 %", "0.0 %")
    assert all(DRAWN[name](new) for name in ("tasks", "answers"))


def test_a_task_that_was_not_counted_is_left_out(counts: Counts) -> None:
    """Statistics that are older than a category of the contract have no line for it."""
    old = replace(
        counts,
        tasks={task: n for task, n in counts.tasks.items() if task != "binary/adjacency"},
        answers={task: n for task, n in counts.answers.items() if task != "binary/adjacency"},
    )
    assert "binary adjacency" not in {line[0] for line in by_task(old).lines}
    assert _line(beside_published(old), "yes about adjacency")[0] == "-"
    assert DRAWN["answers"](old)


def test_caption_sets() -> None:
    """Below this release and the published one come the four sets, with a dash if not measured."""
    measured = {
        "captions": 3,
        "words_mean": 107.04,
        "sentences_mean": 4.5,
        "duplicate_share": 0.001,
        "vocabulary_at_20k": 1234,
    }
    stored = {
        "sets": {
            "captions": measured
            | {"distinct_3_at_20k": 0.3, "self_bleu_4": 66.6, "compression_ratio": None}
        }
    }
    table = beside_caption_sets(stored)
    assert [line[0] for line in table.lines][2:] == [
        "RSICD",
        "RSITMD",
        "NWPU-Captions (test)",
        "UCM-Captions (test)",
    ]
    assert _line(table, "this release, captions") == (
        "3",
        "107.0",
        "4.5",
        "99.9 %",
        "1,234",
        "0.300",
        "67",
        "-",
    )
    assert _line(table, "RSITMD") == (
        "23,695",
        "10.2",
        "1.0",
        "91.2 %",
        "1,350",
        "0.701",
        "29",
        "4.7",
    )
    assert _line(table, "UCM-Captions (test)")[-2:] == ("-", "-")


def test_published_figures_add_up() -> None:
    """Published figures add up.

    Types and categories sum to all rows, countries and seasons to all patches, letters to the mcq
    rows, splits to the rows.
    """
    assert (
        sum(reference_sets.ROWS_BY_TYPE.values())
        == sum(reference_sets.ROWS_BY_CATEGORY.values())
        == reference_sets.ROWS
    )
    assert (
        sum(reference_sets.COUNTRIES.values())
        == sum(reference_sets.SEASONS.values())
        == reference_sets.PATCHES
    )
    assert (
        sum(reference_sets.LETTERS.values()) == reference_sets.ROWS_BY_TYPE["mcq"]
        and reference_sets.YES[1] == reference_sets.ROWS_BY_TYPE["binary"]
    )
    patches = {"train": 229_114, "validation": 118_095, "test": 115_753, "bench": 1_082}
    assert sum(patches.values()) == reference_sets.PATCHES
    rows = sum(
        patches[split] * mean for split, (_, _, mean, _) in reference_sets.ROWS_PER_PATCH.items()
    )
    assert rows == pytest.approx(reference_sets.ROWS, rel=2e-4)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.5, 0.55, "met"), (0.54, 0.56, "too few to tell"), (0.56, 0.6, "missed")],
)
def test_a_target_is_missed_only_by_the_whole_interval(low: float, high: float, said: str) -> None:
    """Of a small set nothing is said that a larger one may take back."""
    models = _blind_task()["models"] | {"svm": {"accuracy": 0.55, "low": low, "high": high}}
    table = blind_table({"tasks": [_blind_task(models=models)]})
    assert _line(table, "binary presence")[5] == f"55, {said}"


def _blind_task(**values: Any) -> dict[str, Any]:
    models = {
        m: {"accuracy": a, "low": a - 0.05, "high": a + 0.05}
        for m, a in (("majority", 0.5), ("svm", 0.529), ("trees", 0.45))
    }
    models["trees with metadata"] = {"accuracy": 0.6, "low": 0.5, "high": 0.7}
    told = {
        "best": "svm",
        "target": 0.55,
        "target_met": False,
        "published_percent": {"svm_validation": 82.67, "language_model_bench": None},
    }
    return (
        {"type": "binary", "category": "presence", "train": 600, "test": 1206, "models": models}
        | told
        | values
    )


def test_blind_table() -> None:
    """Percents have one decimal, and the interval is that of the best model.

    Without a target, or with too few questions, there are dashes.
    """
    too_few = _blind_task(category="area", test=40, models={}, best=None)
    table = blind_table(
        {
            "tasks": [
                _blind_task(),
                too_few,
                _blind_task(type="mcq", category="season", target=None, target_met=None),
            ]
        }
    )
    assert _line(table, "binary presence") == (
        "1,206",
        "50.0",
        "52.9",
        "45.0",
        "47.9 to 57.9",
        "55, too few to tell",
        "60.0",
        "82.7 / -",
    )
    assert _line(table, "binary area") == ("40 (too few)", *["-"] * 6, "82.7 / -")
    assert _line(table, "mcq season")[5] == "-"


def _measured_boxes(trees: float, target: float | None) -> dict[str, Any]:
    models = {
        name: {"mean": mean, "low": mean - 0.01, "high": mean + 0.01}
        for name, mean in (("center box", 0.08), ("mean box", 0.05), ("trees", trees))
    }
    return {"models": models, "best": "trees", "target": target, "target_met": trees < 0.4}


def test_beside_table() -> None:
    """Of a task what its pack and its patch betray; without siblings there is no table."""
    score = {"accuracy": 0.5, "low": 0.45, "high": 0.55}
    models = dict.fromkeys(("trees", "trees with pack", "trees with patch"), score)
    task = {"type": "binary", "category": "presence", "pack_target": 0.6, "pack_target_met": True}
    given = {"references": 7, "pack": score | {"low": 0.0}, "patch": score}
    stored = {"tasks": [task | {"models": models}], "references_given_away": given}
    table = beside_table(stored)
    assert table and _line(table, "binary presence") == ("50.0", "45.0 to 55.0", "60, met", "50.0")
    assert _line(table, "boxes of references") == ("-", "0.0 to 55.0", "-", "50.0")
    del models["trees with pack"]
    unpacked = beside_table(
        stored | {"tasks": [task | {"models": models, "pack_target_met": None}]}
    )
    assert unpacked and _line(unpacked, "binary presence") == ("50.0", "-", "-", "50.0")
    assert beside_table({"tasks": [{"models": {}}]}) is None


def test_blind_box_table() -> None:
    """Overlap and hits stand in one cell; the mirror rule has none without a point.

    A kind has no target, and too few questions have dashes.
    """
    whole, few = (
        {
            "category": "reference",
            "kind": kind,
            "test": test,
            "overlap": _measured_boxes(0.2, 0.25),
            "hits": _measured_boxes(0.41, None),
        }
        for kind, test in (("all", 1234), ("half", 12))
    )
    none = {"models": {}, "best": None, "target": None, "target_met": None}
    table = blind_box_table({"boxes": [whole, few | {"overlap": none, "hits": none}]})
    assert _line(table, "reference") == (
        "1,234",
        "8.0 / 8.0",
        "5.0 / 5.0",
        "-",
        "20.0 / 41.0",
        "19.0 to 21.0",
        "25, met",
        "40.0 to 42.0",
        "-",
    )
    assert _line(table, "reference, half") == ("12 (too few)", *["-"] * 8)


def test_text_table() -> None:
    """Measures in lines, sets in columns; what a set does not have is a dash."""
    table = text_table(
        {
            "sets": {
                "with setting": {"captions": 12000, "distinct_3": 0.31234},
                "without": {"captions": 7, "note": "few"},
            }
        }
    )
    assert table.head == ("measure", "with setting", "without")
    assert table.lines == (
        ("captions", "12,000", "7"),
        ("distinct 3", "0.3123", "-"),
        ("note", "-", "few"),
    )


def test_the_published_rows_by_task_sum_up() -> None:
    """The fifteen tasks have the published rows of every type, and all rows together."""
    found = reference_sets.ROWS_BY_TASK
    assert set(found) == {task.name for task in TASKS}
    assert sum(found.values()) == reference_sets.ROWS
    by_type = Counter[str]()
    for task, rows in found.items():
        by_type[task.partition("/")[0]] += rows
    assert by_type == reference_sets.ROWS_BY_TYPE
