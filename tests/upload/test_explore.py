"""`python -m upload explore`: what it writes, and how it says that it cannot."""

from __future__ import annotations

import io
import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from PIL import Image
from tqdm import tqdm

from bigearthnet_txt import CLASSES, SPLITS, TASKS
from tests.conftest import ROOT
from tests.outlines import outlines
from tests.upload.conftest import explore
from tests.vendored import VENDOR
from upload.cli import main


def rows_of(path: Path) -> list[dict[str, Any]]:
    columns = [name for name in pq.read_schema(path).names if name != "image"]
    rows: list[dict[str, Any]] = pq.read_table(path, columns=columns).to_pylist()
    return rows


@pytest.fixture(scope="module")
def lines(written: Path) -> list[dict[str, Any]]:
    """The index of the small release, a line a patch with its name; tiles in their order."""
    about = json.loads((written / "explorer.json").read_text("utf-8"))
    overview = pq.read_table(written / "patches.parquet").to_pylist()
    tiles = sorted({scene["tile"] for scene in about["scenes"]})
    places = [row for tile in tiles for row in rows_of(written / "tiles" / f"{tile}.parquet")]
    ends = [scene["first"] for scene in about["scenes"][1:]] + [len(overview)]
    scenes = [
        s for s, end in zip(about["scenes"], ends, strict=True) for _ in range(s["first"], end)
    ]
    return [
        line | place | scene | {"patch_id": f"{scene['name']}_{line['x']:02}_{line['y']:02}"}
        for line, place, scene in zip(overview, places, scenes, strict=True)
    ]


def test_index_says_what_the_files_say(
    release: Path, written: Path, lines: list[dict[str, Any]]
) -> None:
    """A line leads to the row of its patch, which says the same of place, time and labels."""
    about = json.loads((written / "explorer.json").read_text("utf-8"))
    names = [f"data/patches/{shard['name']}.parquet" for shard in about["shards"]]
    files = {name: rows_of(release / name) for name in names}
    assert len(lines) == about["patches"] == sum(map(len, files.values()))
    for line in lines:
        row = files[names[line["shard"]]][line["row"]]
        assert line["patch_id"] == row["patch_id"]
        assert about["countries"][line["country"]] == row["country"]
        assert about["climates"][line["climate_zone"]] == (row["climate_zone"] or "unknown")
        assert (SPLITS[line["split"]], line["season"]) == (row["split"], row["season"])
        labels = [name for k, name in enumerate(CLASSES) if line["classes"] >> k & 1]
        assert labels == sorted(row["labels"], key=CLASSES.index)
        x, y = line["x"] / 50, line["y"] / 50
        for axis, weights in zip(("latitude", "longitude"), line["position"], strict=True):
            terms = (1, x, y, x * x, x * y, y * y)
            found = sum(w * t for w, t in zip(weights, terms, strict=True))
            assert found == pytest.approx(row[axis], abs=1e-4)


def test_index_leads_to_the_texts(
    release: Path, written: Path, lines: list[dict[str, Any]]
) -> None:
    """First row and rows of each config are those about the patch; its tasks are theirs."""
    about = json.loads((written / "explorer.json").read_text("utf-8"))
    for number, shard in enumerate(about["shards"]):
        mine = [line for line in lines if line["shard"] == number]
        tasks: dict[str, set[tuple[str, str]]] = {line["patch_id"]: set() for line in mine}
        for config in sorted(shard["files"].keys() - {"patches"}):
            rows = rows_of(release / "data" / config / f"{shard['name']}.parquet")
            assert shard["files"][config][2] == len(rows)
            for line in mine:
                first = line[f"{config}_first"]
                own = rows[first : first + line[config]]
                assert len(own) == sum(row["patch_id"] == line["patch_id"] for row in rows)
                assert {row["patch_id"] for row in own} <= {line["patch_id"]}
                tasks[line["patch_id"]] |= {(row["type"], row["category"]) for row in own}
        for line in mine:
            has = [bool(line["tasks"] >> k & 1) for k in range(len(TASKS))]
            assert has == [(t.type, t.category) in tasks[line["patch_id"]] for t in TASKS]


def test_thumbnails_are_those_of_the_images(
    release: Path, written: Path, lines: list[dict[str, Any]]
) -> None:
    """Thumbnail i is the image of line i, 3 x 3 pixels as one, but for what JPEG loses."""
    images = {}
    for path in (release / "data" / "patches").glob("*.parquet"):
        for row in pq.read_table(path, columns=["patch_id", "image"]).to_pylist():
            content = row["image"]["bytes"] if isinstance(row["image"], dict) else row["image"]
            pixels = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"), float)
            images[row["patch_id"]] = pixels.reshape(40, 3, 40, 3, 3).mean((1, 3))
    sheet = np.asarray(Image.open(written / "thumbnails" / "00000.jpg"), float)
    for number, line in enumerate(lines):
        y, x = np.array(divmod(number, 10)) * 40
        off = np.abs(sheet[y : y + 40, x : x + 40] - images[line["patch_id"]])
        assert off.mean() < 6, line["patch_id"]


