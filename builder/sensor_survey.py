"""The survey for sensor questions: pixels of a sample -> trees that guess, and sampling weights.

PatchRecord -> Patch -> signals of its regions (survey_signals) -> Fitted. Example: 10,000 patches,
a fair sample by the hash of their places, take about four minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from builder.errors import Rejected
from builder.records import Patch, PatchRecord
from builder.sensor import LESSONS, Fitted, Surveyed, fitted, joined, surveyed
from builder.sources import Store, read_patch

SENSOR_SURVEY = 10_000  # patches, at most
_JOB = 100  # patches a worker reads at a time


@dataclass(frozen=True, slots=True)
class SignalsJob:
    """Patches to read; `number` is the turn of the job, in which its result is used."""

    number: int
    store: Store
    records: Sequence[PatchRecord]
    seed: int


def survey_signals(job: SignalsJob) -> tuple[int, int, Surveyed]:
    """The turn of a job, its patches, and the signals of those that can be used."""
    return job.number, len(job.records), surveyed(list(_usable(job)), job.seed)


def _usable(job: SignalsJob) -> Iterator[Patch]:
    """Without patches that cannot be used: the shard that holds one reports it."""
    for record in job.records:
        with suppress(Rejected):
            yield read_patch(job.store, record, maps_only=False)


def sensor_survey(
    store: Store,
    records: Sequence[PatchRecord],
    seed: int,
    *,
    run: Callable[..., Iterable[Any]],
    progress: Callable[[int], object],
    learned: Callable[[int, int], object],
) -> Fitted:
    """What sensor questions of these patches are drawn by.

    `progress(n)` follows each n patches, `learned(1, of)` each of so many lessons.
    """
    starts = range(0, len(records), _JOB)
    jobs = [SignalsJob(k, store, records[at : at + _JOB], seed) for k, at in enumerate(starts)]
    found: dict[int, Surveyed] = {}
    for number, patches, part in run(survey_signals, jobs):
        progress(patches)
        found[number] = part
    counted = partial(_counted, run, learned)
    return fitted(joined([part for _, part in sorted(found.items())]), seed, counted)


def _counted(
    run: Callable[..., Iterable[Any]],
    learned: Callable[[int, int], object],
    function: Callable[..., Any],
    jobs: Sequence[Any],
) -> Iterator[Any]:
    """The results of jobs, each told of."""
    for result in run(function, jobs):
        learned(1, LESSONS)
        yield result
