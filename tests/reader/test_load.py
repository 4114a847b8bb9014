"""`load`: the rows of `load_dataset`, with the bands of their patches."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import pytest
from datasets.distributed import split_dataset_by_node
from datasets.fingerprint import Hasher

import bigearthnet_txt
from bigearthnet_txt import (
    BANDS,
    S1_BANDS,
    S2_BANDS,
    decode_bands,
    decode_group,
    load,
    stack_bands,
)
from bigearthnet_txt_reader import forms, pixel_files, streams
from bigearthnet_txt_reader.loading import band_names
from tests.conftest import built
from tests.held import CONFIGS
from tests.matrix.read_release import decoded, digest
from tests.reader.conftest import STYLES
from tests.rows import held

pytestmark = pytest.mark.usefixtures("cache")

TEXTS = ("captions", "vqa", "refexp", "benchmark")


def test_band_names_are_in_band_order() -> None:
    """A sensor means its bands, and a band that is named twice comes once.

    B8A follows B08 whatever the order asked for.
    """
    assert band_names(["s1", "s2"]) == tuple(BANDS)
    assert band_names(["B8A", "s1", "B08", "VV"]) == ("B08", "B8A", *S1_BANDS)
    assert band_names(["reference_map", "s2"]) == (*S2_BANDS, "reference_map")


@pytest.mark.parametrize(
    ("bands", "found"), [(["B08", "B10"], "'B10'"), ("s2", "'s2'"), (["S2"], "'S2'")]
)
def test_unknown_bands_are_refused(bands: Any, found: str, release: Path) -> None:
    """Sentinel-2 has a B10, but BigEarthNet has not; a text is no list.

    The error lists the names that can be given.
    """
    with pytest.raises(
        ValueError, match=f"bands: {found}; give a list of s2, s1, B01, .*, VH, reference_map"
    ):
        load("vqa", "train", source=release, bands=bands)


@pytest.mark.parametrize("config", CONFIGS)
@STYLES
def test_without_bands_the_rows_are_those_of_load_dataset(
    release: Path, config: str, streaming: bool
) -> None:
    """Every split has every value of the files and the features of the contract.

    It says which version and config it is.
    """
    for split in CONFIGS[config]:
        rows = load(config, split, source=release, streaming=streaming)
        assert digest(map(decoded, rows)) == held(release, config)[split]
        assert (
            rows.features
            == datasets.load_dataset(str(release), config, split=split, streaming=True).features
        )
        assert (str(rows.info.version), rows.info.config_name) == ("1.0.0", config)


@pytest.mark.parametrize("config", TEXTS)
@STYLES
def test_bands_are_joined_to_every_annotation(release: Path, config: str, streaming: bool) -> None:
    """Each row keeps what `load_dataset` gives, preview included.

    It gains the 14 bands of row `patch_row` of `patches`, bit for bit.
    """
    for split in CONFIGS[config]:
        patches = datasets.load_dataset(str(release), "patches", split=split)
        plain = datasets.load_dataset(str(release), config, split=split)
        joined = list(load(config, split, source=release, bands=["s2", "s1"], streaming=streaming))
        assert digest({name: row[name] for name in plain.column_names} for row in joined) == digest(
            plain
        )
        for row in joined[::7]:
            expected = decode_bands({name: patches[row["patch_row"]][name] for name in BANDS})
            assert list(row)[-14:] == list(BANDS) or not streaming
            assert {name: row[name].tobytes() for name in BANDS} == {
                name: raster.tobytes() for name, raster in expected.items()
            }
            assert {name: row[name].dtype for name in BANDS} == {
                name: raster.dtype for name, raster in expected.items()
            }
            assert stack_bands(row).shape == (14, 120, 120)


@STYLES
def test_patches_come_with_their_bands_as_arrays(release: Path, streaming: bool) -> None:
    """With bands, a row of `patches` has its ids, labels and previews as before.

    It has those bands as arrays, and no other raster.
    """
    plain = datasets.load_dataset(str(release), "patches", split="test")
    rows = list(
        load("patches", "test", source=release, bands=["B05", "reference_map"], streaming=streaming)
    )
    assert len(rows) == len(plain)
    for row, expected in zip(rows, plain, strict=True):
        assert set(row) == set(expected) - set(BANDS) | {"B05"}
        assert (row["patch_id"], row["labels"], row["sar"].tobytes()) == (
            expected["patch_id"],
            expected["labels"],
            expected["sar"].tobytes(),
        )
        assert (row["B05"].shape, row["reference_map"].shape) == ((60, 60), (120, 120))
        assert row["B05"].tobytes() == decode_bands({"B05": expected["B05"]})["B05"].tobytes()


@STYLES
def test_a_patch_is_decoded_once(
    release: Path, streaming: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream decodes a patch once for all its annotations; by number none is decoded at all.

    The arrays are shared and read-only: nobody can change them for the next row.
    """
    load("vqa", "train", source=release, bands=["B02"])  # writes the decoded rasters
    found = Counter[str]()

    def counting(row: dict[str, Any], bands: Any) -> np.ndarray:
        found["patches"] += 1
        return decode_group(row, bands)

    for module in (streams, pixel_files, forms):
        monkeypatch.setattr(module, "decode_group", counting)
    rows = list(load("vqa", "train", source=release, bands=["B02"], streaming=streaming))
    patches = len({row["patch_id"] for row in rows})
    assert found["patches"] == (patches if streaming else 0) and patches < len(rows) / 5
    assert np.shares_memory(rows[0]["B02"], rows[1]["B02"]) or not streaming
    with pytest.raises(ValueError, match="read-only"):
        rows[0]["B02"] += 1


