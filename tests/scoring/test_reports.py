"""Reports: what every table says of itself, numbers that agree, a page that needs nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bigearthnet_txt_evaluation.scoring import Scores, score
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark, read_benchmark
from bigearthnet_txt_evaluation.scoring.predictions import Answer, Key, Predictions
from bigearthnet_txt_evaluation.scoring.references import blind_of
from bigearthnet_txt_evaluation.scoring.reports import (
    scores_json,
    scores_markdown,
    scores_page,
    write_reports,
)
from bigearthnet_txt_evaluation.scoring.reports.examples import examples
from bigearthnet_txt_evaluation.scoring.reports.statement import in_a_line, statement
from bigearthnet_txt_evaluation.scoring.reports.tables import tables, with_interval
from tests.scoring.made import boxed, captioned, choice, release_of, yes_no

PATCHES = 40
BLIND = {
    "tasks": [
        {
            "type": "binary",
            "category": "presence",
            "best": "svm",
            "models": {"majority": {"accuracy": 0.5}, "svm": {"accuracy": 0.53}},
        }
    ],
    "boxes": [
        {
            "category": "point",
            "kind": "all",
            "overlap": {"best": "trees", "models": {"trees": {"mean": 0.31}}},
            "hits": {"best": "trees", "models": {"trees": {"mean": 0.22}}},
        },
        {"category": "reference", "kind": "all", "overlap": {"models": {}}, "hits": {"models": {}}},
    ],
}
EVIL = '<script>alert("x")</script> & more'


@pytest.fixture(scope="module")
def benchmark(tmp_path_factory: pytest.TempPathFactory) -> Benchmark:
    """Five rows a patch; three of them were read by people, and blind models were measured."""
    folder = tmp_path_factory.mktemp("release")
    rows = []
    for patch in range(PATCHES):
        verified = {"patch_row": patch, "verified_by": 2 if patch < 3 else 0}
        rows += [
            yes_no(5 * patch, "yes", benchmark_version="1.0", **verified),
            choice(5 * patch + 1, "b", patch_row=patch),
            boxed(5 * patch + 2, (0, 0, 60, 60), patch_row=patch),
            captioned(5 * patch + 3, "Pastures cover half of it.", grain="short", patch_row=patch),
            choice(5 * patch + 4, "c", category="season", group="metadata", patch_row=patch),
        ]
    release = release_of(folder, rows)
    (folder / "statistics").mkdir()
    (folder / "statistics" / "blind.json").write_text(json.dumps(BLIND), "utf-8")
    return read_benchmark(release)


@pytest.fixture(scope="module")
def scores(benchmark: Benchmark) -> Scores:
    """Of every third patch the yes/no question is wrong, letter unread, box elsewhere."""
    answers = {}
    for row in benchmark.rows:
        text, error = row["output"], None
        if row["patch_row"] % 3 == 0:
            text = {0: "no", 1: EVIL, 2: "[0.5 0.5, 1 1]"}.get(row["ID"] % 5, text)
        if row["ID"] == 4:
            error = "HTTP 500"
        answers[Key(row["ID"])] = Answer(Key(row["ID"]), text, error, None, 1)
    stated = {"model": "m-7b", "box_format": "unit_xyxy", "image_recipe": "true_color, 448 px"}
    return score(benchmark, Predictions("made", stated, answers))


def test_the_statement_says_what_was_scored(scores: Scores) -> None:
    """Benchmark, rows, people, prompts, images, scorer, failed and unread."""
    assert statement(scores) == {
        "model": "m-7b",
        "prompts": "not stated",
        "images": "true_color, 448 px",
        "benchmark": "1.0",
        "rows": scores.benchmark.row_hash,
        "verification": "machine-checked; 3 of 200 rows verified by people",
        "scorer": "1.0",
        "answers": "200, 1 failed, 14 unread: incomplete",
    }


def test_every_table_carries_the_statement(scores: Scores) -> None:
    """In Markdown and on the page, with chance and the best blind model in its columns."""
    line = in_a_line(scores)
    number = len(list(tables(scores.lines)))
    markdown, page = scores_markdown(scores), scores_page(scores)
    assert markdown.count(f"*{line}*") == number == page.count(f'<p class="line">{line}</p>')
    for table in tables(scores.lines):
        if not table.title.endswith("facts by kind"):
            assert {"items", "failed", "unread", "chance", "best blind"} <= set(table.header)


def test_the_table_of_questions_by_hand(scores: Scores) -> None:
    """14 of 40 wrong: 65 %; beside it chance and the SVM of the release."""
    (main,) = (one for one in tables(scores.lines) if one.title == "content, questions")
    cells = {row[0]: row for row in main.cells}
    _, items, failed, unread, accuracy, chance, blind = cells["binary/presence"]
    assert (items, failed, unread, chance, blind) == ("40", "0", "0", "50.0", "53.0")
    assert re.fullmatch(r"65\.0 \(\d\d\.\d to \d\d\.\d\)", accuracy)
    assert cells["mcq/presence"][3] == "14" and cells["mcq/presence"][6] == "-"
    assert cells["mean of the tasks"][5] == "37.5"


def test_blind_models_are_those_of_the_release(benchmark: Benchmark) -> None:
    """The best of each task; nothing where the release does not say."""
    assert blind_of(benchmark.release) == {
        ("binary/presence", "accuracy"): 0.53,
        ("bounding box/point", "mIoU"): 0.31,
        ("bounding box/point", "Acc@0.5"): 0.22,
    }


def test_json_holds_every_line(scores: Scores) -> None:
    """Parts of one, counts, reasons and errors, and how the intervals were drawn."""
    stored = json.loads(scores_json(scores))
    assert len(stored["scores"]) == len(scores.lines)
    (one,) = (
        line
        for line in stored["scores"]
        if (line["by"], line["name"], line["measure"]) == ("task", "binary/presence", "accuracy")
    )
    assert (one["value"], one["items"], one["group"]) == (0.65, 40, "content")
    assert one["low"] < 0.65 < one["high"]
    assert stored["complete"] is False and stored["errors"] == {"HTTP 500": 1}
    assert stored["unread_because"] == {"no answer found": 14}
    assert stored["intervals"]["draws"] == 2000


def test_the_page_needs_nothing_else(scores: Scores) -> None:
    """No script, no address to load from; what a model said is text."""
    page = scores_page(scores)
    assert EVIL not in page and "&lt;script&gt;alert" in page
    assert "<script" not in page and "http" not in page.replace("HTTP 500", "")
    sources = re.findall(r'(?:href|src)="([^"]+)"', page)
    assert sources and all(source.startswith("data:image/") for source in sources)
    assert page.count('class="target"') == page.count('class="guess"') == 2 * 14
    assert "Pastures 100%" in page


def test_examples_are_spread_over_the_tasks(scores: Scores) -> None:
    """Half of them unread ones where there are enough, each with picture and map."""
    found = examples(scores, 12)
    assert len(found) == 12 and sum(one.outcome.unread for one in found) == 6
    wrong = [one.outcome.row["type"] for one in found if not one.outcome.unread]
    assert sorted(wrong) == ["binary"] * 3 + ["bounding box"] * 3
    assert all(one.patch is not None and one.patch.preview for one in found)
    assert len(examples(scores)) == 3 * 14


def test_three_files_are_written(scores: Scores, tmp_path: Path) -> None:
    """Into a folder that is made."""
    written = write_reports(scores, tmp_path / "new" / "folder")
    assert [path.name for path in written] == ["scores.json", "scores.md", "scores.html"]
    assert all(path.stat().st_size > 1000 for path in written)


def test_a_file_of_failures_has_a_report_without_scores(
    benchmark: Benchmark, tmp_path: Path
) -> None:
    """Nothing is divided by nothing; the causes are listed."""
    answers = {
        Key(row["ID"]): Answer(Key(row["ID"]), "", "HTTP 401", None, 1) for row in benchmark.rows
    }
    found = score(benchmark, Predictions("made", {}, answers))
    assert not found.lines and found.failed == 5 * PATCHES
    _, markdown, page = write_reports(found, tmp_path)
    assert f"Failed: HTTP 401 {5 * PATCHES}" in markdown.read_text("utf-8")
    assert "incomplete" in page.read_text("utf-8")


def test_figures_are_percent_but_for_cider() -> None:
    """One digit, and two of a scale from 0 to 10."""
    assert with_interval("accuracy", 0.714, 0.69, 0.736) == "71.4 (69.0 to 73.6)"
    assert with_interval("accuracy", 0.714, None, None) == "71.4"
    assert with_interval("CIDEr-D", 1.234, 1.0, 1.5) == "1.23 (1.00 to 1.50)"
