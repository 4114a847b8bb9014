"""`inspect eval hf/ORG/NAME` runs what was published, by the real client. `pytest -m models`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_evaluation.scoring import read_benchmark, read_predictions, score
from bigearthnet_txt_reader.release import Release
from tests.adapters import answers
from tests.adapters.answers import LETTERS, YES_NO
from tests.hub import REPO, Hub
from tests.matrix.environments import INSPECT, ROOT, make_environment, run_offline, run_with_hub
from tests.scoring.made import benchmark_of, predictions_file
from tests.upload.conftest import folder  # noqa: F401  (a fixture)
from upload.cli import main

pytestmark = pytest.mark.models
Row = dict[str, Any]
Given = Mapping[str, tuple[str, float, int]]  # task -> status, score, number of samples


@dataclass
class Published:
    """A Hub that holds a release with its card completed, and the questions of `inspect`."""

    hub: Hub
    out: Path

    @property
    def asked(self) -> dict[str, list[Row]]:
        paths = sorted((self.out / "inspect").glob("*.parquet"))
        return {path.stem: pq.read_table(path).to_pylist() for path in paths}

    def ask(self, given: Mapping[int, str | None], folder: Path) -> Given:  # noqa: F811
        """Asks all by inspect, with a model that gives these answers, by ID."""
        folder.mkdir()
        known = {_key(row): given[row["ID"]] for rows in self.asked.values() for row in rows}
        file = folder / "answers.json"
        file.write_text(json.dumps(known))
        script, home = ROOT / "tests" / "matrix" / "ask_hub.py", folder.parent / "home"
        python, url = make_environment(*INSPECT), self.hub.url
        printed = run_with_hub(
            python, script, f"hf/{REPO}@v1.0.0", file, folder, home=home, endpoint=url
        )
        told = json.loads(printed.splitlines()[-1])
        return {task.rpartition("/")[2]: tuple(one) for task, one in told.items()}


def _key(row: Row) -> str:
    return hashlib.sha1((row["question"] + row["picture"]).encode()).hexdigest()


@pytest.fixture
def published(folder: Path) -> Iterator[Published]:  # noqa: F811
    assert main(["card", str(folder)]) == 0
    with Hub({"v1.0.0": folder}) as hub:
        yield Published(hub, folder)


def test_both_tasks_run_from_the_published_file(published: Published, tmp_path: Path) -> None:
    """Whoever answers right scores 1 in both tasks, asked once for every row of both splits.

    Who always answers "b" scores the share of b.
    """
    asked = published.asked
    right = {row["ID"]: row["target"] for rows in asked.values() for row in rows}
    for name, said in (("right", right), ("b", dict.fromkeys(right, "b"))):
        given = published.ask(said, tmp_path / name)
        assert set(given) == {"binary", "mcq"} == set(asked)
        for kind, rows in asked.items():
            hits = sum(said[row["ID"]] == row["target"] for row in rows)
            assert given[kind] == ("success", pytest.approx(hits / len(rows)), len(rows))


def test_collected_answers_get_our_scores(published: Published, tmp_path: Path) -> None:
    """Answers with every trap, collected from the logs, score as if the file were ours.

    A request that failed is counted as failed.
    """
    said: dict[int, str | None] = {}
    for kind, offers in (("binary", YES_NO), ("mcq", LETTERS)):
        for k, row in enumerate(published.asked[kind]):
            said[row["ID"]] = None if k == 3 else offers[k % len(offers)]
    published.ask(said, tmp_path / "run")
    lines = [{"ID": name, "prediction": text} for name, text in said.items()]
    direct = predictions_file(tmp_path / "direct.jsonl", lines)
    benchmark = read_benchmark(Release.open(published.out))
    one, other = (
        score(benchmark, read_predictions(path), partial=True)
        for path in (direct, tmp_path / "run" / "predictions.jsonl")
    )
    assert one.lines == other.lines and one.reasons == other.reasons
    assert one.failed == other.failed == 2 and list(other.errors) == ["RuntimeError('HTTP 500')"]


def test_three_hundred_answers_through_inspect(tmp_path: Path) -> None:
    """Rows of every type: what inspect logged scores as the same answers in a file of our own."""
    said = answers.texts(answers.rows())
    (tmp_path / "answers.json").write_text(json.dumps(said))
    python, script = make_environment(*INSPECT), ROOT / "tests" / "matrix" / "answer_all.py"
    run_offline(python, script, tmp_path / "answers.json", tmp_path, home=tmp_path / "home")
    lines = [{"ID": name, "prediction": text} for name, text in said.items()]
    benchmark = benchmark_of(tmp_path / "made", answers.rows())
    one, other = (
        score(benchmark, read_predictions(path), box_format="unit_xyxy")
        for path in (
            predictions_file(tmp_path / "direct.jsonl", lines),
            tmp_path / "predictions.jsonl",
        )
    )
    assert one.lines == other.lines and one.reasons == other.reasons
    assert one.failed == other.failed == 6
