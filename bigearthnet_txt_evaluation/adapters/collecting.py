"""Collecting: what a harness wrote -> predictions.jsonl, as the scorer reads it.

    >>> collect("lmms-eval", Path("logs/a-model"), Path("predictions.jsonl"))
    15029

Texts are taken over as they are. Nothing is read in them here, and no score of the harness is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bigearthnet_txt_evaluation.adapters.asked import NOTHING, Asked
from bigearthnet_txt_evaluation.adapters.evalscope import from_evalscope
from bigearthnet_txt_evaluation.adapters.files import PREFIX
from bigearthnet_txt_evaluation.adapters.sheets import LONGEST, lines, table
from bigearthnet_txt_evaluation.running.model import require_inspect
from bigearthnet_txt_evaluation.running.writing import Said
from bigearthnet_txt_evaluation.scoring.errors import ScoringError

Line = Mapping[str, Any]
_CUT = f"the workbook cut the answer at {LONGEST:,} characters; set PRED_FORMAT=tsv"


def collect(harness: str, path: Path, out: Path, asked: Asked = NOTHING) -> int:
    """Writes the predictions that a harness left in a file or folder; how many they are.

    Raises ScoringError if there is none, or one that is not ours or comes twice.
    """
    found: dict[str, str] = {}
    for said in READERS[harness](path, asked):
        line = json.dumps(_line(said, path))
        if said.name in found:
            raise ScoringError(f"{path}: ID {said.name} twice; name the output of one run alone")
        found[said.name] = line
    if not found:
        raise ScoringError(f"{path}: no answers of {harness}; name the folder that holds them")
    first = [json.dumps(asked.stated)] if asked.stated else []
    out.write_text("".join(f"{line}\n" for line in (*first, *found.values())), "utf-8")
    return len(found)


def _line(said: Said, path: Path) -> dict[str, Any]:
    """A line of the predictions; "6021r2" is row 6021 with its options moved up by two places."""
    name, _, places = said.name.partition("r")
    if not (name + places).isdecimal():
        raise ScoringError(f"{path}: {said.name!r} is no ID; does it ask the rows of a release?")
    turned = {"rotation": int(places)} if places else {}
    failed = {"error": said.error} if said.error else {}
    return {"ID": int(name), **turned, "prediction": said.text, **failed}


def _from_inspect(path: Path, _: Asked) -> Iterator[Said]:
    """Logs: of each task the newest one."""
    require_inspect()
    from bigearthnet_txt_evaluation.running.inspecting import said_in  # not installed with us

    for log in _newest(path, "*.eval", _task_of_log):
        yield from said_in(str(log))


def _task_of_log(log: Path) -> str:
    """Its name is time, task and a word of chance: "2026-11-30T22-00-00_hf-me-ben-mcq_egJgCp"."""
    return log.name.partition("_")[2].rpartition("_")[0]


def _from_lmms(path: Path, _: Asked) -> Iterator[Said]:
    """Samples (--log_samples): of each task the newest file."""
    for log in _newest(path, "*_samples_*.jsonl", lambda log: log.name.partition("_samples_")[2]):
        for line in lines(log):
            yield Said(
                _kept(line, log)["ID"], _only(line.get("resps", line["filtered_resps"])), None
            )


def _newest(path: Path, pattern: str, task: Callable[[Path], str]) -> Iterable[Path]:
    """A file itself, or of those in a folder the newest one of each task: times begin the names."""
    files = sorted(path.glob(pattern)) if path.is_dir() else [path]
    return {task(file) if path.is_dir() else "": file for file in files}.values()


def _kept(line: Line, log: Path) -> Line:
    """What our task directory left of a sample."""
    kept = (value for value in line.values() if isinstance(value, dict) and "ID" in value)
    found = next(kept, None)
    if found is None:
        raise ScoringError(
            f"{log}: no sample of our tasks; run those of: bigearthnet-txt harness lmms-eval"
        )
    return found


def _only(value: Any) -> str | None:
    """The text in a list of lists of one."""
    while isinstance(value, list):
        value = value[0] if value else None
    return None if value is None else str(value)


def _from_vlmevalkit(path: Path, _: Asked) -> Iterator[Said]:
    """The table of predictions: .xlsx, .tsv or .json."""
    for row in table(path):
        if "index" not in row or "prediction" not in row:
            raise ScoringError(f"{path}: no columns index and prediction; it has {', '.join(row)}")
        name, text = str(row["index"]).removeprefix(PREFIX), str(row["prediction"] or "")
        is_cut = path.suffix == ".xlsx" and len(text) == LONGEST
        yield Said(name, None, _CUT) if is_cut else Said(name, text, None)


READERS: Mapping[str, Callable[[Path, Asked], Iterator[Said]]] = {
    "inspect": _from_inspect,
    "lmms-eval": _from_lmms,
    "vlmevalkit": _from_vlmevalkit,
    "evalscope": from_evalscope,
}
