"""Counts: every number is what a plain loop over the rows of the Parquet files gives."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from statistics import mean, median_low
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy import ndimage

import builder.stats.counting
from bigearthnet_txt import CLASSES, CLC, COUNTRIES, SEASONS, SPLITS, TASKS, decode_bands
from bigearthnet_txt_reader.release import Release, ReleaseError
from builder.cli import main
from builder.errors import DataError
from builder.stats.counting import count
from builder.stats.counts import Counts, quantile, read_counts
from builder.stats.shard_counts import count_shard
from tests.held import CONFIGS
from tests.stats.conftest import save_shard, text_row

Row = dict[str, Any]


@pytest.fixture(scope="module")
def counts(studied: Path) -> Counts:
    return read_counts(studied / "statistics" / "counts.json")


def _rows(release: Path, *configs: str) -> list[Row]:
    files = [
        path for config in configs for path in sorted((release / "data" / config).glob("*.parquet"))
    ]
    return [
        row
        for path in files
        for row in pq.read_table(path, partitioning=None).drop_columns(["image"]).to_pylist()
    ]


@pytest.fixture(scope="module")
def texts(studied: Path) -> list[Row]:
    return _rows(studied, *(config for config in CONFIGS if config != "patches"))


@pytest.fixture(scope="module")
def patches(studied: Path) -> list[Row]:
    return _rows(studied, "patches")


def test_rows_by_task_and_split(counts: Counts, texts: list[Row], patches: list[Row]) -> None:
    """Rows of the fifteen tasks in each split, and the patches and rows in all."""
    found = Counter((f"{row['type']}/{row['category']}", row["split"]) for row in texts)
    assert counts.tasks == {
        f"{t.type}/{t.category}": {s: found[f"{t.type}/{t.category}", s] for s in SPLITS}
        for t in TASKS
    }
    assert (counts.texts, counts.patches) == (len(texts), len(patches))


def test_rows_per_patch(counts: Counts, texts: list[Row], patches: list[Row]) -> None:
    """Smallest, middle, mean and largest number of rows about one patch, per split."""
    found = Counter(row["patch_id"] for row in texts)
    for split in SPLITS:
        of = [found[patch["patch_id"]] for patch in patches if patch["split"] == split]
        assert counts.rows_per_patch[split] == {
            "min": min(of),
            "median": median_low(of),
            "mean": round(mean(of), 2),
            "max": max(of),
        }


def test_answers(counts: Counts, texts: list[Row]) -> None:
    """Rows of each answer: yes and no, letters a to d."""
    found = Counter(
        (f"{row['type']}/{row['category']}", row["output"])
        for row in texts
        if row["type"] in ("binary", "mcq")
    )
    assert {
        (task, answer): n for task, of in counts.answers.items() for answer, n in of.items() if n
    } == found


@pytest.mark.parametrize(
    ("field", "column", "values"),
    [("countries", "country", COUNTRIES), ("seasons", "season", SEASONS)],
)
def test_places(
    counts: Counts,
    texts: list[Row],
    patches: list[Row],
    field: str,
    column: str,
    values: tuple[str, ...],
) -> None:
    """Patches and rows of each country and season, those without any included."""
    rows, of = Counter(row[column] for row in texts), Counter(patch[column] for patch in patches)
    assert getattr(counts, field) == {
        value: {"patches": of[value], "rows": rows[value]} for value in values
    }


def test_climate_zones(counts: Counts, texts: list[Row], patches: list[Row]) -> None:
    """Patches and rows of each climate zone; those at sea, without one, are unknown."""
    rows, of = (
        Counter(row["climate_zone"] or "unknown" for row in table) for table in (texts, patches)
    )
    assert {zone: (n["patches"], n["rows"]) for zone, n in counts.climate_zones.items()} == {
        zone: (of[zone], rows[zone]) for zone in {*of, "unknown"}
    }


def _class_masks(patch: Row) -> dict[str, np.ndarray]:
    codes = decode_bands({"reference_map": patch["reference_map"]})["reference_map"]
    masks = {
        label: np.isin(codes, [code for code, clc in CLC.items() if clc.label == label])
        for label in CLASSES
    }
    return {label: mask for label, mask in masks.items() if mask.any()}


def test_classes_by_another_library(counts: Counts, texts: list[Row], patches: list[Row]) -> None:
    """Patches, hectares and regions of each class are those that SciPy finds in the maps.

    The rows that name it are counted too.
    """
    masks = [_class_masks(patch) for patch in patches]
    for label in CLASSES:
        of = [found[label] for found in masks if label in found]
        hectares = (sum(int(mask.sum()) for mask in of) + 50) // 100
        regions = sum(int(ndimage.label(mask)[1]) for mask in of)
        rows = sum(label in row["classes"] for row in texts)
        assert counts.classes[label] == {
            "patches": len(of),
            "regions": regions,
            "hectares": hectares,
            "rows": rows,
        }, label


def test_classes_in_one_patch(counts: Counts, patches: list[Row]) -> None:
    """Patches that hold both of two classes, from the released labels; the same in both orders."""
    labels = [set(patch["labels"]) for patch in patches]
    assert counts.together == [
        [sum({a, b} <= of for of in labels) for b in CLASSES] for a in CLASSES
    ]


def test_words(counts: Counts, texts: list[Row]) -> None:
    """Words between white space: of the input, and of a caption's output."""
    found: dict[str, Counter[str]] = {task.type: Counter() for task in TASKS}
    for row in texts:
        found[row["type"]][
            str(len(row["output" if row["type"] == "captioning" else "input"].split()))
        ] += 1
    assert counts.words == found


