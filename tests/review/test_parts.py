"""Which items a reviewer gets: by hand, for each way in which one can come to an item."""

from __future__ import annotations

from typing import Any

import pytest

from builder.review.growing import Growing
from builder.review.items import Item
from builder.review.log import held_log
from builder.review.parts import Part, is_blind, is_open, ordered
from builder.review.verdicts import Verdict
from tests.review.rows import QUESTION, item, verdict

ANNA, BEN = Part("anna"), Part("ben")


def many(patches: int, rows: int = 6) -> list[Item]:
    """Rows of some patches, the last of each a caption."""
    return [
        item(
            QUESTION
            | {
                "ID": 100 * patch + row,
                "patch_id": f"patch {patch}",
                "type": "captioning" if row == rows - 1 else "binary",
            }
        )
        for patch in range(patches)
        for row in range(rows)
    ]


def test_the_items_of_a_patch_come_together_and_its_captions_last() -> None:
    order = ordered(many(20), ANNA)
    patches = [one.row["patch_id"] for one in order]
    assert len(order) == len({one.id for one in order}) == 120
    assert [patches[k : k + 6] for k in range(0, 120, 6)] == [[p] * 6 for p in patches[::6]]
    assert all(one.row["type"] == "captioning" for one in order[5::6])
    assert patches[::6] != [f"patch {k}" for k in range(20)]


def test_the_order_is_the_same_again_and_another_for_another_person() -> None:
    assert ordered(many(20), ANNA) == ordered(many(20), ANNA)
    assert ordered(many(20), ANNA)[0].row["patch_id"] != ordered(many(20), BEN)[0].row["patch_id"]


def test_blind_questions_come_before_what_could_betray_them() -> None:
    part = Part("anna", blind=0.5)
    order = ordered(many(50), part)
    for start in range(0, len(order), 6):
        marks = [is_blind(one, part) for one in order[start : start + 6]]
        assert marks == sorted(marks, reverse=True)


def test_the_blind_share_is_that_of_the_questions_and_of_no_caption() -> None:
    part = Part("anna", blind=0.1)
    blind = [one for one in many(500) if is_blind(one, part)]
    assert 200 < len(blind) < 300, "a tenth of 2,500, within six standard deviations"
    assert all(one.row["type"] == "binary" for one in blind)
    assert not any(is_blind(one, Part("anna", "final", blind=1.0)) for one in many(9))


def test_second_readings_are_a_share_of_what_others_judged() -> None:
    part = Part("ben", "second", share=0.2)
    order = ordered(many(500), part)
    assert 500 < len(order) < 700, "a fifth of 3,000, within four standard deviations"
    assert {one.id for one in order} == {
        one.id for one in ordered(many(500), Part("eve", "second", 0.2))
    }
    assert not is_open(order[0], (), part)
    assert is_open(order[0], (verdict(order[0].row),), part)


ACCEPT, REJECT = {"verdict": "accept"}, {"verdict": "reject"}


@pytest.mark.parametrize(
    ("given", "part", "expected"),
    [
        ([], BEN, True),
        ([ACCEPT], BEN, False),
        ([ACCEPT | {"reviewer": "ben"}], BEN, False),
        ([ACCEPT | {"reviewer": "ben"}], Part("ben", "second"), False),
        ([ACCEPT], Part("ben", "second"), True),
        ([], Part("ben", "final"), False),
        ([ACCEPT], Part("ben", "final"), False),
        ([ACCEPT, REJECT | {"reviewer": "carl"}], Part("ben", "final"), True),
        ([{"verdict": "unsure"}], Part("ben", "final"), True),
        ([ACCEPT, REJECT | {"reviewer": "ben"}], Part("ben", "final"), False),
    ],
)
def test_what_was_said_decides_who_gets_an_item(
    given: list[dict[str, Any]], part: Part, expected: bool
) -> None:
    """A first reading takes what nobody judged, a second what others did, a final what is disputed.

    Nobody gets an item twice.
    """
    assert is_open(item(QUESTION), [verdict(QUESTION, **one) for one in given], part) is expected


def test_logs_that_grow_give_each_verdict_once(tmp_path: Any) -> None:
    logs = Growing(tmp_path)

    def new() -> list[Verdict]:
        return logs.new()

    assert new() == []
    with held_log(tmp_path, "anna") as log:
        log.add(verdict(QUESTION))
        assert new() == [verdict(QUESTION)]
        assert new() == []
        with (tmp_path / "ben.jsonl").open("w") as other:
            line = verdict(QUESTION, reviewer="ben", comment="\u2028 stays").line()
            other.write(line[:20])
            other.flush()
            assert new() == []
            other.write(line[20:])
        assert [one.comment for one in new()] == ["\u2028 stays"]
