"""The benchmark as anyone can run it from the Hub: config `inspect` and eval.yaml.

Release -> inspect/binary.parquet, inspect/mcq.parquet: a question with its prompt and its picture
as a data URI, which is all that `inspect eval hf/ORG/NAME` can take. The scorers of eval.yaml are
those of inspect; a score that counts is that of `bigearthnet-txt score`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from bigearthnet_txt_evaluation.adapters.items import Item, in_true_color, items, write_table
from bigearthnet_txt_evaluation.running.errors import RunError
from bigearthnet_txt_evaluation.running.questions import questions
from bigearthnet_txt_evaluation.running.settings import Settings
from bigearthnet_txt_evaluation.scoring.benchmark import CONFIG, SPLIT, Benchmark, read_benchmark
from bigearthnet_txt_reader.benchmark import SENSED
from bigearthnet_txt_reader.card import INSPECT
from bigearthnet_txt_reader.release import Release
from upload.errors import UploadError

# Type of question, which is split and task too -> what inspect reads of an answer. The letter must
# stand at the beginning or behind "answer", and no word behind it: "A large area" is no answer.
_BEFORE = r"(?:^|\banswer(?: is)?:?)[\s*(]*"
PATTERNS = {"binary": rf"{_BEFORE}(yes|no)\b", "mcq": rf"{_BEFORE}([a-d])\b(?!\s+[a-z])"}
_COLUMNS = pa.schema(
    [
        ("ID", pa.int64()),
        ("question", pa.string()),
        ("target", pa.string()),
        ("picture", pa.string()),
        *((name, pa.string()) for name in ("category", "group", "block")),
    ]
)
_SHOWN = "B04"  # a band of the picture


def is_runnable(release: Release) -> bool:
    """Has a release a benchmark, and the pixels to show?"""
    files = release.files_of("patches", SPLIT)
    if not release.files_of(CONFIG) or not files:
        return False
    with release.parquet(files[0]) as file:
        first = file.read_row_group(0, columns=[_SHOWN])
    return not first[_SHOWN].null_count


def write_questions(folder: Path, release: Release) -> list[str]:
    """Writes the files of the config; their paths in the release.

    Raises UploadError if a patch of the benchmark has no pixels.
    """
    benchmark = read_benchmark(release)
    (folder / INSPECT).mkdir(exist_ok=True)
    try:
        return [_write(folder, benchmark, kind) for kind in _kinds(benchmark)]
    except RunError as error:
        raise UploadError(str(error)) from None


def left_out(release: Release) -> int:
    """How many questions the files lack: those whose answers true color does not show."""
    rows = read_benchmark(release).rows
    return sum(row["group"] == SENSED and row["type"] in PATTERNS for row in rows)


def _kinds(benchmark: Benchmark) -> list[str]:
    """The types of questions that there are: a split without rows cannot be loaded."""
    there = {row["type"] for row in benchmark.rows}
    return [kind for kind in PATTERNS if kind in there]


def _write(folder: Path, benchmark: Benchmark, kind: str) -> str:
    settings = Settings(str(benchmark.release.where))
    seen = in_true_color(questions(benchmark, settings))
    asked = [one for one in seen if one.row["type"] == kind]
    write_table(folder / _path(kind), _COLUMNS, items(benchmark, asked), _row)
    return _path(kind)


def _path(kind: str) -> str:
    return f"{INSPECT}/{kind}.parquet"


def _row(item: Item) -> dict[str, Any]:
    given = {name: item.row[name] for name in ("ID", "category", "group", "block")}
    return given | {
        "question": item.asked.prompt,
        "target": item.row["output"],
        "picture": item.uri,
    }


def configs(release: Release) -> str:
    """The config for the YAML of the card."""
    files = [{"split": k, "path": _path(k)} for k in _kinds(read_benchmark(release))]
    stated = {"config_name": INSPECT, "version": release.version, "data_files": files}
    return yaml.safe_dump([stated], sort_keys=False)


def evaluation(release: Release) -> str:
    """The text of eval.yaml: it registers the benchmark with the Hub, and inspect runs it."""
    about = "Questions on pairs of Sentinel-1 and Sentinel-2 patches: yes or no, and one of four."
    stated = {
        "name": "BigEarthNet.txt",
        "description": about,
        "evaluation_framework": "inspect-ai",
        "tasks": [_task(kind) for kind in _kinds(read_benchmark(release))],
    }
    return yaml.safe_dump(stated, sort_keys=False, width=140)


def _task(kind: str) -> dict[str, Any]:
    fields = {"input": "question", "target": "target", "input_image": "picture"}
    return {
        "id": kind,
        "config": INSPECT,
        "split": kind,
        "field_spec": {**fields, "metadata": ["ID", "category", "group", "block"]},
        "solvers": [{"name": "generate"}],
        "scorers": [{"name": "pattern", "args": {"pattern": PATTERNS[kind]}}],
    }
