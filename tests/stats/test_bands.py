"""Statistics of the bands: every number is NumPy's over all pixels of train."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import builder.stats.bands
from bigearthnet_txt import BANDS, S1_BANDS, S2_BANDS, band_statistics, decode_bands, to_planes
from bigearthnet_txt_reader.release import Release
from builder.checks.verify import verify
from builder.cli import main
from builder.errors import DataError
from builder.stats.bands import BandJob, count_levels, summary, write_bands
from tests.entries import entry, release_of
from tests.hub import REPO, Hub
from tests.matrix.environments import ROOT

FILE = "statistics/bands.json"
PLACES = (1, 2, 5, 25, 50, 75, 95, 98, 99)


@pytest.fixture(scope="module")
def pixels(studied: Path) -> dict[str, np.ndarray]:
    """All pixels of train, by band."""
    paths = sorted(studied.glob("data/patches/train-*.parquet"))
    rows = [row for path in paths for row in pq.ParquetFile(path).read([*BANDS]).to_pylist()]
    patches = [decode_bands(row) for row in rows]
    return {name: np.concatenate([patch[name].ravel() for patch in patches]) for name in BANDS}


@pytest.mark.parametrize("name", BANDS)
def test_numbers_are_those_of_numpy(
    studied: Path, pixels: dict[str, np.ndarray], name: str
) -> None:
    """Mean, deviation, extremes and percentiles; of radar within half a thousandth of a dB."""
    found, of = band_statistics(studied)[name], pixels[name].astype(np.float64)
    off = 0.00051 if name in S1_BANDS else 0.00006
    assert (found.pixels, found.missing, found.unit) == (of.size, 0, BANDS[name].unit)
    assert found.mean == pytest.approx(of.mean(), abs=off)
    assert found.std == pytest.approx(of.std(), abs=off)
    assert (found.min, found.max) == pytest.approx((of.min(), of.max()), abs=off)
    assert tuple(found.percentiles) == PLACES
    expected = np.percentile(of, PLACES, method="inverted_cdf")
    assert [*found.percentiles.values()] == pytest.approx(expected, abs=off)


def test_counts_stay_whole_numbers(studied: Path) -> None:
    """What is a digital number in the data is one in the file."""
    found = band_statistics(studied)
    assert list(found) == list(BANDS)
    for name in S2_BANDS:
        whole = (found[name].min, found[name].max, *found[name].percentiles.values())
        assert {type(value) for value in whole} == {int}


def patches(tmp_path: Path, *rasters: dict[str, np.ndarray]) -> BandJob:
    """A file with these patches; bands that are not given are all 1."""
    usual = {band.name: np.ones((band.size, band.size), band.dtype) for band in BANDS.values()}
    rows = [
        {"patch_id": f"patch {k}"} | {name: to_planes(r) for name, r in (usual | of).items()}
        for k, of in enumerate(rasters)
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "patches.parquet")
    file = entry("train-00000-of-00001", len(rows), path="patches.parquet")
    return BandJob(release_of(where=tmp_path), file)


def test_pixels_without_data_are_left_out_and_counted(tmp_path: Path) -> None:
    """NaN and infinity in radar, 0 in Sentinel-2: by hand, -12 and -8 leave -10 with deviation 2.

    Of 100, 300 and zeros remain the mean 200 and the deviation 100.
    """
    radar = np.full((120, 120), np.nan, "<f4")
    radar[0, :6] = -12, -8, np.inf, -np.inf, -12, -8
    optical = np.zeros((20, 20), "<u2")
    optical[0, :2] = 100, 300
    counted, levels = count_levels(patches(tmp_path, {"VV": radar, "B01": optical}))
    of_radar, of_optical = (summary(levels[name], BANDS[name]) for name in ("VV", "B01"))
    assert counted == 1
    assert (of_radar.pixels, of_radar.missing) == (4, 14396)
    assert (of_radar.mean, of_radar.std, of_radar.min, of_radar.max) == (-10, 2, -12, -8)
    assert (of_optical.pixels, of_optical.missing) == (2, 398)
    assert (of_optical.mean, of_optical.std) == (200, 100)
    assert (of_optical.percentiles[50], of_optical.percentiles[75]) == (100, 300)


def test_a_band_without_data_is_left_out(tmp_path: Path) -> None:
    """Nothing but NaN has no mean."""
    _, levels = count_levels(patches(tmp_path, {"VH": np.full((120, 120), np.nan, "<f4")}))
    assert list(builder.stats.bands._summaries(levels)) == [name for name in BANDS if name != "VH"]


@pytest.mark.parametrize("value", [65535, 1])
def test_the_largest_numbers_do_not_overflow(value: int) -> None:
    """Half a billion patches' worth of one value has this mean and no deviation."""
    levels = np.zeros(65537, np.int64)
    levels[value] = 500_000 * 14_400
    found = summary(levels, BANDS["B02"])
    assert (found.mean, found.std, found.percentiles[1]) == (value, 0, value)


