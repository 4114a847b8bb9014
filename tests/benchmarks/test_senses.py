"""Sensor questions as models see them: what a reader learns, and what stands in a release."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import senses
from bigearthnet_txt_evaluation.baselines.pixels.beside import matrix
from bigearthnet_txt_evaluation.baselines.pixels.boxed import MEDIAN, SEEN, Boxed

MODEL = senses.MODELS["linear"]


def _asked(kind: str, options: int, band: str, count: int = 240) -> list[Boxed]:
    """Questions whose right option has the highest median of a band, and nothing else tells."""
    rng = np.random.default_rng(1)
    return [_one(rng, kind, options, SEEN.index(band), k) for k in range(count)]


def _one(rng: np.random.Generator, kind: str, options: int, band: int, number: int) -> Boxed:
    shown = rng.uniform(1000, 2000, (len(SEEN), options + 1, 5)).astype(np.float32)
    return Boxed(
        row=number,
        task="mcq/infrared",
        kind=kind,
        patch="",
        place=f"33UUP_{10 * (number % 12)}_5",
        answers=("a", "b", "c", "d"),
        label=int(shown[band, :options, MEDIAN].argmax()),
        said=[0.0, 0.0, 8.0],
        named=np.zeros((options, 6), np.float32),
        levels=np.zeros(options, np.float32),
        shown=shown,
    )


@pytest.mark.parametrize(("kind", "options"), [("binary", 2), ("mcq", 4), ("bounding box", 9)])
def test_a_reader_learns_from_its_bands_alone(kind: str, options: int) -> None:
    """What B08 decides is right for who sees B08, and a matter of chance without it."""
    asked = _asked(kind, options, "B08")
    assert senses.right(asked, ("B04", "B08"), MODEL).mean() > 0.85
    assert senses.right(asked, ("B02", "B04"), MODEL).mean() < 1 / options + 0.12
    assert senses.right(asked, (), MODEL).mean() < 1 / options + 0.12


def test_agreement_shows_in_products() -> None:
    """Two numbers that order both boxes alike have a product above 0."""
    asked = _asked("agreement", 2, "VV", count=40)
    features = matrix(asked, ("B08", "VV"))
    differ = [one.shown[[SEEN.index("B08"), SEEN.index("VV")], :2, MEDIAN] for one in asked]
    alike = [np.prod(rows[:, 0] - rows[:, 1]) > 0 for rows in differ]
    columns = features[:, 0].T > 0
    assert any((column == alike).all() for column in columns)


def test_a_figure_has_the_interval_of_its_blocks() -> None:
    """All questions of a block alike: as wide as for so many blocks, not for so many questions."""
    blocks = np.repeat(np.arange(100), 20).astype(str)
    right = np.repeat(np.arange(100) % 2 == 0, 20)
    found = senses.figure(right, blocks.tolist())
    assert found.value == 50 and 8 < found.high - 50 < 12 and 8 < 50 - found.low < 12
