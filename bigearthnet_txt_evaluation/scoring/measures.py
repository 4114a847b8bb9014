"""Measures: what is counted of each item, so that a cell has a score. Outcomes -> Measure by name.

A score is a sum of parts by a sum of wholes: hits by questions, overlaps by boxes, true facts by
facts told. Of a failed request both are 0, so that it counts neither as right nor as wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bigearthnet_txt_evaluation.scoring.captions import Shared, bleu
from bigearthnet_txt_evaluation.scoring.cells import BOXES, CAPTIONS, QUESTIONS, kind_of_row
from bigearthnet_txt_evaluation.scoring.intervals import Blocks, ScoreOf, ratio_of
from bigearthnet_txt_evaluation.scoring.outcomes import Outcome

ACCURACY, IOU, BLEU, ROUGE, CIDER = "accuracy", "mIoU", "BLEU-4", "ROUGE-L", "CIDEr-D"
THRESHOLDS = (0.25, 0.5, 0.75, 0.9)
PRECISION, RECALL = "precision", "recall"
MOST = {CIDER: 10.0}  # the highest score of a measure, where it is not 1


def hits_at(threshold: float) -> str:
    """The name of a measure: "Acc@0.5"."""
    return f"Acc@{threshold}"


@dataclass(frozen=True, eq=False)
class Measure:
    """`values` (items, k): of BLEU its counts, of all others parts and wholes."""

    kind: str
    values: np.ndarray
    is_bleu: bool = False

    @property
    def score_of(self) -> ScoreOf:
        """Sums of values -> the score."""
        return bleu if self.is_bleu else ratio_of

    def sums(self, blocks: Blocks, items: np.ndarray) -> np.ndarray | None:
        """Sums of some items by block; None if nothing of it was asked, or all of it failed."""
        mine = self.values[items]
        return blocks.of_items(items).sums(mine) if mine[:, -1].any() else None


# Facts of a caption: told, true, wanted, found; by row ID and kind of fact.
Facts = Mapping[int, Mapping[str, tuple[int, int, int, int]]]


def measures_of(found: Sequence[Outcome], facts: Facts | None) -> dict[str, Measure]:
    """All measures of these outcomes; facts are left out if they were not read."""
    kinds = np.array([kind_of_row(one.row) for one in found])
    scores = np.array([np.nan if one.score is None else one.score for one in found])
    measures = {ACCURACY: _mean(QUESTIONS, kinds, scores), IOU: _mean(BOXES, kinds, scores)}
    for threshold in THRESHOLDS:
        hits = np.where(np.isnan(scores), np.nan, scores >= threshold - 1e-9)
        measures[hits_at(threshold)] = _mean(BOXES, kinds, hits)
    return measures | _of_words(found) | (_of_facts(found, facts) if facts else {})


def _mean(kind: str, kinds: np.ndarray, scores: np.ndarray) -> Measure:
    counted = (kinds == kind) & ~np.isnan(scores)
    return Measure(kind, np.column_stack([np.where(counted, scores, 0), counted]))


def _of_words(found: Sequence[Outcome]) -> dict[str, Measure]:
    """BLEU-4, ROUGE-L and CIDEr-D of the captions that came."""
    at = [k for k, one in enumerate(found) if is_caption(one) and not one.failed]
    if not at:
        return {}
    said = [str(found[k].reading.value or "") for k in at]
    shared = Shared.of(said, [found[k].row["output"] for k in at])
    ones = np.ones(len(at))
    return {
        BLEU: Measure(CAPTIONS, _spread(shared.counts, at, len(found)), is_bleu=True),
        ROUGE: _of_captions(*_spread(np.column_stack([shared.rouge_l, ones]), at, len(found)).T),
        CIDER: _of_captions(*_spread(np.column_stack([shared.cider_d, ones]), at, len(found)).T),
    }


def is_caption(outcome: Outcome) -> bool:
    return kind_of_row(outcome.row) == CAPTIONS


def is_of_land(outcome: Outcome) -> bool:
    """Is it a caption of land cover, whose facts a map can judge? One of radar is not."""
    return is_caption(outcome) and outcome.row["category"] == "None"


def _spread(values: np.ndarray, at: Sequence[int], items: int) -> np.ndarray:
    """Values of some items as those of all; the others have none."""
    spread = np.zeros((items, values.shape[1]))
    spread[list(at)] = values
    return spread


def _of_facts(found: Sequence[Outcome], facts: Facts) -> dict[str, Measure]:
    """Precision and recall of all facts, and of each kind."""
    kinds = [*next(iter(facts.values()))]
    none = dict.fromkeys(kinds, (0, 0, 0, 0))
    counts = [[*facts.get(one.key.id, none).values()] for one in found]
    numbers = np.array(counts, dtype=np.float64)  # items, kinds, (told, true, wanted, found)
    measures = _pair("facts", numbers.sum(1))
    for k, kind in enumerate(kinds):
        measures |= _pair(kind, numbers[:, k])
    return measures


def _pair(kind: str, counts: np.ndarray) -> dict[str, Measure]:
    told, true, wanted, found = counts.T
    return {
        f"{kind}, {PRECISION}": _of_captions(true, told),
        f"{kind}, {RECALL}": _of_captions(found, wanted),
    }


def _of_captions(parts: np.ndarray, wholes: np.ndarray) -> Measure:
    return Measure(CAPTIONS, np.column_stack([parts, wholes]))
