"""Fine-tuning: what is drawn, what is learned, what is refused, and a training from end to end."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from bigearthnet_txt import SYMMETRIES
from bigearthnet_txt_cli.main import main as cli
from bigearthnet_txt_evaluation.scoring import read_benchmark, read_predictions, score
from bigearthnet_txt_evaluation.scoring.errors import ScoringError
from bigearthnet_txt_reader.release import Release
from examples.finetune import mixing
from examples.finetune.__main__ import main
from examples.finetune.card import write_card
from examples.finetune.config import Scoring, read_config
from examples.finetune.mixing import Mix, require_apart
from tests.conftest import ROOT
from tests.matrix.environments import TRAINERS, make_environment, run_offline
from tests.running import runs
from tests.scoring import made

GIVEN = ROOT / "examples" / "finetune" / "lora.yaml"
TINY = {
    "images": ["true_color", "sar"],
    "boxes": "unit",
    "tasks": {"binary": 3, "mcq": 3, "bounding box": 1},
    "scoring": {"config": "vqa", "split": "test", "questions": 8, "batch": 8, "max_tokens": 8},
    "lora": {"r": 16, "lora_alpha": 32, "target_modules": "all-linear"},
    "training": {
        "max_length": None,
        "max_steps": 60,
        "per_device_train_batch_size": 8,
        "learning_rate": 0.01,
        "lr_scheduler_type": "constant",
        "logging_steps": 5,
        "save_strategy": "no",
        "use_cpu": True,
        "bf16": False,
    },
}


def config_in(folder: Path, release: Path, **stated: Any) -> Path:
    """A config for a tiny model."""
    content = TINY | {"data": str(release), "model": str(folder / "llava")} | stated
    path = folder / "tiny.yaml"
    path.write_text(yaml.safe_dump(content), "utf-8")
    return path


@pytest.fixture(scope="module")
def mix(few_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Mix:
    folder = tmp_path_factory.mktemp("mix")
    return Mix(read_config(config_in(folder, few_release)))


def test_tasks_are_drawn_by_their_weights(mix: Mix) -> None:
    """3 to 3 to 1 of 7,000 draws, within four standard deviations; every symmetry, many rows."""
    drawn = [mix.draw(k) for k in range(7000)]
    boxes = sum(one.config == "refexp" for one in drawn)
    assert abs(boxes - 1000) < 4 * (7000 * 1 / 7 * 6 / 7) ** 0.5
    assert {one.symmetry for one in drawn} == set(SYMMETRIES)
    binary = next(pool for pool in mix.pools if pool.task == "binary")
    rows = {one.row for one in drawn if one.config == "vqa"}
    assert len(rows & set(binary.rows.tolist())) == len(binary.rows)


def test_a_draw_follows_from_the_seed_and_its_number(mix: Mix, few_release: Path) -> None:
    """Also through `datasets`; another seed draws other rows."""
    numbers, again = [3, 11, 4], mix.dataset(12)
    for k, row in zip(numbers, again.select(numbers), strict=True):
        one = mix.example(k)
        assert row["prompt"] == one["prompt"] and row["completion"] == one["completion"]
        for picture, other in zip(row["images"], one["images"], strict=True):
            assert picture.size == (448, 448) and np.array_equal(picture, other)
    other = Mix(replace(mix.config, seed=1))
    assert [mix.draw(k) for k in range(9)] != [other.draw(k) for k in range(9)]


def test_the_answer_stands_in_the_completion_alone(mix: Mix) -> None:
    """The prompt is the question of the benchmark, without a placeholder: TRL puts pictures in."""
    for k in range(20):
        one = mix.example(k)
        (user,), (assistant,) = one["prompt"], one["completion"]
        assert (user["role"], assistant["role"]) == ("user", "assistant")
        assert user["content"].startswith("The 2 images show") and "<image>" not in user["content"]
        assert re.fullmatch(r"yes|no|[a-d]|\[[\d.]+(, [\d.]+){3}\]", assistant["content"])


def test_a_task_without_rows_is_refused(mix: Mix, monkeypatch: pytest.MonkeyPatch) -> None:
    """No release has rows of fog."""
    monkeypatch.setattr(mixing, "config_of", lambda _: "vqa")
    with pytest.raises(ScoringError, match="no rows of mcq/fog in train; take it out of tasks"):
        mix._pool("mcq/fog", 1)


def test_a_place_of_train_in_test_is_refused(few_release: Path) -> None:
    """The files of train stand in for those of test."""
    release = Release.open(few_release)
    require_apart(release, {"test", "validation"})
    moved = [replace(e, split="test") for e in release.files if e.split == "train"]
    kept = [entry for entry in release.files if entry.split != "test"]
    with pytest.raises(ScoringError, match=r"places of train are in test too \(.*memory: take"):
        require_apart(replace(release, files=(*kept, *moved)), {"test"})


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"weights": "x"}, "key 'weights': it takes model, data"),
        ({"model": None}, "model: not stated; see examples/finetune/lora.yaml"),
        ({"tasks": {"vqa": 1}}, "tasks 'vqa': it takes captioning, binary, mcq"),
        ({"tasks": {"mcq": 0}}, "tasks: weight mcq: 0; state one above 0"),
        ({"tasks": ["mcq"]}, r"tasks \['mcq'\]: expected keys and values"),
        ({"boxes": "gpt"}, "box format 'gpt': state one of"),
        ({"images": "sar"}, "images 'sar': it takes a list"),
        ({"training": {"max_steps": 9}}, "max_length not stated: a row that is cut loses tokens"),
        ({"training": {"max_steps": 9, "max_length": 1024}}, "max_length 1024: a row that is cut"),
        ({"training": {"max_length": None}}, "training.max_steps: state how many steps"),
        ({"scoring": {"split": "train"}}, "scoring.split 'train': a gain on rows seen in training"),
        ({"scoring": {"batch": 0}}, "scoring.batch 0: it takes 1 at least"),
        ({"scoring": {"dataset": "a/b", "questions": 9}}, "results for the Hub are of the whole"),
    ],
)
def test_a_wrong_config_is_refused(
    stated: dict[str, Any], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that names the file and the key, exit code 2, and nothing written."""
    config = config_in(tmp_path, tmp_path, **stated)
    assert main([str(config), "--out", str(tmp_path / "out")]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"error: {config}: ") and error.count("\n") == 1
    assert re.search(message, error) and not (tmp_path / "out").exists()


