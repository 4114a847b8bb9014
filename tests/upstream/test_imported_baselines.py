"""Baselines on the published texts: rows without templates, packs and grains."""

from __future__ import annotations

from pathlib import Path

import pytest

from bigearthnet_txt_cli.main import main
from bigearthnet_txt_evaluation.baselines.predicting import BASELINES


def test_baselines_answer_the_published_benchmark(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every baseline writes its file, and the scorer reads all of it."""
    assert main(["baselines", str(imported), "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "What sensors add" in shown
    written = {path.stem for path in tmp_path.glob("*.jsonl")}
    assert written == set(BASELINES)
