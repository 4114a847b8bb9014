"""Asks the benchmark on a Hub by `inspect eval hf/ORG/NAME`, in an environment that has inspect.

    HF_ENDPOINT=http://127.0.0.1:8000 python tests/matrix/ask_hub.py hf/org/name logs answers.json

A model of inspect's own answers, with no network: what answers.json holds for a question and its
picture, by their hash. The logs go into a folder; the last line printed is a JSON object: task ->
[status, score, number of samples].
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from inspect_ai import eval as run
from inspect_ai.model import ModelOutput, ModelUsage, get_model


def main() -> None:
    name, logs, answers = sys.argv[1:]
    known = json.loads(Path(answers).read_text("utf-8"))

    def answer(messages: Any, *_: Any) -> ModelOutput:
        text, image = messages[-1].content
        key = hashlib.sha1((text.text + image.image).encode()).hexdigest()
        output = ModelOutput.from_content("mockllm", known[key])
        output.usage = ModelUsage()  # inspect would download a tokenizer to count
        return output

    model = get_model("mockllm/model", custom_outputs=answer)
    found = run(name, model=model, log_dir=logs, log_images=False, display="none")
    print(
        json.dumps(
            {
                log.eval.task: [
                    log.status,
                    log.results.scores[0].metrics["accuracy"].value,
                    log.results.total_samples,
                ]
                for log in found
            }
        )
    )


if __name__ == "__main__":
    main()
