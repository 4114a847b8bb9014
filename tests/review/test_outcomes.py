"""What becomes of an item: by hand, for each way in which people can agree and disagree."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pytest

from bigearthnet_txt_reader.benchmark import row_sum, rows_sum
from builder.errors import DataError
from builder.review.corrections import contradiction, corrected
from builder.review.outcomes import outcome, outcomes, standing
from tests.review.rows import BOX, QUESTION, item, verdict

LATER = "2026-11-30T12:30:00+00:00"
TO_C = {"verdict": "correct", "correction": {"output": "c"}}
TO_A = {"verdict": "correct", "correction": {"output": "a"}}


def said(*verdicts: dict[str, Any]) -> tuple[str, int]:
    """What becomes of the question, and by how many people, if ben, carl, dora ... say this."""
    names = ("ben", "carl", "dora")
    given = [
        verdict(QUESTION, **({"reviewer": name} | one))
        for name, one in zip(names, verdicts, strict=False)
    ]
    found = outcomes([item(QUESTION)], given)[0]
    return found.result, found.people


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], ("open", 0)),
        ([{}], ("accepted", 1)),
        ([{}, {}], ("accepted", 2)),
        ([{"verdict": "reject"}], ("rejected", 1)),
        ([{"verdict": "unsure"}], ("disputed", 1)),
        ([{}, {"verdict": "reject"}], ("disputed", 2)),
        ([TO_C, TO_C], ("corrected", 2)),
        ([TO_C, TO_A], ("disputed", 2)),
        ([TO_C, TO_A, TO_A | {"reading": "final"}], ("corrected", 3)),
        ([{}, {"verdict": "reject"}, {"reading": "final"}], ("accepted", 3)),
    ],
)
def test_what_people_say_decides(verdicts: list[dict[str, Any]], expected: tuple[str, int]) -> None:
    assert said(*verdicts) == expected


def test_the_last_word_of_a_person_stands() -> None:
    given = [verdict(QUESTION), verdict(QUESTION, verdict="reject", shown=LATER)]
    assert outcomes([item(QUESTION)], given)[0].result == "rejected"


def test_the_correction_that_was_agreed_on_is_given() -> None:
    found = outcome(item(QUESTION), (verdict(QUESTION, **TO_C),))
    assert found.correction == {"output": "c"}
    assert outcome(item(QUESTION), (verdict(QUESTION),)).correction is None


def test_verdicts_on_rows_that_changed_are_listed_and_not_applied() -> None:
    changed = QUESTION | {"output": "a", "answer": "Pastures"}
    found = standing([item(changed)], [verdict(QUESTION), verdict(BOX)])
    assert dict(found.by_item) == {}
    assert [one.item for one in found.stale] == [7]
    assert [one.item for one in found.unknown] == [8]


def test_a_corrected_question_has_its_answer_in_words() -> None:
    row = corrected(QUESTION, {"output": "c"})
    assert (row["output"], row["answer"]) == ("c", "Arable land")
    assert QUESTION["output"] == "b"


def test_a_corrected_box_has_its_text_and_its_parts() -> None:
    row = corrected(BOX, {"box_pixels": [0, 30, 120, 90]})
    assert (row["output"], row["box_pixels"]) == ("[0.0 0.25, 1.0 0.75]", [0, 30, 120, 90])
    assert row["box"] == (0.0, 0.25, 1.0, 0.75)


@pytest.mark.parametrize(
    ("row", "correction"),
    [
        (BOX, {"box_pixels": [0, 0, 121, 5]}),
        (BOX, {"box_pixels": [5, 5, 5, 9]}),
        (BOX, {"box_pixels": [-1, 0, 4, 4]}),
        (BOX, {"box_pixels": [0, 0, float("nan"), 5]}),
        (BOX, {"box_pixels": [0, 0, 5]}),
        (BOX, {"box_pixels": "abcd"}),
        (BOX, {"output": "a"}),
        (QUESTION, {"output": "e"}),
        (QUESTION, {"output": None}),
        (QUESTION, {"box_pixels": [0, 0, 5, 5]}),
        (QUESTION | {"type": "captioning"}, {"output": "a"}),
    ],
)
def test_what_a_row_cannot_be_is_refused(row: dict[str, Any], correction: dict[str, Any]) -> None:
    with pytest.raises(DataError, match=f"item {row['ID']}"):
        corrected(row, correction)


def test_the_map_contradicts_a_false_answer() -> None:
    row = {
        "type": "binary",
        "category": "presence",
        "input": "Are there any pastures in the image?",
        "output": "no",
    }
    pastures = np.full((120, 120), 231, np.uint16)  # CORINE 231: pastures
    assert "the map says yes" in str(contradiction(row, pastures))
    assert contradiction(row | {"output": "yes"}, pastures) is None


def test_a_sum_is_of_what_is_judged_and_of_nothing_else() -> None:
    assert row_sum(QUESTION) == row_sum(QUESTION | {"verdict": "accepted", "block": "other"})
    for name in ("ID", "input", "output", "options", "answer", "box_pixels"):
        assert row_sum(QUESTION) != row_sum(QUESTION | {name: "other"})
    both = "\n".join(sorted([row_sum(QUESTION), row_sum(BOX)]))
    assert rows_sum([QUESTION, BOX]) == hashlib.sha256(both.encode()).hexdigest()
    assert rows_sum([BOX, QUESTION]) == rows_sum([QUESTION, BOX])
