"""Captions come in three grains, true as far as they are rounded, and in good English.

They come with and without their setting, by turns.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from bigearthnet_txt import CLASSES, COUNTRIES
from bigearthnet_txt import GRAINS as NAMES_OF_GRAINS
from builder.captions import GRAINS, PROMPTS, caption_rows
from builder.captions.naming import Draft
from builder.captions.sentences import of_both
from builder.chance import rng_for
from builder.landcover import analyse
from builder.records import Annotation, Facts, LandCover
from builder.sources.climate import ZONES
from builder.stats.diversity import measure_captions
from builder.tasks.wording import closed, listing, number, sentence
from tests.landcover.maps import grid, squares
from tests.tasks.examples import ALONE, APART, EMPTY, NUMBERS, RECORD, SPLIT, THREE

SETTING_WORDS = (
    r"(?i)austria|summer|spring|autumn|\bfall\b|winter|season"
    r"|climate|temperate|\bcold\b|\bwarm\b|\bdry\b"
)
SHORT, MIDDLE, LONG = range(3)
WORDS = {SHORT: (15, 30), MIDDLE: (40, 70), LONG: (90, 130)}
# The full names of the classes that are not called by their label alone.
FULL = {
    "Industrial or commercial units": ("industrial and commercial units",),
    "Land principally occupied by agriculture, with significant areas of natural vegetation": (
        "land principally occupied by agriculture with significant areas of natural vegetation",
        "agricultural land with significant areas of natural vegetation",
        "land mainly under agriculture with significant natural vegetation",
        "farmland with significant natural vegetation",
        "principally agricultural land with natural vegetation",
        "mainly farmed land with areas of natural vegetation",
        "mainly agricultural land with significant natural vegetation",
        "land mainly farmed with significant areas of natural vegetation",
        "farmed land with significant areas of natural vegetation",
    ),
    "Natural grassland and sparsely vegetated areas": (
        "natural grassland and spars",
        "sparsely vegetated natural grassland",
        "natural grassland with spars",
        "sparse vegetation and natural grassland",
        "sparsely vegetated land and natural grassland",
        "sparsely vegetated areas and natural grassland",
    ),
    "Moors, heathland and sclerophyllous vegetation": ("sclerophyllous",),
    "Transitional woodland, shrub": (
        "transitional woodland-shrub",
        "transitional woodland with shrub",
        "transitional woodland and shrub",
    ),
    "Beaches, dunes, sands": ("beaches with dunes and sands",),
}


def _captions(
    cover: LandCover, grain: int, *, seeds: int = 60, **changed: str | None
) -> list[Annotation]:
    facts = Facts(replace(RECORD, **changed), cover)
    return [[*caption_rows(facts, rng_for(seed, "", ""))][grain] for seed in range(seeds)]


def _texts(cover: LandCover, grain: int = LONG, **changed: str | None) -> list[str]:
    return [row.output for row in _captions(cover, grain, **changed)]


@cache
def _real() -> list[tuple[LandCover, list[Annotation]]]:
    """Every real map with three captions of each grain."""
    found = []
    for cover in map(analyse, squares()):
        facts = Facts(RECORD, cover)
        several = (caption_rows(facts, rng_for(seed, "", "")) for seed in range(3))
        found.append((cover, [row for rows in several for row in rows]))
    return found


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=\.) (?=[A-Z])", text)


def _named(text: str) -> list[str]:
    """The classes that stand in a text under a full name, in class order."""
    return [label for label in CLASSES if _first(text, label) < len(text)]


def _first(text: str, label: str) -> int:
    """Where a class stands in a text under a full name; the length of the text if nowhere."""
    places = [text.lower().find(name) for name in FULL.get(label, (label.lower(),))]
    return min((place for place in places if place >= 0), default=len(text))


def test_a_patch_has_three_captions_one_a_grain() -> None:
    """Short, middle, long; every second one tells its setting, and only those ask for it."""
    settings = set()
    for seed in range(60):
        rows = [*caption_rows(Facts(RECORD, THREE), rng_for(seed, "", ""))]
        assert [row.number for row in rows] == [0, 1, 2]
        assert tuple(row.grain for row in rows) == ("short", "middle", "long")
        first, second, third = (row.setting for row in rows)
        assert first == third != second
        settings.add(first)
        for row in rows:
            assert bool(re.search(SETTING_WORDS, row.output)) == row.setting
            asked = r"region|time of year|location|place|season|country|where\b|climate|setting"
            assert bool(re.search(asked, row.input)) == row.setting, row.input
    assert settings == {True, False}


def test_grains_have_one_home() -> None:
    """The contract names the grains, in the order of the rows."""
    assert tuple(grain.name for grain in GRAINS) == NAMES_OF_GRAINS


@pytest.mark.parametrize("grain", [SHORT, MIDDLE, LONG])
def test_a_grain_has_its_words(grain: int) -> None:
    """15 to 30 words in a sentence, 40 to 70 in two or three, 90 to 130; less only where there is
    less to tell. Sentences have 18 to 25 words on average.
    """
    least, most = WORDS[grain]
    sentences = []
    for cover, rows in _real():
        for text in (row.output for row in rows if row.number == grain):
            words = len(text.split())
            rich = sum(pixels >= 36 for pixels in cover.areas.values()) >= 3
            assert words <= most and (words >= least or not rich), text
            sentences += [len(said.split()) for said in _sentences(text)]
            assert len(_sentences(text)) <= {SHORT: 1, MIDDLE: 3, LONG: 12}[grain]
    assert 18 <= np.mean(sentences) <= 25


def test_a_grain_names_its_classes() -> None:
    """A long caption names all classes, a middle one those of 5%, a short one those above a
    quarter; the column lists those that are named.
    """
    least = {SHORT: 3601, MIDDLE: 720, LONG: 1}
    for cover, rows in _real():
        for row in rows:
            wanted = {label for label, n in cover.areas.items() if n >= least[row.number]}
            named = _named(row.output)
            assert wanted <= set(named) <= set(cover.areas), row.output
            assert list(row.classes) == named, row.output


def test_setting() -> None:
    """Country and season are in every caption with setting, also Fall as autumn.

    So is the climate if it is known, but for short ones.
    """
    for grain in (SHORT, MIDDLE, LONG):
        told = [row.output for row in _captions(THREE, grain, season="Fall") if row.setting]
        for text in told:
            assert re.search(r"\bAustria(n|\b)", text)
            assert re.search(r"\b(fall|autumn)\b", text, re.IGNORECASE)
            climate = '"cold, no dry season, warm summer"' in text or (
                re.search(
                    "a cold climate .*warm summers|a cold climate .*no dry|warm-summer humid"
                    " continental climate|a humid continental climate with warm summers",
                    text.lower(),
                )
                is not None
            )
            assert climate == (grain != SHORT)
        assert not any("climate" in text for text in _texts(THREE, grain, climate_zone=None))


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
        rows = _captions(THREE, LONG, seeds=1500, climate_zone=zone)
        assert any(phrase in row.output for row in rows)
    for zone in ZONES:
        rows = _captions(THREE, MIDDLE, seeds=8, climate_zone=zone)
        assert all("climat" in row.output for row in rows if row.setting)


def test_a_prompt_asks_for_what_is_told() -> None:
    """Sizes, neighbors and climate are asked for only where they are told, "only the ground" only
    without metrics; all prompts are in use.
    """
    used = Counter()
    rows = [row for _, found in _real() for row in found]
    rows += [row for grain in (SHORT, MIDDLE, LONG) for row in _captions(THREE, grain, seeds=400)]
    for row in rows:
        used[row.template] += 1
        if "size" in row.input or "large they are" in row.input:
            assert re.search(r"\d", row.output)
        if "climate" in row.input:
            assert "climat" in row.output
        if "only what the ground" in row.input:
            assert not re.search("per hectare|on average|uneven| evenly|of connected", row.output)
        if "rom its setting" in row.input or "begin with the place" in row.input:
            first = min(_first(row.output, label) for label in row.classes)
            found = re.search("(?i)summer", row.output)
            assert found is not None and found.start() < first
    numbered = {f"None/captioning/{found.grain}.{n}" for n, found in enumerate(PROMPTS)}
    assert set(used) == numbered


def test_one_class() -> None:
    """Of a patch of one class one thing is said, in hundreds of ways."""
    texts = [row.output for row in _captions(ALONE, SHORT, seeds=1000)]
    assert all(_named(text) == ["Arable land"] for text in texts)
    assert len(set(texts)) > 900
    assert all(len(_sentences(text)) <= 2 for text in _texts(ALONE, LONG))


def test_no_class() -> None:
    """Where nothing has a class the caption claims nothing of the land."""
    for row in _captions(EMPTY, MIDDLE):
        assert row.classes == () and _named(row.output) == []
        assert ("Austria" in row.output) == row.setting
        assert len(_sentences(row.output)) == 1


def test_a_class_that_cannot_be_seen_is_only_there() -> None:
    """Of 35 pixels a long caption tells that there are traces, and no caption tells more."""
    codes = grid("A", scale=120)
    codes[:60] = 231
    codes[20:25, 20:27] = 311
    for grain in (SHORT, MIDDLE, LONG):
        for text in _texts(analyse(codes), grain):
            said = [part for part in _sentences(text) if "broad-leaved" in part]
            assert len(said) == (grain == LONG)
            assert all(
                re.search("(?i)traces|slivers|specks|dots|scraps|flecks|bits", t) for t in said
            )


def test_unlabelled_land_is_mentioned() -> None:
    """A fifth of the map is a road: a long caption says that some land has no class."""
    for text in _texts(APART):
        assert re.search(
            "none of|no class|no label|without a class|outside|unclassified|unlab|not covered by"
            "|not been assigned|no entry|blank",
            text,
        )


def test_amounts_have_one_manner() -> None:
    """A caption has one unit of area; what has four digits has no word before it."""
    units = r"\d (hectares?|ha|square kilometers|sq km|km2|square meters|m2|percent)\b|\d(%)"
    for _, rows in _real():
        for text in (row.output for row in rows):
            found = {(a or b).removesuffix("s") for a, b in re.findall(units, text)}
            assert len(found) <= 1, text
            assert not re.search(r"(about|roughly|around|approximately|some) [\d,]{4,}", text)


def test_short_captions_tell_no_numbers() -> None:
    """Nor is there a digit in them, and none begins with one."""
    for _, rows in _real():
        assert not any(re.search(r"\d", row.output) for row in rows if row.number == SHORT)
        assert not any(row.output[0].isdigit() for row in rows)


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
        r"|\ba [aeiou]|\ban [^aeiou]|  | [.,;]|[,;][.,;]|[~^<>\[\]{}|]|\b[1-9] (separate|classes)"
        r"|\b(\w+) \1\b"
    )
    for _, rows in _real():
        for said in (said for row in rows for said in _sentences(row.output)):
            assert said[0].isupper() and said.endswith("."), said
            plain = re.sub("(and )?land (principally|under)", "land", said.lower())
            assert not re.search(wrong, plain.replace("a united", "").replace("a unit", "")), said


def test_captions_of_real_maps_repeat_each_other_little() -> None:
    """Self-BLEU-4 of the 204 captions of 68 maps in southern Spain, which share a few classes with
    long names: at most 55, and half a point that six draws leave to chance. Each map has a country,
    season and climate zone by chance, in the shares of the whole data set.
    """
    assert np.mean([_self_bleu(seed) for seed in range(6)]) <= 55.5


ZONE_SHARES = {
    "Cold, no dry season, warm summer": 36,
    "Temperate, no dry season, warm summer": 25,
    "Cold, no dry season, cold summer": 18,
    "Temperate, dry summer, hot summer": 13,
    "Temperate, no dry season, hot summer": 8,
}


def _self_bleu(seed: int) -> float:
    rows = []
    for k, (cover, _) in enumerate(_real()):
        drawn = rng_for(seed, str(k), "place")
        place = {
            "country": drawn.choice(COUNTRIES),
            "season": drawn.choice(("Spring", "Summer", "Fall", "Winter")),
            "climate_zone": drawn.choice([*Counter(ZONE_SHARES).elements()]),
        }
        facts = Facts(replace(RECORD, **place), cover)
        rows += caption_rows(facts, rng_for(seed, str(k), "captions"))
    found = measure_captions(enumerate(row.output for row in rows))["self_bleu_4"]
    assert found is not None
    return found


def test_no_caption_begins_with_what_ends_a_text() -> None:
    """ "To sum up" and its like are no first words."""
    last = r"(?i)(to sum up|summed up|in sum|all in all|in conclusion|all things considered)\b"
    texts = [row.output for _, rows in _real() for row in rows]
    assert [text for text in texts if re.match(last, text)] == []


def test_the_leading_class_is_called_so_twice_at_most() -> None:
    """In a caption; else it is named."""
    led = (
        r"(?i)\bthe (?:dominant|main|leading|principal|prevailing|predominant|chief) (?:class|cover"
    )
    led += r"|land cover\b|ground cover|component|element|feature)(?! (?:of|in|across|class))"
    for _, rows in _real():
        for row in rows:
            later = " ".join(_sentences(row.output)[1:])
            assert len(re.findall(led, later)) <= 2, row.output


def test_captions_differ() -> None:
    """Sixty captions of one patch all differ; so do nearly all their openings of four words."""
    for grain in (SHORT, MIDDLE, LONG):
        texts = _texts(SPLIT, grain)
        assert len(set(texts)) == 60
        openings = Counter(" ".join(text.split()[:4]) for text in texts)
        assert openings.most_common(1)[0][1] <= 4


_PASTURE = ("pasture", "pastureland", "pasture land", "pasture ground", "pasture areas")


def test_a_class_is_called_otherwise_only_after_its_name() -> None:
    """First "pastures", then one other name, the same for a whole caption."""
    for seed in range(40):
        draft = Draft(THREE, rng_for(seed, "", ""), None)
        first, *later = (draft.call("Pastures").text.removeprefix("the ") for _ in range(12))
        assert first == "pastures"
        assert len(set(later)) == 1
        assert later[0] in _PASTURE


def test_a_clause_with_a_comma_does_not_stand_behind_while() -> None:
    """ "While a, which b, c, d" would lose the reader."""
    for seed in range(60):
        draft = Draft(THREE, rng_for(seed, "", ""), None)
        assert of_both(draft, "a, which b, c", "d", alike=True).startswith("a")


def test_while_joins_alike_things_only() -> None:
    """A place and a share stand beside each other with "and" or a semicolon."""
    said = set()
    for seed in range(60):
        draft = Draft(THREE, rng_for(seed, "", ""), None)
        said.add(of_both(draft, "a", "b", alike=False))
    assert said == {"a, and b", "a; b"}


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
