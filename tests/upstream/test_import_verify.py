"""A release of the published text is sound, and what breaks it is found and named."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from bigearthnet_txt_reader.release import ShardName
from builder.checks.shards import ShardFindings
from builder.checks.whole import split_faults
from tests.checks.broken import break_row, faults_of, first_file


def test_an_imported_release_is_sound(imported: Path) -> None:
    """verify finds no fault in an imported release.

    The rules of our own rows (IDs, wordings, places of the benchmark) do not apply to it.
    """
    assert faults_of(imported) == []


def test_the_published_benchmark_shares_places_with_test() -> None:
    """Another date of a benchmark place may be in test, as published, but not in train.

    In our own releases it may be in neither.
    """
    dates = [
        f"S2A_MSIL2A_201706{day}T101031_N9999_R022_T33UUP_26_57".encode() for day in (13, 23, 28)
    ]
    found = [
        ShardFindings(
            ShardName(split, 0, 1),
            patches={f"data/patches/{split}.parquet": np.array([date], np.bytes_)},
        )
        for split, date in zip(("test", "bench", "train"), dates, strict=True)
    ]
    assert split_faults(found[:2], published=True) == []
    assert len(split_faults(found, published=True)) == 1
    assert len(split_faults(found[:2], published=False)) == 1


def test_the_list_belongs_to_the_release(imported: Path, tmp_path: Path) -> None:
    """An imported release is sound only with its list of rows that did not arrive.

    It is not sound without the list, or with another one.
    """
    out = Path(shutil.copytree(imported, tmp_path / "bigearthnet_txt"))
    (out / "rejected_annotations.parquet").write_bytes(b"PAR1")
    assert [fault.split(": found")[0] for fault in faults_of(out)] == [
        "rejected_annotations.parquet: sha256"
    ]
    (out / "rejected_annotations.parquet").unlink()
    assert [fault.split(": found")[0] for fault in faults_of(out)] == [
        "rejected_annotations.parquet: file"
    ]


AREA, POINT, REFERENCE = ("mcq", "area"), ("bounding box", "point"), ("bounding box", "reference")
BROKEN = [
    (AREA, "options", ["0% to 10%", "10% to 30%", "30% to 50%", "60% to 90%"]),
    (AREA, "options", ["0% to 10%"]),
    (AREA, "answer", "10% to 30%"),
    (AREA, "output", "e"),
    (AREA, "box", [0.0, 0.0, 1.0, 1.0]),
    (("binary", "area"), "output", "maybe"),
    (("binary", "area"), "template", "area/binary/1"),
    (("binary", "area"), "classes", ["Lava"]),
    (("binary", "area"), "verification", "machine-checked, not human-verified"),
    (("binary", "area"), "s1_name", "S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57"),
    (("binary", "area"), "patch_row", 1000),
    (POINT, "box", [0.06, 0.59, 0.5, 1.0]),
    (POINT, "box_pixels", [8, 71, 61, 120]),
    (POINT, "point", [0.3, 0.8]),
    (POINT, "expression", "pastures"),
    (REFERENCE, "expression", "pastures"),
    (REFERENCE, "point", [0.3, 0.8]),
    (("captioning", "None"), "answer", "yes"),
]


@pytest.mark.parametrize(("task", "field", "value"), BROKEN, ids=lambda part: str(part)[:20])
def test_rules_of_form_hold(
    imported: Path, tmp_path: Path, task: tuple[str, str], field: str, value: object
) -> None:
    """A typed column that contradicts the text is found and named.

    So is a row at the wrong patch.
    """
    out = Path(shutil.copytree(imported, tmp_path / "bigearthnet_txt"))
    path = first_file(out, "benchmark", "bench")
    row = break_row(path, {field: value}, type=task[0], category=task[1])
    faults = faults_of(out)
    assert any(
        fault.startswith(f"data/benchmark/{path.name}: row {row}: {field}: found")
        for fault in faults
    ), faults
