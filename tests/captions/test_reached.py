"""What follows of edges: which facts are news behind others, by hand."""

from __future__ import annotations

from builder.captions.reached import Reached

A, B = "Arable land", "Pastures"


def test_an_edge_is_told_once() -> None:
    """Behind "reaches the southern and western edges" neither is news, of no other class."""
    reached = Reached()
    assert reached.tell(A, ["bottom", "left"])
    assert not reached.tell(A, ["left", "right"])
    assert reached.tell(A, ["right"])
    assert reached.tell(B, ["bottom"])


def test_a_known_edge_is_no_news_but_may_be_named() -> None:
    """ "Crosses from north to south" names no edge; "500 meters of the southern edge" does."""
    reached = Reached()
    reached.know(A, ["top", "bottom"])
    assert not reached.tell(A, ["bottom"])
    assert reached.name(A, ["bottom"])
    assert not reached.name(A, ["bottom", "left"])


def test_a_whole_edge_meets_those_beside_it() -> None:
    """All of the southern edge ends at the western and eastern ones; the northern one is news."""
    reached = Reached()
    assert reached.tell_whole(A, "bottom")
    assert reached.knows(A, ["left"]) and reached.knows(A, ["right"])
    assert reached.is_news(A, ["top"]) and not reached.is_news(A, ["top", "left"])
