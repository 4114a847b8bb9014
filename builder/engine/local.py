"""Worker processes on this machine; a single worker is the process of the caller.

Local(workers=2).run(square, [1, 2, 3]) -> 1, 4, 9 in the order of completion
"""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import ENOMEM
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from builder.engine.protocol import ATTEMPTS, Assignment, Crash, Done, ignore, results, stop
from builder.errors import DataError

J = TypeVar("J")
R = TypeVar("R")
_FAILED_STARTS = 10  # workers in a row that crash before they can take a job: then the run ends
_SPAWN = get_context("spawn")
_RUNNING: set[int] = set()  # the worker processes of this process


def worker_processes() -> list[int]:
    """The numbers (pid) of the worker processes that run now."""
    return list(_RUNNING)


@dataclass(frozen=True, slots=True)
class Local:
    """The engine of one machine: `workers` processes, or this process if there is one worker."""

    workers: int

    def run(
        self,
        function: Callable[[J], R],
        jobs: Iterable[J],
        *,
        crashed: Callable[[Crash[J]], object] = ignore,
        lost: Callable[[Crash[J]], R] = stop,
    ) -> Generator[R, None, None]:
        """As `Engine.run`; a crash of a single worker is the end of the caller."""
        if self.workers == 1:  # here: a second interpreter would only cost its start
            yield from map(function, jobs)
            return
        yield from results(_Pool(function, jobs, self.workers), crashed, lost)


class _Worker(Generic[J]):
    """A process and the job it holds, if any; it is `ready` for jobs once it has started."""

    def __init__(self, function: Callable[[J], Any]) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_serve, args=(function, theirs), daemon=True)
        with _undisturbed():
            self.process.start()
        self._pid = self.process.pid or 0
        _RUNNING.add(self._pid)
        # The process holds the only other end: if it ends, ours reads an end of file.
        theirs.close()
        self.ready = False
        self.held: Assignment[J] | None = None

    def take(self, assignment: Assignment[J]) -> bool:
        """Sends the job; false if the worker crashed while it was idle: no fault of the job."""
        try:
            self.pipe.send(assignment.job)
        except OSError:
            return False  # the end of file follows
        self.held = assignment
        return True

    def end(self) -> str:
        """Ends the process, if it still runs; returns how it ended."""
        self.pipe.close()
        self.process.terminate()
        self.process.join()
        _RUNNING.discard(self._pid)
        code = self.process.exitcode or 0
        self.process.close()
        return _ending(code)


def _ending(code: int) -> str:
    """-9 -> "killed by SIGKILL"."""
    if code == ENOMEM:
        return "out of memory"
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


class _Pool(Generic[J]):
    """At most `size` workers, the jobs that wait for one, and the jobs that are still to come."""

    def __init__(self, function: Callable[[J], Any], jobs: Iterable[J], size: int) -> None:
        self.function, self.size = function, size
        self.coming: Iterator[Assignment[J]] = map(Assignment, jobs)
        self.waiting: deque[Assignment[J]] = deque()
        self.workers: list[_Worker[J]] = []
        self.failed_starts = 0  # workers in a row that crashed before they were ready

    def supply(self) -> bool:
        """Gives jobs to idle workers, draws a few ahead, starts workers; false if all are done."""
        self._hand_out()
        while len(self.waiting) < self.size and (drawn := next(self.coming, None)) is not None:
            self.waiting.append(drawn)
            self._hand_out()
        return bool(self.waiting) or any(worker.held for worker in self.workers)

    def _hand_out(self) -> None:
        for worker in self.workers:
            idle = worker.ready and not worker.held
            if self.waiting and idle and worker.take(self.waiting[0]):
                self.waiting.popleft()
        starting = sum(not worker.ready for worker in self.workers)
        while len(self.workers) < self.size and starting < len(self.waiting):
            self.workers.append(_Worker(self.function))
            starting += 1

    def events(self) -> Iterator[Done | Crash[J]]:
        """Waits for workers; yields results and crashes. Raises what a job raised."""
        by_pipe = {worker.pipe: worker for worker in self.workers}
        for pipe in wait(list(by_pipe)):
            yield from self._receive(by_pipe[pipe])  # type: ignore[index]

    def _receive(self, worker: _Worker[J]) -> Iterator[Done | Crash[J]]:
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._reap(worker)
            return
        if isinstance(answer, BaseException):
            raise answer
        started, worker.ready, worker.held = worker.ready, True, None
        self.failed_starts = 0
        if started:  # the first answer says only that the worker is there
            yield answer

    def _reap(self, worker: _Worker[J]) -> Iterator[Crash[J]]:
        """Removes a crashed worker; its job waits again, unless it is to be given up."""
        self.workers.remove(worker)
        pid, how = worker.process.pid or 0, worker.end()
        self._count_failed_start(worker, how)
        if (held := worker.held) is None:
            return
        held.crashes += 1
        if held.crashes < ATTEMPTS:
            self.waiting.appendleft(held)
        yield Crash(held.job, held.crashes, how, pid)

    def _count_failed_start(self, worker: _Worker[J], how: str) -> None:
        self.failed_starts += not worker.ready
        if self.failed_starts == _FAILED_STARTS:
            raise DataError(
                f"worker processes crash before they have started ({how}); "
                f"is there memory for --workers {self.size}?"
            )

    def close(self) -> None:
        """Ends all workers: a job that is still running belongs to a run that has ended."""
        for worker in self.workers:
            worker.process.terminate()
        for worker in self.workers:
            worker.end()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Processes started here ignore Ctrl-C, which reaches the whole group.

    The parent alone handles it, as soon as this block ends.
    """
    resource_tracker.ensure_running()  # it would let signals through again when it starts
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])


def _serve(function: Callable[[Any], Any], pipe: Connection) -> None:
    """What a worker does: it reports that it has started, then does one job after the other.

    It sends back the result of each job, or what the job raised.
    """
    threading.Thread(target=_follow_parent, daemon=True).start()
    answer: object = Done(None)
    while True:
        try:
            pipe.send(answer)
            job = pipe.recv()
        except (EOFError, OSError):
            return
        answer = _answer(function, job)


def _answer(function: Callable[[Any], Any], job: Any) -> object:
    try:
        return Done(function(job))
    except MemoryError:
        os._exit(ENOMEM)  # as if the system had killed it: the job gets another worker
    except Exception as error:
        error.add_note("in a worker process:\n" + traceback.format_exc())
        return error


def _follow_parent() -> None:
    """Ends this process with its parent, so that no worker writes on after a kill."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
