"""What the blind models read: words, log-odds, questions of a release; and the command."""

from __future__ import annotations

import json
import os
import shutil
import signal
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import CLASSES
from bigearthnet_txt_evaluation.baselines import measure, read_result, sample_text, text_of
from bigearthnet_txt_evaluation.baselines.odds import folds_of, log_odds, numbered
from bigearthnet_txt_evaluation.baselines.questions import Questions, Task
from bigearthnet_txt_evaluation.baselines.sample import steps_of
from bigearthnet_txt_evaluation.baselines.scores import MAJORITY, TREES, Result
from bigearthnet_txt_evaluation.baselines.siblings import read_siblings
from bigearthnet_txt_evaluation.baselines.words import (
    classes_in,
    direction_in,
    numbers_in,
    rest_of,
    unit_in,
)
from bigearthnet_txt_reader.release import FileEntry, Release, ReleaseError
from builder.cli import main
from builder.stats.tables import blind_table
from tests.baselines.planted import DIRECTIONS, typed

FARMED = "Land principally occupied by agriculture, with significant areas of natural vegetation"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Does any arable land share a boundary with pastures?", ["Arable land", "Pastures"]),
        (f"Is there any {FARMED.lower()}, in the image?", [FARMED]),
        (
            "Transitional woodland, shrub and Beaches, dunes, sands",
            ["Transitional woodland, shrub", "Beaches, dunes, sands"],
        ),
        (
            "Do beaches, dunes or sands touch transitional woodland or shrub?",
            ["Beaches, dunes, sands", "Transitional woodland, shrub"],
        ),
        ("Which season is depicted?", []),
    ],
)
def test_classes_are_found_in_the_order_of_the_text(text: str, labels: list[str]) -> None:
    """Names are found whole, commas and rephrasings included."""
    assert [CLASSES[k] for k in classes_in(text)] == labels


@pytest.mark.parametrize(
    ("text", "numbers", "unit"),
    [
        ("more than 30% of the image", [30], "%"),
        ("more than 432000 m2 of the image", [30], "m2"),  # of 1,440,000 m2
        ("at least 43.2 hectares", [30], "hectares"),
        ("between 144,000 and 288,000 square meters", [10, 20], "square meters"),
        ("less than 0.36 square kilometers", [25], "square kilometers"),
        ("fewer than three separate regions", [3], ""),
        ("exactly 12 regions", [12], ""),
        ("a pair of classes", [], ""),
    ],
)
def test_numbers_are_read_in_one_unit(text: str, numbers: list[float], unit: str) -> None:
    """Areas become percent of a patch of 144 hectares, whatever their unit; counts stay."""
    assert list(numbers_in(text)) == pytest.approx(numbers)
    assert unit_in(text) == unit


def test_directions_are_eighths_of_a_turn() -> None:
    """Clockwise from the top, in the words of the options and of the compass."""
    assert [direction_in(f"to the {direction}") for direction in DIRECTIONS] == list(range(8))
    assert [direction_in(text) for text in ("northeast", "south", "to the west", "pastures")] == [
        1,
        4,
        6,
        None,
    ]


def test_the_rest_holds_no_class_and_no_number() -> None:
    """What is left of a question are the words of its wording."""
    assert rest_of("Do pastures cover more than 432000 m2 of it?").split() == [
        "do",
        "cover",
        "more",
        "than",
        "of",
        "it?",
    ]


def test_log_odds_by_hand() -> None:
    """A row of train learns from other folds only, a row of test from all.

    Ten offers at the base rate are added to each key.
    """
    keys = np.array([0] * 40 + [1] * 40 + [0, 1, 2, -1])
    right = np.array([True] * 30 + [False] * 10 + [True] * 10 + [False] * 30 + [True] * 4)
    folds = np.array([0] * 20 + [1] * 20 + [0] * 20 + [1] * 20 + [-1] * 4)
    found = log_odds(keys, right, folds)
    # base 40 of 80. Key 0: 20 of 20 in fold 0, 10 of 20 in fold 1. Test: (30 + 5) / (40 + 10) = 0.7
    assert found[80] == pytest.approx(np.log(0.7 / 0.3))
    assert found[0] == pytest.approx(np.log(0.5 / 0.5))  # the others: (10 + 5) / (20 + 10)
    assert found[20] == pytest.approx(np.log(25 / 5))  # the others: (20 + 5) / (20 + 10)
    assert found[82] == pytest.approx(0)  # never seen: the base rate
    assert np.isnan(found[83])


