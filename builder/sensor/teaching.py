"""Teaching: the pairs of regions that preferences learn from. Offers, weights -> Drawn

Trees that saw all pairs whose order is clear would learn again what guesses tell. Weights that
balance guesses alone make questions of which guesses tell nothing; trees learn from the pairs of
these, each as often as it would be drawn. Example: B08 of box A is guessed to be far above that of
box B, and is not: such a pair is rare, and taught as often as the opposite.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np

from builder.balance import SamplingWeights
from builder.sensor.guessing import Key
from builder.sensor.offers import Offers
from builder.sensor.preferences import Drawn
from builder.sensor.sets import LEVELS, TEACHING

_MOST = 600_000  # regions of the offers of a set that are taken
_WHOLE = 1 << 20  # parts of a draw, in which shares are added up


def drawn_pairs(offers: Mapping[str, Offers], weights: SamplingWeights) -> dict[Key, Drawn]:
    """The pairs that are drawn of offers of all sets that teach."""
    return dict(chain.from_iterable(_of_set(name, offers[name], weights) for name in TEACHING))


def _of_set(name: str, offers: Offers, weights: SamplingWeights) -> Iterator[tuple[Key, Drawn]]:
    """The pairs by quantity."""
    questions, among = TEACHING[name]
    shares = weights.shares(name, offers.cells, offers.patch, level=LEVELS[name])
    taken = offers.rows(_taken(shares, _MOST // offers.regions.shape[1]))
    orders = questions.orders(taken)
    one, other = np.minimum(orders.higher, orders.lower), np.maximum(orders.higher, orders.lower)
    pairs = Drawn(taken.patch[orders.row], one, other, one == orders.higher)
    quantity = taken.quantity[orders.row]
    for asked in questions.names:
        yield (asked, among), pairs.some(quantity == asked)


def _taken(shares: np.ndarray, most: int) -> np.ndarray:
    """Rows, each as often as its share says: as many as there are, or `most`.

    They are those at even steps of the shares added up; none if nothing would be drawn.
    """
    ends = np.cumsum(np.rint(shares * _WHOLE).astype(np.int64))
    whole = int(ends[-1]) if len(ends) else 0
    count = min(len(ends), most) if whole else 0
    steps = np.arange(count) * whole // max(count, 1)
    rows: np.ndarray = np.searchsorted(ends, steps, "right")
    return rows
