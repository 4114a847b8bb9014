"""Adapters are thin: none reads an answer or computes a score of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

FILES = sorted((ROOT / "bigearthnet_txt_evaluation" / "adapters").glob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_adapter_is_small_and_has_no_parser(path: Path) -> None:
    """Under 150 lines, and no regular expression, with which a parser of its own would begin."""
    text = path.read_text("utf-8")
    assert len(text.splitlines()) < 150
    assert not re.search(r"\bre\.[a-z]|\bimport re\b|\bfrom re\b", text)
