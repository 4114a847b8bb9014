"""Worlds and releases of maps only: all but the pixels is what a full build gives.

Nothing pretends to be a picture.
"""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import datasets
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import BANDS
from builder.cli import main
from tests.checks.broken import break_row, faults_of, first_file, only, settle
from tests.conftest import build_release, built, built_once, made_once
from tests.held import CONFIGS

PIXELS = {"image", "sar", *BANDS}


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder without pixels, of the same patches and seed as `world`."""

    def make(folder: Path) -> None:
        assert main(["world", str(folder / "raw"), "--patches", "60", "--maps-only"]) == 0

    return made_once(tmp_path_factory, "maps", make) / "raw"


@pytest.fixture(scope="module")
def bare(maps: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release built from `maps`; do not change it."""
    return built_once(tmp_path_factory, "bare", maps, maps_only=True)


def manifest(out: Path) -> dict[str, Any]:
    stored: dict[str, Any] = json.loads((out / "manifest.json").read_text("utf-8"))
    return stored


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_world_is_the_full_one_without_pixels(world: Path, maps: Path) -> None:
    """Metadata, reference maps and climate raster are byte for byte those of the full world.

    No other file or folder is there.
    """
    full = {
        path: digest
        for path, digest in files(world).items()
        if not path.startswith(("BigEarthNet-S1/", "BigEarthNet-S2/"))
    }
    assert files(maps) == full
    assert {path.name for path in maps.iterdir() if path.is_dir()} == {"Reference_Maps"}


def test_texts_are_those_of_a_build_with_pixels(release: Path, bare: Path) -> None:
    """Every text row is the same but for its image, which is null.

    The files are the same, and the row hashes, which leave previews out, agree.
    """
    names = [path.relative_to(release) for path in sorted((release / "data").rglob("*.parquet"))]
    assert names == [path.relative_to(bare) for path in sorted((bare / "data").rglob("*.parquet"))]
    for name in names:
        full, mine = pq.read_table(release / name), pq.read_table(bare / name)
        assert mine.schema.equals(full.schema, check_metadata=True)
        kept = [column for column in full.column_names if column not in PIXELS]
        assert mine.select(kept).equals(full.select(kept))
        assert all(
            mine[column].null_count == len(mine) for column in PIXELS & set(mine.column_names)
        )
    hashes = [
        {f["path"]: f["rows_xxh3"] for f in manifest(out)["files"] if f["config"] != "patches"}
        for out in (release, bare)
    ]
    assert hashes[0] == hashes[1]


def test_the_pixels_of_a_full_archive_are_left_alone(
    world: Path, bare: Path, tmp_path: Path
) -> None:
    """A release of maps only is the same from an archive with pixels, even broken ones.

    They are not read.
    """
    raw = tmp_path / "raw"
    shutil.copytree(world, raw)
    next(raw.rglob("*_B05.tif")).write_bytes(b"")
    built(raw, tmp_path / "out", maps_only=True)
    assert manifest(tmp_path / "out") == manifest(bare)