def test_places_keep_together() -> None:
    """All rows of a place share a fold, and rows of test have none.

    Values are numbered as they come.
    """
    folds = folds_of(["a", "b", "a", "c", "a"], 4).tolist()
    assert folds[0] == folds[2] and len({folds[0], folds[1], folds[3]}) == 3 and folds[4] == -1
    assert numbered(["x", ("y",), "x"]).tolist() == [0, 1, 0]


def row(number: int, *, split: str) -> dict[str, object]:
    """A question about the season whose right answer is always b, two a place."""
    patch = (
        f"S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_{number // 200:02d}_{number // 2 % 100:02d}"
    )
    options = ["Winter", "Summer", "Spring", "Autumn"]
    text = "Which season is it? " + ", ".join(
        f"{letter}) {option}" for letter, option in zip("abcd", options, strict=True)
    )
    return {
        "ID": number,
        "patch_id": patch,
        "patch_row": number // 2,
        "pack": 0,
        "input": text,
        "output": "b",
        "type": "mcq",
        "category": "season",
        "options": options,
        "template": "season/mcq/0",
        "country": "Austria",
        "season": "Summer",
        "climate_zone": None,
        "latitude": 50.0,
        "longitude": 10.0,
        "split": split,
    }


def folder(out: Path, rows: list[dict[str, object]]) -> Path:
    """A release with no more in it than `blind` reads."""
    entries = []
    for split in ("train", "test"):
        path = f"data/vqa/{split}-00000-of-00001.parquet"
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        mine = [r for r in rows if r["split"] == split]
        pq.write_table(typed(mine, "vqa"), out / path, row_group_size=7)
        sums = {"bytes": 0, "num_bytes": 0, "sha256": "0", "rows_xxh3": "0"}
        entry = FileEntry(path=path, config="vqa", split=split, rows=len(mine), **sums)
        entries += [asdict(entry)] if mine else []
    (out / "manifest.json").write_text(
        json.dumps({"version": "1.2.3", "settings": {}, "files": entries, "others": {}})
    )
    return out


def tasks_of(out: Path) -> list[Task]:
    return list(Questions.of(Release.open(out)).tasks())


def season_of(tasks: list[Task]) -> Task:
    return next(task for task in tasks if task.category == "season")


def test_the_questions_of_a_release_are_read(tmp_path: Path) -> None:
    """Stem, options, the place of the right one, and what all dates of a place share.

    Tasks without rows are there, empty.
    """
    rows = [row(k, split="train" if k < 6 else "test") for k in range(10)]
    tasks = tasks_of(folder(tmp_path, rows))
    season = season_of(tasks)
    assert len(tasks) == 12
    assert (len(season.train), len(season.test)) == (6, 4)
    assert sum(len(task.train) + len(task.test) for task in tasks) == 10
    question = season.train[2]
    assert question.stem == "Which season is it?" and question.options[question.right] == "Summer"
    assert question.place == "T33UUP_00_01"
    assert season.train[3].place == question.place != season.train[4].place


