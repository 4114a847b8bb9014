"""The release's own description: README.md with its YAML, and dataset_infos.json, from the same
numbers of the manifest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from bigearthnet_txt import BENCHMARK_STATUS, COLUMNS, CONFIGS, LICENSE, NOTICE, dataset_info
from bigearthnet_txt_reader.markdown import markdown_table
from bigearthnet_txt_reader.release import FileEntry
from builder.shards.manifest import totals

# what stands below it in a card is not the builder's
UPLOAD_MARK = "<!-- What follows was added by `python -m upload card`. -->"
CITATION = """@article{Herzog2026BigEarthNetTXT,
  title = {BigEarthNet.txt},
  author = {Herzog, Johann-Ludwig and Adler, Mathis J{\\"u}rgen and Hackel, Leonard and Shu, Yan and Zavras, Angelos and
            Papoutsis, Ioannis and Rota, Paolo and Demir, Beg{\\"u}m},
  journal = {arXiv preprint arXiv:2603.29630},
  year = {2026}
}
@misc{BigEarthNetV2,
  title = {BigEarthNet v2.0 (reBEN)},
  howpublished = {Zenodo record 10891137},
  year = {2024}
}"""

# SHA-256 of metadata.parquet, Zenodo 10891137
_RELEASED_METADATA = "408911df2da7092da9ecc72071972a808ec486ba09f6cb048f7716793d14ded6"
_RELEASED = "BigEarthNet v2.0"
_OTHER = "an archive in the layout of BigEarthNet v2.0 whose metadata is not the released file: a part of it, or a synthetic world"
_ABOUT = """# BigEarthNet.txt

Texts about {patches:,} pairs of Sentinel-1 and Sentinel-2 patches (120 x 120 px at 10 m), {with_pixels}, built from
{source}.

With this folder in the current one (to load from the Hub, give the repository's name instead of `{folder}`):

```python
from datasets import load_dataset

row = load_dataset("{folder}", "{example}", split="{split}")[0]
{example_row}
```

## Rows

{rows}

{about_patches}
{benchmark}
{statistics}## Columns

{columns}

## Coordinates

x runs to the right, y down, from the top-left corner of the patch, on pixel edges; boxes are half-open. `[0.64 0.0, 1.0 0.71]` in
`output` is x0, y0, x1, y1 divided by 120 and rounded to two decimals; {boxes}

## How it was made

{how} Release
{version}, built with {settings}.

## Limits

Europe, 2017 and 2018. `country` is the nearest of ten, so places across a border or at sea carry a neighbor's name. CORINE maps
units of 25 ha or more, so small features of the image may be absent from the text.

## License

CDLA-Permissive-1.0. {notice}. CORINE Land Cover 2018: European Union, Copernicus Land Monitoring Service.

## Citation

```bibtex
{citation}
```
"""

_OWN = {
    "boxes": "`box` is not rounded, `box_pixels` counts pixels.",
    "how": "Every text follows from the patch's CORINE 2018 reference map and metadata by rule and seed; no language model was used.",
    "benchmark": f"\nThe rows of `benchmark` are {BENCHMARK_STATUS}. No place of it is in another split.\n",
}
_PUBLISHED = {
    "boxes": """`box` and `point` are the printed
numbers, `box_pixels` is the nearest pixel to each (x 120), which may be one pixel off the edge that was rounded.""",
    "how": """The texts are not ours: they are those of {origin}, licensed
CDLA-Permissive-1.0, and were joined to the pixels. The thirteen published columns (`ID`, `s1_name`, `patch_id`, `input`, `output`, `type`,
`category`, `split`, `latitude`, `longitude`, `country`, `season`, `climate_zone`) are as published, `ID` included; `options`, `answer`,
`box`, `box_pixels`, `point`, `expression` and `classes` were read from the text; `template` is the word published. Captions were
paraphrased by a language model. Rows that could not be joined or read are listed in `rejected_annotations.parquet`, with the reason.""",
    "benchmark": """
The rows of `benchmark` are those of the published split bench, manually verified by its publishers and not checked here. Most of its
places are in `test` too, on other dates.
""",
}
# SHA-256 of the file as published
_PUBLISHED_FILE = "d3b97f999456016bb13c2a8e94b8f47825654f07a0394a6b266a38b750ca1554"
_PUBLISHED_REVISION = "72d865f2146f0a85b720f7f3ca1cdbaeafc3d316"
_PIXELS = {
    "with_pixels": "with the pixels",
    "example_row": 'row["image"], row["input"], row["output"]',
    "about_patches": """\
`patches` holds the pixels, one row a patch; row `patch_row` of the same split there is the patch a text speaks of. The bands are bytes
(byte planes at native resolution): `scripts/bigearthnet_txt.py`, importable as a module, decodes and renders them.""",
}
_MAPS_ONLY = {
    "with_pixels": "without the pixels",
    "example_row": 'row["input"], row["output"]',
    "about_patches": """\
This release was built with `--maps-only`: it has no pixels, every band, `image` and `sar` is null. `patches` holds the reference maps,
one row a patch; row `patch_row` of the same split there is the patch a text speaks of. A map is bytes (byte planes):
`decode_bands({"reference_map": patch["reference_map"]})` of `scripts/bigearthnet_txt.py`, importable as a module, decodes it.""",
}


def infos(files: list[FileEntry], version: str) -> dict[str, dict[str, object]]:
    """config -> `dataset_info` of the configs that have rows, in the contract's order."""
    sums = totals(files)
    download = {config: sum(f.bytes for f in files if f.config == config) for config in sums}
    return {c: dataset_info(c, version, sums[c], download[c]) for c in CONFIGS if c in sums}


def infos_json(files: list[FileEntry], version: str) -> str:
    return json.dumps(infos(files, version), indent=2) + "\n"


def _size_category(rows: int) -> str:
    for limit, name in (
        (1e3, "n<1K"),
        (1e4, "1K<n<10K"),
        (1e5, "10K<n<100K"),
        (1e6, "100K<n<1M"),
        (1e7, "1M<n<10M"),
    ):
        if rows < limit:
            return name
    return "10M<n<100M"


def _card_info(info: Mapping[str, Any]) -> dict[str, Any]:
    """`dataset_info` in the form of the card's YAML."""

    def entry(name: str, feature: Mapping[str, Any]) -> dict[str, str]:
        if feature["_type"] == "Sequence":
            return {"name": name, "sequence": feature["feature"]["dtype"]}
        return {"name": name, "dtype": "image" if feature["_type"] == "Image" else feature["dtype"]}

    card = {
        "config_name": info["config_name"],
        "features": [entry(n, f) for n, f in info["features"].items()],
    }
    return card | {
        "splits": list(info["splits"].values()),
        "download_size": info["download_size"],
        "dataset_size": info["dataset_size"],
    }


def _front_matter(files: list[FileEntry], version: str) -> dict[str, object]:
    sums = totals(files)
    configs: list[dict[str, object]] = [
        {
            "config_name": config,
            "version": version,
            "data_files": [
                {"split": split, "path": f"data/{config}/{split}-*.parquet"}
                for split in sums[config]
            ],
        }
        for config in CONFIGS
        if config in sums
    ]
    if configs:
        max(configs, key=lambda entry: entry["config_name"] == "vqa")["default"] = True
    return {
        "license": LICENSE,
        "language": ["en"],
        "pretty_name": "BigEarthNet.txt",
        "task_categories": ["visual-question-answering", "image-to-text", "object-detection"],
        "tags": [
            "remote-sensing",
            "earth-observation",
            "sentinel-1",
            "sentinel-2",
            "land-cover",
            "corine",
        ],
        "size_categories": [
            _size_category(sum(rows for splits in sums.values() for rows, _ in splits.values()))
        ],
        "configs": configs,
        "dataset_info": [_card_info(info) for info in infos(files, version).values()],
    }


def _rows_table(sums: Mapping[str, Mapping[str, tuple[int, int]]]) -> str:
    lines = [
        [f"`{config}`", split, f"{rows:,}"]
        for config, splits in sums.items()
        for split, (rows, _) in splits.items()
    ]
    return markdown_table(["config", "split", "rows"], lines)


def _columns_table() -> str:
    seen: dict[str, tuple[list[str], str, str]] = {}
    for config, columns in COLUMNS.items():
        for column in columns:
            seen.setdefault(column.name, ([], column.kind, column.about))[0].append(config)
    return markdown_table(
        ["column", "configs", "type", "content"],
        [[f"`{n}`", ", ".join(c), k, about] for n, (c, k, about) in seen.items()],
    )


def origin(file_sha256: object) -> str:
    """Where the published texts come from, by the SHA-256 of their file: the released one, or
    another in its format.
    """
    if file_sha256 == _PUBLISHED_FILE:
        return f"BigEarthNet.txt (BigEarthNet.txt.parquet, revision {_PUBLISHED_REVISION}, SHA-256 {file_sha256})"
    return f"a file in the format of BigEarthNet.txt.parquet that is not the released one (SHA-256 {file_sha256})"


def card(
    files: list[FileEntry], version: str, settings: Mapping[str, object], *, statistics: str = ""
) -> str:
    """The text of the release's README.md; everything in it follows from the manifest, and from
    `statistics`, a section of its own.
    """
    sums = totals(files)
    example = next((config for config in ("vqa", *sums) if config in sums), "vqa")
    texts = _PUBLISHED if settings.get("annotations") else _OWN
    body = _ABOUT.format(
        folder="bigearthnet_txt",
        source=_RELEASED if settings.get("metadata") == _RELEASED_METADATA else _OTHER,
        patches=sum(rows for rows, _ in sums.get("patches", {}).values()),
        example=example,
        split=next(iter(sums.get(example, {})), "train"),
        rows=_rows_table(sums),
        benchmark=texts["benchmark"] if "benchmark" in sums else "",
        boxes=texts["boxes"],
        how=texts["how"].format(origin=origin(settings.get("annotations"))),
        statistics=statistics and f"{statistics}\n",
        columns=_columns_table(),
        version=version,
        settings=", ".join(f"{key} {value}" for key, value in settings.items() if key != "tasks"),
        notice=NOTICE,
        citation=CITATION,
        **(_MAPS_ONLY if settings.get("maps_only") else _PIXELS),
    )
    return f"---\n{yaml.dump(_front_matter(files, version), Dumper=yaml.CSafeDumper, sort_keys=False, width=1000)}---\n\n{body}"
