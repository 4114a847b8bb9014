"""The benchmark as the Hub runs it: the config `inspect`, eval.yaml, and verify on both."""

from __future__ import annotations

import base64
import io
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from datasets import load_dataset
from PIL import Image

from bigearthnet_txt import render
from bigearthnet_txt_evaluation.prompts import prompt
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark, read_benchmark
from bigearthnet_txt_reader.release import Release
from builder.cli import main as build_main
from tests.upload.test_card import held_rows
from upload.cli import main
from upload.evaluation import PATTERNS


@pytest.fixture
def completed(folder: Path) -> Path:
    assert main(["card", str(folder)]) == 0
    return folder


@pytest.fixture
def benchmark(completed: Path) -> Benchmark:
    return read_benchmark(Release.open(completed))


@pytest.fixture
def asked(completed: Path, tmp_path: Path) -> dict[str, list[dict[str, Any]]]:
    """Split -> rows, as a stranger loads them."""
    loaded = load_dataset(str(completed), "inspect", cache_dir=str(tmp_path / "cache"))
    return {split: list(rows) for split, rows in loaded.items()}


def test_every_question_is_asked_with_its_prompt(
    benchmark: Benchmark, asked: dict[str, list[dict[str, Any]]]
) -> None:
    """Yes/no and multiple-choice questions, word for word as a run asks them, in two splits."""
    for kind, rows in asked.items():
        there = {row["ID"]: row for row in benchmark.rows if row["type"] == kind}
        assert sorted(row["ID"] for row in rows) == sorted(there)
        for row in rows:
            own = there[row["ID"]]
            assert row["question"] == prompt(own, ["true_color"])
            assert (row["target"], row["block"]) == (own["output"], own["block"])
    assert set(asked) == {"binary", "mcq"}


def test_the_picture_is_that_of_the_patch(
    completed: Path, benchmark: Benchmark, asked: dict[str, list[dict[str, Any]]]
) -> None:
    """A data URI of a JPEG of 448 px, which shows the true-color composite of the same patch."""
    bands = {row["patch_id"]: row for row in held_rows(completed, "patches", "bench")}
    for row in asked["mcq"][::7]:
        head, _, content = row["picture"].partition(",")
        picture = Image.open(io.BytesIO(base64.b64decode(content)))
        own = render(bands[benchmark.by_id[row["ID"]]["patch_id"]], "true_color")
        assert (head, picture.format, picture.size) == (
            "data:image/jpeg;base64",
            "JPEG",
            (448, 448),
        )
        small = np.asarray(picture.resize((120, 120), Image.Resampling.BOX), float)
        assert np.abs(small - np.asarray(own, float)).mean() < 4


def test_a_picture_is_stored_once_for_a_patch(
    completed: Path, asked: dict[str, list[dict[str, Any]]]
) -> None:
    """The file is smaller than its pictures would be one by one: less than a picture a patch."""
    for split, rows in asked.items():
        pictures = Counter(row["picture"] for row in rows)
        assert (completed / f"inspect/{split}.parquet").stat().st_size < sum(map(len, pictures))
        assert len(rows) > 2 * len(pictures)


def test_the_benchmark_can_be_run_from_the_hub(
    completed: Path, asked: dict[str, list[dict[str, Any]]]
) -> None:
    """eval.yaml names splits and columns as they are, and a scorer that inspect has."""
    stated = yaml.safe_load((completed / "eval.yaml").read_text("utf-8"))
    assert stated["evaluation_framework"] == "inspect-ai"
    for task in stated["tasks"]:
        row, fields = asked[task["split"]][0], task["field_spec"]
        assert (task["id"], task["config"]) == (task["split"], "inspect")
        assert row[fields["input_image"]].startswith("data:image/jpeg;base64,")
        assert {fields["input"], fields["target"], *fields["metadata"]} <= set(row)
        assert task["scorers"] == [{"name": "pattern", "args": {"pattern": PATTERNS[task["id"]]}}]


@pytest.mark.parametrize(
    ("kind", "said", "read"),
    [
        ("mcq", "b", "b"),
        ("mcq", "**B**", "B"),
        ("mcq", "B) Pastures", "B"),
        ("mcq", "The answer is (c).", "c"),
        ("mcq", "A large area of pastures", None),
        ("mcq", "A or B", None),
        ("binary", "Yes.", "Yes"),
        ("binary", "The answer is no, there is none.", "no"),
        ("binary", "Nothing can be seen", None),
        ("binary", "I cannot say yes or no", None),
    ],
)
def test_the_scorer_of_the_hub_reads_plain_answers(kind: str, said: str, read: str | None) -> None:
    """As inspect's scorer `pattern` searches: it ignores case, and takes the first group."""
    found = re.search(PATTERNS[kind], said, re.IGNORECASE)
    assert (found and found[1]) == read


def test_verify_accepts_the_config_and_names_what_is_wrong(
    completed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A release with the config is sound; a changed or extra file is not."""
    assert build_main(["verify", str(completed)]) == 0
    (completed / "inspect/binary.parquet").write_bytes(b"PAR1")
    (completed / "inspect/extra.parquet").write_bytes(b"PAR1")
    capsys.readouterr()
    assert build_main(["verify", str(completed)]) == 1
    said = capsys.readouterr().out
    assert "inspect/binary.parquet: sha256" in said
    assert "inspect/extra.parquet: file" in said and "python -m upload card" in said
