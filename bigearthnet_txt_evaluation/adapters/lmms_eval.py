"""lmms-eval: the functions that its task directory calls. A document is a row with its prompt.

    >>> process_results(doc, ["I would say **B**."])
    {'accuracy': {'ID': '6021', 'block': '33UUP_26_57', 'score': 1.0}}

A failed request has no score: it is neither right nor wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from bigearthnet_txt_evaluation.scoring.captions import Shared
from bigearthnet_txt_evaluation.scoring.measures import ACCURACY, CIDER, IOU
from bigearthnet_txt_evaluation.scoring.outcomes import BOX, CAPTION, Outcome, outcome
from bigearthnet_txt_evaluation.scoring.predictions import Answer, Key, failure_in

Doc = Mapping[str, Any]
MEASURES = {BOX: IOU, CAPTION: CIDER}  # type of row -> its measure; of questions the accuracy


def doc_to_visual(doc: Doc) -> list[Image.Image]:
    """The picture."""
    return [Image.open(BytesIO(doc["picture"])).convert("RGB")]


def doc_to_text(doc: Doc, *_: object) -> str:
    """The prompt."""
    text: str = doc["question"]
    return text


def process_results(doc: Doc, results: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What became of an answer, under the name of its measure."""
    text = results[0]
    answer = Answer(Key(0), text, failure_in(text), box_format=doc["box_format"], line=0)
    found = outcome(answer, doc, None)
    kept = {"ID": doc["name"], "block": doc["block"], **_result(found)}
    return {MEASURES.get(doc["type"], ACCURACY): kept}


def _result(found: Outcome) -> dict[str, Any]:
    if found.failed:
        return {"error": found.error}
    if found.score is None:
        return {"said": str(found.reading.value or ""), "right": found.row["output"]}
    return {"score": found.score}


def mean(kept: Sequence[Mapping[str, Any]]) -> float:
    """The mean score of what was answered; nan if nothing was."""
    scores = [one["score"] for one in kept if "score" in one]
    return float(np.mean(scores)) if scores else float("nan")


def cider_d(kept: Sequence[Mapping[str, Any]]) -> float:
    """CIDEr-D of the captions that came, from 0 to 10; nan if none did."""
    came = [one for one in kept if "said" in one]
    if not came:
        return float("nan")
    shared = Shared.of([one["said"] for one in came], [one["right"] for one in came])
    return float(shared.cider_d.mean())