def test_it_is_sound_and_proven(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """verify --solve finds no fault, in one process or two."""
    for workers in ("1", "2"):
        assert main(["verify", str(bare), "--solve", "--workers", workers]) == 0
        assert "sound" in capsys.readouterr().out


def test_it_says_that_it_has_no_pixels(
    world: Path, release: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Manifest, card and summary state it; those of a full release do not."""
    for out, stated in ((bare, True), (release, False)):
        assert manifest(out)["settings"]["maps_only"] is stated
        card = (out / "README.md").read_text("utf-8")
        assert ("it has no pixels" in card, 'row["image"]' in card) == (stated, not stated)
        assert build_release(world, out, *["--maps-only"] * stated) == 0
        assert ("without pixels (--maps-only)" in capsys.readouterr().out) is stated


@pytest.mark.parametrize("config", CONFIGS)
def test_it_loads_with_pictures_that_are_none(bare: Path, tmp_path: Path, config: str) -> None:
    """datasets reads every config of it; the images are None."""
    loaded = datasets.load_dataset(str(bare), config, cache_dir=str(tmp_path))
    assert set(loaded) <= set(CONFIGS[config])
    assert all(row["image"] is None for rows in loaded.values() for row in rows)


def test_a_full_release_may_not_lack_pixels(bare: Path, tmp_path: Path) -> None:
    """The same files under a manifest without the setting are faulty.

    Every pixel column of every file is named.
    """
    out = Path(shutil.copytree(bare, tmp_path / "bigearthnet_txt"))
    stored = manifest(out)
    stored["settings"]["maps_only"] = False
    (out / "manifest.json").write_text(json.dumps(stored), "utf-8")
    settle(out)
    faults = faults_of(out)
    path = f"data/patches/{first_file(out, 'patches').name}"
    for name in sorted(PIXELS):
        assert f"{path}: row 0: {name}: found None, expected a value" in faults
    assert (
        f"data/vqa/{first_file(out, 'vqa').name}: row 0: image: found None, expected a value"
        in faults
    )


@pytest.mark.parametrize(
    ("config", "name"), [("patches", "B02"), ("patches", "sar"), ("captions", "image")]
)
def test_a_release_without_pixels_may_not_hold_some(
    bare: Path, tmp_path: Path, config: str, name: str
) -> None:
    """One raster or picture in a release that says it has none is a fault."""
    out = Path(shutil.copytree(bare, tmp_path / "bigearthnet_txt"))
    path = first_file(out, config)
    last = (
        {"grain": "long"} if config == "captions" else {}
    )  # of a patch: the rows behind it keep their numbers
    number = break_row(
        path, {name: b"some" if name in BANDS else {"bytes": b"some", "path": None}}, **last
    )
    only(
        faults_of(out),
        path,
        f"row {number}",
        f"{name}: found 'a value', expected null: the release was built with --maps-only",
    )


def test_other_checks_are_not_skipped(bare: Path, tmp_path: Path) -> None:
    """A map that is too short and an answer that is wrong are found as in any release."""
    out = Path(shutil.copytree(bare, tmp_path / "bigearthnet_txt"))
    break_row(first_file(out, "patches"), {"reference_map": b"short"})
    break_row(first_file(out, "vqa"), {"output": "maybe"}, type="binary")
    text = "\n".join(faults_of(out))
    assert (
        "reference_map: found '5 bytes', expected 28800 bytes" in text
        and "found 'maybe', expected yes or no" in text
    )


def test_a_build_is_not_continued_as_the_other_kind(
    world: Path, bare: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder of a release without pixels is refused for one with pixels, and says why."""
    assert build_release(world, bare) == 2
    assert "maps_only: there True, asked for False" in capsys.readouterr().err


def test_missing_pixels_are_damage_where_they_are_asked_for(
    maps: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --maps-only a world without pixels ends the build with exit code 1.

    The message names what is missing.
    """
    assert build_release(maps, tmp_path / "out") == 1
    assert "no BigEarthNet-S2" in capsys.readouterr().err


def test_the_gallery_shows_the_land_cover_alone(bare: Path, tmp_path: Path) -> None:
    """A patch without pixels has one picture, its map, with the boxes over it."""
    assert (
        main(["gallery", str(bare), "--patches", "3", "--out", str(tmp_path / "gallery.html")]) == 0
    )
    page = (tmp_path / "gallery.html").read_text("utf-8")
    assert (
        page.count("<article ")
        == page.count("<img ")
        == page.count('alt="land cover (CORINE 2018)"')
        == 3
    )
    assert "<rect " in page


def test_the_forecast_knows_what_is_left_out(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--dry-run counts 230 kB a patch with pixels, 1.7 kB without.

    That is 13.8 MB and 0.1 MB for 60 patches; nothing is written.
    """
    for more, said in (((), "about 13.8 MB to "), (("--maps-only",), "about 0.1 MB to ")):
        assert build_release(world, tmp_path / "out", "--dry-run", *more) == 0
        assert said in capsys.readouterr().out
    assert not (tmp_path / "out").exists()
