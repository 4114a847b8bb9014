"""Captions are complete, true as far as they are rounded, and in good English.

They come with and without their setting.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from builder.captions import amounts, caption_rows, predicates, relations, texture, tiers
from builder.captions.naming import Draft
from builder.chance import rng_for
from builder.landcover import analyse
from builder.records import Annotation, Facts, LandCover
from builder.sources.climate import ZONES
from builder.tasks.wording import closed, listing, number, sentence
from tests.landcover.maps import grid, squares
from tests.tasks.examples import ALONE, APART, EMPTY, NUMBERS, RECORD, SPLIT, THREE, named

SETTING_WORDS = (
    r"(?i)austria|summer|spring|autumn|\bfall\b|winter|season"
    r"|climate|temperate|\bcold\b|\bwarm\b|\bdry\b"
)


def _captions(
    cover: LandCover, index: int, *, seeds: int = 60, **changed: str | None
) -> list[Annotation]:
    facts = Facts(replace(RECORD, **changed), cover)
    return [[*caption_rows(facts, rng_for(seed, "", ""))][index] for seed in range(seeds)]


def _texts(cover: LandCover, index: int = 1, **changed: str | None) -> list[str]:
    return [row.output for row in _captions(cover, index, **changed)]


@cache
def _real() -> list[tuple[LandCover, list[str]]]:
    """Every real map with three pairs of captions."""
    found = []
    for cover in map(analyse, squares()):
        facts = Facts(RECORD, cover)
        pairs = (caption_rows(facts, rng_for(seed, "", "")) for seed in range(3))
        found.append((cover, [row.output for pair in pairs for row in pair]))
    return found


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=\.) (?=[A-Z])", text)


def _said(
    fact: Callable[..., str | None], cover: LandCover, *label: str, seeds: int = 200
) -> set[str]:
    """All that a function of facts says over many draws.

    Classes have their own names, with plural verbs if they take them.
    """
    plural = [name == "Pastures" for name in label]
    drafts = (Draft(cover, rng_for(seed, "", "")) for seed in range(seeds))
    return {said for draft in drafts if (said := fact(draft, *label, *plural))}


def test_a_patch_has_two_captions() -> None:
    """The first tells the setting, the second has none and its prompt does not ask for one."""
    for first, second in zip(_captions(THREE, 0), _captions(THREE, 1), strict=True):
        assert [(row.number, row.setting) for row in (first, second)] == [(0, True), (1, False)]
        assert not re.search(SETTING_WORDS, second.output)
        assert not re.search(
            r"region|time of year|location|place|season|country|where\b|climate", second.input
        )
        assert int(first.template.rpartition(".")[2]) < 8 <= int(second.template.rpartition(".")[2])


def test_setting() -> None:
    """Country and season are in every first caption, also Fall as autumn.

    So is the climate if it is known.
    """
    for text in _texts(THREE, 0, season="Fall"):
        assert re.search(r"\bAustria\b", text)
        assert re.search(r"\b(fall|autumn)\b", text)
        assert (
            '"cold, no dry season, warm summer"' in text
            or "a cold climate with warm summers and no dry season" in text.lower()
        )
    assert not any("climate" in text for text in _texts(THREE, 0, climate_zone=None))


def test_every_climate_zone_reads_as_english() -> None:
    """Zones of Beck et al. become a phrase: by hand for one of each form."""
    expected = {
        "Cold, no dry season, warm summer": "a cold climate with warm summers and no dry season",
        "Temperate, dry summer, hot summer": "a temperate climate with dry, hot summers",
        "Temperate, dry winter, hot summer": "a temperate climate with dry winters and hot summers",
        "Cold, dry winter, very cold winter": "a cold climate with dry, very cold winters",
        "Polar, tundra": "a polar, tundra climate",
        "Arid, steppe, cold": "an arid, cold, steppe climate",
    }
    for zone, phrase in expected.items():
        assert any(phrase in text for text in _texts(THREE, 0, climate_zone=zone))
    for zone in ZONES:
        assert all("climate" in text for text in _texts(THREE, 0, climate_zone=zone)[:5])


def test_every_class_is_named_by_its_own_name() -> None:
    """Each class present is in the text under its own name, however small it is.

    No other class is named.
    """
    for cover, texts in _real():
        for text in texts:
            assert set(named(text)) == set(cover.classes), text


def test_three_classes_or_more_make_ninety_words() -> None:
    """On real maps with three classes or more, captions have 90 to 130 words on average.

    They have 4.5 or more sentences.
    """
    texts = [text for cover, found in _real() if len(cover.classes) >= 3 for text in found]
    assert 90 <= np.mean([len(text.split()) for text in texts]) <= 130
    assert np.mean([len(_sentences(text)) for text in texts]) >= 4.5
    assert min(len(_sentences(text)) for text in texts) >= 4


@pytest.mark.parametrize(
    ("pixels", "hectares", "share"),
    [
        (7075, "71 hectares", "49%"),
        (4790, "48 hectares", "33%"),
        (345, "3.5 hectares", "2.4%"),
        (100, "1 hectare", "0.7%"),
        (9, "less than 0.1 hectares", "less than 0.1%"),
        (14399, "144 hectares", "more than 99.9%"),
        (14300, "143 hectares", "99.3%"),
    ],
)
def test_areas_in_words(pixels: int, hectares: str, share: str) -> None:
    """A pixel has 100 square meters, a patch 144 hectares.

    What rounds to nothing is less than one unit, and never 100%.
    """
    found = {amounts.hectares(pixels, rng_for(seed, "", "")) for seed in range(400)}
    assert hectares in found
    assert {re.sub(r"^\D*|(?<=\d) .*", "", text) for text in found} == {
        re.sub(r"^\D*|(?<=\d) .*", "", hectares)
    }
    assert share in {amounts.percent(pixels, rng_for(seed, "", "")) for seed in range(400)}


@pytest.mark.parametrize(
    ("pixels", "words"),
    [
        (7200, "half"),
        (4800, "a third"),
        (7417, "half"),
        (1440, "a tenth"),
        (7920, None),
        (6480, None),
    ],
)
def test_fractions_stand_near_their_value(pixels: int, words: str | None) -> None:
    """51.5% is just over half; 55% and 45% are near no fraction."""
    found = {amounts.share(pixels, rng_for(seed, "", "")) for seed in range(200)}
    said = {text for text in found if text[-1] not in "%t"}
    assert (words is not None) == bool(said)
    assert all(text.endswith(words or "") for text in said)
    if pixels == 7417:
        assert all(re.match("just over|slightly more|a little", text) for text in said)


# A: 6,400 pixels, B: 4,800 in the eastern columns, C: 3,200 below A.
PREDICATES: list[tuple[Callable[..., str | None], LandCover, str, str]] = [
    (predicates.parts, THREE, "Arable land", "one|single|undivided|all of a piece"),
    (predicates.parts, SPLIT, "Arable land", "three"),
    (predicates.where, THREE, "Pastures", "eastern half"),
    (predicates.where, SPLIT, "Broad-leaved forest", "southeast|lower right part"),
    (predicates.edges, THREE, "Pastures",
     "northern, eastern, and southern|(eastern|right) (edge|side|margin)|for|over"),
    (predicates.edges, THREE, "Broad-leaved forest", "southern and western|for|over"),
    (predicates.spans, THREE, "Pastures", "(north|south)ern|upper|north|south|top"),
    (relations.neighbors, THREE, "Pastures", "other classes"),
    (relations.neighbors, SPLIT, "Broad-leaved forest", "pastures"),
    (relations.boundary, THREE, "Broad-leaved forest",
     "arable land.*800|800.*arable land|400.*pastures|pastures.*400|arable land$"),
    (relations.apart, SPLIT, "Arable land", "does not .* broad-leaved forest"),
    (relations.side, THREE, "Broad-leaved forest",
     "(south|below).*arable land|(southwest|lower left).*pastures"),
    (relations.ratio, THREE, "Arable land", "twice.*broad-leaved forest|1.3 times.*pastures"),
    (relations.rank, THREE, "Broad-leaved forest", "third"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "cover", "label", "expected"),
    PREDICATES,
    ids=lambda value: getattr(value, "__name__", None),
)
def test_predicates(
    fact: Callable[..., str | None], cover: LandCover, label: str, expected: str
) -> None:
    """What is said of a class of a map drawn by hand is what one sees there, in every wording."""
    found = _said(fact, cover, label)
    assert len(found) > 1
    assert all(re.search(expected, text) for text in found), found


def test_the_place_of_a_region_has_to_be_clear() -> None:
    """A region is northwest if its center is in that ninth, four pixels from its lines.

    Its box has at most half the side.
    """
    for columns, place in (
        (20, "northwest"),
        (35, "northwest"),
        (38, None),
        (42, None),
        (45, "north"),
        (60, "north"),
    ):
        codes = grid("A", scale=120)
        codes[10:20, columns - 5 : columns + 5] = 231
        (region,) = analyse(codes).regions["Pastures"]
        assert predicates.place(region.centroid, region.box) == place
    wide = grid("A", scale=120)
    wide[50:70, 20:81] = 231
    (region,) = analyse(wide).regions["Pastures"]
    assert predicates.place(region.centroid, region.box) is None


def test_small_facts_are_left_out() -> None:
    """What is not clear is left out.

    No largest region among equals, no direction that is unclear, no rank among equals, no place of
    a whole map.
    """
    assert _said(predicates.largest, SPLIT, "Arable land") == set()
    assert _said(relations.side, SPLIT, "Pastures") == set()
    assert _said(relations.rank, analyse(grid("AB", "CD", scale=60)), "Arable land") == set()
    assert _said(predicates.where, ALONE, "Arable land") == set()


TEXTURES: list[tuple[Callable[[Draft], str | None], LandCover, str | None]] = [
    (texture.total_regions, SPLIT, "five"),
    (texture.mean_region, THREE, r"48 |0\.48|480,000"),
    (texture.biggest_region, THREE,
     r"arable land.*(64|0\.64|640,000|44%|44 percent)"
     r"|(64|0\.64|640,000|44%|44 percent).*arable land"),
    (texture.pattern, THREE, "large"),
    (texture.pattern,
     analyse(np.kron(grid("AB" * 4, "BA" * 4), np.ones((60, 15), np.uint16)).astype(np.uint16)),
     None),
    (texture.pattern, analyse(grid(*["AB" * 5, "BA" * 5] * 5, scale=12)), "small"),
    (texture.pattern, ALONE,
     "no boundary|no border|no other class|nothing else|uniform|the same|of one kind"),
    (texture.evenness, THREE, "even|similar|balanced|outweighs"),
    (texture.boundaries, THREE, r"2,000|2\.00"),
    (texture.density, THREE, r"\b14\b"),
    (texture.longest_boundary, THREE, None),
    (texture.longest_boundary, SPLIT, r"arable land and pastures|pastures and arable land"),
    (texture.meeting, SPLIT, r"(2,400|2\.40|240|800|0\.80)|do not|apart|do "),
    (texture.together, analyse(grid("AAB", "AAB", "CCB", scale=40)),
     "pastures and|and pastures|arable land"),
    (texture.edge, THREE, "pastures|arable land|forest"),
    (texture.seen, THREE, "below|south|lower|southwest"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fact", "cover", "expected"), TEXTURES, ids=lambda value: getattr(value, "__name__", None)
)
def test_sentences_on_the_whole(
    fact: Callable[[Draft], str | None], cover: LandCover, expected: str | None
) -> None:
    """Texture, edges and boundaries of maps drawn by hand, in every wording."""
    found = _said(fact, cover)
    assert bool(found) == (expected is not None)
    assert all(re.search(expected or "", text) for text in found), found


def test_tiers() -> None:
    """44 and 33% are primary, 22% is not; nothing above a quarter is said to be so."""
    for seed in range(60):
        first, second = tiers.areas(Draft(THREE, rng_for(seed, "", "")))
        assert set(named(first)) == {"Arable land", "Pastures"}
        assert named(second) == ["Broad-leaved forest"]
    quarters = analyse(grid("AB", "CD", scale=60))
    firsts = {next(tiers.areas(Draft(quarters, rng_for(seed, "", "")))) for seed in range(60)}
    assert all(re.search("a quarter|25%|no .* class", text) for text in firsts)


def test_one_class() -> None:
    """A patch of one class is told so in a thousand ways: no two of 1,000 captions are the same."""
    texts = [row.output for row in _captions(ALONE, 1, seeds=1000)]
    assert all(named(text) == ["Arable land"] for text in texts)
    assert len(set(texts)) == 1000
    assert sum(len(text.split()) for text in texts) / 1000 >= 35


def test_no_class() -> None:
    """Where nothing has a class the caption claims nothing of the land."""
    for text in _texts(EMPTY, 0):
        assert named(text) == []
        assert "Austria" in text
    assert all(len(_sentences(text)) == 1 for text in _texts(EMPTY))


def test_unlabelled_land_is_mentioned() -> None:
    """A fifth of the map is a road: the caption says so."""
    for text in _texts(APART):
        assert re.search(
            "(20%|20 percent|a fifth) of [a-z ]* "
            "(belongs to none|is covered by none|has no|is left|falls|remains|lies)",
            text,
        )


def test_grammar() -> None:
    """Verbs agree with their class, and articles with the next sound.

    Sentences begin with a capital and hold no digit first.
    """
    wrong = (
        r"^(?:the )?(pastures|permanent crops|patterns|agro-forestry areas|waters|wetlands"
        r"|units|vegetated areas) "
        r"(covers|borders|touches|adjoins|forms|lies|reaches|is|has|does) |"
        r"^(the )?(urban fabric|arable land|broad-leaved forest|mixed forest|coniferous forest"
        r"|pasture land) "
        r"(cover|border|touch|adjoin|form|lie|reach|are|have|do) "
        r"|\ba [aeiou]|\ban [^aeiou]|  | [.,]|\b[1-9] (separate|classes)"
    )
    for _, texts in _real():
        for text in texts:
            for said in _sentences(text):
                assert said[0].isupper() and said.endswith("."), said
                assert not re.search(
                    wrong, re.sub("(and )?land (principally|under)", "land", said.lower())
                ), said


def test_captions_differ() -> None:
    """Sixty captions of one patch all differ; so do nearly all their openings of five words."""
    texts = _texts(SPLIT)
    assert len(set(texts)) == 60
    assert Counter(" ".join(text.split()[:5]) for text in texts).most_common(1)[0][1] <= 4


def test_a_class_is_called_otherwise_only_after_its_name() -> None:
    """First "pastures", then this or one other name, the same for a whole caption."""
    for seed in range(40):
        draft = Draft(THREE, rng_for(seed, "", ""))
        first, *later = (draft.call("Pastures").text.removeprefix("the ") for _ in range(12))
        assert first == "pastures"
        assert len(set(later)) == 1
        assert later[0] in ("pastures", "pasture", "pasture land")


def test_lists_numbers_and_commas() -> None:
    """The small rules of the language, one by one."""
    assert [listing(["a", "b", "c"][:n]) for n in (1, 2, 3)] == ["a", "a and b", "a, b, and c"]
    assert listing(["a", "b, c and d", "e"]) == "a; b, c and d; and e"
    assert listing(["a (1, 2)", "b", "c"]) == "a (1, 2), b, and c"
    assert [number(n) for n in range(1, 14)] == [*NUMBERS[1:], "13"]
    marked = ("a, b\v is", "a, b\v.", "a, b\v (c)", "a, b\v</ref>", "a, b\v")
    assert [closed(text) for text in marked] == [
        "a, b, is", "a, b.", "a, b (c)", "a, b</ref>", "a, b"]  # fmt: skip
    assert sentence("pastures lie.") == "Pastures lie."
