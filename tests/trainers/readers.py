"""Exports, preprocessed by the trainers themselves, each in an environment of its own.

    python readers.py llamafactory FOLDER MODEL     (an export, and a tiny model)

prints JSON: what is learned of each of 200 rows, in the order of the export.
"""

from __future__ import annotations

import json
import sys
from types import ModuleType
from typing import Any

ROWS = 200


def llamafactory(folder: str, model: str) -> dict[str, Any]:
    """The text of the labels of each row, and how many pictures it has."""
    import peft  # noqa: F401  (before the next line: it looks whether torchaudio is there)

    sys.modules["torchaudio"] = ModuleType("torchaudio")  # it has no build for a torch without CUDA
    from llamafactory.data import get_dataset, get_template_and_fix_tokenizer
    from llamafactory.hparams import get_train_args
    from llamafactory.model import load_tokenizer

    stated = {
        "model_name_or_path": model,
        "template": "llava",
        "stage": "sft",
        "do_train": True,
        "finetuning_type": "lora",
        "dataset_dir": folder,
        "dataset": "bigearthnet_txt_train",
        "max_samples": ROWS,
        "cutoff_len": 65536,
        "output_dir": f"{model}/trained",
        "use_cpu": True,
        "bf16": False,
        "report_to": "none",
    }
    model_args, data_args, training_args, *_ = get_train_args(stated)
    loaded = load_tokenizer(model_args)
    template = get_template_and_fix_tokenizer(loaded["tokenizer"], data_args)
    rows = get_dataset(template, model_args, data_args, training_args, stage="sft", **loaded)[
        "train_dataset"
    ]
    tokenizer = loaded["tokenizer"]
    learned = ([token for token in one["labels"] if token != -100] for one in rows)
    return {
        "said": [tokenizer.decode(one, skip_special_tokens=True) for one in learned],
        "pictures": [len(one["images"]) for one in rows],
    }


def swift(folder: str, model: str) -> dict[str, Any]:
    """The text of the labels of each row, and how many pictures it has."""
    from pathlib import Path

    from swift.dataset import load_dataset
    from swift.model import get_processor
    from swift.template import get_template

    processor = get_processor(model, model_type="llava1_5_hf")
    template = get_template(processor, template_type="llava1_5_hf")
    template.set_mode("train")
    paths = [str(path) for path in sorted(Path(folder, "data").glob("*.parquet"))]
    rows, _ = load_dataset(paths, strict=True)
    rows = rows.select(range(ROWS))
    labels = [template.encode(row)["labels"] for row in rows]
    learned = ([token for token in one if token != -100] for one in labels)
    return {
        "said": [template.tokenizer.decode(one, skip_special_tokens=True) for one in learned],
        "pictures": [len(one["images"]) for one in rows],
    }


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
