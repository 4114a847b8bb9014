"""`load` of several configs: one schema, an order by seed, weights, columns and filters."""

from __future__ import annotations

import errno
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from datasets.distributed import split_dataset_by_node

from bigearthnet_txt import COLUMNS, load
from bigearthnet_txt_reader import pixel_files
from bigearthnet_txt_reader.release import Release
from tests.conftest import built
from tests.reader.conftest import STYLES

pytestmark = pytest.mark.usefixtures("cache")

CONFIGS = ["captions", "vqa", "refexp"]


def _files(release: Path, config: str, columns: list[str]) -> list[dict[str, Any]]:
    """Rows of train as they lie in the files."""
    paths = sorted(release.glob(f"data/{config}/train-*"))
    return [row for path in paths for row in pq.ParquetFile(path).read(columns).to_pylist()]


def _ids(release: Path, config: str) -> list[int]:
    return [row["ID"] for row in _files(release, config, ["ID"])]


@STYLES
def test_without_weights_every_row_comes_once(release: Path, streaming: bool) -> None:
    """All rows of all configs, with the columns of all and the bands of their patches.

    Without a seed they follow their patches.
    """
    rows = load(CONFIGS, "train", source=release, bands=["B05"], streaming=streaming)
    given = [(row["ID"], row["patch_row"], row["B05"].shape) for row in rows]
    assert sorted(one[0] for one in given) == sorted(i for c in CONFIGS for i in _ids(release, c))
    assert [one[1] for one in given] == sorted(one[1] for one in given)
    assert {one[2] for one in given} == {(60, 60)}
    named = {column.name for config in CONFIGS for column in COLUMNS[config]}
    assert {*rows.column_names} == named | {"B05"} == {*next(iter(rows))}


@STYLES
def test_a_seed_gives_an_order_and_another_gives_another(release: Path, streaming: bool) -> None:
    """The same seed gives the same order, another one another; the rows are the same."""
    options: dict[str, Any] = {"source": release, "streaming": streaming, "image": False}
    one, again, other = (
        [row["ID"] for row in load(CONFIGS, "train", seed=seed, **options)] for seed in (1, 1, 2)
    )
    assert one == again != other and sorted(one) == sorted(other)


@STYLES
def test_weights_are_shares_of_the_rows(release: Path, streaming: bool) -> None:
    """1 : 2 of two configs: the one that runs out first comes whole, of the other the share.

    No row comes twice, and map style and streams take the same rows.
    """
    mix = {"captions": 1, "vqa": 2}
    options: dict[str, Any] = {"source": release, "mix": mix, "seed": 3, "image": False}
    rows = list(load([*mix], "train", streaming=streaming, **options))
    counts = Counter("captions" if row["type"] == "captioning" else "vqa" for row in rows)
    there = {config: len(_ids(release, config)) for config in mix}
    scale = min(there["captions"], there["vqa"] / 2)
    assert counts["captions"] == pytest.approx(scale, rel=0.2)
    assert counts["vqa"] == pytest.approx(2 * scale, rel=0.2)
    assert any(counts[config] == there[config] for config in mix)
    same = {row["ID"] for row in load([*mix], "train", streaming=not streaming, **options)}
    assert {row["ID"] for row in rows} == same and len(same) == len(rows)


def test_a_mixed_stream_is_resumed_and_dealt_to_nodes(release: Path) -> None:
    """After `state_dict` the rest comes, and two nodes share the rows."""
    options: dict[str, Any] = {"source": release, "streaming": True, "seed": 5, "image": False}
    rows = load(CONFIGS, "train", **options)
    whole = [row["ID"] for row in rows]
    taken = iter(rows)
    for _ in range(30):
        next(taken)
    again = load(CONFIGS, "train", **options)
    again.load_state_dict(json.loads(json.dumps(rows.state_dict())))
    assert [row["ID"] for row in again] == whole[30:]
    nodes = [row["ID"] for rank in range(2) for row in split_dataset_by_node(rows, rank, 2)]
    assert sorted(nodes) == sorted(whole)


@STYLES
@pytest.mark.parametrize(
    "where",
    [
        {"type": "mcq"},
        {"category": ["presence", "area"], "season": ["Spring", "Summer"]},
        {"country": "Finland", "type": ["binary", "mcq"]},
        {"classes": ["Pastures", "Marine waters"]},
    ],
)
def test_filters_keep_the_rows_that_have_a_value(
    release: Path, streaming: bool, where: dict[str, Any]
) -> None:
    """As if each row of the files was asked; of a list, one of its values is enough."""

    def fits(row: dict[str, Any]) -> bool:
        asked = {name: [v] if isinstance(v, str) else v for name, v in where.items()}
        held = {n: row[n] if isinstance(row[n], list) else [row[n]] for n in asked}
        return all({*held[name]} & {*values} for name, values in asked.items())

    expected = [r["ID"] for r in _files(release, "vqa", ["ID", *where]) if fits(r)]
    if not expected:
        with pytest.raises(ValueError, match="no row of vqa for where="):
            load("vqa", "train", source=release, where=where, streaming=streaming)
        return
    rows = load("vqa", "train", source=release, where=where, bands=["B01"], streaming=streaming)
    assert [row["ID"] for row in rows] == expected


@STYLES
def test_columns_are_those_asked_for(release: Path, streaming: bool) -> None:
    """In the order of the contract, with the bands behind them; the preview can be left out."""
    options: dict[str, Any] = {"source": release, "streaming": streaming}
    rows = load("vqa", "train", columns=["output", "input", "image"], bands=["VV"], **options)
    assert rows.column_names == [*next(iter(rows))] == ["input", "output", "image", "VV"]
    bare = load("vqa", "train", columns=["output", "image"], image=False, **options)
    assert bare.column_names == [*next(iter(bare))] == ["output"]
    assert "image" not in load("captions", "train", image=False, **options).column_names


