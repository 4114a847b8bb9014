"""Sensor rows: what is drawn for a patch, put into words. Patch, Fitted -> Annotations.

Example: Annotation(type="binary", category="infrared", input="Is near infrared reflectance (842 nm)
higher in [0.05 0.1, 0.35 0.43] than in [0.6 0.1, 0.9 0.33]?", output="no", bands=("B08",),
quantity="B08", values=(2310.4, 3008.1), ...).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from builder.chance import Chance
from builder.records import Annotation, Patch
from builder.sensor.fitting import Fitted, chance_of, signals_of_patch
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


def sensor_rows(patch: Patch, seed: int, fitted: Fitted) -> list[Annotation]:
    """The sensor rows of a patch, in the order of the tasks."""
    signals = signals_of_patch(patch, seed)
    view = View(signals, fitted.guessing.of(patch.record.place, signals))
    numbers: Counter[str] = Counter()
    rows = []
    for name, chance, offer in _drawn(view, patch.record.patch_id, seed, fitted):
        task = "/".join(name.split("/")[:2])
        row = _WRITERS[_shape(name)](_WORDINGS[name], offer, signals, chance)
        rows.append(_audited(row._replace(number=numbers[task]), offer, signals))
        numbers[task] += 1
    return rows


def _drawn(
    view: View, patch_id: str, seed: int, fitted: Fitted
) -> Iterator[tuple[str, Chance, Offer]]:
    """The offers drawn, at most one a set."""
    for name, task in SETS.items():
        chance = chance_of(seed, patch_id, name)
        offer = fitted.weights.draw(name, task.candidates(view, chance), chance)
        if offer is not None:
            yield name, chance, offer


def _quantities(offer: Offer) -> list[str]:
    return offer.quantity.split(" and ")


def _audited(row: Annotation, offer: Offer, signals: Signals) -> Annotation:
    """The row with the bands needed, the quantity, and the numbers that decide."""
    names = _quantities(offer)
    regions = range(-len(SQUARES), 0) if row.box else _as_named(row, offer, signals)
    values = chain.from_iterable(_values(signals, name, regions) for name in names)
    bands = chain.from_iterable(QUANTITIES[name].bands for name in names)
    return row._replace(bands=tuple(bands), quantity=offer.quantity, values=tuple(values))


def _as_named(row: Annotation, offer: Offer, signals: Signals) -> list[int]:
    """The regions in the order in which the question names them."""
    return sorted(offer.regions, key=lambda region: row.input.index(signals.boxes[region].text()))


def _values(signals: Signals, name: str, regions: Iterable[int]) -> Iterator[float]:
    """A quantity of some regions, rounded."""
    for region in regions:
        yield round(float(signals.mean[region, NUMBER[name]]), _DIGITS)


def _texts(offer: Offer, signals: Signals) -> list[str]:
    return [signals.boxes[region].text() for region in offer.regions]


def _yes_no(said: Said, offer: Offer) -> Annotation:
    return binary(said, 0, yes=bool(offer.right), labels=())


def _pair(wordings: Wordings, offer: Offer, signals: Signals, chance: Chance) -> Annotation:
    a, b = _texts(offer, signals)
    said = wordings.say(chance, a=a, b=b, q=PHRASES[_quantities(offer)[0]])
    return _yes_no(said, offer)


def _sign(wordings: Wordings, offer: Offer, signals: Signals, chance: Chance) -> Annotation:
    (a,) = _texts(offer, signals)
    return _yes_no(wordings.say(chance, a=a), offer)


def _four(wordings: Wordings, offer: Offer, signals: Signals, chance: Chance) -> Annotation:
    options = _texts(offer, signals)
    options.insert(0, options.pop(offer.right))
    said = wordings.say(chance, q=PHRASES[offer.quantity])
    return multiple_choice(said, chance, options=options)


def _ladder(bottom: int) -> list[str]:
    """Four levels, from the lowest on."""
    return [f"{bottom + STEP * k} dB" for k in range(4)]


def _level(wordings: Wordings, offer: Offer, signals: Signals, chance: Chance) -> Annotation:
    options = _ladder(int(offer.words[0]))
    options.insert(0, options.pop(offer.right))
    (a,) = _texts(offer, signals)
    said = wordings.say(chance, a=a, q=PHRASES[offer.quantity])
    return multiple_choice(said, chance, options=options)


def _square(wordings: Wordings, offer: Offer, signals: Signals, chance: Chance) -> Annotation:
    box = SQUARES[offer.right]
    said = wordings.say(chance, q=PHRASES[offer.quantity], e=EXTREMES[offer.words[0]])
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


Writer = Callable[[Wordings, Offer, Signals, Chance], Annotation]
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
