"""What a run asks, beside which pictures, and what it refuses."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bigearthnet_txt import render
from bigearthnet_txt_cli.main import main
from bigearthnet_txt_evaluation.running.errors import RunError
from bigearthnet_txt_evaluation.running.pictures import pictures_of, write_shown
from bigearthnet_txt_evaluation.running.questions import others, questions
from bigearthnet_txt_evaluation.running.settings import Settings
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark, read_benchmark
from bigearthnet_txt_evaluation.scoring.errors import StatedError
from bigearthnet_txt_reader.release import Release
from tests.scoring import made


@pytest.fixture(scope="module")
def benchmark(release: Path) -> Benchmark:
    return read_benchmark(Release.open(release))


def asks(**stated: object) -> Settings:
    return Settings("bigearthnet_txt", **stated)  # type: ignore[arg-type]


def test_every_row_is_asked_once(benchmark: Benchmark) -> None:
    """In the order of the rows, each beside the picture of its own patch."""
    asked = questions(benchmark, asks())
    assert [one.key.id for one in asked] == [row["ID"] for row in benchmark.rows]
    assert all(one.patch == one.row["patch_id"] for one in asked)


def test_options_are_asked_in_four_orders(benchmark: Benchmark) -> None:
    """Every multiple-choice question four times, every other question once."""
    asked = questions(benchmark, asks(rotate_options=True))
    times = Counter(one.key.id for one in asked)
    kinds = {row["ID"]: row["type"] for row in benchmark.rows}
    assert all(times[name] == (4 if kind == "mcq" else 1) for name, kind in kinds.items())
    assert len({one.name for one in asked}) == len(asked)


def test_a_limit_draws_the_same_rows_for_all(benchmark: Benchmark) -> None:
    """Of all rows, not the first ones; a larger draw holds the smaller one."""
    few, more = (
        [one.key.id for one in questions(benchmark, asks(limit=limit, images=images))]
        for limit, images in ((10, "true_color"), (20, "sar"))
    )
    assert len(few) == 10 and set(few) < set(more)
    assert few != [row["ID"] for row in benchmark.rows[:10]]


def test_a_group_is_asked_alone(benchmark: Benchmark) -> None:
    """Country, season and climate zone are metadata; a group without rows is an error."""
    asked = questions(benchmark, asks(group="metadata"))
    assert asked and {one.row["category"] for one in asked} <= {"country", "season", "climate zone"}
    with pytest.raises(RunError, match="no row of the group sensor"):
        questions(benchmark, asks(group="sensor"))


def test_the_other_image_is_of_another_block() -> None:
    """For each patch, always the same one; a single block has none."""
    blocks = {f"patch {k}": f"block {k // 4}" for k in range(40)}
    drawn = others(blocks)
    assert drawn == others(dict(reversed(blocks.items())))
    assert set(drawn) == set(blocks) and all(blocks[a] != blocks[b] for a, b in drawn.items())
    with pytest.raises(RunError, match="all patches are of one block"):
        others({"a": "one", "b": "one"})


def test_pictures_are_the_composites_enlarged(benchmark: Benchmark, tmp_path: Path) -> None:
    """448 x 448 px, the right way up: each quadrant has the mean color of the composite's."""
    settings = asks(images="true_color,sar", limit=3)
    asked = questions(benchmark, settings)
    write_shown(tmp_path, benchmark, asked, settings)
    paths = pictures_of(tmp_path, asked[0], settings)
    row = patch_of(benchmark, asked[0].row["patch_id"])
    for path, view in zip(paths, ("true_color", "sar"), strict=True):
        shown = np.asarray(Image.open(path), float)
        assert shown.shape == (448, 448, 3)
        assert np.abs(quadrants(shown) - quadrants(np.asarray(render(row, view), float))).max() < 2


def patch_of(benchmark: Benchmark, name: str) -> dict[str, object]:
    """The patch with its bands."""
    entry = benchmark.release.files_of("patches", "bench")[0]
    tables = benchmark.release.row_groups(entry)
    rows = (row for table in tables for row in table.to_pylist())
    found: dict[str, object] = next(row for row in rows if row["patch_id"] == name)
    return found


def quadrants(picture: np.ndarray) -> np.ndarray:
    """Mean color of the four quarters."""
    half = len(picture) // 2
    return picture.reshape(2, half, 2, half, 3).mean((1, 3))


def test_a_gray_run_shows_gray_and_a_blind_one_nothing(
    benchmark: Benchmark, tmp_path: Path
) -> None:
    """Gray stands in the place of each view; the prompt stays that of the views."""
    gray, blind, own = asks(shown="gray", images="swir,sar"), asks(shown="blind"), asks()
    asked = questions(benchmark, gray)[0]
    write_shown(tmp_path, benchmark, [asked], gray)
    one, other = pictures_of(tmp_path, asked, gray)
    assert one == other and Image.open(one).getcolors() == [(448 * 448, (128, 128, 128))]
    assert asked.prompt == questions(benchmark, asks(images="swir,sar"))[0].prompt
    unseen = questions(benchmark, blind)[0]
    assert pictures_of(tmp_path, unseen, blind) == []
    assert unseen.prompt != questions(benchmark, own)[0].prompt


def test_a_release_without_pixels_can_be_asked_blind_only(tmp_path: Path) -> None:
    """The message names the patch and the way out."""
    rows = [made.yes_no(k, "yes") for k in range(4)]
    without = made.benchmark_of(tmp_path / "data", rows)
    asked = questions(without, asks())
    with pytest.raises(RunError, match="--blind only"):
        write_shown(tmp_path / "pictures", without, asked, asks())
    write_shown(
        tmp_path / "pictures", without, questions(without, blind := asks(shown="blind")), blind
    )


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"images": "true_color,infrared"}, "'infrared': it takes true_color, false_color"),
        ({"images": "sar,sar"}, "one is named twice"),
        ({"limit": 0}, "--limit 0: ask one question at least"),
        ({"group": "content,metadata"}, "--group 'content,metadata': it takes content"),
        ({"box_format": "per10_xyxy"}, "box format 'per10_xyxy'"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(stated: dict[str, object], said: str) -> None:
    """Before anything is asked, with what is known instead."""
    with pytest.raises(StatedError) as caught:
        asks(**stated)
    assert said in str(caught.value)


def test_pixels_are_those_of_the_picture_that_is_sent() -> None:
    """A family that answers in pixels needs no size: ours is not resized by patch size 28."""
    assert asks(box_format="qwen2.5-vl").boxes == "qwen2.5-vl:448x448"
    assert asks(box_format="pixels:100x100_xyxy").boxes == "pixels:100x100_xyxy"


CALL = ["run", "--endpoint", "http://127.0.0.1:9/v1", "--model", "a-model"]


def test_a_wrong_call_is_told(
    release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 and one line: controls that exclude each other, a key that is not there."""
    call = [*CALL, "--data", str(release), "--out", str(tmp_path / "run")]
    for more, said in (
        (["--blind", "--images", "sar"], "a blind run shows none"),
        (["--visible", "--images", "true_color,sar"], "a visible run shows true_color alone"),
        (["--key-from", "NO_SUCH_KEY"], "--key-from NO_SUCH_KEY: no such environment variable"),
    ):
        assert main([*call, *more]) == 2
        assert said in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
