"""A baseline's file of predictions, in the form that every program writes. Baseline -> JSON lines.

{"model": "trees", "box_format": "unit_xyxy", "image_recipe": "none", "row_hash": "11c8...", ...}
{"ID": 6021, "prediction": "b"}
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from bigearthnet_txt_evaluation.baselines.predicting.asked import Asked
from bigearthnet_txt_evaluation.baselines.predicting.boxes import FORMAT
from bigearthnet_txt_evaluation.baselines.predicting.named import BASELINES


def write(path: Path, asked: Asked, name: str) -> int:
    """Writes the answers of a baseline; returns their number.

    The file is there when all of it is written; without any answer there is none.
    """
    lines = [json.dumps(line) for line in _answers(asked, name)]
    if lines:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        unfinished.write_text("\n".join([_stated(asked, name), *lines]) + "\n", "utf-8")
        unfinished.replace(path)
    return len(lines)


def _answers(asked: Asked, name: str) -> Iterator[dict[str, object]]:
    for row, text in BASELINES[name].answers(asked):
        yield {"ID": row, "prediction": text}


def _stated(asked: Asked, name: str) -> str:
    """The first line, which speaks of the file as a whole."""
    baseline = BASELINES[name]
    stated = {
        "model": name,
        "about": baseline.about,
        "box_format": FORMAT,
        "prompt_version": "the row itself",
        "image_recipe": baseline.shown,
        "benchmark_version": asked.benchmark.version,
        "row_hash": asked.benchmark.row_hash,
    }
    return json.dumps(stated)
