"""What a user of `datasets` gets from a release, never old rows.

Rows, pixels and types are the same by every way in.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import pyarrow.parquet as pq
import pytest
import rasterio

from bigearthnet_txt import (
    BANDS,
    COLUMNS,
    S1_BANDS,
    BigEarthNetTxt,
    decode_bands,
    features,
)
from builder.cli import main
from tests.conftest import built, made_once
from tests.held import CONFIGS
from tests.matrix.read_release import ROADS, data_files, digest, read, read_rebuilt
from tests.rows import held


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here may ask the Hub."""
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


@pytest.fixture(scope="module")
def mini(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the six real patches.

    One is under snow, and one has pixels that CORINE does not cover.
    """

    def make(folder: Path) -> None:
        out = str(folder / "bigearthnet_txt")
        assert main(["build", str(shared / "raw-mini"), "--out", out, "--workers", "1"]) == 0

    return made_once(tmp_path_factory, "mini", make) / "bigearthnet_txt"


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("road", ROADS)
def test_every_road_gives_the_rows_of_the_files(
    release: Path, tmp_path: Path, road: str, config: str
) -> None:
    """Every value and type is what the Parquet files hold.

    The roads are name, folder, files and class, map-style and streaming.
    """
    given = read(ROADS[road], release, config, tmp_path / "cache")
    assert given["splits"] == held(release, config)
    assert list(given["kinds"].items()) == [
        (column.name, column.kind) for column in COLUMNS[config]
    ]


@pytest.mark.parametrize("streaming", [False, True])
def test_the_documented_call_works_word_for_word(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, streaming: bool
) -> None:
    """`load_dataset("bigearthnet_txt", "vqa")` beside the folder works word for word.

    It gives the same rows with ./ and as a full path.
    """
    monkeypatch.chdir(release.parent)
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", str(tmp_path))
    expected = held(release, "vqa")
    for path in ("bigearthnet_txt", "./bigearthnet_txt", str(release)):
        loaded = datasets.load_dataset(path, "vqa", streaming=streaming)
        assert {split: digest(rows) for split, rows in loaded.items()} == expected, path


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("streaming", [False, True])
def test_images_arrive_as_pictures(
    release: Path, tmp_path: Path, config: str, streaming: bool
) -> None:
    """Image columns are decoded, by folder and from bare files: RGB, 120 x 120 pixels."""
    options = {"cache_dir": str(tmp_path), "streaming": streaming}
    for loaded in (
        datasets.load_dataset(str(release), config, **options),
        datasets.load_dataset("parquet", data_files=data_files(release, config), **options),
    ):
        row = next(iter(next(iter(loaded.values()))))
        pictures = [row[name] for name in ("image", "sar") if name in row]
        assert [(p.mode, p.size) for p in pictures] == [("RGB", (120, 120))] * (
            2 if config == "patches" else 1
        )


@pytest.mark.parametrize("config", CONFIGS)
def test_features_are_the_contracts(release: Path, tmp_path: Path, config: str) -> None:
    """Card and Parquet metadata both give the features of `features(config)`."""
    by_folder = datasets.load_dataset(str(release), config, cache_dir=str(tmp_path), streaming=True)
    by_files = datasets.load_dataset(
        "parquet", data_files=data_files(release, config), cache_dir=str(tmp_path), streaming=True
    )
    for split in by_folder:
        assert by_folder[split].features == by_files[split].features == features(config)


def test_patch_row_points_at_the_patch(release: Path, tmp_path: Path) -> None:
    """Row `patch_row` of the same split of `patches` is the patch a text is about.

    It has the same preview, across shards.
    """
    for config in ("captions", "vqa", "refexp", "benchmark"):
        texts, patches = (
            datasets.load_dataset(str(release), c, cache_dir=str(tmp_path))
            for c in (config, "patches")
        )
        for split, rows in texts.items():
            named = patches[split].select_columns("patch_id")[:]["patch_id"]
            assert [named[k] for k in rows["patch_row"]] == list(rows["patch_id"])
            assert (
                rows[-1]["image"].tobytes()
                == patches[split][rows[-1]["patch_row"]]["image"].tobytes()
            )


@pytest.mark.parametrize("road", ROADS)
def test_a_rebuilt_release_is_never_answered_from_the_cache(
    release: Path, newer: Path, tmp_path: Path, road: str
) -> None:
    """Replacing a release by a new version at the same place gives the new rows.

    The cache is the same.
    """
    assert held(release, "vqa") != held(newer, "vqa")
    given = read_rebuilt(ROADS[road], (release, newer), tmp_path)
    assert given["splits"] == held(newer, "vqa")
    assert given["version"] == ("0.0.0" if road.startswith("files") else "1.0.1")


def test_the_class_tells_releases_of_one_version_apart(
    release: Path, world: Path, tmp_path: Path
) -> None:
    """Two releases called 1.0.0 share no cache entry: its key holds the manifest's hash."""
    other = tmp_path / "bigearthnet_txt"
    built(world, other, seed=3)
    for folder in (release, other):
        assert read(ROADS["class, map"], folder, "vqa", tmp_path / "cache")["splits"] == held(
            folder, "vqa"
        )


def test_the_class_finds_the_release_from_its_scripts(release: Path, tmp_path: Path) -> None:
    """A base_path that ends in scripts/ means the folder above.

    Old versions of `datasets` give it like that.
    """
    builder = BigEarthNetTxt(
        config_name="captions", base_path=str(release / "scripts"), cache_dir=str(tmp_path)
    )
    assert {split: digest(rows) for split, rows in builder.as_streaming_dataset().items()} == held(
        release, "captions"
    )


def test_the_class_refuses_a_folder_without_manifest(tmp_path: Path) -> None:
    """An unfinished build, or the wrong folder, is named."""
    with pytest.raises(
        FileNotFoundError,
        match=r"manifest\.json: not there; give the folder of a finished release as base_path",
    ):
        BigEarthNetTxt(config_name="vqa", base_path=str(tmp_path))


def test_a_lost_shard_is_noticed(release: Path, tmp_path: Path) -> None:
    """A release that lost a file does not load as if it were whole.

    `datasets` compares the card's numbers with the rows.
    """
    broken = tmp_path / "bigearthnet_txt"
    shutil.copytree(release, broken)
    Path(data_files(broken, "vqa")["train"][0]).unlink()
    with pytest.raises(datasets.exceptions.NonMatchingSplitsSizesError, match="train"):
        datasets.load_dataset(str(broken), "vqa", cache_dir=str(tmp_path / "cache"))


def test_only_sound_real_patches_are_published(mini: Path, tmp_path: Path) -> None:
    """Of six real patches four remain: three in train, one in test, none in validation.

    The snowy one appears nowhere.
    """
    loaded = datasets.load_dataset(str(mini), "patches", cache_dir=str(tmp_path))
    assert {split: len(rows) for split, rows in loaded.items()} == {"train": 3, "test": 1}
    assert [config for config in CONFIGS if (mini / "data" / config).is_dir()] == [
        "captions",
        "vqa",
        "refexp",
        "patches",
    ]
    named = {
        name
        for path in mini.rglob("*.parquet")
        for name in pq.read_table(path, columns=["patch_id"])["patch_id"].to_pylist()
    }
    assert len(named) == 5 and not [name for name in named if name.endswith("T35VPK_57_38")]


def test_the_rejected_real_patch_is_listed_with_its_reason(mini: Path) -> None:
    """The patch whose map holds code 999 is in `rejected.parquet`, with the number of pixels."""
    (fault,) = pq.read_table(mini / "rejected.parquet").to_pylist()
    assert fault["patch_id"] == "S2B_MSIL2A_20170924T093019_N9999_R136_T35VPK_69_24"
    assert "99 px" in fault["reason"] and not fault["damage"]


def test_real_texts_load_like_synthetic_ones(mini: Path, tmp_path: Path) -> None:
    """A release without validation split and without climate zones loads by every road."""
    for name, road in ROADS.items():
        for config in ("captions", "vqa", "refexp", "patches"):
            assert read(road, mini, config, tmp_path / name)["splits"] == held(mini, config), name


def test_a_config_without_rows_is_refused_by_name(mini: Path, tmp_path: Path) -> None:
    """Six patches give no benchmark; asking the class for it says so."""
    with pytest.raises(ValueError, match="this release has no rows of the config 'benchmark'"):
        BigEarthNetTxt(
            config_name="benchmark", base_path=str(mini), cache_dir=str(tmp_path)
        ).as_streaming_dataset()


def _by_rasterio(raw: Path, patch: dict[str, Any]) -> dict[str, np.ndarray]:
    """All rasters of a patch as rasterio reads them from the raw archive."""
    read: dict[str, np.ndarray] = {}
    for name in (*BANDS, "reference_map"):
        stem = patch["s1_name"] if name in S1_BANDS else patch["patch_id"]
        (path,) = raw.rglob(f"{stem}_{name}.tif")
        with rasterio.open(path) as file:
            read[name] = file.read(1)
    return read


def test_real_pixels_survive_bit_for_bit(mini: Path, shared: Path, tmp_path: Path) -> None:
    """All 14 bands and the map of the four real patches equal what rasterio reads.

    They do so after load_dataset and decode_bands.
    """
    loaded = datasets.load_dataset(str(mini), "patches", cache_dir=str(tmp_path))
    for patch in (patch for rows in loaded.values() for patch in rows):
        given, expected = decode_bands(patch), _by_rasterio(shared / "raw-mini", patch)
        assert list(given) == list(expected)
        for name, raster in expected.items():
            assert (given[name].dtype, given[name].shape) == (raster.dtype, raster.shape), name
            assert given[name].tobytes() == raster.tobytes(), f"{patch['patch_id']} {name}"
