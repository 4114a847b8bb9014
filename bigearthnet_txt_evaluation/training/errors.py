"""How an export fails: what, where, the value found, and the way out."""

from __future__ import annotations

from bigearthnet_txt_evaluation.scoring.errors import ScoringError


class ExportError(ScoringError):
    """These rows cannot be given to a trainer (exit code 1)."""
