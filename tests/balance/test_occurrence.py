"""What is common where: the weights by which right and wrong answers are proposed."""

from collections import Counter

import pytest

from builder.balance import EVERYWHERE, Deck, Occurrence, read_weights, weights_json
from builder.balance.weights import SamplingWeights
from builder.chance import rng_for
from builder.errors import UsageError

# Two patches of Ireland, both with pastures, one with arable land; one of Finland.
COUNTED = Occurrence.of([
    ("Ireland", ("Arable land", "Pastures")), ("Ireland", ("Pastures",)), ("Finland", ()),
])  # fmt: skip


def test_common_classes_weigh_as_wrong_answers_and_rare_ones_as_right_ones() -> None:
    """Pastures lie in two patches of two, urban fabric in none; one is added to each number."""
    labels = ("Arable land", "Pastures", "Urban fabric")
    assert list(COUNTED.common("Ireland", labels).values()) == [2, 3, 1]
    assert list(COUNTED.rare("Ireland", labels).values()) == [2, 1, 3]


def test_where_nothing_was_counted_all_classes_weigh_the_same() -> None:
    """In a country without a patch, and without a survey, each weight is 1."""
    for occurrence in (COUNTED, EVERYWHERE):
        assert occurrence.common("Serbia", ("Pastures",)) == {"Pastures": 1}
        assert occurrence.rare("Serbia", ("Pastures",)) == {"Pastures": 1}


def test_names_are_dealt_by_weight_and_once() -> None:
    """Of a deck with weights 6, 3 and 1 the first name dealt comes 6, 3 and 1 times in ten."""
    chance, deck = rng_for(1, "patch", "deck"), Deck({"b": 3, "a": 6, "c": 1})
    dealt = [deck.deal(chance, 5) for _ in range(2000)]
    assert all(sorted(names) == ["a", "b", "c"] for names in dealt)
    first = Counter(names[0] for names in dealt)
    assert 1100 < first["a"] < 1300 and 500 < first["b"] < 700 and 120 < first["c"] < 280
    second = Counter(names[1] for names in dealt if names[0] == "a")
    assert 0.65 < second["b"] / second.total() < 0.85


def test_it_comes_back_from_its_file() -> None:
    """What was counted stands in priors.json beside the weights."""
    text = weights_json(SamplingWeights({}, COUNTED), {})
    assert read_weights(text, "priors.json", {}) == SamplingWeights({}, COUNTED)


@pytest.mark.parametrize("counts", ['{"patches": 1.5}', '{"patches": 1, "Pastures": 2}', "3"])
def test_other_numbers_are_refused(counts: str) -> None:
    """Parts of a patch, more patches with a class than there are, and no counts at all."""
    with pytest.raises(UsageError, match="no priors of these tasks"):
        read_weights(f'{{"occurrence": {{"Ireland": {counts}}}}}', "mine.json", {})
