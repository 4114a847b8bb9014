"""What a survey fits for sensor questions: trees that guess, and sampling weights. -> priors.json

    examples -> guessing -> offers -> levels (raking) -> preferences -> offers -> levels -> Fitted

It is stored under "sensor" in `priors.json`, with its version.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from bigearthnet_txt_reader.given import from_json
from builder.balance import Listing, Pace, SamplingWeights, rake, read_weights, weights_json
from builder.chance import Chance, rng_for
from builder.errors import UsageError
from builder.geometry import Box
from builder.records import Patch
from builder.sensor.guessing import (
    FOLDS,
    LEARNED,
    Examples,
    Guesses,
    Guessing,
    guessing_of,
    learn,
    lessons,
    read_guessing,
)
from builder.sensor.offers import Offers, View
from builder.sensor.preferences import (
    COMPARED,
    PairTrees,
    learn_pairs,
    pair_lessons,
    pair_trees_of,
    read_pair_trees,
    untaught,
)
from builder.sensor.regions import boxes
from builder.sensor.sets import FEATURES, LEVELS, SETS, TEACHING
from builder.sensor.signals import Signals, joined_signals, signals_of
from builder.sensor.teaching import drawn_pairs

VERSION = "5"
# The features of a question go together.
_PACE = Pace(rounds=300, step=0.1, momentum=0.9, tolerance=0.02)
Run = Callable[..., Iterable[Any]]
LESSONS = FOLDS * (len(LEARNED) + len(COMPARED)) + len(TEACHING) + len(SETS)  # of a survey


class Fitted(NamedTuple):
    """By what the questions of a release are drawn."""

    guessing: Guessing
    pair_trees: PairTrees
    weights: SamplingWeights

    def view(self, examples: Examples) -> View:
        """Patches as questions see them."""
        guesses = self.guessing.of(examples)
        return View(examples.signals, guesses, self.pair_trees.of(examples, guesses))

    def tree(self) -> dict[str, Any]:
        """As it is stored in `priors.json`."""
        weights = from_json(weights_json(self.weights, FEATURES))
        pair_trees = self.pair_trees.tree()
        return {
            "version": VERSION,
            "weights": weights,
            "preferences": pair_trees,
            **self.guessing.tree(),
        }


def read_fitted(stored: Any, name: str) -> Fitted:
    """What `Fitted.tree` gave; `name` is that of its file. Raises UsageError for anything else."""
    if stored is None:
        raise UsageError(
            f"{name}: nothing for sensor questions; give the priors.json of a release "
            "that was built with --sensor, or leave out --priors"
        )
    try:
        return _read(dict(stored))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(
            f"{name}: no priors of sensor questions ({error}); give the priors.json as a release "
            "with --sensor of this version has it"
        ) from error


def _read(stored: dict[str, Any]) -> Fitted:
    version = stored.pop("version")
    if version != VERSION:
        raise ValueError(f"version {version!r}, expected {VERSION!r}")
    weights = read_weights(json.dumps(stored.pop("weights")), "weights", FEATURES)
    pair_trees = read_pair_trees(stored.pop("preferences"))
    return Fitted(read_guessing(stored), pair_trees, weights)


def signals_of_patches(patches: Iterable[Patch], seed: int) -> Signals:
    """The signals of the regions that are drawn for patches."""
    return signals_of([(patch.bands, _boxes(patch, seed)) for patch in patches])


def _boxes(patch: Patch, seed: int) -> list[Box]:
    return boxes(rng_for(seed, patch.record.patch_id, "sensor boxes"))


def chances_of(seed: int, patch_ids: Iterable[str], name: str) -> list[Chance]:
    """The draws of a set of questions on each patch."""
    return [rng_for(seed, patch_id, f"sensor {name}") for patch_id in patch_ids]


class Surveyed(NamedTuple):
    """Patches of the survey, with their names."""

    patch_ids: Sequence[str]
    examples: Examples


def surveyed(patches: Sequence[Patch], seed: int) -> Surveyed:
    """What a survey keeps of patches."""
    places = [patch.record.place for patch in patches]
    patch_ids = [patch.record.patch_id for patch in patches]
    return Surveyed(patch_ids, Examples(places, signals_of_patches(patches, seed)))


def joined(parts: Sequence[Surveyed]) -> Surveyed:
    """All patches of a survey, in the order given."""
    patch_ids = [name for part in parts for name in part.patch_ids]
    places = [place for part in parts for place in part.examples.places]
    signals = joined_signals([part.examples.signals for part in parts])
    return Surveyed(patch_ids, Examples(places, signals))


def fitted(surveyed: Surveyed, seed: int, run: Run) -> Fitted:
    """Trees and weights of these patches; `run(function, jobs)` gives the results in any order."""
    patch_ids, examples = surveyed
    guessing = guessing_of(run(learn, list(lessons(examples))), examples)
    guesses = guessing.of(examples)
    offers = partial(_offers, examples, guesses, partial(chances_of, seed, patch_ids))
    pair_trees = _taught(examples, guesses, offers(untaught(), TEACHING), run)
    return Fitted(guessing, pair_trees, _weights(offers(pair_trees, SETS), run))


def _taught(
    examples: Examples, guesses: Guesses, offers: Mapping[str, Offers], run: Run
) -> PairTrees:
    """Trees of preferences, taught by what would be drawn of offers without them."""
    drawn = drawn_pairs(offers, _weights(offers, run))
    pairs = list(pair_lessons(drawn, examples, guesses))
    return pair_trees_of(run(learn_pairs, pairs), drawn, examples, guesses)


def _offers(
    examples: Examples,
    guesses: Guesses,
    chances: Callable[[str], Sequence[Chance]],
    pair_trees: PairTrees,
    names: Iterable[str],
) -> dict[str, Offers]:
    """The offers of some sets, by name."""
    view = View(examples.signals, guesses, pair_trees.of(examples, guesses))
    return {name: SETS[name].offers(view, chances(name)) for name in names}


def _weights(offers: Mapping[str, Offers], run: Run) -> SamplingWeights:
    """The weights of sets by which their features are even."""
    jobs = [(name, _listing(found, LEVELS[name])) for name, found in offers.items()]
    levels = dict(run(_raked, jobs))
    return SamplingWeights({name: levels[name] for name in offers})


def _listing(offers: Offers, level: int) -> Listing:
    sizes = np.bincount(offers.patch)
    levels = np.full(len(offers.patch), level, np.int32)
    return Listing(offers.cells.astype(np.int32), levels, sizes[sizes > 0].astype(np.int32))


def _raked(job: tuple[str, Listing]) -> tuple[str, tuple[int, ...]]:
    name, listing = job
    return name, rake(listing, FEATURES[name], pace=_PACE)
