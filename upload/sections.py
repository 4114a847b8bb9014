"""The parts of the card that the builder leaves to this package, as Markdown.

Each follows from the shards, the manifest or the contract alone.

splits(...) -> "## Splits\n\n... | split | patches | places |\n| --- | ---: | ---: |\n ..."
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from bigearthnet_txt import (
    BANDS,
    COMPOSITES,
    REFERENCE_MAP,
    SEASONS,
    SPLITS,
    Band,
)
from bigearthnet_txt_reader.markdown import folded, markdown_table
from bigearthnet_txt_reader.release import Release
from upload.changelog import FIRST
from upload.counted import Counted, Task

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
_CHANNELS = ("picture", "channel", "band", "low to high", "gamma")
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


def splits(counted: Counted, *, published: bool) -> str:
    """How leakage is excluded, and the proof of it, counted in `patches`."""
    lines = [
        [split, f"{counted.patches[split].total():,}", f"{len(counted.places[split]):,}"]
        for split in SPLITS
        if split in counted.patches
    ]
    parts = [
        "## Splits",
        f"{_PUBLISHED_SPLITS if published else _OWN_SPLITS} {_PLACES}",
        markdown_table(["split", "patches", "places"], lines, numbers=True),
        _shared(counted),
    ]
    return "\n\n".join(parts)


def _shared(counted: Counted) -> str:
    """The places that two splits share."""
    pairs = [[f"{a} and {b}", f"{n:,}"] for (a, b), n in counted.shared.items() if n]
    if not pairs:
        return "Counted in the files: no place lies in two splits."
    return markdown_table(["splits", "places in both"], pairs, numbers=True)


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
        folded("Rows by task", markdown_table([*head, *names], rows)),
        folded("Answers", markdown_table([*head, "right answers, percent"], shares)),
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
        "### Bands and pictures",
        _AXES,
        folded("Bands", markdown_table(["band", "pixel", "rows x columns", "type", "unit"], bands)),
        folded("Stretches of the pictures", _STRETCHES, markdown_table(_CHANNELS, channels)),
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
    table = markdown_table(["country", *SEASONS], lines, numbers=True)
    return "\n\n".join([_BIASES, folded("Patches by country and season", table)])


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
    """What the change log says of this version; one line on the first."""
    all_of = "All versions: [`CHANGELOG.md`](CHANGELOG.md)."
    if entry.startswith(FIRST):
        return f"## Changes\n\n{version} is the first version. {all_of}"
    return f"## Changes in {version}\n\n{entry}\n\n{all_of}"
