"""A run that is killed, beside a server that fails and goes away: nothing is lost, nothing is
asked twice.

inspect_ai has an environment of its own, as it has for users: make test-faults.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bigearthnet_txt_evaluation.running.writing import FILE
from bigearthnet_txt_evaluation.scoring.predictions import read_predictions
from tests.matrix.environments import INSPECT, make_environment
from tests.running import runs
from tests.scoring import made

pytestmark = pytest.mark.faults
QUESTIONS, CONNECTIONS = 400, 8
FAILING = (17, 118, 219)  # the server never gives these an answer
ODD = {17: "too long", 118: "overflow", 219: "empty", 320: "ponder"}


@pytest.fixture(scope="module")
def python() -> Path:
    return make_environment(*INSPECT)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A benchmark of 400 questions about 40 patches; four of them go wrong at the server."""
    folder = tmp_path_factory.mktemp("run") / "bigearthnet_txt"
    asked = range(QUESTIONS)
    rows = [made.yes_no(k, "yes", patch_row=k // 10, input=named(k)) for k in asked]
    return runs.pictured(folder, rows)


def named(k: int) -> str:
    """Question number k; four of them hold a word at which the server goes wrong."""
    return f"Is this true of number {k}? {ODD.get(k, '')}"


class Model:
    """The server in a process of its own; `record` holds what happened to each request."""

    def __init__(self, record: Path) -> None:
        self.record, self.port = record, runs.free_port()
        self.start()

    def start(self) -> None:
        script = Path(__file__).with_name("model_server.py")
        self.process = subprocess.Popen([sys.executable, script, str(self.port), self.record])

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def happened(self) -> list[tuple[str, str]]:
        lines = self.record.read_text().splitlines() if self.record.exists() else []
        return [tuple(json.loads(line)) for line in lines]

    def answered(self) -> int:
        return sum(what == "ok" for _, what in self.happened())


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[str], Model]]:
    models: list[Model] = []

    def begin(name: str) -> Model:
        models.append(Model(tmp_path / f"{name}.jsonl"))
        return models[-1]

    yield begin
    for model in models:
        model.stop()


def start(python: Path, model: Model, data: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    call = f"--model org/mock --data {data} --out {out} --max-connections {CONNECTIONS} --timeout 2"
    return runs.start(python, model.port, out.parent, *call.split(), *more)


def test_a_wrong_key_ends_the_run_soon(
    python: Path, data: Path, serve: Callable[[str], Model], tmp_path: Path
) -> None:
    """A key that is refused is not tried with all questions; with the right one the run goes on,
    though the server has moved. Ctrl-C leaves the predictions of what was answered.
    """
    out, model = tmp_path / "run", serve("wrong")
    said = ended(start(python, model, data, out, "--key-from", "WRONG"))
    assert "0 answered" in said and "in a row had failed, the last by HTTP 401: " in said
    assert len(model.happened()) <= 20 + 3 * CONNECTIONS
    moved = serve("moved")
    run = start(python, moved, data, out)
    while moved.answered() < 100:
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    said = ended(run)
    answered = len(read_predictions(out / FILE).answers) - len(read_predictions(out / FILE).failed)
    assert 50 <= answered <= 200 and "stopped before the answer came" in said, said
    assert f"{QUESTIONS - len(FAILING)} answered" in ended(start(python, moved, data, out))
    asked = [question for question, what in moved.happened() if what == "ok"]
    assert len(asked) <= QUESTIONS + 2 * 2 * len(FAILING) + CONNECTIONS


def ended(run: subprocess.Popen[str]) -> str:
    """What a run says that ends by itself, with questions that have no answer."""
    said, _ = run.communicate(timeout=300)
    assert run.returncode == 1, said
    return said


def killed_at(run: subprocess.Popen[str], model: Model, answers: int) -> None:
    """Kills a run once the server has given so many answers."""
    while model.answered() < answers:
        assert run.poll() is None, run.communicate()[0]
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)
    run.communicate()


def test_killed_runs_end_as_a_whole_one(
    python: Path, data: Path, serve: Callable[[str], Model], tmp_path: Path
) -> None:
    """Three kills, and a server that is gone for 20 seconds: the same file, byte for byte.

    Each question is answered once, but for those in flight at a kill; what fails has its cause.
    """
    whole, model = tmp_path / "whole", serve("whole")
    said = ended(start(python, model, data, whole))
    assert f"{QUESTIONS} questions, {QUESTIONS - 3} answered" in said, said
    answers = Counter(question for question, what in model.happened() if what == "ok")
    assert len(answers) == QUESTIONS
    assert {k for k, count in answers.items() if count > 1} == {named(k) for k in FAILING}
    for name, kills, gone in (("first", (60, 170, 290), True), ("second", (5, 200, 201), False)):
        interrupted(python, serve(name), data, tmp_path / name, kills, gone=gone)
        assert (tmp_path / name / FILE).read_bytes() == (whole / FILE).read_bytes()
    causes_are_told(whole)


def interrupted(
    python: Path, model: Model, data: Path, out: Path, kills: tuple[int, ...], *, gone: bool
) -> None:
    for answers in kills:
        killed_at(start(python, model, data, out), model, answers)
    run = start(python, model, data, out)
    if gone:
        while model.answered() < kills[-1] + 30:
            time.sleep(0.02)
        model.stop()
        time.sleep(20)
        model.start()
    said = ended(run)
    assert f"{QUESTIONS} questions, {QUESTIONS - 3} answered" in said, said
    answers = Counter(question for question, what in model.happened() if what == "ok")
    assert len(answers) == QUESTIONS
    failing = {named(k) for k in FAILING}
    repeated = sum(count - 1 for question, count in answers.items() if question not in failing)
    assert repeated <= CONNECTIONS * (len(kills) + gone), answers.most_common(20)


def causes_are_told(out: Path) -> None:
    """A context that is too small, by two ways of saying so; no choices; reasoning alone."""
    read = read_predictions(out / FILE)
    errors = {key.id: one.error for key, one in read.answers.items() if one.error}
    assert errors.keys() == set(FAILING)
    assert (errors[17] or "").startswith("HTTP 400: ") and "maximum context length" in errors[17]
    assert errors[118] == "the context of the model is too small: too many"
    assert (errors[219] or "").startswith("no answer in what the server sent (")
    (thought,) = (one.text for key, one in read.answers.items() if key.id == 320)
    assert thought == "<think>Let me see ...</think>"
