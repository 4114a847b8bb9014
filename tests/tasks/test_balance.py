"""What could be guessed without looking: the words of a question must not betray its answer."""

import re
from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import CLASSES
from builder.chance import rng_for
from builder.geometry import Point
from builder.landcover import analyse
from builder.records import Annotation, LandCover
from builder.tasks import annotate, position, presence, setting
from tests.landcover.maps import shared, squares
from tests.tasks.examples import RECORD


@cache
def _rows() -> list[Annotation]:
    """The questions of 68 real maps under eight seeds, every one as a patch of its own."""
    covers = [analyse(codes) for codes in squares()]
    records = [replace(RECORD, patch_id=f"patch {k}") for k in range(len(covers))]
    return [row for seed in range(8) for record, cover in zip(records, covers, strict=True) for row in annotate(record, cover, seed)]


def _yes_shares(key) -> dict[str, float]:
    answers = defaultdict(Counter)
    for row in _rows():
        if row.type == "binary" and (group := key(row)) is not None:
            answers[group][row.output] += 1
    return {group: counts["yes"] / counts.total() for group, counts in answers.items() if counts.total() >= 100}


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
    """ "More than" is yes about as often as "at most", "only a single" as "multiple": 35 to 65 %."""
    forms = re.compile("more than|less than|fewer than|at least|at most|between|exactly|only a single|multiple")
    shares = _yes_shares(lambda row: forms.search(row.input)[0] if row.category == category else None)
    assert len(shares) >= 5
    assert all(0.35 <= share <= 0.65 for share in shares.values()), shares


def test_the_threshold_does_not_betray_the_answer() -> None:
    """Of "more than" and "at least" statements with low, middle and high thresholds 35 to 65 % are yes."""

    def group(row: Annotation) -> str | None:
        found = re.search(r"(?:more than|at least) (\d+)%", row.input) if row.category == "area" else None
        return str(int(found[1]) // 34) if found else None

    shares = _yes_shares(group)
    assert shares
    assert all(0.35 <= share <= 0.65 for share in shares.values()), shares


def test_letters_are_even() -> None:
    """Each of the four letters is right in 20 to 30 % of the choices of each category with enough of them."""
    letters = defaultdict(Counter)
    for row in _rows():
        if row.type == "mcq":
            letters[row.category][row.output] += 1
    for category, counts in letters.items():
        shares = [counts[letter] / counts.total() for letter in "abcd"]
        assert all(0.2 <= share <= 0.3 for share in shares), (category, shares)


def test_the_right_range_stands_anywhere_in_the_ladder() -> None:
    """From the lowest range to the highest each place is right in 15 to 35 % of the area choices."""
    places = Counter(
        sorted(row.options, key=lambda option: int(option.partition("%")[0])).index(row.answer)
        for row in _rows()
        if (row.type, row.category) == ("mcq", "area")
    )
    assert all(0.15 <= places[k] / places.total() <= 0.35 for k in range(4)), places


def _cover_of(labels: tuple[str, ...]) -> LandCover:
    """Facts of a patch of which only its classes are known: as many equal stripes."""
    areas = {label: 14400 // len(labels) for label in CLASSES if label in labels}
    return LandCover(areas, dict.fromkeys(areas, ()), {label: Point(60, 60) for label in areas}, frozenset(), {})


def test_each_class_is_present_as_often_as_absent() -> None:
    """Over real label sets the class asked about says little of the answer: 40 to 60 % yes, 15 to 35 % right as an option.

    With as many yes as no, but absent classes drawn evenly, a question about arable land would be yes far more often.
    """
    path = shared("samples/bigearthnet-pipeline-metadata/metadata.parquet")
    labels = pq.read_table(path, columns=["labels"])["labels"].to_pylist()[::24]
    asked, right = defaultdict(Counter), defaultdict(Counter)
    for k, present in enumerate(labels):
        cover = _cover_of(tuple(present))
        for row in presence.binary_rows(cover, rng_for(0, str(k), "binary")):
            asked[row.classes[0]][row.output] += 1
        for row in presence.mcq_rows(cover, rng_for(0, str(k), "mcq")):
            for option in row.options:
                right[option][option == row.answer] += 1
    for label in CLASSES:
        if asked[label].total() >= 200:
            assert 0.4 <= asked[label]["yes"] / asked[label].total() <= 0.6, label
            assert 0.15 <= right[label][True] / right[label].total() <= 0.35, label
    assert sum(asked[label].total() >= 200 for label in CLASSES) >= 16


def test_the_wrong_countries_are_those_that_are_often_right() -> None:
    """Where Finland is wrong it is offered most of the time, so that its name on the list says little."""
    rows = [row for k in range(400) for row in annotate(replace(RECORD, patch_id=str(k)), _cover_of(()), 0) if row.category == "country"]
    offered = Counter(option for row in rows for option in row.options if option != "Austria")
    assert offered["Finland"] > 300
    assert offered["Finland"] > offered["Luxembourg"] > 0


def test_wrong_directions_are_drawn_evenly() -> None:
    """Each of the seven directions that are not right is offered about three times in seven."""
    positions = {("Pastures", "Arable land"): "top"}
    cover = replace(_cover_of(("Pastures", "Arable land")), positions=positions, regions={"Arable land": (), "Pastures": ()})
    rows = [row for k in range(700) for row in position.mcq_rows(cover, rng_for(0, str(k), "position"))]
    offered = Counter(option for row in rows for option in row.options if option != row.answer)
    assert len(offered) == 7
    assert all(240 <= n <= 360 for n in offered.values()), offered


def test_climates_offered_are_european() -> None:
    """Every zone of the list is offered at some time, and nothing outside it."""
    rows = [
        row for k in range(200) for row in annotate(replace(RECORD, patch_id=str(k)), _cover_of(()), 0) if row.category == "climate zone"
    ]
    assert {option for row in rows for option in row.options} == set(setting.EUROPEAN_CLIMATES)
