"""The leaderboard: the paper's numbers against its own sums, tables, parts, the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from bigearthnet_txt_cli.main import main
from bigearthnet_txt_evaluation.__main__ import main as alone
from bigearthnet_txt_evaluation.leaderboard import leaderboard, published
from bigearthnet_txt_evaluation.leaderboard.published import BINARY, BOTH, CONTENT, METADATA
from bigearthnet_txt_evaluation.scoring import read_benchmark, read_predictions, score
from bigearthnet_txt_evaluation.scoring.cells import Cell
from bigearthnet_txt_evaluation.scoring.sampling import Key
from tests.scoring.made import boxed, choice, predictions_file, release_of, yes_no

# Overall accuracies as the paper prints them (Tables 3 and 4): binary, multiple choice.
PRINTED = {
    "GeoChat 7B": (50.82, 28.23),
    "LHRS-Bot": (48.23, 22.99),
    "SkyEyeGPT": (48.87, 27.60),
    "EarthDial RGB 4B": (58.38, 32.94),
    "EarthDial S2": (44.06, 8.43),
    "EarthMind RGB": (57.90, 34.25),
    "EarthMind S1+S2": (57.79, 35.26),
    "GPT-5.2": (60.39, 34.93),
    "Qwen3-VL 8B": (61.96, 37.55),
    "GLM 10B": (56.59, 34.45),
    "LLaVA-OneVision 7B": (58.60, 36.27),
    "InternVL3-1B": (54.11, 26.76),
    "RS-InternVL": (73.29, 65.84),
}
_BINARY = Key(Cell("content", "questions", "type", "binary"), "accuracy")


def test_the_rows_of_the_paper_add_up() -> None:
    """Its accuracies by category, weighted by their rows, are the overall ones that it prints."""
    assert {one.model for one in published()} == set(PRINTED)
    for one in published():
        binary, mcq = PRINTED[one.model]
        assert 100 * one.scores[_BINARY] == pytest.approx(binary, abs=0.011)
        assert 100 * one.scores[BOTH] == pytest.approx(mcq, abs=0.011)
    assert sum(BINARY.values()) == 6927 and sum((CONTENT | METADATA).values()) == 5550


def test_the_two_numbers_of_the_fine_tuned_model_stand_in_their_places() -> None:
    """Its mIoU is 51.49, the mean of 788 points and 794 references; 65.84 is its MCQ."""
    scores = next(one.scores for one in published() if one.model == "RS-InternVL")
    boxes = {key.cell.name: value for key, value in scores.items() if key.measure == "mIoU"}
    point, reference = boxes["bounding box/point"], boxes["bounding box/reference"]
    assert boxes["all"] == pytest.approx((788 * point + 794 * reference) / 1582, abs=1e-4)


ROWS = [
    *(yes_no(k, "yes") for k in range(4)),
    *(choice(4 + k, "a", patch_row=k) for k in range(4)),
    boxed(8, (0, 0, 60, 120), patch_row=0),
]


def lines(text: str, model: str) -> list[list[str]]:
    """The cells of the rows of a model, table by table."""
    found = [line for line in text.splitlines() if line.startswith(f"| {model} ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found]


def test_scores_stand_in_their_columns_and_parts_are_marked(tmp_path: Path) -> None:
    """Half right of all yes/no questions; the multiple choice of one row of four has a star."""
    benchmark = read_benchmark(release_of(tmp_path, ROWS))
    answers = [{"ID": k, "prediction": "yes" if k < 2 else "no"} for k in range(4)]
    given = [{"model": "half", "box_format": "unit_xyxy"}, *answers, {"ID": 4, "prediction": "a"}]
    path = predictions_file(tmp_path / "p.jsonl", [*given, {"ID": 8, "prediction": "[0 0, 1 1]"}])
    text = leaderboard(benchmark, [score(benchmark, read_predictions(path), partial=True)])
    first, *others = lines(text, "half")
    assert first == ["half", "not stated", "these rows", "50.0", "100.0*", "50.0"]
    assert [one[3] for one in others] == ["50.0", "100.0*", "50.0"]
    assert "* Not every row of the cell was answered." in text
    assert benchmark.row_hash in text and "captions" not in text


def test_both_programs_print_the_models_of_the_paper_below(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Marked as measured on the published set; the file holds what the screen shows."""
    release = release_of(tmp_path, ROWS)
    given = [{"ID": row["ID"], "prediction": row["output"]} for row in ROWS]
    path = predictions_file(tmp_path / "p.jsonl", [{"box_format": "unit_xyxy"}, *given])
    out = tmp_path / "board.md"
    call = ["leaderboard", "--data", str(release.where), str(path), "--out", str(out)]
    assert main(call) == 0
    shown = capsys.readouterr().out
    tuned = lines(shown, "RS-InternVL")[0]
    assert tuned[2:] == ["published set", "34.04", "73.29", "55.81", "88.79", "65.84", "51.49"]
    assert len(lines(shown, "Qwen3-VL 8B")) == 4 and "Rows of the paper" in shown
    assert out.read_text("utf-8") in shown
    assert alone(call) == 0 and capsys.readouterr().out == shown
    assert main(["leaderboard", "--data", str(release.where), str(tmp_path / "none")]) == 1
