"""The survey before a build, and the sampling weights that it leaves.

They are the same for all workers, kept, and used again.
"""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from builder import inputs, survey, weighing
from builder.balance import SamplingWeights, read_weights, weights_json
from builder.cli import main
from builder.engine import Local
from builder.shipped import shipped, shipped_name
from builder.sources import Tree, make_records, read_candidates
from builder.survey import FEATURES
from tests.conftest import build_release, built
from tests.test_build import kill_after


@pytest.fixture
def raw(world: Path, tmp_path: Path) -> Path:
    """A copy of the world without pixels, to be changed."""
    copy = tmp_path / "raw"
    shutil.copytree(world, copy, ignore=shutil.ignore_patterns("BigEarthNet-S*"))
    return copy


def surveyed(raw: Path, workers: int = 1) -> tuple[SamplingWeights, int]:
    """The priors of all patches, and how many of these were counted."""
    table, _ = read_candidates(Tree(raw))
    counted: list[int] = []
    run = Local(workers).run
    return survey.survey(
        Tree(raw), make_records(table, None), 1, run=run, progress=counted.append
    ), sum(counted)


def questions(release: Path) -> set[tuple[Any, ...]]:
    """Patch, task, text and answer of every question of a release."""
    columns = ["patch_id", "type", "category", "input", "output"]
    files = [*release.glob("data/vqa/*.parquet"), *release.glob("data/benchmark/*.parquet")]
    return {
        tuple(row.values())
        for path in files
        for row in pq.read_table(path, columns=columns).to_pylist()
    }


def test_workers_do_not_change_the_survey(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any jobs on any workers give the same weights, and count each patch.

    The jobs are of seven patches on one and on two workers, and one job of all.
    """
    whole = surveyed(raw)
    monkeypatch.setattr(survey, "_JOB", 7)
    assert surveyed(raw) == surveyed(raw, workers=2) == whole
    assert whole[1] == read_candidates(Tree(raw))[0].num_rows


def test_a_survey_finds_weights(raw: Path) -> None:
    """Every task of the survey has weights but that of climate zones, which are unknown here.

    They come back from their file.
    """
    priors, _ = surveyed(raw)
    assert [task for task in FEATURES if not any(priors.levels[task])] == ["mcq/climate zone"]
    assert read_weights(weights_json(priors, FEATURES), "priors.json", FEATURES) == priors


def test_a_damaged_map_is_passed_over(raw: Path) -> None:
    """A map that cannot be read is left out of the survey without a message.

    The shard that holds it reports it.
    """
    before, counted = surveyed(raw)
    next(iter(sorted(raw.glob("Reference_Maps/*/*/*.tif")))).write_bytes(b"no map")
    after, still = surveyed(raw)
    assert after != before and still == counted


def test_a_release_holds_its_weights(release: Path) -> None:
    """`priors.json` is a file of the release, listed in its manifest.

    The settings name the tasks' versions and the weights that few patches are drawn by: those that
    come with the code.
    """
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    assert "priors.json" in manifest["others"]
    assert manifest["settings"]["priors"] == shipped_name()
    assert manifest["settings"]["tasks"]["binary/presence"] == "1.2"
    text = (release / "priors.json").read_text("utf-8")
    assert read_weights(text, "priors.json", FEATURES) == shipped()
    assert shipped_name() == f"shipped {sha256(text.encode()).hexdigest()}"


def test_many_patches_are_surveyed(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From FEWEST patches on the weights are those of a survey, and the settings name none."""
    monkeypatch.setattr(inputs, "FEWEST", 2)
    assert build_release(world, tmp_path / "out", "--maps-only", "--workers", "1") == 0
    manifest = json.loads((tmp_path / "out/manifest.json").read_text("utf-8"))
    assert manifest["settings"]["priors"] is None
    text = (tmp_path / "out/priors.json").read_text("utf-8")
    assert read_weights(text, "priors.json", FEATURES).occurrence == surveyed(world)[0].occurrence


def test_an_interrupted_build_is_not_surveyed_again(
    world: Path, release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the survey, the build goes on with the weights it has stored.

    It comes to the same questions.
    """
    kill_after(world, tmp_path / "out", ".build/priors.json", 1)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("surveyed twice")

    monkeypatch.setattr(weighing, "survey", refuse)
    built(world, tmp_path / "out")
    assert questions(tmp_path / "out") == questions(release)


def test_given_weights_keep_the_rows_of_the_other_patches(
    world: Path, release: Path, raw: Path, tmp_path: Path
) -> None:
    """With the weights of the release, the other patches keep their rows.

    Two patches of train are withdrawn: all others are asked what they were asked before.
    """
    table = pq.read_table(raw / "metadata.parquet")
    gone = table.filter(pc.equal(table["split"], "train"))["patch_id"].to_pylist()[:2]
    pq.write_table(
        table.filter(pc.invert(pc.is_in(table["patch_id"], pa.array(gone)))),
        raw / "metadata.parquet",
    )
    weights = str(release / "priors.json")
    assert build_release(raw, tmp_path / "out", "--maps-only", "--priors", weights) == 0
    assert questions(tmp_path / "out") == {row for row in questions(release) if row[0] not in gone}
    assert (tmp_path / "out/priors.json").read_bytes() == Path(weights).read_bytes()
    assert main(["verify", str(tmp_path / "out"), "--workers", "1"]) == 0


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [(None, 1, "no such file"), ('{"rice": {}}', 2, "no priors of these tasks")],
)
def test_bad_weights_are_refused(
    raw: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    text: str | None,
    code: int,
    word: str,
) -> None:
    """A file of weights that is missing or none ends the call before anything is written."""
    given = tmp_path / "mine.json"
    if text:
        given.write_text(text)
    assert build_release(raw, tmp_path / "out", "--maps-only", "--priors", str(given)) == code
    assert word in (error := capsys.readouterr().err) and "mine.json" in error
    assert not (tmp_path / "out").exists()
