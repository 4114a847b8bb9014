"""Exports, read by those for whom they are written, in an environment of their own.

    python read_back.py trl FOLDER MODEL     (an export of trl, and a tiny model)
    python read_back.py webdataset FOLDER
    python read_back.py coco FOLDER READER    (pycocotools or faster_coco_eval)
    python read_back.py kept_sides 3136 12845056

prints JSON: what the labels of a batch say, the rows of the samples, the boxes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def trl(folder: str, model: str) -> dict[str, Any]:
    """ID and text of the labels of each row of a batch; the loss of two steps."""
    from datasets import load_dataset
    from transformers import AutoProcessor, LlavaForConditionalGeneration
    from trl import SFTConfig, SFTTrainer

    processor = AutoProcessor.from_pretrained(model)
    rows = load_dataset(folder, split="train").select(range(24))
    trainer = SFTTrainer(
        model=LlavaForConditionalGeneration.from_pretrained(model),
        processing_class=processor,
        train_dataset=rows,
        args=SFTConfig(
            output_dir=f"{model}/trained",
            max_steps=2,
            per_device_train_batch_size=24,
            max_length=None,  # cutting would cut tokens of pictures
            use_cpu=True,
            bf16=False,
            gradient_checkpointing=False,
            report_to=[],
            save_strategy="no",
            logging_steps=1,
        ),
    )
    labels = next(iter(trainer.get_train_dataloader()))["labels"]
    said = [processor.tokenizer.decode(one[one != -100]) for one in labels]
    trainer.train()
    losses = [one["loss"] for one in trainer.state.log_history if "loss" in one]
    return {"said": said, "losses": losses}


def webdataset(folder: str) -> dict[str, Any]:
    """ID of each row -> the patch of its sample; the sizes of the pictures."""
    from webdataset import WebDataset

    paths = [str(path) for path in sorted(Path(folder, "data").glob("*.tar"))]
    samples = [*WebDataset(paths, shardshuffle=False).decode("pil")]
    return {
        "patches": {
            text["ID"]: sample["__key__"] for sample in samples for text in sample["json"]["texts"]
        },
        "sizes": sorted({sample["sar.jpg"].size for sample in samples}),
    }


def coco(folder: str, reader: str) -> dict[str, Any]:
    """Average precision of the boxes held against themselves, and their number, by file."""
    if reader == "faster_coco_eval":
        from faster_coco_eval import COCO
        from faster_coco_eval import COCOeval_faster as COCOeval
    else:
        from pycocotools.coco import COCO
        from pycocotools.cocoeval import COCOeval

    found = []
    for path in sorted(Path(folder, "data").glob("*.json")):
        truth = COCO(str(path))
        given = [{**one, "score": 1.0} for one in truth.dataset["annotations"]]
        scores = COCOeval(truth, truth.loadRes(given), "bbox")
        scores.evaluate()
        scores.accumulate()
        scores.summarize()
        found.append((len(given), float(scores.stats[1])))  # at an overlap of half
    return {"found": found}


def kept_sides(least: str, most: str) -> dict[str, Any]:
    """Sides that the processor of Qwen2.5-VL leaves as they are, with these least and most pixels.

    By its rule, of all sides; by the processor itself, of a few.
    """
    from PIL import Image
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import (
        Qwen2VLImageProcessorPil,
        smart_resize,
    )

    pixels = {"min_pixels": int(least), "max_pixels": int(most)}
    processor = Qwen2VLImageProcessorPil(**pixels)
    sides: dict[str, Any] = {"rule": [], "processor": {}}
    for side in range(14, 3700):
        if smart_resize(side, side, 28, **pixels) == (side, side):
            sides["rule"].append(side)
    for side in (28, 42, 56, 112, 448, 450, 476, 1008):
        picture = Image.new("RGB", (side, side))
        (grid,) = processor(picture, return_tensors="np")["image_grid_thw"]
        sides["processor"][side] = [int(count) * processor.patch_size for count in grid[1:]]
    return sides


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
