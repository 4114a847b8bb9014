"""The results of a run, as the Hub reads them from the repository of a model."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from huggingface_hub._eval_results import parse_eval_result_entries

from bigearthnet_txt_cli.main import main
from tests.scoring.made import boxed, choice, predictions_file, release_of, yes_no

STATED = {"prompt_version": "1", "image_recipe": "true_color", "box_format": "unit_xyxy"}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A folder of a run on eight questions and a box; its predictions are of 2026-11-30."""
    rows = [
        *(yes_no(k, "yes") for k in range(4)),
        *(choice(k, "a", group="content" if k < 6 else "metadata") for k in range(4, 8)),
        boxed(8, (0, 0, 60, 60)),
    ]
    release_of(tmp_path / "data", rows)
    lines = [{"ID": k, "prediction": "yes" if k < 3 else "no"} for k in range(4)]
    lines += [{"ID": k, "prediction": "a" if k < 5 else "b"} for k in range(4, 8)]
    (tmp_path / "run").mkdir()
    path = predictions_file(tmp_path / "run" / "predictions.jsonl", [STATED, *lines])
    os.utime(path, (1796040000, 1796040000))
    return tmp_path / "run"


def results(run: Path, *more: str) -> int:
    return main(["hub-results", str(run), "--data", str(run.parent / "data"), *more])


def test_the_hub_reads_the_results(run: Path) -> None:
    """The client of the Hub finds both tasks, with the share of right answers: 3 of 4, 1 of 4.

    The groups stand apart in the notes.
    """
    assert results(run, "--repo", "me/ben") == 0
    stored = yaml.safe_load((run / ".eval_results" / "bigearthnet_txt.yaml").read_text("utf-8"))
    one, other = parse_eval_result_entries(stored)
    assert (one.dataset_id, one.task_id, one.value) == ("me/ben", "binary", 0.75)
    assert (other.dataset_id, other.task_id, other.value) == ("me/ben", "mcq", 0.25)
    assert one.date == "2026-11-30"
    assert other.notes and other.notes.startswith("content 0.5000; metadata 0.0000; ")
    assert "prompts 1" in other.notes and "scorer 1.0" in other.notes


def test_a_part_is_no_result(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A question that failed, or was not asked, leaves a run without results."""
    path = run / "predictions.jsonl"
    lines = path.read_text().splitlines()
    failed = '{"ID": 1, "prediction": null, "error": "HTTP 500"}'
    path.write_text("\n".join([*lines[:1], failed, *lines[3:]]))
    assert results(run, "--repo", "me/ben") == 1
    assert "2 of 4 questions of binary have no answer" in capsys.readouterr().err
    assert not (run / ".eval_results").exists()


@pytest.mark.parametrize("more", [(), ("--repo", "ben")])
def test_the_dataset_must_be_named(
    run: Path, more: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder has no name on the Hub."""
    assert results(run, *more) == 2
    assert "name it as ORG/NAME" in capsys.readouterr().err
