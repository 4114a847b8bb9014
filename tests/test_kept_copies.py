"""Copies of objects on a machine that others use: their folder is the user's own."""

from __future__ import annotations

import tempfile
from pathlib import Path

import fsspec
import pytest

from builder.storage import Remote, kept_copy

CONTENT = bytes(range(200))


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files that everybody may write."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    tmp_path.chmod(0o777)
    return tmp_path


@pytest.fixture
def remote() -> Remote:
    fsspec.filesystem("memory").pipe_file("/made/a.index", CONTENT)
    return Remote("memory://made/a.index")


def test_copies_lie_in_one_folder_of_the_user_with_a_drawn_name(
    shared: Path, remote: Remote
) -> None:
    """The second process finds the folder of the first, which nobody else can write."""
    copy = kept_copy(remote)
    assert copy.read_bytes() == CONTENT
    assert copy.parent.stat().st_mode & 0o777 == 0o700
    assert kept_copy(remote) == copy
    assert list(shared.iterdir()) == [copy.parent]


@pytest.mark.parametrize("kind", ["open to all", "link", "file", "of a group"])
def test_a_folder_that_somebody_else_may_have_made_is_not_used(
    kind: str, shared: Path, remote: Remote
) -> None:
    """What is not a folder of the user's own is passed over, whatever its name."""
    there = shared / "bigearthnet_txt-copies-0"
    (shared / "elsewhere").mkdir(mode=0o700)
    if kind == "link":
        there.symlink_to(shared / "elsewhere")
    elif kind == "file":
        there.write_bytes(b"")
    else:
        there.mkdir()
        there.chmod(0o777 if kind == "open to all" else 0o770)
    copy = kept_copy(remote)
    assert copy.parent != there and copy.read_bytes() == CONTENT
    assert list((shared / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("size", [0, 100, 300])
def test_a_copy_of_another_size_is_fetched_again(size: int, shared: Path, remote: Remote) -> None:
    """Half a copy, or an emptied one, is no copy."""
    kept_copy(remote).write_bytes(bytes(size))
    assert kept_copy(remote).read_bytes() == CONTENT
