"""lmms-eval: a task directory for `--include_path`. Release -> YAML, utils.py and Parquet files.

    lmms-eval --include_path DIR --tasks bigearthnet_txt --log_samples --output_path logs ...

A task a type of rows, and one more for questions of another group than content. Its version is that
of the benchmark, since the cache of lmms-eval does not look at the pixels.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from bigearthnet_txt_evaluation.adapters.items import Item, items, write_table
from bigearthnet_txt_evaluation.adapters.lmms_eval import MEASURES
from bigearthnet_txt_evaluation.running.questions import Question
from bigearthnet_txt_evaluation.running.settings import Settings
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark
from bigearthnet_txt_evaluation.scoring.measures import ACCURACY, CIDER

NAME = "bigearthnet_txt"
_TITLES = {"bounding box": "boxes", "captioning": "captions"}  # of types, in the names of tasks
_TEXTS = ("name", "question", "output", "type", "category", "group", "block", "box_format")
_COLUMNS = pa.schema(
    [
        *((name, pa.string()) for name in _TEXTS),
        ("options", pa.list_(pa.string())),
        ("picture", pa.binary()),
    ]
)
_UTILS = '''"""The functions of the tasks: those of bigearthnet-txt, which must be installed."""

from bigearthnet_txt_evaluation.adapters.lmms_eval import (  # noqa: F401
    cider_d,
    doc_to_text,
    doc_to_visual,
    mean,
    process_results,
)
'''
_TASK = """\
task: {task}
dataset_path: parquet
dataset_kwargs:
  data_files:
    test: {data}
test_split: test
output_type: generate_until
doc_to_visual: !function utils.doc_to_visual
doc_to_text: !function utils.doc_to_text
doc_to_target: output
process_results: !function utils.process_results
generation_kwargs:
  max_new_tokens: 1024
  temperature: 0
  do_sample: false
cluster_key: block
metric_list:
  - metric: {measure}
    aggregation: !function utils.{aggregation}
    higher_is_better: true
metadata:
  version: {version}
"""


def write_lmms(
    folder: Path, benchmark: Benchmark, settings: Settings, asked: Sequence[Question]
) -> None:
    """Writes the task directory; the paths in it are absolute."""
    tasks: dict[str, list[Question]] = {}
    for one in asked:
        tasks.setdefault(_task_of(one), []).append(one)
    for task, mine in tasks.items():
        data = folder.absolute() / f"{task}.parquet"
        write_table(data, _COLUMNS, items(benchmark, mine), lambda item: _row(item, settings))
        measure = MEASURES.get(mine[0].row["type"], ACCURACY)
        text = _TASK.format(
            task=task,
            data=json.dumps(str(data)),
            measure=measure,
            aggregation="cider_d" if measure == CIDER else "mean",
            version=json.dumps(benchmark.version),
        )
        (folder / f"{task}.yaml").write_text(text, "utf-8")
    listed = "".join(f"  - {task}\n" for task in tasks)
    (folder / f"{NAME}.yaml").write_text(f"group: {NAME}\ntask:\n{listed}", "utf-8")
    (folder / "utils.py").write_text(_UTILS, "utf-8")


def _task_of(asked: Question) -> str:
    """bigearthnet_txt_mcq, bigearthnet_txt_mcq_metadata, bigearthnet_txt_boxes, ..."""
    kind, group = asked.row["type"], asked.row["group"]
    name = f"{NAME}_{_TITLES.get(kind, kind)}"
    return name if group == "content" else f"{name}_{group}"


def _row(item: Item, settings: Settings) -> dict[str, Any]:
    kept = {name: item.row[name] for name in ("output", "type", "category", "group", "block")}
    return kept | {
        "name": item.asked.name,
        "question": item.asked.prompt,
        "box_format": settings.boxes,
        "options": item.row["options"],
        "picture": item.jpeg,
    }
