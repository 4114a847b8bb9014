"""Results for the Hub: the scores of a run -> .eval_results/bigearthnet_txt.yaml of a model.

    - dataset: {"id": "ORG/NAME", "task_id": "binary", "revision": "4f2a..."}
      value: 0.714
      date: "2026-11-30"
      notes: "content 0.7140; benchmark 1.0; ..."

Put into the repository of a model, it shows the scores there and on the page of the benchmark. The
tasks are those of eval.yaml. A value is the share of right answers, as inspect counts it; the notes
give it by group.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bigearthnet_txt_evaluation.scoring.benchmark import Row
from bigearthnet_txt_evaluation.scoring.errors import ScoringError, StatedError
from bigearthnet_txt_evaluation.scoring.outcomes import Outcome
from bigearthnet_txt_evaluation.scoring.reports.statement import statement
from bigearthnet_txt_evaluation.scoring.scores import Scores
from bigearthnet_txt_reader.benchmark import SENSED

TASKS = ("binary", "mcq")
FILE = ".eval_results/bigearthnet_txt.yaml"
_DIGITS = 4


def write_results(scores: Scores, repo: str, folder: Path) -> Path:
    """Writes the file into a folder.

    Raises ScoringError if a question of a task has no answer, or there is no question.
    """
    date = _date(Path(scores.predictions.where))
    path = folder / FILE
    text = "".join(_entry(task, scores, repo, date=date) for task in _tasks(scores))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def repository(data: str, repo: str | None) -> str:
    """The dataset on the Hub. Raises StatedError if `data` is none and no other is named."""
    found = repo or data
    if found.count("/") != 1 or (not repo and Path(data).exists()):
        raise StatedError(f"--repo: {found} is no dataset on the Hub; name it as ORG/NAME")
    return found


def _date(predictions: Path) -> str:
    """The day on which the predictions were written."""
    return datetime.fromtimestamp(predictions.stat().st_mtime, UTC).date().isoformat()


def _tasks(scores: Scores) -> list[str]:
    """The tasks of which every question was answered."""
    there = {row["type"] for row in scores.benchmark.rows}
    found = [task for task in TASKS if task in there]
    for task in found:
        asked = sum(_counts(row, task) for row in scores.benchmark.rows)
        came = sum(not one.failed for one in _of(task, scores))
        if came < asked:
            raise ScoringError(
                f"{scores.predictions.where}: {asked - came:,} of {asked:,} questions of {task} "
                "have no answer; a result is of all of them: run it on"
            )
    if not found:
        raise ScoringError(f"{scores.benchmark.release.where}: no rows of {', '.join(TASKS)}")
    return found


def _of(task: str, scores: Scores) -> list[Outcome]:
    return [one for one in scores.outcomes if _counts(one.row, task)]


def _counts(row: Row, task: str) -> bool:
    """Is a row of a task of eval.yaml? Questions on radar and infrared are not."""
    return bool(row["type"] == task and row["group"] != SENSED)


def _entry(task: str, scores: Scores, repo: str, *, date: str) -> str:
    """YAML by hand, so that the package needs no library for it; JSON texts are YAML too."""
    mine = _of(task, scores)
    dataset = {"id": repo, "task_id": task, **_revision(scores)}
    notes = [*_groups(mine), *(f"{name} {value}" for name, value in _stated(scores))]
    lines = {"value": _share(mine), "date": date, "notes": "; ".join(notes)}
    told = "".join(f"  {name}: {json.dumps(value)}\n" for name, value in lines.items())
    return f"- dataset: {json.dumps(dataset)}\n{told}"


def _revision(scores: Scores) -> dict[str, str]:
    """The commit that was read, if it was the Hub's."""
    _, _, commit = str(scores.benchmark.release.where).partition("@")
    return {"revision": commit} if commit else {}


def _share(found: Sequence[Outcome]) -> float:
    return round(sum(one.score or 0 for one in found) / len(found), _DIGITS)


def _groups(found: Sequence[Outcome]) -> Iterator[str]:
    """The share of each group: "content 0.4022"."""
    for group in dict.fromkeys(one.row["group"] for one in found):
        share = _share([one for one in found if one.row["group"] == group])
        yield f"{group} {share:.{_DIGITS}f}"


def _stated(scores: Scores) -> Iterator[tuple[str, str]]:
    """What else a reader must know; not what the file says of its answers."""
    for name, value in statement(scores).items():
        if name in ("benchmark", "rows", "prompts", "images", "scorer") and value != "not stated":
            yield name, value
