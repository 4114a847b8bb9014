"""How a run ends: the predictions of every question, and the causes of what failed."""

from __future__ import annotations

import json
import tomllib
from importlib.util import find_spec
from pathlib import Path

import pytest

from bigearthnet_txt_evaluation.running.errors import RunError
from bigearthnet_txt_evaluation.running.failures import (
    STOPPED,
    Patience,
    RequestFailedError,
    cause_of,
    cause_of_tries,
)
from bigearthnet_txt_evaluation.running.model import NEEDS, run_model
from bigearthnet_txt_evaluation.running.questions import questions
from bigearthnet_txt_evaluation.running.server import Server
from bigearthnet_txt_evaluation.running.settings import Settings, keep, require_same, stated
from bigearthnet_txt_evaluation.running.writing import FILE, Said, write_predictions
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark
from bigearthnet_txt_evaluation.scoring.errors import StatedError
from bigearthnet_txt_evaluation.scoring.predictions import Key, read_predictions, require_same_rows
from tests.conftest import ROOT
from tests.scoring import made

LISTED = "Which? a) Pastures, b) Arable land, c) Mixed forest, d) Broad-leaved forest"


@pytest.fixture
def benchmark(tmp_path: Path) -> Benchmark:
    rows = [made.yes_no(1, "yes"), made.choice(2, "b", input=LISTED), made.captioned(3, "Fields.")]
    return made.benchmark_of(tmp_path / "data", rows)


def test_the_scorer_reads_what_a_run_writes(benchmark: Benchmark, tmp_path: Path) -> None:
    """Every question has its line; a failure has its cause, and what was not asked says so."""
    settings = Settings("data", rotate_options=True)
    said = [Said("1", "yes", None), Said("2r3", None, "HTTP 500: out of memory")]
    first = stated(settings, benchmark, {"model": "a-model"})
    report = write_predictions(tmp_path, first, questions(benchmark, settings), said)
    read = read_predictions(tmp_path / FILE)
    require_same_rows(read, [1, 2, 3])
    assert read.stated["model"] == "a-model" and read.stated["box_format"] == "unit_xyxy"
    assert read.answers[Key(1)].text == "yes" and read.answers[Key(1)].error is None
    assert read.answers[Key(2, 3)].error == "HTTP 500: out of memory"
    assert {key for key, one in read.answers.items() if one.error == "not asked"} == {
        Key(2), Key(2, 1), Key(2, 2), Key(3)
    }  # fmt: skip
    assert list(report.lines()) == [
        f"{tmp_path / FILE}: 6 questions, 1 answered",
        "  4 failed: not asked",
        "  1 failed: HTTP 500: out of memory",
        "run the same command again: it asks only these",
    ]


def test_a_run_goes_on_only_with_the_same_questions(benchmark: Benchmark, tmp_path: Path) -> None:
    """Other settings are a wrong call; changed rows are an error. Both name before and now."""
    began = stated(Settings("data"), benchmark, Server("http://a", "a-model").stated())
    require_same(tmp_path, began)
    keep(tmp_path, began)
    require_same(tmp_path, json.loads(json.dumps(began)))
    other = stated(Settings("data", images="sar"), benchmark, Server("", "a-model").stated())
    with pytest.raises(StatedError, match="it began with images 'true_color', not 'sar'"):
        require_same(tmp_path, other)
    with pytest.raises(StatedError, match="it began with model 'a-model', not 'b-model'"):
        require_same(tmp_path, {**began, "model": "b-model"})
    with pytest.raises(RunError, match="it began with row_hash"):
        require_same(tmp_path, {**began, "row_hash": "0"})


class AnswerError(Exception):
    """As the client tells a status."""

    status_code = 503


class AfterTries(Exception):
    """As the client tells that it tried several times."""

    def __init__(self, last: Exception) -> None:
        super().__init__("gave up")
        self.last_attempt = self
        self._last = last

    def exception(self) -> Exception:
        return self._last


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (AnswerError("Error code: 503 - {'message':\n 'busy'}"), "HTTP 503: {'message': 'busy'}"),
        (AfterTries(AnswerError("busy")), "HTTP 503: busy"),
        (TimeoutError(), "TimeoutError"),
        (KeyError("choices"), "no answer in what the server sent (KeyError): 'choices'"),
        (OSError("x" * 999), f"OSError: {'x' * 191}"),
        (RequestFailedError("not asked: ..."), "not asked: ..."),
    ],
)
def test_a_cause_is_one_short_line(error: Exception, cause: str) -> None:
    """Of several tries that of the last; the status first."""
    assert cause_of(error) == cause


def test_patience_ends_with_the_limit_and_starts_anew_with_an_answer() -> None:
    """After three failures in a row nothing is asked; an answer between them resets the count."""
    patience = Patience(3)
    for happened in ("HTTP 500", "", "HTTP 500", "HTTP 500", "HTTP 401"):
        patience.require()
        if happened:
            patience.missed(happened)
        else:
            patience.answered()
    with pytest.raises(RequestFailedError, match=r"not asked: 3 .* in a row .* by HTTP 401"):
        patience.require()


@pytest.mark.skipif(find_spec("inspect_ai") is not None, reason="inspect_ai is installed")
def test_what_sends_the_requests_is_asked_for(tmp_path: Path) -> None:
    """Without inspect_ai the command says what to install, and begins nothing."""
    with pytest.raises(RunError, match=r"inspect_ai.*not installed.*pip install 'inspect-ai>="):
        run_model(Settings("data"), Server("http://127.0.0.1:9/v1", "a-model"), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_inspect_finds_the_task() -> None:
    """`inspect eval bigearthnet_txt_evaluation/benchmark`: the name that inspect looks for leads to
    the task file, and the docs say what to install.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (module,) = project["entry-points"]["inspect_ai"].values()
    code = (ROOT / module.replace(".", "/")).with_suffix(".py").read_text("utf-8")
    assert "\n@task" in code and "def benchmark(" in code
    page = (ROOT / "docs" / "evaluating.md").read_text("utf-8")
    assert "pip install " + " ".join(map(repr, NEEDS)) in page


@pytest.mark.parametrize(
    ("tries", "cause"),
    [
        (["HTTP 500"], "HTTP 500"),
        (["HTTP 400: too long", "HTTP 400: too long", "no answer"], "HTTP 400: too long"),
        (["no answer", "HTTP 400: too long", "HTTP 400: too long"], "HTTP 400: too long"),
        (["HTTP 500", "HTTP 429"], "HTTP 429"),
        (["HTTP 500", "HTTP 500", "CancelledError()"], STOPPED),
    ],
)
def test_the_cause_is_that_of_most_tries(tries: list[str], cause: str) -> None:
    """One body that was cut does not hide what the server says each time."""
    assert cause_of_tries(tries) == cause
