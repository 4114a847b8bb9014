"""Captions: complete, true to the pixel as far as they are rounded, and in good English."""

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from builder.chance import rng_for
from builder.landcover import analyse
from builder.records import LandCover
from builder.tasks.captions import caption
from builder.tasks.telling import SIZES
from builder.tasks.wording import closed, listing, number, sentence
from tests.landcover.maps import grid, squares
from tests.tasks.examples import ALONE, APART, EMPTY, NUMBERS, RECORD, SPLIT, THREE, WORDS, named


def _captions(cover: LandCover, seeds: int = 60, **changed: str | None) -> list[str]:
    record = replace(RECORD, **changed)
    return [caption(record, cover, rng_for(seed, "", "")).output for seed in range(seeds)]


@cache
def _real() -> list[tuple[LandCover, list[str]]]:
    return [(cover, _captions(cover, 6)) for cover in map(analyse, squares())]


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=\.) (?=[A-Z])", text)


def test_five_sentences_from_three_classes_on() -> None:
    """A patch with three or more classes is described in at least five sentences."""
    for cover, texts in _real():
        if len(cover.classes) >= 3:
            assert min(len(_sentences(text)) for text in texts) >= 5


def test_every_class_is_named_with_its_area() -> None:
    """Behind the first mention of a class stands its area in brackets (or it covers the image alone); no other class is named."""
    for cover, texts in _real():
        for text in texts:
            assert set(named(text)) == set(cover.classes)
            if len(cover.classes) > 1:
                first_mentions = [text.lower().index(WORDS[label]) for label in cover.classes]
                assert all(re.match(r"[^.(]* \((?:about|less|more)", text[start:]) for start in first_mentions), text


def _said_pixels(said: str) -> list[tuple[float, float]]:
    """The lowest and highest number of pixels that each quantity in the brackets stands for."""
    ranges = []
    for less, value, unit in re.findall(r"(less than |more than )?([\d.,]+)(%| hectares?| square kilometers| square meters)", said):
        pixels, half = {"%": (144, 72), " hectare": (100, 50), " hectares": (100, 50), " square kilometers": (10000, 500),
                        " square meters": (0.01, 5)}[unit]  # fmt: skip
        middle = float(value.replace(",", "")) * pixels
        ranges.append({"less than ": (0, middle), "more than ": (middle, 14400)}.get(less, (middle - half, middle + half)))
    return ranges


def test_areas_are_true_as_rounded() -> None:
    """Each quantity in brackets is within half a unit of the pixels of the class before it."""
    for cover, texts in _real():
        for text in texts:
            for label, said in re.findall(r"([^()]*) \(([^()]*)\)", text):
                (pixels,) = [cover.areas[c] for c in named(label)[-1:]]
                assert all(low <= pixels <= high for low, high in _said_pixels(said)), (text, label, said, pixels)


@pytest.mark.parametrize(
    ("pixels", "said"),
    [
        (7075, {"about 49%", "about 71 hectares, 49%", "about 0.7 square kilometers, 49%", "about 708,000 square meters"}),
        (80, {"less than 1%", "less than 1 hectare", "about 8,000 square meters"}),
        (120, {"less than 1%", "about 1 hectare, less than 1%", "about 12,000 square meters"}),
        (14399, {"more than 99%", "about 144 hectares, more than 99%", "about 1.4 square kilometers, more than 99%",
                 "about 1,440,000 square meters"}),
        (9, {"less than 1%", "less than 1 hectare", "less than 1,000 square meters"}),
    ],
)  # fmt: skip
def test_sizes_in_words(pixels: int, said: set[str]) -> None:
    """A pixel has 100 square meters, a patch 144 hectares; what rounds to nothing is less than one unit."""
    assert {size(pixels) for size in SIZES} == said


def test_setting() -> None:
    """Country, season as the column spells it, and climate zone stand in every caption; without a zone there is no word of climate."""
    for text in _captions(THREE, season="Fall"):
        assert re.search(r"\bAustria\b", text)
        assert re.search(r"\bfall\b", text)
        assert 'the "cold, no dry season, warm summer" climate zone' in text
    assert not any("climate" in text for text in _captions(THREE, climate_zone=None))


def test_tiers() -> None:
    """44 and 33 % are primary and come together as most of the image; 22 % is secondary."""
    for text in _captions(THREE):
        (areas,) = [s for s in _sentences(text) if "arable land (" in s.lower()]
        assert "pastures (" in areas
        assert "broad-leaved forest (" not in areas


