"""Staging survives what happens on the way.

Damaged archives are told, and what was stopped goes on to the same tars.
"""

from __future__ import annotations

import fcntl
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bigearthnet_txt import ROOTS
from builder.errors import DataError, UsageError
from builder.staging import Staging, StagingPlan, plan_staging, run_staging
from tests.archives import packed, plain_tree
from tests.conftest import ROOT
from tests.small_disk import enlarge, small_disk
from tests.staging.conftest import S1, S2, plan, same, staged


@pytest.mark.parametrize("part", [0.001, 0.2, 0.5, 0.83, 0.999, 1.0])
def test_a_truncated_archive_is_told_and_goes_on(
    part: float, raw: Path, archives: Path, compressed: Path
) -> None:
    """If an archive is cut at any byte, the message gives the byte and the last member.

    The rest of the download is enough to go on.
    """
    path = archives / f"{S2}.tar.zst"
    whole = path.read_bytes()
    cut = min(int(part * len(whole)), len(whole) - 1)
    path.write_bytes(whole[:cut])
    with pytest.raises(DataError) as caught:
        staged(archives)
    said = str(caught.value)
    assert (
        f"{path}: byte {cut:,}: the file ends inside the frame; " in said
        and "download the rest" in said
    )
    assert f"the last good member is {S2}/" in said or (
        part < 0.1 and "no good member before it" in said
    )
    assert not (archives / f"{S2}.tar").exists()
    path.write_bytes(whole)
    assert same(staged(archives), raw)


@pytest.mark.parametrize("part", [0.05, 0.3, 0.55, 0.8, 0.97])
@pytest.mark.parametrize("root", [S2, S1])
def test_a_flipped_byte_inside_the_frame_is_found(root: str, part: float, archives: Path) -> None:
    """A flipped byte inside the frame is found, and what was staged before stays.

    zstd finds it, or the header of a member, or the checksum at the end of the frame.
    """
    path = archives / f"{root}.tar.zst"
    aside = path.rename(archives / "aside")
    others = [other for other in ROOTS if other != root]
    run_staging(plan_staging(archives, Staging(archives), tuple(others)), lambda _: None)
    finished = {other: (archives / f"{other}.tar").stat().st_mtime_ns for other in others}
    damaged = bytearray(aside.read_bytes())
    at = int(part * len(damaged))
    damaged[at] ^= 0x10
    path.write_bytes(damaged)
    with pytest.raises(
        DataError,
        match=rf"^{path}: (about byte|bytes) .*"
        rf"(last good member is {root}/|no good member before it)",
    ) as caught:
        staged(archives)
    assert "download it again from https://zenodo.org/records/10891137" in str(caught.value)
    assert not (archives / f"{root}.tar").exists()
    assert {other: (archives / f"{other}.tar").stat().st_mtime_ns for other in others} == finished


