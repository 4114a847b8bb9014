"""Questions whose answer leaks through a known feature.

They are made here, word by word, without the builder's tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

import pyarrow as pa

from bigearthnet_txt import CLASSES, COUNTRIES, schema
from bigearthnet_txt_evaluation.baselines.questions import Question, Task

Draw = Callable[
    [Random, str], tuple[str, tuple[str, ...], int]
]  # chance and country -> stem, options, place of the right one
NAMES = [
    label for label in CLASSES if "," not in label
]  # what stands in running text as it stands in CLASSES, but for the capital
YES_NO = ("yes", "no")
DIRECTIONS = (
    "top",
    "top-right",
    "right",
    "bottom-right",
    "bottom",
    "bottom-left",
    "left",
    "top-left",
)


def task(draw: Draw, *, train: int = 800, test: int = 500, per_place: int = 1) -> Task:
    """A task of questions drawn independently, `per_place` of them at one place."""
    chance = Random(7)
    questions = []
    for number in range(train + test):
        country = chance.choice(COUNTRIES)
        stem, options, right = draw(chance, country)
        place = f"33UUP_{number // per_place}"
        questions.append(
            Question(
                stem,
                options,
                right,
                template="made/0",
                place=place,
                setting=(country, "Summer", None),
                center=(50.0, 10.0),
            )
        )
    return Task(
        "binary" if draw(chance, "Austria")[1] == YES_NO else "mcq",
        "area",
        tuple(questions[:train]),
        tuple(questions[train:]),
    )


def shuffled(chance: Random, options: list[str]) -> tuple[tuple[str, ...], int]:
    """The options in random order, and where the first one went."""
    mixed = chance.sample(options, len(options))
    return tuple(mixed), mixed.index(options[0])


def fair_coin(chance: Random, country: str) -> tuple[str, tuple[str, ...], int]:
    """Nothing in the text knows the answer."""
    return (
        f"Do {chance.choice(NAMES).lower()} cover more than {chance.randrange(5, 95)}% "
        "of the image?",
        YES_NO,
        chance.randrange(2),
    )


def fair_letters(chance: Random, country: str) -> tuple[str, tuple[str, ...], int]:
    """Nothing in the text knows which of four classes is there."""
    return "Which class is there?", tuple(chance.sample(NAMES, 4)), chance.randrange(4)


def by_class(chance: Random, country: str) -> tuple[str, tuple[str, ...], int]:
    """Every other class is always there."""
    name = chance.choice(NAMES)
    return f"Are there any {name.lower()} in the image?", YES_NO, NAMES.index(name) % 2


def by_right_class(chance: Random, country: str) -> tuple[str, tuple[str, ...], int]:
    """Five classes are right whenever they are offered, with three that never are."""
    return "Which class is there?", *shuffled(
        chance, [chance.choice(NAMES[:5]), *chance.sample(NAMES[5:], 3)]
    )


def by_threshold(chance: Random, country: str) -> tuple[str, tuple[str, ...], int]:
    """Yes below half of the patch.

    Areas to the square meter in two units, so that hardly a number is read twice.
    """
    area = chance.randrange(10_000, 1_430_000)
    amount = f"{area} m2" if chance.random() < 0.5 else f"{area / 10_000:g} hectares"
    return (
        f"Do {chance.choice(NAMES).lower()} cover more than {amount} of the image?",
        YES_NO,
        int(area > 720_000),
    )


def by_partner(chance: Random, country: str) -> tuple[str, tuple[str, ...], int]:
    """Classes in a ring: the right one is that whose successor is offered too.

    Each is right one time in four it is offered.
    """
    n = len(NAMES)
    right = chance.randrange(n)
    while True:
        others = chance.sample([k for k in range(n) if k not in (right, (right + 1) % n)], 2)
        offered = [right, (right + 1) % n, *others]
        if sum((k + 1) % n in offered for k in offered) == 1:
            return "Which class is there?", *shuffled(chance, [NAMES[k] for k in offered])


def by_letter(chance: Random, country: str) -> tuple[str, tuple[str, ...], int]:
    """The third option is right in seven cases of ten."""
    return (
        "Which class is there?",
        tuple(chance.sample(NAMES, 4)),
        2 if chance.random() < 0.6 else chance.randrange(4),
    )


def by_rank(chance: Random, country: str) -> tuple[str, tuple[str, ...], int]:
    """The right number is the second largest of the four, whatever the numbers are."""
    lowest = chance.randrange(1, 5000)
    numbers = sorted(chance.sample(range(lowest, lowest + 40), 4))
    return "How many?", *shuffled(chance, [str(numbers.pop(2)), *map(str, numbers)])


def by_angle(chance: Random, country: str) -> tuple[str, tuple[str, ...], int]:
    """The right direction stands between its two neighbors and one that is far from all."""
    k = chance.randrange(8)
    return "Where?", *shuffled(
        chance,
        [f"to the {DIRECTIONS[j % 8]}" for j in (k, k + 1, k + 7, k + 3 + 2 * chance.randrange(2))],
    )


def by_country(chance: Random, country: str) -> tuple[str, tuple[str, ...], int]:
    """The text says nothing; in every other country the answer is yes."""
    return "Are there any pastures in the image?", YES_NO, COUNTRIES.index(country) % 2


def by_hint(chance: Random, country: str) -> tuple[str, tuple[str, ...], int]:
    """A word of the question gives the letter away, whatever the options are."""
    right = chance.randrange(4)
    return (
        f"Which class is {('there', 'visible', 'shown', 'present')[right]}?",
        tuple(chance.sample(NAMES, 4)),
        right,
    )


def typed(rows: Sequence[Mapping[str, object]], config: str) -> pa.Table:
    """Rows as a table, with the types that the contract gives to their columns."""
    known = {field.name: field for field in schema(config)}
    found = (known.get(name) for name in (rows[0] if rows else ()))
    return pa.Table.from_pylist(list(rows), pa.schema(filter(None, found)))