def test_bytes_that_are_no_band_are_named(tmp_path: Path) -> None:
    """File, patch and band are named; so is a column that is not there."""
    job = patches(tmp_path, {"B05": np.ones((30, 30), "<u2")})
    with pytest.raises(DataError, match=r"patches\.parquet: patch 0: B05: 1800 bytes.*verify"):
        count_levels(job)
    table = pq.read_table(tmp_path / "patches.parquet").drop_columns(["VV"])
    pq.write_table(table, tmp_path / "patches.parquet")
    with pytest.raises(DataError, match=r"patch 0: (B05|VV)"):
        count_levels(job)


def test_any_number_of_processes_writes_the_same(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alone and in worker processes the file is the same; progress counts every patch once."""
    before = (copy / FILE).read_bytes()
    monkeypatch.setattr(builder.stats.bands, "_ALONE", 0)
    seen: list[int] = []
    write_bands(Release.open(copy), seen.append)
    assert (copy / FILE).read_bytes() == before
    assert sum(seen) == json.loads(before)["patches"] == Release.open(copy).rows["patches"]["train"]


def test_card_and_page_show_the_bands(studied: Path) -> None:
    """The folded table stands in the card and on the page, one line a band."""
    card = (studied / "README.md").read_text("utf-8")
    folded = card.split("<summary>Pixels of the bands</summary>")[1].split("</details>")[0]
    for name, of in band_statistics(studied).items():
        assert f"| {name} | {of.mean:,.2f} | {of.std:,.2f} |" in folded
    assert 'id="bands"' in (studied / "statistics.html").read_text("utf-8")


def _set(out: Path, **values: Any) -> None:
    stored = json.loads((out / FILE).read_text("utf-8"))
    (out / FILE).write_text(json.dumps(stored | values), "utf-8")


def test_verify_finds_bands_of_other_files(copy: Path) -> None:
    """Statistics of another version, or of fewer patches, are faults."""
    _set(copy, version="0.0.1", patches=1)
    faults = [f for f in verify(Release.open(copy), lambda _: None) if f.startswith(FILE)]
    assert any("version" in f and "'0.0.1'" in f and "builder stats" in f for f in faults)
    assert any("patches" in f for f in faults)


def test_a_release_without_the_file_says_how_to_make_it(release: Path) -> None:
    """Built, but not counted yet: one sentence, with the command."""
    with pytest.raises(FileNotFoundError, match=r"bands\.json: not there.*builder stats"):
        band_statistics(release)


@pytest.mark.parametrize("content", ["[]", "{}", '{"bands": {"B01": {"mean": 1}}}', "no JSON"])
def test_a_file_of_another_form_is_refused(copy: Path, content: str) -> None:
    """What was edited by hand is named, with the command that makes it again."""
    (copy / FILE).write_text(content, "utf-8")
    with pytest.raises(ValueError, match=r"bands\.json: .*builder stats"):
        band_statistics(copy)


def test_the_command_counts_bands_and_removes_those_of_a_release_without(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`stats` writes the file; a release without pixels has none, and its card no table."""
    (copy / FILE).unlink()
    assert main(["stats", str(copy)]) == 0
    assert math.isfinite(band_statistics(copy)["VV"].mean)
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    assert FILE in manifest["others"]
    manifest["settings"]["maps_only"] = True
    (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    write_bands(Release.open(copy), lambda _: None)
    assert not (copy / FILE).exists()


def test_the_hub_sends_two_small_files(
    studied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a repository the numbers are the same, and neither text nor pixel is fetched."""
    import subprocess
    import sys

    code = (
        "from bigearthnet_txt import band_statistics; "
        f"print(band_statistics({REPO!r}, revision='v1.0.0')['VV'].mean)"
    )
    with Hub({"v1.0.0": studied}) as hub:
        for name, value in {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path)}.items():
            monkeypatch.setenv(name, value)
        told = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert told.stdout.strip() == str(band_statistics(studied)["VV"].mean), told.stderr
        assert set(hub.sent) == {"manifest.json", FILE}
