"""The benchmark of two workers: its peer holds what we read, its table says what was measured."""

from __future__ import annotations

from pathlib import Path

import lmdb
import pyarrow.parquet as pq
import pytest

from benchmarks import workers
from tests.upload.newer import held_rows


def test_the_peer_has_every_text_and_its_patch(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The texts of three configs of train, without previews, and a record for each patch."""
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", str(tmp_path / "own"))
    workers.prepare_peer(release, tmp_path)
    texts = pq.read_table(tmp_path / workers.TEXTS)
    ours = [row["ID"] for config in workers.CONFIGS for row in held_rows(release, config, "train")]
    assert sorted(texts["ID"].to_pylist()) == sorted(ours) and "image" not in texts.column_names
    with lmdb.open(str(tmp_path / "lmdb"), readonly=True) as store, store.begin() as reading:
        assert all(reading.get(name.encode()) for name in texts["patch_id"].unique().to_pylist())


def test_the_table_holds_rates_against_the_peer_of_the_same_round() -> None:
    """Medians of rates and of ratios, the largest memory, and the disk of each route."""
    peer, ours = workers.BASE, ("ours", "made")
    rounds = [
        {ours: {"rate": 200.0, "peak": 5.0}, peer: {"rate": 100.0, "peak": 3.0}},
        {ours: {"rate": 300.0, "peak": 7.0}, peer: {"rate": 300.0, "peak": 3.0}},
        {ours: {"rate": 900.0, "peak": 6.0}, peer: {"rate": 300.0, "peak": 3.0}},
    ]
    found = workers.table(rounds, {"ours": 2_000_000, "peer": 3_000_000})
    assert [row[1:] for row in found.rows] == [
        ["300", "x2.00", "7", "2"],
        ["300", "x1.00", "3", "3"],
    ]