@pytest.mark.parametrize(
    ("config", "options", "said"),
    [
        (CONFIGS, {"mix": {"captions": 0, "vqa": 1, "refexp": 1}}, "weight of captions is 0; give"),
        (
            CONFIGS,
            {"mix": {"captions": 1, "vqa": -2, "refexp": 1}},
            "the weight of vqa is -2; give",
        ),
        (
            CONFIGS,
            {"mix": {"captions": 1}},
            "mix: weights of captions; give one of each of captions",
        ),
        (CONFIGS, {"where": {"grain": "short"}}, "where: 'grain' is no column of captions and vqa"),
        (
            "vqa",
            {"where": {"sesaon": "Fall"}},
            "where: 'sesaon' is no column of vqa; use one of ID,",
        ),
        (
            "vqa",
            {"where": {"season": "Autumn"}},
            "season 'Autumn'; use Spring, Summer, Fall, Winter",
        ),
        ("vqa", {"where": {"category": []}}, "where: category no value; use"),
        ("vqa", {"columns": ["caption"]}, "columns: 'caption'; vqa has ID, s1_name"),
        (["vqa", "patches"], {}, "configs vqa, patches: give each text config once"),
        (["vqa", "vqa"], {}, "configs vqa, vqa: give each text config once"),
        ([], {}, "configs none: give each text config once"),
        (["vqa", "qa"], {}, "config 'qa': use one of captions, vqa"),
    ],
)
@STYLES
def test_what_cannot_be_meant_is_said(
    release: Path, config: Any, options: dict[str, Any], said: str, streaming: bool
) -> None:
    """One sentence: the value found, and what can be given."""
    with pytest.raises(ValueError, match=said):
        load(config, "train", source=release, streaming=streaming, **options)


@STYLES
def test_a_mix_of_a_config_without_rows_is_refused(release: Path, streaming: bool) -> None:
    """No split of it, or no row that the filter keeps."""
    with pytest.raises(ValueError, match="no split 'train' of 'benchmark'; the release has bench"):
        load(["vqa", "benchmark"], "train", source=release, streaming=streaming)  # type: ignore[list-item]
    with pytest.raises(ValueError, match="no row of refexp for where="):
        load(
            ["vqa", "refexp"],
            "train",
            source=release,
            streaming=streaming,
            mix={"vqa": 1, "refexp": 1},
            where={"type": "mcq"},
        )


def test_texts_beside_patches_of_another_release_are_refused(
    world: Path, release: Path, tmp_path: Path
) -> None:
    """By number: the row, the patch that it is about, and where."""
    mixed = tmp_path / "bigearthnet_txt"
    built(world, tmp_path / "other", limit=30)
    shutil.copytree(tmp_path / "other", mixed)
    path = sorted(mixed.glob("data/patches/train-*"))[0]
    table = pq.ParquetFile(path).read()
    pq.write_table(table.take([*range(len(table))][::-1]), path, compression="zstd")
    with pytest.raises(ValueError, match="is another one; are both from the same release"):
        load("vqa", "train", source=mixed, bands=["B01"])


def test_a_full_disk_is_said_before_anything_is_written(
    release: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is needed, what is free, and three ways out; nothing is left in the cache."""
    usage = shutil.disk_usage(cache)._replace(free=1000)
    monkeypatch.setattr(pixel_files.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(
        OSError, match=r"GB are needed for the pixels, 0.00 GB are free; ask for fewer"
    ):
        load("vqa", "train", source=release, bands=["s2", "s1"])
    assert not [path for path in cache.rglob("*") if path.is_file()]


def test_a_disk_that_fills_up_meanwhile_is_said_too(
    release: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others write to it as well: the same sentence, and no half file is left."""

    def full(_: Any, __: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pixel_files._Rasters, "add", full)
    with pytest.raises(OSError, match=r"GB are needed for the pixels, .* read without a cache"):
        load("vqa", "train", source=release, bands=["B01", "B02"])
    assert not [path for path in cache.rglob("*") if path.is_file()]


def test_rows_that_are_open_outlive_a_release_that_is_replaced(
    release: Path, newer: Path, tmp_path: Path
) -> None:
    """Rows by number keep their texts and pixels; what is loaded next is the new release."""
    folder = tmp_path / "bigearthnet_txt"
    shutil.copytree(release, folder)
    rows = load("vqa", "train", source=folder, bands=["B02"])
    before = [(row["ID"], row["B02"].tobytes()) for row in rows.select(range(5))]
    shutil.rmtree(folder)
    shutil.copytree(newer, folder)
    assert [(row["ID"], row["B02"].tobytes()) for row in rows.select(range(5))] == before
    assert str(load("vqa", "train", source=folder).info.version) == "1.0.1"


def test_rasters_take_their_size_once(release: Path, cache: Path) -> None:
    """Asking for more bands writes those that are lacking, and texts are not copied to disk."""
    patches = Release.open(release).rows["patches"]["train"]
    for bands in (["B02"], ["B02", "B05"], ["B05"]):
        load("vqa", "train", source=release, bands=bands, image=False)
    files = {path.name: path.stat().st_size for path in cache.rglob("*") if path.is_file()}
    assert files == {"B02.npy": 128 + patches * 28800, "B05.npy": 128 + patches * 7200}
