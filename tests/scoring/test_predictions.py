"""Files of predictions: every fault gives one message with line, value and way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from bigearthnet_txt_evaluation.scoring.errors import ScoringError
from bigearthnet_txt_evaluation.scoring.predictions import (
    Key,
    read_predictions,
    require_same_rows,
    stated_of,
)
from tests.scoring.made import predictions_file

GOOD = {"ID": 7, "prediction": "yes"}
FAULTS = {
    '{"ID": 8, "prediction": "y': "line 2: no JSON",
    '["ID", 8]': "line 2: .* is no JSON object",
    "\ufffd": "line 2: no JSON",
    '{"prediction": "yes"}': "line 2: ID is missing",
    '{"ID": 8}': "line 2: prediction is missing",
    '{"ID": 8, "prediction": 3}': "line 2: prediction is 3, expected the model's text",
    '{"ID": "x8", "prediction": "yes"}': "line 2: ID is 'x8', expected a whole number",
    '{"ID": 8.0, "prediction": "yes"}': "line 2: ID is 8.0",
    '{"ID": true, "prediction": "yes"}': "line 2: ID is True",
    '{"ID": -1, "prediction": "yes"}': "line 2: ID is -1",
    '{"ID": 9223372036854775808, "prediction": "yes"}': "line 2: ID is 92233",
    '{"ID": 8, "prediction": "yes", "rotation": 4}': "line 2: rotation is 4",
    '{"ID": 8, "prediction": "yes", "box_format": 5}': "line 2: box_format is 5",
    '{"ID": 7, "prediction": "no"}': "line 2: ID 7 was answered in line 1 already",
}


@pytest.mark.parametrize(("line", "message"), FAULTS.items())
def test_a_faulty_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    """By its number, with what was found."""
    path = predictions_file(tmp_path / "p.jsonl", [GOOD, line])
    with pytest.raises(ScoringError, match=message):
        read_predictions(path)


def test_a_file_without_predictions_is_refused(tmp_path: Path) -> None:
    """Empty, or with nothing but what it states of itself."""
    for lines in ([], [{"model": "m"}]):
        path = predictions_file(tmp_path / "p.jsonl", lines)
        with pytest.raises(ScoringError, match="no predictions"):
            read_predictions(path)


def test_the_first_line_may_speak_of_the_file(tmp_path: Path) -> None:
    """It has no ID. What it does not state is said to be not stated."""
    first = {"box_format": "unit_xyxy", "model": "m"}
    read = read_predictions(predictions_file(tmp_path / "p.jsonl", [first, "", GOOD]))
    assert read.stated == first
    assert list(stated_of(read, ["model", "images"])) == [("model", "m"), ("images", "not stated")]
    assert read.answers[Key(7)].text == "yes" and read.answers[Key(7)].line == 3


def test_an_id_may_stand_as_text(tmp_path: Path) -> None:
    """IDs have 63 bits; a program that keeps numbers in 53 would change them."""
    large = 2**63 - 1
    lines = [{"ID": str(large), "prediction": "no"}, {"ID": 7, "prediction": "no", "rotation": 2}]
    read = read_predictions(predictions_file(tmp_path / "p.jsonl", lines))
    assert list(read.answers) == [Key(large), Key(7, 2)]


def test_a_failed_request_is_known(tmp_path: Path) -> None:
    """By its error, by a missing answer, and by the markers of lmms-eval and VLMEvalKit."""
    lines = [
        GOOD,
        {"ID": 1, "prediction": None, "error": "HTTP 500"},
        {"ID": 2, "prediction": None},
        {"ID": 3, "prediction": "[LMMS_EVAL_REQUEST_FAILED after 5 attempts] timeout"},
        {"ID": 4, "prediction": "Failed to obtain answer via API."},
        {"ID": 5, "prediction": "half an", "error": "connection lost"},
        {"ID": 6, "prediction": ""},
    ]
    read = read_predictions(predictions_file(tmp_path / "p.jsonl", lines))
    assert {answer.key.id: answer.error for answer in read.failed} == {
        1: "HTTP 500",
        2: "no answer",
        3: "LMMS_EVAL_REQUEST_FAILED",
        4: "Failed to obtain answer via API",
        5: "connection lost",
    }


def test_ids_must_be_those_of_the_data(tmp_path: Path) -> None:
    """Unknown ones and missing ones are counted; a part of the rows is scored if that is asked."""
    read = read_predictions(predictions_file(tmp_path / "p.jsonl", [GOOD]))
    with pytest.raises(ScoringError, match=r"1 IDs \(7\) are of no row.*another release"):
        require_same_rows(read, [1, 2, 3, 4, 5])
    with pytest.raises(ScoringError, match=r"4 IDs \(1, 2, 3, \.\.\.\) have no line.*--partial"):
        require_same_rows(read, [1, 2, 3, 4, 7])
    require_same_rows(read, [1, 2, 3, 4, 7], partial=True)
    turned = [GOOD, {"ID": 8, "prediction": "b", "rotation": 1}]
    read = read_predictions(predictions_file(tmp_path / "p.jsonl", turned))
    with pytest.raises(ScoringError, match=r"1 IDs \(8\) are answered in rotated order only"):
        require_same_rows(read, [7, 8])
