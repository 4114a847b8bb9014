"""Reports: scores and differences as JSON, as Markdown, and as one page. Scores -> three files."""

from __future__ import annotations

from pathlib import Path

from bigearthnet_txt_evaluation.scoring.reports.as_json import differences_json, scores_json
from bigearthnet_txt_evaluation.scoring.reports.as_markdown import (
    differences_markdown,
    scores_markdown,
    summary,
)
from bigearthnet_txt_evaluation.scoring.reports.page import scores_page
from bigearthnet_txt_evaluation.scoring.reports.statement import images_of
from bigearthnet_txt_evaluation.scoring.scores import Scores

__all__ = [
    "differences_json",
    "differences_markdown",
    "images_of",
    "scores_json",
    "scores_markdown",
    "scores_page",
    "summary",
    "write_reports",
]

_FILES = {"scores.json": scores_json, "scores.md": scores_markdown, "scores.html": scores_page}


def write_reports(scores: Scores, folder: Path) -> list[Path]:
    """Writes scores.json, scores.md and scores.html; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text_of in _FILES.items():
        (folder / name).write_text(text_of(scores), "utf-8")
    return [folder / name for name in _FILES]
