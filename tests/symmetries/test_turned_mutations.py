"""Every convention of the symmetries, broken on purpose: the solver or the pixels show it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bigearthnet_txt import Untransformable, decode_bands, transform
from bigearthnet_txt_reader import direction_phrases, directions, turned_words, turning
from bigearthnet_txt_reader.symmetries import BY_NAME, Symmetry
from tests.symmetries.turned_rows import by_pillow, disagreements, rows_of, told

Patcher = pytest.MonkeyPatch


def faults(release: Path) -> set[str]:
    """What the solver, or a look at the pixels, finds wrong in ten turned patches."""
    try:
        found = {said for _, said in disagreements(told(release, 10), ["rotate_90", "transverse"])}
    except Untransformable as refusal:
        return {str(refusal)}
    row = rows_of(release, "patches")[0]
    before = decode_bands(row)
    bands = decode_bands(transform(row, "rotate_90"))
    wrong = (n for n in bands if not np.array_equal(bands[n], by_pillow(before[n], "rotate_90")))
    return found | set(wrong)


def only_the_first_word(patcher: Patcher) -> None:
    """Turns the first direction of a text and leaves the others, as a simple replacement does."""

    def once(text: str, symmetry: Symmetry) -> str:
        hint = directions.HINT.search(text)
        if not hint:
            return text
        phrase = turned_words._phrase(text, hint.start(), symmetry)
        return text[: phrase.start] + phrase.text + text[phrase.end :]

    patcher.setattr(turning, "turned_words", once)


def boxes_less_one(patcher: Patcher) -> None:
    """Counts the edges of a box as pixels: 119 - x for 120 - x."""
    box = Symmetry.box
    patcher.setattr(
        Symmetry, "box", lambda own, edges, side=1: box(own, edges, side - (side / 120))
    )


def bands_of_20_m_the_other_way(patcher: Patcher) -> None:
    """Turns the bands of 60 x 60 pixels clockwise."""
    raster = turning._raster

    def turned(value: bytes, name: str, symmetry: Symmetry) -> bytes:
        other = BY_NAME["rotate_270"] if len(value) == 2 * 60 * 60 else symmetry
        return bytes(raster(value, name, other))

    patcher.setattr(turning, "_raster", turned)


def compass_left_alone(patcher: Patcher) -> None:
    """Takes north and south for what they are on the ground."""
    said = direction_phrases.turned

    def picture_only(word: str, symmetry: Symmetry, series: str = "") -> str:
        is_compass = word.lower().startswith(("north", "south", "east", "west"))
        return word if is_compass else said(word, symmetry, series)

    patcher.setattr(direction_phrases, "turned", picture_only)


def words_kept(patcher: Patcher) -> None:
    """Turns pixels and boxes alone, as a library of images does."""
    patcher.setattr(turning, "turned_words", lambda text, _: text)


CASES: list[tuple[Callable[[Patcher], None], str]] = [
    (only_the_first_word, "relative pos"),
    (boxes_less_one, "box"),
    (bands_of_20_m_the_other_way, "B05"),
    (compass_left_alone, "edges"),
    (words_kept, "relative pos"),
]


@pytest.mark.parametrize(("breach", "named"), CASES, ids=[breach.__name__ for breach, _ in CASES])
def test_a_broken_convention_is_seen(
    breach: Callable[[Patcher], None], named: str, release: Path, monkeypatch: Patcher
) -> None:
    """Text and pixels no longer fit, and the fault is named."""
    breach(monkeypatch)
    assert any(named in fault for fault in faults(release))


def test_without_a_breach_nothing_is_seen(release: Path) -> None:
    """So what the others find is due to the breach alone."""
    assert faults(release) == set()
