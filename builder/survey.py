"""The survey before a build: which questions could be asked of its patches, and the draw weights
that make their answers even.

PatchRecord -> reference map -> LandCover -> candidates (survey_patches) -> one task's levels (fit)
-> Priors Only reference maps are read. Example: 20,000 of 464,044 candidates, a fair sample by the
hash of their places, take about 20 s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from builder.annotate import FEATURES, lots
from builder.balance import Listing, Priors, joined, listed, rake
from builder.errors import Rejected
from builder.landcover import analyse
from builder.records import LandCover, PatchRecord
from builder.sources import Store, read_map

SURVEY = 20_000  # patches, at most
_JOB = 500  # patches a worker lists at a time


@dataclass(frozen=True, slots=True)
class SurveyJob:
    """Patches to list; `number` is the place of the job among all, in which its result is used."""

    number: int
    store: Store
    records: Sequence[PatchRecord]
    seed: int


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What a job found: the candidates per task, in the order of its patches."""

    number: int
    patches: int
    listings: dict[str, Listing]


def survey_patches(job: SurveyJob) -> Surveyed:
    """The candidates of a job's patches; one whose map cannot be used is left out, as the shard
    that holds it reports it.
    """
    known: list[tuple[PatchRecord, LandCover]] = []
    for record in job.records:
        try:
            known.append((record, analyse(read_map(job.store, record))))
        except Rejected:
            continue
    found = {
        task: listed(
            [lot for record, cover in known for lot in lots(task, record, cover, job.seed)]
        )
        for task in FEATURES
    }
    return Surveyed(job.number, len(job.records), found)


def fit(listing: tuple[str, Listing]) -> tuple[str, tuple[int, ...]]:
    """A task, and the levels of its features."""
    task, candidates = listing
    return task, rake(candidates, FEATURES[task])


def survey(
    store: Store,
    records: Sequence[PatchRecord],
    seed: int,
    *,
    run: Callable[..., Iterable[Any]],
    progress: Callable[[int], object],
) -> Priors:
    """The priors of these patches; `progress(n)` after each n patches. `run(function, jobs)` gives
    the results in any order, as `run_local` does. Raises DataError where workers die again and
    again with the same job.
    """
    jobs = [
        SurveyJob(k, store, records[first : first + _JOB], seed)
        for k, first in enumerate(range(0, len(records), _JOB))
    ]
    found: list[Surveyed] = []
    for result in run(survey_patches, jobs):
        progress(result.patches)
        found.append(result)
    found.sort(key=lambda result: result.number)
    if not found:
        return Priors()
    listings = [(task, joined([result.listings[task] for result in found])) for task in FEATURES]
    levels = dict(run(fit, listings))
    return Priors({task: levels[task] for task in FEATURES})
