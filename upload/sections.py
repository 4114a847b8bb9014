"""The parts of the card that the builder leaves to this package, as Markdown.

Each follows from the shards, the manifest or the contract alone.

examples(...) -> "## Examples\n\n### `vqa`\n\n![...](assets/sample-vqa.jpg)\n\n| column | value |
..."
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from bigearthnet_txt import (
    BANDS,
    COLUMNS,
    COMPOSITES,
    CONFIGS,
    REFERENCE_MAP,
    SEASONS,
    SPLITS,
    Band,
)
from bigearthnet_txt_reader.markdown import markdown_table
from bigearthnet_txt_reader.release import Release
from upload.counted import Counted, Task

_LONGEST = 300  # characters of a value that are shown
_FETCHING = "from huggingface_hub import snapshot_download\n"
_FETCHED = (
    'snapshot_download("{repo}", repo_type="dataset", allow_patterns="scripts/*"{pinned})'
    ' + "/scripts"'
)
_PINNED = (
    "\nA version is a tag: with `revision` the rows stay the same whatever is published later.\n"
)
_LOADING = """## Loading

Without a download, row by row as they come:

```python
from datasets import load_dataset

rows = load_dataset("{name}", "{config}", split="{split}", streaming=True{pinned})
first = next(iter(rows))
print(first["input"], first["output"])
```
{note}
With the bands as arrays, and as a picture:

```python
import sys

from datasets import load_dataset
{imports}
sys.path.append({scripts})
from bigearthnet_txt import decode_bands, render

patches = load_dataset("{name}", "patches", split="{patches}", streaming=True{pinned})
patch = next(iter(patches))
bands = decode_bands({{name: patch[name] for name in patch if patch[name] is not None}})
print(patch["patch_id"], {{name: raster.shape for name, raster in bands.items()}})
if "B08" in bands:
    render(patch, "false_color").save("false_color.png")
```"""
_OWN_SPLITS = (
    "The splits are those of BigEarthNet v2.0, which follow a grid; `bench` was drawn from `test` "
    "by whole places."
)
_PUBLISHED_SPLITS = (
    "The splits are those of BigEarthNet v2.0; the published benchmark was drawn from places of "
    "`test`, on other dates."
)
_PLACES = (
    "A place is a square of 1.2 km (tile, column, row), seen on up to four dates; all its dates "
    "lie in one shard."
)
_AXES = (
    "Arrays are (rows, columns): rows from north to south, columns from west to east, the first "
    "pixel in the north-west corner."
)
_STRETCHES = (
    "Every picture has the same stretch: low to high becomes 0 to 1, then the power 1 / gamma, "
    "then 0 to 255."
)
_BIASES = (
    "Ten countries of Europe, unequally; other climates, crops and cities are absent. Texts are "
    "English and follow from a land-cover map: what the map does not tell (objects, damage, "
    "harvest) is not asked. Whoever trains on them learns the map's errors too."
)
_FILES = {
    "manifest.json": "every file with its rows and SHA-256, the settings and versions of the build",
    "croissant.json": "the same files and columns in MLCommons' Croissant format",
    "dataset_infos.json": "features and sizes for old versions of `datasets`",
    "eval.yaml": "the benchmark for the Hub: `inspect eval hf/ORG/NAME` asks its questions",
    "inspect/": "the questions of it with prompts and pictures, as the config `inspect`",
    "scripts/bigearthnet_txt.py": (
        "loads, decodes and renders; in `datasets` 2.x and 3.x also a loading script"
    ),
    "rejected.parquet": "patches that were not used, with the reason",
    "card/": "the sections of this card, a file each",
}


def examples(rows: Mapping[str, Mapping[str, Any]], pictures: Mapping[str, str | None]) -> str:
    """One real row per config, with its picture: from the first shard of each."""
    parts = [
        "## Examples",
        "The first row of each config. Boxes (yellow) and points (red) are drawn here; the files "
        "hold the plain picture.",
    ]
    for config, row in rows.items():
        parts += _example(config, row, pictures[config])
    return "\n\n".join(parts)


def _example(config: str, row: Mapping[str, Any], picture: str | None) -> Iterator[str]:
    yield f"### `{config}`"
    if picture:
        yield f"![{_caption(config, row)}]({picture})"
    shown = [[f"`{column.name}`", _value(row[column.name])] for column in COLUMNS[config]]
    yield markdown_table(["column", "value"], shown)


def _caption(config: str, row: Mapping[str, Any]) -> str:
    """What the picture of a row shows, in words; square brackets would end them."""
    if config == "patches":
        return f"true color, false color, SWIR and SAR of {row['patch_id']}"
    text = f"{row['input']} {row['output']}".replace("\n", " ")
    return text.replace("[", "(").replace("]", ")")[:_LONGEST]


def _value(value: Any) -> str:
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if isinstance(value, Mapping) and "bytes" in value:
        return f"JPEG, {len(value['bytes']):,} bytes"
    text = "null" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."


def loading(manifest: Release, repo: str | None) -> str:
    """How to load: streaming, pinned, with bands.

    Every block runs as it stands, from the folder or, with a name, from the Hub.
    """
    pinned = f', revision="v{manifest.version}"' if repo else ""
    config = "vqa" if _splits_of(manifest, "vqa") else _first_config(manifest)
    fetched = _FETCHED.format(repo=repo, pinned=pinned)
    return _LOADING.format(
        name=repo or "bigearthnet_txt",
        config=config,
        split=_splits_of(manifest, config)[0],
        patches=_splits_of(manifest, "patches")[0],
        pinned=pinned,
        note=_PINNED if repo else "",
        imports=_FETCHING if repo else "",
        scripts=fetched if repo else '"bigearthnet_txt/scripts"',
    )


def _splits_of(manifest: Release, config: str) -> list[str]:
    """The splits of a config that have files, in the contract's order."""
    held = {file.split for file in manifest.files if file.config == config}
    return [split for split in CONFIGS[config] if split in held]


