"""Facts of captions: what is read in any wording, and held against a map made by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bigearthnet_txt import REFERENCE_MAP, decode_group
from bigearthnet_txt_evaluation.scoring.facts import Count, Ground, count, facts_of
from bigearthnet_txt_evaluation.scoring.facts.fact import (
    Area,
    Class,
    Direction,
    Fact,
    Neighbors,
    beside,
    is_same,
)
from bigearthnet_txt_evaluation.scoring.facts.tolerant import facts_of_any
from bigearthnet_txt_evaluation.scoring.facts.truth import is_true
from bigearthnet_txt_reader.release import Release
from tests.scoring.made import ARABLE, FOREST, PASTURES

P, A, M = "Pastures", "Arable land", "Mixed forest"
NORTH, SOUTH = frozenset({"north"}), frozenset({"south"})


def codes() -> np.ndarray:
    """The upper half pastures; below them arable land, and in it mixed forest."""
    found = np.full((120, 120), PASTURES, np.uint16)
    found[60:] = ARABLE
    found[90:, 40:100] = FOREST
    return found


GROUND = Ground(codes())

# A sentence, and the facts in it besides the classes it names.
READ: dict[str, list[Fact]] = {
    "Pastures cover 50 % of the image.": [Area((P,), 7200)],
    "Half of the scene is covered by pastures.": [Area((P,), 7200)],
    "About 72 hectares of pastures and 18 ha of mixed forest.": [
        Area((P,), 7200),
        Area((M,), 1800),
    ],
    "The image shows pastures (50%), arable land (37.5%) and mixed forest (12.5%).": [
        Area((P,), 7200),
        Area((A,), 5400),
        Area((M,), 1800),
    ],
    "Pastures and arable land together take up seven tenths.": [Area((P, A), 10080)],
    "Pastures take up over half of it.": [],
    "Pastures take up just over half of it.": [Area((P,), 7200)],
    "Pastures reach from the western to the eastern edge.": [],
    "Pastures reach the northern edge.": [],
    "Pastures are the third largest class.": [],
    "Pastures and arable land make up 87 percent of it.": [Area((P, A), 0.87 * 14400)],
    "Pastures border arable land.": [Neighbors(frozenset({P, A}))],
    "Arable land lies next to pastures and mixed forest.": [
        Neighbors(frozenset({P, A})),
        Neighbors(frozenset({M, A})),
    ],
    "Pastures and arable land share a common boundary.": [Neighbors(frozenset({P, A}))],
    "Pastures lie north of arable land.": [beside(P, NORTH, A)],
    "Arable land is found below pastures.": [beside(A, SOUTH, P)],
    "There are pastures in the northern part of the image.": [Direction(P, NORTH)],
    "In the upper half lie pastures, in the lower right mixed forest.": [
        Direction(P, NORTH),
        Direction(M, frozenset({"south", "east"})),
    ],
    "The image has no pastures but arable land.": [],
    "A green scene with fields.": [],
    "Woodland and water.": [],
}


@pytest.mark.parametrize(("sentence", "facts"), READ.items())
def test_facts_are_read_in_any_wording(sentence: str, facts: list[Fact]) -> None:
    """Areas, neighbors and directions with the classes they belong to; nothing is guessed."""
    found = [fact for fact in facts_of_any(sentence) if not isinstance(fact, Class)]
    assert len(found) == len(facts)
    assert all(any(is_same(one, other) for other in facts) for one in found)


def test_a_denied_class_is_no_fact() -> None:
    """ "no pastures" does not say that pastures are there; a class is told once."""
    assert facts_of("The image has no pastures but arable land and arable land.") == [Class(A)]


def test_one_fact_said_in_two_ways_is_the_same() -> None:
    """North of is the same as south of with the names exchanged; areas may be off by a fifth."""
    assert beside(P, NORTH, A) == beside(A, SOUTH, P)
    assert is_same(Area((P,), 7000), Area((P,), 7200))
    assert not is_same(Area((P,), 5000), Area((P,), 7200))
    assert is_same(Area((P,), 100), Area((P,), 230))  # 1 % of the patch is 144 pixels
    assert not is_same(Area((A,), 7200), Area((P,), 7200))


TRUTHS: list[tuple[Fact, bool | None]] = [
    (Class(P), True),
    (Class("Marine waters"), False),
    (Area((P,), 7200), True),
    (Area((P,), 8600), True),
    (Area((P,), 8700), False),
    (Area((P, A), 12600), True),
    (Area(("Marine waters",), 3000), False),
    (Neighbors(frozenset({P, A})), True),
    (Neighbors(frozenset({P, M})), False),
    (beside(P, NORTH, M), True),
    (beside(P, SOUTH, M), False),
    (beside(A, NORTH, M), None),
    (beside("Marine waters", NORTH, M), False),
    (Direction(P, NORTH), True),
    (Direction(P, SOUTH), False),
    (Direction(M, frozenset({"south", "east"})), True),
    (Direction(P, frozenset()), False),
    (Direction("Marine waters", NORTH), False),
]


@pytest.mark.parametrize(("fact", "truth"), TRUTHS)
def test_facts_are_held_against_the_map(fact: Fact, truth: bool | None) -> None:
    """By hand: pastures 7,200 pixels above, arable land 5,400 below, forest 1,800 in it."""
    assert is_true(fact, GROUND) is truth


def test_precision_is_of_the_map_and_recall_of_the_reference() -> None:
    """Of two classes told one is there; of three that the reference tells one is found."""
    reference = "Pastures, arable land and mixed forest are visible. Pastures border arable land."
    found = count("Pastures border marine waters.", reference, GROUND)
    assert found["classes"] == Count(told=2, true=1, wanted=3, found=1)
    assert found["neighbors"] == Count(told=1, true=0, wanted=1, found=0)
    assert found["areas"] == Count(0, 0, 0, 0)


def test_a_caption_of_the_release_is_read_by_its_grammar() -> None:
    """What any reader would miss: "this photo shows", names of their own, areas in brackets."""
    text = "This photograph displays a place where arable land (some 84 hectares) prevails."
    assert facts_of(text) == [Class(A), Area((A,), 8400)]


def test_the_reader_of_any_wording_is_sure_of_what_it_reads(release: Path) -> None:
    """Of the facts that it finds in captions of a release, all true, 98 % are true of the map."""
    read = Release.open(release)
    truths: list[bool] = []
    for shard in read.shards_of("train"):
        for found in read.side_by_side(
            shard, ["output"], [REFERENCE_MAP.name], configs=["captions"]
        ):
            assert found.patch is not None
            ground = Ground(decode_group(found.patch, [REFERENCE_MAP])[0].astype(np.uint16))
            judged = (is_true(fact, ground) for fact in facts_of_any(found.text["output"]))
            truths += [truth for truth in judged if truth is not None]
    assert len(truths) > 300 and np.mean(truths) >= 0.98
