"""Phrases: the notation in which captions are worded."""

from __future__ import annotations

from collections import Counter

import pytest

from builder.captions.phrases import Form, Phrase
from builder.chance import rng_for


def _said(pattern: str, *, form: Form = "one", **slots: str) -> Counter[str]:
    phrase = Phrase(pattern)
    return Counter(phrase.say(rng_for(seed, "", ""), form, **slots) for seed in range(2000))


def test_alternatives_nest_and_are_equally_likely() -> None:
    """Half of the draws take the first alternative, a quarter each of the two inside the second."""
    found = _said("x [a|[b|c]]")
    assert set(found) == {"x a", "x b", "x c"}
    assert 900 < found["x a"] < 1100
    assert 400 < found["x b"] < 600


def test_choices_multiply() -> None:
    """Two choices side by side are drawn each on its own; an alternative may be empty."""
    found = _said("[a|b][ c|]")
    assert set(found) == {"a c", "b c", "a", "b"}
    assert all(400 < count < 600 for count in found.values())


@pytest.mark.parametrize(
    ("pattern", "one", "many"),
    [
        ("~covers", "covers", "cover"), ("~occupies it", "occupies it", "occupy it"),
        ("~lies", "lies", "lie"),
        ("~touches", "touches", "touch"),
        ("~reaches ~its end", "reaches its end", "reach their end"), ("~is", "is", "are"),
        ("~has", "has", "have"),
        ("~does not", "does not", "do not"),
        ("~crosses", "crosses", "cross"), ("~comes", "comes", "come"),
        ("~[makes|makes] up", "makes up", "make up"),
    ],
)  # fmt: skip
def test_verbs_agree(pattern: str, one: str, many: str) -> None:
    """A marked verb has the form of its subject.

    So does one behind a mark that holds for all alternatives.
    """
    assert set(_said(pattern)) == {one}
    assert set(_said(pattern, form="many")) == {many}


def test_places_and_shared_words() -> None:
    """Braces take what is given, angle brackets a word of the common list."""
    found = _said("{a} in <whole>", a="pastures")
    assert "pastures in the scene" in found
    assert "pastures in this image" in found
    with pytest.raises(KeyError):
        Phrase("{a}").say(rng_for(1, "", ""))


@pytest.mark.parametrize(
    ("verb", "participle"),
    [("fits", "fitting"), ("stops", "stopping"), ("occurs", "occurring"), ("opens", "opening")],
)
def test_participles_are_spelled_right(verb: str, participle: str) -> None:
    """A stressed last syllable doubles its consonant; an unstressed one does not."""
    assert set(_said(f"~{verb}", form="one ing")) == {participle}