def test_a_wrong_call_is_told_in_one_line(
    few_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No config, no YAML, no release, a task without rows, a folder that holds something else."""
    out = tmp_path / "out"
    calls = [(tmp_path / "none.yaml", 2, "no such file; begin with examples/finetune/lora.yaml")]
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: [", "utf-8")
    calls.append((broken, 2, "broken.yaml: no YAML"))
    for path, code, message in calls:
        assert main([str(path), "--out", str(out)]) == code
        assert message in capsys.readouterr().err
    nowhere = config_in(tmp_path, few_release, data=str(tmp_path / "none"))
    assert main([str(nowhere), "--out", str(out)]) == 1
    assert "none: no such folder" in capsys.readouterr().err
    config = config_in(tmp_path, few_release)
    out.mkdir()
    (out / "mine.txt").touch()
    assert main([str(config), "--out", str(out)]) == 2
    assert f"{out}: it holds files already; name a new folder" in capsys.readouterr().err
    (out / "config.yaml").write_text("another", "utf-8")
    assert main([str(config), "--out", str(out)]) == 2
    assert f"{out}: it began with another config" in capsys.readouterr().err


def test_a_dry_run_says_what_would_be_done(
    few_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Data, shares, steps and questions; no model is loaded, and nothing written."""
    config = config_in(tmp_path, few_release)
    assert main([str(config), "--out", str(tmp_path / "out"), "--dry-run"]) == 0
    told = capsys.readouterr().out
    for part in (
        "43% binary: ",
        "14% bounding box: ",
        "steps: 60",
        "shares no place with train",
    ):
        assert part in told
    assert not (tmp_path / "out").exists()


def test_the_config_that_is_given_can_be_meant() -> None:
    """It takes the whole benchmark, and says why rows are not cut."""
    config = read_config(GIVEN)
    assert config.scoring.questions is None and config.training["max_length"] is None
    assert "cut to a length loses tokens of its pictures" in GIVEN.read_text("utf-8")


def test_the_card_holds_both_tables_and_the_results_for_the_hub(mix: Mix, tmp_path: Path) -> None:
    """What was wrong before and is right after: 0.0 and 100.0, and 1.0 for the Hub."""
    rows = [made.yes_no(k, "yes", patch_row=k) for k in range(4)]
    asked = read_benchmark(Release.open(runs.pictured(tmp_path / "bigearthnet_txt", rows)))
    found = []
    for name, answer in (("before", "no"), ("after", "yes")):
        path = tmp_path / f"{name}.jsonl"
        lines = [{"ID": row["ID"], "prediction": answer} for row in asked.rows]
        path.write_text("".join(f"{json.dumps(one)}\n" for one in lines), "utf-8")
        found.append(score(asked, read_predictions(path)))
    config = replace(mix.config, scoring=Scoring(dataset="org/name"))
    card, results = write_card(tmp_path, config, mix, before=found[0], after=found[1])
    text, (entry,) = card.read_text("utf-8"), yaml.safe_load(results.read_text("utf-8"))
    before, after = text.split("### After\n")
    assert re.search(r"all binary \| 4 .* 0\.0 ", before) and "### Before" in before
    assert re.search(r"all binary \| 4 .* 100\.0 ", after)
    assert re.search(r"- rows: [0-9a-f]{16} \(hash of train\)", text) and "version 1.0.0" in text
    assert yaml.safe_load(text.split("---")[1])["datasets"] == ["org/name"]
    assert entry["dataset"]["id"] == "org/name" and entry["value"] == 1.0
    assert results.relative_to(tmp_path).parts[0] == ".eval_results"


@pytest.mark.models
def test_a_tiny_model_learns(few_release: Path, tmp_path: Path) -> None:
    """TRL and LoRA, 60 steps: the loss is on the answers alone, and falls by half.

    The scores before and after are those that `bigearthnet-txt score` gives.
    """
    config, out = config_in(tmp_path, few_release), tmp_path / "out"
    python, script = make_environment(*TRAINERS), ROOT / "tests" / "running" / "tiny_llava.py"
    subprocess.run([python, script, tmp_path / "llava"], check=True, capture_output=True)
    call = ("-m", "examples.finetune", config, "--out", out)
    told = run_offline(python, *call, home=tmp_path / "hf")
    print(told)
    learned = re.findall(r"^loss on: '(.*)'$", told, re.M)
    mix = Mix(read_config(config))
    assert learned == [mix.example(k)["completion"][0]["content"] for k in range(4)]
    first, last = re.search(r"answers: ([\d.]+) at first, ([\d.]+) at last", told).groups()
    assert float(last) <= float(first) / 2
    card = (out / "README.md").read_text("utf-8")
    for name in ("before", "after"):
        where = ["--data", str(few_release), "--config", "vqa", "--split", "test", "--partial"]
        given = str(out / name / "predictions.jsonl")
        assert cli(["score", given, *where, "--out", str(tmp_path / name)]) == 0
        scores = (tmp_path / name / "scores.md").read_text("utf-8")
        assert scores == (out / name / "scores.md").read_text("utf-8")
        table = scores.split("## ")[1].split("\n\n")[1]
        assert table in card
    assert (out / "adapter_model.safetensors").exists()
