"""Asks the benchmark on a Hub by `inspect eval hf/ORG/NAME`, in an environment that has inspect.

    HF_ENDPOINT=http://127.0.0.1:8000 python tests/matrix/ask_hub.py hf/org/name answers.json out

A model of inspect's own answers, with no network: what answers.json holds for a question and its
picture, by their hash; null is a request that fails. Logs and predictions.jsonl, which is collected
from them, go into the folder `out`. The last line printed is a JSON object: task -> [status, score,
number of samples].
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from inspect_ai import eval as run
from inspect_ai.model import ModelOutput, ModelUsage, get_model

from bigearthnet_txt_evaluation.adapters.collecting import collect


def main() -> None:
    name, answers, out = sys.argv[1], json.loads(Path(sys.argv[2]).read_text("utf-8")), sys.argv[3]

    def answer(messages: Any, *_: Any) -> ModelOutput:
        text, image = messages[-1].content
        said = answers[hashlib.sha1((text.text + image.image).encode()).hexdigest()]
        if said is None:
            raise RuntimeError("HTTP 500")
        output = ModelOutput.from_content("mockllm", said)
        output.usage = ModelUsage()  # inspect would download a tokenizer to count
        return output

    model, logs = get_model("mockllm/model", custom_outputs=answer), Path(out, "logs")
    found = run(
        name,
        model=model,
        log_dir=str(logs),
        log_images=False,
        display="none",
        fail_on_error=False,
    )
    collect("inspect", logs, Path(out, "predictions.jsonl"))
    print(json.dumps({log.eval.task: told(log) for log in found}))


def told(log: Any) -> list[Any]:
    accuracy = log.results.scores[0].metrics["accuracy"].value
    return [log.status, accuracy, log.results.total_samples]


if __name__ == "__main__":
    main()
