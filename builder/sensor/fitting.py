"""What a survey fits for sensor questions: trees that guess, and sampling weights. -> priors.json

    examples -> trees (guessing) -> candidates -> levels (raking) -> Fitted

It is stored under "sensor" in `priors.json`, with its version.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from bigearthnet_txt_reader.given import from_json
from builder.balance import (
    Candidate,
    Listing,
    SamplingWeights,
    listed,
    rake,
    read_weights,
    weights_json,
)
from builder.chance import Chance, rng_for
from builder.errors import UsageError
from builder.records import Patch
from builder.sensor.guessing import Example, Guessing, guessing_of, learn, lessons, read_guessing
from builder.sensor.offers import View
from builder.sensor.regions import boxes
from builder.sensor.sets import FEATURES, SETS
from builder.sensor.signals import Signals, signals_of

VERSION = "2"
Run = Callable[..., Iterable[Any]]


class Fitted(NamedTuple):
    """By what the questions of a release are drawn."""

    guessing: Guessing
    weights: SamplingWeights

    def tree(self) -> dict[str, Any]:
        """As it is stored in `priors.json`."""
        weights = from_json(weights_json(self.weights, FEATURES))
        return {"version": VERSION, "weights": weights, **self.guessing.tree()}


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
    return Fitted(read_guessing(stored), weights)


def signals_of_patch(patch: Patch, seed: int) -> Signals:
    """The signals of the regions that are drawn for a patch."""
    chance = rng_for(seed, patch.record.patch_id, "sensor boxes")
    return signals_of(patch.bands, boxes(chance))


def chance_of(seed: int, patch_id: str, name: str) -> Chance:
    """The draws of a set of questions on a patch."""
    return rng_for(seed, patch_id, f"sensor {name}")


class Surveyed(NamedTuple):
    """A patch of the survey, with its name."""

    patch_id: str
    example: Example


def fitted(surveyed: Sequence[Surveyed], seed: int, run: Run) -> Fitted:
    """Trees and weights of these patches; `run(function, jobs)` gives the results in any order."""
    examples = [one.example for one in surveyed]
    guessing = guessing_of(run(learn, list(lessons(examples))), examples)
    views = [
        (one.patch_id, View(one.example.signals, guessing.of(*one.example))) for one in surveyed
    ]
    jobs = [(name, _listing(name, views, seed)) for name in SETS]
    levels = dict(run(_raked, jobs))
    return Fitted(guessing, SamplingWeights({name: levels[name] for name in SETS}))


def _listing(name: str, views: Iterable[tuple[str, View]], seed: int) -> Listing:
    return listed(_candidates(name, views, seed))


def _candidates(
    name: str, views: Iterable[tuple[str, View]], seed: int
) -> Iterator[Sequence[Candidate]]:
    for patch_id, view in views:
        yield SETS[name].candidates(view, chance_of(seed, patch_id, name))


def _raked(job: tuple[str, Listing]) -> tuple[str, tuple[int, ...]]:
    name, listing = job
    return name, rake(listing, FEATURES[name])
