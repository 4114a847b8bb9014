"""The parts of the card that the builder leaves to us, as Markdown: each from the shards, the
manifest or the contract alone.

examples(...) -> "## Examples\n\n### `vqa`\n\n![...](assets/sample-vqa.jpg)\n\n| column | value |
..."
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from bigearthnet_txt import BANDS, COLUMNS, COMPOSITES, CONFIGS, REFERENCE_MAP, SEASONS, SPLITS
from bigearthnet_txt_reader.markdown import markdown_table
from upload.counted import Counted
from upload.folder import Manifest

_LONGEST = 300  # characters of a value that are shown
_FETCHING = "from pathlib import Path\n\nfrom huggingface_hub import hf_hub_download"
_FETCHED = 'str(Path(hf_hub_download("{repo}", "scripts/bigearthnet_txt.py", repo_type="dataset"{pinned})).parent)'
_PINNED = (
    "\nA version is a tag: with `revision` the rows stay the same whatever is published later.\n"
)


def examples(rows: Mapping[str, Mapping[str, Any]], pictures: Mapping[str, str | None]) -> str:
    """One real row per config, with its picture: from the first shard of each."""
    parts = [
        "## Examples",
        "The first row of each config. Boxes (yellow) and points (red) are drawn here; the files hold the plain picture.",
    ]
    for config, row in rows.items():
        path = pictures[config]
        about = (
            f"true color, false color, SWIR and SAR of {row['patch_id']}"
            if config == "patches"
            else _caption(row)
        )
        picture = [f"![{about}]({path})"] if path else []
        shown = [[f"`{column.name}`", _value(row[column.name])] for column in COLUMNS[config]]
        parts += [f"### `{config}`", *picture, markdown_table(["column", "value"], shown)]
    return "\n\n".join(parts)


def _caption(row: Mapping[str, Any]) -> str:
    return (
        f"{row['input']} {row['output']}".replace("[", "(")
        .replace("]", ")")
        .replace("\n", " ")[:_LONGEST]
    )


def _value(value: Any) -> str:
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if isinstance(value, Mapping) and "bytes" in value:
        return f"JPEG, {len(value['bytes']):,} bytes"
    text = "null" if value is None else str(value).replace("\n", " ")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."


def loading(manifest: Manifest, repo: str | None) -> str:
    """How to load: streaming, pinned, with bands. Every block runs as it stands, from the folder
    or, with a name, from the Hub.
    """
    held = {(file.config, file.split) for file in manifest.files}
    ordered = [
        (config, split)
        for config, splits in CONFIGS.items()
        for split in splits
        if (config, split) in held
    ]
    text, (_, split) = (
        next((part for part in ordered if part[0] == "vqa"), ordered[0]),
        next(p for p in ordered if p[0] == "patches"),
    )
    name, pinned = (repo, f', revision="v{manifest.version}"') if repo else ("bigearthnet_txt", "")
    imports, scripts = (
        ("", '"bigearthnet_txt/scripts"')
        if repo is None
        else (_FETCHING, _FETCHED.format(repo=repo, pinned=pinned))
    )
    return f"""## Loading

Without a download, row by row as they come:

```python
from datasets import load_dataset

rows = load_dataset("{name}", "{text[0]}", split="{text[1]}", streaming=True{pinned})
first = next(iter(rows))
print(first["input"], first["output"])
```
{_PINNED if repo else ""}
With the bands as arrays, and as a picture:

