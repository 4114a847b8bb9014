"""The store: raw files by the name they have in the archives, from the unpacked tree."""

from __future__ import annotations

import os
import pickle
import socket
import stat
from pathlib import Path

import pytest

from builder.sources import Tree

NAME = "BigEarthNet-S2/product/patch/patch_B02.tif"


def written(root: Path, content: bytes) -> Tree:
    path = root / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return Tree(root)


def test_rasters_come_in_the_order_asked_for(tmp_path: Path) -> None:
    """Two files of a patch come back whole and in order.

    They do so from a store that has travelled to another process, too.
    """
    store = written(tmp_path, b"two")
    (tmp_path / "other").write_bytes(b"other")
    assert pickle.loads(pickle.dumps(store)).rasters(["other", NAME]) == [b"other", b"two"]


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0 bytes"), (1 << 16, None), ((1 << 16) + 1, "more than 65536 bytes")]
)
def test_files_that_cannot_be_a_raster_are_refused(
    size: int, said: str | None, tmp_path: Path
) -> None:
    """Files of 1 to 65,536 bytes pass.

    The message begins with the name in the archive, not with the folder it lies in here.
    """
    store = written(tmp_path, bytes(size))
    if said is None:
        assert store.rasters([NAME]) == [bytes(size)]
    else:
        with pytest.raises(ValueError, match=f"^{NAME}: {said}, expected a GeoTIFF of one patch$"):
            store.rasters([NAME])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The first of several files that is missing is named.

    A missing file beside the archives is a FileNotFoundError.
    """
    store = written(tmp_path, b"two")
    with pytest.raises(ValueError, match=r"^gone\.tif: no such file$"):
        store.rasters([NAME, "gone.tif"])
    with pytest.raises(FileNotFoundError):
        store.file("metadata.parquet")


@pytest.mark.parametrize("kind", [stat.S_IFIFO, stat.S_IFSOCK])
def test_a_pipe_or_a_socket_is_refused_and_not_waited_for(
    kind: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe in the tree gives no byte, and metadata is read from a regular file only."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.tif", "metadata.parquet"):
        if kind == stat.S_IFIFO:
            os.mkfifo(name)
        else:
            socket.socket(socket.AF_UNIX).bind(name)
    with pytest.raises(ValueError, match=r"^a\.tif: "):
        Tree(tmp_path).rasters(["a.tif"])
    with pytest.raises(OSError, match="no regular file"):
        Tree(tmp_path).file("metadata.parquet")


def test_a_pipe_that_somebody_holds_open_is_refused(tmp_path: Path) -> None:
    """Its bytes would be waited for without end."""
    os.mkfifo(tmp_path / "a.tif")
    held = os.open(tmp_path / "a.tif", os.O_RDWR)
    with pytest.raises(ValueError, match=r"^a\.tif: no regular file"):
        Tree(tmp_path).rasters(["a.tif"])
    os.close(held)
