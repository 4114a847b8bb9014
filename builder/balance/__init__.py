"""Balance: draw weights, so that no reader can guess an answer from the words of a question.
Candidates of a survey -> Priors -> draw.

A patch offers lots of candidates, questions that could be asked of it, and at most one of each lot
is drawn. What a reader sees of a question (its class, its threshold, the country) is a *feature*;
in the land it comes out one way more often than another. A survey of many patches finds weights
under which each feature comes out evenly among the questions drawn. Example: pastures lie in 30 %
of the patches of Austria; their feature of the kind "country" gets levels such as [-76, 76], in
64ths of an octave: a patch without them is asked about them 0.44 times as often as it would be, one
with them 2.3 times.
"""

from builder.balance.features import Features, Kind
from builder.balance.priors import NEUTRAL, Candidate, Priors, priors_json, read_priors
from builder.balance.raking import rake
from builder.balance.survey import Listing, joined, listed

__all__ = [
    "NEUTRAL",
    "Candidate",
    "Features",
    "Kind",
    "Listing",
    "Priors",
    "joined",
    "listed",
    "priors_json",
    "rake",
    "read_priors",
]
