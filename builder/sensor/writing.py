"""Sensor rows: what is drawn for a patch, put into words. Patch, Fitted -> Annotations.

Example: Annotation(type="binary", category="infrared", input="Is near infrared reflectance (842 nm)
higher in [0.05 0.1, 0.35 0.43] than in [0.6 0.1, 0.9 0.33]?", output="no", bands=("B08",),
quantity="B08", values=(2310.4, 3008.1), ...).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import chain
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
from builder.sensor.sets import LEVELS, SETS
from builder.sensor.wording import EXTREMES, PHRASES, wordings_of
from builder.tasks.choices import binary, multiple_choice
from builder.tasks.wording import Said, Wordings

_DIGITS = 4  # of the values that are kept
_WORDINGS = {name: wordings_of(name) for name in SETS}


class Asked(NamedTuple):
    """A question that was drawn: what is asked, of which patch, and its boxes as text."""

    offer: Offer
    patch: int
    boxes: list[str]


def sensor_rows(patches: Sequence[Patch], seed: int, fitted: Fitted) -> list[list[Annotation]]:
    """The sensor rows of each patch, in the order of the tasks.

    The rows of a patch do not depend on the others; together they take a fifth of the time.
    """
    signals = signals_of_patches(patches, seed)
    places = [patch.record.place for patch in patches]
    view = fitted.view(Examples(places, signals))
    names = [patch.record.patch_id for patch in patches]
    rows: list[list[Annotation]] = [[] for _ in patches]
    means = signals.mean.tolist()
    for name in SETS:
        chances = chances_of(seed, names, name)
        for asked in _drawn(name, view, chances, fitted):
            row = _WRITERS[_shape(name)](_WORDINGS[name], asked, chances[asked.patch])
            _add(rows[asked.patch], _audited(row, asked, means[asked.patch]))
    for patch, chance in enumerate(chances_of(seed, names, "/".join(CAPTION))):
        rows[patch] += caption_rows(signals, patch, chance)
    return rows


def _drawn(name: str, view: View, chances: Sequence[Chance], fitted: Fitted) -> Iterator[Asked]:
    """The questions of a set that are drawn, at most one a patch."""
    offers = SETS[name].offers(view, chances)
    counts = np.bincount(offers.patch, minlength=len(chances)).tolist()
    drawn = fitted.weights.places(name, offers.cells, counts, chances, level=LEVELS[name])
    for patch, offer in offers.some([place for place in drawn if place is not None]):
        yield Asked(offer, patch, view.signals.texts(patch, offer.regions))


def _add(rows: list[Annotation], row: Annotation) -> None:
    """Adds a row to those of its patch; rows of a task follow one another."""
    before = rows[-1] if rows else row
    again = before is not row and before[:2] == row[:2]
    rows.append(row._replace(number=before.number + 1) if again else row)


def _quantities(offer: Offer) -> list[str]:
    return offer.quantity.split(" and ")


def _audited(row: Annotation, asked: Asked, means: Sequence[Sequence[float]]) -> Annotation:
    """The row with the bands needed, the quantity, and the numbers that decide.

    `means`: all quantities of the regions of its patch.
    """
    regions = range(-len(SQUARES), 0) if row.box else _as_named(row, asked)
    quantity = asked.offer.quantity
    of_regions = [means[region] for region in regions]
    values = chain.from_iterable(_column(of_regions, name) for name in _quantities(asked.offer))
    return row._replace(bands=_bands(quantity), quantity=quantity, values=tuple(values))


def _column(means: Sequence[Sequence[float]], name: str) -> list[float]:
    """A quantity of regions, rounded."""
    number = NUMBER[name]
    return [round(mean[number], _DIGITS) for mean in means]


@cache
def _bands(quantity: str) -> tuple[str, ...]:
    """The bands that a question needs."""
    return tuple(chain.from_iterable(QUANTITIES[name].bands for name in quantity.split(" and ")))


def _as_named(row: Annotation, asked: Asked) -> list[int]:
    """The regions in the order in which the question names them."""
    places = map(row.input.index, asked.boxes)
    return [region for _, region in sorted(zip(places, asked.offer.regions, strict=True))]


def _yes_no(said: Said, offer: Offer) -> Annotation:
    return binary(said, 0, yes=bool(offer.right), labels=())


def _pair(wordings: Wordings, asked: Asked, chance: Chance) -> Annotation:
    a, b = asked.boxes
    phrase = PHRASES[_quantities(asked.offer)[0]]
    return _yes_no(wordings.say(chance, a=a, b=b, q=phrase), asked.offer)


def _sign(wordings: Wordings, asked: Asked, chance: Chance) -> Annotation:
    (a,) = asked.boxes
    return _yes_no(wordings.say(chance, a=a), asked.offer)


def _four(wordings: Wordings, asked: Asked, chance: Chance) -> Annotation:
    options = asked.boxes.copy()
    options.insert(0, options.pop(asked.offer.right))
    said = wordings.say(chance, q=PHRASES[asked.offer.quantity])
    return multiple_choice(said, chance, options=options)


def _ladder(bottom: int) -> list[str]:
    """Four levels, from the lowest on."""
    return [f"{bottom + STEP * k} dB" for k in range(4)]


def _level(wordings: Wordings, asked: Asked, chance: Chance) -> Annotation:
    options = _ladder(asked.offer.detail)
    options.insert(0, options.pop(asked.offer.right))
    (a,) = asked.boxes
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
