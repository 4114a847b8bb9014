"""How many of each task and answer, worked out by hand."""

from __future__ import annotations

import pytest
from offered import row

from builder.items import supplies
from builder.items.shares import dealt, evened, most_even, needs

PLENTY = {"one": 99, "two": 99, "three": 99}


def test_tasks_have_their_part() -> None:
    """Webster's method by hand: 53, 24 and 23 of 100 are 4, 2 and 1 of 7 (5.3, 2.4, 2.3 of 10)."""
    weights = {"one": 53, "two": 24, "three": 23}
    # Divisors 1, 3, 5, 7: 53, 24, 23, 17.7, 10.6, 8, 7.7, 7.6, ...
    assert dealt(3, weights, PLENTY) == {"one": 1, "two": 1, "three": 1}
    assert dealt(5, weights, PLENTY) == {"one": 3, "two": 1, "three": 1}
    assert dealt(7, weights, PLENTY) == {"one": 3, "two": 2, "three": 2}
    assert dealt(8, weights, PLENTY) == {"one": 4, "two": 2, "three": 2}


def test_what_a_task_lacks_goes_to_others() -> None:
    """A limit of 1 leaves 6 of 7 to the other two; more than there is cannot be dealt."""
    limits = {"one": 1, "two": 99, "three": 2}
    assert dealt(7, {"one": 50, "two": 30, "three": 20}, limits) == {
        "one": 1,
        "two": 4,
        "three": 2,
    }
    assert dealt(99, {"one": 5, "two": 5}, {"one": 2, "two": 1}) == {"one": 2, "two": 1}


@pytest.mark.parametrize(
    ("count", "supply", "expected"),
    [
        (8, (9, 9, 9, 9), (2, 2, 2, 2)),
        (9, (9, 9, 12, 9), (2, 2, 3, 2)),  # one more of the letter with most rows
        (9, (3, 9, 9, 9), (2, 3, 2, 2)),
        (12, (1, 9, 9, 9), (1, 2, 2, 2)),  # a is scarce: the others have one more at most
        (2, (0, 9, 9, 9), (0, 1, 1, 0)),
        (0, (9, 9, 9, 9), (0, 0, 0, 0)),
    ],
)
def test_answers_are_even(count: int, supply: tuple[int, ...], expected: tuple[int, ...]) -> None:
    """Each letter as often as the others, or one more."""
    found = evened(count, dict(zip("abcd", supply, strict=True)))
    assert tuple(found.values()) == expected


def test_the_scarcest_answer_limits_a_task() -> None:
    """Of 3 yes and 9 no 7 are even: 3 and 4."""
    assert most_even({"yes": 3, "no": 9}) == 7
    assert most_even({"a": 0, "b": 4, "c": 0, "d": 1}) == 2


def test_proportions_are_those_of_all_rows() -> None:
    """Half of the rows are points, half of them unfair: they are still half of the items."""
    points = [row("A", "bounding box/point") for _ in range(8)]
    answers = [row("A", "binary/presence", answer) for answer in ("yes", "no") * 4]
    need = needs([*points, *answers], [*points[:4], *answers], 8)
    assert need["bounding box/point", ""] == 4
    assert need["binary/presence", "yes"] == need["binary/presence", "no"] == 2
    assert sum(need.values()) == 8


def test_every_task_and_answer_has_a_line() -> None:
    """Also if it has no rows: what is missing is seen."""
    found = supplies([])
    assert found["mcq/season"] == dict.fromkeys("abcd", 0)
    assert found["captioning/None"] == {"short": 0, "middle": 0, "long": 0}
    assert len(found) == 15
