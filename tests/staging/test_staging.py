"""Staging: the archives of GNU tar and zstd become the same tars again.

They may come in any form that was released, and are proven before they are removed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bigearthnet_txt import ROOTS
from builder.cli import main
from builder.errors import DataError, UsageError
from builder.staging import Staging, plan_staging, released, run_staging
from tests.archives import gnu_tar, packed
from tests.staging.conftest import MAPS, S1, S2, plan, same, staged


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


def test_staging_fits_into_the_memory_of_a_build(archives: Path) -> None:
    """What is to be done takes 120 MB and more; once it is done, it takes none."""
    with pytest.raises(UsageError, match=r"--memory 100\.0 MB: staging takes 12\d\.\d MB; give"):
        plan(archives).check_memory(100_000_000)
    plan(archives).check_memory(None)
    plan(archives).check_memory(200_000_000)
    staged(archives)
    plan(archives).check_memory(1)
