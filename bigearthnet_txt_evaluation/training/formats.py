"""Formats: what each trainer reads. Name -> ending of its files, and what writes one.

The forms are those that the trainers document: docs/training.md names them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from bigearthnet_txt_evaluation.training.exchanges import Exchange
from bigearthnet_txt_evaluation.training.listed import write_coco, write_llava, write_tar
from bigearthnet_txt_evaluation.training.messages import BOXES, IMAGES, Form
from bigearthnet_txt_evaluation.training.tables import TABLES, table_writer
from bigearthnet_txt_reader.benchmark import SENSED

DATA = "data"  # folder of the files, one a shard
CONFIGS = ("captions", "vqa", "refexp", SENSED)


class Format(NamedTuple):
    """How a shard is written, and what is usual.

    `boxes` is None if boxes are not written as text: the trainer does it, or they are numbers.
    """

    ending: str
    write: Callable[[Path, Iterable[Exchange], Form], None]
    boxes: str | None = BOXES
    images: tuple[str, ...] = IMAGES
    configs: tuple[str, ...] = CONFIGS


FORMATS: Mapping[str, Format] = {
    **{name: Format(".parquet", table_writer(name)) for name in TABLES},
    "swift": Format(".parquet", table_writer("swift"), boxes=None),
    "llava": Format(".json", write_llava),
    "webdataset": Format(".tar", write_tar),
    "coco": Format(".json", write_coco, boxes=None, images=IMAGES[:1], configs=("refexp",)),
}


def describe(name: str, folder: Path, split: str) -> None:
    """Writes what a trainer wants to know beside the files: dataset_info.json of LLaMA-Factory."""
    if name != "llamafactory":
        return
    said = {
        "file_name": DATA,
        "formatting": "sharegpt",
        "columns": {"messages": "messages", "images": "images"},
        "tags": {
            "role_tag": "role",
            "content_tag": "content",
            "user_tag": "user",
            "assistant_tag": "assistant",
        },
    }
    text = json.dumps({f"bigearthnet_txt_{split}": said}, indent=2)
    (folder / "dataset_info.json").write_text(text + "\n", "utf-8")
