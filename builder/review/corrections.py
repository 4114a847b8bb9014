"""What a row becomes when a person corrects it. Row + correction -> row -> what the solver says.

{"output": "b"} of a question; {"box_pixels": [12, 30, 66, 91]} of a box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bigearthnet_txt import LETTERS, PATCH_SIZE
from bigearthnet_txt_reader.release import Row
from bigearthnet_txt_solver import solve
from builder.errors import DataError
from builder.geometry import Box

_ANSWERS = {"binary": ("yes", "no"), "mcq": LETTERS}


def corrected(row: Row, correction: Mapping[str, Any]) -> Row:
    """The row with another answer or box. Raises DataError if it cannot have that one."""
    if set(correction) == {"box_pixels"} and row["type"] == "bounding box":
        return row | _boxed(row, correction["box_pixels"])
    if set(correction) == {"output"} and row["type"] in _ANSWERS:
        return row | _answered(row, correction["output"])
    known = "give another output of a question, or box_pixels of a box"
    raise DataError(f"item {row['ID']} ({row['type']}): correction {dict(correction)!r}: {known}")


def _answered(row: Row, output: object) -> Row:
    answers = _ANSWERS[row["type"]]
    if output not in answers:
        raise DataError(f"item {row['ID']}: output {output!r}: give one of {', '.join(answers)}")
    return {"output": output, "answer": row["options"][answers.index(str(output))]}


def _boxed(row: Row, edges: object) -> Row:
    box = _box(row["ID"], edges)
    return {"output": box.text(), "box": box.parts(), "box_pixels": list(box)}


def _box(item: int, edges: object) -> Box:
    """The box of four edges. Raises DataError if it is empty or leaves the patch."""
    whole = isinstance(edges, Sequence) and all(type(edge) is int for edge in edges)
    if not whole or len(edges) != 4:  # type: ignore[arg-type] # a sequence, by the line above
        raise DataError(f"item {item}: box {edges!r}: give four whole pixels x0, y0, x1, y1")
    box = Box(*edges)  # type: ignore[misc]
    if not (0 <= box.x0 < box.x1 <= PATCH_SIZE and 0 <= box.y0 < box.y1 <= PATCH_SIZE):
        raise DataError(
            f"item {item}: box {list(box)}: empty, or outside the patch of 0 to {PATCH_SIZE} pixels"
        )
    return box


def contradiction(row: Row, codes: np.ndarray) -> str | None:
    """Where the map contradicts a row, in the solver's words; None if it agrees.

    `codes`: the reference map, uint16 CORINE codes (120, 120). `visibility`, which is about the
    answer before a correction, is not held against the row.
    """
    verdict = solve({name: row[name] for name in row if name != "visibility"}, codes)
    if verdict.status == "agrees":
        return None
    return f"the map says {verdict.expected}, the row {verdict.found} ({verdict.fault})"
