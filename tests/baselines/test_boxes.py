"""Boxes guessed without looking: overlaps by hand, kinds of expressions, models, targets."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from bigearthnet_txt_evaluation.baselines import box_table_markdown, read_result, text_of
from bigearthnet_txt_evaluation.baselines.box_models import by_center, by_mean, by_mirror, by_trees
from bigearthnet_txt_evaluation.baselines.box_scores import BoxScore, score_boxes
from bigearthnet_txt_evaluation.baselines.boxes import BoxQuestion, BoxTask, box_tasks
from bigearthnet_txt_evaluation.baselines.scores import Result
from bigearthnet_txt_evaluation.expressions import KINDS, kind_of
from bigearthnet_txt_evaluation.scoring.boxes import overlaps
from bigearthnet_txt_reader.release import Release
from builder.tasks import referring

WORKED = [
    ((0, 0, 60, 120), (30, 0, 90, 120), 3600 / 10800),  # half of each: a third
    ((0, 0, 10, 10), (0, 0, 10, 10), 1.0),
    ((0, 0, 10, 10), (10, 0, 20, 10), 0.0),  # they share an edge and no pixel
    ((0, 0, 120, 120), (40, 40, 41, 41), 1 / 14400),  # one pixel, not four
    ((0, 0, 4, 4), (2, 2, 6, 6), 4 / 28),
    ((5, 5, 6, 6), (90, 90, 120, 120), 0.0),
]


@pytest.mark.parametrize(("one", "other", "shared"), WORKED)
def test_overlaps_by_hand(one: tuple[int, ...], other: tuple[int, ...], shared: float) -> None:
    """Shared pixels by pixels of both, half-open, in either order."""
    boxes = np.array([one, other], np.float64)
    assert overlaps(boxes, boxes[::-1]).tolist() == pytest.approx([shared, shared])


def test_overlaps_are_those_of_counted_pixels() -> None:
    """On random boxes, by drawing both on a grid."""
    chance = np.random.default_rng(3)
    low = chance.integers(0, 100, (50, 2, 2))
    boxes = np.concatenate([low, low + chance.integers(1, 20, (50, 2, 2))], 2)
    for one, other in boxes.tolist():
        drawn = np.zeros((2, 120, 120), bool)
        for grid, (x0, y0, x1, y1) in zip(drawn, (one, other), strict=True):
            grid[y0:y1, x0:x1] = True
        expected = drawn.all(0).sum() / drawn.any(0).sum()
        found = overlaps(np.array([one], float), np.array([other], float))
        assert found.tolist() == pytest.approx([expected])


def test_every_kind_of_expression_is_known_by_its_words() -> None:
    """Each wording of the builder is read as the kind that it was written for."""
    for kind, forms in referring._EXPRESSIONS.items():
        for word in referring._WORDS.get(kind, {"": ("",)}).values():
            for form, said in ((form, said) for form in forms for said in word):
                text = form.format(region="region of pastures", word=said, other="arable land")
                assert kind_of(f"Where is the <ref>{text}</ref>?") == kind
    assert set(KINDS) == set(referring._EXPRESSIONS)


def question(box: tuple[int, ...], number: int, *, giving: bool) -> BoxQuestion:
    """A question by point; the point is the center of the box, or anywhere in the image."""
    x0, y0, x1, y1 = box
    chance = Random(number)
    anywhere = (chance.uniform(0, 120), chance.uniform(0, 120))
    x, y = ((x0 + x1) / 2, (y0 + y1) / 2) if giving else anywhere
    text = f"Draw a box around the region at <point>({x / 120:.2f}, {y / 120:.2f})</point>."
    return BoxQuestion(text, "point", (x, y), tuple(map(float, box)), f"p{number // 2}")


def task(*, giving: bool) -> BoxTask:
    """Boxes of 40 x 40 pixels anywhere, asked by their center or not at all."""
    chance = Random(5)
    corners = [(chance.randrange(80), chance.randrange(80)) for _ in range(900)]
    boxes = [(x, y, x + 40, y + 40) for x, y in corners]
    asked = tuple(question(box, k, giving=giving) for k, box in enumerate(boxes))
    return BoxTask("point", asked[:600], asked[600:])


def test_trees_find_boxes_that_points_give_away_and_no_others() -> None:
    """Nearly all boxes around their centers are found, of hidden ones hardly any."""
    for giving, least, most in ((True, 0.95, 1.0), (False, 0.0, 0.3)):
        (score,) = score_boxes(task(giving=giving))
        assert least <= score.hits["trees"][0] <= most
        assert score.met == ((False, False) if giving else (True, True))


def test_simple_models_by_hand() -> None:
    """The middle half of the image, the mean box of the kind, the mirror rule."""
    train = (question((0, 0, 20, 40), 0, giving=True), question((40, 0, 60, 80), 1, giving=True))
    asked = train[0]._replace(point=(98.0, 34.0))
    found = BoxTask("point", train, (asked, asked._replace(point=(0.0, 60.0))))
    assert by_center(found).tolist() == [[30, 30, 90, 90]] * 2
    assert by_mean(found).tolist() == [[20, 0, 40, 60]] * 2
    # as far as the right edge and the upper one; at the left edge, one pixel is left of the box
    assert by_mirror(found).tolist() == [[76, 0, 120, 68], [0, 0, 1, 120]]


def test_a_kind_without_training_has_the_mean_of_all() -> None:
    """A mean box is there for kinds that train lacks."""
    train = (question((0, 0, 20, 40), 0, giving=True),)
    asked = train[0]._replace(kind="within")
    assert by_mean(BoxTask("reference", train, (asked,))).tolist() == [[0, 0, 20, 40]]


def test_the_same_boxes_are_guessed_again() -> None:
    """Nothing is drawn."""
    asked = task(giving=False)
    assert (by_trees(asked) == by_trees(asked)).all()


def scored(high: float, **changed: object) -> BoxScore:
    scores = {"center box": (0.1, 0.08, 0.12), "trees": (0.3, 0.28, high)}
    whole = BoxScore("point", "all", 400, 300, overlap=scores, hits=scores)
    return replace(whole, **changed)


@pytest.mark.parametrize(
    ("score", "met"),
    [
        (scored(0.38), (True, True)),
        (scored(0.45), (True, False)),  # 45 is allowed for overlaps, 38 for hits
        (scored(0.46), (False, False)),
        (scored(0.25, category="reference"), (True, None)),
        (scored(0.26, category="reference"), (False, None)),
        (scored(0.9, category="reference", kind="edge"), (None, None)),
        (scored(0.9, overlap={}, hits={}), (None, None)),
    ],
)
def test_targets_are_for_the_upper_bound(score: BoxScore, met: tuple[bool | None, ...]) -> None:
    """A target is met if the best model's upper bound stays there; kinds have none."""
    assert score.met == met