def test_half_a_tar_is_compared_not_trusted(raw: Path, archives: Path) -> None:
    """The right part of a half tar is kept, and the rest is written anew.

    It was left by a killed staging, as after a loss of power.
    """
    staged(archives)
    tar = archives / f"{S2}.tar"
    content = tar.read_bytes()
    for half in (
        content[: len(content) // 2],
        content[:5000] + bytes(3000) + content[8000:70_000],
        content + b"more",
        b"x",
    ):
        tar.unlink(missing_ok=True)
        (archives / f"{S2}.tar.partial").write_bytes(half)
        assert same(staged(archives), raw)
        assert tar.read_bytes() == content


_STOPPED = """
import os, sys
from builder.cli import main
from builder.staging import run
number, name, size = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
write, sent = run._Copy.write, []
def stopping(copy, data):
    write(copy, data)
    if os.path.basename(copy._file.name) == name and copy._file.tell() >= size and not sent:
        sent.append(os.kill(os.getpid(), number))
run._Copy.write = stopping
sys.exit(main(sys.argv[4:]))
"""


def stopped(archives: Path, number: signal.Signals, written: int) -> tuple[int, str]:
    """Stages in a process that gets the signal at a number of bytes of S2.

    Returns exit code and error output.
    """
    command = [
        sys.executable,
        "-c",
        _STOPPED,
        str(int(number)),
        f"{S2}.tar.partial",
        str(written),
        "stage",
        str(archives),
    ]
    process = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return process.returncode, process.stderr


@pytest.mark.slow
def test_a_staging_that_is_killed_goes_on(tmp_path: Path) -> None:
    """A killed staging goes on, and ends in the same tars.

    Ctrl-C, then SIGKILL twice, then to the end; nothing looks finished before it is.
    """
    raw = plain_tree(tmp_path / "raw", 600, largest=20_000)
    archives = packed(raw, tmp_path / "archives", "tar.zst")
    code, said = stopped(archives, signal.SIGINT, 1 << 18)
    assert code == 130 and "stopped: what was finished is kept" in said
    for written in (1 << 20, 1 << 22):
        assert stopped(archives, signal.SIGKILL, written)[0] == -signal.SIGKILL
        assert not (archives / f"{S2}.tar").exists()
        assert all(tar.with_name(f"{tar.name}.index").exists() for tar in archives.glob("*.tar"))
    assert same(staged(archives), raw)


def test_two_stagings_do_not_meet(archives: Path) -> None:
    """A second process that stages the same archive is refused; the first is not disturbed."""
    with (archives / f"{S2}.tar.partial").open("wb") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        with pytest.raises(
            UsageError, match=rf"{S2}\.tar\.partial: another process is staging this archive"
        ):
            staged(archives)
    assert staged(archives)


def test_a_tar_staged_from_another_archive_is_not_used(
    raw: Path, archives: Path, tmp_path: Path
) -> None:
    """An archive that was exchanged since is noticed by its size."""
    staged(archives)
    (archives / f"{S2}.tar.zst").write_bytes(b"another")
    with pytest.raises(
        DataError,
        match=r"BigEarthNet-S2\.tar was staged from an archive of .* bytes, .* has 7; "
        "remove the tar",
    ):
        plan(archives)


def test_too_little_disk_is_said_before_a_byte_is_written(
    archives: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error gives bytes needed, bytes free and a way out; the frames declare their sizes."""
    found = plan(archives)
    tars = sum(
        len(subprocess.run(["zstd", "-dcq", str(p)], capture_output=True, check=True).stdout)
        for p in archives.glob("*.zst")
    )
    assert tars < found.disk < 1.1 * tars
    usage = shutil.disk_usage(archives)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=tars - 1))
    before = sorted(archives.iterdir())
    with pytest.raises(
        DataError, match=r"MB are needed for staging, .* MB are free; .*--stage-dir"
    ):
        run_staging(found, lambda _: None)
    assert sorted(archives.iterdir()) == before


@pytest.mark.slow
def test_a_disk_that_fills_up_is_told(raw: Path, archives: Path, tmp_path: Path) -> None:
    """A real disk of 256 kB that looked larger gives one message.

    The half tar is kept, and the staging goes on if there is room.
    """
    with small_disk(tmp_path / "disk", "256k", lazy=True) as disk:  # the store keeps its tars open
        found = plan_staging(archives, Staging(disk), ROOTS)
        with (
            pytest.MonkeyPatch.context() as patch,
            pytest.raises(DataError, match=r"no space left on the device; what was staged is kept"),
        ):
            patch.setattr(StagingPlan, "check_disk", lambda self: None)
            run_staging(found, lambda _: None)
        assert list(disk.glob("*.partial"))
        enlarge(disk, "64m")
        assert same(run_staging(plan_staging(archives, Staging(disk), ROOTS), lambda _: None), raw)


def test_wrong_archives_are_told(raw: Path, archives: Path) -> None:
    """S1 under the name of S2, and no archive at all under that name."""
    shutil.copy(archives / f"{S1}.tar.zst", archives / f"{S2}.tar.zst")
    with pytest.raises(
        DataError,
        match=rf"{S2}\.tar\.zst: about byte .*: member {S1}/.*, "
        f"expected {S2}/<folder>/<patch>/<file>",
    ):
        staged(archives)
    (archives / f"{S2}.tar.zst").write_bytes(b"<html>404</html>" * 9)
    with pytest.raises(
        DataError, match=rf"{S2}\.tar\.zst: byte 0: no zstd frame .*; download it again"
    ):
        plan(archives)
    (archives / f"{S2}.tar.zst").unlink()
    with pytest.raises(
        DataError, match=rf"archives: no {S2}, as \.tar\.zst, as \.tar or unpacked; download"
    ):
        plan(archives)
