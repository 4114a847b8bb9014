"""How a run fails: what, where, the value found, and the way out."""

from __future__ import annotations

from bigearthnet_txt_evaluation.scoring.errors import ScoringError


class RunError(ScoringError):
    """The run cannot go on with these data (exit code 1)."""
