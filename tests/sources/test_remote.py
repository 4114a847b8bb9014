"""The archives in S3, unpacked or as indexed tars.

They give the bytes of a local build, and clear words for what is missing.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import fsspec
import pytest

from builder.cli import main
from builder.errors import DataError
from builder.sources import Tree, open_remote
from builder.storage import Remote
from builder.world import pack_world
from tests.conftest import build_arguments
from tests.s3 import S3Server
from tests.test_storage import contents

ROOTS = ("BigEarthNet-S2", "BigEarthNet-S1", "Reference_Maps")


def upload(folder: Path, name: str) -> Remote:
    store = fsspec.filesystem("s3", skip_instance_cache=True)
    store.put(f"{folder}/", f"made/{name}/", recursive=True)
    return Remote(f"s3://made/{name}")


def remove(remote: Remote) -> None:
    fsspec.filesystem("s3", skip_instance_cache=True).rm_file(str(remote))


@pytest.fixture(scope="module")
def tars(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archives of `world` as `stage` leaves them.

    They are plain tars in GNU format, each with its index.
    """
    folder = Path(shutil.copytree(world, tmp_path_factory.mktemp("tars") / "archives"))
    pack_world(folder, "tar")
    assert main(["stage", str(folder)]) == 0
    return folder


def test_an_unpacked_archive_gives_the_same_bytes(
    server: S3Server, few: Path, few_release: Path, tmp_path: Path
) -> None:
    """Rasters, metadata and climate as objects of S3 give the bytes of a build in folders.

    The release is in a folder.
    """
    raw = upload(few, "tree")
    command = build_arguments(few, tmp_path / "out", "--climate", f"{raw}/climate.tif")
    command[1] = str(raw)
    assert main(command) == 0
    assert contents(tmp_path / "out") == contents(few_release)


def test_indexed_tars_give_the_same_bytes(
    server: S3Server, world: Path, tars: Path, release: Path, tmp_path: Path
) -> None:
    """The same from three tars with their indexes."""
    raw = upload(tars, "tars")
    command = build_arguments(world, tmp_path / "out")
    command[1] = str(raw)
    assert main(command) == 0
    assert contents(tmp_path / "out") == contents(release)


def test_a_tar_gives_a_patch_by_one_request(
    server: S3Server, world: Path, tars: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twelve files of a patch come by one range of less than 200 kB, each as it is on disk."""
    store = open_remote(upload(tars, "one"))
    folder = next(path.parent for path in sorted((world / "BigEarthNet-S2").rglob("*_B02.tif")))
    names = [path.relative_to(world).as_posix() for path in sorted(folder.iterdir())]
    store.rasters(names[:1])
    asked = []
    whole = Remote.read_range
    monkeypatch.setattr(
        Remote,
        "read_range",
        lambda self, start, end: asked.append(end - start) or whole(self, start, end),
    )
    assert store.rasters(names) == Tree(world).rasters(names)
    assert len(names) == 12 and len(asked) == 1 and asked[0] < 200_000
    with pytest.raises(ValueError, match="no such file"):
        store.rasters([names[0].replace("_B", "_X")])


def test_a_missing_object_is_named(server: S3Server, few: Path) -> None:
    """An object that is missing is named as a missing file is."""
    raw = upload(few, "missing")
    found = sorted((few / "BigEarthNet-S1").rglob("*.tif"))[:2]
    names = [path.relative_to(few).as_posix() for path in found]
    remove(raw / names[1])
    with pytest.raises(ValueError, match=f"{names[1]}: no such file"):
        open_remote(raw).rasters(names)
    with pytest.raises(FileNotFoundError):
        open_remote(raw).file("other.parquet")


def test_what_cannot_be_read_is_said_before_the_start(server: S3Server, tars: Path) -> None:
    """What cannot be read is named before the start, with the way out.

    No metadata, no archive, only a .tar.zst, no index, the index of another tar.
    """
    with pytest.raises(DataError, match=r"no metadata\.parquet"):
        open_remote(Remote("s3://made/nothing"))
    raw = upload(tars, "parts")
    store = fsspec.filesystem("s3", skip_instance_cache=True)
    store.pipe_file("made/parts/Reference_Maps.tar", b"short")
    with pytest.raises(
        DataError, match=r"Reference_Maps\.tar: 5 bytes, its index is of a tar of \d+ bytes"
    ):
        open_remote(raw)
    remove(raw / "Reference_Maps.tar.index")
    with pytest.raises(DataError, match=r"no Reference_Maps\.tar\.index beside it"):
        open_remote(raw)
    remove(raw / "Reference_Maps.tar")
    with pytest.raises(
        DataError, match=r"neither Reference_Maps/ nor Reference_Maps\.tar; stage them"
    ):
        open_remote(raw)
    store.pipe_file("made/parts/Reference_Maps.tar.zst", b"packed")
    with pytest.raises(DataError, match=r"Reference_Maps\.tar\.zst, which has no random access"):
        open_remote(raw)
    assert open_remote(raw, ROOTS[:2]).parts.keys() == set(ROOTS[:2])
