"""Sensor rows: what is drawn for a patch, put into words. Patch, Fitted -> Annotations.

Example: Annotation(type="binary", category="infrared", input="Is near infrared reflectance (842 nm)
higher in [0.05 0.1, 0.35 0.43] than in [0.6 0.1, 0.9 0.33]?", output="no", bands=("B08",),
quantity="B08", values=(2310.4, 3008.1), ...).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, product
from typing import NamedTuple

import numpy as np

from builder.chance import Chance
from builder.records import Annotation, Patch
from builder.sensor.captions import CAPTION, caption_rows
from builder.sensor.fitting import Fitted, chances_of, signals_of_patches
from builder.sensor.guessing import Examples
from builder.sensor.measuring import STEP
from builder.sensor.offers import Offer, View
from builder.sensor.quantities import NUMBER, QUANTITIES
from builder.sensor.regions import SQUARES
from builder.sensor.sets import SETS
from builder.sensor.signals import Signals
from builder.sensor.wording import EXTREMES, PHRASES, wordings_of
from builder.tasks.choices import binary, multiple_choice
from builder.tasks.wording import Said, Wordings

_DIGITS = 4  # of the values that are kept
_WORDINGS = {name: wordings_of(name) for name in SETS}


class Asked(NamedTuple):
    """A question that was drawn: what is asked, of which patch of which signals."""

    offer: Offer
    signals: Signals
    patch: int

    def boxes(self) -> list[str]:
        """The boxes named, as text."""
        return [self.box(region) for region in self.offer.regions]

    def box(self, region: int) -> str:
        return self.signals.box(self.patch, region).text()

    def value(self, name: str, region: int) -> float:
        """A quantity of a region, rounded."""
        return round(float(self.signals.mean[self.patch, region, NUMBER[name]]), _DIGITS)


def sensor_rows(patches: Sequence[Patch], seed: int, fitted: Fitted) -> list[list[Annotation]]:
    """The sensor rows of each patch, in the order of the tasks.

    The rows of a patch do not depend on the others; together they take a fifth of the time.
    """
    signals = signals_of_patches(patches, seed)
    places = [patch.record.place for patch in patches]
    view = View(signals, fitted.guessing.of(Examples(places, signals)))
    names = [patch.record.patch_id for patch in patches]
    rows: list[list[Annotation]] = [[] for _ in patches]
    for name in SETS:
        chances = chances_of(seed, names, name)
        for asked in _drawn(name, view, chances, fitted):
            _add(rows[asked.patch], name, asked, chances[asked.patch])
    for patch, chance in enumerate(chances_of(seed, names, "/".join(CAPTION))):
        rows[patch] += caption_rows(signals, patch, chance)
    return rows


def _drawn(name: str, view: View, chances: Sequence[Chance], fitted: Fitted) -> Iterator[Asked]:
    """The questions of a set that are drawn, at most one a patch."""
    offers = SETS[name].offers(view, chances)
    counts = np.bincount(offers.patch, minlength=len(chances)).tolist()
    drawn = fitted.weights.places(name, offers.cells, counts, chances)
    for patch, place in enumerate(drawn):
        if place is not None:
            yield Asked(offers.one(place), view.signals, patch)


def _add(rows: list[Annotation], name: str, asked: Asked, chance: Chance) -> None:
    """Adds the row of a question to those of its patch."""
    row = _WRITERS[_shape(name)](_WORDINGS[name], asked, chance)
    task = row.type, row.category
    number = sum((other.type, other.category) == task for other in rows)
    rows.append(_audited(row, asked, number))


def _quantities(offer: Offer) -> list[str]:
    return offer.quantity.split(" and ")


def _audited(row: Annotation, asked: Asked, number: int) -> Annotation:
    """The row with its number, the bands needed, the quantity, and the numbers that decide."""
    quantity = asked.offer.quantity
    names = _quantities(asked.offer)
    regions = range(-len(SQUARES), 0) if row.box else _as_named(row, asked)
    values = (asked.value(name, region) for name, region in product(names, regions))
    bands = chain.from_iterable(QUANTITIES[name].bands for name in names)
    return row._replace(number=number, bands=tuple(bands), quantity=quantity, values=tuple(values))


def _as_named(row: Annotation, asked: Asked) -> list[int]:
    """The regions in the order in which the question names them."""
    return sorted(asked.offer.regions, key=lambda region: row.input.index(asked.box(region)))


def _yes_no(said: Said, offer: Offer) -> Annotation:
    return binary(said, 0, yes=bool(offer.right), labels=())


def _pair(wordings: Wordings, asked: Asked, chance: Chance) -> Annotation:
    a, b = asked.boxes()
    phrase = PHRASES[_quantities(asked.offer)[0]]
    return _yes_no(wordings.say(chance, a=a, b=b, q=phrase), asked.offer)


def _sign(wordings: Wordings, asked: Asked, chance: Chance) -> Annotation:
    (a,) = asked.boxes()
    return _yes_no(wordings.say(chance, a=a), asked.offer)


def _four(wordings: Wordings, asked: Asked, chance: Chance) -> Annotation:
    options = asked.boxes()
    options.insert(0, options.pop(asked.offer.right))
    said = wordings.say(chance, q=PHRASES[asked.offer.quantity])
    return multiple_choice(said, chance, options=options)


def _ladder(bottom: int) -> list[str]:
    """Four levels, from the lowest on."""
    return [f"{bottom + STEP * k} dB" for k in range(4)]


def _level(wordings: Wordings, asked: Asked, chance: Chance) -> Annotation:
    options = _ladder(asked.offer.detail)
    options.insert(0, options.pop(asked.offer.right))
    (a,) = asked.boxes()
    said = wordings.say(chance, a=a, q=PHRASES[asked.offer.quantity])
    return multiple_choice(said, chance, options=options)


def _square(wordings: Wordings, asked: Asked, chance: Chance) -> Annotation:
    box = SQUARES[asked.offer.right]
    extreme = EXTREMES[asked.offer.detail]
    said = wordings.say(chance, q=PHRASES[asked.offer.quantity], e=extreme)
    return Annotation(
        said.type,
        said.category,
        0,
        input=said.text,
        output=box.text(),
        template=said.template,
        classes=(),
        box=box,
    )


Writer = Callable[[Wordings, Asked, Chance], Annotation]
_WRITERS: dict[str, Writer] = {
    "mcq/level": _level,
    "binary/shortwave/1": _sign,
    "binary": _pair,
    "mcq": _four,
    "bounding box": _square,
}


def _shape(name: str) -> str:
    """The writer of a set of questions: its own, or that of its type."""
    return name if name in _WRITERS else name.partition("/")[0]