```python
import sys
{imports}
from datasets import load_dataset

sys.path.append({scripts})
from bigearthnet_txt import decode_bands, render

patches = load_dataset("{name}", "patches", split="{split}", streaming=True{pinned})
patch = next(iter(patches))
bands = decode_bands({{name: patch[name] for name in patch if patch[name] is not None}})
print(patch["patch_id"], {{name: raster.shape for name, raster in bands.items()}})
if "B08" in bands:
    render(patch, "false_color").save("false_color.png")
```"""


def splits(counted: Counted, *, published: bool) -> str:
    """How leakage is excluded, and the proof of it, counted in `patches`."""
    rule = (
        "The splits are those of BigEarthNet v2.0; the published benchmark was drawn from places of `test`, on other dates."
        if published
        else "The splits are those of BigEarthNet v2.0, which follow a grid; `bench` was drawn from `test` by whole places."
    )
    lines = [
        [s, f"{counted.patches[s].total():,}", f"{len(counted.places[s]):,}"]
        for s in SPLITS
        if s in counted.patches
    ]
    pairs = [[f"{a} and {b}", f"{n:,}"] for (a, b), n in counted.shared.items()]
    return "\n\n".join(
        [
            "## Splits",
            f"{rule} A place is a square of 1.2 km (tile, column, row), seen on up to four dates; all its dates lie in one shard.",
            markdown_table(["split", "patches", "places"], lines, figures=True),
            markdown_table(["splits", "places in both"], pairs, figures=True),
        ]
    )


def balance(counted: Counted) -> str:
    """Rows by task, and how often each answer is the right one."""
    names = [split for split in SPLITS if any(split in n for n in counted.tasks.values())]
    lines = [
        [f"`{c}`", kind, category, *(f"{n[s]:,}" for s in names)]
        for (c, kind, category), n in sorted(counted.tasks.items())
    ]
    shares = [
        [f"`{c}`", kind, category, _shares(n)]
        for (c, kind, category), n in sorted(counted.answers.items())
    ]
    head = ["config", "type", "category"]
    return "\n\n".join(
        [
            "## Balance",
            markdown_table([*head, *names], lines),
            markdown_table([*head, "right answers, percent"], shares),
        ]
    )


def _shares(answers: Counter[str]) -> str:
    return ", ".join(
        f"{answer} {100 * n / answers.total():.0f}" for answer, n in sorted(answers.items())
    )


def rasters() -> str:
    """Units and axis order of the bands, and the fixed stretches of the pictures: from the
    contract.
    """
    bands = [
        [
            f"`{b.name}`",
            f"{b.resolution} m",
            f"{b.size} x {b.size}",
            np.dtype(b.dtype).name,
            b.unit,
        ]
        for b in (*BANDS.values(), REFERENCE_MAP)
    ]
    stretches = [
        [f"`{name}`", color, band, f"{s.low:g} to {s.high:g}", f"{s.gamma:g}"]
        for name, channels in COMPOSITES.items()
        for color, (band, s) in zip(("red", "green", "blue"), channels, strict=True)
    ]
    return "\n\n".join(
        [
            "## Bands and pictures",
            "Arrays are (rows, columns): rows from north to south, columns from west to east, the first pixel in the north-west corner.",
            markdown_table(["band", "pixel", "rows x columns", "type", "unit"], bands),
            "Every picture has the same stretch: low to high becomes 0 to 1, then the power 1 / gamma, then 0 to 255.",
            markdown_table(["picture", "channel", "band", "low to high", "gamma"], stretches),
        ]
    )


def biases(counted: Counted) -> str:
    """What the release is not: from the counts of patches."""
    total: Counter[tuple[str, str]] = sum(counted.patches.values(), Counter())
    countries = sorted({country for country, _ in total})
    lines = [
        [country, *(f"{total[country, season]:,}" for season in SEASONS)] for country in countries
    ]
    said = (
        "Ten countries of Europe, unequally; other climates, crops and cities are absent. Texts are English and follow from a land-cover"
        " map: what the map does not tell (objects, damage, harvest) is not asked. Whoever trains on them learns the map's errors too."
    )
    return "\n\n".join(
        ["## Biases", said, markdown_table(["patches by country", *SEASONS], lines, figures=True)]
    )


def files(manifest: Manifest, others: Iterable[str]) -> str:
    """What lies beside the data, and with what the release was built."""
    about = {
        "manifest.json": "every file with its rows and SHA-256, the settings and versions of the build",
        "croissant.json": "the same files and columns in MLCommons' Croissant format",
        "dataset_infos.json": "features and sizes for old versions of `datasets`",
        "eval.yaml": "registers the benchmark with the Hub",
        "scripts/bigearthnet_txt.py": "decodes and renders the bands; in `datasets` 2.x and 3.x also a loading script",
        "rejected.parquet": "patches that were not used, with the reason",
        "card/": "the sections of this card, a file each",
    }
    there = {"manifest.json", "card/", *manifest.others, *others}
    made = ", ".join(
        f"{name} {version}" for name, version in manifest.stored.get("made_with", {}).items()
    )
    lines = [[f"`{name}`", told] for name, told in about.items() if name in there]
    return "\n\n".join(
        ["## Files", markdown_table(["file", "content"], lines), f"Built with {made}."]
    )


def changes(version: str, told: str) -> str:
    """What the change log says of this version."""
    return f"## Changes in {version}\n\n{told}\n\nAll versions: [`CHANGELOG.md`](CHANGELOG.md)."
