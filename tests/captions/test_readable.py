"""Captions read aloud: what a clause belongs to is clear. Counted over real maps and drawn ones.

The words are those of a reader, typed here a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

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
