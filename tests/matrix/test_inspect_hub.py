"""`inspect eval hf/ORG/NAME` runs what was published, by the real client. `pytest -m models`."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.hub import REPO, Hub
from tests.matrix.environments import INSPECT, ROOT, make_environment, run_with_hub
from tests.upload.conftest import folder  # noqa: F401  (a fixture)
from upload.cli import main

pytestmark = pytest.mark.models


@pytest.fixture
def published(folder: Path) -> Iterator[tuple[Hub, Path]]:  # noqa: F811
    """A Hub that holds a release with its card completed."""
    assert main(["card", str(folder)]) == 0
    with Hub({"v1.0.0": folder}) as hub:
        yield hub, folder


def asked(out: Path) -> dict[str, list[dict[str, Any]]]:
    paths = sorted((out / "inspect").glob("*.parquet"))
    return {path.stem: pq.read_table(path).to_pylist() for path in paths}


def key_of(row: dict[str, Any]) -> str:
    return hashlib.sha1((row["question"] + row["picture"]).encode()).hexdigest()


def test_both_tasks_run_from_the_published_file(
    published: tuple[Hub, Path], tmp_path: Path
) -> None:
    """Whoever answers right scores 1 in both tasks, asked once for every row of both splits.

    Who always answers "b" scores the share of b.
    """
    hub, out = published
    python, script = make_environment(*INSPECT), ROOT / "tests" / "matrix" / "ask_hub.py"
    rows = asked(out)
    wanted = {k: {key_of(row): row["target"] for row in of} for k, of in rows.items()}
    everything = {name: said for of in wanted.values() for name, said in of.items()}
    for answers in (everything, dict.fromkeys(everything, "b")):
        file = tmp_path / "answers.json"
        file.write_text(json.dumps(answers))
        given = run_with_hub(
            python,
            script,
            f"hf/{REPO}",
            tmp_path / "logs",
            file,
            home=tmp_path / "home",
            endpoint=hub.url,
        )
        for kind, of in rows.items():
            status, score, samples = json.loads(given.splitlines()[-1])[f"hf/{REPO}/{kind}"]
            right = Counter(answers[key_of(row)] == row["target"] for row in of)[True]
            assert (status, samples) == ("success", len(of))
            assert score == pytest.approx(right / len(of))
