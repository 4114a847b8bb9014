"""What a build says of its release: sections of the card, and dataset_infos.json.

FileEntry (manifest) + settings -> card/00-front-matter.yaml, card/10-about.md, ... -> README.md
Example: {"card/25-rows.md": "## Configs and sizes\n\n| config | a row is | train | ..." ...}
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from string import Template
from typing import Any, TypeAlias

import yaml

from bigearthnet_txt import (
    BENCHMARK_STATUS,
    CONFIGS,
    HOMEPAGE,
    LICENSE,
    NOTICE,
    dataset_info,
)
from bigearthnet_txt_reader.card import FRONT_MATTER, section_path
from bigearthnet_txt_reader.markdown import folded, markdown_table
from bigearthnet_txt_reader.origin import Origin
from bigearthnet_txt_reader.release import FileEntry, Release
from builder.sampling import Draw
from builder.shards.card_tables import columns_table, sizes_table
from builder.shards.drawn import Benchmark
from builder.shards.frozen import frozen_section
from builder.shards.items_card import items_section
from builder.shards.manifest import totals

Totals: TypeAlias = Mapping[str, Mapping[str, tuple[int, int]]]
Settings: TypeAlias = Mapping[str, object]

# What a card calls the texts, which are not those that the authors published.
_OWN_NAME = "Rule-made texts on BigEarthNet v2.0"
_PUBLISHED_NAME = "BigEarthNet.txt with its pixels"
# SHA-256 of the file of texts as its authors published it
_PUBLISHED_FILE = "d3b97f999456016bb13c2a8e94b8f47825654f07a0394a6b266a38b750ca1554"
_PUBLISHED_REVISION = "72d865f2146f0a85b720f7f3ca1cdbaeafc3d316"
_TAGS = [
    "geospatial",  # by it the Hub lists the modality
    "remote-sensing",
    "earth-observation",
    "sentinel-1",
    "sentinel-2",
    "land-cover",
    "corine",
]
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)

_ABOUT = """# {title}

{warning}Captions, questions and boxes about {patches:,} pairs of Sentinel-1 and Sentinel-2 patches
(120 x 120 px at 10 m), {pixels}, built from {source}. {whose}

