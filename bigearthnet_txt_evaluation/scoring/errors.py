"""How scoring fails: what, where, the value found, and the way out."""

from __future__ import annotations


class ScoringError(Exception):
    """A file of predictions is not as it must be, or does not belong to the data (exit code 1)."""


class StatedError(ScoringError):
    """The call, or what a file states of itself, cannot be meant so (exit code 2)."""
