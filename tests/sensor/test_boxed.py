"""Questions on radar and infrared as pixel baselines read them, and what trees make of boxes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from bigearthnet_txt_evaluation.baselines.pixels.beside import matrix
from bigearthnet_txt_evaluation.baselines.pixels.boxed import MEDIAN, SEEN, Boxed, boxed
from bigearthnet_txt_evaluation.baselines.predicting.asked import Asked
from bigearthnet_txt_evaluation.baselines.predicting.boxed import by_boxes
from bigearthnet_txt_evaluation.baselines.predicting.captions import nearest
from bigearthnet_txt_reader.release import Release


@pytest.fixture(scope="module")
def read(sensor_release: Path) -> list[Boxed]:
    """All questions of a release, those of captions left out."""
    release = Release.open(sensor_release)
    return list(boxed(release, release.shards, "sensor", lambda _: None))


def test_the_right_box_has_the_highest_median(read: list[Boxed]) -> None:
    """SPEC.md: an order holds for medians too. So the label says where B08 is highest."""
    asked = [one for one in read if one.task.endswith("/infrared")]
    tops = [one.shown[SEEN.index("B08"), :-1, MEDIAN].argmax() for one in asked]
    assert asked and tops == [one.label for one in asked]


def test_the_right_level_is_the_nearest_to_the_median(read: list[Boxed]) -> None:
    """A level is the nearest one by the median too; levels are in order, their letters are not."""
    asked = [one for one in read if one.kind == "level"]
    assert asked
    for one in asked:
        shown = one.shown[[SEEN.index("VV"), SEEN.index("VH")], 0, MEDIAN]
        nearest = np.abs(shown[:, None] - one.levels).argmin(1)
        assert one.label in nearest
        assert list(one.levels) == sorted(one.levels)
        assert sorted(one.answers) == ["a", "b", "c", "d"]


def test_a_sign_is_read_off_one_box(read: list[Boxed]) -> None:
    """Yes if B11 is above B8A, which medians say too: "no" comes first."""
    asked = [one for one in read if one.kind == "sign"]
    more = [_median(one, "B11") > _median(one, "B8A") for one in asked]
    assert asked and more == [one.label == 1 for one in asked]
    assert {one.answers for one in asked} == {("no", "yes")}


def _median(one: Boxed, band: str) -> float:
    return float(one.shown[SEEN.index(band), 0, MEDIAN])


def four(row: int, chance: np.random.Generator) -> Boxed:
    """A question for the highest of four boxes in VV; the other bands say nothing of it."""
    shown = chance.normal(100, 10, (len(SEEN), 5, 5)).astype(np.float32)
    label = int(shown[SEEN.index("VV"), :4, MEDIAN].argmax())
    named, levels = np.zeros((4, 6), np.float32), np.zeros(4, np.float32)
    letters, patch = ("a", "b", "c", "d"), f"S2A_MSIL2A_20170701T093031_N9999_R136_T35VNK_{row}_9"
    place = f"35VNK_{row}_9"
    return Boxed(
        row, "mcq/backscatter", "mcq", patch, place, letters, label, [0.0], named, levels, shown
    )


def right(asked: Sequence[Boxed], known: Sequence[Boxed], bands: Sequence[str]) -> float:
    """The part of the questions that trees answer right by some bands."""
    told = cast(Asked, SimpleNamespace(boxed=(known, asked)))
    answers = dict(by_boxes(told, bands))
    return float(np.mean([answers[one.row] == one.answers[one.label] for one in asked]))


def test_trees_that_see_the_band_find_the_box() -> None:
    """300 questions teach that the highest VV is right; B02 alone is worth a guess in four."""
    chance = np.random.default_rng(5)
    questions = [four(row, chance) for row in range(500)]
    known, asked = questions[:300], questions[300:]
    assert right(asked, known, ["VV", "VH"]) > 0.9
    assert right(asked, known, ["B02"]) < 0.4


def test_nothing_is_answered_of_what_train_hardly_asks() -> None:
    questions = [four(row, np.random.default_rng(row)) for row in range(20)]
    told = cast(Asked, SimpleNamespace(boxed=(questions[:10], questions[10:])))
    assert list(by_boxes(told, ["VV"])) == []


def test_a_caption_of_radar_is_guessed_by_one_of_radar(sensor_release: Path) -> None:
    """It has no grain; captions of land cover are no neighbors of it."""
    release = Release.open(sensor_release)
    guessed = dict(nearest(Asked(release, "sensor", "test")))
    assert guessed
    assert all("square" in text for text in guessed.values())


def test_ranks_stand_beside_the_others() -> None:
    """Of VV 5, 9, 2, 7 the ranks are 1, 3, 0, 2; bands that nobody asks of are left out."""
    one = four(1, np.random.default_rng(1))
    one.shown[SEEN.index("VV"), :4] = np.array([5, 9, 2, 7])[:, None]
    features = matrix([one], ["VV", "B01"])[0]
    ranks = features[:, -1 - 3 : -1]
    assert ranks.T.tolist() == [[1, 3, 0, 2]] * 3
