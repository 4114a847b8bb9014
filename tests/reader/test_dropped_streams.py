"""Streams that are left half-read: the program ends as if they had been read to their end.

A thread of Arrow that lets go of a file of Python while Python ends takes the process with it:
"terminate called without an active exception" (apache/arrow 34314, huggingface/datasets 7566).
"""

from __future__ import annotations

import gc
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import datasets
import pytest

from bigearthnet_txt import load
from tests.conftest import ROOT

pytestmark = pytest.mark.usefixtures("cache")

WAYS: dict[str, tuple[str | list[str], dict[str, Any]]] = {
    "plain": ("vqa", {}),
    "patches": ("patches", {}),
    "bands": ("vqa", {"bands": ["B02"]}),
    "mixed": (["vqa", "captions"], {"seed": 1}),
    "columns": ("vqa", {"columns": ["ID"]}),
}


def _open_in_python() -> list[io.BufferedReader]:
    """The Parquet files that Python itself has open."""
    found = (one for one in gc.get_objects() if isinstance(one, io.BufferedReader))
    return [one for one in found if not one.closed and str(one.name).endswith("parquet")]


def _opened(rows: Any) -> list[io.BufferedReader]:
    """Those that the first row of a stream opens; other tests may have left some open."""
    before = _open_in_python()
    assert next(rows)
    return [file for file in _open_in_python() if not any(file is one for one in before)]


@pytest.mark.parametrize("way", WAYS)
def test_arrow_holds_no_file_of_python(release: Path, way: str) -> None:
    """Its threads then have nothing to let go of, whenever the program ends."""
    config, options = WAYS[way]
    rows = iter(load(config, "train", source=release, streaming=True, **options))
    assert not _opened(rows)


def test_a_file_of_python_would_be_seen(release: Path) -> None:
    """`load_dataset` hands one to Arrow."""
    rows = iter(datasets.load_dataset(str(release), "vqa", split="train", streaming=True))
    assert _opened(rows)


_HELD = """
import sys
from bigearthnet_txt import load

for config, options in {ways!r}:
    rows = load(config, "train", source=sys.argv[1], streaming=True, **options)
    globals()[str(options)] = held = iter(rows)
    assert next(held)
    assert next(iter(rows.take(1)))
"""


def test_streams_that_are_open_as_python_ends(release: Path) -> None:
    """The program says nothing, and its exit code is 0."""
    program = _HELD.format(ways=list(WAYS.values()))
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, release],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