def test_boxes(counts: Counts, texts: list[Row]) -> None:
    """Whole percents of the patch that boxes cover, and the 80 m cells that hold their centers."""
    percents: Counter[int] = Counter()
    cells: Counter[tuple[int, int]] = Counter()
    for x0, y0, x1, y1 in (row["box_pixels"] for row in texts if row["type"] == "bounding box"):
        percents[min(int(100 * (x1 - x0) * (y1 - y0) / 14400), 99)] += 1
        cells[int((y0 + y1) / 2 / 8), int((x0 + x1) / 2 / 8)] += 1
    assert counts.box_percent == [percents[k] for k in range(100)]
    assert counts.box_centers == [[cells[row, column] for column in range(15)] for row in range(15)]


def test_a_shard_counted_by_eye(tmp_path: Path) -> None:
    """A shard of three patches, one without rows, counted by eye.

    Half pastures and half road; two fields of arable land apart; all sea.
    """
    road = np.full((120, 120), 231)
    road[:, 60:] = 122
    fields = np.full((120, 120), 512)
    fields[:10, :10] = fields[50:60, 50:60] = 211
    rows = [
        text_row("binary", "presence", 0, output="no"),
        text_row("captioning", "None", 0, output="Pastures  beside\na road."),
        text_row(
            "bounding box",
            "point",
            1,
            box_pixels=[0, 0, 120, 120],
            classes=["Arable land", "Inland waters"],
        ),
        text_row("bounding box", "point", 1, box_pixels=[7, 0, 8, 1]),
        text_row("bounding box", "point", 1, box_pixels=[7, 111, 9, 113]),
    ]
    found = count_shard(save_shard(tmp_path, [road, fields, np.full((120, 120), 523)], rows))
    assert {key[1:]: n for key, n in found.items() if key[0] == "rows per patch"} == {
        ("train", 0): 1,
        ("train", 2): 1,
        ("train", 3): 1,
    }
    assert [
        found["pixels", name]
        for name in ("Pastures", "Arable land", "Inland waters", "Marine waters")
    ] == [7200, 200, 14200, 14400]
    assert [found["regions", name] for name in ("Pastures", "Arable land", "Inland waters")] == [
        1,
        2,
        1,
    ]
    assert (
        found["together", "Arable land", "Inland waters"] == 1
        and found["together", "Arable land", "Pastures"] == 0
    )
    assert {key[1:]: n for key, n in found.items() if key[0] == "words"} == {
        ("binary", 3): 1,
        ("captioning", 4): 1,
        ("bounding box", 3): 3,
    }
    assert {key[1]: n for key, n in found.items() if key[0] == "box percent"} == {
        99: 1,
        0: 2,
    }
    assert {key[1:]: n for key, n in found.items() if key[0] == "box center"} == {
        (7, 7): 1,
        (0, 0): 1,
        (14, 1): 1,
    }
    assert found["rows by class", "Pastures"] == 4 and found["rows by climate_zone", "unknown"] == 5


