"""Workers of a dask cluster: the engine of many machines.

python -m builder build raw --out /shared/out --engine dask --scheduler tcp://10.0.0.5:8786

The scheduler runs already, or a cluster is started here. A worker holds as many jobs as it has
threads and no queue, so a crash has one culprit if workers have one thread each. Workers run the
code of this process or none: every job carries the sum of that code.
"""

from __future__ import annotations

import logging
import os
import pickle
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from errno import ENOMEM
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import uuid4

from builder.engine.protocol import ATTEMPTS, Assignment, Crash, Done, ignore, results, stop
from builder.errors import DataError, UsageError
from builder.provenance import code_sum

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

J = TypeVar("J")
R = TypeVar("R")
_CONNECTING, _CLOSING = 15, 5  # seconds
_LOOK = 1.0  # seconds between two looks at the workers and the scheduler
_SAME_CODE = (
    "start scheduler and workers in this folder, with this environment "
    "(PYTHONPATH=. dask worker ...)"
)


@dataclass(frozen=True, slots=True)
class Dask:
    """The engine of a cluster, through its client."""

    client: Client

    def run(
        self,
        function: Callable[[J], R],
        jobs: Iterable[J],
        *,
        crashed: Callable[[Crash[J]], object] = ignore,
        lost: Callable[[Crash[J]], R] = stop,
    ) -> Generator[R, None, None]:
        """As `Engine.run`.

        Raises DataError too if the scheduler is lost, or a worker runs other code than this one.
        """
        yield from results(_Flight(function, jobs, self.client), crashed, lost)

    def describe(self) -> str:
        """The cluster in words: its address and workers."""
        address, threads = self.client.scheduler.address, self.client.nthreads()
        if not threads:
            start = f"dask worker {address} --nthreads 1"
            return f"dask: {address} has no workers yet; the build waits for them: {start}"
        return f"dask: {address}, {len(threads)} workers with {sum(threads.values())} threads"


@contextmanager
def connected(scheduler: str | None, workers: int) -> Iterator[Dask]:
    """The cluster of a scheduler at an address such as tcp://10.0.0.5:8786.

    With None, a cluster of `workers` processes is started here. Raises UsageError if dask is not
    installed, DataError if no scheduler answers.
    """
    cluster = None
    try:
        _import_dask()
        if scheduler is None:
            cluster = _local_cluster(workers)
        client = _client(scheduler or cluster)
    except (OSError, ValueError) as error:
        raise DataError(
            f"{scheduler}: no dask scheduler answers there ({error}); start it with: dask scheduler"
        ) from error
    try:
        yield Dask(client)
    finally:
        with suppress(OSError):  # it takes too long if the scheduler is gone
            client.close(_CLOSING)
        if cluster is not None:
            with suppress(OSError):  # or the machine too busy: its processes end with this one
                cluster.close(_CLOSING)


def _import_dask() -> None:
    """Silences dask's log: crashes are events here. Raises UsageError if it is not installed."""
    try:
        import distributed  # noqa: F401 - the first import makes its loggers
    except ImportError as error:
        raise UsageError(
            "--engine dask needs the group `dask`: pip install 'distributed>=2024.8'"
        ) from error
    for name in list(logging.root.manager.loggerDict):
        if name.startswith("distributed"):
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _local_cluster(workers: int) -> LocalCluster:
    from distributed import LocalCluster

    return LocalCluster(
        workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        memory_limit=0,
    )


def _client(scheduler: str | LocalCluster | None) -> Client:
    from distributed import Client

    return Client(scheduler, timeout=_CONNECTING, set_as_default=False)


