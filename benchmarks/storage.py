"""How the 14 bands could be stored: bytes per patch, and the rates of writing and reading.

    python -m benchmarks.storage --real ../shared/raw-mini  ->  a Markdown table

All ways side by side on real pixels. All patches of `--real` form one row group, which is repeated:
a row group is compressed by itself, so that repetition helps no layout. Writing goes from arrays to
a Parquet file; reading, at random and streaming, goes through `datasets` in Arrow format, the
fastest of each layout, to arrays.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

import datasets
import numpy as np
import pcodec
import pyarrow as pa
import pyarrow.parquet as pq
from pcodec import standalone

from benchmarks.command import load_of_machine, parser_of
from benchmarks.results import Table, report
from bigearthnet_txt import BANDS, Band, decode_bands, to_planes
from builder.errors import Rejected
from builder.shards.writer import CUTS
from builder.sources import Tree, make_records, read_candidates, read_patch

Rasters = Mapping[str, np.ndarray]
_GROUPS = 40  # row groups of a file


def _of_bytes(values: Sequence[bytes]) -> pa.Array:
    return pa.array(values, pa.binary())


def _of_lists(values: Sequence[np.ndarray]) -> pa.Array:
    """Arrays as flat lists, without an object per number."""
    ends = np.arange(len(values) + 1, dtype=np.int32) * values[0].size
    return pa.ListArray.from_arrays(pa.array(ends), pa.array(np.concatenate(values)))


def _packed(level: int) -> Callable[[np.ndarray], bytes]:
    config = pcodec.ChunkConfig(compression_level=level)

    def pack(raster: np.ndarray) -> bytes:
        packed: bytes = standalone.simple_compress(raster.ravel(), config)
        return packed

    return pack


def _shaped(value: pa.Scalar, band: Band) -> np.ndarray:
    return np.frombuffer(value.as_buffer(), band.dtype).reshape(band.size, band.size).copy()


def _listed(value: pa.Scalar, band: Band) -> np.ndarray:
    pixels: np.ndarray = value.values.to_numpy().reshape(band.size, band.size)
    return pixels.copy()


def _unpacked(value: pa.Scalar, band: Band) -> np.ndarray:
    pixels: np.ndarray = standalone.simple_decompress(value.as_py())
    return pixels.reshape(band.size, band.size)


def _band_by_band(
    read: Callable[[pa.Scalar, Band], np.ndarray],
) -> Callable[[Mapping[str, pa.Scalar]], Rasters]:
    return lambda row: {name: read(row[name], band) for name, band in BANDS.items()}


def _decoded(row: Mapping[str, pa.Scalar]) -> Rasters:
    return decode_bands({name: value.as_buffer() for name, value in row.items()})


@dataclass(frozen=True)
class Layout:
    """A way to store bands: raster -> value -> Arrow column.

    The other way: row of values -> rasters that own their memory. `options` are those of the
    writer.
    """

    store: Callable[[np.ndarray], Any]
    read: Callable[[Mapping[str, pa.Scalar]], Rasters]
    column: Callable[[Sequence[Any]], pa.Array] = _of_bytes
    options: Mapping[str, Any] = field(default_factory=dict)


_ZSTD = {"compression": "zstd", "compression_level": 3}
_SPLIT = {"column_encoding": {f"{name}.list.element": "BYTE_STREAM_SPLIT" for name in BANDS}}
LAYOUTS = {
    "byte planes, zstd -1 (the release)": Layout(
        to_planes, _decoded, options=_ZSTD | {"compression_level": -1}
    ),
    "byte planes, zstd 3": Layout(to_planes, _decoded, options=_ZSTD),
    "plain bytes, zstd 3": Layout(np.ndarray.tobytes, _band_by_band(_shaped), options=_ZSTD),
    "flat lists, BYTE_STREAM_SPLIT, zstd 3": Layout(
        np.ravel, _band_by_band(_listed), _of_lists, _ZSTD | _SPLIT
    ),
    "pcodec 4": Layout(_packed(4), _band_by_band(_unpacked), options={"compression": "none"}),
    "pcodec 8": Layout(_packed(8), _band_by_band(_unpacked), options={"compression": "none"}),
}
RELEASE = next(iter(LAYOUTS))


def real_patches(raw: Path) -> list[Rasters]:
    """The bands of all patches of a raw archive that can be read."""
    found = []
    for record in make_records(read_candidates(Tree(raw))[0], None):
        try:
            found.append(read_patch(Tree(raw), record).bands)
        except Rejected:
            continue
    return found


_WRITING: Mapping[str, Any] = {
    "use_dictionary": False,
    "write_statistics": False,
    "use_content_defined_chunking": CUTS,
}


def _group(layout: Layout, patches: Sequence[Rasters]) -> pa.Table:
    """All patches as a table, encoded anew."""
    return pa.table({name: _column(layout, patches, name) for name in BANDS})


def _column(layout: Layout, patches: Sequence[Rasters], name: str) -> pa.Array:
    return layout.column([layout.store(patch[name]) for patch in patches])


def write(layout: Layout, patches: Sequence[Rasters], path: Path) -> None:
    """A Parquet file of the patches, `_GROUPS` times; each time encoded anew."""
    schema = _group(layout, patches).schema
    with pq.ParquetWriter(path, schema, **_WRITING, **layout.options) as writer:
        for _ in range(_GROUPS):
            writer.write_table(_group(layout, patches))


def bytes_per_patch(path: Path) -> float:
    """Compressed size of the columns."""
    metadata = pq.read_metadata(path)
    chunks = product(range(metadata.num_row_groups), range(metadata.num_columns))
    size: int = sum(
        metadata.row_group(group).column(column).total_compressed_size for group, column in chunks
    )
    rows: int = metadata.num_rows
    return size / rows


def _rasters(table: pa.Table, k: int, layout: Layout) -> Rasters:
    return layout.read({name: table[name][k] for name in BANDS})


def _random(rows: datasets.Dataset, layout: Layout) -> None:
    for k in np.random.default_rng(1).permutation(len(rows)).tolist():
        _rasters(rows[k], 0, layout)


def _streamed(path: Path, layout: Layout) -> None:
    rows = datasets.load_dataset(
        "parquet", data_files=str(path), split="train", streaming=True
    ).with_format("arrow")
    for batch in rows.iter(batch_size=20):
        for k in range(len(batch)):
            _rasters(batch, k, layout)


def _rate(work: Callable[[], object], patches: int) -> float:
    start = time.process_time()
    work()
    return patches / (time.process_time() - start)


Rates = tuple[float, float, float]  # patches per CPU second: written, read at random, streamed


def one_round(
    layout: Layout, patches: Sequence[Rasters], folder: Path, rows: datasets.Dataset
) -> Rates:
    """The rates of a layout; `rows` is its file, loaded."""
    path, count = folder / "round.parquet", len(patches) * _GROUPS
    writing = _rate(lambda: write(layout, patches, path), count)
    reading = _rate(lambda: _random(rows, layout), count)
    return writing, reading, _rate(lambda: _streamed(path, layout), count)


def loaded(
    layout: Layout, patches: Sequence[Rasters], folder: Path
) -> tuple[float, datasets.Dataset]:
    """Bytes per patch, and the layout's file as a dataset in Arrow format.

    Raises ValueError if it does not give the pixels back.
    """
    path = folder / "layout.parquet"
    write(layout, patches, path)
    files = {"data_files": str(path), "split": "train", "cache_dir": str(folder)}
    rows = datasets.load_dataset("parquet", **files).with_format("arrow")
    for number, patch in enumerate(patches):
        found = _rasters(rows[number], 0, layout)
        if any((found[name] != raster).any() for name, raster in patch.items()):
            raise ValueError(f"{path}: pixels of patch {number} are not those that were written")
    return bytes_per_patch(path), rows


_HEADER = (
    "14 bands stored as",
    "bytes per patch",
    "written per CPU second",
    "ratio",
    "read at random",
    "ratio",
    "streamed",
    "ratio",
)


def table(sizes: Mapping[str, float], rounds: Mapping[str, Sequence[Rates]]) -> Table:
    """The Markdown table.

    A ratio is the median over rounds of two rates, the second that of the release.
    """
    base = list(zip(*rounds[RELEASE], strict=True))
    rows = [
        [name, f"{sizes[name]:,.0f}", *_cells(list(zip(*found, strict=True)), base)]
        for name, found in rounds.items()
    ]
    return Table(_HEADER, rows)


def _cells(rates: Sequence[Sequence[float]], base: Sequence[Sequence[float]]) -> Iterator[str]:
    """The median rate and ratio of each kind of work."""
    for mine, theirs in zip(rates, base, strict=True):
        ratios = [one / other for one, other in zip(mine, theirs, strict=True)]
        yield f"{median(mine):,.0f}"
        yield f"x{median(ratios):.2f}"


def measured(patches: Sequence[Rasters], folder: Path, count: int) -> Table:
    """The table of so many rounds."""
    files = {}
    for number, (name, layout) in enumerate(LAYOUTS.items()):
        own = folder / str(number)
        own.mkdir()
        files[name] = loaded(layout, patches, own)
    rounds: dict[str, list[Rates]] = {name: [] for name in LAYOUTS}
    for _ in range(count + 1):
        for name, layout in LAYOUTS.items():
            rounds[name].append(one_round(layout, patches, folder, files[name][1]))
    sizes = {name: size for name, (size, _) in files.items()}
    return table(sizes, {name: found[1:] for name, found in rounds.items()})


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument(
        "--real",
        type=Path,
        default=Path("../shared/raw-mini"),
        help="raw archive whose pixels are stored",
    )
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    if not args.real.is_dir():
        parser.exit(0, f"{args.real}: no such folder; storage is not measured\n")
    datasets.disable_progress_bars()
    patches = real_patches(args.real)
    with tempfile.TemporaryDirectory() as folder:
        found = measured(patches, Path(folder), args.rounds)
    rounds = f"{len(patches)} real patches, {args.rounds} rounds, medians"
    report("storage", found, notes=(f"{rounds}; {load_of_machine()}.",), keep=args.keep)


if __name__ == "__main__":
    main()
