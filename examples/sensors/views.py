"""Six views of a patch as six pictures: a row -> what a model for chat answers.

    python -m examples.sensors.views MODEL --data bigearthnet_txt

MODEL is any model of transformers that takes several pictures and text, by its folder or name. It
needs no new encoder: index maps and radar come as pictures, and the prompt says what each shows.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from bigearthnet_txt import load
from bigearthnet_txt_evaluation.training import as_messages

SHOWN = ("true_color", "false_color", "swir", "ndvi", "ndmi", "sar")


def inputs(row: Mapping[str, Any], processor: Any, size: int = 448) -> Any:
    """A row with its bands as tensors for a model: six pictures, and the prompt that names them."""
    told = as_messages(row, images=SHOWN, size=size)
    prompt = processor.apply_chat_template(told["messages"][:1], add_generation_prompt=True)
    return processor(images=told["images"], text=prompt, return_tensors="pt")


def ask(row: Mapping[str, Any], model: Any, processor: Any, size: int = 448) -> str:
    """What the model answers."""
    given = inputs(row, processor, size).to(model.device)
    said = model.generate(**given, max_new_tokens=64, do_sample=False)
    new = said[0, given["input_ids"].shape[1] :]
    return str(processor.decode(new, skip_special_tokens=True))


def main() -> None:
    """Asks one question of train."""
    from transformers import AutoModelForImageTextToText, AutoProcessor

    parser = argparse.ArgumentParser(description="Ask a model beside six views of a patch.")
    parser.add_argument("model", help="folder or name of a model for pictures and text")
    parser.add_argument("--data", default="bigearthnet_txt", help="release: folder, URL, ORG/NAME")
    args = parser.parse_args()
    rows = load("vqa", "train", source=args.data, bands=["s2", "s1"], streaming=True)
    model = AutoModelForImageTextToText.from_pretrained(args.model)
    row = next(iter(rows))
    said = ask(row, model, AutoProcessor.from_pretrained(args.model))
    print(f"{row['input']}\n-> {said.strip()} (right: {row['output']})")


if __name__ == "__main__":
    main()
