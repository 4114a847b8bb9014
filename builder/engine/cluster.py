"""Workers of a dask cluster: the same as `run_local` on many machines, for a scheduler that runs
already or one started here.

python -m builder build raw --out /shared/bigearthnet_txt --engine dask --scheduler tcp://10.0.0.5:8786
A worker holds as many jobs as it has threads, no queue, so a death has one culprit where workers
have one thread: its job goes to another worker. Workers run the code of this process or none: every
job brings the sum of it along.
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
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from uuid import uuid4

from builder.engine.local import DEATHS, Death, Done, stop
from builder.errors import DataError, UsageError

if TYPE_CHECKING:
    from distributed import Client, Future

J = TypeVar("J")
R = TypeVar("R")
_CONNECTING, _CLOSING = 15, 5  # seconds
_LOOK = 1.0  # seconds after which to look for new workers, and whether the scheduler is still there
_SAME_CODE = "start scheduler and workers in this folder, with this environment (PYTHONPATH=. dask worker ...)"


@contextmanager
def connected(scheduler: str | None, workers: int) -> Iterator[Client]:
    """The client of a scheduler at an address such as tcp://10.0.0.5:8786; with None, of a cluster
    of `workers` processes started here.

    Raises UsageError where dask is not installed, DataError where no scheduler answers.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise UsageError(
            "--engine dask needs the extra `dask`: pip install 'distributed>=2024.8'"
        ) from error
    for name in [
        name for name in logging.root.manager.loggerDict if name.startswith("distributed")
    ]:
        logging.getLogger(name).setLevel(
            logging.CRITICAL
        )  # deaths and lost connections are told by this program
    cluster = None
    try:
        if scheduler is None:
            cluster = LocalCluster(
                workers,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                memory_limit=0,
            )
        client = Client(scheduler or cluster, timeout=_CONNECTING, set_as_default=False)
    except (OSError, ValueError) as error:
        raise DataError(
            f"{scheduler}: no dask scheduler answers there ({error}); start it with: dask scheduler"
        ) from error
    try:
        yield client
    finally:
        with suppress(OSError):  # it takes too long where the scheduler is gone
            client.close(_CLOSING)
        if cluster is not None:
            cluster.close(_CLOSING)


def about(client: Client) -> str:
    """The cluster in words: its address and workers."""
    address, threads = client.scheduler.address, client.nthreads()
    if not threads:
        return f"dask: {address} has no workers yet; the build waits for them: dask worker {address} --nthreads 1"
    return f"dask: {address}, {len(threads)} workers with {sum(threads.values())} threads"


def run_dask(
    function: Callable[[J], R],
    jobs: Iterable[J],
    *,
    client: Client,
    died: Callable[[Death[J]], object] = lambda death: None,
    lost: Callable[[Death[J]], R] = stop,
) -> Generator[R, None, None]:
    """Yields function(job) in the order of completion, with the meaning of `run_local`: the jobs of
    a dead worker are done again.

    After three deaths of workers with the same job `lost(death)` is yielded in its place. Raises
    what a job raises, and DataError where the scheduler is lost, or a worker runs other code than
    this process.
    """
    run = _Run(function, jobs, client)
    try:
        while run.supply():
            for told in run.listen():
                if isinstance(told, Death):
                    died(told)
                    if told.number == DEATHS:
                        yield lost(told)
                else:
                    # first of all: the worker shall not wait for whoever takes the result
                    run.supply()
                    yield told.result
    finally:
        run.close()


@dataclass(slots=True)
class _Task(Generic[J]):
    """A job; while it is in flight `key` is its name in the cluster, and `worker` the address of
    the one that has it.
    """

    job: J
    key: str = ""
    worker: str = ""
    deaths: int = 0


