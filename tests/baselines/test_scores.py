"""Intervals by hand and by resampling, targets, and the table and file made of them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bigearthnet_txt_evaluation.baselines.intervals import interval
from bigearthnet_txt_evaluation.baselines.scores import (
    MAJORITY,
    SVM,
    TREES,
    WITH_METADATA,
    Result,
    TaskScore,
    read_result,
    table_markdown,
    text_of,
)


def scored(kind: str, category: str, *, high: float) -> TaskScore:
    """A task whose best blind model is the trees, with this upper bound."""
    models = {
        MAJORITY: (0.5, 0.4, 0.6),
        SVM: (0.25, 0.2, 0.3),
        TREES: (0.52, 0.5, high),
        WITH_METADATA: (0.9, 0.85, 0.95),
    }
    return TaskScore(kind, category, train=4000, test=1234, models=models, reading="options")


def drawn(chance: np.random.Generator, places: int) -> tuple[np.ndarray, list[str]]:
    """Hits of one to six questions a place, 60 % right overall.

    All questions of a place are easy (80 % right) or hard (40 %).
    """
    sizes = chance.integers(1, 7, places)
    ease = chance.choice([0.8, 0.4], places)
    names = np.repeat(np.arange(places), sizes)
    return chance.random(len(names)) < ease[names], [str(name) for name in names]


def test_an_interval_by_hand() -> None:
    """100 places of two questions that agree, half of them right.

    The interval is as wide as for 100 questions, t(99) being 1.984.
    """
    hits = np.repeat(np.arange(100) % 2 == 0, 2)
    part, low, high = interval(hits, [str(k // 2) for k in range(200)])
    # deviations h - p n are +1 or -1: se^2 = 100 / 99 * 100 / 200^2, se = 0.050252; 1.984 *
    # 0.050252 = 0.0997
    assert (part, round(low, 4), round(high, 4)) == (0.5, 0.4003, 0.5997)


def test_places_of_different_size_by_hand() -> None:
    """Places with 2 of 2, 0 of 1 and 1 of 1 right, worked out by hand.

    p = 3/4, deviations 0.5, -0.75 and 0.25; the wide interval is cut to 0..1.
    """
    hits, places = np.array([True, True, False, True]), ["a", "a", "b", "c"]
    assert interval(hits, places) == (0.75, 0.0, 1.0)
    many = [f"{place}{k}" for k in range(400) for place in places]
    part, low, high = interval(np.tile(hits, 400), many)
    # se^2 = 1200 / 1199 * 400 * 0.875 / 1600^2, se = 0.011697; t(1199) = 1.962: 0.02295
    assert (part, round(low, 4), round(high, 4)) == (0.75, 0.7271, 0.7729)


def test_one_place_alone_says_nothing_about_others() -> None:
    """Ten questions of one place leave everything open."""
    assert interval(np.arange(10) < 7, ["a"] * 10) == (0.7, 0.0, 1.0)


def test_the_interval_is_that_of_resampled_places() -> None:
    """Drawing places with replacement gives the same standard error within 5 %.

    All questions of a place are drawn together.
    """
    chance = np.random.default_rng(3)
    hits, places = drawn(chance, 300)
    sizes, found = (np.bincount(np.array(places, int), weights) for weights in (None, hits))
    again = chance.integers(0, 300, (4000, 300))
    spread = (found[again].sum(1) / sizes[again].sum(1)).std()
    _, low, high = interval(hits, places)
    assert (high - low) / 2 / 1.968 == pytest.approx(spread, rel=0.05)  # t(0.975, 299) = 1.968


def test_the_interval_covers_the_truth_19_times_in_20() -> None:
    """Over 2,000 draws with a truth of 60 % the interval holds it in 94 to 96 %.

    The questions of a place agree.
    """
    chance = np.random.default_rng(5)
    intervals = [interval(*drawn(chance, 120)) for _ in range(2000)]
    covered = [low <= 0.6 <= high for _, low, high in intervals]
    assert 0.94 <= np.mean(covered) <= 0.96


@pytest.mark.parametrize(
    ("kind", "category", "high", "met"),
    [
        ("binary", "presence", 0.55, True),
        ("binary", "area", 0.5501, False),
        ("mcq", "relative pos", 0.31, True),
        ("mcq", "count", 0.3101, False),
        ("mcq", "country", 0.9, None),
    ],
)
def test_the_upper_bound_of_the_best_is_held_against_the_target(
    kind: str, category: str, high: float, met: bool | None
) -> None:
    """The targets are 55 % for yes/no and 31 % for four options, inclusive.

    There is none for what is asked of the metadata; trees with metadata do not count.
    """
    scores = scored(kind, category, high=high)
    assert scores.best == TREES
    assert scores.met is met


def test_the_table_tells_all() -> None:
    """The table has one row a task.

    It shows percents, the SVM's reading, interval and verdict of the best, and published figures;
    too few questions are named.
    """
    few = TaskScore("mcq", "climate zone", train=20, test=7, models={}, reading="")
    head, rule, first, second = table_markdown(
        Result("1.0.0", (scored("mcq", "adjacency", high=0.54), few))
    ).splitlines()
    cells = [cell.strip() for cell in first.strip("|").split("|")]
    assert cells == [
        "mcq adjacency",
        "1,234",
        "50.0",
        "25.0 (options)",
        "52.0",
        "trees 52.0 (50.0 to 54.0)",
        "<= 31: missed",
        "90.0",
        "26.3 / 38.3",
    ]
    assert [cell.strip() for cell in second.strip("|").split("|")][:3] == [
        "mcq climate zone",
        "7 (too few)",
        "-",
    ]
    assert len({len(line) for line in (head, rule, first, second)}) == 1


def test_the_file_keeps_what_the_table_shows() -> None:
    """A result that was written and read again gives the same table.

    The file states verdict and published figures, keys sorted.
    """
    few = TaskScore("mcq", "season", train=9, test=7, models={}, reading="")
    result = Result("1.0.0", (scored("binary", "presence", high=0.551), few))
    text = text_of(result)
    assert table_markdown(read_result(text)) == table_markdown(result)
    stored = json.loads(text)
    assert text == json.dumps(stored, indent=2, sort_keys=True) + "\n"
    presence, season = stored["tasks"]
    assert presence["target_met"] is False
    assert presence["published_percent"]["svm_validation"] == 82.67
    assert presence["models"]["trees"] == {"accuracy": 0.52, "low": 0.5, "high": 0.551}
    assert season["target_met"] is None and season["best"] is None


def cells_of(task: TaskScore) -> list[str]:
    line = table_markdown(Result("1.0.0", (task,))).splitlines()[-1]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_new_category_is_shown() -> None:
    """The baselines answer its questions; the published set lacks it: nobody measured it there."""
    slope = scored("binary", "slope", high=0.54)
    assert cells_of(slope)[-1] == "not measured" and cells_of(slope)[0] == "binary slope"
    assert json.loads(text_of(Result("1.0.0", (slope,))))["tasks"][0]["target_met"] is True


def test_a_new_type_is_shown_and_not_measured() -> None:
    """Questions that no baseline can answer are counted, and the table says so."""
    essay = TaskScore("essay", "area", train=900, test=800, models={}, reading="")
    assert cells_of(essay) == ["essay area", "800 (not measured)", *["-"] * 6, "not measured"]
    assert read_result(text_of(Result("1.0.0", (essay,)))).tasks == (essay,)
