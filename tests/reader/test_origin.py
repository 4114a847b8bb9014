"""What a release says of itself: synthetic, a part of BigEarthNet v2.0, or all of it."""

from __future__ import annotations

import json
import shutil
import warnings
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import load
from bigearthnet_txt_cli.main import main as reader
from bigearthnet_txt_reader.loading import ReleaseWarning
from bigearthnet_txt_reader.origin import Origin, percent
from bigearthnet_txt_reader.release import Release
from builder.cli import main
from builder.inputs import Inputs
from builder.shards.release import card_of
from builder.sources import METADATA, Tree
from tests.conftest import built
from tests.entries import release_of
from tests.upload.conftest import REPO
from upload.cli import main as publisher

SYNTHETIC = "Synthetic: land, pixels and texts are invented to test software."


def test_a_synthetic_release_says_so_wherever_it_is_seen(release: Path, tmp_path: Path) -> None:
    """Manifest, title and first words of the card, gallery, statistics, `info`."""
    assert json.loads((release / "manifest.json").read_text("utf-8"))["synthetic"] is True
    card = (release / "README.md").read_text("utf-8")
    title, first = card.split("---\n", 2)[2].strip().split("\n\n")[:2]
    assert title == "# Rule-made texts on BigEarthNet v2.0, synthetic"
    assert first.startswith(f"**{SYNTHETIC}")
    out = tmp_path / "bigearthnet_txt"
    shutil.copytree(release, out)
    assert main(["gallery", str(out), "--patches", "1", "--out", str(tmp_path / "g.html")]) == 0
    assert main(["stats", str(out)]) == 0
    for page in (tmp_path / "g.html", out / "statistics.html"):
        assert f">{SYNTHETIC}" in page.read_text("utf-8")


def test_info_says_it(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the terminal, below the name."""
    assert reader(["info", str(release)]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith(f"  {SYNTHETIC}")


def test_load_warns_once(release: Path, tmp_path: Path) -> None:
    """The first call warns, with the folder; the second and another split do not."""
    source = tmp_path / "other" / "bigearthnet_txt"
    shutil.copytree(release, source)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        load("vqa", "train", source=source)
        load("vqa", "test", source=source, streaming=True)
    ours = [one for one in told if issubclass(one.category, ReleaseWarning)]
    assert [one.filename for one in ours] == [__file__]
    assert str(ours[0].message).startswith(f"{source}: {SYNTHETIC}")


def test_a_part_is_not_published_unasked(
    release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither what is invented nor a part of the patches: one line names the way out."""
    folder = tmp_path / "bigearthnet_txt"
    shutil.copytree(release, folder)
    call = ["publish", str(folder), "--repo", REPO, "--version", "1.0.0", "--yes"]
    for origin, said in ((Origin(True, 0.0), "Synthetic"), (Origin(False, 0.25), "A part: 25 %")):
        stated = replace(Release.open(folder), origin=origin)
        (folder / "manifest.json").write_text(stated.manifest(), "utf-8")
        assert publisher(call) == 2
        error = capsys.readouterr().err
        assert said in error and "--synthetic" in error and error.count("\n") == 1


def test_share_is_that_of_the_released_metadata(world: Path, tmp_path: Path) -> None:
    """60 of 480,038 rows are 0.0125 %; with one damaged 59; a limit of 48 gives 48.

    The rows are those of a synthetic archive whose metadata do not say that it is one.
    """
    raw = tmp_path / "raw"
    raw.mkdir()
    table = pq.read_table(world / METADATA).replace_schema_metadata(None)
    pq.write_table(table, raw / METADATA)
    inputs = Inputs(Tree(raw), None)
    assert inputs.origin(None, []) == Origin(False, 60 / 480_038)
    assert inputs.origin(48, []) == Origin(False, 48 / 480_038)
    assert Inputs(Tree(world), None).origin(None, []) == Origin(True, 0.0)


def test_real_patches_are_a_part(shared: Path, tmp_path: Path) -> None:
    """Of the six real patches of raw-mini, some of them left out, a release is a part."""
    raw = shared / "raw-mini"
    out = built(raw, tmp_path / "bigearthnet_txt", climate=None, max_rejected=1.0)
    assert out.origin and not out.origin.synthetic and 0 < out.origin.share <= 6 / 480_038
    title, first = card_of(out)["card/10-about.md"].split("\n\n")[:2]
    assert "a part (0.00" in title and first.startswith("**A part: 0.00")


def test_all_patches_need_no_warning() -> None:
    """All of BigEarthNet v2.0, single patches damaged, is the release itself.

    A manifest of before, which says nothing, has no warning either.
    """
    assert Origin(False, 1.0).warning is None and Origin(False, 480_000 / 480_038).title == ""
    assert release_of().origin is None and release_of().warning is None
    whole = replace(release_of(), origin=Origin(False, 1.0))
    parsed = Release.parse(whole.manifest().encode(), whole.where)
    assert parsed.origin == Origin(False, 1.0) and parsed.warning is None


def test_a_share_has_two_digits() -> None:
    """However small a part is, it is not told as nothing."""
    told = [percent(share) for share in (0.5, 0.05, 0.0125, 6 / 480_038)]
    assert told == ["50 %", "5.0 %", "1.2 %", "0.0012 %"]
