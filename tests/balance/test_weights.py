"""Weights on disk: nested names, equal bytes for equal weights, a message for other files."""

import json

import numpy as np
import pytest

from builder.balance import NEUTRAL, Features, Kind, SamplingWeights, read_weights, weights_json
from builder.balance.weights import ASKING, HIGHEST, LOWEST, OCTAVE
from builder.chance import rng_for
from builder.errors import UsageError
from tests.balance.made import CELL, PLACES

LEVELS = tuple([-76, 76] + [0] * (PLACES.size - 4) + [5, -5])
FEATURES = {"made": PLACES}


def test_weights_are_written_by_name() -> None:
    """A feature is written under its task, its kind and its names.

    Those that weigh nothing are left out.
    """
    written = json.loads(weights_json(SamplingWeights({"made": LEVELS}), FEATURES))
    assert written == {
        "made": {"where": {"north": {"pastures": [-76, 76]}, "south": {"water": [5, -5]}}}
    }


def test_weights_come_back() -> None:
    """What is read is what was written, whatever the order in the file.

    Numbers among the names come back too.
    """
    text = weights_json(SamplingWeights({"made": LEVELS}), FEATURES)
    assert read_weights(text, "priors.json", FEATURES).levels == {"made": LEVELS}
    assert weights_json(read_weights(text, "priors.json", FEATURES), FEATURES) == text
    numbered = {"made": Features({"above": Kind((1, 1), (range(5, 15, 5),))})}
    assert read_weights('{"made": {"above": {"10": [1, -1]}}}', "x", numbered).levels == {
        "made": (0, 0, 1, -1)
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"made": []}',
        '{"made": {"where": {"north": {"pastures": [1]}}}}',
        '{"made": {"where": {"north": {"pastures": [1, "2"]}}}}',
        '{"made": {"where": {"north": {"pastures": [1, 99999]}}}}',
        '{"made": {"where": {"north": {"pastures": 7}}}}',
        '{"made": {"where": {"north": {"rice": [1, -1]}}}}',
        '{"made": {"size": {"north": {"pastures": [1, -1]}}}}',
        '{"other": {"where": {"north": {"pastures": [1, -1]}}}}',
    ],
)
def test_other_files_are_refused(text: str) -> None:
    """A file that is no JSON is refused by name, with the way out.

    So is one that has other tasks, features, names or levels.
    """
    with pytest.raises(
        UsageError, match=r"mine.json: no priors of these tasks .*priors.json of a release"
    ):
        read_weights(text, "mine.json", FEATURES)


def test_cells_lie_one_behind_the_other() -> None:
    """Four features of two outcomes each: cells 0 to 7, first along the first axis."""
    assert CELL["north"] == {"pastures": (0, 1), "water": (2, 3)}
    assert CELL["south"] == {"pastures": (4, 5), "water": (6, 7)}
    assert [(names, first) for names, _, first in PLACES.each()][1] == (
        ("where", "north", "water"),
        2,
    )
    two = Features({"where": PLACES.kinds["where"], "rank": Kind((1, 1, 1), (("a",),))})
    assert (two.cells("rank"), two.size) == ({"a": (8, 9, 10)}, 11)


def test_many_patches_are_drawn_as_one_by_one() -> None:
    """By rows of cells, patch by patch; a patch without candidates is asked nothing."""
    weights = SamplingWeights({"task": (-900, -700, -800, 0, 300)})
    cells, counts = np.arange(12).reshape(6, 2) % 5, [3, 0, 1, 2]
    for seed in range(40):
        level = 5 * (seed % 3)
        chances = [rng_for(seed, str(patch), "task") for patch in range(4)]
        places = list(weights.places("task", cells, counts, chances, level=level))
        again = [rng_for(seed, str(patch), "task") for patch in range(4)]
        rows = [range(3), range(0), range(3, 4), range(4, 6)]
        of_patches = [[(cells[row].tolist(), row, level) for row in one] for one in rows]
        drawn = map(weights.draw, ["task"] * 4, of_patches, again)
        assert places == list(drawn)


def test_shares_are_those_of_many_draws() -> None:
    """Weights of 1, 2 and 1/2 beside 1 of asking nothing: 2/9, 4/9, 1/9; alone 1 of 1 + 1."""
    weights = SamplingWeights({"task": (0, OCTAVE, -OCTAVE)})
    cells, patch = np.array([[0], [1], [2], [0]]), np.array([0, 0, 0, 2])
    shares = weights.shares("task", cells, patch, level=-ASKING)
    assert shares == pytest.approx([2 / 9, 4 / 9, 1 / 9, 1 / 2])


def test_an_empty_set_asks_nothing() -> None:
    """No candidates, no question, and no draw."""
    assert NEUTRAL.draw("made", [], rng_for(0, "", "")) is None


def test_levels_beyond_the_table_are_its_ends() -> None:
    """A candidate of thirty cells of one extreme level is asked never or nearly always.

    There is no error at the lowest or highest level.
    """
    weights, offered = (
        SamplingWeights({"made": (LOWEST, HIGHEST)}),
        [((0,) * 30, "never", 0), ((1,) * 30, "always", 0)],
    )
    draws = [weights.draw("made", offered, rng_for(0, str(k), "")) for k in range(50)]
    assert set(draws) == {"always"}
