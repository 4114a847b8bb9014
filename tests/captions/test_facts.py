"""Facts, gists and textures of captions: what is said of a map drawn by hand is seen there."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from builder.captions import gist, predicates, relations, texture
from builder.captions.amounts import Manner, fraction
from builder.captions.facts import Fact
from builder.captions.gist import Gist
from builder.captions.naming import Draft
from builder.chance import rng_for
from builder.landcover import analyse
from builder.records import LandCover
from tests.landcover.maps import grid
from tests.tasks.examples import ALONE, SPLIT, THREE

A, B, C, D = "Arable land", "Pastures", "Broad-leaved forest", "Mixed forest"
Finder = Callable[[Draft, str], Fact | None]
Sentence = Callable[[Draft], str | None]


def _drafts(cover: LandCover, seeds: int = 200) -> list[Draft]:
    """Drafts with numbers in which every visible class was named."""
    drafts = []
    for seed in range(seeds):
        chance = rng_for(seed, "", "")
        draft = Draft(cover, chance, Manner(chance))
        for label in draft.ranked:
            draft.bare(label)
        drafts.append(draft)
    return drafts


def _said(finder: Finder, cover: LandCover, label: str) -> set[str]:
    """All that a finder says of a class over many draws, finite and as a participle."""
    forms = ("many", "many ing") if label == B else ("one", "one ing")
    found = set()
    for draft in _drafts(cover):
        if fact := finder(draft, label):
            found |= {fact.said(draft, form) for form in forms}
    return found


def _whole(kind: Sentence, cover: LandCover) -> set[str]:
    return {said for draft in _drafts(cover) if (said := kind(draft))}


AMOUNTS = [
    (7075, {"71 hectares", "71 ha", "0.71 km2", "707,500 square meters", "49%", "49 percent"}),
    (4790, {"48 hectares", "0.48 sq km", "479,000 m2", "33%"}),
    (345, {"3.4 hectares", "0.034 square kilometers", "34,500 m2", "2.4%"}),
    (100, {"1 hectare", "1 ha", "0.01 km2", "10,000 m2", "0.7%"}),
    (36, {"0.4 hectares", "0.004 km2", "3,600 m2", "0.2%"}),
]


@pytest.mark.parametrize(("pixels", "expected"), AMOUNTS)
def test_areas_in_words(pixels: int, expected: set[str]) -> None:
    """A pixel has 100 square meters, a patch 144 hectares; one word at most stands before it."""
    found = {Manner(rng_for(seed, "", "")).area(pixels) for seed in range(600)}
    hedged = "about|roughly|around|approximately|some"
    plain = {re.sub(f"^({hedged}) ", "", text) for text in found}
    assert expected <= plain
    numbers = {re.sub(f"^(?:{hedged}) |[^0-9.,%].*", "", text) for text in found}
    assert numbers == {re.sub("[^0-9.,%].*", "", text) for text in plain}
    assert not any(re.match(hedged, text) for text in found if "," in text)


def test_what_is_exact_has_no_hedge() -> None:
    """6,400 pixels are 64 hectares and 0.64 square kilometers, but about 44%."""
    found = {Manner(rng_for(seed, "", "")).area(6400) for seed in range(600)}
    assert {text for text in found if "hectare" in text} == {"64 hectares"}
    assert {text for text in found if "km2" in text} == {"0.64 km2"}
    assert "about 44%" in found


def test_no_part_has_the_area_of_the_whole() -> None:
    """14,399 pixels would round to 144 hectares, 1.44 square kilometers or 100%."""
    for seed in range(100):
        manner = Manner(rng_for(seed, "", ""))
        exact = "," in manner.area(14399)
        assert manner.says_all(14399) == (not exact)
        assert not manner.says_all(14400)
        assert not manner.says_all(14300)


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
    found = {fraction(pixels, rng_for(seed, "", "")) for seed in range(200)}
    assert (found == {None}) == (words is None)
    said = {text for text in found if text}
    assert all(text.endswith(words or "") for text in said)
    if pixels == 7417:
        assert all(re.match("just over|slightly more|a little", text) for text in said)


# A: 6,400 pixels, B: 4,800 in the eastern columns, C: 3,200 below A.
PREDICATES: list[tuple[Finder, LandCover, str, str]] = [
    (predicates.parts, THREE, A,
     "one|single|undivided|all of a piece|unbroken|not broken"),
    (predicates.parts, SPLIT, A, "three"),
    (predicates.where, THREE, B, "(eastern|right) half"),
    (predicates.where, SPLIT, C, "southeast|lower right"),
    (predicates.edges, THREE, B,
     "(northern, eastern, and southern|southern, eastern, and northern)"
     "|(north, east, and south|south, east, and north)"
     "|(eastern|right) (edge|side|margin|border|limit|boundary)|(western|left) one"),
    (predicates.edges, THREE, C, "south(ern)? and west(ern)?|west(ern)? and south(ern)?"),
    (predicates.along, THREE, A, "800 m|0.8 k"),
    (predicates.spans, THREE, B, "(north|south)ern|upper|north|south|top|height of"),
    (relations.neighbors, THREE, B, "other|remaining|the rest"),
    (relations.neighbors, SPLIT, C, "pasture"),
    (relations.boundary, THREE, C, "arable.* (800|0.8) |(800|0.8) .*arable|pastu.* (400|0.4) "
     "|(400|0.4) .*pastu"),
    (relations.apart, SPLIT, A, "broad-leaved"),
    (relations.side, THREE, C, "(south|below).*arable|(southwest|lower left).*pastur"),
    (relations.ratio, THREE, A, "twice.*broad-leaved"),
    (relations.rank, THREE, C, "third"),
    (relations.smallest, THREE, C, "smallest|least|last|less .* than any other"),
    (relations.longest, SPLIT, B, "arable"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("finder", "cover", "label", "expected"),
    PREDICATES,
    ids=lambda value: getattr(value, "__name__", None),
)
def test_predicates(finder: Finder, cover: LandCover, label: str, expected: str) -> None:
    """What is said of a class of a map drawn by hand is what one sees there, in every wording."""
    found = _said(finder, cover, label)
    assert len(found) > 2
    assert all(re.search(expected, text) for text in found), found


def test_an_island_is_surrounded() -> None:
    """Pastures of 20 x 20 pixels within arable land; at the edge they are not surrounded."""
    codes = grid("A", scale=120)
    codes[40:60, 40:60] = 231
    found = _said(relations.enclosed, analyse(codes), B)
    assert found and all("arable" in text for text in found)
    codes[:60, 40:60] = 231
    assert _said(relations.enclosed, analyse(codes), B) == set()


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
    assert _said(predicates.largest, SPLIT, A) == set()
    assert _said(relations.side, SPLIT, B) == set()
    assert _said(relations.rank, analyse(grid("AB", "CD", scale=60)), A) == set()
    assert _said(predicates.where, ALONE, A) == set()
    assert _said(relations.rank, analyse(grid("AAB", scale=40)), A) == set()


def _with_speck(*at: slice) -> LandCover:
    codes = np.kron(grid("AAB", "AAB", "CCB"), np.ones((40, 40), np.uint16)).astype(np.uint16)
    codes[at] = 231
    return analyse(codes)


def test_what_cannot_be_seen_decides_nothing() -> None:
    """With a region of 35 pixels more, regions are not counted; with one of 36 they are."""
    hidden, seen = _with_speck(slice(5, 10), slice(5, 12)), _with_speck(slice(5, 11), slice(5, 11))
    assert _said(predicates.parts, hidden, B) == set()
    assert all("two" in text for text in _said(predicates.parts, seen, B))
    assert _whole(texture.total_regions, hidden) == set()
    assert all("four" in text for text in _whole(texture.total_regions, seen))
    assert _whole(texture.mean_region, hidden) == set()


def test_short_contacts_are_not_told() -> None:
    """Five pixel edges are neither a boundary nor none, six are one."""
    for rows, told in ((5, False), (6, True)):
        codes = grid("A", scale=120)
        codes[:, 40:] = 311
        codes[: 60 - rows, :40] = 231
        codes[60 - rows : 60, 20:40] = 231
        codes[60 - rows :, :20] = 313
        codes[60 - rows : 60, 20:40] = 313
        cover = analyse(codes)
        assert rows > 0
        assert bool(_said(relations.neighbors, cover, D)) or not told


TEXTURES: list[tuple[Sentence, LandCover, str | None]] = [
    (texture.total_regions, SPLIT, "five"),
    (texture.mean_region, THREE, r"48 |0\.48|480,000|33"),
    (texture.biggest, THREE, "arable"),
    (texture.pattern, THREE, "large|broad|extensive|sizable|pattern|arrangement|layout|structure"),
    (texture.pattern,
     analyse(np.kron(grid("AB" * 4, "BA" * 4), np.ones((60, 15), np.uint16)).astype(np.uint16)),
     None),
    (texture.pattern, analyse(grid(*["AB" * 5, "BA" * 5] * 5, scale=12)), "small|little|scattered"),
    (texture.pattern, ALONE,
     "no boundary|no border|no dividing|no other class|nothing else|uniform|the same|unvarying"
     "|homogeneous|consistent|shows no"),
    (texture.evenness, THREE, None),
    (texture.evenness, analyse(grid("ABC", scale=40)),
     "even|similar|balanced|outweighs|dwarfs|compar|little|slightly"),
    (texture.evenness, analyse(grid("AAAAAAAAAB", "AAAAAAAAAC", scale=12)),
     "uneven|differ|vary|unbalanced|unequal|far apart|contrast|lopsided"),
    (texture.boundaries, THREE, r"2,000|2 k"),
    (texture.density, THREE, r"\b14\b"),
    (texture.longest, THREE, None),
    (texture.longest, SPLIT, "arable.*pastur|pastur.*arable"),
    (texture.edge, THREE, "pastur|arable|broad-leaved"),
    (texture.counted, THREE, "three"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "cover", "expected"), TEXTURES, ids=lambda value: getattr(value, "__name__", None)
)
def test_sentences_on_the_whole(kind: Sentence, cover: LandCover, expected: str | None) -> None:
    """Texture, edges and boundaries of maps drawn by hand, in every wording."""
    found = _whole(kind, cover)
    assert bool(found) == (expected is not None)
    assert all(re.search(expected or "", text) for text in found), found


GISTS = [
    (ALONE, Gist("entire", (A,))),
    (analyse(grid("AAB", "AAB", "AAB", scale=40)), Gist("most", (A,))),
    (THREE, Gist("shared", (A, B))),
    (analyse(grid("ABCD", scale=30)), Gist("top", (A, B, C, D))),
    (analyse(grid("AAAABCDE..", scale=12)), Gist("lead", (A,))),
    (analyse(grid("A..", scale=40)), Gist("sole", (A,))),
    (analyse(grid("AAABBBCDE..", scale=10)), Gist("top", (A, B))),
]


@pytest.mark.parametrize(("cover", "expected"), GISTS)
def test_what_makes_the_picture(cover: LandCover, expected: Gist) -> None:
    """The class on most of the patch, those that share most of it, or the largest."""
    assert gist.gist(Draft(cover, rng_for(1, "", ""), None)) == expected


def test_one_percent_away_from_all_is_nearly_all() -> None:
    """14,256 pixels are 99%, and so "nearly all"; 14,255 are "most"."""
    for other, kind in ((144, "nearly"), (145, "most")):
        codes = grid("A", scale=120).reshape(-1)
        codes[:other] = 231
        assert gist.gist(Draft(analyse(codes.reshape(120, 120)), rng_for(1, "", ""), None)) == (
            Gist(kind, (A,))
        )