def test_scores_survive_the_file() -> None:
    """They are read back as they were written, and the file says what was missed."""
    result = Result("1.0.0", (), (scored(0.46), scored(0.3, category="reference", kind="edge")))
    text = text_of(result)
    assert read_result(text) == result
    whole, _ = json.loads(text)["boxes"]
    assert whole["overlap"]["target_met"] is False and whole["overlap"]["best"] == "trees"


def test_the_table_shows_what_was_not_met() -> None:
    """Overlap and hits of each model, the interval of the best, the target; "-" without a rule."""
    missed, kind, few = (
        scored(0.46),
        scored(0.3, category="reference", kind="edge"),
        scored(0.9, overlap={}, hits={}, test=12),
    )
    table = box_table_markdown((missed, kind, few))
    assert "30.0 (28.0 to 46.0) | <= 45: too few to tell" in " ".join(table.split())
    assert "- edge" in table and "none" in table and "12 (too few)" in table


def test_boxes_of_a_release_are_read(release: Path) -> None:
    """Points lie in their boxes, and every row of train and test is there."""
    opened = Release.open(release)
    points, references = box_tasks(opened)
    for split in ("train", "test"):
        rows = sum(entry.rows for entry in opened.files_of("refexp", split))
        assert rows == len(getattr(points, split)) + len(getattr(references, split))
    for asked in points.train:
        (x, y), (x0, y0, x1, y1) = asked.point, asked.box
        assert x0 - 0.6 <= x <= x1 + 0.6 and y0 - 0.6 <= y <= y1 + 0.6
    assert {asked.kind for asked in references.train} <= set(KINDS)
    assert all(asked.point is None for asked in references.train)