def test_of_many_patches_every_kth_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 40 questions in row groups of 7, about 15 may be read: those of every third patch.

    Two questions are about each patch, so patches 0, 3, ... 18 have 14 of them.
    """
    monkeypatch.setattr("bigearthnet_txt_evaluation.baselines.sample.MOST", 15)
    rows = [row(k, split="train") for k in range(40)] + [row(60, split="test")]
    release = Release.open(folder(tmp_path, rows))
    used = season_of(list(Questions.of(release).tasks())).train
    assert [question.row for question in used] == [
        0,
        1,
        6,
        7,
        12,
        13,
        18,
        19,
        24,
        25,
        30,
        31,
        36,
        37,
    ]
    assert {said.row for found in read_siblings(release, "train").values() for said in found} == {
        question.row for question in used
    }
    assert steps_of(release) == {"train": 3}


def test_a_sample_is_told(tmp_path: Path) -> None:
    """The file says which patches were read, and the page too; a whole release says nothing."""
    whole, some = Result("1.0.0", ()), Result("1.0.0", (), every={"train": 24, "test": 12})
    assert "every" not in text_of(whole)
    assert read_result(text_of(some)) == some
    told = "read was a fair sample of patches: one of 24 of train, one of 12 of test"
    assert sample_text(some.every) == told
    about = blind_table(json.loads(text_of(some))).about
    assert about.endswith(" a fair sample of patches: one of 12 of test, one of 24 of train.")
    assert sample_text(whole.every) == ""


def test_a_category_of_its_own_is_shown(tmp_path: Path) -> None:
    """A category that the contract lacks is scored, a type that no baseline knows is counted."""
    rows = [row(k, split="train" if k < 60 else "test") for k in range(120)]
    slopes = [found | {"category": "slope"} for found in rows]
    essays = [found | {"type": "essay", "output": "Steep."} for found in rows]
    release = Release.open(folder(tmp_path, rows + slopes + essays))
    *_, essay, slope = measure(release, lambda _: None).tasks
    assert (essay.type, essay.train, essay.test, essay.models) == ("essay", 60, 60, {})
    assert slope.category == "slope" and slope.models[MAJORITY] == (1.0, 1.0, 1.0)


def test_the_command_scores_a_release(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`blind` prints the table and writes it as JSON, the same bytes with one process and with two.

    Empty tasks have too few questions.
    """
    out = folder(tmp_path, [row(k, split="train" if k < 60 else "test") for k in range(120)])
    written = out / "statistics" / "blind.json"
    assert main(["blind", str(out)]) == 0
    first = written.read_bytes()
    monkeypatch.setattr("bigearthnet_txt_evaluation.baselines._ALONE", 0)
    assert main(["blind", str(out)]) == 0
    assert written.read_bytes() == first
    printed = capsys.readouterr().out.split("written")[0]
    assert printed.count("too few") == 11 + 2  # the boxes have none either
    assert "| mcq season" in printed and str(written) in printed
    scores = measure(Release.open(out), lambda _: None).tasks
    season = next(task for task in scores if task.category == "season")
    assert season.models[MAJORITY] == season.models[TREES] == (1.0, 1.0, 1.0)


def killed(task: Task, siblings: object) -> None:
    """What the system does to a process that takes too much memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_killed_process_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the system kills a process of the pool, the error says so, and what to do."""
    out = folder(tmp_path, [row(k, split="train" if k < 60 else "test") for k in range(120)])
    monkeypatch.setattr("bigearthnet_txt_evaluation.baselines._ALONE", 0)
    monkeypatch.setattr("bigearthnet_txt_evaluation.baselines.score", killed)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with pytest.raises(ChildProcessError, match="killed, perhaps for lack of memory; free some"):
        measure(Release.open(out), lambda _: None)


def test_a_built_release_stays_sound(
    release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A small built release is scored too, and the file of scores is no fault in it."""
    out = shutil.copytree(release, tmp_path / "bigearthnet_txt")
    assert main(["blind", str(out)]) == 0
    assert "too few" in capsys.readouterr().out
    assert main(["verify", str(out)]) == 0


def test_what_cannot_be_scored_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No release, no test split, an answer beyond the options: exit code 1 and a full message."""
    assert main(["blind", str(tmp_path)]) == 1
    assert "no finished release" in capsys.readouterr().err
    lone = folder(tmp_path / "a", [row(k, split="train") for k in range(4)])
    assert main(["blind", str(lone)]) == 1
    assert "no questions in split 'test'" in capsys.readouterr().err
    rows = [row(0, split="train"), row(1, split="test") | {"output": "e"}]
    found = "T33UUP_00_00, mcq season: output 'e' with 4 options, expected one of a, b, c, d"
    with pytest.raises(ReleaseError, match=found):
        measure(Release.open(folder(tmp_path / "b", rows)), lambda _: None)
