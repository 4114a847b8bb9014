"""Verification: a sound release has no fault, a broken one has all its faults named in one run."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import builder.checks.verify
from bigearthnet_txt_reader.release import FileEntry, Release, ReleaseError
from builder.checks.verify import verify
from builder.cli import main
from tests.checks.broken import break_row, faults_of, first_file, save, settle, store


def test_a_sound_release_has_no_fault(release: Path) -> None:
    """What the builder writes passes every check.

    Each data file is reported to the progress bar once.
    """
    counted: list[int] = []
    assert verify(Release.open(release), counted.append) == []
    assert sum(counted) == len(list((release / "data").rglob("*.parquet"))) > 14


def test_real_patches_pass(shared: Path, tmp_path: Path) -> None:
    """A release of real BigEarthNet patches, built without a climate raster, is sound."""
    assert (
        main(["build", str(shared / "raw-mini"), "--out", str(tmp_path / "out"), "--workers", "1"])
        == 0
    )
    assert faults_of(tmp_path / "out") == []


def test_worker_processes_find_the_same(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large releases are checked by several processes: the same faults in the same order."""
    break_row(first_file(copy, "vqa"), {"output": "maybe"}, type="binary")
    break_row(first_file(copy, "patches", "test"), {"epsg": 4326})
    alone = faults_of(copy)
    monkeypatch.setattr(builder.checks.verify, "_ALONE", 0)
    assert verify(Release.open(copy), lambda _: None, workers=2) == alone
    assert len(alone) >= 2


