"""What `datasets` offers on rows of `load` with bands: each call, and the bands that it leaves.

    python tests/matrix/operations.py bigearthnet_txt cache
    {"datasets": "2.21.0", "map": {"select": {"S2A_...": "9f2c..."}, "cast to text": "TypeError"},
     "streaming": {...}}

A call gives rows; of each patch in them, a sum over the bytes of its bands. Or it refuses, with one
sentence. It imports `datasets` and `bigearthnet_txt` only, so that it runs in an environment that
holds nothing else of the project.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import datasets
from datasets.distributed import split_dataset_by_node

from bigearthnet_txt import decode_bands, load

BANDS = ("B02", "B05", "VV")
_STEP = 7  # every seventh row: all patches in a seventh of the time
Given = Callable[[Any, Any], Iterable[Any]]  # (questions, captions) -> rows, batches or tables


def band_sum(rasters: dict[str, Any]) -> str:
    """The sum of the bytes of `BANDS`, each little-endian in C order."""
    return hashlib.sha256(b"".join(rasters[name].tobytes() for name in BANDS)).hexdigest()[:16]


def _few(rows: Any) -> Any:
    return rows.select(range(0, len(rows), _STEP))


def _looked_at(row: Any) -> dict[str, Any]:
    return {"seen": [str(row["B05"][0][0]), str(row["B05"].dtype), str(row["VV"].dtype)]}


def _doubled(batch: Any) -> Any:
    return {"twice": [raster * 2 for raster in batch["B05"]]}


def _through_parquet(rows: Any, _: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/rows.parquet"
        _few(rows).to_parquet(file)
        return list(datasets.Dataset.from_parquet(file, cache_dir=folder))


def _through_disk(rows: Any, _: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        _few(rows).save_to_disk(folder)
        return list(datasets.load_from_disk(folder))


def _of_stream_through_parquet(rows: Any, _: Any) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/rows.parquet"
        rows.take(40).to_parquet(file)
        return list(datasets.Dataset.from_parquet(file, cache_dir=folder))


def _in(name: str) -> Given:
    """Rows one by one, and a batch, in a format."""

    def given(rows: Any, _: Any) -> Any:
        shown = _few(rows).with_format(name)
        return [*(shown[k] for k in range(len(shown))), shown[:4], shown[:1]]

    return given


def _streamed_in(name: str) -> Given:
    def given(rows: Any, _: Any) -> Any:
        shown = rows.with_format(name)
        return [*shown.take(20), *shown.take(20).iter(batch_size=8)]

    return given


def _loader(rows: Any, workers: int) -> Any:
    from torch.utils.data import DataLoader

    batches = DataLoader(rows, batch_size=8, num_workers=workers, collate_fn=list)
    return [row for batch in batches for row in batch]


def _by_nodes(rows: Any, _: Any) -> Any:
    return [row for rank in range(2) for row in split_dataset_by_node(rows, rank, 2)]


def _resumed(rows: Any, _: Any) -> Any:
    """The rows after the tenth, by the state that was noted then."""
    taken = iter(rows)
    for _number in range(10):
        next(taken)
    state = rows.state_dict()
    rest = [row["ID"] for row in taken]
    rows.load_state_dict(state)
    again = list(rows)
    assert [row["ID"] for row in again] == rest
    return again


MAP: dict[str, Given] = {
    "index": lambda rows, _: (rows[k] for k in range(0, len(rows), _STEP)),
    "slice": lambda rows, _: [rows[:40], rows[40:90], rows[3:4]],
    "iterate": lambda rows, _: rows,
    "iterate by batches": lambda rows, _: rows.iter(batch_size=16),
    "select": lambda rows, _: rows.select([3, 1, 1, 50]),
    "shuffle": lambda rows, _: _few(rows.shuffle(seed=1)),
    "filter": lambda rows, _: rows.filter(lambda row: row["type"] == "mcq"),
    "filter on a band": lambda rows, _: _few(rows).filter(lambda row: row["B05"].mean() >= 0),
    "map": lambda rows, _: _few(rows).map(_looked_at),
    "map in batches": lambda rows, _: _few(rows).map(_doubled, batched=True),
    "map in two processes": lambda rows, _: _few(rows).map(_looked_at, num_proc=2),
    "remove_columns": lambda rows, _: _few(rows).remove_columns(["input", "output"]),
    "train_test_split": lambda rows, _: rows.train_test_split(0.1, seed=1)["test"],
    "with_format numpy": _in("numpy"),
    "with_format torch": _in("torch"),
    "with_format pandas": _in("pandas"),
    "with_format polars": _in("polars"),
    "with_format arrow": _in("arrow"),
    "with_transform": lambda rows, _: _few(rows).with_transform(lambda batch: dict(batch)),
    "to_pandas": lambda rows, _: [row for _, row in _few(rows).to_pandas().iterrows()],
    "to_polars": lambda rows, _: [_few(rows).to_polars()],
    "to_dict": lambda rows, _: [_few(rows).to_dict()],
    "to_parquet and back": _through_parquet,
    "save_to_disk and back": _through_disk,
    "concatenate": lambda rows, other: datasets.concatenate_datasets([_few(rows), _few(other)]),
    "interleave": lambda rows, other: datasets.interleave_datasets([_few(rows), _few(other)]),
    "cast": lambda rows, _: _few(rows).cast(rows.features),
    "cast to text": lambda rows, _: rows.cast_column("B05", datasets.Value("string")),
    "to_iterable_dataset": lambda rows, _: _few(rows).to_iterable_dataset(num_shards=2),
    "DataLoader": lambda rows, _: _loader(_few(rows), 0),
    "DataLoader with two workers": lambda rows, _: _loader(_few(rows), 2),
    "split_dataset_by_node": lambda rows, _: _by_nodes(_few(rows), None),
}
STREAMING: dict[str, Given] = {
    "iterate": lambda rows, _: rows,
    "iterate by batches": lambda rows, _: rows.iter(batch_size=16),
    "take and skip": lambda rows, _: [*rows.take(5), *rows.skip(5).take(5)],
    "shuffle": lambda rows, _: rows.shuffle(seed=1, buffer_size=20),
    "filter": lambda rows, _: rows.filter(lambda row: row["type"] == "mcq"),
    "map": lambda rows, _: rows.map(_looked_at),
    "map in batches": lambda rows, _: rows.map(_doubled, batched=True),
    "remove_columns": lambda rows, _: rows.remove_columns(["input", "output"]),
    "with_format numpy": _streamed_in("numpy"),
    "with_format torch": _streamed_in("torch"),
    "with_format pandas": _streamed_in("pandas"),
    "with_format polars": _streamed_in("polars"),
    "with_format arrow": _streamed_in("arrow"),
    "to_parquet and back": _of_stream_through_parquet,
    "concatenate": lambda rows, other: datasets.concatenate_datasets([rows, other]),
    "interleave": lambda rows, other: datasets.interleave_datasets([rows, other]),
    "cast": lambda rows, _: rows.cast(rows.features),
    "DataLoader": lambda rows, _: _loader(rows, 0),
    "DataLoader with two workers": lambda rows, _: _loader(rows, 2),
    "split_dataset_by_node": _by_nodes,
    "state_dict and back": _resumed,
}


def _named(row: Any) -> list[str]:
    """The patches of a row, a batch or a table."""
    found = row["patch_id"]
    found = found.to_pylist() if hasattr(found, "to_pylist") else found
    return [found] if isinstance(found, str) else list(found)


def bands_by_patch(rows: Iterable[Any]) -> dict[str, str]:
    """The patch of each row -> the sum of its bands. Raises ValueError if two rows differ."""
    sums: dict[str, str] = {}
    for row in rows:
        names, rasters = _named(row), decode_bands(row)
        single = next(iter(rasters.values())).ndim == 2
        for k, name in enumerate(names):
            one = rasters if single else {band: raster[k] for band, raster in rasters.items()}
            if sums.setdefault(name, band_sum(one)) != band_sum(one):
                raise ValueError(f"{name}: rows with different bands")
    return sums


def tried(call: Given, rows: Any, other: Any) -> dict[str, str] | str:
    """The bands that a call leaves, or the sentence by which it is refused."""
    try:
        return bands_by_patch(call(rows, other))
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def loaded(release: Path | str, *, streaming: bool) -> tuple[Any, Any]:
    """Questions and captions of train with bands."""
    options: dict[str, Any] = {"source": release, "bands": list(BANDS), "streaming": streaming}
    return load("vqa", "train", **options), load("captions", "train", **options)


def main() -> None:
    release, cache = sys.argv[1:]
    datasets.disable_progress_bars()
    datasets.config.HF_DATASETS_CACHE = cache
    said: dict[str, Any] = {"datasets": datasets.__version__}
    for style, calls in (("map", MAP), ("streaming", STREAMING)):
        said[style] = {
            name: tried(call, *loaded(release, streaming=style == "streaming"))
            for name, call in calls.items()
        }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
