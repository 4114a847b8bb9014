"""The files for other harnesses: every row once, word for word, with the picture of its patch."""

from __future__ import annotations

import base64
import csv
import importlib.util
import io
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from PIL import Image

from bigearthnet_txt_cli.main import main
from bigearthnet_txt_evaluation.adapters.asked import read_asked
from bigearthnet_txt_evaluation.prompts import prompt
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark, read_benchmark
from bigearthnet_txt_reader.release import Release


@pytest.fixture(scope="module")
def benchmark(release: Path) -> Benchmark:
    return read_benchmark(Release.open(release))


def written(name: str, release: Path, folder: Path, *more: str) -> Path:
    """The folder that the command writes for a harness."""
    out = folder / name
    assert main(["harness", name, "--data", str(release), "--out", str(out), *more]) == 0
    return out


def question(benchmark: Benchmark, name: str, boxes: str = "unit_xyxy") -> str:
    return prompt(benchmark.by_id[int(name)], ["true_color"], boxes)


def jpeg(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.size) == ("JPEG", (448, 448))
    return picture


class Functions(yaml.SafeLoader):
    """Reads `!function utils.mean` as the text behind it, which lmms-eval imports."""


Functions.add_constructor("!function", lambda loader, node: node.value)


def test_lmms_eval_gets_a_task_for_each_type(
    release: Path, benchmark: Benchmark, tmp_path: Path
) -> None:
    """All rows once, the groups apart; version and clusters are those of the benchmark."""
    out = written("lmms-eval", release, tmp_path)
    group = yaml.safe_load((out / "bigearthnet_txt.yaml").read_text())
    names = []
    for task in group["task"]:
        stated = yaml.load((out / f"{task}.yaml").read_text(), Functions)
        rows = pq.read_table(stated["dataset_kwargs"]["data_files"]["test"]).to_pylist()
        assert (stated["task"], stated["cluster_key"]) == (task, "block")
        assert stated["metadata"] == {"version": benchmark.version}
        assert len({(row["type"], row["group"]) for row in rows}) == 1
        for row in rows:
            own = benchmark.by_id[int(row["name"])]
            assert row["question"] == question(benchmark, row["name"])
            assert (row["output"], row["options"]) == (own["output"], own["options"])
            jpeg(row["picture"])
        names += [row["name"] for row in rows]
    assert sorted(names) == sorted(str(row["ID"]) for row in benchmark.rows)
    assert {"bigearthnet_txt_mcq", "bigearthnet_txt_mcq_metadata"} <= set(group["task"])


def test_the_functions_of_the_task_score_right_answers_as_one(
    release: Path, tmp_path: Path
) -> None:
    """utils.py, loaded as lmms-eval does, holds every function that the YAML names."""
    out = written("lmms-eval", release, tmp_path, "--group", "content")
    spec = importlib.util.spec_from_file_location("utils_of_the_task", out / "utils.py")
    assert spec and spec.loader
    utils = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(utils)
    for path in sorted(out.glob("bigearthnet_txt_*.yaml")):
        stated = yaml.load(path.read_text(), Functions)
        rows = pq.read_table(stated["dataset_kwargs"]["data_files"]["test"]).to_pylist()
        process = getattr(utils, stated["process_results"].partition(".")[2])
        (metric,) = stated["metric_list"]
        kept = [process(row, [row["output"]])[metric["metric"]] for row in rows]
        total = getattr(utils, metric["aggregation"].partition(".")[2])(kept)
        assert total == pytest.approx(10 if metric["metric"] == "CIDEr-D" else 1)
        assert utils.doc_to_visual(rows[0])[0].mode == "RGB"
        assert utils.doc_to_text(rows[0]) == rows[0]["question"]


def table(path: Path) -> list[dict[str, Any]]:
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file, dialect="excel-tab")]


def test_vlmevalkit_gets_a_table(release: Path, benchmark: Benchmark, tmp_path: Path) -> None:
    """A row a question; where a picture is shown again, the index of the row that holds it."""
    rows = table(written("vlmevalkit", release, tmp_path) / "bigearthnet_txt.tsv")
    own = {row["index"]: row for row in rows}
    assert sorted(own) == sorted(f"ID{row['ID']}" for row in benchmark.rows)
    patches: dict[str, set[str]] = {}
    for row in rows:
        name = row["index"].removeprefix("ID")
        asked = benchmark.by_id[int(name)]
        assert (row["question"], row["answer"]) == (question(benchmark, name), asked["output"])
        image = row["image"] if len(row["image"]) > 64 else own[row["image"]]["image"]
        jpeg(base64.b64decode(image))
        patches.setdefault(asked["patch_id"], set()).add(image)
    assert all(len(pictures) == 1 for pictures in patches.values())


def test_evalscope_gets_messages(release: Path, benchmark: Benchmark, tmp_path: Path) -> None:
    """A line a question, in the order that asked.json states; boxes in the format asked for."""
    out = written("evalscope", release, tmp_path, "--box-format", "gemini")
    lines = [json.loads(line) for line in (out / "bigearthnet_txt.jsonl").open()]
    asked = read_asked(out)
    assert asked.stated["box_format"] == "per1000_yxyx"
    assert asked.stated["row_hash"] == benchmark.row_hash
    assert len(lines) == len(asked.names) == len(benchmark.rows)
    for name, line in zip(asked.names, lines, strict=True):
        own = benchmark.by_id[int(name)]
        image, text = line["messages"][0]["content"]
        assert text["text"] == question(benchmark, name, "gemini")
        assert line["answer"] == own["output"]
        path = Path(image["image_url"]["url"])
        assert path.is_absolute() and path.stem == own["patch_id"]
        jpeg(path.read_bytes())


def test_coco_gets_the_boxes(release: Path, benchmark: Benchmark, tmp_path: Path) -> None:
    """Each box of `output` in pixels of its picture, as left, top, width and height."""
    out = written("coco", release, tmp_path)
    stated = json.loads((out / "boxes.json").read_text())
    images = {image["id"]: image for image in stated["images"]}
    classes = {one["id"]: one["name"] for one in stated["categories"]}
    for one in stated["annotations"]:
        own, image = benchmark.by_id[one["ID"]], images[one["image_id"]]
        first, second = own["output"].strip("[]").split(", ")
        x0, y0, x1, y1 = (448 * float(edge) for edge in f"{first} {second}".split())
        assert one["bbox"] == pytest.approx([x0, y0, x1 - x0, y1 - y0], abs=0.011)
        assert one["area"] == pytest.approx((x1 - x0) * (y1 - y0), abs=0.02)
        assert image["file_name"] == f"{own['patch_id']}.jpg"
        assert classes[one["category_id"]] == own["classes"][0]
        assert (out / "pictures" / image["file_name"]).is_file()
    boxes = [row for row in benchmark.rows if row["type"] == "bounding box"]
    assert len(stated["annotations"]) == len(boxes) > 0


def test_a_part_can_be_asked(release: Path, tmp_path: Path) -> None:
    """--limit draws as a run does; a folder that holds files is refused."""
    out = written("vlmevalkit", release, tmp_path, "--limit", "5")
    assert len(table(out / "bigearthnet_txt.tsv")) == 5
    command = ["harness", "coco", "--data", str(release), "--out"]
    assert main([*command, str(out)]) == 2
    assert main([*command, str(tmp_path / "new"), "--group", "metadata"]) == 2
