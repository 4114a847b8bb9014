"""What an engine promises: run(function, jobs) -> results as they come, even if workers crash.

    for report in Local(workers=2).run(read_shard, jobs): ...

A worker holds one job at a time, so a crash has one culprit: its job goes to another worker, and
all other jobs are not disturbed. Jobs are drawn from their iterable a few ahead, results are
yielded as they come: the memory of a run does not grow with the number of its jobs.
Example: of 464 shards, the worker of train-00017 is killed: 463 are done once, that one twice.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from builder.errors import DataError

J = TypeVar("J")
R = TypeVar("R")
ATTEMPTS = 3  # workers that crash with the same job before it is given up


@dataclass(frozen=True, slots=True)
class Crash(Generic[J]):
    """A worker crashed with a job: for the `number`th time, `how` as in "killed by SIGKILL".

    `worker` is its process ID, or its address in a cluster.
    """

    job: J
    number: int
    how: str
    worker: int | str


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a job that went well."""

    result: Any


@dataclass(slots=True)
class Assignment(Generic[J]):
    """A job and the number of workers that crashed with it.

    In a cluster, while it is in flight, `worker` is the address of the worker that has it, and
    `key` the name of the job there.
    """

    job: J
    crashes: int = 0
    worker: str = ""
    key: str = ""


def ignore(_: object) -> None:
    """Does nothing about a crash: the job is done again anyway."""


def stop(crash: Crash[Any]) -> Any:
    """Ends the run with a job that is given up. Raises DataError."""
    crashes = f"{crash.number} worker processes crashed one after the other with the same job"
    raise DataError(
        f"{crashes} ({crash.how}); finished work is kept: free memory or repair what it reads, "
        "and run the same command again"
    )


class Engine(Protocol):
    """Workers that do jobs, on this machine or on many."""

    def run(
        self,
        function: Callable[[J], R],
        jobs: Iterable[J],
        *,
        crashed: Callable[[Crash[J]], object] = ignore,
        lost: Callable[[Crash[J]], R] = stop,
    ) -> Generator[R, None, None]:
        """Yields function(job) in the order of completion.

        A job whose worker crashes (killed, or out of memory) is done again by another one, and
        `crashed(crash)` is called for each crash. After three crashes with the same job
        `lost(crash)` is yielded in its place. Raises what a job raises, and DataError if workers
        cannot be had; unfinished jobs are dropped then.
        """
        ...


class Run(Protocol):
    """The jobs of one run, on the way to their workers and back."""

    def supply(self) -> bool:
        """Gives jobs to workers that have none; false if all jobs are done."""
        ...

    def events(self) -> Iterator[Done | Crash[Any]]:
        """Waits for workers; yields results and crashes. Raises what a job raised."""
        ...

    def close(self) -> None:
        """Drops the jobs in flight."""
        ...


def results(
    run: Run, crashed: Callable[[Crash[J]], object], lost: Callable[[Crash[J]], R]
) -> Generator[R, None, None]:
    """The results of a run until its last job; closes the run in any case."""
    try:
        while run.supply():
            for event in run.events():
                if isinstance(event, Done):
                    # First of all: the worker shall not wait for the one who takes the result.
                    run.supply()
                    yield event.result
                    continue
                crashed(event)
                if event.number == ATTEMPTS:
                    yield lost(event)
    finally:
        run.close()
