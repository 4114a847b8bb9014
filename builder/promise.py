"""The promise of --memory, held while a build runs: what all its processes take is looked at.

    promise = Promise(4 * 10**9, workers=2)
    with promise.held():            # twenty looks a second, on Linux
        ...                         # DataError, as soon as they take more than 4 GB

Elsewhere, and on a cluster, what a worker tells with its result is looked at: `promise(event)`.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from builder.engine import worker_processes
from builder.errors import DataError
from builder.progress import Event, held_memory, peak_memory
from builder.progress.forecast import shown

_PAUSE = 0.05  # seconds between two looks
_SHARE = 0.97  # of the memory, at which a build ends: it grows until it has ended


class _Broken(BaseException):
    """Ends whatever the main thread does, as Ctrl-C does: nothing takes it for a fault of data."""


class Promise:
    """A build whose processes take more than `memory` bytes ends with one sentence.

    None: nothing was promised.
    """

    def __init__(self, memory: int | None, workers: int) -> None:
        self.memory, self.workers = memory, workers
        self._ended = threading.Event()
        self._taken = 0

    def __call__(self, event: Event) -> None:
        """Raises DataError if the promise is broken; every worker counts as the largest one."""
        if self.memory is None or "peak" not in event:
            return
        others = self.workers * event["peak"] if self.workers > 1 else 0
        if (taken := peak_memory() + others) > self.memory:
            raise DataError(self._told(taken))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Ends the block with DataError if the processes of this machine take more at any time.

        Only the main thread can be ended so.
        """
        here = threading.current_thread() is threading.main_thread()
        if self.memory is None or not here or held_memory() is None:
            yield
            return
        before = signal.signal(signal.SIGUSR1, self._end)
        watcher = threading.Thread(target=self._watch, daemon=True)
        watcher.start()
        try:
            yield from self._until_ended()
        except _Broken as broken:
            raise DataError(str(broken)) from None
        finally:
            watcher.join()
            signal.signal(signal.SIGUSR1, before)

    def _until_ended(self) -> Iterator[None]:
        try:
            yield
        finally:
            self._ended.set()

    def _watch(self) -> None:
        """Looks until the block has ended or the promise is broken."""
        while not self._ended.wait(_PAUSE):
            self._taken = sum(held_memory(process) or 0 for process in self._processes())
            if self._taken > _SHARE * (self.memory or 0):
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
                return

    def _processes(self) -> list[int | None]:
        return [None, *worker_processes()]

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        if not self._ended.is_set():
            raise _Broken(self._told(self._taken))

    def _told(self, taken: int) -> str:
        who = f"{self.workers} workers take" if self.workers > 1 else "1 worker takes"
        return (
            f"--memory {shown(self.memory or 0)}: {who} {shown(taken)} and more; what was "
            "finished is kept: run the same command again with more, or with fewer --workers or a "
            "smaller --shard-size"
        )
