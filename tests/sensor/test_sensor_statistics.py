"""Statistics of a release with sensor rows: captions of radar stand apart from those of land."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import SENSOR_TASKS
from bigearthnet_txt_reader.release import Release
from builder.stats.comparison import beside_caption_sets, beside_published
from builder.stats.counting import count
from builder.stats.counts import Counts
from builder.stats.diversity import measure
from builder.stats.shard_counts import count_shard
from builder.stats.tables import Table, by_task
from tests.stats.conftest import save_shard, text_row

Row = dict[str, Any]


@pytest.fixture(scope="module")
def counts(sensor_release: Path) -> Counts:
    return count(Release.open(sensor_release), lambda _: None)


@pytest.fixture(scope="module")
def land(sensor_release: Path) -> list[str]:
    """All captions of land cover."""
    files = (sensor_release / "data" / "captions").glob("*.parquet")
    return [text for file in files for text in pq.read_table(file)["output"].to_pylist()]


@pytest.fixture(scope="module")
def radar(sensor_rows_of: list[Row]) -> list[str]:
    """All captions of radar and infrared."""
    return [row["output"] for row in sensor_rows_of if row["type"] == "captioning"]


@pytest.fixture(scope="module")
def on_land(sensor_release: Path) -> list[Row]:
    """All rows of text whose task is not one of sensors."""
    sensed = {task.name for task in SENSOR_TASKS}
    files = [file for file in sensor_release.glob("data/*/*") if "patches" not in file.parts]
    rows = [row for file in files for row in pq.read_table(file).to_pylist()]
    return [row for row in rows if f"{row['type']}/{row['category']}" not in sensed]


def line(table: Table, name: str) -> tuple[str, ...]:
    return next(one[1:] for one in table.lines if one[0] == name)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %"


def words(texts: list[str]) -> str:
    return f"{mean(len(text.split()) for text in texts):.1f}"


def test_words_by_eye(tmp_path: Path) -> None:
    """A caption of four words about land, two of three and five about radar."""
    rows = [
        text_row("captioning", "None", 0, output="Pastures beside a road."),
        text_row("captioning", "radar", 0, output="VV is high."),
        text_row("captioning", "radar", 0, output="VH is low up there."),
    ]
    found = count_shard(save_shard(tmp_path, [np.full((120, 120), 231)], rows))
    assert {key[1:]: n for key, n in found.items() if key[0] == "words"} == {
        ("captioning", 4): 1,
        ("captioning/radar", 3): 1,
        ("captioning/radar", 5): 1,
    }


def test_figures_of_captions_are_those_of_the_config(
    counts: Counts, land: list[str], radar: list[str], on_land: list[Row]
) -> None:
    """Rows, shares and lengths; those of radar in lines of their own, beside nothing published."""
    assert len(land) and len(radar)
    table, every = beside_published(counts), len(on_land)
    assert line(table, "words per caption, mean")[0] == words(land)
    assert line(table, "words per radar caption, mean") == (words(radar), "-")
    share = line(table, "share of captioning rows")[0]
    assert share == f"{100 * len(land) / every:.1f} %"
    assert line(by_task(counts), "captioning")[4] == f"{len(land):,}"
    assert line(by_task(counts), "captioning radar")[4] == f"{len(radar):,}"
    assert sum(counts.words["captioning"].values()) == len(land)


def test_shares_beside_the_published_set_are_those_of_land(
    counts: Counts, on_land: list[Row]
) -> None:
    """Yes, letters and types of all rows but those on sensors, which are counted in one line."""
    table = beside_published(counts)
    answers = Counter(row["output"] for row in on_land)
    yes, letters = answers["yes"], [answers[letter] for letter in "abcd"]
    assert line(table, "rows of text on land")[0] == f"{len(on_land):,}"
    assert line(table, "rows on radar and infrared") == (f"{counts.texts - len(on_land):,}", "-")
    assert line(table, "yes among yes and no")[0] == _percent(yes, yes + answers["no"])
    most = line(table, "most frequent letter")[0]
    assert most.endswith(_percent(max(letters), sum(letters)))


def test_diversity_is_measured_apart(
    sensor_release: Path, land: list[str], radar: list[str]
) -> None:
    """A set of its own, that no other set holds; progress is told of every row that is read."""
    seen: list[int] = []
    release = Release.open(sensor_release)
    found = measure(release, seen.append)
    sets = found["sets"]
    assert sets["captions"]["captions"] == len(land)
    assert sets["radar captions"]["captions"] == len(radar)
    assert sum(sets[f"{grain} captions"]["captions"] for grain in ("short", "middle", "long")) == (
        len(land)
    )
    assert line(beside_caption_sets(found), "this release, radar captions")[0] == f"{len(radar):,}"
    rows = release.rows
    assert sum(seen) == sum(rows["captions"].values()) + sum(rows["sensor"].values())
