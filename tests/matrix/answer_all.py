"""Gives answers through inspect, in an environment that has it, and collects them from its log.

    python tests/matrix/answer_all.py answers.json out

answers.json: name of a question -> text of the model. Log and predictions.jsonl go into `out`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from inspect_ai import Task
from inspect_ai import eval as run
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ModelOutput, ModelUsage, get_model

from bigearthnet_txt_evaluation.adapters.collecting import collect


def main() -> None:
    answers, out = json.loads(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2])

    def answer(messages: Any, *_: Any) -> ModelOutput:
        output = ModelOutput.from_content("mockllm", answers[messages[-1].text])
        output.usage = ModelUsage()  # inspect would download a tokenizer to count
        return output

    task = Task(MemoryDataset([Sample(id=name, input=name) for name in answers]))
    model = get_model("mockllm/model", custom_outputs=answer)
    run(task, model=model, log_dir=str(out / "logs"), display="none")
    collect("inspect", out / "logs", out / "predictions.jsonl")


if __name__ == "__main__":
    main()
