"""The files of three harnesses and of COCO: VLMEvalKit's TSV, EvalScope's JSONL, boxes as COCO.

Release -> bigearthnet_txt.tsv (pictures inside), bigearthnet_txt.jsonl with pictures/, boxes.json
with pictures/.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bigearthnet_txt import CLASSES
from bigearthnet_txt_evaluation.adapters.items import Item, items
from bigearthnet_txt_evaluation.running.questions import Question
from bigearthnet_txt_evaluation.running.settings import SIDE, Settings
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark, Row
from bigearthnet_txt_evaluation.scoring.errors import StatedError
from bigearthnet_txt_evaluation.scoring.outcomes import BOX, target

NAME = "bigearthnet_txt"
NUMBERS = {name: k for k, name in enumerate(CLASSES, 1)}  # class -> its category in COCO
CATEGORIES = [{"id": k, "name": name} for name, k in NUMBERS.items()]
PREFIX = "ID"  # before the index of VLMEvalKit: Excel would round a number of 63 bits


def write_tsv(folder: Path, benchmark: Benchmark, _: Settings, asked: Sequence[Question]) -> None:
    """VLMEvalKit: a row with the index of another one as its picture has the picture of that."""
    with (folder / f"{NAME}.tsv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, "excel-tab")
        table.writerow(["index", "image", "question", "answer", "category"])
        holders: dict[str, str] = {}
        for item in items(benchmark, asked):
            index, patch = f"{PREFIX}{item.asked.name}", item.row["patch_id"]
            picture = holders.get(patch) or item.base64
            holders.setdefault(patch, index)
            category = f"{item.row['type']}/{item.row['category']}"
            table.writerow([index, picture, item.asked.prompt, item.row["output"], category])


def write_jsonl(folder: Path, benchmark: Benchmark, _: Settings, asked: Sequence[Question]) -> None:
    """EvalScope: the messages of each question, its picture by path."""
    given = items(benchmark, asked)
    with (folder / f"{NAME}.jsonl").open("w", encoding="utf-8") as file:
        for item, picture in _pictured(folder, given):
            image = {"type": "image_url", "image_url": {"url": str(picture)}}
            content = [image, {"type": "text", "text": item.asked.prompt}]
            messages = [{"role": "user", "content": content}]
            file.write(f"{json.dumps({'messages': messages, 'answer': item.row['output']})}\n")


def write_coco(folder: Path, benchmark: Benchmark, _: Settings, asked: Sequence[Question]) -> None:
    """COCO: the boxes of `output` in pixels of the pictures, with the text that asks for each."""
    boxes = [one for one in asked if one.row["type"] == BOX]
    if not boxes:
        raise StatedError("coco: none of these rows asks for a box; ask for the group content")
    images: dict[str, dict[str, Any]] = {}
    annotations: list[dict[str, Any]] = []
    for item, picture in _pictured(folder, items(benchmark, boxes)):
        image = images.setdefault(picture.name, _image(len(images) + 1, picture.name))
        numbered = {"id": len(annotations) + 1, "image_id": image["id"]}
        annotations.append(numbered | annotation(item.row, target(item.row), SIDE))
    stated = {
        "info": {"description": "BigEarthNet.txt", "version": benchmark.version},
        "images": [*images.values()],
        "categories": CATEGORIES,
        "annotations": annotations,
    }
    (folder / "boxes.json").write_text(json.dumps(stated), "utf-8")


def _image(number: int, name: str) -> dict[str, Any]:
    return {"id": number, "file_name": name, "width": SIDE, "height": SIDE}


def annotation(row: Row, corners: Sequence[float], side: int) -> dict[str, Any]:
    """What COCO says of a box in a picture with this side, beside the numbers of both."""
    x0, y0, x1, y1 = (round(side * edge, 2) for edge in corners)
    return {
        "category_id": NUMBERS[row["classes"][0]],
        "bbox": [x0, y0, round(x1 - x0, 2), round(y1 - y0, 2)],
        "area": round((x1 - x0) * (y1 - y0), 2),
        "iscrowd": 0,
        "ID": row["ID"],
        "question": row["input"],
    }


def _pictured(folder: Path, given: Iterable[Item]) -> Iterator[tuple[Item, Path]]:
    """Each item with the file of its picture, written once a patch; the path is absolute."""
    pictures = folder.absolute() / "pictures"
    pictures.mkdir(exist_ok=True)
    last = ""
    for item in given:
        path = pictures / f"{item.row['patch_id']}.jpg"
        if path.name != last:
            path.write_bytes(item.jpeg)
            last = path.name
        yield item, path
