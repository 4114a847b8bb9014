"""Files read through the index of a tar have the same bytes as from the tree.

Changes and faults have clear messages.
"""

from __future__ import annotations

import os
import pickle
import random
import tarfile
from pathlib import Path

import pytest

from builder.errors import DataError
from builder.sources.index import (
    Stamp,
    Tar,
    index_of,
    index_path,
    is_indexed,
    write_index,
)
from builder.sources.index_file import Places, read_facts
from builder.sources.store import Tree
from builder.sources.tar import Walker
from tests.archives import gnu_tar, names, plain_tree

ROOT = "BigEarthNet-S2"


def indexed(tar: Path) -> Tar:
    walker = Walker(ROOT)
    walker.feed(tar.read_bytes())
    walker.close()
    index = index_path(tar, tar.parent)
    write_index(index_of(walker), {}, index, Stamp.of(tar))
    return Tar(tar, index)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return plain_tree(tmp_path / "raw", 30)


def test_every_file_reads_as_from_the_tree(raw: Path, tmp_path: Path) -> None:
    """All 90 files have the bytes of the unpacked files.

    They are read in any order, several at a time, from a store that has travelled.
    """
    store = pickle.loads(pickle.dumps(indexed(gnu_tar(raw / ROOT, tmp_path / "a.tar"))))
    wanted = [name for name in names(raw) if name.startswith(ROOT)]
    random.Random(2).shuffle(wanted)
    assert len(wanted) == 90
    assert store.rasters(wanted) == Tree(raw).rasters(wanted)
    assert [store.rasters([name])[0] for name in wanted] == store.rasters(wanted)


def test_a_missing_member_reads_as_a_missing_file(raw: Path, tmp_path: Path) -> None:
    """Tree and tar say the same of a file that neither has.

    So a release does not depend on the form.
    """
    store = indexed(gnu_tar(raw / ROOT, tmp_path / "a.tar"))
    there, gone = f"{ROOT}/{raw.name}", f"{ROOT}/product/patch/patch_B02.tif"
    said = []
    for one in (store, Tree(raw)):
        with pytest.raises(ValueError) as caught:
            one.rasters([gone, there])
        said.append(str(caught.value))
    assert said == [f"{gone}: no such file"] * 2


def test_sizes_that_no_raster_has_are_refused(tmp_path: Path) -> None:
    """An empty member and one of more than 65,536 bytes are told as in the tree."""
    folder = tmp_path / "raw" / ROOT / "product" / "patch"
    folder.mkdir(parents=True)
    for name, size in (("empty", 0), ("largest", 1 << 16), ("larger", (1 << 16) + 1)):
        (folder / f"{name}.tif").write_bytes(bytes(size))
    for store in (
        indexed(gnu_tar(tmp_path / "raw" / ROOT, tmp_path / "a.tar")),
        Tree(tmp_path / "raw"),
    ):
        assert len(store.rasters([f"{ROOT}/product/patch/largest.tif"])[0]) == 1 << 16
        with pytest.raises(ValueError, match=r"empty\.tif: 0 bytes, expected"):
            store.rasters([f"{ROOT}/product/patch/empty.tif"])
        with pytest.raises(ValueError, match=r"larger\.tif: more than 65536 bytes, expected"):
            store.rasters([f"{ROOT}/product/patch/larger.tif"])


def test_an_index_is_of_one_tar_only(raw: Path, tmp_path: Path) -> None:
    """A tar of another size or time is not indexed; half an index is none."""
    store = indexed(gnu_tar(raw / ROOT, tmp_path / "a.tar"))
    assert is_indexed(store.tar, store.index)
    os.utime(store.tar, ns=(1, 1))
    assert not is_indexed(store.tar, store.index)
    with pytest.raises(
        DataError, match=r"a\.tar: changed while it was being read; run the same command again"
    ):
        store.rasters([names(raw)[0]])
    store = indexed(store.tar)
    store.index.write_bytes(store.index.read_bytes()[:-100])
    assert not is_indexed(store.tar, store.index)


@pytest.mark.parametrize("part", [0.1, 0.3, 0.6, 0.9])
def test_a_wrong_byte_in_an_index_is_found(part: float, raw: Path, tmp_path: Path) -> None:
    """An index that is not the one that was written is made again, facts and columns alike."""
    store = indexed(gnu_tar(raw / ROOT, tmp_path / "a.tar"))
    data = bytearray(store.index.read_bytes())
    assert data.startswith(b'{"files": "90", "sum": "')
    data[int(part * len(data))] ^= 1
    store.index.write_bytes(data)
    assert not is_indexed(store.tar, store.index)


@pytest.mark.parametrize("line", [b"", b"{}\n", b"[" * 100_000 + b"\n", b'{"sum": 1}\n', b"\xff\n"])
def test_what_is_no_index_states_nothing(line: bytes, raw: Path, tmp_path: Path) -> None:
    """Files of other kinds, and of earlier forms, are made again."""
    store = indexed(gnu_tar(raw / ROOT, tmp_path / "a.tar"))
    store.index.write_bytes(line)
    assert not is_indexed(store.tar, store.index) and "tar" not in read_facts(store.index)


@pytest.mark.parametrize("left", [0, 60, 700])
def test_an_index_that_is_cut_while_it_is_open(left: int, raw: Path, tmp_path: Path) -> None:
    """One sentence, where a mapped file would take the process with it (SIGBUS)."""
    store = indexed(gnu_tar(raw / ROOT, tmp_path / "a.tar"))
    places, wanted = Places(store.index), names(raw)[0]
    store.index.write_bytes(store.index.read_bytes()[:left])
    with pytest.raises(DataError, match=r"a\.tar\.index: changed while it was being read; run"):
        places.find([wanted])


def test_two_files_of_one_name_are_refused(raw: Path, tmp_path: Path) -> None:
    """Which of the two is right cannot be known; both bytes are named, as tarfile gives them."""
    tar = gnu_tar(raw / ROOT, tmp_path / "a.tar")
    first = next((raw / ROOT).rglob("*.tif"))
    with tarfile.open(tar, "a") as archive:
        archive.add(first, first.relative_to(raw).as_posix())
    with tarfile.open(tar) as archive:
        places = [m.offset_data for m in archive if m.name == first.relative_to(raw).as_posix()]
    with pytest.raises(DataError) as caught:
        indexed(tar)
    assert all(f"{place:,}" in str(caught.value) for place in places) and len(places) == 2
