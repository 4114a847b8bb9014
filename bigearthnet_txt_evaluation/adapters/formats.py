"""Formats: the benchmark of a release written for another harness, by one call.

    >>> write_for("lmms-eval", Settings("bigearthnet_txt"), Path("tasks"))
    Written(rows=15029, left_out=9600)

Beside the files of the harness lies asked.json, for `collect`. Questions on radar and infrared are
left out: a harness shows one picture, and true color does not show their answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bigearthnet_txt_evaluation.adapters.asked import write_asked
from bigearthnet_txt_evaluation.adapters.files import write_coco, write_jsonl, write_tsv
from bigearthnet_txt_evaluation.adapters.items import in_true_color
from bigearthnet_txt_evaluation.adapters.lmms_task import write_lmms
from bigearthnet_txt_evaluation.running.questions import Question, questions
from bigearthnet_txt_evaluation.running.settings import Settings
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark, read_benchmark
from bigearthnet_txt_evaluation.scoring.errors import StatedError
from bigearthnet_txt_reader.release import Release

FORMATS: Mapping[str, Callable[[Path, Benchmark, Settings, Sequence[Question]], None]] = {
    "lmms-eval": write_lmms,
    "vlmevalkit": write_tsv,
    "evalscope": write_jsonl,
    "coco": write_coco,
}


class Written(NamedTuple):
    """How many rows a harness asks, and how many of radar and infrared are left out."""

    rows: int
    left_out: int


def write_for(harness: str, settings: Settings, folder: Path) -> Written:
    """Writes the files of a harness into a folder of their own.

    Raises StatedError if the folder holds files, RunError if the release has no pixels.
    """
    if folder.exists() and any(folder.iterdir()):
        raise StatedError(f"{folder}: it holds files already; name a new folder")
    benchmark = read_benchmark(Release.open(settings.data))
    every = questions(benchmark, settings)
    seen = in_true_color(every)
    if not seen:
        raise StatedError(
            f"--group {settings.group}: {harness} shows true color alone, which does not show the "
            "answers; ask with: bigearthnet-txt run"
        )
    asked = sorted(seen, key=lambda one: one.row["patch_row"])
    folder.mkdir(parents=True, exist_ok=True)
    FORMATS[harness](folder, benchmark, settings, asked)
    write_asked(folder, benchmark, settings, asked)
    return Written(len(asked), len(every) - len(asked))
