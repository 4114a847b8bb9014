"""Leaderboard: files of predictions beside one another, and beside what the paper measured.

Benchmark + Scores of each file -> tables by type and by task. The rows of the paper were measured
on the published benchmark, which holds other items, and say so.

    >>> print(leaderboard(benchmark, [score(benchmark, read_predictions(path), partial=True)]))
"""

from __future__ import annotations

from bigearthnet_txt_evaluation.leaderboard.boards import Entry, entry_of, leaderboard
from bigearthnet_txt_evaluation.leaderboard.published import NOTE, published

__all__ = ["NOTE", "Entry", "entry_of", "leaderboard", "published"]