def test_a_name_that_is_none_is_refused(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A release whose patch_id no patch can have is named with file and value."""
    path = min((copy / "data" / "patches").glob("train-*.parquet"))
    table = pq.read_table(path)
    path.unlink()
    names = pa.array(["S2A_<script>_1_2"] * len(table))
    at = table.schema.get_field_index("patch_id")
    pq.write_table(table.set_column(at, "patch_id", names), path)
    said = refused(capsys, 1, str(copy), "--to", str(tmp_path / "explorer"))
    assert f"{path.name}: patch_id 'S2A_<script>_1_2' is none" in said


def test_folder_is_a_static_space(release: Path, tmp_path: Path) -> None:
    """With the URL of a dataset of the Hub, README.md declares a static Space that shows it.

    The page reads from there.
    """
    url = "https://huggingface.co/datasets/ORG/NAME/resolve/v1.0.0"
    explore(release, tmp_path / "space", data=url)
    front = yaml.safe_load((tmp_path / "space" / "README.md").read_text("utf-8").split("---")[1])
    assert (front["sdk"], front["license"], front["datasets"]) == (
        "static",
        "cdla-permissive-1.0",
        ["ORG/NAME"],
    )
    assert json.loads((tmp_path / "space" / "explorer.json").read_text("utf-8"))["data"] == url


def test_what_is_of_others_comes_with_its_licenses(written: Path) -> None:
    """All files of vendor/ as the package has them, licenses and origin included."""
    there = {p.relative_to(written): p.read_bytes() for p in (written / "vendor").rglob("*.*")}
    here = {p.relative_to(VENDOR.parent): p.read_bytes() for p in VENDOR.rglob("*.*")}
    assert there == here


def test_written_again_it_is_the_same(release: Path, tmp_path: Path) -> None:
    """A second call on the same release leaves the same bytes, and no temporary file."""

    def files() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    explore(release, tmp_path / "explorer")
    first = files()
    explore(release, tmp_path / "explorer")
    assert files() == first and not [name for name in first if name.endswith(".partial")]


def test_written_again_nothing_of_an_earlier_one_is_left(release: Path, tmp_path: Path) -> None:
    """Tiles, sheets, scripts and vendored files that it does not have go; files of others stay."""
    folder = tmp_path / "explorer"
    explore(release, folder)
    own = {path for path in folder.rglob("*") if path.is_file()}
    stale = ("tiles/99ZZZ.parquet", "thumbnails/00009.jpg", "vendor/old/reader.js", "gone.js")
    others = {folder / name for name in (".git/HEAD", "notes.txt", "talk/main.js")}
    for path in [*others, *(folder / name for name in stale)]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("old")
    explore(release, folder)
    assert {path for path in folder.rglob("*") if path.is_file()} == own | others


def test_progress_counts_each_patch_once(
    release: Path, tmp_path: Path, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bars of index and of thumbnails end at their total: the patches of the release."""
    bars = []

    class Bar(tqdm):  # type: ignore[type-arg] # generic in its stubs only
        def close(self) -> None:
            bars.append((self.desc, self.n, self.total))
            super().close()

    monkeypatch.setattr("tqdm.tqdm", Bar)
    assert main(["explore", str(release), "--to", str(tmp_path / "explorer")]) == 0
    lines = pq.read_metadata(written / "patches.parquet").num_rows
    assert {*bars} == {("index", lines, lines), ("thumbnails", lines, lines)}


def test_command_tells_what_it_wrote(
    release: Path, tmp_path: Path, written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Folder and number of patches."""
    assert main(["explore", str(release), "--to", str(tmp_path / "explorer")]) == 0
    lines = pq.read_metadata(written / "patches.parquet").num_rows
    assert f"{tmp_path / 'explorer'}: an explorer of {lines} patches" in capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], code: int, *command: str) -> str:
    """The one line of an error."""
    assert main(["explore", *command]) == code
    said = capsys.readouterr().err
    assert said.startswith("error: ") and said.count("\n") == 1
    return said


def test_folder_without_manifest_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that is no finished release is named, with the way to one."""
    said = refused(capsys, 1, str(tmp_path), "--to", str(tmp_path / "explorer"))
    assert f"{tmp_path}: no manifest.json" in said and "python -m builder build" in said
    assert not (tmp_path / "explorer").exists()


@pytest.mark.parametrize("text", ["{", "[]", '{"version": "1.0.0"}'])
def test_broken_manifest_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """A manifest that cannot be read, or lacks what it must say, is named."""
    (tmp_path / "manifest.json").write_text(text, "utf-8")
    assert f"{tmp_path / 'manifest.json'}: not the manifest of a release" in refused(
        capsys, 1, str(tmp_path), "--to", str(tmp_path / "explorer")
    )


def test_missing_file_is_named(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A release that lost a file is refused with that file's name."""
    path = min((copy / "data" / "vqa").glob("train-*.parquet"))
    path.unlink()
    said = refused(capsys, 1, str(copy), "--to", str(tmp_path / "explorer"))
    assert path.name in said and "python -m builder verify" in said


def test_texts_out_of_order_are_refused(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Texts that do not follow the order of the patches could not be found by their counts."""
    path = min((copy / "data" / "vqa").glob("train-*.parquet"))
    table = pq.read_table(path)
    path.unlink()
    pq.write_table(table.take(np.arange(len(table))[::-1]), path)
    assert f"{path.name}: patch_row is not in the order" in refused(
        capsys, 1, str(copy), "--to", str(tmp_path / "explorer")
    )


def test_another_folder_is_not_written_over(
    release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that holds something else stays as it is."""
    (tmp_path / "thesis.tex").write_text("years of work", "utf-8")
    assert f"{tmp_path}: is there and is no explorer" in refused(
        capsys, 2, str(release), "--to", str(tmp_path)
    )
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_an_explorer_that_was_killed_is_begun_again(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What its first write left is known as its own, and goes."""

    def killed(_: Any, __: Any, folder: Path, ___: Any) -> None:
        folder.mkdir()
        (folder / "0.jpg").write_bytes(b"half")
        raise KeyboardInterrupt

    folder = tmp_path / "explorer"
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("bigearthnet_txt_explorer.write_thumbnails", killed)
        explore(release, folder)
    explore(release, folder)
    again = tmp_path / "again"
    explore(release, again)
    names = [{p.relative_to(of) for p in of.rglob("*")} for of in (folder, again)]
    assert names[0] == names[1] and not list(folder.rglob("*.partial"))


def test_a_folder_inside_the_release_is_refused(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A release stays what its manifest says."""
    assert "lies inside the release" in refused(
        capsys, 2, str(copy), "--to", str(copy / "explorer")
    )
    assert not (copy / "explorer").exists()


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """What one types is there to be copied."""
    with pytest.raises(SystemExit) as ended:
        main(["explore", "--help"])
    assert (
        ended.value.code == 0
        and "python -m upload explore bigearthnet_txt --to explorer --serve"
        in capsys.readouterr().out
    )


def test_serve_shows_the_page_until_it_is_stopped(release: Path, written: Path) -> None:
    """`--serve` prints an address that answers with the page.

    Ctrl-C ends it with 130 and no traceback.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "upload",
        "explore",
        str(release),
        "--to",
        str(written),
        "--serve",
        str(port),
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout and process.stderr
        lines = [process.stdout.readline() for _ in range(2)]
        with urlopen(lines[1].split()[1]) as answer:
            assert b"BigEarthNet.txt explorer" in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        said = process.stderr.read()
    assert "stopped" in said and "Traceback" not in said


def test_outlines_of_a_small_world() -> None:
    """Two squares that share an edge, and a third far away, give two rings.

    One square is read backwards; rings are in steps of a hundredth of a degree.
    """
    topology: dict[str, Any] = {
        "transform": {"scale": [1, 1], "translate": [0, 40]},
        "arcs": [
            [[1, 0], [0, 1]],  # the shared edge, going up at 1 degree east
            [[1, 1], [-1, 0], [0, -1], [1, 0]],  # around the western square
            [[1, 0], [1, 0], [0, 1], [-1, 0]],  # around the eastern square
            [[100, 0], [1, 0], [0, 1], [-1, -1]],  # in Siberia
        ],
        "objects": {
            "countries": {
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]]},
                    {"type": "MultiPolygon", "arcs": [[[2, ~0]], [[3]]]},
                ]
            }
        },
    }
    assert outlines(topology) == [
        [100, 4000, 0, 100, -100, 0, 0, -100],
        [100, 4000, 100, 0, 0, 100, -100, 0],
    ]


def test_outlines_hold_the_land(written: Path) -> None:
    """Brussels, Vienna and Helsinki lie inside exactly one ring.

    The middle of the Biscay and of the North Sea lie in none.
    """
    rings = [
        np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / 100
        for ring in json.loads((written / "vendor" / "outlines.json").read_text("utf-8"))
    ]

    def around(longitude: float, latitude: float) -> int:
        found = 0
        for x, y in (ring.T for ring in rings):
            x2, y2 = np.roll(x, -1), np.roll(y, -1)
            crossing = (y > latitude) != (y2 > latitude)
            at = x[crossing] + (latitude - y[crossing]) / (y2 - y)[crossing] * (x2 - x)[crossing]
            found += int((at > longitude).sum() % 2)
        return found

    assert [
        around(*place)
        for place in ((4.35, 50.85), (16.37, 48.21), (24.94, 60.25), (-5.0, 45.5), (3.0, 56.0))
    ] == [1, 1, 1, 0, 0]
