"""Worker processes on this machine: run(function, jobs) -> results as they come, even where workers
are killed.

A worker holds one job at a time, so a death has one culprit: its job goes to a new worker, all
others never notice. Jobs are drawn from their iterable a few ahead, results are yielded as they
come: the memory of a run does not grow with the number of its jobs. Example: of 464 shards, the
worker of train-00017 is killed: 463 shards are done once, that one twice.
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

from builder.errors import DataError

J = TypeVar("J")
R = TypeVar("R")
DEATHS = 3  # of workers with the same job, after which it is given up
_STILLBORN = (
    10  # workers in a row that die before they can take a job, after which the run is given up
)
_SPAWN = get_context("spawn")


@dataclass(frozen=True, slots=True)
class Death(Generic[J]):
    """A worker died with a job: for the `number`th time, `how` as in "killed by SIGKILL".

    `worker` is its process ID, or its address in a cluster.
    """

    job: J
    number: int
    how: str
    worker: int | str


def stop(death: Death[J]) -> Any:
    """The end of a job that nobody else answers for. Raises DataError."""
    message = (
        f"{death.number} worker processes died one after the other with the same job ({death.how})"
    )
    raise DataError(
        f"{message}; finished work is kept: free memory or repair what it reads, and run the same command again"
    )


def run_local(
    function: Callable[[J], R],
    jobs: Iterable[J],
    *,
    workers: int,
    died: Callable[[Death[J]], object] = lambda death: None,
    lost: Callable[[Death[J]], R] = stop,
) -> Generator[R, None, None]:
    """Yields function(job) in the order of completion. Raises what a job raises; unfinished jobs
    are dropped then.

    A job whose worker dies (killed, or out of memory) is done again by a new one, and `died` hears
    of each death. After three deaths with the same job `lost(death)` is yielded in its place. One
    worker works in this process, whose death is the caller's own. Raises DataError where workers
    cannot even start.
    """
    if workers == 1:  # here: a second interpreter would only cost its start
        yield from map(function, jobs)
        return
    pool = _Pool(function, jobs, workers)
    try:
        while pool.supply():
            for worker, answer in pool.listen():
                if isinstance(answer, Done):
                    # first of all: the worker shall not wait for whoever takes the result
                    pool.supply()
                    yield answer.result
                elif (death := pool.bury(worker)) is not None:
                    died(death)
                    if death.number == DEATHS:
                        yield lost(death)
    finally:
        pool.close()


@dataclass(slots=True)
class _Task(Generic[J]):
    """A job, and how many workers died with it."""

    job: J
    deaths: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a job that went well."""

    result: Any


class _Worker(Generic[J]):
    """A process and the task it holds, if any; it is `ready` for tasks once it has started."""

    def __init__(self, function: Callable[[J], Any]) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=_serve, args=(function, theirs), daemon=True)
        with _undisturbed():
            self.process.start()
        # the process holds the only other end: when it dies, ours reads an end of file
        theirs.close()
        self.ready = False
        self.task: _Task[J] | None = None

    def take(self, task: _Task[J]) -> bool:
        """Sends the job; False where the worker died while it was idle, which is no fault of the
        job: the end of file tells.
        """
        try:
            self.pipe.send(task.job)
        except OSError:
            return False
        self.task = task
        return True

    def end(self) -> str:
        """Ends the process, if it still runs; says how it died."""
        self.pipe.close()
        self.process.terminate()
        self.process.join()
        code = self.process.exitcode or 0
        self.process.close()
        if code == ENOMEM:
            return "out of memory"
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


class _Pool(Generic[J]):
    """At most `size` workers, the tasks that wait for one, and the jobs that are still to come."""

    def __init__(self, function: Callable[[J], Any], jobs: Iterable[J], size: int) -> None:
        self.function, self.size = function, size
        self.coming = map(_Task, jobs)
        self.waiting: deque[_Task[J]] = deque()
        self.workers: list[_Worker[J]] = []
        self.stillborn = 0  # workers in a row that died before they were ready

    def supply(self) -> bool:
        """Gives waiting tasks to idle workers, draws as many as there are workers, and starts
        workers for them; False: all is done.
        """
        self._hand_out()
        while len(self.waiting) < self.size and (task := next(self.coming, None)) is not None:
            self.waiting.append(task)
            self._hand_out()
        return bool(self.waiting) or any(worker.task for worker in self.workers)

    def _hand_out(self) -> None:
        for worker in self.workers:
            if self.waiting and worker.ready and not worker.task and worker.take(self.waiting[0]):
                self.waiting.popleft()
        starting = sum(not worker.ready for worker in self.workers)
        while len(self.workers) < self.size and starting < len(self.waiting):
            self.workers.append(_Worker(self.function))
            starting += 1

    def listen(self) -> Iterator[tuple[_Worker[J], Done | None]]:
        """Waits for workers; yields results with their worker, and None for a worker that died.
        Raises what a job raised.
        """
        heard = {worker.pipe: worker for worker in self.workers}
        for pipe in wait(list(heard)):
            worker = heard[pipe]  # type: ignore[index]
            try:
                answer = worker.pipe.recv()
            except (EOFError, OSError):
                yield worker, None
                continue
            if isinstance(answer, BaseException):
                raise answer
            worker.task = None
            if worker.ready:
                yield worker, answer
            worker.ready, self.stillborn = True, 0

    def bury(self, worker: _Worker[J]) -> Death[J] | None:
        """Removes a dead worker; its task waits again, unless it is to be given up. None where it
        held no task.
        """
        self.workers.remove(worker)
        pid, how = worker.process.pid or 0, worker.end()
        self.stillborn += not worker.ready
        if self.stillborn == _STILLBORN:
            raise DataError(
                f"worker processes die before they have started ({how}); is there memory for --workers {self.size}?"
            )
        if (task := worker.task) is None:
            return None
        task.deaths += 1
        if task.deaths < DEATHS:
            self.waiting.appendleft(task)
        return Death(task.job, task.deaths, how, pid)

    def close(self) -> None:
        for worker in self.workers:
            # a job that is still running belongs to a run that has ended
            worker.process.terminate()
        for worker in self.workers:
            worker.end()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Processes started here never hear of Ctrl-C, which reaches the whole group: the parent alone
    answers it, as soon as this ends.
    """
    resource_tracker.ensure_running()  # it would let signals through again when it starts
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])


def _serve(function: Callable[[Any], Any], pipe: Connection) -> None:
    """What a worker does: it says that it is there, then answers each job with its result, or with
    what was raised.
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
    """Ends this process with its parent: who was killed must leave nobody behind that writes on."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
