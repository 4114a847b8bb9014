"""Verification: a sound release has no fault; a release with one thing broken has a fault that names it, whatever else is sound."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

import builder.verify
from bigearthnet_txt import REFERENCE_MAP, decode_bands, schema, to_planes
from builder.checks import form
from builder.cli import main
from builder.errors import DataError
from builder.settings import file_sha256
from builder.shards.card import card, infos_json
from builder.shards.manifest import FileEntry, describe
from builder.shards.writer import parquet_writer
from builder.verify import verify

Row = dict[str, Any]


def faults_of(out: Path) -> list[str]:
    return verify(out, lambda _: None)


@pytest.fixture
def copy(release: Path, tmp_path: Path) -> Path:
    """A release of one's own, to be broken."""
    return Path(shutil.copytree(release, tmp_path / "bigearthnet_txt"))


def first_file(out: Path, config: str, split: str = "train") -> Path:
    return min((out / "data" / config).glob(f"{split}-*.parquet"))


def save(path: Path, rows: Sequence[Row], ends: Sequence[int] = ()) -> None:
    """Writes rows as the builder does, in row groups that end at `ends` and at the last row."""
    config = path.parent.name
    with parquet_writer(path, config) as writer:
        for start, end in zip([0, *ends], [*ends, len(rows)], strict=True):
            writer.write_table(pa.Table.from_pylist(rows[start:end], schema(config)), row_group_size=max(end - start, 1))


def settle(out: Path) -> None:
    """Makes manifest, card and infos agree with the files as they are, so that hashes hide no other rule."""
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    files = [describe(out, f["path"], config=f["config"], split=f["split"]) for f in manifest["files"]]
    (out / "README.md").write_text(card(files, manifest["version"], manifest["settings"]), "utf-8")
    (out / "dataset_infos.json").write_text(infos_json(files, manifest["version"]), "utf-8")
    store(out, files)


def store(out: Path, files: Sequence[FileEntry]) -> None:
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    manifest["files"] = [asdict(entry) for entry in files]
    manifest["others"] = {name: file_sha256(out / name) for name in manifest["others"]}
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def break_row(path: Path, changes: Row, **where: str) -> int:
    """Changes fields of the first row that has the given values; returns its number."""
    rows = pq.read_table(path).to_pylist()
    number = next(k for k, row in enumerate(rows) if all(row[name] == value for name, value in where.items()))
    rows[number] |= {name: value(rows[number]) if callable(value) else value for name, value in changes.items()}
    save(path, rows)
    settle(path.parents[2])
    return number


def only(faults: list[str], path: Path, where: str, said: str) -> None:
    """All faults are of one file and place, and one of them says this."""
    begin = f"data/{path.parent.name}/{path.name}: {where}: "
    assert faults, "no fault was found"
    assert all(fault.startswith(begin) for fault in faults), faults
    assert any(fault.startswith(begin + said) for fault in faults), faults


def test_a_sound_release_has_no_fault(release: Path) -> None:
    """What the builder writes passes every check, and each data file is reported to the progress bar once."""
    counted: list[int] = []
    assert verify(release, counted.append) == []
    assert sum(counted) == len(list((release / "data").rglob("*.parquet"))) > 14


def test_real_patches_pass(shared: Path, tmp_path: Path) -> None:
    """A release of real BigEarthNet patches, built without a climate raster, is sound."""
    assert main(["build", str(shared / "raw-mini"), "--out", str(tmp_path / "out"), "--workers", "1"]) == 0
    assert faults_of(tmp_path / "out") == []


