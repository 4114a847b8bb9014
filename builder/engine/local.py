"""Worker processes on this machine: run(function, jobs) -> results as they come.

A result is yielded as soon as its job is done; the caller keeps what was finished when a later job fails.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from builder.errors import DataError

J = TypeVar("J")
R = TypeVar("R")


def _ignore_interrupt() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent alone answers it


def run_local(function: Callable[[J], R], jobs: Sequence[J], *, workers: int) -> Iterator[R]:
    """Yields function(job) in the order of completion. Raises what a job raises; unfinished jobs are dropped then.

    Raises DataError when a worker process dies (killed, or out of memory).
    """
    if workers == 1:  # here: a second interpreter would only cost its start
        yield from map(function, jobs)
        return
    if not jobs:
        return
    pool = ProcessPoolExecutor(min(workers, len(jobs)), mp_context=get_context("spawn"), initializer=_ignore_interrupt)
    try:
        for future in as_completed([pool.submit(function, job) for job in jobs]):
            yield future.result()
    except BrokenProcessPool:
        message = "a worker process died (killed, or out of memory); finished shards are kept: run the same command again to continue"
        raise DataError(message) from None
    finally:
        for process in (pool._processes or {}).values():
            process.terminate()  # a job that is still running belongs to a build that has ended
        pool.shutdown(cancel_futures=True)
