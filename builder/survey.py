"""The survey before a build: the sampling weights that make the answers even.

It finds which questions could be asked of the patches.

PatchRecord -> reference map -> Facts -> candidates (survey_patches) -> levels of a task (fit) ->
SamplingWeights. Only reference maps are read. Example: 20,000 of 464,044 patches, a fair sample by
the hash of their places, take about 20 s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from builder.annotate import FEATURES, candidate_sets
from builder.balance import Listing, Occurrence, SamplingWeights, joined, listed, rake
from builder.errors import Rejected
from builder.landcover import analyse
from builder.records import Facts, PatchRecord
from builder.sources import Store, read_map

SURVEY = 20_000  # patches, at most
_JOB = 500  # patches a worker lists at a time


@dataclass(frozen=True, slots=True)
class SurveyJob:
    """Patches to list; `number` is the turn of the job, in which its result is used."""

    number: int
    store: Store
    records: Sequence[PatchRecord]
    seed: int
    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What a job found: the candidates per task, in the order of its patches."""

    number: int
    patches: int
    listings: dict[str, Listing]


def survey_patches(job: SurveyJob) -> Surveyed:
    """The candidates of a job's patches."""
    known = list(_facts(job))
    found = {task: _listing(task, known, job) for task in FEATURES}
    return Surveyed(job.number, len(job.records), found)


def _facts(job: SurveyJob) -> Iterator[Facts]:
    """Without patches whose map cannot be used: the shard that holds one reports it."""
    for record in job.records:
        try:
            yield Facts(record, analyse(read_map(job.store, record)))
        except Rejected:
            continue


def _listing(task: str, known: Sequence[Facts], job: SurveyJob) -> Listing:
    sets = [candidate_sets(task, facts, job.seed, job.occurrence) for facts in known]
    return listed(chain.from_iterable(sets))


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
) -> SamplingWeights:
    """The sampling weights of these patches; `progress(n)` after each n patches.

    `run(function, jobs)` gives the results in any order, as `run_local` does. Raises DataError if
    workers crash again and again with the same job.
    """
    occurrence = Occurrence.of((record.country, record.labels) for record in records)
    found: list[Surveyed] = []
    for result in run(survey_patches, _jobs(store, records, seed, occurrence)):
        progress(result.patches)
        found.append(result)
    if not found:
        return SamplingWeights()
    levels = dict(run(fit, _joined(found)))
    return SamplingWeights({task: levels[task] for task in FEATURES}, occurrence)


def _jobs(
    store: Store, records: Sequence[PatchRecord], seed: int, occurrence: Occurrence
) -> list[SurveyJob]:
    starts = range(0, len(records), _JOB)
    return [
        SurveyJob(
            number=number,
            store=store,
            records=records[first : first + _JOB],
            seed=seed,
            occurrence=occurrence,
        )
        for number, first in enumerate(starts)
    ]


def _joined(found: Sequence[Surveyed]) -> list[tuple[str, Listing]]:
    """Each task with the candidates of all patches, in the order of the jobs."""
    ordered = sorted(found, key=lambda result: result.number)
    return [(task, _of_task(task, ordered)) for task in FEATURES]


def _of_task(task: str, found: Sequence[Surveyed]) -> Listing:
    return joined([result.listings[task] for result in found])
