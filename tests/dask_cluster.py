"""A dask scheduler and its workers on loopback.

Each is a process of its own that a test can kill and start again.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import ROOT


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class DaskCluster:
    """A cluster started as a user would, in the folder of the project.

    Each worker is in a process group of its own, with its nanny.
    """

    def __init__(self, workers: int, *, folder: Path = ROOT) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.start(workers)

    def start(self, workers: int) -> None:
        self._run(
            "scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--dashboard-address",
            "127.0.0.1:0",
        )
        for _ in range(workers):
            self._run(
                "worker",
                self.address,
                "--host",
                "127.0.0.1",
                "--nthreads",
                "1",
                "--dashboard-address",
                "127.0.0.1:0",
                "--nanny",
            )

    def _run(self, program: str, *arguments: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.dask_{program}", *arguments]
        null = subprocess.DEVNULL
        self.processes.append(
            subprocess.Popen(
                command, cwd=self.folder, stdout=null, stderr=null, start_new_session=True
            )
        )

    def workers(self) -> list[int]:
        """Process IDs of those that do the work, without the nannies that start them again."""
        found = [pid for nanny in self.processes[1:] for pid in children(nanny.pid)]
        return [pid for pid in found if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]

    def kill_worker(self) -> None:
        for _ in range(100):
            if found := self.workers():
                os.kill(found[0], signal.SIGKILL)
                return
            time.sleep(0.05)
        raise AssertionError("no worker to kill")

    def kill_scheduler(self) -> None:
        self.processes[0].kill()
        self.processes[0].wait()

    def close(self) -> None:
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait()
        self.processes = []


def children(pid: int) -> list[int]:
    """Of all threads: dask starts processes from another one than the first."""
    return [
        int(child)
        for path in Path(f"/proc/{pid}/task").glob("*/children")
        for child in path.read_text().split()
    ]


def slow_second(number: int) -> int:
    """A job: 0 is done at once, any other number takes half a minute."""
    time.sleep(30 if number else 0)
    return number
