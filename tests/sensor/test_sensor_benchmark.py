"""Questions on radar and infrared in the benchmark: a group of its own, beside what decides."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import SENSOR_TASKS
from bigearthnet_txt_cli.main import main
from bigearthnet_txt_evaluation.adapters.formats import write_for
from bigearthnet_txt_evaluation.baselines.questions import Split
from bigearthnet_txt_evaluation.leaderboard.boards import leaderboard
from bigearthnet_txt_evaluation.prompts import texts
from bigearthnet_txt_evaluation.running.pictures import pictures_of, write_shown
from bigearthnet_txt_evaluation.running.questions import questions
from bigearthnet_txt_evaluation.running.settings import Settings, stated
from bigearthnet_txt_evaluation.scoring import read_benchmark, read_predictions, score
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark
from bigearthnet_txt_evaluation.scoring.errors import StatedError
from bigearthnet_txt_evaluation.scoring.reports import write_reports
from bigearthnet_txt_reader.release import Release
from bigearthnet_txt_reader.sensed import quantities_of, views_of
from builder.checks.solving import Judgment, judge_release
from builder.cli import main as build_main
from tests.checks.broken import faults_of
from tests.conftest import build_release, made_once
from tests.freezing import accepting, benchmark, copied, drawn_once, rows_of, say
from tests.upload.browser import Browser
from tests.upload.conftest import explore, open_patch, serving
from upload.cli import main as publish
from upload.evaluation import write_questions

Row = dict[str, Any]
TASKS = {(task.type, task.category) for task in SENSOR_TASKS}


@pytest.fixture(scope="module")
def drawn(world: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Releases without and with sensor questions, of three patches in the benchmark."""
    without = drawn_once(tmp_path_factory, world)
    draw = without.with_name("draw.json")

    def make(folder: Path) -> None:
        more = ("--shard-size", "2", "--benchmark", str(draw), "--sensor")
        assert build_release(world, folder / "bigearthnet_txt", *more) == 0

    return without, made_once(tmp_path_factory, "sensor_drawn", make) / "bigearthnet_txt"


@pytest.fixture
def sensed(drawn: tuple[Path, Path]) -> Path:
    return drawn[1]


@pytest.fixture
def asked(sensed: Path) -> Benchmark:
    return read_benchmark(Release.open(sensed))


def test_the_benchmark_asks_all_of_its_patches(sensed: Path) -> None:
    """In a group of its own, behind the other rows of a patch; `sensor` has no split bench."""
    assert not list(sensed.glob("data/sensor/bench-*"))
    of_patch: dict[str, list[Row]] = {}
    for row in rows_of(sensed).values():
        of_patch.setdefault(row["patch_id"], []).append(row)
    assert len(of_patch) == 3
    for rows in of_patch.values():
        groups = [row["group"] for row in rows]
        number = groups.count("sensor")
        assert number >= 6 and set(groups[-number:]) == {"sensor"}
        tasks = {(row["type"], row["category"]) for row in rows[-number:]}
        assert tasks <= TASKS and len(tasks) >= 6


def test_all_other_rows_are_the_same(drawn: tuple[Path, Path]) -> None:
    """In the same order, chosen and counted as in a release without sensor questions."""
    without, sensed = drawn
    for file in sorted((without / "data" / "benchmark").glob("*.parquet")):
        rows = pq.read_table(sensed / "data" / "benchmark" / file.name)
        assert rows.filter(pc.not_equal(rows["group"], "sensor")).equals(pq.read_table(file))
    assert (without / "items.json").read_bytes() == (sensed / "items.json").read_bytes()


def proven(out: Path) -> Judgment:
    """What the solver says of the benchmark."""
    release = Release.open(out)
    return judge_release(release.narrowed(release.shards_of("bench")), lambda _: None)


def test_it_is_sound_and_proven(sensed: Path) -> None:
    """Every check passes, and the solver finds the answers in the pixels."""
    assert faults_of(sensed) == []
    found = proven(sensed)
    assert found.faults == [] and found.tallies.keys() & TASKS


def test_a_wrong_answer_in_the_benchmark_is_found(sensed: Path, tmp_path: Path) -> None:
    """A yes that should be a no, by the pixels of its patch."""
    out = copied(sensed, tmp_path)
    file = min((out / "data" / "benchmark").glob("*.parquet"))
    table = pq.read_table(file)
    rows = table.to_pylist()
    row = next(row for row in rows if row["group"] == "sensor" and row["type"] == "binary")
    row["output"] = row["answer"] = "no" if row["output"] == "yes" else "yes"
    pq.write_table(type(table).from_pylist(rows, table.schema), file)
    (fault,) = proven(out).faults
    assert f"ID {row['ID']} of {row['patch_id']}" in fault