[Paper](https://arxiv.org/abs/2603.29630), [homepage]({home}),
[code that reads it](scripts/bigearthnet_txt.py)."""
_START = """## Loading

With this folder in the current one; from the Hub give the name of the repository:

```python
from datasets import load_dataset

row = load_dataset("bigearthnet_txt", "{config}", split="{split}")[0]
print(row["input"], row["output"])
{picture}
```"""
_OWN_SET = """They are texts of this project on BigEarthNet v2.0, written by rule from land-cover
maps and proven row by row: not the set that the authors of BigEarthNet.txt published."""
_PUBLISHED_SET = """They are the texts that the authors of BigEarthNet.txt published, joined to the
pixels by this project."""
_PATCHES = """\
Row `patch_row` of the same split of `patches` holds the pixels that a text speaks of. The Parquet
files are what is downloaded. `load_dataset` writes an Arrow copy beside them; with `streaming=True`
it writes nothing."""
_MAPS = """\
This release was built with `--maps-only`: it has no pixels, every band, `image` and `sar` is null.
`patches` holds the reference maps, one row a patch; row `patch_row` of the same split there is the
patch a text speaks of. A map is bytes (byte planes):
`decode_bands({"reference_map": patch["reference_map"]})` of `scripts/bigearthnet_txt.py`,
importable as a module, decodes it."""
_OWN_BENCHMARK = "The rows of `benchmark` are {status}. No place of it is in another split."
_PUBLISHED_BENCHMARK = """\
The rows of `benchmark` are those of the published split bench, manually verified by its publishers
and not checked here. Most of its places are in `test` too, on other dates."""
_DRAWN = """\
{patches:,} patches of `test` were drawn in {blocks:,} blocks: squares of {side} x {side}
neighboring places, smaller where no such square was left, each place on one date. No block touches
a place of `train` or `validation`, by an edge or a corner on the ground.

- {withheld:,} other dates of their places were withheld.
- {buffer}.

`draw.json` lists them all. The quotas were filled first, the scarcest before the others; the rest
was drawn by chance. Patches that could not be read later stand in `rejected.parquet`."""
_COORDINATES = """### Coordinates

x runs to the right, y down, from the top-left corner of the patch, on pixel edges; boxes are
half-open. `[0.64 0.0, 1.0 0.71]` in `output` is x0, y0, x1, y1 divided by 120 and rounded to two
decimals, and it is what answers are scored against; """
_OWN_BOXES = """`box` is not rounded (IoU with `output`: 0.981 on average), `box_pixels` counts
pixels. `point` is the center of a pixel well inside its region, `centroid` the point by which the
published set asks: it gives the box away, so show it to no model that is measured."""
_PUBLISHED_BOXES = """`box` and `point` are the printed
numbers, `box_pixels` is the nearest pixel to each (x 120), which may be one pixel off the edge that
was rounded."""
_OWN_TEXTS = """\
Every text follows from the patch's CORINE 2018 reference map and metadata by rule and seed; no
language model was used. A solver that shares no code with the writer derives every answer and every
claim of a caption again: `python -m builder verify FOLDER --solve`."""
_PUBLISHED_TEXTS = """\
The texts are not ours: they are those of {origin}, licensed CDLA-Permissive-1.0, and were joined to
the pixels. The thirteen published columns (`ID`, `s1_name`, `patch_id`, `input`, `output`, `type`,
`category`, `split`, `latitude`, `longitude`, `country`, `season`, `climate_zone`) are as published,
`ID` included; `options`, `answer`, `box`, `box_pixels`, `point`, `expression` and `classes` were
read from the text; `template` is the word published. Captions were paraphrased by a language model.
Rows that could not be joined or read are listed in `rejected_annotations.parquet`, with the
reason."""
_LIMITS = """## Limits and biases

Europe, 2017 and 2018. `country` is the nearest of ten, so places across a border or at sea carry a
neighbor's name. CORINE maps units of 25 ha or more, so small features of the image may be absent
from the text."""
_LICENSE = f"""## License

CDLA-Permissive-1.0. {NOTICE}. CORINE Land Cover 2018: European Union, Copernicus Land Monitoring
Service."""
_CITATION = Template("""## Citation

Please cite the release, the texts' form and questions (BigEarthNet.txt), and the pixels
(BigEarthNet v2.0).

```bibtex
@misc{Release,
  title = {$title},
  author = {{The BigEarthNet.txt maintainers}},
  howpublished = {$home},
  note = {version $version}
}
@article{Herzog2026BigEarthNetTXT,
  title = {BigEarthNet.txt},
  author = {Herzog, Johann-Ludwig and Adler, Mathis J{\\"u}rgen and Hackel, Leonard and Shu, Yan and
            Zavras, Angelos and Papoutsis, Ioannis and Rota, Paolo and Demir, Beg{\\"u}m},
  journal = {arXiv preprint arXiv:2603.29630},
  year = {2026}
}
@misc{BigEarthNetV2,
  title = {BigEarthNet v2.0 (reBEN)},
  howpublished = {Zenodo record 10891137},
  year = {2024}
}
```""")


def card_sections(release: Release, drawn: Benchmark | None) -> dict[str, str]:
    """Path in the release -> text, of the sections that follow from manifest and benchmark."""
    files = sorted(release.files, key=lambda entry: entry.path)
    version, settings, frozen = release.version, release.settings, release.benchmark
    sums = totals(files)
    texts = {
        "about": _about(release, sums),
        "start": _start(release, sums),
        "rows": _rows(files, settings, frozen.status if frozen else BENCHMARK_STATUS),
        **(_of_drawn(drawn) if drawn else {}),
        **({"frozen": frozen_section(frozen)} if frozen else {}),
        "columns": columns_table(),
        "coordinates": _COORDINATES + (_PUBLISHED_BOXES if _published(settings) else _OWN_BOXES),
        "making": _making(version, settings),
        "limits": _LIMITS,
        "license": _LICENSE,
        "citation": _CITATION.substitute(title=_title(release), version=version, home=HOMEPAGE),
    }
    front = yaml.dump(
        _front_matter(release, files), Dumper=yaml.CSafeDumper, sort_keys=False, width=1000
    )
    sections = {section_path(name): text + "\n" for name, text in texts.items()}
    return {FRONT_MATTER: front} | sections


def _published(settings: Settings) -> bool:
    """Are the texts those that the authors published?"""
    return bool(settings.get("annotations"))


def _about(release: Release, sums: Totals) -> str:
    return _ABOUT.format(
        title=_title(release),
        warning=f"**{release.warning}**\n\n" if release.warning else "",
        patches=sum(rows for rows, _ in sums.get("patches", {}).values()),
        pixels="without the pixels" if release.maps_only else "with the pixels",
        source=_source(release.origin),
        whose=_PUBLISHED_SET if _published(release.settings) else _OWN_SET,
        home=HOMEPAGE,
    )


def _start(release: Release, sums: Totals) -> str:
    """How to load the first row of a text config."""
    config = next((config for config in ("vqa", *sums) if config in sums), "vqa")
    return _START.format(
        config=config,
        split=next(iter(sums.get(config, {})), "train"),
        picture='row["patch_id"]' if release.maps_only else 'row["image"]',
    )


def _name(settings: Settings) -> str:
    """The name of the release on the Hub."""
    return _PUBLISHED_NAME if _published(settings) else _OWN_NAME


def _title(release: Release) -> str:
    return _name(release.settings) + (release.origin.title if release.origin else "")


def _source(origin: Origin | None) -> str:
    """The archive that was read; an older release does not say which part of it."""
    if origin and origin.synthetic:
        return "a synthetic archive in its layout"
    return "BigEarthNet v2.0" if origin else "an archive in the layout of BigEarthNet v2.0"


def _rows(files: list[FileEntry], settings: Settings, status: str) -> str:
    sums = totals(files)
    parts = ["## Configs and sizes", sizes_table(files)]
    parts.append(_MAPS if settings.get("maps_only") else _PATCHES)
    if "benchmark" in sums:
        own = _OWN_BENCHMARK.format(status=status)
        parts.append(_PUBLISHED_BENCHMARK if _published(settings) else own)
    return "\n\n".join(parts)


def _of_drawn(drawn: Benchmark) -> dict[str, str]:
    return {"benchmark": _benchmark(drawn.draw), "items": items_section(drawn.items)}


def _benchmark(draw: Draw) -> str:
    """How the benchmark was drawn, and the table of quotas."""
    rule = draw.rule
    kept = f"{len(draw.buffer):,} patches of places that touch a block left `test` too, as a buffer"
    if rule.buffer == "none":
        kept = "Places that touch a block stay in `test`"
    text = _DRAWN.format(
        patches=len(draw.chosen),
        blocks=len(draw.blocks),
        side=rule.block,
        withheld=len(draw.withheld),
        buffer=kept,
    )
    lines = [
        [quota.kind, quota.name, str(quota.wanted), str(quota.found), quota.why or ""]
        for quota in draw.quotas
    ]
    table = markdown_table(["quota", "of", "wanted", "found", "why not"], lines)
    return f"## Benchmark\n\n{text}\n\n{folded('Quotas, and what was found', table)}"


def _making(version: str, settings: Settings) -> str:
    if _published(settings):
        texts = _PUBLISHED_TEXTS.format(origin=texts_from(settings["annotations"]))
    else:
        texts = _OWN_TEXTS
    stated = folded(f"Settings of release {version}", f"Built with {_stated(settings)}.")
    return f"## How it was made and proven\n\n{texts}\n\n{stated}"


def _stated(settings: Settings) -> str:
    """The settings that were given; files by their SHA-256."""
    given = {
        name: value
        for name, value in settings.items()
        if name not in ("tasks", "version") and value is not None and value is not False
    }
    return ", ".join(f"{name} {value}" for name, value in given.items())


def texts_from(file_sha256: object) -> str:
    """Where the published texts come from, by the SHA-256 of their file.

    It is the released file, or another in its format.
    """
    if file_sha256 == _PUBLISHED_FILE:
        revision = f"revision {_PUBLISHED_REVISION}, SHA-256 {file_sha256}"
        return f"BigEarthNet.txt (BigEarthNet.txt.parquet, {revision})"
    return (
        "a file in the format of BigEarthNet.txt.parquet that is not the released one "
        f"(SHA-256 {file_sha256})"
    )


def _front_matter(release: Release, files: list[FileEntry]) -> dict[str, object]:
    """What the Hub and `datasets` read: license, tags, configs with their files, and features."""
    version = release.version
    sums = totals(files)
    rows = sum(rows for config in sums.values() for rows, _ in config.values())
    return {
        "license": LICENSE,
        "language": ["en"],
        "pretty_name": _title(release),
        "task_categories": ["visual-question-answering", "image-to-text", "object-detection"],
        "tags": _TAGS,
        "size_categories": [_size_category(rows)],
        "configs": list(_configs(sums, version)),
        "dataset_info": [_card_info(info) for info in infos(files, version).values()],
    }


def _size_category(rows: int) -> str:
    return next((name for limit, name in _SIZES if rows < limit), "10M<n<100M")


def _configs(sums: Totals, version: str) -> Iterator[dict[str, object]]:
    default = "vqa" if "vqa" in sums else next(iter(sums), None)
    for config, splits in sums.items():
        files = [{"split": s, "path": f"data/{config}/{s}-*.parquet"} for s in splits]
        stated = {"config_name": config, "version": version, "data_files": files}
        yield stated | ({"default": True} if config == default else {})


def infos(files: list[FileEntry], version: str) -> dict[str, dict[str, object]]:
    """config -> `dataset_info` of the configs that have rows, in the contract's order."""
    sums = totals(files)
    download = {config: _bytes(files, config) for config in sums}
    return {c: dataset_info(c, version, sums[c], download[c]) for c in CONFIGS if c in sums}


def _bytes(files: list[FileEntry], config: str) -> int:
    return sum(entry.bytes for entry in files if entry.config == config)


def infos_json(files: list[FileEntry], version: str) -> str:
    """The text of dataset_infos.json."""
    return json.dumps(infos(files, version), indent=2) + "\n"


def _card_info(info: Mapping[str, Any]) -> dict[str, Any]:
    """`dataset_info` in the form of the card's YAML."""
    return {
        "config_name": info["config_name"],
        "features": [_feature(name, stated) for name, stated in info["features"].items()],
        "splits": list(info["splits"].values()),
        "download_size": info["download_size"],
        "dataset_size": info["dataset_size"],
    }


def _feature(name: str, stated: Mapping[str, Any]) -> dict[str, str]:
    if stated["_type"] == "Sequence":
        return {"name": name, "sequence": stated["feature"]["dtype"]}
    return {"name": name, "dtype": "image" if stated["_type"] == "Image" else stated["dtype"]}