def test_regions_are_counted() -> None:
    """Three regions of arable land, one of each other class."""
    for text in _captions(SPLIT):
        assert re.search("arable land is split into three separate regions", text, re.IGNORECASE)
        assert re.search("pastures and broad-leaved forest each form a single connected region", text, re.IGNORECASE)


def test_neighbors_are_complete() -> None:
    """Pastures touch both others; arable land and forest do not touch, so nothing else is said."""
    for text in _captions(SPLIT):
        touching = [s for s in _sentences(text) if re.search("border|touch|adjoin", s)]
        assert len(touching) == 1
        assert re.match("Pastures (border|touch|adjoin) all other classes.", touching[0])
    assert all("None of these classes touch each other." in text for text in _captions(APART))


def test_layout() -> None:
    """B lies to the upper right of C, A above C, and C accordingly; nothing is said of A and B, whose angle is unclear."""
    for text in _captions(THREE):
        lower = text.lower()
        above = re.search("broad-leaved forest (?:lies|is found) below arable land|below arable land lies broad-leaved forest", lower)
        aside = "broad-leaved forest (?:lies|is found) to the lower left of pastures|to the lower left of pastures lies broad-leaved forest"
        assert above
        assert re.search(aside, lower)
        assert not re.search("pastures (?:lie|are found) .*arable land", lower)


def test_halves() -> None:
    """Where no direction is clear, a class that keeps to one half is located there."""
    cover = analyse(grid("AAAA",
                         "AAAB",
                         "AAAB",
                         "AAAA", scale=30))  # fmt: skip
    assert all("Pastures lie entirely in the right half of the image." in text for text in _captions(cover))


def test_one_class() -> None:
    """A patch of one class is told so, with verbs in the singular."""
    for text in _captions(ALONE):
        assert "Arable land covers the entire image." in text
        assert "Arable land forms a single connected region." in text


def test_no_class() -> None:
    """Where nothing has a class the caption claims nothing of the land."""
    for text in _captions(EMPTY):
        assert named(text) == []
        assert len(_sentences(text)) == 2
        assert "Austria" in text


def test_unlabelled_land_is_mentioned() -> None:
    """A fifth of the map is a road: the caption says so."""
    assert all(re.search("About 20% of the image (belongs|is|has)", text) for text in _captions(APART))


def test_grammar() -> None:
    """Verbs agree with the first class, sentences begin with a capital, numbers below thirteen are words."""
    wrong = (
        r"(pastures|crops|patterns|areas|waters|wetlands|units|vegetation) (covers|borders|touches|adjoins|forms|dominates) |"
        r"\b(fabric|arable land|leaved forest|mixed forest) (cover|border|touch|adjoin|form|dominate) |\b[1-9] (separate|land|different)"
    )
    singular = "land principally occupied by agriculture"
    for _, texts in _real():
        for text in texts:
            told = re.sub("The largest region of [^.]*\\.", "", text)
            plain = re.sub("land principally occupied by agriculture(, with significant areas of natural vegetation,?)?", singular, told)
            assert not re.search(wrong, plain.replace("each form", "each")), text
            assert all(s[0].isupper() and s.endswith(".") for s in _sentences(text)), text


def test_captions_differ() -> None:
    """Sixty captions of one patch are nearly all different, and begin in many ways."""
    texts = _captions(SPLIT)
    assert len(set(texts)) >= 55
    assert len({_sentences(text)[0] for text in texts}) >= 8


def test_captions_are_as_long_as_the_published_ones() -> None:
    """The published captions have 107 words on average; these have 90 to 140 on the real maps, whose classes have long names."""
    words = [len(text.split()) for _, texts in _real() for text in texts]
    assert 90 <= np.mean(words) <= 140


def test_lists_numbers_and_commas() -> None:
    """The small rules of the language, one by one."""
    assert [listing(["a", "b", "c"][:n]) for n in (1, 2, 3)] == ["a", "a and b", "a, b, and c"]
    assert listing(["a", "b, c and d", "e"]) == "a; b, c and d; and e"
    assert listing(["a (1, 2)", "b", "c"]) == "a (1, 2), b, and c"
    assert [number(n) for n in range(1, 14)] == [*NUMBERS[1:], "13"]
    assert [closed(text) for text in ("a, b\v is", "a, b\v.", "a, b\v (c)", "a, b\v</ref>", "a, b\v")] == [
        "a, b, is", "a, b.", "a, b (c)", "a, b</ref>", "a, b"]  # fmt: skip
    assert sentence("pastures lie.") == "Pastures lie."
