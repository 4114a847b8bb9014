"""Files of predictions by baselines: held against the rows, and scored by the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_cli.main import main
from bigearthnet_txt_evaluation.baselines import measure
from bigearthnet_txt_evaluation.baselines.intervals import FEWEST
from bigearthnet_txt_evaluation.baselines.predicting import BASELINES, Asked, write
from bigearthnet_txt_evaluation.baselines.predicting.asking import scored
from bigearthnet_txt_evaluation.baselines.predicting.chance import drawn
from bigearthnet_txt_evaluation.baselines.scores import MAJORITY, TREES
from bigearthnet_txt_evaluation.scoring import Scores, read_benchmark, read_predictions, score
from bigearthnet_txt_reader.release import Release, ReleaseError
from tests.conftest import ROOT, built_once

Row = dict[str, Any]
# A command of a process that finds no scikit-learn.
_WITHOUT = """
import sys
from importlib.machinery import PathFinder
found = PathFinder.find_spec
def without(name, path=None, target=None):
    return None if name.split(".")[0] == "sklearn" else found(name, path, target)
PathFinder.find_spec = without
from bigearthnet_txt_cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def rows(release: Path, config: str, split: str) -> list[Row]:
    """The rows of a config and split, as pyarrow reads them."""
    paths = sorted((release / "data" / config).glob(f"{split}-*.parquet"))
    columns = ["ID", "type", "category", "output", "patch_id"]
    columns += ["grain", "setting"] if config in ("captions", "benchmark") else []
    return [row for path in paths for row in pq.read_table(path, columns=columns).to_pylist()]


