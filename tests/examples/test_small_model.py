"""The small model, whole: it learns, sees what is shown, is resumed, kept, refused and served.

PyTorch has an environment of its own: make test-models.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bigearthnet_txt_evaluation.scoring import read_benchmark, read_predictions, score
from bigearthnet_txt_reader.release import Release
from tests.conftest import ROOT, made_once
from tests.matrix.environments import INSPECT, SMALL, make_environment
from tests.running import runs

pytestmark = pytest.mark.models
PROGRAM = Path(__file__).with_name("small_programs.py")


def call(*args: str | Path) -> list[str]:
    return [str(one) for one in (make_environment(*SMALL), PROGRAM, *args)]


def done(*args: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        call(*args), env=_environment(), capture_output=True, text=True, check=False
    )


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}


def study(data: Path, out: Path) -> tuple[str | Path, ...]:
    """The arguments of a study of one process."""
    return "study", "--data", data, "--out", out, "--workers", "1"


@pytest.fixture(scope="session")
def studied(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a study with a hundredth of the work; do not change it."""

    def make(folder: Path) -> None:
        finished = done(*study(release, folder / "study"))
        assert finished.returncode == 0, finished.stderr[-2000:]

    return made_once(tmp_path_factory, "small_study", make) / "study"


def told(folder: Path) -> Any:
    return json.loads((folder / "study.json").read_text("utf-8"))


def test_a_study_ends_in_tables_and_a_curve(studied: Path) -> None:
    """Every input has a score of every task, and no model has five million parameters."""
    found = told(studied)
    assert {one["inputs"] for one in found["scores"]} == {"blind", "visible", "S2", "S1", "both"}
    assert all(0 < one["parameters"] < 5_000_000 for one in found["pieces"])
    text = (studied / "study.md").read_text("utf-8")
    assert "| binary/presence |" in text and "| bounding box/point |" in text
    assert (studied / "curve.svg").read_text("utf-8").startswith("<svg ")


def test_a_killed_study_goes_on_to_the_same_scores(
    release: Path, studied: Path, tmp_path: Path
) -> None:
    """Killed within a piece, between its steps."""
    out = tmp_path / "study"
    running = subprocess.Popen(
        call(*study(release, out)),
        env=_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not list(out.glob("S2-all/encoder.pt")):
        assert running.poll() is None, "it ended before it could be killed"
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert not (out / "study.json").exists()
    finished = done(*study(release, out))
    assert finished.returncode == 0, finished.stderr[-2000:]
    assert told(out)["scores"] == told(studied)["scores"]
    assert told(out)["benchmark"] == told(studied)["benchmark"]


def test_pixels_decide_and_others_take_it_to_the_blind_score() -> None:
    """On made patches that any sensor shows: sure with the right pixels, at chance with others."""
    finished = done("learn")
    assert finished.returncode == 0, finished.stderr[-2000:]
    found = json.loads(finished.stdout.splitlines()[-1])
    assert found["both"] > 0.9, found
    assert abs(found["both shuffled"] - found["blind"]) < 0.15, found
    assert found["blind"] == found["blind shuffled"], "a zero image is the same for all"
    assert abs(found["blind"] - 0.5) < 0.12, found


def test_other_classes_words_and_files_are_refused(studied: Path, tmp_path: Path) -> None:
    """One message each, with what was found and the way out."""
    model = tmp_path / "model.pt"
    model.write_bytes((studied / "both-all" / "model.pt").read_bytes())
    finished = done("refuse", model)
    said = dict(line.split(" | ", 1) for line in finished.stdout.splitlines())
    assert len(said) == 9, finished.stderr[-2000:]
    for name, message in said.items():
        assert message != "taken" and "train" in message and "\n" not in message, (name, message)
    assert "expected ('Urban fabric'" in said["classes"]
    assert "tokenizer" in said["tokenizer"] and "tokenizer" in said["rules"]


def test_bad_input_ends_with_one_line(release: Path, tmp_path: Path) -> None:
    """No release, another seed in the folder: exit 1 and one line; a wrong option: exit 2."""
    missing = done(*study(tmp_path / "none", tmp_path / "out"))
    assert missing.returncode == 1 and missing.stderr.count("\n") == 1, missing.stderr
    (tmp_path / "begun").mkdir()
    (tmp_path / "begun" / "seed.txt").write_text("seed 9", "utf-8")
    other = done(*study(release, tmp_path / "begun"))
    assert other.returncode == 1 and "seed 9" in other.stderr.splitlines()[-1], other.stderr
    assert done("train", "--data", release, "--out", tmp_path, "--inputs", "S3").returncode == 2


@pytest.fixture
def served(release: Path, studied: Path, tmp_path: Path) -> Iterator[int]:
    """The port at which the model that sees both sensors answers."""
    port = runs.free_port()
    model = studied / "both-all" / "model.pt"
    with (tmp_path / "serve.log").open("w") as log:
        server = subprocess.Popen(
            call("serve", model, "--data", release, "--port", str(port)),
            env=_environment(),
            stdout=log,
            stderr=log,
        )
    try:
        runs.wait_for(server, port, tmp_path / "serve.log")
        yield port
    finally:
        server.kill()
        server.wait()


def test_the_served_model_has_the_score_of_the_study(
    release: Path, studied: Path, served: int, tmp_path: Path
) -> None:
    """Through `bigearthnet-txt run`, by the pictures that are sent: the same to the last digit."""
    out = tmp_path / "run"
    asked = f"--model model --data {release} --out {out} --max-tokens 64"
    run = runs.start(make_environment(*INSPECT), served, tmp_path, *asked.split())
    said, _ = run.communicate(timeout=580)
    assert run.returncode == 0, said
    found = score(
        read_benchmark(Release.open(str(release))), read_predictions(out / "predictions.jsonl")
    )
    values = {
        f"{line.cell.name} {line.measure}": line.value
        for line in found.lines
        if line.cell.by == "task"
    }
    assert values == told(studied)["benchmark"]["both"]
