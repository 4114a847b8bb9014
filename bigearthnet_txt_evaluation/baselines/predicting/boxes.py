"""Boxes guessed without looking. Asked -> (ID, "[0.2500 0.2500, 0.7500 0.7500]")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from threadpoolctl import threadpool_limits

from bigearthnet_txt import PATCH_SIZE
from bigearthnet_txt_evaluation.baselines.box_models import by_center, by_mean, by_mirror, by_trees
from bigearthnet_txt_evaluation.baselines.boxes import POINT, BoxTask
from bigearthnet_txt_evaluation.baselines.intervals import FEWEST
from bigearthnet_txt_evaluation.baselines.predicting.asked import Asked
from bigearthnet_txt_evaluation.baselines.predicting.chance import drawn

FORMAT = "unit_xyxy"
Answer = tuple[int, str]
_WHOLE = (0.0, 0.0, 1.0, 1.0)
_Model = Callable[[BoxTask], np.ndarray]


def text_of(corners: Iterable[float]) -> str:
    """A box in parts of the side, as a release writes it, but with four decimals."""
    x0, y0, x1, y1 = (f"{corner:.4f}" for corner in corners)
    return f"[{x0} {y0}, {x1} {y1}]"


def whole(asked: Asked) -> Iterator[Answer]:
    """The box of the whole image."""
    for row in asked.of_type("bounding box"):
        yield row["ID"], text_of(_WHOLE)


def random(asked: Asked) -> Iterator[Answer]:
    """Two corners by a hash of the ID."""
    for row in asked.of_type("bounding box"):
        a, b, c, d = drawn(row["ID"], 4)
        yield row["ID"], text_of((min(a, b), min(c, d), max(a, b), max(c, d)))


def center(asked: Asked) -> Iterator[Answer]:
    """The middle half of the image, in width and height."""
    return _answers(asked.boxes(), by_center)


def mean(asked: Asked) -> Iterator[Answer]:
    """The mean box of train of the same kind of expression."""
    return _answers(asked.boxes(), by_mean)


def mirror(asked: Asked) -> Iterator[Answer]:
    """Around the point, as far as to the nearest edges; nothing where there is no point."""
    return _answers((task for task in asked.boxes() if task.category == POINT), by_mirror)


def trees(asked: Asked) -> Iterator[Answer]:
    """Boosted trees on point and words."""
    return _answers(asked.boxes(), by_trees)


def _answers(tasks: Iterable[BoxTask], model: _Model) -> Iterator[Answer]:
    for task in tasks:
        with threadpool_limits(1):
            boxes = (model if len(task.train) >= FEWEST else by_center)(task) / PATCH_SIZE
        for question, box in zip(task.test, boxes.tolist(), strict=True):
            yield question.row, text_of(box)