def test_worker_processes_find_the_same(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Large releases are checked by several processes: the same faults in the same order."""
    break_row(first_file(copy, "vqa"), {"output": "maybe"}, type="binary")
    break_row(first_file(copy, "patches", "test"), {"epsg": 4326})
    alone = faults_of(copy)
    monkeypatch.setattr(builder.verify, "_ALONE", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert faults_of(copy) == alone
    assert len(alone) >= 2


@pytest.mark.parametrize("text", [None, "{", "[]", '{"version": "1.0.0"}', '{"version": "1", "settings": {}, "files": [{}], "others": {}}'])
def test_no_manifest_no_verdict(tmp_path: Path, text: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without a manifest that can be read is no release: the command says so and ends with code 1."""
    if text is not None:
        (tmp_path / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"manifest\.json"):
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
    """A file that was written again with another value, without the manifest knowing, has other hashes."""
    path = first_file(copy, "captions")
    rows = pq.read_table(path).to_pylist()
    rows[0]["output"] += " Indeed."
    save(path, rows)
    faults = faults_of(copy)
    begin = f"data/captions/{path.name}: "
    assert [f.split(": ")[1] for f in faults if f.startswith(begin)] == ["bytes", "num_bytes", "sha256", "rows_xxh3"]
    assert all("as in manifest.json" in fault for fault in faults if fault.startswith(begin))


def test_a_manifest_that_miscounts(copy: Path) -> None:
    """A wrong number of rows in the manifest is named with both numbers; the card, which is true, is not blamed."""
    files = [FileEntry(**f) for f in json.loads((copy / "manifest.json").read_text("utf-8"))["files"]]
    first = files[0]
    store(copy, [FileEntry(**(asdict(first) | {"rows": first.rows + 1})), *files[1:]])
    assert faults_of(copy) == [f"{first.path}: rows: found {first.rows}, expected {first.rows + 1} as in manifest.json"]


def test_files_too_many_and_too_few(copy: Path) -> None:
    """A missing data file, one that is not listed, a half file and a script at the root are each named, all in one run."""
    gone = first_file(copy, "refexp")
    gone.unlink()
    (copy / "data/vqa/extra.parquet").write_bytes(b"")
    (copy / "data/vqa/train-00000-of-00004.parquet.partial").write_bytes(b"")
    (copy / "bigearthnet_txt.py").write_bytes(b"")
    starts = ("data/refexp/" + gone.name, "data/vqa/extra.parquet", "data/vqa/train-00000-of-00004.parquet.partial", "bigearthnet_txt.py")
    faults = faults_of(copy)
    assert [fault.split(": file: ")[0] for fault in faults] == list(starts)
    assert "restore it" in faults[0] and "remove it" in faults[1]


def test_a_shard_that_is_not_listed(copy: Path) -> None:
    """A shard of one config that neither folder nor manifest hold is missed, because the patches have it."""
    path = first_file(copy, "vqa")
    files = [FileEntry(**f) for f in json.loads((copy / "manifest.json").read_text("utf-8"))["files"]]
    path.unlink()
    store(copy, [entry for entry in files if not entry.path.endswith(f"vqa/{path.name}")])
    settle(copy)
    shards = int(path.stem[-5:])
    assert faults_of(copy) == [
        f"manifest.json: files of vqa, train: found ['0/{shards}'], expected each of 0/{shards} to {shards - 1}/{shards} once, no other"
    ]


def test_a_truncated_file(copy: Path) -> None:
    """A file cut off in the middle cannot be read; what is wrong elsewhere is still found."""
    row = break_row(first_file(copy, "vqa", "test"), {"output": "maybe"}, type="binary")
    path = first_file(copy, "captions")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    faults = faults_of(copy)
    assert any(f.startswith(f"data/captions/{path.name}: file: found 'ArrowInvalid") for f in faults)
    assert any(f": row {row}: output: found 'maybe'" in f for f in faults)


@pytest.mark.parametrize("name", ["README.md", "dataset_infos.json", "rejected.parquet", "scripts/bigearthnet_txt.py"])
def test_files_beside_the_data(copy: Path, name: str) -> None:
    """Each file beside the data has the hash that the manifest states."""
    (copy / name).write_bytes((copy / name).read_bytes() + b"\n")
    assert any(fault.startswith(f"{name}: sha256: ") for fault in faults_of(copy))


@pytest.mark.parametrize("name", ["README.md", "dataset_infos.json"])
def test_descriptions_that_lie(copy: Path, name: str) -> None:
    """A number in the card or the infos that the data do not have is named with its line, also where the hash is right."""
    lines = (copy / name).read_text("utf-8").split("\n")
    k = next(k for k, text in enumerate(lines) if "num_examples" in text)
    lines[k] = lines[k].split(":")[0] + ": 987654"
    (copy / name).write_text("\n".join(lines), "utf-8")
    store(copy, [FileEntry(**f) for f in json.loads((copy / "manifest.json").read_text("utf-8"))["files"]])
    (fault,) = faults_of(copy)
    assert fault.startswith(f"{name}: line {k + 1}: text: found {lines[k]!r}, expected ")


def plain(path: Path, table: pa.Table) -> None:
    pq.write_table(table, path, compression="snappy", write_page_index=False)


def test_form(copy: Path) -> None:
    """A file written with pyarrow's defaults has the wrong compression, no page index and, for lack of metadata, no features."""
    path = first_file(copy, "vqa")
    plain(path, pq.read_table(path).replace_schema_metadata(None))
    settle(copy)
    faults = faults_of(copy)
    for said in (
        "schema metadata huggingface: found None",
        "row group 0: compression of input: found 'SNAPPY', expected ZSTD",
        "row group 0: page index of input: found None",
    ):
        assert any(fault.startswith(f"data/vqa/{path.name}: {said}") for fault in faults), said


def test_types(copy: Path) -> None:
    """A list of float32 is not the contract's type, and the Hub would take it for a time series."""
    path = first_file(copy, "refexp")
    table = pq.read_table(path)
    plain(path, table.set_column(table.schema.get_field_index("box"), "box", table["box"].cast(pa.list_(pa.float32()))))
    faults = faults_of(copy)
    assert any("box: found 'list<float>', expected list<double>: the Hub" in fault for fault in faults)
    assert any("type of box: found 'list<element: float>'" in fault for fault in faults)


def test_raster_layout_is_described(copy: Path) -> None:
    """The field metadata that say how to read a raster's bytes are part of the form."""
    path = first_file(copy, "patches")
    table = pq.read_table(path)
    plain(path, table.cast(pa.schema([field.remove_metadata() for field in table.schema], table.schema.metadata)))
    settle(copy)
    assert any(f"data/patches/{path.name}: metadata of B8A: found {{}}" in fault for fault in faults_of(copy))


def test_row_groups(copy: Path) -> None:
    """Patches come in hundreds and texts in thousands cut between patches: other cuts are faults."""
    patches, texts = first_file(copy, "patches"), first_file(copy, "vqa")
    rows = pq.read_table(texts).to_pylist()
    inside = next(k for k in range(1, len(rows)) if rows[k]["patch_id"] == rows[k - 1]["patch_id"])
    save(texts, rows, [inside])
    save(patches, pq.read_table(patches).to_pylist(), [3])
    settle(copy)
    patch = rows[inside]["patch_id"]
    assert faults_of(copy) == [
        f"data/patches/{patches.name}: row group 0: patches: found 3, expected 100",
        f"data/vqa/{texts.name}: row group 0: rows: found {inside}, expected an end with the patch that reaches 1000 rows",
        f"data/vqa/{texts.name}: row group 1: row group: found {patch!r}, expected a cut between patches, not within one",
    ]


def test_row_group_size(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row group above the limit is named with its compressed size."""
    monkeypatch.setattr(form, "GROUP_BYTES", 400_000)
    faults = faults_of(release)
    assert faults and all("/patches/" in f and ": row group 0: bytes: found " in f and "expected at most 400000" in f for f in faults)


def long_input(row: Row) -> str:
    return str(row["input"]) + " " * 300_000


def other_box(row: Row) -> list[int]:
    x0, y0, x1, _ = row["box_pixels"]
    return [x0, y0, x1, 121]


TEXT_FAULTS: list[tuple[str, Row, Row, str]] = [
    ("vqa", {"type": "binary"}, {"output": "maybe"}, "output: found 'maybe', expected yes or no"),
    ("vqa", {"type": "binary"}, {"options": ["no", "yes"]}, "options: found ['no', 'yes'], expected ['yes', 'no']"),
    ("vqa", {"type": "binary", "output": "yes"}, {"answer": "no"}, "answer: found 'no', expected 'yes' as in output"),
    ("vqa", {"type": "mcq"}, {"output": "e"}, "output: found 'e', expected one of a, b, c, d"),
    ("vqa", {"type": "mcq"}, {"options": ["x", "x", "y", "z"]}, "options: found ['x', 'x', 'y', 'z'], expected four different texts"),
    ("vqa", {"type": "mcq"}, {"input": "Which one?"}, "input: found 'Which one?', expected the options as "),
    ("vqa", {"type": "mcq", "output": "a"}, {"output": "b"}, "answer: found "),
    ("vqa", {"category": "season"}, {"season": "Monsoon"}, "season: found 'Monsoon', expected "),
    ("vqa", {"type": "mcq"}, {"type": "quiz"}, "type/category: found 'quiz/"),
    ("vqa", {"type": "mcq"}, {"classes": ["Forest"]}, "classes: found ['Forest'], expected names of the nineteen classes"),
    ("vqa", {"type": "mcq"}, {"template": "count"}, "template: found 'count', expected an id that begins with "),
    ("vqa", {"type": "mcq"}, {"input": None}, "input: found None, expected a value"),
    ("vqa", {}, {"latitude": 89.0}, "latitude: found 89.0, expected "),
    ("vqa", {}, {"s1_name": "S1A"}, "s1_name: found 'S1A', expected "),
    ("vqa", {}, {"country": "Atlantis"}, "country: found 'Atlantis', expected "),
    ("vqa", {}, {"climate_zone": "Desert"}, "climate_zone: found 'Desert', expected "),
    ("vqa", {}, {"split": "test"}, "split: found 'test', expected 'train' as in patches"),
    ("vqa", {}, {"patch_row": 7777}, "patch_row: found 7777, expected 0, where patches holds "),
    ("vqa", {}, {"image": {"bytes": b"other", "path": None}}, "image: found {'bytes': b'other', 'path': None}, expected the preview"),
    ("captions", {}, {"output": " "}, "output: found ' ', expected a text"),
    ("captions", {}, {"ID": 12}, "ID: found 12, expected "),
    ("refexp", {}, {"box_pixels": [5, 5, 5, 9]}, "box_pixels: found [5, 5, 5, 9], expected 0 <= x0 < x1 <= 120 and"),
    ("refexp", {}, {"box_pixels": other_box}, "box_pixels: found ["),
    ("refexp", {}, {"box": [0.0, 0.0, 0.1, 0.1]}, "box: found [0.0, 0.0, 0.1, 0.1], expected "),
    ("refexp", {}, {"output": "[0 0, 1 1]"}, "output: found '[0 0, 1 1]', expected '["),
    ("refexp", {"category": "point"}, {"point": [1.5, 0.5]}, "point: found [1.5, 0.5], expected a point inside ["),
    ("refexp", {"category": "point"}, {"input": "Where?"}, "input: found 'Where?', expected the point as <point>("),
    ("refexp", {"category": "point"}, {"expression": "lake"}, "expression: found 'lake', expected null in a question by point"),
    ("refexp", {"category": "reference"}, {"expression": "sea"}, "input: found "),
    ("refexp", {"category": "reference"}, {"point": [0.5, 0.5]}, "point: found [0.5, 0.5], expected null in a question by reference"),
    ("benchmark", {}, {"verification": "fine"}, "verification: found 'fine', expected 'machine-checked, not human-verified'"),
    ("benchmark", {"type": "binary"}, {"box": [0.0, 0.0, 1.0, 1.0]}, "box: found [0.0, 0.0, 1.0, 1.0], expected null in a row of type"),
    ("benchmark", {"type": "captioning"}, {"answer": "yes"}, "answer: found 'yes', expected null in a row of type captioning"),
]


@pytest.mark.parametrize(("config", "where", "changes", "said"), TEXT_FAULTS, ids=lambda value: str(value)[:60])
def test_text_rows(copy: Path, config: str, where: Row, changes: Row, said: str) -> None:
    """Each promise of a text row, broken in one row, is named with file, row, field, value found and expected."""
    path = first_file(copy, config, "bench" if config == "benchmark" else "train")
    number = break_row(path, changes, **where)
    faults = faults_of(copy)
    if "type" in changes:
        faults = [fault for fault in faults if ": ID: " not in fault]  # the row no longer counts among those of its task
    only(faults, path, f"row {number}", said)


def short_band(row: Row) -> bytes:
    return bytes(row["B05"][:-2])


def map_with(code: int) -> Callable[[Row], bytes]:
    def change(row: Row) -> bytes:
        raster = decode_bands({"reference_map": row[REFERENCE_MAP.name]})["reference_map"]
        raster[0, 0] = code
        return to_planes(raster)

    return change


def png(size: tuple[int, int], kind: str) -> Row:
    buffer = io.BytesIO()
    Image.new("RGB", size).save(buffer, kind)
    return {"bytes": buffer.getvalue(), "path": None}


PATCH_FAULTS: list[tuple[Row, str]] = [
    ({"epsg": 4326}, "epsg: found 4326, expected 326"),
    ({"bounds": [0.0, 0.0, 1200.0, 1200.0]}, "bounds: found [0.0, 0.0, 1200.0, 1200.0], expected ["),
    ({"bounds": [0.0, None]}, "bounds: found [0.0, None], expected ["),
    ({"labels": ["Pastures", "Arable land"]}, "labels: found ['Pastures', 'Arable land'], expected ["),
    ({"reference_map": map_with(999)}, "reference_map: found [999], expected CORINE level-3 codes only"),
    ({"reference_map": map_with(0)}, "reference_map: found [0], expected CORINE level-3 codes only"),
    ({"B05": short_band}, "B05: found '7198 bytes', expected 7200 bytes"),
    ({"VV": b""}, "VV: found '0 bytes', expected 57600 bytes"),
    ({"B01": None}, "B01: found None, expected a value"),
    ({"sar": {"bytes": b"no picture", "path": None}}, "sar: found 'no picture (UnidentifiedImageError)', expected JPEG RGB 120 x 120"),
    ({"sar": png((120, 120), "PNG")}, "sar: found 'PNG RGB 120 x 120', expected JPEG RGB 120 x 120"),
    ({"sar": png((120, 60), "JPEG")}, "sar: found 'JPEG RGB 120 x 60', expected JPEG RGB 120 x 120"),
    ({"sar": {"bytes": None, "path": None}}, "sar: found None, expected a value"),
]


@pytest.mark.parametrize(("changes", "said"), PATCH_FAULTS, ids=lambda value: str(value)[:60])
def test_patch_rows(copy: Path, changes: Row, said: str) -> None:
    """Each promise of a patch's own columns, broken in one row, is named."""
    path = first_file(copy, "patches")
    only(faults_of(copy) if break_row(path, changes) == 0 else [], path, "row 0", said)


SHARED_FAULTS: list[tuple[Row, str]] = [
    ({"patch_id": "S2A_no_patch"}, "patch_id: found 'S2A_no_patch', expected a patch name: "),
    ({"patch_id": "S2A_MSIL2A_20170613T101031_N9999_R022_T99UUP_26_57"}, "patch_id: found 'S2A_MSIL2A_20170613T101031"),
    ({"patch_id": "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUI_26_57"}, "patch_id: found 'S2A_MSIL2A_20170613T101031"),
    ({"latitude": 48.0}, "latitude: found 48.0, expected "),
    ({"season": "Monsoon"}, "season: found 'Monsoon', expected '"),
    ({"country": "Atlantis"}, "country: found 'Atlantis', expected one of Austria, Belgium"),
    ({"s1_name": "S1A"}, "s1_name: found 'S1A', expected a Sentinel-1 patch name"),
    ({"split": "bench"}, "split: found 'bench', expected 'train'"),
    ({"image": {"bytes": b"", "path": None}}, "image: found 'no picture (UnidentifiedImageError)'"),
]


@pytest.mark.parametrize(("changes", "said"), SHARED_FAULTS, ids=lambda value: str(value)[:60])
def test_columns_shared_by_patches_and_texts(copy: Path, changes: Row, said: str) -> None:
    """A wrong value in a patch's row is a fault there, and one in the texts of the same patch, which no longer agree with it."""
    path = first_file(copy, "patches")
    break_row(path, changes)
    faults = faults_of(copy)
    assert any(fault.startswith(f"data/patches/{path.name}: row 0: {said}") for fault in faults), faults
    field = next(iter(changes))
    assert any(fault.startswith(f"data/captions/{path.name}: row 0: {field}: found ") for fault in faults), faults


def test_no_climate_without_a_raster(copy: Path) -> None:
    """A release that states it was built without a climate raster names no zones."""
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    manifest["settings"]["climate"] = None
    (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    settle(copy)
    faults = faults_of(copy)
    assert all("/patches/" in fault and ": climate_zone: " in fault for fault in faults), faults
    assert faults[0].endswith("expected null: the release was built without a climate raster")


def test_order_follows_from_the_place(copy: Path) -> None:
    """Two patches that change places are out of order, and the texts' patch_row points at the wrong one."""
    path = first_file(copy, "patches")
    rows = pq.read_table(path).to_pylist()
    rows[0], rows[1] = rows[1], rows[0]
    save(path, rows)
    settle(copy)
    faults = faults_of(copy)
    assert (
        f"data/patches/{path.name}: row 1: order: found {rows[1]['patch_id']!r}, expected a patch behind {rows[0]['patch_id']} by"
        in "".join(faults)
    )
    assert any(f.startswith(f"data/captions/{path.name}: row 0: patch_row: found 0, expected 1, where patches holds") for f in faults)


def test_texts_in_the_order_of_patches(copy: Path) -> None:
    """Captions in another order than their patches are named."""
    path = first_file(copy, "captions")
    rows = pq.read_table(path).to_pylist()
    save(path, [rows[1], rows[0], *rows[2:]])
    settle(copy)
    only(faults_of(copy), path, "row 1", f"order: found {rows[0]['patch_id']!r}, expected patches in the order of the config patches")


def test_texts_of_another_shard(copy: Path) -> None:
    """Captions of shard 1 in the file of shard 0 speak of patches that are not there."""
    paths = sorted((copy / "data/captions").glob("train-*"))[:2]
    first, second = (path.read_bytes() for path in paths)
    paths[0].write_bytes(second)
    paths[1].write_bytes(first)
    settle(copy)
    for path in paths:
        assert any(f.startswith(f"data/captions/{path.name}: row 0: patch_id: found ") and "same shard" in f for f in faults_of(copy))


def test_shard_follows_from_the_place(copy: Path) -> None:
    """Two whole shards that change names hold patches of the other's hash."""
    for config in ("captions", "vqa", "refexp", "patches"):
        first, second = sorted((copy / "data" / config).glob("train-*"))[:2]
        first.rename(copy / "x")
        second.rename(first)
        (copy / "x").rename(second)
    settle(copy)
    faults = faults_of(copy)
    for k, name in enumerate(sorted(p.name for p in (copy / "data/patches").glob("train-*"))[:2]):
        assert any(f.startswith(f"data/patches/{name}: row 0: shard: found {k}, expected {1 - k}, from the hash of ") for f in faults)


def test_ids_are_unique(copy: Path) -> None:
    """An ID that two configs use is named with both rows."""
    ids = pq.read_table(first_file(copy, "captions"))["ID"].to_pylist()
    path = first_file(copy, "vqa")
    break_row(path, {"ID": ids[2]})
    (twice,) = [fault for fault in faults_of(copy) if "holds it too" in fault]
    assert (
        twice == f"data/vqa/{path.name}: row 0: ID: found {ids[2]}, expected one of its own; data/captions/{path.name}, row 2 holds it too"
    )


def test_a_row_that_is_missing_within_a_task(copy: Path) -> None:
    """IDs count the rows of a patch and task from 0: where the first of two is gone, the second has the wrong ID."""
    path = first_file(copy, "vqa")
    rows = pq.read_table(path).to_pylist()
    tasks = [(row["patch_id"], row["type"], row["category"]) for row in rows]
    k = next(k for k in range(len(rows)) if tasks.count(tasks[k]) == 2)
    save(path, rows[:k] + rows[k + 1 :])
    settle(copy)
    only(faults_of(copy), path, f"row {k}", f"ID: found {rows[k + 1]['ID']}, expected {rows[k]['ID']} of {rows[k]['patch_id']}, ")


def test_splits_share_no_place(copy: Path) -> None:
    """A patch that stands in two splits is named, as a patch and as a place."""
    train, bench = first_file(copy, "patches"), first_file(copy, "patches", "bench")
    patch = pq.read_table(train)["patch_id"][0].as_py()
    break_row(bench, {"patch_id": patch})
    place = "_".join(patch.split("_")[-3:])[1:]
    faults = faults_of(copy)
    assert any(f": place: found {place!r}, expected a place of train alone; bench holds it too" in f for f in faults)
    assert any(f": patch_id: found {patch!r}, expected one of its own; " in f for f in faults)


def test_first_rows_fit_the_viewer(copy: Path) -> None:
    """The first hundred rows of a split, as JSON without images, stay below 200 kB."""
    path = first_file(copy, "captions")
    break_row(path, {"input": long_input})
    (fault,) = faults_of(copy)
    assert fault.startswith(f"data/captions/{path.name}: first rows: found '3") and "200000" in fault


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
    """Nothing stops at the first fault: patches, texts, manifest, card and folder are all heard in one run."""
    break_row(first_file(copy, "patches"), {"epsg": 4326, "VH": b""})
    break_row(first_file(copy, "vqa"), {"output": "maybe", "ID": 12}, type="binary")
    break_row(first_file(copy, "refexp", "test"), {"output": "[0 0, 1 1]"})
    (copy / "README.md").write_text("", "utf-8")
    (copy / "data/extra").write_bytes(np.zeros(3, np.uint8).tobytes())
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
