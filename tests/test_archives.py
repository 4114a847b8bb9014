"""Builds from the archives as they come.

The form in which raw files arrive leaves no trace in a release.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import ROOTS
from builder.cli import main
from builder.sources import Tree, read_candidates
from tests.archives import packed
from tests.conftest import build_arguments, build_release, built

S2, S1, MAPS = ROOTS


# One worker on .tar.zst: tests/test_committed.py.
@pytest.mark.parametrize(
    ("form", "workers"),
    [
        pytest.param("tar", "1", marks=pytest.mark.faults),
        ("tar", "2"),
        pytest.param("tar.zst", "2", marks=pytest.mark.faults),
    ],
)
def test_every_form_gives_the_same_files(
    form: str, workers: str, world: Path, release: Path, tmp_path: Path
) -> None:
    """Every form of the archives gives the manifest of the tree, with all sums.

    The forms are three tars or three .tar.zst by GNU tar and zstd, with one worker or two.
    """
    out = tmp_path / "out"
    built(packed(world, tmp_path / "raw", form), out, workers=int(workers))
    assert (out / "manifest.json").read_bytes() == (release / "manifest.json").read_bytes()


def test_a_build_of_maps_needs_their_archive_alone(world: Path, tmp_path: Path) -> None:
    """Without pixels only Reference_Maps is staged; the texts are those of the tree."""
    raw = packed(world, tmp_path / "raw", "tar.zst")
    (raw / f"{S1}.tar.zst").unlink()
    for source, out in ((raw, "a"), (world, "b")):
        built(source, tmp_path / out, maps_only=True, limit=20)
    assert (tmp_path / "a/manifest.json").read_bytes() == (
        tmp_path / "b/manifest.json"
    ).read_bytes()
    assert sorted(path.name for path in raw.glob("*.tar")) == [f"{MAPS}.tar"]


def without(tar: Path, word: str) -> str:
    """Removes the first member whose name holds the word; returns its name."""
    with tarfile.open(tar) as archive:
        name = next(name for name in archive.getnames() if word in name)
    subprocess.run(["tar", "--delete", f"--file={tar}", name], check=True)
    return name


@pytest.mark.parametrize("root", ROOTS)
def test_a_member_missing_in_one_archive_is_a_missing_file(
    root: str, few: Path, tmp_path: Path
) -> None:
    """If a member is missing, the patch is rejected with the member's name.

    All others are built, and the release is that of a tree without the file.
    """
    raw, tree = packed(few, tmp_path / "raw", "tar"), tmp_path / "tree"
    table = read_candidates(Tree(few))[0]
    chosen = table["s1_name" if root == S1 else "patch_id"][
        table["split"].index("train").as_py()
    ].as_py()
    name = without(raw / f"{root}.tar", f"/{chosen}/")
    shutil.copytree(few, tree)
    (tree / name).unlink()
    for source, out in ((raw, "a"), (tree, "b")):
        built(source, tmp_path / out, max_rejected=0.1)
    reasons = [
        row["reason"]
        for row in pq.read_table(tmp_path / "a/rejected.parquet").to_pylist()
        if row["damage"]
    ]
    assert reasons == [f"{name}: no such file; take the patch from the archive again"]
    assert (tmp_path / "a/manifest.json").read_bytes() == (
        tmp_path / "b/manifest.json"
    ).read_bytes()


def test_a_damaged_archive_leaves_no_release(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A build of a truncated archive ends with one message and exit code 1.

    It ends before any file of the release is written.
    """
    raw = packed(world, tmp_path / "raw", "tar.zst")
    path = raw / f"{S1}.tar.zst"
    path.write_bytes(path.read_bytes()[:1_000_000])
    assert build_release(raw, tmp_path / "out") == 1
    said = capsys.readouterr().err
    assert (
        f"error: {path}: byte 1,000,000: the file ends inside the frame; "
        f"the last good member is {S1}/" in said
    )
    assert "Traceback" not in said and not (tmp_path / "out").exists()


def test_the_dry_run_of_a_build_stages_nothing(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what staging and building take, before and after staging, and writes nothing."""
    raw = packed(world, tmp_path / "raw", "tar.zst")
    before = sorted(raw.iterdir())
    assert main(build_arguments(raw, tmp_path / "out", "--dry-run")) == 0
    said = capsys.readouterr().out
    assert "to be staged as" in said and "would read 60 patches" in said
    assert sorted(raw.iterdir()) == before
    assert main(["stage", str(raw)]) == 0
    assert main(build_arguments(raw, tmp_path / "out", "--dry-run", "--discard-archives")) == 0
    assert "bench 1" in capsys.readouterr().out  # the draw of the benchmark can read patches now
    assert set(before) < set(raw.iterdir()) and not (tmp_path / "out").exists()


@pytest.mark.parametrize("form", ["tar", "tar.zst"])
def test_a_world_can_be_packed_as_released(form: str, tmp_path: Path) -> None:
    """`world --archives` leaves three files as released.

    Their content is byte for byte what GNU tar makes of the tree, in frames like zstd's own.
    """
    for out, more in (("tree", []), ("packed", ["--archives", form])):
        assert main(["world", str(tmp_path / out), "--patches", "3", *more]) == 0
    gnu = packed(tmp_path / "tree", tmp_path / "gnu", form)
    assert sorted(p.name for p in (tmp_path / "packed").iterdir()) == sorted(
        p.name for p in gnu.iterdir()
    )
    for path in gnu.glob(f"*.{form}"):
        mine = tmp_path / "packed" / path.name
        if form == "tar":
            assert mine.read_bytes() == path.read_bytes()
            continue
        contents = [
            subprocess.run(["zstd", "-dcq", str(p)], capture_output=True, check=True).stdout
            for p in (mine, path)
        ]
        assert contents[0] == contents[1]
        listed = [
            subprocess.run(
                ["zstd", "-lv", str(p)], capture_output=True, text=True, check=True
            ).stdout
            for p in (mine, path)
        ]
        assert [_facts(text) for text in listed] == [_facts(listed[1])] * 2


def _facts(listed: str) -> list[str]:
    """What `zstd -lv` says of frames, window, content and checksum."""
    return [
        line
        for line in listed.splitlines()
        if line.startswith(("# Zstandard Frames", "Decompressed Size", "Check", "Window Size"))
    ]
