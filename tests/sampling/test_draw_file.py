"""draw.json: what is kept of a draw, and what a build refuses."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.cli import main
from builder.errors import DataError, UsageError
from builder.options import Options
from builder.sampling import Draw, Rule, check_draw, draw_benchmark, draw_json, read_draw
from builder.sources import METADATA
from builder.storage import location, replacing
from tests.checks.broken import faults_of
from tests.conftest import build_release
from tests.s3 import S3Server
from tests.sampling.made import grid, metadata, name

SUM = "0" * 64


@pytest.fixture(scope="module")
def candidates() -> pa.Table:
    return metadata({"test": grid(range(30, 50), range(30, 50))}, dates=2)


@pytest.fixture(scope="module")
def draw(candidates: pa.Table) -> Draw:
    made_from = {"metadata": SUM, "climate": None}
    rule = Rule(patches=9)
    return draw_benchmark(candidates, None, rule, usable=lambda _: True, made_from=made_from)


def test_a_draw_comes_back_from_its_file(draw: Draw) -> None:
    """All of it, and the lists that an outsider reads: chosen, withheld, buffer."""
    text = draw_json(draw)
    assert read_draw(text, "draw.json") == draw
    stored = json.loads(text)
    assert stored["chosen"] == sorted(patch for block in stored["blocks"] for patch in block)
    assert len(stored["chosen"]) == len(stored["withheld"]) == 9 and stored["buffer"]
    assert stored["rule"] == {"seed": 1, "patches": 9, "block": 2, "buffer": "touching"}


def test_a_block_is_named_by_its_first_place() -> None:
    """In the order of the names, whatever the order and dates of its patches are."""
    places = ("33UUP_31_40", "33UUP_30_41", "33UUP_30_40", "33UUP_31_41")
    block = tuple(name(place, date) for date, place in enumerate(places))
    alone = name("33UUP_50_60")
    expected = dict.fromkeys(block, "33UUP_30_40") | {alone: "33UUP_50_60"}
    assert Draw((block, (alone,))).block_of == expected


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "\ufffd\ufffd", '{"sha256": "0"}', '{"sha256": 1, "blocks": 2}']
)
def test_what_is_no_draw_is_refused(text: str) -> None:
    """One message that names the file and the way out."""
    with pytest.raises(
        DataError, match=r"^draw.json: not a draw .*; draw again: python -m builder"
    ):
        read_draw(text, "draw.json")


@pytest.mark.parametrize("field", ["chosen", "withheld", "buffer", "blocks", "quotas", "made_from"])
def test_an_edited_draw_is_refused(draw: Draw, field: str) -> None:
    """Whatever was taken out, the sum no longer holds."""
    stored = json.loads(draw_json(draw))
    stored[field] = (
        dict(list(stored[field].items())[1:]) if field == "made_from" else stored[field][1:]
    )
    with pytest.raises(DataError, match="changed since it was drawn"):
        read_draw(json.dumps(stored), "draw.json")


def test_a_draw_of_other_metadata_is_refused(draw: Draw, candidates: pa.Table) -> None:
    """The file says from which metadata it was drawn."""
    check_draw(draw, "draw.json", candidates=candidates, metadata=SUM)
    with pytest.raises(DataError, match="drawn from other metadata"):
        check_draw(draw, "draw.json", candidates=candidates, metadata="1" * 64)


def test_unknown_patches_are_refused(draw: Draw, candidates: pa.Table) -> None:
    """A patch that is not in test is named."""
    strange = name("33UVP_10_10")
    wrong = replace(draw, buffer=(*draw.buffer, strange))
    with pytest.raises(DataError, match=f"1 of its patches are not in test here, .* {strange}"):
        check_draw(wrong, "draw.json", candidates=candidates, metadata=SUM)


@pytest.mark.parametrize(
    "stated", [{"patches": 0}, {"block": 0}, {"block": 11}, {"buffer": "some"}]
)
def test_rules_that_no_draw_can_have_are_refused(stated: dict[str, object]) -> None:
    """The message names the option."""
    with pytest.raises(UsageError, match=f"--{next(iter(stated))}"):
        Rule(**stated)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def given(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draw of the world that no build would make itself: another seed, two patches."""
    path = tmp_path_factory.mktemp("given") / "draw.json"
    arguments = ["benchmark", "draw", str(world), "--out", str(path), "--seed", "7"]
    assert main([*arguments, "--patches", "2"]) == 0
    return path


