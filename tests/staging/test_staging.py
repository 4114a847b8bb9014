"""Staging: the archives of GNU tar and zstd become the same tars again.

It does not matter what happens on the way.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bigearthnet_txt import ROOTS
from builder.cli import main
from builder.errors import DataError, UsageError
from builder.sources import Tree
from builder.sources.archives import Archives
from builder.staging import Staging, StagingPlan, plan_staging, released, run_staging
from tests.archives import gnu_tar, names, packed, plain_tree
from tests.conftest import ROOT

S2, S1, MAPS = ROOTS


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An unpacked folder of 100 patches of noise."""
    return plain_tree(tmp_path_factory.mktemp("raw") / "raw", 100)


@pytest.fixture(scope="module")
def compressed(raw: Path) -> Path:
    """Its archives as three .tar.zst; do not change them."""
    return packed(raw, raw.parent / "compressed", "tar.zst")


@pytest.fixture
def archives(compressed: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    shutil.copytree(compressed, tmp_path / "archives")
    return tmp_path / "archives"


def plan(archives: Path, **options: bool) -> StagingPlan:
    return plan_staging(archives, Staging(archives, **options), ROOTS)


def staged(archives: Path, **options: bool) -> Archives:
    return run_staging(plan(archives, **options), lambda _: None)


def same(store: Archives, raw: Path) -> bool:
    """Does the store give every file of the tree as it is there?

    It is read in another order than that of the archives.
    """
    wanted = names(raw)
    random.Random(3).shuffle(wanted)
    return all(store.rasters([name]) == Tree(raw).rasters([name]) for name in wanted)


@pytest.mark.parametrize("form", ["tar", "tar.zst"])
def test_staged_archives_hold_every_file(form: str, raw: Path, tmp_path: Path) -> None:
    """From plain tars and from .tar.zst each of the 600 files reads as in the tree.

    A second run has nothing to do.
    """
    archives = packed(raw, tmp_path / "archives", form)
    seen: list[int] = []
    store = run_staging(plan(archives), seen.append)
    assert same(store, raw)
    assert sum(seen) == sum(path.stat().st_size for path in archives.glob("*.tar"))
    assert plan(archives).work == []
    before = {path: path.stat().st_mtime_ns for path in archives.iterdir()}
    assert same(staged(archives), raw)
    assert {path: path.stat().st_mtime_ns for path in archives.iterdir()} == before


def test_staged_tars_are_those_that_were_compressed(archives: Path) -> None:
    """Byte for byte what `zstd -d` gives, and no half file beside them."""
    staged(archives)
    for root in ROOTS:
        content = subprocess.run(
            ["zstd", "-dcq", str(archives / f"{root}.tar.zst")], capture_output=True, check=True
        ).stdout
        assert (archives / f"{root}.tar").read_bytes() == content
    assert not list(archives.glob("*.partial"))


def test_each_archive_has_a_form_of_its_own(raw: Path, archives: Path) -> None:
    """An unpacked archive is preferred to a tar, and a tar to a .tar.zst.

    Nothing is staged that need not be.
    """
    shutil.copytree(raw / MAPS, archives / MAPS)
    gnu_tar(raw / S1, archives / f"{S1}.tar")
    found = plan(archives)
    assert [step.archive.form for step in found.steps] == ["tar.zst", "tar", "tree"]
    assert same(run_staging(found, lambda _: None), raw)
    assert not (archives / f"{MAPS}.tar").exists()


def test_archives_on_a_disk_that_cannot_be_written(
    raw: Path, archives: Path, tmp_path: Path
) -> None:
    """With a folder of its own for tars and indexes nothing is written beside the archives."""
    before = sorted(archives.iterdir())
    store = run_staging(
        plan_staging(archives, Staging(tmp_path / "fast" / "disk"), ROOTS), lambda _: None
    )
    assert same(store, raw)
    assert sorted(archives.iterdir()) == before
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"name another folder .*--stage-dir"):
        run_staging(
            plan_staging(archives, Staging(tmp_path / "file" / "disk"), ROOTS), lambda _: None
        )


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


