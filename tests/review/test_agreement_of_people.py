"""Agreement: by hand, and against scikit-learn and the package krippendorff on 3,000 items."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import krippendorff
import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from builder.errors import DataError
from builder.review.agreement import Scope, agreement
from builder.review.coefficients import (
    MISSING,
    WORDS,
    alpha,
    by_block,
    coincidences,
    crossed,
    kappa,
    overlap,
)
from builder.review.items import Item
from builder.review.verdicts import Verdict
from tests.review.panels import labels_of
from tests.review.rows import BOX, QUESTION, item, verdict


def question(number: int, **stated: Any) -> dict[str, Any]:
    """A question of the group content, in one block."""
    return QUESTION | {"ID": number, "group": "content"} | stated


ROWS = [question(n) for n in range(10)]
ITEMS = [item(row) for row in ROWS]


def said(words: str, **stated: Any) -> list[Verdict]:
    """What a person says of the items in turn: a(ccept), r(eject), u(nsure), a blank for none."""
    names = {word[0]: word for word in WORDS}
    return [
        verdict(row, verdict=names[letter], **stated)
        for row, letter in zip(ROWS, words, strict=False)
        if letter != " "
    ]


def whole(items: list[Item], verdicts: list[Verdict]) -> Scope:
    return agreement(items, verdicts).scopes[0]


@pytest.mark.parametrize("panel", range(3))
def test_kappa_is_that_of_scikit_learn(panel: int) -> None:
    """3,000 items, two reviewers with known confusion matrices: equal to 1e-12."""
    labels, blocks = labels_of(panel, people=2)
    sums = by_block(crossed(labels[:, 0], labels[:, 1]), blocks)
    assert len(labels) == 3000
    expected = cohen_kappa_score(labels[:, 0], labels[:, 1])
    assert kappa(sums.sum(axis=0)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("people", [2, 3, 5])
@pytest.mark.parametrize("missing", [0.0, 0.6])
def test_alpha_is_that_of_krippendorff(people: int, missing: float) -> None:
    """Also with more people, and where each left out many items."""
    labels, blocks = labels_of(7, people=people)
    labels = np.where(np.random.default_rng(1).random(labels.shape) < missing, MISSING, labels)
    data = np.where(labels == MISSING, np.nan, labels).T
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    sums = by_block(coincidences(labels), blocks)
    assert alpha(sums.sum(axis=0)) == pytest.approx(expected, abs=1e-12)


def test_kappa_and_alpha_by_hand() -> None:
    """Ten items: eight alike (six accepted, two rejected), one the one way, one the other.

    By chance 0.7 x 0.7 + 0.3 x 0.3 = 0.58 agree, so kappa is (0.8 - 0.58) / 0.42. Of 20 words 14
    are accept: alpha is 1 - 19 x 4 / (400 - 196 - 36).
    """
    found = agreement(ITEMS, said("aaaaaarrar") + said("aaaaaarrra", reviewer="ben"))
    assert found.pairs[0].people == ("anna", "ben") and found.pairs[0].items == 10
    assert found.pairs[0].kappa is not None and found.scopes[0].alpha is not None
    assert found.pairs[0].kappa.value == pytest.approx(0.22 / 0.42)
    assert found.scopes[0].alpha.value == pytest.approx(1 - 4 * 19 / (400 - 14**2 - 6**2))


def test_agreement_is_over_all_that_two_read() -> None:
    """Rejected, unsure and disputed items count; those that one person read do not."""
    found = agreement(ITEMS, said("arua  aaaa") + said("arra", reviewer="ben"))
    assert found.twice == 4 and found.pairs[0].items == 4
    assert found.pairs[0].same is not None and found.pairs[0].same.value == 0.75
    assert (found.open, found.disputed) == (2, 1)


def test_one_who_settles_a_disagreement_is_no_reader() -> None:
    """A final reading decides what becomes of an item, and leaves the agreement as it was."""
    read = said("aaarr") + said("aaara", reviewer="ben")
    later = said("    a", reviewer="carl", reading="final", shown="2026-11-30T13:00:00+00:00")
    before, after = agreement(ITEMS, read), agreement(ITEMS, read + later)
    assert (before.disputed, after.disputed) == (1, 0)
    assert before.pairs == after.pairs
    assert before.scopes[0].alpha == after.scopes[0].alpha


def test_without_two_readers_there_is_no_number() -> None:
    """Neither for one person nor for two with different items."""
    found = agreement(ITEMS, said("aaaaa") + said("     aaaaa", reviewer="ben"))
    assert found.twice == 0 and found.pairs == () and found.scopes[0].alpha is None


def test_one_word_for_everything_defines_no_kappa() -> None:
    """Two who accept all agree as well as chance would: 100 %, and neither kappa nor alpha."""
    found = agreement(ITEMS, said("aaaaaaaaaa") + said("aaaaaaaaaa", reviewer="ben"))
    assert found.pairs[0].kappa is None and found.scopes[0].alpha is None
    assert found.pairs[0].same is not None and found.pairs[0].same.value == 1


def test_rates_are_of_the_items_judged() -> None:
    """Eight of ten are judged: five accepted, two rejected, one disputed."""
    scope = whole(ITEMS, said("aaaaarru"))
    rates = {name: found.value for name, found in scope.rates.items() if found}
    assert (scope.items, scope.judged) == (10, 8)
    assert rates == {"accepted": 5 / 8, "corrected": 0, "rejected": 2 / 8, "disputed": 1 / 8}


def test_each_group_and_task_has_its_scope() -> None:
    """In the order of the contract, and only those that the benchmark holds."""
    rows = [
        question(1),
        question(2, category="country", group="metadata"),
        BOX | {"group": "content"},
    ]
    found = agreement([item(row) for row in rows], [verdict(row) for row in rows])
    names = ["all", "content", "metadata", "mcq/presence", "mcq/country", "bounding box/point"]
    assert [scope.name for scope in found.scopes] == names
    assert [scope.items for scope in found.scopes] == [3, 2, 1, 1, 1, 1]


def test_boxes_overlap_by_hand() -> None:
    """Half of one is half of the other: 50 of 150 pixels; apart: 0; equal: 1."""
    one = np.array([0, 0, 10, 10])
    assert overlap(one, np.array([5, 0, 15, 10])) == pytest.approx(50 / 150)
    assert overlap(one, np.array([10, 0, 20, 10])) == 0 and overlap(one, one) == 1


def test_corrected_boxes_are_compared() -> None:
    """With each other, and with the stored box of 48 x 60 pixels at (12, 0)."""
    row = BOX | {"group": "content"}
    correct: dict[str, Any] = {"verdict": "correct", "correction": {"box_pixels": [12, 0, 60, 30]}}
    wider: dict[str, Any] = {"verdict": "correct", "correction": {"box_pixels": [12, 0, 60, 40]}}
    given = [
        verdict(row, **correct),
        verdict(row, **wider, reviewer="ben"),
        verdict(row, reviewer="carl"),
    ]
    scope = whole([item(row)], given)
    assert scope.both_iou is not None and scope.moved_iou is not None
    assert (scope.both, scope.moved) == (1, 2)
    assert scope.both_iou.value == pytest.approx(30 / 40)
    assert scope.moved_iou.value == pytest.approx((30 / 60 + 40 / 60) / 2)


def test_a_correction_that_is_none_is_named() -> None:
    """A log that somebody edited: the message says which item."""
    row = BOX | {"group": "content"}
    wrong = verdict(row, verdict="correct", correction={"box_pixels": [12, 0, 12, 30]})
    with pytest.raises(DataError, match=r"item 8: box \[12, 0, 12, 30\]: empty"):
        agreement([item(row)], [wrong])


def test_reviewers_by_hand() -> None:
    """Shares of the words, median seconds, and blind answers: "b" is stored."""
    rows = [question(n) for n in range(4)]
    seconds, blind = (1.0, 2.0, 30.0, 4.0), ("b", "b", "c", None)
    given = [
        verdict(row, seconds=s, blind=b) for row, s, b in zip(rows, seconds, blind, strict=True)
    ]
    given[3] = verdict(rows[3], seconds=4.0, verdict="reject")
    (anna,) = agreement([item(row) for row in rows], given).reviewers
    assert anna.shares == {"accept": 0.75, "correct": 0, "reject": 0.25, "unsure": 0}
    assert (anna.verdicts, anna.seconds, anna.blind) == (4, 3.0, 3)
    assert anna.right is not None and anna.right.value == pytest.approx(2 / 3)


def test_verdicts_that_do_not_apply_are_counted_apart() -> None:
    """Stale ones are on rows that changed, unknown ones on items of another benchmark."""
    changed = verdict(question(3), row_sum="0" * 64)
    found = agreement(ITEMS, [*said("aa"), changed, verdict(question(77))])
    assert found.stale == (3,) and found.unknown == (77,)
    assert found.reviewers[0].verdicts == 2 and found.open == 8


def test_all_pairs_of_three_are_there() -> None:
    names = ("anna", "ben", "carl")
    given = [one for name in names for one in said("aaaarrrrrr", reviewer=name)]
    found = agreement(ITEMS, given)
    assert {pair.people for pair in found.pairs} == set(combinations(names, 2))
    assert len(found.pairs) == 3 * 3  # of all, the group, the task
