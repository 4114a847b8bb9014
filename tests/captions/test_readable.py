"""Captions read aloud: what a clause belongs to is clear. Counted over real maps and drawn ones.

The words are those of a reader, typed here a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from bigearthnet_txt_solver.captions.claim import Claim
from bigearthnet_txt_solver.captions.sentences import told
from builder.captions import caption_rows
from builder.chance import rng_for
from builder.landcover import analyse
from builder.records import Facts, LandCover
from tests.landcover.maps import grid, squares
from tests.tasks.examples import RECORD

ABOVE = r"(?:seen|viewed|observed|looked at|pictured) from [a-z ]+"
ROUGHLY = (
    r"(?:at first \w+|on the whole|by and large|in general|in essence|essentially|in broad terms"
    r"|\w+ speaking|in outline|in the main|in rough outline|basically|fundamentally|broadly)"
)
LINK = (
    r"(?:In addition|Besides|Moreover|Additionally|In more detail|Further|What is more|Likewise"
    r"|On a second look|Regarding the layout|As for the details|In particular|For the rest)"
)
# What stands before a subject: "touching the edge", "directly bordering", "with a common border".
FRONTED = r"(?:\w+ )?\w+ing|with|met|flanked|bordered|nowhere|to be|on the|at the|while|it is"


@cache
def _texts() -> list[str]:
    """Real maps under four seeds, and a map of one class."""
    covers = [analyse(codes) for codes in squares()]
    return [*_told(covers, range(4)), *_whole()]


def _told(covers: list[LandCover], seeds: range) -> Iterator[str]:
    for seed in seeds:
        for k, cover in enumerate(covers):
            rows = caption_rows(Facts(RECORD, cover), rng_for(seed, str(k), ""))
            yield from (row.output for row in rows)


@cache
def _whole() -> list[str]:
    """Captions of arable land and nothing else."""
    return [*_told([analyse(grid("A", scale=120))], range(80))]


def _wrong(pattern: str, texts: list[str]) -> list[str]:
    return [text for text in texts if re.search(pattern, text)]


def test_a_climate_is_that_of_a_country() -> None:
    """ "In Austria, where ...", and not "this Austrian view, where" or "in spring, where"."""
    assert _wrong(r"Austria, where", _texts())
    assert _wrong(r"(?<!Austria), where (?:there|one|the climate|an? )", _texts()) == []


def test_no_picture_is_seen_from_above() -> None:
    """ "Seen from above, arable land ..." is land; "seen from above, the image" is not."""
    assert _wrong(rf"^(?i:{ABOVE}), [a-z]", _texts())
    assert _wrong(rf"^(?i:{ABOVE}), (?:the|this|an?) ", _texts()) == []


def test_a_participle_that_opens_a_caption_is_about_its_subject() -> None:
    """ "In winter in Austria, the main covers ...", and not "viewed in winter in Austria, ...": the
    covers are not viewed. Land may be seen from above.
    """
    seen = r"(?:seen|viewed|observed|looked at|pictured|photographed|captured|imaged|surveyed|taken"
    assert _wrong(rf"^(?i:{seen})) from [a-z ]+, ", _texts())
    assert _wrong(rf"^(?i:{seen}|shot|recorded|shown|looking|turning)\b)(?! from)", _texts()) == []
    assert _wrong(r"\. (?:Looking|Turning)\b", _texts()) == []


def test_nothing_covers_everything_in_the_main() -> None:
    """Words that promise exceptions do not open a caption of one class."""
    assert _wrong(rf"^(?i:{ROUGHLY}), ", _texts())
    assert _wrong(rf"^(?i:{ROUGHLY}), ", _whole()) == []


def test_one_thing_stands_before_a_subject() -> None:
    """ "In addition, the pasture ...", and not "In addition, touching the edge, the pasture"."""
    assert _wrong(rf"\. {LINK}, ", _texts())
    assert _wrong(rf"\. {LINK}, (?:{FRONTED}) ", _texts()) == []


@pytest.mark.parametrize("name", ["natural vegetation", "with shrub", "with scrub"])
def test_and_does_not_go_on_with_a_name(name: str) -> None:
    """ "Urban fabric and farmland with natural vegetation", and not the other way round."""
    names = r"(?:the )?(?:urban|arable|permanent|pasture|broad|conif|mixed|complex|agro)"
    assert _wrong(name, _texts())
    assert _wrong(rf"with [a-z ]*{name.removeprefix('with ')} and {names}", _texts()) == []


def _claims(text: str) -> list[Claim]:
    return [claim for claims in told(text) for claim in claims]


def test_what_ends_a_sentence_has_a_verb() -> None:
    """ "..., the pasture borders arable land and is flanked by forest", and not "..., flanked by
    forest", which would hang on the arable land.
    """
    participles = (
        "flanked|bordered|adjoined|split|broken|divided|spread|confined|restricted|located"
    )
    ranked = "first|second|third|fourth|fifth|last"
    assert _wrong(rf", (?:{participles}) [a-z ]+, ", _texts())
    assert _wrong(rf"[^,]{{20}}, (?:{participles}|{ranked}) [^,;.]*\.(?: |$)", _texts()) == []


def test_the_largest_class_is_not_told_to_be_the_largest() -> None:
    """Behind "arable land dominates the scene" it is no news that it "ranks first by area"; and a
    class has one place by area.
    """
    for text in _texts():
        claims = _claims(text)
        first = [
            claim.labels for claim in told(text)[0] if claim.kind in ("most", "lead", "nearly")
        ]
        ranked = [claim for claim in claims if claim.kind in ("rank", "smallest")]
        again = [claim for claim in ranked if claim.labels in first]
        assert [claim for claim in again if claim.value.strip() in ("", "first")] == [], text
        assert len({claim.labels for claim in ranked}) == len(ranked), text


def test_the_largest_part_is_not_as_large_as_its_class() -> None:
    """ "Pastures (88%) ... measure 88% in their largest region" is heard nowhere."""
    found = 0
    for text in _texts():
        claims = _claims(text)
        sizes = {claim.labels: claim.value for claim in claims if claim.kind == "size"}
        largest = [claim for claim in claims if claim.kind == "size of largest"]
        found += len(largest)
        assert all(sizes.get(claim.labels) != claim.value for claim in largest), text
    assert found


def test_verbs_agree_with_several_classes() -> None:
    """ "Arable land and also commercial units cover", not "arable land as well as ... cover"."""
    joints = r"(?:as well as|together with|along with)"
    one = r"(?<!of )\b(?:arable land|urban fabric|\w+ forest|\w+ woodland|woodland-shrub)"
    verb = r"(?:cover|occupy|fill|take|make|are|follow|come|share|dominate|prevail|set|play|hold)"
    size = r"(?: \([^()]*\))?"
    assert _wrong(joints, _texts())
    assert _wrong(rf"(?i){one}{size} {joints} [a-z -]+{size} {verb}\b", _texts()) == []


def test_no_class_turns_into_its_neighbor() -> None:
    """What a map does not show is not told: change, blending, one class on another."""
    wrong = (
        r"(?i)\b(?:turn|chang|merg|blend|pass)(?:s|es|e|ing)? into\b|\blying under|\blies? under \["
    )
    assert _wrong(wrong, _texts()) == []
    assert _wrong(r"(?i)\bthroughout (?:the|this) [a-z ]+, (?:the|a|no|most)\b", _texts()) == []
