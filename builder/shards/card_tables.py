"""The card's tables of configs and of columns. Files of a release, contract -> Markdown.

Example: "| `vqa` | a question with its answer | 842 | 497 | 391 | - | 0.4 MB | 5.1 MB |"
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bigearthnet_txt import BANDS, COLUMNS, CONFIGS, SPLITS, Column, Split
from bigearthnet_txt_reader.markdown import markdown_table
from bigearthnet_txt_reader.release import FileEntry
from builder.shards.manifest import totals

_ROWS = {
    "captions": "a caption",
    "vqa": "a question and its answer",
    "refexp": "a point or an expression, and its box",
    "sensor": "a question on radar or infrared and its answer, or a caption of both",
    "benchmark": "a row that measures models",
    "patches": "a patch: bands, map, pictures",
}
Sizes = Mapping[str, tuple[int, int]]  # split -> rows, bytes in memory
_UNITS = ("B", "kB", "MB", "GB")
_BANDS = "`B01` ... `B12`, `VV`, `VH`"


def sizes_table(files: list[FileEntry]) -> str:
    """Per config what a row is, the rows of each split, and the disk that it takes."""
    sums = totals(files)
    used = _used(sums)
    lines = [
        [f"`{config}`", _ROWS[config], *_rows(of, used), _stored(files, config), _copied(of)]
        for config, of in sums.items()
    ]
    return markdown_table(["config", "a row is", *used, "Parquet", "Arrow copy"], lines)


def _used(sums: Mapping[str, Sizes]) -> list[Split]:
    """The splits that have rows, in the order of the contract."""
    there = set().union(*sums.values())
    return [split for split in SPLITS if split in there]


def _rows(of: Sizes, used: Sequence[str]) -> list[str]:
    return [f"{of[split][0]:,}" if split in of else "-" for split in used]


def _stored(files: list[FileEntry], config: str) -> str:
    return size_text(sum(file.bytes for file in files if file.config == config))


def _copied(of: Sizes) -> str:
    return size_text(sum(size for _, size in of.values()))


def size_text(size: int) -> str:
    """12,345,678 -> "12 MB"; 1,234,567 -> "1.2 MB": at least two digits that count."""
    power = 3 if size >= 1e9 else 2 if size >= 1e6 else 1
    whole = size / 1000**power
    return f"{whole:,.0f} {_UNITS[power]}" if whole >= 10 else f"{whole:.1f} {_UNITS[power]}"


def columns_table() -> str:
    """Every column once, with the configs that hold it; the bands in one line."""
    every = {column.name: column for of_config in COLUMNS.values() for column in of_config}
    lines = [[*_named(c), _held_by(c.name), c.kind, _about(c)] for c in _shown(every)]
    return f"## Columns\n\n{markdown_table(['column', 'configs', 'type', 'content'], lines)}"


def _shown(columns: Mapping[str, Column]) -> Iterator[Column]:
    """All columns, of the bands the first alone."""
    first = next(iter(BANDS))
    yield from (c for name, c in columns.items() if name == first or name not in BANDS)


def _named(column: Column) -> list[str]:
    return [_BANDS if column.name in BANDS else f"`{column.name}`"]


def _about(column: Column) -> str:
    if column.name in BANDS:
        return f"{len(BANDS)} bands as they were measured, byte planes: see Bands and pictures"
    return column.about


def _holds(config: str, name: str) -> bool:
    return name in (column.name for column in COLUMNS[config])


def _held_by(name: str) -> str:
    """The configs that hold a column; those that have many in common in one word."""
    configs = [config for config in CONFIGS if _holds(config, name)]
    if configs == [*CONFIGS]:
        return "all"
    return "all texts" if configs == [*CONFIGS][:-1] else ", ".join(configs)
