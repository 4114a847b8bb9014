"""Captions read aloud: nothing is heard twice. Counted over many maps, real and drawn.

The words and rules are those of a reader, typed here a second time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from bigearthnet_txt_solver.captions.calls import mentions
from bigearthnet_txt_solver.captions.claim import Claim
from bigearthnet_txt_solver.captions.sentences import told
from builder.captions import caption_rows, without_names
from builder.captions.echo import TWICE, heard_in
from builder.chance import rng_for
from builder.landcover import analyse
from builder.records import Facts
from tests.landcover.maps import grid, squares
from tests.tasks.examples import RECORD

VERBS = [
    "abut",
    "adjoin",
    "border",
    "come",
    "connect",
    "contain",
    "continue",
    "cover",
    "cross",
    "dominate",
    "exist",
    "extend",
    "fill",
    "flank",
    "follow",
    "form",
    "go",
    "join",
    "keep",
    "lead",
    "lie",
    "line",
    "link",
    "meet",
    "neighbor",
    "occupy",
    "occur",
    "pass",
    "predominate",
    "prevail",
    "reach",
    "remain",
    "run",
    "share",
    "sit",
    "span",
    "spread",
    "stay",
    "stretch",
    "take",
    "touch",
    "traverse",
]
FORMS = {"lying": "lie", "running": "run", "sitting": "sit", "spanning": "span", "goes": "go"}
FRAME = re.compile(
    r"\b(?:the|this) (?:[a-z]+ )?(?:scene|image|picture|photograph|photo|snapshot|frame|view|tile"
    r"|excerpt|landscape|patch|square)\b"
)
SIDES = {
    "northern": "n",
    "upper": "n",
    "north": "n",
    "southern": "s",
    "lower": "s",
    "south": "s",
    "eastern": "e",
    "right": "e",
    "east": "e",
    "western": "w",
    "left": "w",
    "west": "w",
}
DRAWN = (
    grid("AAB", "AAB", "CCB", scale=40),
    grid("ABCD", "ABCD", "ABDD", "EEDD", scale=30),
    grid("AAAAAB", "AAAAAC", "AAAAAD", "AAAAAA", "BBBBAA", "BBBBAA", scale=20),
    grid("ABA", "BBB", "ABC", scale=40),
)


@cache
def captions() -> list[str]:
    """Captions of every map, each under six seeds."""
    covers = [analyse(codes) for codes in (*DRAWN, *squares())]
    found = [
        caption_rows(Facts(RECORD, cover), rng_for(100 * n + seed, "", ""))
        for n, cover in enumerate(covers)
        for seed in range(6)
    ]
    return [row.output for rows in found for row in rows]


def sentences() -> Iterator[str]:
    for text in captions():
        yield from re.split(r"(?<=\.) (?=[A-Z])", text)


def verbs_of(text: str) -> Counter[str]:
    """The verbs of a sentence by their first form, however they stand in it.

    "The leading class" has none.
    """
    words = re.findall(r"[a-z]+", re.sub("[Tt]he leading", "", without_names(text)).lower())
    return Counter(base for word in words if (base := first_form(word)) in VERBS)


def first_form(word: str) -> str:
    """ "covering" -> "cover", "occupies" -> "occupy", "takes" -> "take"."""
    endings = {"": "", "s": "", "es": "", "ing": "", "ies": "y", "ed": "", "d": ""}
    bases = [word.removesuffix(end) + y for end, y in endings.items() if word.endswith(end)]
    bases.append(f"{word[:-3]}e" if word.endswith("ing") else word)
    return FORMS.get(word) or next((base for base in bases if base in VERBS), word)


def test_the_reader_knows_verbs_in_all_forms() -> None:
    """What counts echoes is not deaf."""
    forms = ("covers", "covering", "occupies", "lying", "taking", "touches", "reaches", "running")
    assert [*map(first_form, forms)] == [
        *("cover", "cover", "occupy", "lie", "take", "touch", "reach", "run")
    ]
    heard = verbs_of("Stretching to the margins, pastures stretch from the left to the right.")
    assert heard == {"stretch": 2}


def test_no_verb_stands_twice_in_a_sentence() -> None:
    """ "Stretches from the left to the right border, stretching to the margins" is heard nowhere.

    Words of the nomenclature do not count.
    """
    twice = [text for text in sentences() if any(n > 1 for n in verbs_of(text).values())]
    assert twice == []


def test_the_picture_is_named_once_in_a_sentence() -> None:
    """ "A smaller part of the satellite scene ... of the landscape as a whole" is heard nowhere."""
    twice = [text for text in sentences() if len(FRAME.findall(without_names(text).lower())) > 1]
    assert twice == []


def test_a_clause_names_a_neighbor_once() -> None:
    """ "Merging into A, B borders A along 590 meters" is heard nowhere: no class thrice."""
    for text in sentences():
        named = Counter(label for label, _ in mentions(text))
        assert max(named.values(), default=0) <= 2, text


def test_an_edge_is_told_once_in_a_caption() -> None:
    """That a class reaches an edge of the patch is one fact, however it is told."""
    for text in captions():
        found = Counter(
            edge for claims in told(text) for claim in claims for edge in reached(claim)
        )
        assert max(found.values(), default=0) <= 1, text


ACROSS = {"spans rows": "ns", "spans columns": "ew"}


def test_no_edge_is_told_that_follows_from_what_was_told() -> None:
    """ "Stretches from bottom to top, reaching the southern edge" is heard nowhere: who crosses the
    patch reaches two edges. Who has one to itself crosses along it, and who is surrounded reaches
    none.
    """
    for text in captions():
        claims = [claim for claims in told(text) for claim in claims]
        crossed = {(c.labels[0], side) for c in claims for side in ACROSS.get(c.kind, "")}
        known = [
            pair for c in claims if c.kind not in ("whole edge", "along") for pair in reached(c)
        ]
        assert crossed.isdisjoint(known), text
        assert not any(follows(claims[:n], claim) for n, claim in enumerate(claims)), text


def follows(before: list[Claim], claim: Claim) -> bool:
    """Is a class said to cross the patch behind an edge all its own, or to reach no edge behind
    what surrounds it?
    """
    mine = [one for one in before if one.labels[:1] == claim.labels[:1]]
    if claim.kind == "no edge":
        return any(one.kind == "enclosed" for one in mine)
    whole = {SIDES[re.sub("ern$", "", one.value)] for one in mine if one.kind == "whole edge"}
    along = {"spans rows": "ew", "spans columns": "ns"}
    return not whole.isdisjoint(along.get(claim.kind, ""))


def test_an_edge_that_is_known_to_be_reached_is_a_class_own() -> None:
    """ "Crosses the scene, covering the southern edge" would tell the edge twice: "keeps it to
    itself" tells what is new.
    """
    found = 0
    for text in captions():
        claims = [claim for claims in told(text) for claim in claims]
        crossed = {(c.labels[0], side) for c in claims for side in ACROSS.get(c.kind, "")}
        whole = {pair for c in claims if c.kind == "whole edge" for pair in reached(c)}
        if whole & crossed:
            found += 1
            assert re.search("to (?:itself|themselves)|alone (?:along|at|on) the", text), text
    assert found


def reached(claim: tuple[str, tuple[str, ...], str]) -> set[tuple[str, str]]:
    """The classes and edges that a claim tells to meet."""
    kind, labels, value = claim
    if kind == "all edges":
        return {(labels[0], side) for side in "nsew"}
    if kind not in ("edges", "whole edge", "along", "shares edge", "all edges but"):
        return set()
    words = re.findall("|".join(SIDES), value.partition(":")[0])
    sides = {SIDES[word] for word in words}
    if kind == "all edges but":
        sides = set("nsew") - sides
    return {(label, side) for label in labels for side in sides}


ALIKE = [
    ("runs along {b}", "the {edge} edge runs out"),
    ("in {picture}, {said}", "crosses {w}"),
    ("occupying {share}", "occupies the edge"),
    ("is found beside {b}", "finds itself apart"),
    ("is divided into {n}", "undivided blocks"),
    ("breaks up into {n}", "unbroken pieces"),
    ("connects {a} with {b}", "disconnected parts"),
]


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_echoes_are_heard(first: str, second: str) -> None:
    """A word in another form, and the picture in other words."""
    assert heard_in(first) & heard_in(second)
    assert not (heard_in(first) | heard_in(second)) & TWICE
    assert heard_in(f"{first} and {second}") & TWICE


def test_words_of_grammar_have_no_echo() -> None:
    """Nor have words that only begin alike."""
    assert heard_in("the {a} and the {b} of each other") == 0
    assert not heard_in("extends far") & heard_in("the extent of {w}")
