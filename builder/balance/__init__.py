"""Balance: sampling weights, so that no reader can guess an answer from the words of a question.

    candidates of a survey -> sampling weights -> draw

A patch offers sets of candidates, questions that could be asked of it, and at most one of each
candidate set is drawn. What a reader sees of a question (its class, its threshold, the country) is
a *feature*; in the land it has one outcome more often than another. A survey of many patches finds
the weights under which the outcomes of each feature are even among the questions drawn. A weight is
stored as its level, the logarithm in 64ths of an octave. Example: pastures lie in 30 % of the
patches of Austria; their feature of the kind "country" gets levels such as [-76, 76]: a patch
without them is asked about them 0.44 times as often as it would be, one with them 2.3 times.
"""

from builder.balance.features import Features, Kind
from builder.balance.occurrence import EVERYWHERE, Deck, Occurrence
from builder.balance.raking import Pace, rake
from builder.balance.survey import Listing, joined, listed
from builder.balance.weights import (
    NEUTRAL,
    OCTAVE,
    Candidate,
    SamplingWeights,
    read_weights,
    sensor_part,
    weights_json,
)

__all__ = [
    "EVERYWHERE",
    "NEUTRAL",
    "OCTAVE",
    "Candidate",
    "Deck",
    "Features",
    "Kind",
    "Listing",
    "Occurrence",
    "Pace",
    "SamplingWeights",
    "joined",
    "listed",
    "rake",
    "read_weights",
    "sensor_part",
    "weights_json",
]
