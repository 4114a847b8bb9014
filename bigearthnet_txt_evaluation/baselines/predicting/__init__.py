"""Predicting: every baseline as a program that writes a file of predictions, as a stranger would.

Release -> Asked -> a baseline -> ID and text of each answer -> chance.jsonl, trees.jsonl, ... which
`bigearthnet-txt score` reads. A baseline answers what it can: questions, boxes or captions.

    >>> asked = Asked(Release.open("bigearthnet_txt"))
    >>> write(Path("majority.jsonl"), asked, "majority")
    7210
"""

from __future__ import annotations

from bigearthnet_txt_evaluation.baselines.predicting.asked import Asked
from bigearthnet_txt_evaluation.baselines.predicting.named import BASELINES, Baseline
from bigearthnet_txt_evaluation.baselines.predicting.writing import write

__all__ = ["BASELINES", "Asked", "Baseline", "write"]
