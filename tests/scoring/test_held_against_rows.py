"""Outcomes: right, wrong, unread and failed are four things; boxes are held against `output`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bigearthnet_txt_evaluation.scoring.benchmark import rotated
from bigearthnet_txt_evaluation.scoring.boxes import box_format
from bigearthnet_txt_evaluation.scoring.errors import StatedError
from bigearthnet_txt_evaluation.scoring.outcomes import Outcome, outcomes, target, warnings_of
from bigearthnet_txt_evaluation.scoring.parsers import read
from bigearthnet_txt_evaluation.scoring.predictions import Answer, Key, Predictions
from tests.scoring.made import answered, benchmark_of, boxed, choice, yes_no

FORMATS = ("unit_xyxy", "per1000_xyxy", "per1000_yxyx", "loc1024_yxyx", "pixels:448x448_xywh")


def found(folder: Path, rows: list[dict[str, Any]], predictions: Predictions) -> list[Outcome]:
    """The outcomes of predictions about these rows."""
    return outcomes(benchmark_of(folder, rows), predictions)


def test_four_things_may_become_of_a_request(tmp_path: Path) -> None:
    """A failed one has no score, and an unread one scores nothing."""
    rows = [yes_no(k, "yes") for k in range(4)]
    given = answered({0: "yes", 1: "no", 2: "perhaps", 3: ""})
    failed = {Key(3): Answer(Key(3), "", "HTTP 500", None, 4)}
    got = found(tmp_path, rows, Predictions("made", {}, {**given.answers, **failed}))
    assert [one.score for one in got] == [1.0, 0.0, 0.0, None]
    assert [one.unread for one in got] == [False, False, True, False]
    assert [one.failed for one in got] == [False, False, False, True]


def test_a_perfect_box_scores_one(tmp_path: Path) -> None:
    """The box of `output`, though it is rounded to two decimals: 31 of 120 is 0.26."""
    row = boxed(0, (31, 7, 59, 101))
    assert target(row) == (0.26, 0.06, 0.49, 0.84)
    (one,) = found(tmp_path, [row], answered({0: row["output"]}, box_format="unit_xyxy"))
    assert one.score == 1.0


def test_the_same_boxes_in_five_formats_score_the_same(tmp_path: Path) -> None:
    """To half a pixel: whole numbers of each scale, of a box that is 3 pixels off."""
    row = boxed(0, (30, 12, 90, 60))
    guess = (33 / 120, 12 / 120, 90 / 120, 60 / 120)
    scores = []
    for name in FORMATS:
        given = box_format(name)
        numbers = given.numbers(guess)
        text = str([round(one, 3 if name.startswith("unit") else None) for one in numbers])
        (one,) = outcomes(
            benchmark_of(tmp_path / name.replace(":", ""), [row]),
            answered({0: text}, box_format=name),
        )
        scores.append(one.score)
    half = 0.5 * (2 * 57 + 2 * 48) / (60 * 48)  # half a pixel all around, as a part of the union
    assert scores[0] == pytest.approx(57 / 60, abs=1e-3)
    assert max(scores) - min(scores) < half


def test_a_box_needs_a_stated_format(tmp_path: Path) -> None:
    """In the file, in the line, or in the call; the line holds before the file."""
    benchmark = benchmark_of(tmp_path, [boxed(0, (30, 12, 90, 60))])
    plain = answered({0: "[25, 10, 75, 50]"})
    with pytest.raises(StatedError, match="not stated"):
        outcomes(benchmark, plain)
    assert outcomes(benchmark, plain, "per100_xyxy")[0].score == 1.0
    own = {Key(0): Answer(Key(0), "[25, 10, 75, 50]", None, "per100_xyxy", 1)}
    assert outcomes(benchmark, Predictions("made", {"box_format": "gemini"}, own))[0].score == 1.0


def test_nothing_is_repaired(tmp_path: Path) -> None:
    """Swapped corners are unread, a box beyond the image is scored as it is; both are told."""
    rows = [boxed(k, (0, 0, 60, 60)) for k in range(3)]
    texts = {0: "[0.5, 0.5, 0, 0]", 1: "[0, 0, 0.5, 1.2]", 2: "[0, 0, 50, 50]"}
    got = found(tmp_path, rows, answered(texts, box_format="unit_xyxy"))
    assert got[0].unread and got[0].reading.how == "corners swapped"
    assert got[1].score == pytest.approx(0.25 / 0.6)
    assert list(warnings_of(got)) == ["2 of 3 boxes reach beyond the image; scored as they are"]


def test_a_wrong_scale_is_told_with_the_count(tmp_path: Path) -> None:
    """Half of the boxes contradict what is stated: the scores stand as they are, and it is said."""
    rows = [boxed(k, (0, 0, 60, 60)) for k in range(4)]
    texts = {k: "[0, 0, 500, 500]" if k else "[0, 0, 0.5, 0.5]" for k in range(4)}
    got = found(tmp_path, rows, answered(texts, box_format="unit_xyxy"))
    first, _ = warnings_of(got)
    assert first.startswith("3 of 4 boxes contradict the stated scale")
    assert [one.score == 1 for one in got] == [True, False, False, False]


def test_options_turn_and_the_right_letter_with_them() -> None:
    """By two places, option c stands first: the answer c is then called a."""
    row = choice(0, "c")
    turned = rotated(row, 2)
    assert turned["options"] == ["Mixed forest", "Broad-leaved forest", "Pastures", "Arable land"]
    assert turned["output"] == "a" and rotated(row, 3)["output"] == "d"
    assert read("mixed forest", turned).value == "a"
    assert rotated(row, 0) is row
