"""Benchmarks made by hand: rows of every type in a release of a few files, without the builder.

`release_of(folder, rows)` writes rows, patches and manifest; `question`, `boxed` and `captioned`
give rows. What is right in them is known by construction.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from bigearthnet_txt import COUNTRIES, REFERENCE_MAP, SEASONS, schema, to_planes
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark, read_benchmark
from bigearthnet_txt_evaluation.scoring.predictions import Answer, Key, Predictions
from bigearthnet_txt_reader.release import Release

Row = dict[str, Any]
OPTIONS = ["Pastures", "Arable land", "Mixed forest", "Broad-leaved forest"]
PASTURES, ARABLE, FOREST = 231, 211, 313  # CORINE codes


def patch_name(number: int) -> str:
    """Four patches make a block of two by two places."""
    block, within = divmod(number, 4)
    return f"S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_{2 * block + within // 2}_{within % 2}"


def row(number: int, **stated: Any) -> Row:
    """A row of the benchmark: ID `number`, of patch `number` unless it is stated."""
    patch = stated.pop("patch_row", number)
    values = {
        "ID": number,
        "patch_id": patch_name(patch),
        "patch_row": patch,
        "s1_name": f"S1_{patch}",
        "input": "What is asked?",
        "split": "bench",
        "country": COUNTRIES[patch % len(COUNTRIES)],
        "season": SEASONS[patch % len(SEASONS)],
        "latitude": 50.0,
        "longitude": 10.0,
        "classes": ["Pastures"],
        "template": "made",
        "block": patch_name(patch // 4 * 4).split("_T")[1],
        "group": "content",
        "verification": "made",
    }
    return values | stated


def yes_no(number: int, answer: str, **stated: Any) -> Row:
    """A yes/no question with this answer."""
    given = {"type": "binary", "category": "presence", "options": ["yes", "no"], "output": answer}
    return row(number, **(given | {"answer": answer} | stated))


def choice(number: int, letter: str, **stated: Any) -> Row:
    """A multiple-choice question with this answer."""
    given = {"type": "mcq", "category": "presence", "options": OPTIONS, "output": letter}
    return row(number, **(given | {"answer": OPTIONS["abcd".index(letter)]} | stated))


def boxed(number: int, pixels: Sequence[int], **stated: Any) -> Row:
    """A question by point, answered by this box in pixels."""
    x0, y0, x1, y1 = (value / 120 for value in pixels)
    given = {
        "type": "bounding box",
        "category": "point",
        "output": f"[{x0:.2f} {y0:.2f}, {x1:.2f} {y1:.2f}]",
        "box": [x0, y0, x1, y1],
        "box_pixels": list(pixels),
    }
    return row(number, **(given | stated))


def captioned(number: int, text: str, **stated: Any) -> Row:
    """A prompt that is answered by this caption."""
    return row(number, output=text, **{"type": "captioning", "category": "None"} | stated)


def release_of(folder: Path, rows: Sequence[Row], codes: np.ndarray | None = None) -> Release:
    """A release of these rows and their patches, whose maps are `codes` (all pastures)."""
    patches = [_patch(number, codes) for number in range(1 + max(one["patch_row"] for one in rows))]
    pictured = [one | {"image": patches[one["patch_row"]]["image"]} for one in rows]
    entries = [
        _written(folder, "benchmark", pictured),
        _written(folder, "patches", patches),
    ]
    stored = {"version": "1.0.0", "settings": {}, "made_with": {}, "files": entries, "others": {}}
    (folder / "manifest.json").write_text(json.dumps(stored), "utf-8")
    return Release.open(folder)


def benchmark_of(folder: Path, rows: Sequence[Row], codes: np.ndarray | None = None) -> Benchmark:
    """The benchmark of such a release."""
    return read_benchmark(release_of(folder, rows, codes))


def _written(folder: Path, config: str, rows: Sequence[Row]) -> dict[str, Any]:
    path = f"data/{config}/bench-00000-of-00001.parquet"
    (folder / path).parent.mkdir(parents=True)
    columns = schema(config)
    table = pa.Table.from_pylist(
        [{name: one.get(name) for name in columns.names} for one in rows], columns
    )
    pq.write_table(table, folder / path, row_group_size=200)
    return {
        "path": path,
        "config": config,
        "split": "bench",
        "rows": len(rows),
        "bytes": (folder / path).stat().st_size,
        "num_bytes": table.nbytes,
        "sha256": "0",
        "rows_xxh3": f"{abs(hash(tuple(one.get('ID', k) for k, one in enumerate(rows)))):x}",
    }


def _patch(number: int, codes: np.ndarray | None) -> Row:
    """A patch without bands, which scoring does not read."""
    pixels = np.full((120, 120), PASTURES, np.uint16) if codes is None else codes
    return {
        "patch_id": patch_name(number),
        "split": "bench",
        "image": {"bytes": _jpeg(), "path": None},
        REFERENCE_MAP.name: to_planes(pixels.astype("<u2")),
    }


@cache
def _jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (120, 120), (60, 110, 60)).save(buffer, "JPEG")
    return buffer.getvalue()


def predictions_file(path: Path, lines: Iterable[Mapping[str, Any] | str]) -> Path:
    """A file of these lines; a text is written as it stands."""
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("".join(f"{text}\n" for text in texts), "utf-8")
    return path


def answered(texts: Mapping[int, str], **stated: Any) -> Predictions:
    """Predictions of these texts, by ID; nothing failed."""
    answers = {
        Key(number): Answer(Key(number), text, None, None, line)
        for line, (number, text) in enumerate(texts.items(), 1)
    }
    return Predictions("made", stated, answers)