def test_rows_without_a_quantity_name_it_in_words(sensor_rows_of: list[Row]) -> None:
    """What is compared follows from category and question alone, as `quantity` states it."""
    asked = [row for row in sensor_rows_of if row["type"] != "captioning"]
    assert {row["quantity"] for row in asked} >= {"NBR", "NDBI", "VV", "VH"}
    for row in asked:
        bare = {name: value for name, value in row.items() if name != "quantity"}
        assert " and ".join(quantities_of(bare)) == row["quantity"], row["input"]


def test_a_run_shows_what_decides(asked: Benchmark, tmp_path: Path) -> None:
    """True color and the view of the quantity, both named in the prompt, for these rows alone."""
    settings = Settings(str(asked.release.where))
    every = questions(asked, settings)
    write_shown(tmp_path, asked, every, settings)
    words = texts()["views"]
    for one in every:
        more = views_of(one.row) if one.row["group"] == "sensor" else ()
        assert one.views == ("true_color", *more)
        named = [view for view in words if words[view] in one.prompt]
        assert sorted(named) == sorted(one.views)
        paths = pictures_of(tmp_path, one, settings)
        assert [path.name for path in paths] == [f"{one.patch}.{view}.png" for view in one.views]
        assert all(path.is_file() for path in paths)
    recipe = stated(settings, asked, {})["image_recipe"]
    assert recipe == "true_color (own; 448 px, recipe 1); sensor: what decides too"


def test_a_view_is_not_shown_twice_and_blind_shows_none(asked: Benchmark) -> None:
    radar = Settings(str(asked.release.where), images="vv,vh", group="sensor")
    assert {one.views for one in questions(asked, radar)} >= {("vv", "vh"), ("vv", "vh", "ndmi")}
    blind = Settings(str(asked.release.where), shown="blind", group="sensor")
    assert {(one.views, one.patch) for one in questions(asked, blind)} == {((), None)}
    told = stated(Settings(str(asked.release.where), group="content"), asked, {})
    assert told["image_recipe"] == "true_color (own; 448 px, recipe 1)"


def test_a_visible_run_asks_the_same_beside_true_color_alone(
    asked: Benchmark, tmp_path: Path
) -> None:
    """Every question of the group, in the same words, behind one picture; nothing else is drawn."""
    where = str(asked.release.where)
    visible = Settings(where, shown="visible", group="sensor")
    every, own = questions(asked, visible), questions(asked, Settings(where, group="sensor"))
    assert [one.key for one in every] == [one.key for one in own]
    write_shown(tmp_path, asked, every, visible)
    for one, seeing in zip(every, own, strict=True):
        assert one.views == ("true_color",) and one.patch == one.row["patch_id"]
        images, *said = one.prompt.split("\n\n")
        assert said == seeing.prompt.split("\n\n")[1:]
        assert [view for view, words in texts()["views"].items() if words in images] == [*one.views]
        (path,) = pictures_of(tmp_path, one, visible)
        assert path.is_file()
    assert {path.name.split(".")[-2] for path in tmp_path.iterdir()} == {"true_color"}


def test_scores_reports_and_boards_say_which_control_it_is(
    asked: Benchmark, tmp_path: Path
) -> None:
    """The same answers with the view that decides, by true color alone, and blind."""
    saw = {
        "own": "true_color (own; 448 px, recipe 1); sensor: what decides too",
        "visible": "true_color (visible; 448 px, recipe 1); sensor: without what decides",
        "blind": "blind",
    }
    found = []
    for shown, recipe in saw.items():
        settings = Settings(str(asked.release.where), shown=shown, group="sensor")
        every = questions(asked, settings)
        said = [{"ID": one.key.id, "prediction": one.row["output"]} for one in every]
        path = tmp_path / f"{shown}.jsonl"
        lines = (stated(settings, asked, {"model": "a-model"}), *said)
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
        found.append(score(asked, read_predictions(path), partial=True))
        reports = {one.name: one.read_text("utf-8") for one in write_reports(found[-1], tmp_path)}
        assert json.loads(reports["scores.json"])["statement"]["images"] == recipe
        assert f"images: {recipe}" in reports["scores.md"] and recipe in reports["scores.html"]
    board = leaderboard(asked, found)
    rows = [line.split("|")[2].strip() for line in board.splitlines() if "| a-model" in line]
    assert rows[:3] == [*saw.values()]


def test_a_visible_run_takes_no_other_picture(asked: Benchmark) -> None:
    """Not in silence: other views are refused, true color may be named."""
    where = str(asked.release.where)
    with pytest.raises(StatedError, match=r"--images vv: a visible run shows true_color alone"):
        Settings(where, images="vv", shown="visible")
    assert Settings(where, images="true_color", shown="visible").views == ("true_color",)


