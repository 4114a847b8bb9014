"""EvalScope: its predictions, which name a question by its number in the file that was asked.

{"index": 3, "model_output": {"choices": [...]}, "messages": [...]} -> Said("6021", "yes", None)

The messages must hold the question of that number: the predictions of another file are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bigearthnet_txt_evaluation.adapters.asked import Asked, mark
from bigearthnet_txt_evaluation.adapters.sheets import lines
from bigearthnet_txt_evaluation.running.writing import Said
from bigearthnet_txt_evaluation.scoring.errors import ScoringError, StatedError

Line = Mapping[str, Any]


def from_evalscope(path: Path, asked: Asked) -> Iterator[Said]:
    """What became of each question. Raises ScoringError for predictions of other questions."""
    if not asked.names:
        raise StatedError(
            "--asked: EvalScope numbers the questions; name the folder that was written for it"
        )
    for file in sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]:
        for number, line in enumerate(lines(file), 1):
            try:
                yield _said(line, asked)
            except (LookupError, TypeError):
                raise ScoringError(
                    f"{file}, line {number}: no prediction of EvalScope on these questions; "
                    "name the folder that was asked with --asked"
                ) from None


def _said(line: Line, asked: Asked) -> Said:
    """Raises LookupError or TypeError if it answers no such question."""
    output, number = line["model_output"] or {}, line["index"]
    if mark(_text(line["messages"][0]["content"])) != asked.marks[number]:
        raise LookupError(number)
    if not output.get("choices"):
        return Said(asked.names[number], None, output.get("error") or "no answer")
    return Said(asked.names[number], _text(output["choices"][0]["message"]["content"]), None)


def _text(content: str | list[Line]) -> str:
    """The text of a message; its parts may stand apart, pictures and reasoning beside it."""
    parts = content if isinstance(content, list) else [{"text": content}]
    return "".join(part.get("text") or "" for part in parts)
