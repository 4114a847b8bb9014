"""Three hundred answers to rows made by hand, and the files in which four harnesses leave them.

The forms of the files are those that the harnesses write: lmms-eval 0.7.3 (--log_samples),
VLMEvalKit (.xlsx by XlsxWriter, .tsv, .json), EvalScope 1.14.1 (predictions/).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZipFile

from bigearthnet_txt_evaluation.adapters.asked import Asked, mark
from bigearthnet_txt_evaluation.adapters.lmms_eval import process_results
from tests.scoring.made import boxed, captioned, choice, yes_no

Row = dict[str, Any]
FIRST = 2**62 + 1  # a number that a float cannot hold
YES_NO = ("yes", "No.", "**yes**", "<think>no</think>\nyes", "yes and no", "", "It is hard to say")
LETTERS = (
    "b",
    "(a)",
    "The answer is c.",
    "B) Arable land",
    "A or B",
    "A large area, so the answer is D",
)
BOXES = ("[0.10 0.20, 0.60 0.70]", "[0, 0, 1, 1]", "0.1 0.2 0.3", '{"bbox": [0.2, 0.2, 0.5, 0.5]}')
FAILED = ("[LMMS_EVAL_REQUEST_FAILED after 5 attempts]", "Failed to obtain answer via API.")
STATED = {"box_format": "unit_xyxy", "prompt_version": "1"}


def rows() -> list[Row]:
    """Rows of every type, by turns."""
    made = (
        lambda k: yes_no(FIRST + k, "yes" if k % 3 else "no", patch_row=k // 6),
        lambda k: choice(FIRST + k, "abcd"[k % 4], patch_row=k // 6),
        lambda k: boxed(FIRST + k, (12, 24, 72 + k % 7, 84), patch_row=k // 6),
        lambda k: captioned(
            FIRST + k, "The patch shows pastures and arable land.", patch_row=k // 6
        ),
    )
    return [made[k % 4](k) for k in range(300)]


def texts(asked: Sequence[Row]) -> dict[str, str]:
    """Name -> what the model said: traps of every kind, refusals and failures among them."""
    said = {"binary": YES_NO, "mcq": LETTERS, "bounding box": BOXES}
    found = {}
    for k, row in enumerate(asked):
        offers = said.get(row["type"], ("The patch shows pastures.", 'A, "quoted"\ttext\nof <b>'))
        found[str(row["ID"])] = FAILED[k % 2] if k % 50 == 7 else offers[k // 4 % len(offers)]
    return found


def document(row: Row) -> dict[str, Any]:
    """A row as the task directory of lmms-eval holds it."""
    return row | {"name": str(row["ID"]), "box_format": "unit_xyxy", "question": "?"}


def lmms_eval(folder: Path, asked: Sequence[Row], said: Mapping[str, str]) -> Path:
    """A file a task, whose samples hold what `process_results` gave, and no document."""
    logs: dict[str, list[str]] = {}
    for k, row in enumerate(asked):
        text = said[str(row["ID"])]
        sample = {"doc_id": k, "target": row["output"], "filtered_resps": text, "doc_hash": "x"}
        if "<think>" in text:  # the harness strips it, and keeps the whole beside it
            sample |= {"resps": [text], "filtered_resps": text.partition("</think>")[2].strip()}
        sample |= process_results(document(row), [sample["filtered_resps"]])
        logs.setdefault(row["type"].replace(" ", "_"), []).append(json.dumps(sample))
    for task, lines in logs.items():
        name = f"20261130_220000_samples_bigearthnet_txt_{task}.jsonl"
        (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def evalscope(folder: Path, asked: Sequence[Row], said: Mapping[str, str]) -> Path:
    """Predictions in the order in which they came; the content is a text or in parts."""
    lines = []
    for k, row in reversed([*enumerate(asked)]):
        content: Any = said[str(row["ID"])]
        if k % 2:
            content = [{"type": "reasoning", "reasoning": "hm"}, {"type": "text", "text": content}]
        output = {"model": "m", "choices": [{"message": {"role": "assistant", "content": content}}]}
        messages = [{"role": "user", "content": [{"type": "image"}, {"text": row["input"]}]}]
        kept = {"index": k, "model": "m", "model_output": output, "messages": messages}
        lines.append(json.dumps(kept))
    path = folder / "predictions" / "m" / "general_vqa_bigearthnet_txt.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return folder / "predictions"


def names(asked: Sequence[Row]) -> Asked:
    """What lies beside the files for a harness."""
    marks = [mark(row["input"]) for row in asked]
    return Asked(STATED, [str(row["ID"]) for row in asked], marks)


def _table(asked: Sequence[Row], said: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"index": f"ID{row['ID']}", "question": "?", "answer": row["output"], "prediction": text}
        for row in asked
        for text in [said[str(row["ID"])]]
    ]


def vlmevalkit_tsv(folder: Path, asked: Sequence[Row], said: Mapping[str, str]) -> Path:
    """With every field in quotes, as pandas does by QUOTE_ALL."""
    path, table = folder / "m_bigearthnet_txt.tsv", _table(asked, said)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*table[0]], dialect="excel-tab", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(table)
    return path


def vlmevalkit_json(folder: Path, asked: Sequence[Row], said: Mapping[str, str]) -> Path:
    path = folder / "m_bigearthnet_txt.json"
    path.write_text(json.dumps(_table(asked, said), indent=4), "utf-8")
    return path


def vlmevalkit_xlsx(folder: Path, asked: Sequence[Row], said: Mapping[str, str]) -> Path:
    """A workbook with shared texts; an empty text has no cell."""
    path, table = folder / "m_bigearthnet_txt.xlsx", _table(asked, said)
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    lines = [[*table[0]], *([*row.values()] for row in table)]
    shared = list(dict.fromkeys(text for line in lines for text in line if text))
    cells = [
        "".join(
            f'<c r="{"ABCD"[k]}{number}" t="s"><v>{shared.index(text)}</v></c>'
            for k, text in enumerate(line)
            if text
        )
        for number, line in enumerate(lines, 1)
    ]
    sheet = "".join(f'<row r="{k}">{line}</row>' for k, line in enumerate(cells, 1))
    known = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in shared)
    with ZipFile(path, "w") as file:
        file.writestr(
            "xl/worksheets/sheet1.xml",
            f"<worksheet {space}><sheetData>{sheet}</sheetData></worksheet>",
        )
        file.writestr("xl/sharedStrings.xml", f"<sst {space}>{known}</sst>")
    return path