def test_a_build_obeys_a_draw(world: Path, given: Path, tmp_path: Path) -> None:
    """Its patches are the benchmark, what leaves test is listed, and the release keeps the file."""
    out = tmp_path / "out"
    assert build_release(world, out, "--maps-only", "--benchmark", str(given)) == 0
    draw = read_draw(given.read_text("utf-8"), "")
    assert _patches(out, "bench") == set(draw.chosen)
    assert not _patches(out, "test") & {*draw.withheld, *draw.buffer}
    rejected = pq.read_table(out / "rejected.parquet").to_pylist()
    listed = {row["patch_id"] for row in rejected if row["stage"] == "benchmark"}
    assert listed == {*draw.withheld, *draw.buffer}
    assert (out / "draw.json").read_text("utf-8") == given.read_text("utf-8")
    assert json.loads((out / "manifest.json").read_text("utf-8"))["settings"]["benchmark"]
    assert faults_of(out) == []


def _patches(out: Path, split: str) -> set[str]:
    files = (out / "data" / "patches").glob(f"{split}-*.parquet")
    return {patch for path in files for patch in pq.read_table(path)["patch_id"].to_pylist()}


def test_a_build_keeps_the_draw_it_made(world: Path, release: Path, tmp_path: Path) -> None:
    """It is the one that `benchmark draw` makes of the same archives, seed and climate raster."""
    path = tmp_path / "draw.json"
    arguments = ["benchmark", "draw", str(world), "--out", str(path)]
    assert main([*arguments, "--climate", str(world / "climate.tif")]) == 0
    assert path.read_text("utf-8") == (release / "draw.json").read_text("utf-8")
    draw = read_draw(path.read_text("utf-8"), "")
    assert _patches(release, "bench") == set(draw.chosen) != set()
    columns = ["patch_id", "block", "verified_by", "verdict", "benchmark_version"]
    files = (release / "data" / "benchmark").iterdir()
    rows = [
        tuple(row.values())
        for path in files
        for row in pq.read_table(path, columns=columns).to_pylist()
    ]
    assert set(rows) == {(patch, block, 0, None, None) for patch, block in draw.block_of.items()}


def test_the_card_shows_every_quota(release: Path) -> None:
    """Wanted, found and why not, for each line of the draw; no word of people who checked it."""
    draw = read_draw((release / "draw.json").read_text("utf-8"), "")
    card = (release / "README.md").read_text("utf-8")
    for quota in draw.quotas:
        line = (
            f"| {quota.kind} | {quota.name} | {quota.wanted} | {quota.found} | {quota.why or ''} |"
        )
        assert line in card
    said = card.replace("not human-verified", "").replace("verified_by", "").lower()
    assert not [word for word in ("kappa", "reviewer", "verified") if word in said]


@pytest.mark.parametrize(
    ("text", "said"),
    [("{}", "not a draw"), (None, "No such file")],
)
def test_a_build_without_a_sound_draw_ends(
    world: Path, tmp_path: Path, text: str | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 and one line."""
    path = tmp_path / "draw.json"
    if text:
        path.write_text(text, "utf-8")
    assert build_release(world, tmp_path / "out", "--benchmark", str(path)) == 1
    shown = capsys.readouterr().err
    assert str(path) in shown and "Traceback" not in shown


def test_a_published_benchmark_takes_no_draw(given: Path) -> None:
    """With --annotations the benchmark is the one that was published."""
    with pytest.raises(UsageError, match="--benchmark"):
        Options(benchmark=given, annotations=given)


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (["--patches", "5000"], 2, "--patches 5000: only "),
        (["--patches", "0"], 2, "--patches 0"),
        (["--block", "-1"], 2, "--block -1"),
        (["--climate", "/nowhere/climate.tif"], 1, "/nowhere/climate.tif"),
    ],
)
def test_a_wrong_draw_ends_with_one_message(
    world: Path,
    tmp_path: Path,
    more: list[str],
    code: int,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Code 2 for a wrong call, 1 for data; no file is written."""
    path = tmp_path / "draw.json"
    assert main(["benchmark", "draw", str(world), "--out", str(path), *more]) == code
    shown = capsys.readouterr()
    assert said in shown.err and "Traceback" not in shown.err and not path.exists()


def test_metadata_of_an_object_store_give_the_same_draw(
    server: S3Server, world: Path, tmp_path: Path
) -> None:
    """Metadata alone, here and there: the same patches, and the file put as an object."""
    folder = tmp_path / "metadata"
    folder.mkdir()
    shutil.copy(world / METADATA, folder)
    with replacing(location(f"s3://made/metadata/{METADATA}")) as temporary:
        shutil.copy(world / METADATA, temporary)
    for raw in (str(folder), "s3://made/metadata"):
        assert main(["benchmark", "draw", raw, "--out", f"{raw}/draw.json"]) == 0
    there = location("s3://made/metadata/draw.json").read_text("utf-8")
    assert there == (folder / "draw.json").read_text("utf-8")


def test_a_draw_needs_metadata(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without metadata.parquet is named."""
    arguments = ["benchmark", "draw", str(tmp_path), "--out", str(tmp_path / "draw.json")]
    assert main(arguments) == 1
    assert METADATA in capsys.readouterr().err