@pytest.fixture(scope="module")
def folder(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of all baselines on the benchmark, as the command writes them."""
    out = tmp_path_factory.mktemp("baselines")
    assert main(["baselines", str(release), "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def questions(release: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scores]:
    """The scores of some baselines on the questions of test."""
    out = tmp_path_factory.mktemp("questions")
    names = ["chance", "majority", "trees"]
    return scored(Release.open(release), "vqa", "test", names=names, folder=out)


def accuracies(scores: Scores, by: str) -> dict[str, float]:
    """Cell -> accuracy."""
    found = (line for line in scores.lines if line.measure == "accuracy" and line.cell.by == by)
    return {line.cell.name: line.value for line in found}


def answers(path: Path) -> dict[int, str]:
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return {line["ID"]: line["prediction"] for line in lines[1:]}


def test_every_baseline_answers_whole_types(release: Path, folder: Path) -> None:
    """A file holds every row of the types that its baseline answers; all of it is read."""
    kinds = {
        row["ID"]: (row["type"], row["category"]) for row in rows(release, "benchmark", "bench")
    }
    benchmark = read_benchmark(Release.open(release))
    for name in BASELINES:
        path = folder / f"{name}.jsonl"
        given = answers(path)
        asked = {kinds[number] for number in given}
        assert given.keys() == {number for number, kind in kinds.items() if kind in asked}
        found = score(benchmark, read_predictions(path), partial=True)
        assert (found.failed, found.unread) == (0, 0), name


def test_majority_is_the_most_frequent_answer_of_train(
    release: Path, questions: dict[str, Scores]
) -> None:
    """Counted by hand: the answer that train gives most often, ties to the first."""
    train, test = (rows(release, "vqa", split) for split in ("train", "test"))
    for task, accuracy in accuracies(questions["majority"], "task").items():
        known = Counter(
            row["output"] for row in train if f"{row['type']}/{row['category']}" == task
        )
        order = "abcd" if task.startswith("mcq") else ("yes", "no")
        best = max(order, key=lambda answer: known[answer])
        asked = [row["output"] for row in test if f"{row['type']}/{row['category']}" == task]
        assert accuracy == pytest.approx(asked.count(best) / len(asked))


def test_blind_models_score_what_they_score_on_their_own_road(
    release: Path, questions: dict[str, Scores], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Majority and trees of the blind statistics score what their files do, task by task."""
    monkeypatch.setattr("bigearthnet_txt_evaluation.baselines.FEWEST", 5)
    found = {name: accuracies(questions[name], "task") for name in ("majority", "trees")}
    measured = measure(Release.open(release), lambda n: None)
    known = [task for task in measured.tasks if task.models]
    assert any(task.train >= FEWEST for task in known)
    for task in known:
        name = f"{task.type}/{task.category}"
        assert found["majority"][name] == pytest.approx(task.models[MAJORITY][0])
        if task.train >= FEWEST:
            assert found["trees"][name] == pytest.approx(task.models[TREES][0])


def test_the_command_line_scores_the_files_alike(
    release: Path,
    questions: dict[str, Scores],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`score` on a file gives every number that the baselines gave, with its bounds."""
    for scores in questions.values():
        call = ["score", scores.predictions.where, "--data", str(release), "--out", str(tmp_path)]
        assert main([*call, "--config", "vqa", "--split", "test"]) == 0
        stored = json.loads((tmp_path / "scores.json").read_text("utf-8"))["scores"]
        assert [line["name"] for line in stored] == [line.cell.name for line in scores.lines]
        for key in ("items", "value", "low", "high"):
            expected = [getattr(line, key) for line in scores.lines]
            assert [line[key] for line in stored] == pytest.approx(expected, abs=1e-6), key
    capsys.readouterr()


def test_the_table_holds_what_was_scored(folder: Path, release: Path) -> None:
    """The mean of the tasks of boxes stands in the row of the center box."""
    benchmark = read_benchmark(Release.open(release))
    scores = score(benchmark, read_predictions(folder / "center-box.jsonl"), partial=True)
    value = next(line.value for line in scores.lines if line.cell.by == "all")
    table = (folder / "baselines.md").read_text("utf-8").splitlines()
    row = next(line for line in table if line.startswith("| center-box "))
    assert row.split("|")[-2].split()[0] == f"{100 * value:.1f}"


def test_the_whole_image_scores_the_chance_of_boxes(release: Path, folder: Path) -> None:
    """Its overlap is what the scorer calls chance of boxes."""
    benchmark = read_benchmark(Release.open(release))
    whole = score(benchmark, read_predictions(folder / "whole-image.jsonl"), partial=True)
    lines = [line for line in whole.lines if line.measure == "mIoU"]
    assert lines and all(line.value == pytest.approx(line.chance) for line in lines)


def test_a_neighbor_caption_is_asked_for_alike(release: Path, folder: Path) -> None:
    """A caption of train, of the same grain, with country and season told or not as asked."""
    known: dict[str, set[tuple[str, bool]]] = {}
    for row in rows(release, "captions", "train"):
        known.setdefault(row["output"], set()).add((row["grain"], row["setting"]))
    asked = {row["ID"]: row for row in rows(release, "benchmark", "bench")}
    for number, text in answers(folder / "nearest-caption.jsonl").items():
        assert (asked[number]["grain"], asked[number]["setting"]) in known[text]


def test_chance_is_fair_and_always_the_same() -> None:
    """Of 4,000 rows each quarter gets a quarter; a row draws again what it drew."""
    parts = [drawn(row, 2) for row in range(4000)]
    for column in zip(*parts, strict=True):
        quarters = Counter(int(4 * part) for part in column)
        # Three standard deviations of a quarter of 4,000: 3 * sqrt(4000 * 3 / 16) = 82.
        assert all(abs(count - 1000) < 82 for count in quarters.values())
    assert drawn(7, 4)[:1] == pytest.approx(drawn(7, 4)[:1]) and drawn(7, 4) != drawn(8, 4)


def test_wrong_calls(release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line each: an unknown name, rows that are not there, and a baseline without any."""
    call = ["baselines", str(release), "--out", str(tmp_path / "out")]
    for message, *more in (
        ("--only gpt: use some of chance, majority", "--only", "gpt"),
        ("no rows of vqa, bench", "--config", "vqa"),
        ("none of them answers", "--only", "whole-image", "--config", "vqa", "--split", "test"),
    ):
        assert main([*call, *more]) == 2
        told = capsys.readouterr().err.splitlines()[-1]
        assert told.startswith("error: ") and message in told
    assert not list(tmp_path.iterdir())


def test_a_release_without_pixels_has_no_pixel_baselines(
    few: Path,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Said if all are asked, refused if one of them is."""
    bare = built_once(tmp_path_factory, "few_maps_only", few, maps_only=True)
    call = ["baselines", str(bare), "--out", str(tmp_path), "--config", "vqa", "--split", "test"]
    assert main([*call, "--only", "pixels-s1"]) == 2
    assert "was built without pixels" in capsys.readouterr().err
    assert main(call) == 0
    told = capsys.readouterr().out
    assert "pixels-both: left out" in told and "nearest-caption: no file" in told
    assert not list(tmp_path.glob("pixels*")) and (tmp_path / "trees.jsonl").exists()


def test_a_patch_that_is_not_there_is_named(release: Path) -> None:
    """A question about a patch without a row in `patches`, and a release without train."""
    opened = Release.open(release)
    for out, message in (("bench", "not in patches, bench"), ("train", "no patches in train")):
        kept = [one for one in opened.files if (one.config, one.split) != ("patches", out)]
        rest = [one for one in kept if one.split != out or one.config == "benchmark"]
        asked = Asked(replace(opened, files=tuple(rest)))
        with pytest.raises(ReleaseError, match=message):
            list(BASELINES["pixels-s1"].answers(asked))


def test_without_scikit_learn_one_message_names_the_extra(release: Path, tmp_path: Path) -> None:
    """And the leaderboard works all the same."""
    call = [sys.executable, "-c", _WITHOUT, "baselines", str(release), "--out", str(tmp_path)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and "bigearthnet-txt[evaluation]" in done.stderr


def test_a_killed_baseline_leaves_no_half_file(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file is there when all of it is written."""

    def broken(asked: Asked) -> Any:
        yield 1, "yes"
        raise KeyboardInterrupt

    monkeypatch.setitem(BASELINES, "chance", BASELINES["chance"]._replace(answers=broken))
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "chance.jsonl", Asked(Release.open(release)), "chance")
    assert not list(tmp_path.iterdir())
