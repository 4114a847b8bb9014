"""Growth and soak: their tables show what was measured.

A short soak on a small world loses nothing.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.growth import Growth, forecast, measure, table
from benchmarks.soak import Soak, soak


def test_the_forecast_counts_the_start_once() -> None:
    """1,000 patches take 9 s and 2,000 take 14 s, of which 1 and 2 are survey.

    That is 4 s for each further thousand. 464,044 patches: 12 s, 1,848.2 s for the 462,044 further
    ones, and 20 s to survey 20,000, in all 31 minutes; 200,000 bytes for each further patch are 93
    GB.
    """
    found = [
        Growth(1000, 2, 9.0, 1.0, 14.0, 400, 201_000_000),
        Growth(2000, 2, 14.0, 2.0, 24.0, 410, 401_000_000),
    ]
    assert forecast(found) == "464,044 patches, 2 workers: 31 min, 93 GB, at most 2.4 GB of memory"
    assert (
        table(found).markdown().splitlines()[3]
        == "| 2,000 | 2 | 14.0 | 2.0 | 143 | 83 | 1.7 | 410 MB | 200,500 |"
    )


def test_a_build_is_measured_whole(world: Path, tmp_path: Path) -> None:
    """One build of 20 patches is measured, and its folder is gone again.

    It takes some seconds, a peak as of one process, and the bytes of its Parquet files.
    """
    found = measure(world, tmp_path / "built", 20, workers=1)
    assert (
        found.patches == 20
        and found.cpu > 0
        and 100 < found.peak < 700
        and 100_000 < found.size / 20 < 400_000
    )
    assert not (tmp_path / "built").exists()


def test_growth_is_a_fault() -> None:
    """A process that holds 6 files and 200 MB after its second build may end with 230 MB.

    It may not end with 250 MB or 7 files.
    """

    def life(memory: int, files: int) -> Soak:
        steps = [(90, 5), (200, 6), (memory, files)]
        return Soak(
            [[{"memory": m * 10**6, "files": f} for m, f in steps]], {"worker": 2, "build": 1}
        )

    assert life(230, 6).grown() == []
    assert "memory grew from 200,000,000 to 250,000,000 bytes" in life(250, 6).grown()[0]
    assert "open files grew from 6 to 7" in life(200, 7).grown()[0]
    assert life(230, 6).table().splitlines()[2] == "| 3 | 2 | 1 | 0 | 3 | 200 -> 230 MB | 6 -> 6 |"


@pytest.mark.faults
def test_a_short_soak_loses_nothing(world: Path, tmp_path: Path) -> None:
    """Every release has the same hashes after a minute of builds with kills.

    A kill every five seconds hits workers and whole builds.
    """
    found = soak(world, tmp_path, minutes=1, every=5, seed=3)
    assert found.losses == [] and found.grown() == []
    assert (
        found.kills["worker"] >= 1 and found.kills["build"] >= 1 and sum(map(len, found.lives)) >= 1
    )
