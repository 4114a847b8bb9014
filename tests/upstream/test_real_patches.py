"""The published text about real patches.

raw-mini with its pixels, and the printed examples on the map they describe.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import rasterio

from bigearthnet_txt import CLC
from builder.cli import main
from tests.published.maker import EXAMPLES, MADE, S1, S2, rows_about, write

S999 = "S2B_MSIL2A_20170924T093019_N9999_R136_T35VPK_69_24"


def test_raw_mini(shared: Path, tmp_path: Path) -> None:
    """The rows of the four sound patches of raw-mini arrive in their splits.

    Those of the patch with code 999 are listed with its reason.
    """
    source = write(
        tmp_path / "text.parquet",
        rows_about(pq.read_table(shared / "raw-mini/metadata.parquet").to_pylist(), first=1),
    )
    out = tmp_path / "out"
    assert (
        main(
            [
                "build",
                str(shared / "raw-mini"),
                "--out",
                str(out),
                "--annotations",
                str(source),
                "--workers",
                "1",
            ]
        )
        == 0
    )
    assert sum(pq.read_metadata(path).num_rows for path in out.glob("data/[!p]*/*")) == 4 * len(
        MADE
    )
    listed = pq.read_table(out / "rejected_annotations.parquet").to_pylist()
    assert {row["patch_id"] for row in listed} == {S999} and len(listed) == len(MADE)
    assert all(
        re.match(r"its patch is not used: reference map: .*99 px", row["reason"]) for row in listed
    )
    assert main(["verify", str(out), "--workers", "1"]) == 0


def test_the_printed_examples(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From file to audit on the real map of T33UUP_26_57 six rows arrive and five agree.

    The box that says 0.8 for 0.79 does not.
    """
    maps = shared / "samples/rico-hdl-ben-v2/raw/Reference_Maps"
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "Reference_Maps").symlink_to(maps)
    with rasterio.open(next(maps.rglob(f"{S2}_reference_map.tif"))) as file:
        labels = sorted({CLC[code].label or "" for code in np.unique(file.read(1)).tolist()})
    patch = {"patch_id": S2, "labels": labels, "split": "test", "country": "Austria", "s1_name": S1,
             "s2v1_name": "S2A_MSIL2A_20170613T101031_26_57", "contains_seasonal_snow": False,
             "contains_cloud_or_shadow": False}  # fmt: skip
    pq.write_table(pa.Table.from_pylist([patch]), raw / "metadata.parquet")
    source, out = write(tmp_path / "text.parquet", EXAMPLES), tmp_path / "out"
    assert (
        main(
            [
                "build",
                str(raw),
                "--out",
                str(out),
                "--maps-only",
                "--annotations",
                str(source),
                "--workers",
                "1",
            ]
        )
        == 0
    )
    assert main(["verify", str(out), "--solve", "--workers", "1"]) == 0
    tallies = dict(
        re.findall(r"^  ([a-z ]+/[a-z ]+?)  +(\d.*)$", capsys.readouterr().out, re.MULTILINE)
    )
    assert tallies == {
        "binary/adjacency": "2 agrees",
        "binary/area": "1 agrees",
        "bounding box/point": "1 agrees",
        "bounding box/reference": "1 disagrees",
        "mcq/adjacency": "1 agrees",
    }
