"""What a folder for a harness holds: asked.json, which `collect` reads again.

{"stated": {"prompt_version": "1", "box_format": "unit_xyxy", ...}, "names": ["6021", ...],
"marks": ["3f0c...", ...]}
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from bigearthnet_txt_evaluation.running.questions import Question
from bigearthnet_txt_evaluation.running.settings import Settings, stated
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark
from bigearthnet_txt_evaluation.scoring.errors import ScoringError
from bigearthnet_txt_reader.given import from_json

FILE = "asked.json"


class Asked(NamedTuple):
    """What predictions state of themselves; name and mark of all questions in their order."""

    stated: Mapping[str, Any]
    names: Sequence[str]
    marks: Sequence[str]


NOTHING = Asked({}, (), ())


def mark(prompt: str) -> str:
    """What a question is known by, if only its text is there."""
    return sha256(prompt.encode()).hexdigest()[:16]


def write_asked(
    folder: Path, benchmark: Benchmark, settings: Settings, asked: Sequence[Question]
) -> None:
    """Writes the file beside those of the harness, in the order of the questions there."""
    said = stated(settings, benchmark, {})
    kept = {
        "stated": {**said, "image_recipe": f"{settings.recipe}, JPEG"},
        "names": [one.name for one in asked],
        "marks": [mark(one.prompt) for one in asked],
    }
    (folder / FILE).write_text(json.dumps(kept) + "\n", "utf-8")


def read_asked(folder: Path) -> Asked:
    """What a folder holds. Raises ScoringError if nothing, or something else."""
    path = folder / FILE
    try:
        kept = from_json(path.read_bytes())
        return Asked(dict(kept["stated"]), list(kept["names"]), list(kept["marks"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ScoringError(
            f"{path}: not what `bigearthnet-txt harness` writes ({type(error).__name__}); "
            "name the folder that it wrote"
        ) from None