def test_archives_are_removed_only_when_the_tar_is_proven(
    raw: Path, archives: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A staged tar with one wrong byte keeps its archive; a sound one lets it go.

    If the removal is asked for later, the tar is proven then.
    """
    staged(archives)
    tar = archives / f"{S2}.tar"
    sound, status = tar.read_bytes(), tar.stat()
    tar.write_bytes(sound[:-30_000] + b"?" + sound[-29_999:])
    os.utime(tar, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert main(["stage", str(archives), "--discard-archives"]) == 1
    assert "not what was decoded from" in capsys.readouterr().err
    assert (archives / f"{S2}.tar.zst").exists()
    tar.write_bytes(sound)
    os.utime(tar, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert main(["stage", str(archives), "--discard-archives"]) == 0
    assert not list(archives.glob("*.zst"))
    assert same(staged(archives), raw)


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
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)],
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        pytest.skip(f"a small tmpfs needs the right to mount: {mounted.stderr.strip()}")
    try:
        found = plan_staging(archives, Staging(disk), ROOTS)
        with (
            pytest.MonkeyPatch.context() as patch,
            pytest.raises(DataError, match=r"no space left on the device; what was staged is kept"),
        ):
            patch.setattr(StagingPlan, "check_disk", lambda self: None)
            run_staging(found, lambda _: None)
        assert list(disk.glob("*.partial"))
        subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)
        assert same(run_staging(plan_staging(archives, Staging(disk), ROOTS), lambda _: None), raw)
    finally:
        subprocess.run(
            ["umount", "--lazy", str(disk)], check=True
        )  # the store still holds its tars open


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


def test_frames_without_size_or_checksum_are_said_so(raw: Path, tmp_path: Path) -> None:
    """A frame from a pipe declares neither size nor checksum, and is read all the same.

    The disk is estimated, and the lack of a checksum is reported.
    """
    archives = packed(raw, tmp_path / "archives", "tar")
    tar = archives / f"{S2}.tar"
    frame = subprocess.run(
        ["zstd", "-qc", "--no-check"], input=tar.read_bytes(), capture_output=True, check=True
    ).stdout
    (archives / f"{S2}.tar.zst").write_bytes(frame)
    tar.unlink()
    found = plan(archives)
    assert found.steps[0].content == round(len(frame) * released.EXPANSION[S2])
    assert "its frame has no checksum" in found.describe()
    assert same(run_staging(found, lambda _: None), raw)


def test_several_frames_are_one_archive(raw: Path, tmp_path: Path) -> None:
    """An archive of several frames in a row, as parallel compressors write it, is read like one."""
    archives = packed(raw, tmp_path / "archives", "tar")
    content = (archives / f"{S1}.tar").read_bytes()
    parts = [content[at : at + 100_001] for at in range(0, len(content), 100_001)]
    frames = [
        subprocess.run(["zstd", "-qc"], input=part, capture_output=True, check=True).stdout
        for part in parts
    ]
    (archives / f"{S1}.tar.zst").write_bytes(b"".join(frames))
    (archives / f"{S1}.tar").unlink()
    assert same(staged(archives), raw)


def test_released_sums_are_checked_when_asked(
    archives: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A size or MD5 sum that is not the released one is named with both values.

    The right ones pass, and are checked once.
    """
    facts = {
        path.name: released.Released(
            path.stat().st_size, hashlib.md5(path.read_bytes()).hexdigest()
        )
        for path in archives.iterdir()
    }
    with pytest.raises(
        DataError,
        match=r"\.tar\.zst: [\d,]+ bytes, the released file has [\d,]+; download it again",
    ):
        staged(archives, checksum=True)
    wrong = facts | {f"{MAPS}.tar.zst": released.Released(None, "0" * 32)}
    monkeypatch.setattr(released, "RELEASED", wrong)
    with pytest.raises(
        DataError,
        match=rf"{MAPS}\.tar\.zst: MD5 [0-9a-f]{{32}}, the released file has 0{{32}}; "
        "download it again",
    ):
        staged(archives, checksum=True)
    assert not (archives / f"{MAPS}.tar").exists()
    monkeypatch.setattr(released, "RELEASED", facts)
    staged(archives, checksum=True)
    assert plan(archives, checksum=True).work == []


def test_plain_tars_are_checked_against_the_tars_inside(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sums of the plain tars were released too.

    A tar that was indexed without being checked is read again for it.
    """
    archives = packed(raw, tmp_path / "archives", "tar")
    staged(archives)
    assert len(plan(archives, checksum=True).work) == 3
    with pytest.raises(
        DataError,
        match=r"\.tar: "
        r"(MD5 [0-9a-f]{32}, the released file has|[\d,]+ bytes, the released file has)",
    ):
        staged(archives, checksum=True)
    facts = {
        path.name: released.Released(None, hashlib.md5(path.read_bytes()).hexdigest())
        for path in archives.glob("*.tar")
    }
    monkeypatch.setattr(released, "RELEASED", facts)
    assert same(staged(archives, checksum=True), raw)
    assert plan(archives, checksum=True).work == []


def test_the_dry_run_says_all_and_writes_nothing(
    archives: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The dry run gives archives, tars, sizes, minutes, memory and disk.

    If an archive that is wanted is missing, it ends with exit code 1.
    """
    before = sorted(archives.iterdir())
    assert main(["stage", str(archives), "--dry-run"]) == 0
    said = capsys.readouterr().out
    for words in (
        "BigEarthNet-S1.tar.zst",
        "to be staged as",
        "min if the disk keeps up",
        "of memory",
        "of disk in",
        "free)",
    ):
        assert words in said
    assert sorted(archives.iterdir()) == before
    assert main(["stage", str(archives / "nowhere")]) == 1