def test_a_perfect_model_has_scores_of_the_group(asked: Benchmark, tmp_path: Path) -> None:
    """100 % of the questions of `sensor`, in columns of their own on a board."""
    path = tmp_path / "predictions.jsonl"
    lines = [{"ID": row["ID"], "prediction": row["output"]} for row in asked.rows]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    found = score(asked, read_predictions(path), box_format="unit_xyxy")
    mine = [line for line in found.lines if line.cell.group == "sensor" and line.cell.by == "type"]
    assert {(line.cell.name, line.value) for line in mine} == {("binary", 1.0), ("mcq", 1.0)}
    board = leaderboard(asked, [found])
    assert "binary, sensor" in board and "## mcq, sensor" in board


def test_one_picture_of_true_color_is_shown_to_no_sensor_question(
    sensed: Path, asked: Benchmark, tmp_path: Path
) -> None:
    """Other harnesses and the Hub ask all others; of the group alone they have nothing to ask."""
    others = sum(row["group"] != "sensor" for row in asked.rows)
    for harness in ("vlmevalkit", "evalscope"):
        done = write_for(harness, Settings(str(sensed)), tmp_path / harness)
        assert done == (others, len(asked.rows) - others)
    with pytest.raises(StatedError, match="bigearthnet-txt run"):
        write_for("vlmevalkit", Settings(str(sensed), group="sensor"), tmp_path / "none")
    out = copied(sensed, tmp_path)
    for name in write_questions(out, Release.open(out)):
        assert "sensor" not in pq.read_table(out / name)["group"].to_pylist()


def test_who_leaves_the_group_out_says_how_many_rows_and_why(
    sensed: Path, asked: Benchmark, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A harness, Label Studio, and the card of the Hub, which asks no boxes and captions anyway."""
    mine = [row for row in asked.rows if row["group"] == "sensor"]
    call = ["harness", "evalscope", "--data", str(sensed), "--out", str(tmp_path / "tasks")]
    assert main(call) == 0
    why = "evalscope shows true color alone, which does not show their answers"
    assert f"{len(mine):,} rows of the group sensor left out: {why}" in capsys.readouterr().out
    call = ["benchmark", "label-studio", "export", str(sensed), "--to", str(tmp_path / "studio")]
    assert build_main(call) == 0
    said = f"{len(mine):,} rows of the group sensor left out: pixels prove them"
    assert said in capsys.readouterr().out
    out = copied(sensed, tmp_path)
    assert publish(["card", str(out)]) == 0
    questions_left = sum(row["type"] in ("binary", "mcq") for row in mine)
    card = (out / "README.md").read_text("utf-8")
    assert f"So {questions_left:,} questions of the group `sensor`, whose answers" in card


def test_blind_models_learn_from_vqa_alone(sensed: Path) -> None:
    """No question of the group counts among those that they answer."""
    assert not TASKS & Split.of(Release.open(sensed), "bench").counts.keys()


def test_people_judge_the_others_and_freeze_all(sensed: Path, tmp_path: Path) -> None:
    """With every other item accepted the benchmark is human-verified; sensor rows say machine."""
    out = copied(sensed, tmp_path)
    before = rows_of(out)
    accepted = [said for said in accepting(out) if before[said["item"]]["group"] != "sensor"]
    say(out, "anna", accepted)
    assert benchmark("freeze", out, "--version", "1.0") == 0
    after = rows_of(out)
    assert after.keys() == before.keys()
    assert {row["benchmark_version"] for row in after.values()} == {"1.0"}
    states = Counter((row["group"] == "sensor", row["verification"]) for row in after.values())
    machine = "machine-checked, not human-verified"
    assert set(states) == {(False, "human-verified"), (True, machine)}
    frozen = json.loads((out / "manifest.json").read_text("utf-8"))["benchmark"]
    assert (frozen["status"], frozen["verified"]) == ("human-verified", len(accepted))
    assert faults_of(out) == []
    item = next(row for row in after.values() if row["type"] == "binary")
    right = "no" if item["output"] == "yes" else "yes"
    call = (str(item["ID"]), "--correct", right, "--why", "seen", "--against-the-map")
    assert benchmark("errata", out, *call) == 0
    assert {row["benchmark_version"] for row in rows_of(out).values()} == {"1.1"}
    assert faults_of(out) == []


def test_the_explorer_draws_their_boxes(browser: Browser, sensed: Path, tmp_path: Path) -> None:
    """On the view of the quantity, which the page takes from category and question."""
    explore(sensed, tmp_path / "explorer")
    rows = [row for row in rows_of(sensed).values() if row["group"] == "sensor"]
    patch = rows[0]["patch_id"]
    with serving(tmp_path / "explorer", sensed) as site:
        open_patch(browser, site, patch)
        for row in (row for row in rows if row["patch_id"] == patch):
            button = f"[data-row='{row['ID']}'] [data-show]"
            browser.wait(f'document.querySelector("{button}")')
            shown = browser.run(
                f'[...document.querySelectorAll("{button}")].map((e) => e.dataset.show)'
            )
            assert tuple(shown) == views_of(row)
