"""What pixel baselines see: statistics and shares by hand, guesses on planted land, measures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bigearthnet_txt import BANDS, CLASSES, CLC
from bigearthnet_txt_evaluation.baselines.pixels.sensed import sensed
from bigearthnet_txt_evaluation.baselines.pixels.shares import Guessed, columns_of, guess
from bigearthnet_txt_evaluation.baselines.pixels.sixteenths import (
    Seen,
    see,
    shares_of,
    statistics_of,
    taught_by,
)
from bigearthnet_txt_evaluation.baselines.questions import Question, Task
from bigearthnet_txt_evaluation.baselines.trees import by_features
from bigearthnet_txt_reader.release import Release
from tests.baselines.planted import YES_NO

PASTURES, ARABLE = CLASSES.index("Pastures"), CLASSES.index("Arable land")
DIRECTIONS = ("top", "right", "bottom", "left")


def test_statistics_are_those_of_the_squares() -> None:
    """A raster of 8 x 8 in squares of 2 x 2, the second of which holds 1, 2, 3, 6."""
    raster = np.zeros((8, 8), np.uint16)
    raster[:2, 2:4] = [[1, 2], [3, 6]]
    found = statistics_of({"B02": raster, "VV": np.full((4, 4), -12.5, np.float32)})
    assert found.shape == (16, 4)  # two means, then two deviations
    assert found[1].tolist() == pytest.approx([3, -12.5, np.sqrt(3.5), 0])
    assert found[0].tolist() == [0, -12.5, 0, 0]


def test_shares_are_those_of_the_map() -> None:
    """The lower left square is half pastures, a quarter arable land, a quarter unlabelled."""
    codes = np.full((8, 8), 523, np.uint16)  # sea
    codes[6:, :2] = [[231, 231], [211, 122]]
    found = shares_of(codes)
    assert found[12, PASTURES] == 0.5 and found[12, ARABLE] == 0.25 and found[12].sum() == 0.75
    assert found[0, CLASSES.index("Marine waters")] == 1
    assert shares_of(np.full((8, 8), 122, np.uint16)).sum() == 0
    for code, entry in CLC.items():
        here = shares_of(np.full((4, 4), code, np.uint16))[0]
        assert [CLASSES[k] for k in here.nonzero()[0]] == ([entry.label] if entry.label else [])


def planted(patches: int, seed: int, *, place: int = 0) -> Seen:
    """Patches whose second band is bright where pastures are; the others tell nothing."""
    chance = np.random.default_rng(seed)
    shares = np.zeros((patches, 16, len(CLASSES)), np.float32)
    shares[:, :, PASTURES] = chance.random((patches, 16)) ** 3
    shares[:, :, ARABLE] = 1 - shares[:, :, PASTURES]
    bands = chance.normal(size=(patches, 16, 2 * len(BANDS))).astype(np.float32)
    bands[:, :, 1] = 3000 * shares[:, :, PASTURES]
    names = {f"S2A_X_T33UUP_{place}_{k}": k for k in range(patches)}
    return Seen(names, bands, shares)


def test_bands_that_tell_a_class_are_used_and_no_others() -> None:
    """From B02 the shares are found, from VV and VH they are not."""
    train, test = planted(120, 1), planted(60, 2, place=1)
    right = test.shares[:, :, PASTURES]
    found = {bands: guess(train, test, bands) for bands in (("B02", "B03"), ("VV", "VH"))}
    seen, unseen = (one.shares[120:, :, PASTURES] for one in found.values())
    assert np.abs(seen - right).mean() < 0.1
    assert abs(np.corrcoef(unseen.ravel(), right.ravel())[0, 1]) < 0.2


def test_a_patch_of_train_is_guessed_without_its_own_map() -> None:
    """Trees remember the noise they were told: the guesses know nothing of it."""
    train = planted(120, 1)
    found = guess(train, planted(10, 2, place=1), ("VV", "VH"))
    own, right = found.shares[:120, :, PASTURES], train.shares[:, :, PASTURES]
    assert abs(np.corrcoef(own.ravel(), right.ravel())[0, 1]) < 0.2


def test_columns_are_those_of_the_bands() -> None:
    """Means first, in band order, then deviations: B03 is the third of fourteen."""
    assert columns_of(("B03", "VV")) == [2, 12, 16, 26]


def question(stem: str, options: tuple[str, ...], right: int, patch: str) -> Question:
    place = "_".join(patch.split("_")[-3:])
    return Question(
        stem, options, right, template="made/0", place=place, setting=(None, None, None),
        center=(50.0, 10.0), patch=patch,
    )  # fmt: skip


def measured(asked: Question, shares: np.ndarray) -> dict[str, list[float]]:
    """Measure -> its value for each offer of a question about a patch of these shares."""
    guessed = Guessed({"p": 0}, np.zeros((1, 1), np.float32), shares[None])
    task = Task("mcq" if len(asked.options) > 2 else "binary", "area", (asked,), ())
    return {one.name: one.values[0].tolist() for one in sensed(task, guessed)}


def test_measures_by_hand() -> None:
    """Pastures fill the upper left square, arable land half of the lower right one."""
    shares = np.zeros((16, len(CLASSES)), np.float32)
    shares[0, PASTURES], shares[15, ARABLE] = 1, 0.5
    found = measured(
        question("Do pastures cover more than 5% of the image?", YES_NO, 0, "p"), shares
    )
    assert found["share a, mean"] == [1 / 16] and found["highest share a, mean"] == [1]
    assert found["sixteenths a, mean"] == [1]
    assert found["above the first number, mean"] == [pytest.approx(100 / 16 - 5)]
    asked = question("Where are the pastures, seen from the arable land?", DIRECTIONS, 0, "p")
    heading = measured(asked, shares)["heading, mean"]
    assert heading == pytest.approx([3, -3, -3, 3])  # three squares up and to the left
    touching = measured(question("Do pastures touch arable land?", YES_NO, 0, "p"), shares)
    assert touching["together, mean"] == [0] and touching["side by side, mean"] == [0]
    shares[1, ARABLE] = 1
    touching = measured(question("Do pastures touch arable land?", YES_NO, 0, "p"), shares)
    assert touching["side by side, mean"] == [pytest.approx(0.2)]  # one of five


def test_what_is_seen_decides_a_question() -> None:
    """Pastures are there or not, nothing else tells: blind trees guess, seeing ones know."""
    train, test = planted(160, 1), planted(80, 2, place=1)
    for seen in (train, test):
        gone = np.arange(len(seen.of)) % 2 == 0
        seen.shares[gone, :, PASTURES], seen.bands[gone, :, 1] = 0, 0
        seen.shares[gone, :, ARABLE] = 1
    asked = [
        tuple(question("Is there any pasture here?", YES_NO, k % 2 ^ 1, name) for name, k in of)
        for of in (train.of.items(), test.of.items())
    ]
    task = Task("binary", "presence", train=asked[0], test=asked[1])
    right = np.array([one.right for one in task.test])
    assert (by_features(task) == right).mean() < 0.7
    guessed = guess(train, test, ("B02", "B03"))
    stem = [one._replace(stem="Are there any pastures?") for one in (*task.train, *task.test)]
    told = Task("binary", "presence", train=tuple(stem[:160]), test=tuple(stem[160:]))
    seeing = by_features(told, others=[*sensed(told, guessed)])
    assert (seeing == right).mean() > 0.95


def test_maps_are_read_of_train_alone(release: Path) -> None:
    """Of the patches that are asked about only bands are read; of train all of a small release."""
    opened = Release.open(release)
    assert taught_by(opened) == opened.shards_of("train")
    read: list[int] = []
    files = opened.files_of("patches", "test")
    found = see(opened, files, maps=False, progress=read.append)
    assert len(found.of) == sum(read) == opened.rows["patches"]["test"]
    assert found.bands.shape == (len(found.of), 16, 2 * len(BANDS)) and found.shares.size == 0
    one = next(iter(found.of))
    assert list(see(opened, files, {one}, maps=True, progress=read.append).of) == [one]
