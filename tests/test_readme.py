"""The README is true: its code runs, its tree is the tree, its columns are the columns."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from bigearthnet_txt import COLUMNS, CONFIGS
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_python_block_runs(release: Path) -> None:
    """What a researcher would type works word for word beside a release folder."""
    code = re.findall(r"```python\n(.*?)```", README, re.S)[0]
    more = (
        "\nassert bands['VV'].shape == (120, 120) and batch.shape == (14, 120, 120)"
        "\nassert picture.size == (120, 120)"
    )
    environment = {
        "PYTHONPATH": str(ROOT),
        "HF_HOME": str(release.parent / "hf"),
        "HF_HUB_OFFLINE": "1",
        "PATH": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", code + more],
        cwd=release.parent,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_every_column_is_explained() -> None:
    """The README's tables name every column of every config, and no other."""
    explained = set(
        re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|.*\|.*\|$", README, re.M)))
    )
    columns = {column.name for config in CONFIGS for column in COLUMNS[config]} | set(CONFIGS)
    ranges = {
        "B02",
        "B03",
        "B04",
        "B05",
        "B06",
        "B07",
        "B08",
        "B8A",
        "B09",
        "B11",
    }  # written as `B01` ... `B12`
    assert explained == columns - ranges