def test_rows_of_an_unknown_task_are_counted(tmp_path: Path) -> None:
    """A release may be newer than the contract that counts it."""
    job = save_shard(tmp_path, [np.full((120, 120), 231)], [text_row("binary", "cloud", 0)])
    counts = builder.stats.counting._counts("1.0.0", {}, count_shard(job))
    assert counts.tasks["binary/cloud"]["train"] == 1
    assert counts.answers["binary/cloud"] == {"yes": 1, "no": 0}


def test_any_number_of_processes_counts_the_same(
    studied: Path, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alone and in worker processes the JSON is the same, byte for byte.

    Progress reports every row once.
    """
    monkeypatch.setattr(builder.stats.counting, "_ALONE", 0)
    seen: list[int] = []
    again = count(Release.open(studied), seen.append)
    assert (
        again.to_json()
        == counts.to_json()
        == (studied / "statistics" / "counts.json").read_text("utf-8")
    )
    assert sum(seen) == counts.texts + counts.patches


def test_json_has_sorted_keys(studied: Path) -> None:
    """The file is what json writes with sorted keys."""
    text = (studied / "statistics" / "counts.json").read_text("utf-8")
    assert text == json.dumps(json.loads(text), indent=1, sort_keys=True) + "\n"


def test_quantiles() -> None:
    """Of 1, 1, 1, 9 the lower middle is 1, of 1, 9 it is 1, and 95 % do not exceed 9.

    Nothing has no quantile.
    """
    assert (
        quantile({1: 3, 9: 1}, 0.5),
        quantile({9: 1, 1: 1}, 0.5),
        quantile({1: 3, 9: 1}, 0.95),
    ) == (1, 1, 9)
    assert quantile({3: 0, 5: 2}, 0) == 5
    with pytest.raises(ValueError, match="without values"):
        quantile({}, 0.5)


def test_files_that_cannot_be_counted_are_named(tmp_path: Path) -> None:
    """Files that cannot be counted end the command with path and reason.

    A damaged file, a missing one, one without a column and a map with code 999.
    """
    job = save_shard(tmp_path, [np.full((120, 120), 999)], [text_row("binary", "area", 0)])
    with pytest.raises(
        DataError, match=r"patches\.parquet: patch 0: reference map: 999 in row 0.*builder verify"
    ):
        count_shard(job)
    job = save_shard(tmp_path, [np.full((120, 120), 231)], [text_row("binary", "area", 0)])
    pq.write_table(
        pq.read_table(tmp_path / "texts.parquet").drop_columns(["input", "output"]),
        tmp_path / "texts.parquet",
    )
    with pytest.raises(DataError, match=r"texts\.parquet: no column input, output"):
        count_shard(job)
    (tmp_path / "texts.parquet").write_bytes(b"no Parquet")
    with pytest.raises(ReleaseError, match=r"texts\.parquet: cannot be read"):
        count_shard(job)
    (tmp_path / "texts.parquet").unlink()
    with pytest.raises(ReleaseError, match=r"texts\.parquet: cannot be read"):
        count_shard(job)


@pytest.mark.parametrize("manifest", [None, "{", '{"files": [{}]}'])
def test_folder_that_is_no_release_is_refused(
    tmp_path: Path, manifest: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a manifest that can be read the command ends with 1, says why, and writes nothing."""
    if manifest is not None:
        (tmp_path / "manifest.json").write_text(manifest, "utf-8")
    assert main(["stats", str(tmp_path)]) == 1
    assert "manifest" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} <= {"manifest.json"}
