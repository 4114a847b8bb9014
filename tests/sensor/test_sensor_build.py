"""Releases with sensor questions: what they hold, the same bytes, and what is refused."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bigearthnet_txt import SENSOR_TASKS, load
from bigearthnet_txt_reader.release import Release
from builder.checks.solving import judge_release
from builder.checks.verify import verify
from builder.errors import UsageError
from builder.gallery import write_gallery
from builder.progress import Watch
from builder.records import Patch
from builder.sensor import Fitted, sensor_rows
from builder.sensor.captions import CAPTION
from builder.sensor.sets import SETS
from tests.conftest import build_release, built, options
from tests.sensor.made import flat_bands


def test_the_release_is_sound_and_solved(sensor_release: Path) -> None:
    """Every check passes, and the solver agrees with every row."""
    release = Release.open(sensor_release)
    assert verify(release, lambda _: None) == []
    judged = judge_release(release, lambda _: None)
    assert judged.faults == []
    asked = {(task.type, task.category) for task in SENSOR_TASKS}
    found = {task: tally for task, tally in judged.tallies.items() if task in asked}
    assert all(set(tally) == {"agrees"} for tally in found.values())


def test_a_patch_has_six_rows_or_more(sensor_rows_of: list[dict[str, Any]]) -> None:
    rows = Counter(row["patch_id"] for row in sensor_rows_of)
    assert np.mean(list(rows.values())) >= 6


def test_the_gallery_shows_captions_of_sensors(sensor_release: Path, tmp_path: Path) -> None:
    """Under a heading of their own, beside those of land cover."""
    page = tmp_path / "gallery.html"
    write_gallery(Release.open(sensor_release), page, patches=8)
    assert "<h3>Caption of radar and infrared</h3>" in page.read_text("utf-8")


def test_values_stand_in_the_order_of_the_boxes(sensor_rows_of: list[dict[str, Any]]) -> None:
    """Of four boxes the letter of the answer is that of the highest value."""
    fours = [row for row in sensor_rows_of if row["type"] == "mcq" and row["category"] != "level"]
    assert len(fours) > 30
    for row in fours:
        assert "abcd"[int(np.argmax(row["values"]))] == row["output"], row


def test_every_task_of_the_contract_has_a_set() -> None:
    """In its order; the second set of a task has a number behind its name. Captions come last."""
    *tasks, captions = (task.name for task in SENSOR_TASKS)
    assert tasks == [name for name in SETS if name[-1] != "1"]
    assert captions == "/".join(CAPTION)


def test_other_configs_are_the_same_to_the_byte(few_release: Path, sensor_release: Path) -> None:
    """With and without sensor questions: every file of the other configs has the same bytes."""
    files = sorted(path.relative_to(few_release) for path in few_release.glob("data/*/*"))
    assert files
    for file in files:
        assert (few_release / file).read_bytes() == (sensor_release / file).read_bytes()


def test_priors_give_the_same_bytes_with_two_workers(
    few: Path, sensor_release: Path, tmp_path: Path
) -> None:
    """From its own priors.json, read in two processes: the same rows."""
    priors = sensor_release / "priors.json"
    out = tmp_path / "bigearthnet_txt"
    built(few, out, sensor=True, workers=2, priors=priors)
    for file in sensor_release.glob("data/sensor/*"):
        assert (out / "data" / "sensor" / file.name).read_bytes() == file.read_bytes()


def test_load_gives_the_config(sensor_release: Path) -> None:
    """With the bands that a question needs beside it."""
    row = next(iter(load("sensor", "train", source=sensor_release, bands=["s1"], streaming=True)))
    assert row["bands"] and row["values"] and row["VV"].shape == (120, 120)


@pytest.mark.parametrize("flag", ["--maps-only", "--annotations=published.parquet"])
def test_without_pixels_or_with_published_texts_it_is_refused(
    few: Path, tmp_path: Path, flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 2, and the way out is said."""
    (tmp_path / "published.parquet").write_bytes(b"")
    assert build_release(few, tmp_path / "out", "--sensor", flag) == 2
    assert f"leave out {flag.partition('=')[0]} or --sensor" in capsys.readouterr().err