def _first_config(manifest: Release) -> str:
    return next(config for config in CONFIGS if _splits_of(manifest, config))


def splits(counted: Counted, *, published: bool) -> str:
    """How leakage is excluded, and the proof of it, counted in `patches`."""
    lines = [
        [split, f"{counted.patches[split].total():,}", f"{len(counted.places[split]):,}"]
        for split in SPLITS
        if split in counted.patches
    ]
    pairs = [[f"{a} and {b}", f"{n:,}"] for (a, b), n in counted.shared.items()]
    parts = [
        "## Splits",
        f"{_PUBLISHED_SPLITS if published else _OWN_SPLITS} {_PLACES}",
        markdown_table(["split", "patches", "places"], lines, numbers=True),
        markdown_table(["splits", "places in both"], pairs, numbers=True),
    ]
    return "\n\n".join(parts)


def balance(counted: Counted) -> str:
    """Rows by task, and how often each answer is the right one."""
    held = set().union(*counted.tasks.values())
    names = [split for split in SPLITS if split in held]
    head = ["config", "type", "category"]
    rows = [
        [*_task(task), *_numbers(map(by_split.__getitem__, names))]
        for task, by_split in sorted(counted.tasks.items())
    ]
    shares = [[*_task(task), _shares(found)] for task, found in sorted(counted.answers.items())]
    parts = [
        "## Balance",
        markdown_table([*head, *names], rows),
        markdown_table([*head, "right answers, percent"], shares),
    ]
    return "\n\n".join(parts)


def _task(task: Task) -> list[str]:
    config, type_, category = task
    return [f"`{config}`", type_, category]


def _numbers(values: Iterable[int]) -> list[str]:
    return [f"{value:,}" for value in values]


def _shares(answers: Counter[str]) -> str:
    whole = answers.total()
    return ", ".join(f"{answer} {100 * n / whole:.0f}" for answer, n in sorted(answers.items()))


def rasters() -> str:
    """Units and axis order of the bands, and the fixed stretches of the pictures.

    All of it follows from the contract.
    """
    bands = map(_band, (*BANDS.values(), REFERENCE_MAP))
    channels = [line for name in COMPOSITES for line in _channels(name)]
    parts = [
        "## Bands and pictures",
        _AXES,
        markdown_table(["band", "pixel", "rows x columns", "type", "unit"], bands),
        _STRETCHES,
        markdown_table(["picture", "channel", "band", "low to high", "gamma"], channels),
    ]
    return "\n\n".join(parts)


def _band(band: Band) -> list[str]:
    size = f"{band.size} x {band.size}"
    return [f"`{band.name}`", f"{band.resolution} m", size, np.dtype(band.dtype).name, band.unit]


def _channels(picture: str) -> Iterator[list[str]]:
    for color, (band, stretch) in zip(("red", "green", "blue"), COMPOSITES[picture], strict=True):
        limits = f"{stretch.low:g} to {stretch.high:g}"
        yield [f"`{picture}`", color, band, limits, f"{stretch.gamma:g}"]


def biases(counted: Counted) -> str:
    """What the release is not: from the counts of patches."""
    total: Counter[tuple[str, str]] = sum(counted.patches.values(), Counter())
    countries = sorted({country for country, _ in total})
    lines = [_country(country, total) for country in countries]
    table = markdown_table(["patches by country", *SEASONS], lines, numbers=True)
    return "\n\n".join(["## Biases", _BIASES, table])


def _country(country: str, total: Counter[tuple[str, str]]) -> list[str]:
    return [country, *_numbers(total[country, season] for season in SEASONS)]


def files(manifest: Release, others: Iterable[str]) -> str:
    """What lies beside the data, and with what the release was built."""
    there = {"manifest.json", *manifest.others, *others}
    there |= {f"{path.split('/')[0]}/" for path in there if "/" in path}
    lines = [[f"`{name}`", about] for name, about in _FILES.items() if name in there]
    versions = manifest.made_with
    made = ", ".join(f"{name} {version}" for name, version in versions.items())
    table = markdown_table(["file", "content"], lines)
    return "\n\n".join(["## Files", table, f"Built with {made}."])


def changes(version: str, entry: str) -> str:
    """What the change log says of this version."""
    return f"## Changes in {version}\n\n{entry}\n\nAll versions: [`CHANGELOG.md`](CHANGELOG.md)."
