"""Runs of the command in an environment that holds inspect_ai, as a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import BANDS, to_planes
from tests.conftest import ROOT
from tests.scoring import made

_COMMAND = "import sys; from bigearthnet_txt_cli.main import main; sys.exit(main(sys.argv[1:]))"


def pictured(folder: Path, rows: Sequence[made.Row]) -> Path:
    """A release of these rows whose patches have bands: nothing but zeros."""
    release = made.release_of(folder, rows)
    path = folder / release.files_of("patches", "bench")[0].path
    table = pq.read_table(path)
    for band in BANDS.values():
        planes = to_planes(np.zeros((band.size, band.size), band.dtype))
        column = pa.array([planes] * len(table), pa.binary())
        number = table.column_names.index(band.name)
        table = table.set_column(number, table.schema.field(band.name), column)
    pq.write_table(table, path)
    return folder


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Until the server answers; two minutes at most."""
    for _ in range(240):
        assert server.poll() is None, log.read_text("utf-8")[-2000:]
        try:
            with urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError("the server does not answer")


def start(python: Path, port: int, folder: Path, *more: str) -> subprocess.Popen[str]:
    """`bigearthnet-txt run` against a server on this machine; inspect keeps its own in `folder`."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "XDG_DATA_HOME": str(folder),
        "WRONG": "wrong",  # a key that the server refuses
    }
    return subprocess.Popen(
        [python, "-c", _COMMAND, "run", "--endpoint", f"http://127.0.0.1:{port}/v1", *more],
        env=environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
