"""The program that changes numbers: what it changes, and what its list of survivors may hold."""

from __future__ import annotations

from tests.mutations import ROOT, mutants, reasons

_CODE = "SIDE = 120\n\n\ndef half(x):\n    return x * 0.5 if True else -x\n"


def test_every_number_goes_one_up_and_one_down() -> None:
    """An integer and a float give two changes each, True none; the rest of the file stays."""
    found = list(mutants("a.py", _CODE))
    assert [mutant.change for mutant in found] == ["120 +1", "120 -1", "0.5 +1", "0.5 -1"]
    assert [mutant.text.splitlines()[0] for mutant in found] == [
        "SIDE = 121",
        "SIDE = 119",
        "SIDE = 120",
        "SIDE = 120",
    ]
    assert found[2].line == "return x * 0.5 if True else -x"
    assert "x * 1.5 if True" in found[2].text


def test_a_listed_survivor_is_a_change_of_today() -> None:
    """Every line of tests/survivors.txt speaks of a number that still stands in the code."""
    for key in reasons():
        text = (ROOT / key[0]).read_text("utf-8")
        assert key in {mutant.key for mutant in mutants(key[0], text)}
