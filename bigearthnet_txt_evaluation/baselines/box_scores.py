"""Scores of boxes: overlap with the right ones, by kind of question, held against its targets.

boxes -> overlaps -> BoxScore -> box_table_markdown, the file. Example: [0, 0, 60, 120] for [30, 0,
90, 120] shares 3,600 of 10,800 pixels: an overlap (IoU) of 1/3, no hit at 0.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bigearthnet_txt_evaluation.baselines.box_models import (
    boxes_of,
    by_center,
    by_mean,
    by_mirror,
    by_trees,
)
from bigearthnet_txt_evaluation.baselines.boxes import POINT, REFERENCE, BoxTask
from bigearthnet_txt_evaluation.baselines.intervals import FEWEST, Score, aim, interval
from bigearthnet_txt_evaluation.expressions import KINDS
from bigearthnet_txt_evaluation.scoring.boxes import overlaps
from bigearthnet_txt_reader.markdown import markdown_table

_HIT = 0.5  # overlap of a box that counts as found
_CENTER, _MEAN, _MIRROR, _TREES = BOX_MODELS = ("center box", "mean box", "mirror rule", "trees")
_BY_WORDS = {_CENTER: by_center, _MEAN: by_mean, _TREES: by_trees}
_MODELS = {POINT: _BY_WORDS | {_MIRROR: by_mirror}, REFERENCE: _BY_WORDS}
# Mean overlap and part of hits that the upper bound of the best model may reach.
_TARGETS: Mapping[str, tuple[float | None, float | None]] = {
    POINT: (0.45, 0.38),
    REFERENCE: (0.25, None),
}
_ALL = "all"  # the kind of a line that tells a whole category


@dataclass(frozen=True, slots=True)
class BoxScore:
    """The box questions of a category, or of one kind of them: the scores of each model.

    `kind` is "all", or how the region is told. There are no models if there are too few questions.
    """

    category: str
    kind: str
    train: int
    test: int
    overlap: Mapping[str, Score]
    hits: Mapping[str, Score]

    @property
    def targets(self) -> tuple[float | None, float | None]:
        """For mean overlap and hits; a kind of its own has none."""
        return _TARGETS[self.category] if self.kind == _ALL else (None, None)

    @property
    def met(self) -> tuple[bool | None, bool | None]:
        """Does the upper bound of the best model stay there? None without target or score."""
        overlap, hits = self.targets
        return _met(self.overlap, overlap), _met(self.hits, hits)


def best_of(scores: Mapping[str, Score]) -> str:
    """The model with the highest score; ties: the simplest."""
    return max(scores, key=lambda model: scores[model][0])


def _met(scores: Mapping[str, Score], target: float | None) -> bool | None:
    if target is None or not scores:
        return None
    return scores[best_of(scores)][2] <= target


def score_boxes(task: BoxTask) -> tuple[BoxScore, ...]:
    """The scores of a category, whole and by kind; a kind of FEWEST questions at least."""
    if min(len(task.train), len(task.test)) < FEWEST:
        return (_scored(task, _ALL, {}),)
    right = boxes_of(task.test)
    found = {model: overlaps(guess(task), right) for model, guess in _MODELS[task.category].items()}
    kinds = [kind for kind in KINDS if task.category == REFERENCE]
    return tuple(_scored(task, kind, found) for kind in (_ALL, *kinds))


def _scored(task: BoxTask, kind: str, found: Mapping[str, np.ndarray]) -> BoxScore:
    """The scores of the questions of a kind."""
    mine = np.array([kind in (_ALL, question.kind) for question in task.test])
    places = [question.place for question, is_mine in zip(task.test, mine, strict=True) if is_mine]
    train = sum(kind in (_ALL, question.kind) for question in task.train)
    enough = len(places) >= FEWEST
    chosen = {model: overlap[mine] for model, overlap in found.items()} if enough else {}
    return BoxScore(
        task.category,
        kind,
        train=train,
        test=len(places),
        overlap={model: interval(overlap, places) for model, overlap in chosen.items()},
        hits={model: interval(overlap >= _HIT, places) for model, overlap in chosen.items()},
    )


# The file and the table.


def box_json(score: BoxScore) -> dict[str, Any]:
    """A score with what follows from it, for the JSON file; parts to four decimals."""
    (overlap, hits), (overlap_met, hits_met) = score.targets, score.met
    return {
        "category": score.category,
        "kind": score.kind,
        "train": score.train,
        "test": score.test,
        "overlap": _measure(score.overlap) | {"target": overlap, "target_met": overlap_met},
        "hits": _measure(score.hits) | {"target": hits, "target_met": hits_met},
    }


def _measure(scores: Mapping[str, Score]) -> dict[str, Any]:
    models = {
        model: {"mean": round(part, 4), "low": round(low, 4), "high": round(high, 4)}
        for model, (part, low, high) in scores.items()
    }
    return {"models": models, "best": best_of(scores) if scores else None}


def read_box(stored: Mapping[str, Any]) -> BoxScore:
    """The score that `box_json` gave."""
    own = {name: stored[name] for name in ("category", "kind", "train", "test")}
    overlap, hits = (_scores(stored[name]["models"]) for name in ("overlap", "hits"))
    return BoxScore(**own, overlap=overlap, hits=hits)


def _scores(models: Mapping[str, Mapping[str, float]]) -> dict[str, Score]:
    return {model: (found["mean"], found["low"], found["high"]) for model, found in models.items()}


_HEAD = (
    "boxes",
    "questions",
    *BOX_MODELS,
    "best mIoU, 95 % interval",
    "target",
    "best hits, 95 % interval",
    "target",
)


def box_table_markdown(scores: Iterable[BoxScore]) -> str:
    """The scores as a Markdown table in percent, for the screen: mIoU / hits at 0.5."""
    return markdown_table(_HEAD, map(_cells, scores), numbers=True, padded=True)


def _cells(score: BoxScore) -> tuple[str, ...]:
    name = score.category if score.kind == _ALL else f"- {score.kind}"
    if not score.overlap:
        return (name, f"{score.test:,} (too few)", *["-"] * (len(_HEAD) - 2))
    both = (_both(score, model) for model in BOX_MODELS)
    overlap, hits = score.targets
    return (
        name,
        f"{score.test:,}",
        *both,
        _range(score.overlap),
        aim(overlap, score.overlap[best_of(score.overlap)]),
        _range(score.hits),
        aim(hits, score.hits[best_of(score.hits)]),
    )


def _both(score: BoxScore, model: str) -> str:
    """Mean overlap / hits of a model; a dash for one that needs a point."""
    if model not in score.overlap:
        return "-"
    return f"{_percent(score.overlap[model][0])} / {_percent(score.hits[model][0])}"


def _percent(part: float) -> str:
    return f"{100 * part:.1f}"


def _range(scores: Mapping[str, Score]) -> str:
    part, low, high = map(_percent, scores[best_of(scores)])
    return f"{part} ({low} to {high})"
