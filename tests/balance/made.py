"""Made patches, with or without one class, and how often each answer to their questions comes."""

from collections import Counter
from collections.abc import Iterable, Sequence

from builder.balance import Candidate, Features, Kind, SamplingWeights, listed, rake
from builder.chance import rng_for

YES_NO = Kind((1, 1), (("north", "south"), ("pastures", "water")))
PLACES = Features({"where": YES_NO})
CELL = PLACES.cells("where")


def candidates(place: str, **present: bool) -> list[Candidate]:
    """One question for each class: is it there?"""
    return [((CELL[place][label][yes],), (place, label, yes), 0) for label, yes in present.items()]


def fitted(sets: Sequence[Sequence[Candidate]], features: Features = PLACES) -> SamplingWeights:
    return SamplingWeights({"made": rake(listed(sets), features)})


def drawn(weights: SamplingWeights, sets: Iterable[Sequence[Candidate]]) -> Counter:
    """How often each thing was asked, None counting the patches that were asked nothing."""
    return Counter(
        weights.draw("made", offered, rng_for(0, str(k), "made")) for k, offered in enumerate(sets)
    )