@pytest.mark.parametrize(
    "text",
    [
        None,
        "{",
        "[]",
        '{"version": "1.0.0"}',
        '{"version": "1", "settings": {}, "files": [{}], "others": {}}',
    ],
)
def test_no_manifest_no_verdict(
    tmp_path: Path, text: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder without a manifest that can be read is no release.

    The command says so and ends with code 1.
    """
    if text is not None:
        (tmp_path / "manifest.json").write_text(text, "utf-8")
    with pytest.raises((FileNotFoundError, ReleaseError), match=r"manifest\.json"):
        faults_of(tmp_path)
    assert main(["verify", str(tmp_path)]) == 1
    assert "error: " in capsys.readouterr().err


def test_exit_codes(release: Path, copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Code 0 and "sound" for a sound release, code 1 and the list of faults for a broken one."""
    assert main(["verify", str(release)]) == 0
    assert capsys.readouterr().out.endswith(": sound\n")
    (copy / "rejected.parquet").unlink()
    assert main(["verify", str(copy)]) == 1
    assert "1 faults\n  rejected.parquet: file: found None" in capsys.readouterr().out


def test_bytes_that_changed(copy: Path) -> None:
    """A file that was written again with another value has other hashes.

    The manifest is not changed with it.
    """
    path = first_file(copy, "captions")
    rows = pq.read_table(path).to_pylist()
    rows[0]["output"] += " Indeed."
    save(path, rows)
    faults = faults_of(copy)
    begin = f"data/captions/{path.name}: "
    assert [f.split(": ")[1] for f in faults if f.startswith(begin)] == [
        "bytes",
        "num_bytes",
        "sha256",
        "rows_xxh3",
    ]
    assert all("as in manifest.json" in fault for fault in faults if fault.startswith(begin))


def test_a_manifest_that_miscounts(copy: Path) -> None:
    """A wrong number of rows in the manifest is named with both numbers.

    The card, which is true, is not blamed.
    """
    files = [
        FileEntry(**f) for f in json.loads((copy / "manifest.json").read_text("utf-8"))["files"]
    ]
    first = files[0]
    store(copy, [FileEntry(**(asdict(first) | {"rows": first.rows + 1})), *files[1:]])
    assert faults_of(copy) == [
        f"{first.path}: rows: found {first.rows}, expected {first.rows + 1} as in manifest.json"
    ]


def test_files_too_many_and_too_few(copy: Path) -> None:
    """Files that are missing, not listed, half written or scripts are each named in one run."""
    gone = first_file(copy, "refexp")
    gone.unlink()
    (copy / "data/vqa/extra.parquet").write_bytes(b"")
    (copy / "data/vqa/train-00000-of-00004.parquet.partial").write_bytes(b"")
    (copy / "bigearthnet_txt.py").write_bytes(b"")
    starts = (
        "data/refexp/" + gone.name,
        "data/vqa/extra.parquet",
        "data/vqa/train-00000-of-00004.parquet.partial",
        "bigearthnet_txt.py",
    )
    faults = faults_of(copy)
    assert [fault.split(": file: ")[0] for fault in faults] == list(starts)
    assert "restore it" in faults[0] and "remove it" in faults[1]


def test_a_shard_that_is_not_listed(copy: Path) -> None:
    """A shard of one config that neither folder nor manifest hold is missed.

    The patches have it.
    """
    path = first_file(copy, "vqa")
    files = [
        FileEntry(**f) for f in json.loads((copy / "manifest.json").read_text("utf-8"))["files"]
    ]
    path.unlink()
    store(copy, [entry for entry in files if not entry.path.endswith(f"vqa/{path.name}")])
    settle(copy)
    shards = int(path.stem[-5:])
    assert faults_of(copy) == [
        f"manifest.json: files of vqa, train: found ['0/{shards}'], "
        f"expected each of 0/{shards} to {shards - 1}/{shards} once, no other"
    ]


def test_a_truncated_file(copy: Path) -> None:
    """A file cut off in the middle cannot be read; what is wrong elsewhere is still found."""
    row = break_row(first_file(copy, "vqa", "test"), {"output": "maybe"}, type="binary")
    path = first_file(copy, "captions")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    faults = faults_of(copy)
    assert any(
        f.startswith(f"data/captions/{path.name}: file: found 'ArrowInvalid") for f in faults
    )
    assert any(f": row {row}: output: found 'maybe'" in f for f in faults)


@pytest.mark.parametrize(
    "name", ["README.md", "dataset_infos.json", "rejected.parquet", "scripts/bigearthnet_txt.py"]
)
def test_files_beside_the_data(copy: Path, name: str) -> None:
    """Each file beside the data has the hash that the manifest states."""
    (copy / name).write_bytes((copy / name).read_bytes() + b"\n")
    assert any(fault.startswith(f"{name}: sha256: ") for fault in faults_of(copy))


@pytest.mark.parametrize("name", ["README.md", "dataset_infos.json"])
def test_descriptions_that_lie(copy: Path, name: str) -> None:
    """A number in the card or the infos that the data do not have is named with its line.

    The check does so even if the hash is right.
    """
    lines = (copy / name).read_text("utf-8").split("\n")
    k = next(k for k, text in enumerate(lines) if "num_examples" in text)
    lines[k] = lines[k].split(":")[0] + ": 987654"
    (copy / name).write_text("\n".join(lines), "utf-8")
    store(
        copy,
        [FileEntry(**f) for f in json.loads((copy / "manifest.json").read_text("utf-8"))["files"]],
    )
    (fault,) = faults_of(copy)
    assert fault.startswith(f"{name}: line {k + 1}: text: found {lines[k]!r}, expected ")


def test_faults_are_counted_not_repeated(copy: Path) -> None:
    """What is wrong in every row gives ten lines and the number of the others."""
    path = first_file(copy, "vqa")
    rows = pq.read_table(path).to_pylist()
    save(path, [row | {"template": "?"} for row in rows])
    settle(copy)
    faults = faults_of(copy)
    assert len(faults) == 11
    assert faults[-1] == f"data/vqa/{path.name}: template: {len(rows) - 10} more faults like these"


def test_several_faults_are_all_listed(copy: Path) -> None:
    """Nothing stops at the first fault.

    Faults of patches, texts, manifest, card and folder are all listed in one run.
    """
    break_row(first_file(copy, "patches"), {"epsg": 4326, "VH": b""})
    break_row(first_file(copy, "vqa"), {"output": "maybe", "ID": 12}, type="binary")
    break_row(first_file(copy, "refexp", "test"), {"output": "[0 0, 1 1]"})
    (copy / "README.md").write_text("", "utf-8")
    (copy / "data/extra").write_bytes(b"...")
    text = "\n".join(faults_of(copy))
    for said in (
        "epsg: found 4326",
        "VH: found '0 bytes'",
        "found 'maybe'",
        "ID: found 12",
        "'[0 0, 1 1]'",
        "README.md: sha256",
        "data/extra: file",
    ):
        assert said in text
