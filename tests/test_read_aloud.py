"""The texts of random patches are printed whole, and the same ones again."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from builder.cli import main


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["read", *arguments]) == 0
    return capsys.readouterr().out


def rows_about(release: Path, patch: str) -> list[tuple[str, str]]:
    """Question and answer of every text row about a patch, read from the files themselves."""
    paths = [
        path for path in (release / "data").rglob("*.parquet") if path.parent.name != "patches"
    ]
    tables = [pq.read_table(path, columns=["patch_id", "input", "output"]) for path in paths]
    rows = [row for table in tables for row in table.to_pylist()]
    return [(row["input"], row["output"]) for row in rows if row["patch_id"] == patch]


def test_every_text_of_the_patches_drawn_is_printed(
    release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three patches with all of their rows; another seed draws others, the same seed the same."""
    text = said(capsys, str(release), "--n", "3")
    heads = [line for line in text.splitlines() if line and not line.startswith(" ")]
    assert len(heads) == 3
    expected = [row for head in heads for row in rows_about(release, head.split(",")[0])]
    assert len(expected) > 40
    assert all(f"] {question}\n    {answer}\n" in text for question, answer in expected)
    assert text.count("\n    ") == len(expected)
    assert said(capsys, str(release), "--n", "3") == text
    assert said(capsys, str(release), "--n", "3", "--seed", "1") != text


def test_no_patch_is_a_misuse(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(release), "--n", "0"]) == 2
    assert "--n 0: needs at least 1" in capsys.readouterr().err
