"""What could be guessed without looking: the words of a question must not betray its answer."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain

import numpy as np
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import CLASSES
from builder.annotate import FEATURES, TOPICS, annotate, candidate_sets
from builder.balance import NEUTRAL, Occurrence, SamplingWeights, listed, rake
from builder.chance import rng_for
from builder.geometry import Point
from builder.landcover import analyse
from builder.records import Annotation, Facts, Insides, LandCover
from builder.tasks import setting
from tests.landcover.maps import shared, squares
from tests.tasks.examples import RECORD


def fitted(
    patches: Sequence[tuple[Facts, int]], tasks: Iterable[str] = FEATURES
) -> SamplingWeights:
    """The sampling weights of a survey of these patches, each with its seed."""
    occurrence = Occurrence.of((f.record.country, f.cover.classes) for f, _ in patches)
    levels = {task: _fitted(task, patches, occurrence) for task in tasks}
    return SamplingWeights(levels, occurrence)


def _fitted(
    task: str, patches: Sequence[tuple[Facts, int]], occurrence: Occurrence
) -> tuple[int, ...]:
    sets = [candidate_sets(task, facts, seed, occurrence) for facts, seed in patches]
    return rake(listed(chain.from_iterable(sets)), FEATURES[task])


@cache
def _rows() -> list[Annotation]:
    """The questions of 68 real maps under 22 seeds, every one as a patch of its own.

    They are drawn by the weights of their survey.
    """
    covers = [analyse(codes) for codes in squares()]
    patches = [
        (Facts(replace(RECORD, patch_id=f"patch {k}"), cover), seed)
        for seed in range(22)
        for k, cover in enumerate(covers)
    ]
    priors = fitted(patches)
    return [row for facts, seed in patches for row in annotate(facts, seed, priors)]


def _yes_shares(key) -> dict[str, float]:
    answers = defaultdict(Counter)
    for row in _rows():
        if row.type == "binary" and (group := key(row)) is not None:
            answers[group][row.output] += 1
    return {
        group: counts["yes"] / counts.total()
        for group, counts in answers.items()
        if counts.total() >= 100
    }


def test_yes_and_no_are_even_in_every_category() -> None:
    """Between 45 and 55 % of the answers are yes in each of the four categories."""
    shares = _yes_shares(lambda row: row.category)
    assert set(shares) == {"presence", "area", "count", "adjacency"}
    assert all(0.45 <= share <= 0.55 for share in shares.values()), shares


def test_no_wording_betrays_the_answer() -> None:
    """Under every template of every category 35 to 65 % of the answers are yes."""
    shares = _yes_shares(lambda row: row.template)
    assert len(shares) >= 25
    assert all(0.35 <= share <= 0.65 for share in shares.values()), shares


@pytest.mark.parametrize("category", ["area", "count"])
def test_no_form_betrays_the_answer(category: str) -> None:
    """Each form, such as "more than" or "only a single", is answered yes in 35 to 65 %."""
    forms = re.compile(
        "more than|less than|fewer than|at least|at most|between|exactly|only a single|multiple"
    )
    shares = _yes_shares(
        lambda row: forms.search(row.input)[0] if row.category == category else None
    )
    assert len(shares) >= 5
    assert all(0.35 <= share <= 0.65 for share in shares.values()), shares


def test_no_class_betrays_the_answer() -> None:
    """Of the questions about one class 35 to 65 % are yes, in every category.

    Adjacency counts for both classes.
    """
    answers = defaultdict(Counter)
    for row in _rows():
        for label in row.classes if row.type == "binary" else ():
            answers[row.category, label][row.output] += 1
    often = {
        key: counts["yes"] / counts.total()
        for key, counts in answers.items()
        if counts.total() >= 150
    }
    assert len(often) >= 16
    assert all(0.35 <= share <= 0.65 for share in often.values()), often


@pytest.mark.parametrize("category", ["area", "count"])
def test_no_number_betrays_the_answer(category: str) -> None:
    """With each number of a one-sided statement 35 to 65 % of the answers are yes.

    Numbers are few or many, small or large (in steps of 20 %).
    """
    number = re.compile(r"(?:more than|at least|less than|at most|fewer than) (?:(\d+)%|([a-z]+))")

    def group(row: Annotation) -> str | None:
        found = number.search(row.input) if row.category == category else None
        return found and (str(int(found[1]) // 20) if found[1] else found[2])

    shares = _yes_shares(group)
    assert len(shares) >= 2
    assert all(0.35 <= share <= 0.65 for share in shares.values()), shares


def test_no_option_betrays_that_it_is_right() -> None:
    """A class among the options is right about one time in four.

    It is so for 10 to 40 % of those offered fifty times.
    """
    offered = defaultdict(Counter)
    for row in _rows():
        for option in row.options if (row.type, row.category) == ("mcq", "presence") else ():
            offered[option][option == row.answer] += 1
    often = {
        option: counts[True] / counts.total()
        for option, counts in offered.items()
        if counts.total() >= 50
    }
    assert len(often) >= 5
    assert all(0.1 <= share <= 0.4 for share in often.values()), often


def test_without_a_survey_the_classes_betray_the_answer() -> None:
    """Drawn without weights, presence is answered with no far more often than with yes.

    This is what the weights are for.
    """
    covers = [analyse(codes) for codes in squares()]
    rows = [
        row
        for seed in range(4)
        for k, cover in enumerate(covers)
        for row in annotate(_patch(k, cover), seed)
    ]
    answers = Counter(
        row.output for row in rows if (row.type, row.category) == ("binary", "presence")
    )
    assert answers["yes"] / answers.total() < 0.4


def test_letters_are_even() -> None:
    """Each of the four letters is right in 20 to 30 % of the choices.

    This holds for each category with enough of them.
    """
    letters = defaultdict(Counter)
    for row in _rows():
        if row.type == "mcq":
            letters[row.category][row.output] += 1
    assert sum(counts.total() >= 500 for counts in letters.values()) >= 2
    for category, counts in letters.items():
        if counts.total() < 500:
            continue
        shares = [counts[letter] / counts.total() for letter in "abcd"]
        assert all(0.2 <= share <= 0.3 for share in shares), (category, shares)


def test_the_right_range_stands_anywhere_in_the_ladder() -> None:
    """Each range, lowest to highest, is the right one in 15 to 35 % of the area choices."""
    places = Counter(
        sorted(row.options, key=lambda option: int(option.partition("%")[0])).index(row.answer)
        for row in _rows()
        if (row.type, row.category) == ("mcq", "area")
    )
    assert all(0.15 <= places[k] / places.total() <= 0.35 for k in range(4)), places


def _cover_of(labels: tuple[str, ...]) -> LandCover:
    """Facts of a patch of which only its classes are known: as many equal stripes."""
    areas = {label: 14400 // len(labels) for label in CLASSES if label in labels}
    return LandCover(
        areas=areas,
        regions=dict.fromkeys(areas, ()),
        centroids={label: Point(60, 60) for label in areas},
        borders={},
        positions={},
        sides={},
        insides=Insides(np.zeros((0, 0)), np.zeros((0, 0))),
    )


def test_each_class_is_present_as_often_as_absent_in_each_country() -> None:
    """Over real label sets class and country say little of the answer.

    40 to 60 % are yes, and the class is right 15 to 35 % of the time. Drawn evenly, a question
    about arable land would be yes far more often than one about coastal wetlands.
    """
    path = shared("samples/bigearthnet-pipeline-metadata/metadata.parquet")
    table = pq.read_table(path, columns=["labels", "country"]).to_pylist()[::48]
    patches = [
        (_patch(k, _cover_of(row["labels"]), country=row["country"]), 0)
        for k, row in enumerate(table)
    ]
    priors = fitted(patches, ["binary/presence", "mcq/presence"])
    answers, right = defaultdict(Counter), defaultdict(Counter)
    for facts, _ in patches:
        for row in _drawn("binary/presence", facts, priors):
            answers[row.classes[0], facts.record.country][row.output] += 1
        for row in _drawn("mcq/presence", facts, priors):
            for option in row.options:
                right[option][option == row.answer] += 1
    often = {
        key: counts["yes"] / counts.total()
        for key, counts in answers.items()
        if counts.total() >= 75
    }
    assert len(often) >= 60
    assert all(0.4 <= share <= 0.6 for share in often.values()), often
    options = {
        label: counts[True] / counts.total()
        for label, counts in right.items()
        if counts.total() >= 100
    }
    assert len(options) >= 14
    assert all(0.15 <= share <= 0.35 for share in options.values()), options


def _patch(k: int, cover: LandCover | None = None, **changed: str) -> Facts:
    """The example patch under a number of its own, of a map without classes unless one is given."""
    return Facts(replace(RECORD, patch_id=str(k), **changed), cover or _cover_of(()))


def _drawn(task: str, facts: Facts, priors: SamplingWeights) -> list[Annotation]:
    """The rows of one task, for patches of which no more is known than it needs."""
    return [*TOPICS[task].write(facts, rng_for(0, facts.record.patch_id, task), priors)]


ZONES = (
    "Cold, no dry season, warm summer",
    "Temperate, no dry season, warm summer",
    "Cold, no dry season, cold summer",
    "Temperate, dry summer, hot summer",
    "Temperate, no dry season, hot summer",
)
SKEWED = (36, 25, 18, 13, 8)  # patches of five names in a hundred


@pytest.mark.parametrize(
    ("task", "names"),
    [
        ("mcq/country", ("Finland", "Portugal", "Serbia", "Lithuania", "Ireland")),
        ("mcq/climate zone", ZONES),
    ],
)
def test_no_name_betrays_that_it_is_right(task: str, names: Sequence[str]) -> None:
    """However frequent a country or zone is, it is right one time in four.

    One that is never right is hardly offered. With these shares n questions need 18 + 13 + 8 + 2 n
    / 4 = n: 78 at most can be asked of a hundred patches.
    """
    values = [name for name, share in zip(names, SKEWED, strict=True) for _ in range(share)] * 20
    patches = [
        (_patch(k, country=value if "country" in task else "Austria", climate_zone=value), 0)
        for k, value in enumerate(values)
    ]
    priors = fitted(patches, [task])
    rows = [row for facts, _ in patches for row in _drawn(task, facts, priors)]
    offered = Counter(option for row in rows for option in row.options)
    right = Counter(row.answer for row in rows)
    assert 0.6 * len(patches) <= len(rows) <= 0.8 * len(patches)
    assert all(0.2 <= right[name] / offered[name] <= 0.3 for name in names), (right, offered)
    assert all(offered[name] <= 0.03 * len(rows) for name in set(offered) - set(names)), offered


def test_a_release_of_one_country_is_not_asked_for_it() -> None:
    """Where only one answer ever holds, the question is not asked."""
    patches = [(_patch(k), 0) for k in range(500)]
    priors = fitted(patches, ["mcq/country"])
    assert sum(len(_drawn("mcq/country", facts, priors)) for facts, _ in patches) <= 25


def test_the_wrong_countries_are_those_that_are_often_right() -> None:
    """If Finland is wrong, it is offered most of the time.

    So its name on the list says little.
    """
    rows = [row for k in range(400) for row in annotate(_patch(k), 0) if row.category == "country"]
    offered = Counter(option for row in rows for option in row.options if option != "Austria")
    assert offered["Finland"] > 300
    assert offered["Finland"] > offered["Luxembourg"] > 0


def test_wrong_directions_are_drawn_evenly() -> None:
    """Each of the seven directions that are not right is offered about three times in seven."""
    positions = {("Pastures", "Arable land"): "top"}
    cover = replace(
        _cover_of(("Pastures", "Arable land")),
        positions=positions,
        regions={"Arable land": (), "Pastures": ()},
    )
    patches = [_patch(k, cover) for k in range(700)]
    rows = [row for facts in patches for row in _drawn("mcq/relative pos", facts, NEUTRAL)]
    offered = Counter(option for row in rows for option in row.options if option != row.answer)
    assert len(offered) == 7
    assert all(240 <= n <= 360 for n in offered.values()), offered


def test_climates_offered_are_european() -> None:
    """Every zone of the list is offered at some time, and nothing outside it."""
    rows = [
        row for k in range(200) for row in annotate(_patch(k), 0) if row.category == "climate zone"
    ]
    assert {option for row in rows for option in row.options} == set(setting.EUROPEAN_CLIMATES)