def _refused(few: Path, out: Path, priors: Path) -> str:
    with pytest.raises(UsageError) as error:
        built(few, out, sensor=True, priors=priors)
    return str(error.value)


def test_priors_without_sensor_questions_are_refused(
    few: Path, few_release: Path, tmp_path: Path
) -> None:
    said = _refused(few, tmp_path / "out", few_release / "priors.json")
    assert "nothing for sensor questions" in said and "--sensor" in said


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda sensor: sensor.update(version="0"), "version '0', expected '5'"),
        (
            lambda sensor: sensor["trees"]["colors VV"][0]["value"].update(first=0.5),
            "a whole number",
        ),
        (lambda sensor: sensor["trees"]["colors VV"].pop(), "trees of 1 folds"),
        (lambda sensor: sensor["trees"].pop("colors VH"), "colors VH"),
        (lambda sensor: sensor["edges"].update({"colors VV": [7, 6, 5, 4, 3, 2, 1]}), "in order"),
        (
            lambda sensor: sensor["preferences"]["VV two boxes"]["trees"].pop(),
            "preferences of other",
        ),
        (lambda sensor: sensor["preferences"].pop("NBR four boxes"), "NBR"),
        (lambda sensor: sensor.update(more=1), "expected trees and edges"),
        (lambda sensor: sensor["weights"].update(more={}), "these tasks do not have"),
    ],
)
def test_edited_priors_are_refused(
    few: Path, sensor_release: Path, tmp_path: Path, edit: Any, said: str
) -> None:
    """Another version, a fraction, a fold or a model too few, edges out of order, unknown names."""
    tree = json.loads((sensor_release / "priors.json").read_text("utf-8"))
    edit(tree["sensor"])
    priors = tmp_path / "priors.json"
    priors.write_text(json.dumps(tree), "utf-8")
    assert said in _refused(few, tmp_path / "out", priors)


def test_a_uniform_patch_is_asked_nothing(patches: list[Patch], neutral: Fitted) -> None:
    """Nothing differs, so nothing is asked; a level that is clear is no difference."""
    record = patches[0].record
    patch = Patch(record, flat_bands(), patches[0].reference_map)
    (rows,) = sensor_rows([patch], 1, neutral)
    assert {row.category for row in rows} <= {"level"}


def test_bands_without_a_measurement_are_not_asked_of(
    patches: list[Patch], neutral: Fitted
) -> None:
    """All of VV missing, then all of B8A zero: no question about radar, none about infrared."""
    record, bands, codes = patches[0].record, dict(patches[0].bands), patches[0].reference_map
    silent = bands | {"VV": np.full_like(bands["VV"], np.nan)}
    dark = bands | {"B8A": np.zeros_like(bands["B8A"])}
    rows = sensor_rows([Patch(record, changed, codes) for changed in (silent, dark)], 1, neutral)
    asked = [{row.category for row in of_patch} for of_patch in rows]
    radar = {"backscatter", "level", "depolarization", "radar square", "agreement"}
    assert not asked[0] & radar and asked[0]
    assert asked[1] <= radar - {"agreement"} and asked[1]


def test_the_options_say_what_is_built(few: Path) -> None:
    assert not options(few).sensor


def test_the_survey_of_sensors_counts_to_its_totals(few: Path, tmp_path: Path) -> None:
    """Pixels, then what trees and weights learn: each has a bar that ends full."""
    seen: dict[str, list[int]] = {}

    def advance(what: str, amount: int, total: int | None) -> None:
        assert total
        seen.setdefault(what, [0, total])[0] += amount

    built(few, tmp_path / "out", sensor=True, watch=Watch(advance=advance))
    assert {"sensors", "trees"} <= seen.keys()
    assert all(done == total for done, total in seen.values()), seen
