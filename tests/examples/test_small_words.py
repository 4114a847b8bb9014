"""Texts as the small model reads them: tokens, numbers as numbers, options apart."""

from __future__ import annotations

import numpy as np
import pytest

from examples.small.asked import OPTION, Texts, encoded, parts
from examples.small.words import NUMBER, PAD, UNKNOWN, Vocabulary, tokens


def test_a_number_is_one_token_and_a_unit_stays_whole() -> None:
    """ "0.82" is no three tokens, "m2" is a word."""
    assert tokens("More than 144000 m2, at (0.82, 45%)?") == [
        "more", "than", "144000", "m2", ",", "at", "(", "0.82", ",", "45", "%", ")", "?",
    ]  # fmt: skip


def test_numbers_carry_their_value_in_figures_and_in_words() -> None:
    """A number in figures has no word of its own, one in words has both."""
    words = Vocabulary.of(["exactly three areas", "exactly three areas"])
    read = words.encode(["exactly three", "exactly 45"], longest=8)
    assert read.values[0, 1] == 3 and read.values[1, 1] == 45
    assert read.ids[1, 1] == NUMBER and read.ids[0, 1] not in (NUMBER, UNKNOWN, PAD)
    assert np.isnan(read.values[:, 0]).all()


def test_words_of_train_alone_are_known() -> None:
    """What was seen once, or never, is unknown; figures are never words."""
    words = Vocabulary.of(["is there pasture 7", "is there water 7"])
    assert words.words == ("is", "there")
    assert words.encode(["is there snow"], longest=8).ids[0, 2] == UNKNOWN


def test_a_long_text_is_cut_and_a_short_one_padded() -> None:
    words = Vocabulary.of(["a b c", "a b c"])
    assert words.encode(["a b c", "a"], longest=2).ids.tolist() == [[3, 4], [3, PAD]]


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Which? a) Pastures, b) Transitional woodland, shrub, c) Urban fabric, d) Inland waters",
         ("Pastures", "Transitional woodland, shrub", "Urban fabric", "Inland waters")),
        ("How much: a) 2% to 10%, b) 12% to 20%, c) 22% to 30%, d) 32% to 40%",
         ("2% to 10%", "12% to 20%", "22% to 30%", "32% to 40%")),
        ("Is there any pasture?", ()),
    ],
)  # fmt: skip
def test_options_stand_apart_from_their_stem(text: str, options: tuple[str, ...]) -> None:
    """A class whose name has a comma stays one option."""
    assert parts(text) == Texts(text.split(" a)")[0], options)


def test_rows_become_arrays_without_their_metadata() -> None:
    """Only text, type and answer are read: a row with nothing else is enough."""
    text = "Which? a) Pastures, b) Arable land, c) Pastures, d) Mixed forest"
    rows = [
        {"patch_id": "p", "type": "mcq", "input": text, "output": "d"},
        {"patch_id": "q", "type": "binary", "input": "Is there any?", "output": "yes"},
        {"patch_id": "q", "type": "bounding box", "input": "At <point>(0.5, 0.25)</point>?",
         "output": "[0.1 0.2, 0.3 0.45]"},
    ]  # fmt: skip
    asked = encoded(rows, {"p": 4, "q": 2}, Vocabulary.of([text, text]), longest=64)
    assert asked.patches.tolist() == [4, 2, 2] and asked.kinds[0] == OPTION
    assert asked.answers.tolist() == [3, 1, 0]
    assert asked.options[0].tolist() == [0, 1, 0, 2], "a text that is offered twice is read once"
    np.testing.assert_allclose(asked.boxes[2], [0.1, 0.2, 0.3, 0.45])
    few = asked.about(np.array([2]))
    assert len(few) == 2 and few.patches.tolist() == [0, 0], "patches are counted anew"
