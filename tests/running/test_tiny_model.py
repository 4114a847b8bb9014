"""A real vision-language model, whole: made, served, asked and scored, without a network.

It is tiny and knows nothing. What serves it and what asks it have environments of their own: make
test-models.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bigearthnet_txt_cli.main import main
from tests.matrix.environments import INSPECT, TRANSFORMERS, make_environment
from tests.running import runs
from tests.scoring import made

pytestmark = pytest.mark.models
LISTED = "Which? a) Pastures, b) Arable land, c) Mixed forest, d) Broad-leaved forest"
BOXED = "Box the region at <point>(0.25, 0.25)</point>."


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A benchmark of 20 rows of all types, about five patches."""
    folder = tmp_path_factory.mktemp("tiny") / "bigearthnet_txt"
    rows = []
    for k in range(0, 20, 4):
        patch = {"patch_row": k // 4}
        rows += [
            made.yes_no(k, "yes", **patch),
            made.choice(k + 1, "b", input=LISTED, **patch),
            made.boxed(k + 2, [0, 0, 60, 60], input=BOXED, **patch),
            made.captioned(k + 3, "The scene shows pastures.", grain="short", **patch),
        ]
    return runs.pictured(folder, rows)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """The folder of a tiny LLaVA, and the port at which `transformers serve` answers for it."""
    python, folder, port = make_environment(*TRANSFORMERS), tmp_path / "llava", runs.free_port()
    offline = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "hf")}
    script = Path(__file__).with_name("tiny_llava.py")
    subprocess.run([python, script, folder], env=offline, check=True, capture_output=True)
    program = python.with_name("transformers")
    call = [program, "serve", folder, "--port", str(port), "--host", "127.0.0.1", "--device", "cpu"]
    with (tmp_path / "serve.log").open("w") as log:
        server = subprocess.Popen(call, env=offline, stdout=log, stderr=log)
    try:
        runs.wait_for(server, port, tmp_path / "serve.log")
        yield folder, port
    finally:
        server.kill()
        server.wait()


def test_a_model_is_made_served_asked_and_scored(
    data: Path, served: tuple[Path, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every question has an answer, and every answer a score, in one road from weights to table."""
    model, port = served
    out = tmp_path / "run"
    call = f"--model {model} --data {data} --out {out} --images true_color,sar --max-tokens 8"
    run = runs.start(make_environment(*INSPECT), port, tmp_path, *call.split())
    said, _ = run.communicate(timeout=280)
    assert run.returncode == 0 and "20 questions, 20 answered" in said, said
    assert main(["score", str(out / "predictions.jsonl"), "--data", str(data)]) == 0
    table = capsys.readouterr().out
    assert "images: true_color, sar (own; 448 px, recipe 1)" in table
    assert "answers: 20, 0 failed" in table and table.count(": complete") == 1
