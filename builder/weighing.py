"""By what questions are drawn: weights that are given, shipped, or those of a survey.

Layout -> Layout with `priors`, and with `sensor` if questions on radar and infrared are asked ->
priors.json
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from builder.annotate import FEATURES
from builder.balance import SamplingWeights, weights_json
from builder.inputs import Inputs, given_fitted, given_priors
from builder.planning import Layout
from builder.progress import Events, Watch
from builder.records import PatchRecord
from builder.sensor import Fitted
from builder.sensor_survey import SENSOR_SURVEY, sensor_survey
from builder.settings import Settings
from builder.shards.plan import limited
from builder.shipped import shipped
from builder.sources import make_records
from builder.survey import SURVEY, survey


@dataclass(frozen=True, slots=True)
class Weighing:
    """What finding the weights needs; `run(function, jobs)` is that of an engine."""

    inputs: Inputs
    settings: Settings
    run: Callable[..., Iterable[Any]]
    watch: Watch
    events: Events

    def of(self, layout: Layout) -> Layout:
        """The layout with its weights."""
        priors = self._priors(layout)
        return replace(layout, priors=priors, sensor=self._sensor(layout))

    def _priors(self, layout: Layout) -> SamplingWeights:
        if given := self.inputs.priors:
            return given_priors(given)
        if self.settings.priors:
            return shipped()
        found: SamplingWeights = self._surveyed(survey, layout, SURVEY, what="survey")
        return found

    def _sensor(self, layout: Layout) -> Fitted | None:
        """None if no sensor questions are asked."""
        if not self.settings.sensor:
            return None
        if given := self.inputs.priors:
            return given_fitted(given)
        how = partial(sensor_survey, learned=partial(self.watch.advance, "trees"))
        found: Fitted = self._surveyed(how, layout, SENSOR_SURVEY, what="sensors")
        return found

    def _surveyed(self, how: Callable[..., Any], layout: Layout, most: int, *, what: str) -> Any:
        """What a survey finds of so many patches at most; `what` is the name of its bar."""
        records = self._sample(layout, most)
        store, seed, start = self.inputs.store, self.settings.seed, time.monotonic()
        progress = partial(self._advance, what, of=len(records))
        found = how(store, records, seed, run=self.run, progress=progress)
        seconds = round(time.monotonic() - start, 3)
        self.events.note("surveyed", patches=len(records), seconds=seconds)
        return found

    def _sample(self, layout: Layout, most: int) -> list[PatchRecord]:
        return make_records(limited(layout.candidates, most), self.inputs.climate)

    def _advance(self, what: str, patches: int, of: int) -> None:
        self.watch.advance(what, patches, of)


def priors_json(layout: Layout) -> str:
    """The text of `priors.json`."""
    sensor = layout.sensor.tree() if layout.sensor else None
    return weights_json(layout.priors, FEATURES, sensor)