class _Run(Generic[J]):
    """The jobs in flight, each on a worker of its own choice, those that wait for a worker, and
    those that are still to come.

    A job is bound to its worker, so that dask does not start it elsewhere when the worker dies:
    whoever is told that it is given up can be sure that nobody works on it any more.
    """

    def __init__(self, function: Callable[[J], Any], jobs: Iterable[J], client: Client) -> None:
        self.function, self.client = function, client
        self.coming = map(_Task, jobs)
        self.waiting: deque[_Task[J]] = deque()
        self.flying: dict[str, tuple[_Task[J], Future]] = {}
        self.threads: dict[str, int] = {}
        self.heard: SimpleQueue[Any] = (
            SimpleQueue()
        )  # futures that are done, and what the scheduler tells
        client.subscribe_topic("all", lambda event: self.heard.put(event[1]))

    def supply(self) -> bool:
        """Gives jobs to all threads of the cluster that have none; False: all is done."""
        busy = Counter(task.worker for task, _ in self.flying.values())
        for worker, threads in self._workers().items():
            for _ in range(threads - busy[worker]):
                if self._draw():
                    self._submit(self.waiting.popleft(), worker)
        return self._draw() or bool(self.flying)

    def _workers(self) -> dict[str, int]:
        """Address -> threads; while the scheduler is too busy to answer, as it last said."""
        ask = partial(self.client.sync, self.client.scheduler.ncores, callback_timeout=_LOOK)
        with suppress(TimeoutError):
            self.threads = _asked(ask, self.client)
        return self.threads

    def _draw(self) -> bool:
        """Whether a job waits, drawn from those to come where none does."""
        if not self.waiting and (task := next(self.coming, None)) is not None:
            self.waiting.append(task)
        return bool(self.waiting)

    def _submit(self, task: _Task[J], worker: str) -> None:
        task.key, task.worker = f"job-{uuid4().hex}", worker
        packed = pickle.dumps((self.function, task.job))
        future = self.client.submit(
            _perform, packed, _code(), key=task.key, pure=False, workers=[worker]
        )
        self.flying[task.key] = task, future
        future.add_done_callback(self.heard.put)

    def listen(self) -> Iterator[Done | Death[J]]:
        """Waits for something to happen, a second at most; yields results, and deaths of workers.
        Raises what a job raised.
        """
        try:
            told = self.heard.get(timeout=_LOOK)
        except Empty:
            for worker in {task.worker for task, _ in self.flying.values()} - set(self._workers()):
                yield from self._bury(worker, set())  # gone before it was given the job
            return
        if not isinstance(told, dict):
            yield from self._finish(told)
        elif told["action"] == "remove-worker":
            yield from self._bury(
                told["worker"], set() if told["expected"] else set(told["processing-tasks"])
            )

    def _finish(self, future: Future) -> Iterator[Done]:
        from distributed import KilledWorker

        if future.key not in self.flying:
            return
        task, _ = self.flying[future.key]
        try:
            result = self._fetch(task, future)
        except KilledWorker:
            return  # the scheduler tells of the death, too
        except (ModuleNotFoundError, RuntimeError) as error:
            if not (isinstance(error, ModuleNotFoundError) or "deserialization" in str(error)):
                raise  # it is the job's own
            raise DataError(
                f"the dask cluster cannot read a job ({str(error).strip().splitlines()[0]}); {_SAME_CODE}"
            ) from error
        del self.flying[task.key]
        if result is None:
            self.waiting.appendleft(task)
        else:
            yield result

    def _fetch(self, task: _Task[J], future: Future) -> Done | None:
        """The result; None where it was lost with its worker."""
        while True:
            try:
                return Done(_asked(partial(future.result, _LOOK), self.client))
            except TimeoutError:
                if future.status == "error":
                    raise  # it is the job's own
                if task.worker not in self._workers():
                    return None

    def _bury(self, worker: str, killed: set[str]) -> Iterator[Death[J]]:
        """Takes back the jobs of a worker that is gone; for those in `killed` it is a death, and
        the last of them ends the job.
        """
        for key in [key for key, (task, _) in self.flying.items() if task.worker == worker]:
            task, future = self.flying.pop(key)
            future.cancel()
            task.deaths += key in killed
            if task.deaths < DEATHS:
                self.waiting.appendleft(task)
            if key in killed:
                yield Death(task.job, task.deaths, "its connection broke", worker)

    def close(self) -> None:
        """Drops the jobs in flight, if there is still a scheduler to be told."""
        with suppress(DataError, OSError):
            _asked(partial(self.client.unsubscribe_topic, "all"), self.client)
            _asked(
                partial(self.client.cancel, [future for _, future in self.flying.values()]),
                self.client,
            )


def _asked(question: Callable[[], R], client: Client) -> R:
    """question(), where it needs the scheduler. Raises DataError where that is gone."""
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
    message = "the connection to the dask scheduler broke; what was finished is kept: start scheduler and workers"
    raise DataError(f"{message}, and run the same command again")


def _perform(packed: bytes, code: str) -> Any:
    """What a worker does with a job, if it runs the same code."""
    if code != _code():
        from distributed import get_worker

        raise DataError(
            f"the dask worker {get_worker().address} runs other code ({_code()}) than this process ({code}); {_SAME_CODE}"
        )
    function, job = pickle.loads(packed)
    try:
        return function(job)
    except MemoryError:
        os._exit(ENOMEM)  # as if the system had killed it: the job gets another worker


@cache
def _code() -> str:
    """What must be equal for equal bytes: the sum of this program's source, and the versions of the
    libraries that write.
    """
    root = Path(__file__).parents[2]
    total = sha256()
    for path in sorted([root / "bigearthnet_txt.py", *(root / "builder").rglob("*.py")]):
        total.update(path.read_bytes())
    versions = " ".join(f"{name} {version(name)}" for name in ("pyarrow", "numpy", "pillow"))
    return f"source {total.hexdigest()[:12]} {versions}"