def test_a_joined_dataset_can_be_shuffled_filtered_and_narrowed(release: Path) -> None:
    """What `datasets` offers keeps working.

    The bands follow `patch_row`; columns without it come alone.
    """
    rows = load("vqa", "train", source=release, bands=["B04"])
    for row in rows.shuffle(seed=1).select(range(20)):
        again = load("patches", "train", source=release, bands=["B04"])[row["patch_row"]]
        assert row["patch_id"] == again["patch_id"] and (row["B04"] == again["B04"]).all()
    assert len(rows["input"]) == len(rows)
    assert set(rows.select_columns(["input", "output"])[0]) == {"input", "output"}


def test_streaming_reads_the_shards_of_a_node(release: Path) -> None:
    """Split between two nodes, and each between two workers, the rows are all there, each once."""
    rows = load("vqa", "train", source=release, bands=["VV"], streaming=True)
    everything = [row["ID"] for row in rows]
    nodes = [split_dataset_by_node(rows, rank, 2) for rank in range(2)]
    assert sorted(row["ID"] for node in nodes for row in node) == sorted(everything)
    shards = [row["ID"] for k in range(2) for row in rows.shard(num_shards=2, index=k)]
    assert sorted(shards) == sorted(everything) and len(set(everything)) == len(everything)


@STYLES
def test_a_release_without_pixels_says_so(world: Path, tmp_path: Path, streaming: bool) -> None:
    """Bands of a release built with --maps-only are null; its reference map can be had."""
    maps = tmp_path / "bigearthnet_txt"
    built(world, maps, maps_only=True, limit=20)
    with pytest.raises(
        ValueError, match=r"B08: not every row holds 28800 bytes; .* built with pixels\?"
    ):
        next(iter(load("captions", "train", source=maps, bands=["B08"], streaming=streaming)))
    row = next(
        iter(load("captions", "train", source=maps, bands=["reference_map"], streaming=streaming))
    )
    assert row["image"] is None and row["reference_map"].shape == (120, 120)


@pytest.mark.parametrize("name", ["decode_bands", "render", "stack_bands", "transform"])
def test_a_function_that_calls_ours_can_be_mapped(name: str) -> None:
    """`datasets` follows what a function calls, and never ends where two call each other."""
    called = getattr(bigearthnet_txt, name)
    assert Hasher.hash(lambda row: called(row))
    scope = {name: called}
    exec(f"def mapped(row): return {name}(row)", scope)
    assert Hasher.hash(scope["mapped"])