class _Flight(Generic[J]):
    """The jobs in flight, each bound to a worker, those that wait for one, and those to come.

    A job is bound to its worker, so that dask does not start it elsewhere if the worker crashes: a
    job that is given up is certainly not being done by any worker.
    """

    def __init__(self, function: Callable[[J], Any], jobs: Iterable[J], client: Client) -> None:
        self.function, self.client = function, client
        self.coming: Iterator[Assignment[J]] = map(Assignment, jobs)
        self.waiting: deque[Assignment[J]] = deque()
        self.flying: dict[str, tuple[Assignment[J], Future]] = {}
        self.threads: dict[str, int] = {}
        # Futures that are done, and messages of the scheduler.
        self.arrived: SimpleQueue[Any] = SimpleQueue()
        client.subscribe_topic("all", lambda event: self.arrived.put(event[1]))

    def supply(self) -> bool:
        """Gives jobs to all threads of the cluster that have none; false if all jobs are done."""
        busy = Counter(held.worker for held, _ in self.flying.values())
        for worker, threads in self._workers().items():
            for _ in range(threads - busy[worker]):
                if self._draw():
                    self._submit(self.waiting.popleft(), worker)
        return self._draw() or bool(self.flying)

    def _workers(self) -> dict[str, int]:
        """Address -> threads; the last answer if the scheduler is too busy to answer."""
        ask = partial(self.client.sync, self.client.scheduler.ncores, callback_timeout=_LOOK)
        with suppress(TimeoutError):
            self.threads = _asked(ask, self.client)
        return self.threads

    def _draw(self) -> bool:
        """Is a job waiting? Draws one of those to come if none is."""
        if not self.waiting and (drawn := next(self.coming, None)) is not None:
            self.waiting.append(drawn)
        return bool(self.waiting)

    def _submit(self, held: Assignment[J], worker: str) -> None:
        held.key, held.worker = f"job-{uuid4().hex}", worker
        packed = pickle.dumps((self.function, held.job))
        future = self.client.submit(
            _perform, packed, code_sum(), key=held.key, pure=False, workers=[worker]
        )
        self.flying[held.key] = held, future
        future.add_done_callback(self.arrived.put)

    def events(self) -> Iterator[Done | Crash[J]]:
        """Waits a second at most; yields results and crashes. Raises what a job raised."""
        try:
            message = self.arrived.get(timeout=_LOOK)
        except Empty:
            yield from self._reap_missing()
            return
        if not isinstance(message, dict):
            yield from self._finish(message)
        elif message["action"] == "remove-worker":
            killed = set() if message["expected"] else set(message["processing-tasks"])
            yield from self._reap(message["worker"], killed)

    def _reap_missing(self) -> Iterator[Crash[J]]:
        """Takes back the jobs of workers that were gone before they received them."""
        bound = {held.worker for held, _ in self.flying.values()}
        for worker in bound - set(self._workers()):
            yield from self._reap(worker, set())

    def _reap(self, worker: str, killed: set[str]) -> Iterator[Crash[J]]:
        """Takes back the jobs of a worker that is gone; for those in `killed` it is a crash."""
        for key in [key for key, (held, _) in self.flying.items() if held.worker == worker]:
            held, future = self.flying.pop(key)
            future.cancel()
            held.crashes += key in killed
            if held.crashes < ATTEMPTS:
                self.waiting.appendleft(held)
            if key in killed:
                yield Crash(held.job, held.crashes, "its connection broke", worker)

    def _finish(self, future: Future) -> Iterator[Done]:
        from distributed import KilledWorker

        if future.key not in self.flying:
            return
        held, _ = self.flying[future.key]
        try:
            result = self._fetch(held, future)
        except KilledWorker:
            return  # the scheduler reports the crash, too
        except (ModuleNotFoundError, RuntimeError) as error:
            _explain_unreadable(error)
            raise  # it is the job's own
        del self.flying[held.key]
        if result is None:
            self.waiting.appendleft(held)
        else:
            yield result

    def _fetch(self, held: Assignment[J], future: Future) -> Done | None:
        """The result; None if it was lost with its worker."""
        while True:
            try:
                return Done(_asked(partial(future.result, _LOOK), self.client))
            except TimeoutError:
                if future.status == "error":
                    raise  # it is the job's own
                if held.worker not in self._workers():
                    return None

    def close(self) -> None:
        """Drops the jobs in flight, if the scheduler is still there."""
        futures = [future for _, future in self.flying.values()]
        with suppress(DataError, OSError):
            _asked(partial(self.client.unsubscribe_topic, "all"), self.client)
            _asked(partial(self.client.cancel, futures), self.client)


def _explain_unreadable(error: Exception) -> None:
    """Raises DataError if the cluster could not read the job itself."""
    if isinstance(error, ModuleNotFoundError) or "deserialization" in str(error):
        first = str(error).strip().splitlines()[0]
        raise DataError(f"the dask cluster cannot read a job ({first}); {_SAME_CODE}") from error


def _asked(question: Callable[[], R], client: Client) -> R:
    """question(), which needs the scheduler. Raises DataError if the scheduler is gone."""
    from distributed import CancelledError
    from distributed.comm import CommClosedError

    try:
        if client.status == "running":  # else dask would try to connect again for half a minute
            return question()
    except (CancelledError, CommClosedError):
        pass
    except OSError:
        if client.status == "running":
            raise  # it is the job's own
    raise DataError(
        "the connection to the dask scheduler broke; what was finished is kept: "
        "start scheduler and workers, and run the same command again"
    )


def _perform(packed: bytes, code: str) -> Any:
    """What a worker does with a job, if it runs the same code."""
    if code != code_sum():
        from distributed import get_worker

        raise DataError(
            f"the dask worker {get_worker().address} runs other code ({code_sum()}) "
            f"than this process ({code}); {_SAME_CODE}"
        )
    function, job = pickle.loads(packed)
    try:
        return function(job)
    except MemoryError:
        os._exit(ENOMEM)  # as if the system had killed it: the job gets another worker
