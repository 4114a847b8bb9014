"""A read error is no fact about the data: a failing disk or server never costs a patch.

The system calls are made to fail here; what they raise is what a network file system (ESTALE), a
disk (EIO), a short table of open files (EMFILE) or a lack of memory (ENOMEM) raises.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_index import indexed

from bigearthnet_txt_reader import locations
from bigearthnet_txt_reader.locations import Steady, StoreError, file_sha256
from bigearthnet_txt_reader.parquet import opened
from bigearthnet_txt_reader.release import Release
from builder.sources import Tree, read_candidates
from builder.sources.index import is_indexed
from builder.sources.store import Rasters
from tests.archives import gnu_tar, names, plain_tree

PASSING = (errno.EIO, errno.ESTALE, errno.EMFILE, errno.ENOMEM, errno.ETIMEDOUT)
OF_THE_FILE = (errno.EACCES, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENOTDIR)


class Failing:
    """A system call that fails with these errors, one after the other, then works."""

    def __init__(self, call: Callable[..., Any], *numbers: int) -> None:
        self._call, self.numbers, self.tries = call, list(numbers), 0

    def __call__(self, *args: Any, **options: Any) -> Any:
        self.tries += 1
        if self.numbers:
            number = self.numbers.pop(0)
            raise OSError(number, os.strerror(number))
        return self._call(*args, **options)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locations, "_FIRST_PAUSE", 0.001)
    monkeypatch.setattr(locations, "PATIENCE", 0.2)


@pytest.fixture
def stores(tmp_path: Path) -> tuple[Rasters, Rasters, str]:
    """The same files as a tree and as a tar, and the name of one."""
    raw = plain_tree(tmp_path / "raw", 3)
    name = next(name for name in names(raw) if name.startswith("BigEarthNet-S2"))
    return Tree(raw), indexed(gnu_tar(raw / "BigEarthNet-S2", tmp_path / "a.tar")), name


@pytest.mark.parametrize("number", PASSING)
@pytest.mark.parametrize("call", ["open", "read", "close"])
def test_a_file_of_the_tree_is_asked_again(
    call: str, number: int, stores: tuple[Rasters, Rasters, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two failures in a row of any call cost time only: the bytes are those of the file."""
    tree, _, name = stores
    expected = tree.rasters([name])
    monkeypatch.setattr(os, call, Failing(getattr(os, call), number, number))
    assert tree.rasters([name]) == expected


@pytest.mark.parametrize("number", PASSING)
def test_a_tar_is_asked_again(
    number: int, stores: tuple[Rasters, Rasters, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tar whose handle went stale is opened again."""
    tree, tar, name = stores
    monkeypatch.setattr(os, "pread", Failing(os.pread, number, number))
    assert tar.rasters([name]) == tree.rasters([name])


def test_a_part_of_a_file_is_not_taken_for_all_of_it(
    stores: tuple[Rasters, Rasters, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system may give fewer bytes than it was asked for: the rest is read."""
    tree, _, name = stores
    expected, read = tree.rasters([name]), os.read
    monkeypatch.setattr(os, "read", lambda file, size: read(file, min(size, 7)))
    assert tree.rasters([name]) == expected


@pytest.mark.parametrize("store", [0, 1])
def test_what_does_not_pass_ends_the_build(
    store: int, stores: tuple[Rasters, Rasters, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One message names the file and what fails, without a number; no patch is refused for it."""
    for call in ("read", "pread"):
        monkeypatch.setattr(os, call, Failing(getattr(os, call), *[errno.EIO] * 10_000))
    with pytest.raises(StoreError) as caught:
        stores[store].rasters([stores[2]])  # type: ignore[union-attr]
    said = str(caught.value)
    assert "again and again (Input/output error)" in said and "run the same command again" in said
    assert "Errno" not in said and said.startswith(
        str(stores[store].root if store == 0 else stores[store].tar)
    )  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", OF_THE_FILE)
def test_what_a_file_is_itself_to_blame_for(
    number: int, stores: tuple[Rasters, Rasters, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is not there or not readable is the fault of its patch, at once."""
    tree, _, name = stores
    failing = Failing(os.open, *[number] * 2)
    monkeypatch.setattr(os, "open", failing)
    with pytest.raises(ValueError, match=os.strerror(number)):
        tree.rasters([name])
    assert failing.tries == 2


def test_metadata_is_asked_again(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failing disk is not a damaged metadata.parquet, and no missing snow file."""
    expected = read_candidates(Tree(world))
    failing = Failing(Path.read_bytes, errno.EIO, errno.ESTALE, errno.EMFILE)
    monkeypatch.setattr(Path, "read_bytes", lambda path: failing(path))
    found = read_candidates(Tree(world))
    assert found[0].equals(expected[0]) and len(found[1]) == len(expected[1])
    assert failing.tries == 5


def test_an_index_that_cannot_be_read_is_not_missing(
    stores: tuple[Rasters, Rasters, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tar of 100 GB is not indexed again because its index could not be read once."""
    tar: Any = stores[1]
    failing = Failing(Path.open, errno.ESTALE, errno.EIO)
    monkeypatch.setattr(Path, "open", lambda *a, **k: failing(*a, **k))
    assert is_indexed(tar.tar, tar.index)


def test_staging_goes_on_where_it_was(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read of the archive that fails is done again at the same byte, by a new handle."""
    expected = file_sha256(raw / "x.bin")
    whole = (raw / "x.bin").read_bytes()

    class Flaky(locations.io.FileIO):  # type: ignore[name-defined, misc]
        tries = 0

        def readinto(self, buffer: Any) -> int | None:
            Flaky.tries += 1
            if Flaky.tries % 2:
                raise OSError(errno.ESTALE, "Stale file handle")
            return super().readinto(memoryview(buffer)[:100])

    monkeypatch.setattr(locations.io, "FileIO", Flaky)  # type: ignore[attr-defined]
    with Steady(raw / "x.bin") as file:
        assert b"".join(iter(lambda: file.read(1000), b"")) == whole
    assert Flaky.tries > 10 and file_sha256(raw / "x.bin") == expected


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "x.bin").write_bytes(bytes(range(256)) * 9)
    return tmp_path


def test_row_groups_of_a_release_are_asked_again(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads a release (verify, statistics) meets a failing disk the same way.

    Damage that Arrow finds is told at once.
    """
    found = Release.open(release)
    entry = found.files[0]
    expected = pq.read_table(found.file(entry))
    read = pq.ParquetFile.read_row_group
    failing = Failing(read, errno.EIO, errno.ESTALE)
    monkeypatch.setattr(pq.ParquetFile, "read_row_group", lambda *a, **k: failing(*a, **k))
    assert pa.concat_tables(found.row_groups(entry)).equals(expected)
    failing.numbers += [errno.EIO] * 10_000
    with opened(found.file(entry)) as file, pytest.raises(StoreError, match="again and again"):
        file.read_row_group(0)
