"""Pseudonyms: who judged is told apart in a release, and never named."""

from __future__ import annotations

from builder.review.pseudonyms import merged, pseudonyms, renamed
from tests.review.rows import BOX, QUESTION, verdict

NOON, LATER = "2026-11-30T12:00:00+00:00", "2026-11-30T13:00:00+00:00"


def test_people_are_numbered_in_the_order_of_their_first_verdicts() -> None:
    given = [verdict(QUESTION, reviewer="anna", shown=LATER), verdict(BOX, reviewer="zoe")]
    assert pseudonyms(given, []) == {"zoe": "reviewer 1", "anna": "reviewer 2"}


def test_a_pseudonym_is_kept_from_release_to_release() -> None:
    """Also if a log that came later begins earlier: its reviewer gets the next free number."""
    early = verdict(BOX, reviewer="zoe", shown=NOON)
    known = verdict(QUESTION, reviewer="anna", shown=LATER)
    released = [renamed(known, {"anna": "reviewer 1"})]
    assert pseudonyms([early, known], released) == {"anna": "reviewer 1", "zoe": "reviewer 2"}


def test_a_comment_names_nobody() -> None:
    names = {"Jo": "reviewer 1", "Jo Ann": "reviewer 2"}
    one = verdict(QUESTION, reviewer="Jo", comment="jo ann and Jo saw a Job, Jo.")
    assert renamed(one, names).comment == "reviewer 2 and reviewer 1 saw a Job, reviewer 1."
    assert renamed(one, names).reviewer == "reviewer 1"
    assert renamed(verdict(BOX, reviewer="Jo"), names).comment is None


def test_the_verdicts_of_two_freezes_stand_together_once() -> None:
    """Item by item, and each in the order in which they were given."""
    one, two = verdict(QUESTION, shown=LATER), verdict(QUESTION, reviewer="ben", shown=NOON)
    three = verdict(BOX)
    assert merged([three, one], [one, two]) == [two, one, three]
