"""How to use a release, in its card: loading it, looking at it, evaluating a model on it.

loading(release, "ORG/NAME") -> "## Loading\n\n```python\nfrom datasets import load_dataset ..."
Every block of Python runs as it stands, from the folder or, with a name, from the Hub.
"""

from __future__ import annotations

from bigearthnet_txt import CONFIGS
from bigearthnet_txt_reader.markdown import folded
from bigearthnet_txt_reader.release import Release

_FETCHING = "\nfrom huggingface_hub import snapshot_download"
_FETCHED = (
    'snapshot_download("{repo}", repo_type="dataset"{pinned}, allow_patterns="scripts/*") '
    '+ "/scripts"'
)
_BESIDE = "With this folder in the current one, row by row, without a copy on disk:"
_PINNED = (
    "Row by row as they come, without a download. A version is a tag: with `revision` the rows "
    "stay the same, whatever is published later."
)
_LOADING = """\
```python
from datasets import load_dataset

rows = load_dataset("{name}", "{config}", split="{split}", streaming=True{pinned})
row = next(iter(rows))
print(row["input"], row["output"])
row["image"]
```"""
_BANDS = """\
```python
import sys

from datasets import load_dataset{imports}

sys.path.append({scripts})
from bigearthnet_txt import decode_bands, render

patches = load_dataset("{name}", "patches", split="{patches}", streaming=True{pinned})
patch = next(iter(patches))
bands = decode_bands({{name: patch[name] for name in patch if patch[name] is not None}})
print(patch["patch_id"], {{name: raster.shape for name, raster in bands.items()}})
if "B08" in bands:
    render(patch, "false_color").save("false_color.png")
```"""
_EVALUATION = """\
### Evaluating a model

```sh
bigearthnet-txt run --data {data} --endpoint http://localhost:8000/v1 --model NAME --out run
bigearthnet-txt score run/predictions.jsonl --data {data}
bigearthnet-txt leaderboard run/predictions.jsonl --data {data}
```

Boxes are scored against `output`, that is, against `box` to two decimals. {hub}"""
_ON_THE_HUB = """\
[`eval.yaml`](eval.yaml) registers the benchmark with the Hub:
`inspect eval hf/{repo}@v{version}` asks its questions, and the
[leaderboard](https://huggingface.co/api/datasets/{repo}/leaderboard) holds what models scored."""
_TO_THE_HUB = """\
[`eval.yaml`](eval.yaml) registers the benchmark with the Hub, which keeps a leaderboard of it."""

_LEFT_OUT = """

The Hub shows true color alone. So {left_out:,} questions of the group `sensor`, whose answers
that does not show, are left out there; `bigearthnet-txt run` asks them too."""


def links(space: str) -> str:
    """A link to the explorer in a Space of the Hub."""
    return f"[Explorer](https://huggingface.co/spaces/{space}): every patch, in a browser."


def loading(manifest: Release, repo: str | None) -> str:
    """How to load: the first row in five lines, then the bands."""
    pinned = f', revision="v{manifest.version}"' if repo else ""
    name = repo or "bigearthnet_txt"
    bands = _bands(manifest, repo, name, pinned)
    more = folded("With the bands as arrays, and as a picture", bands)
    rows = _rows(manifest, name, pinned)
    return "\n\n".join(["## Loading", _PINNED if repo else _BESIDE, rows, more])


def _rows(manifest: Release, name: str, pinned: str) -> str:
    config = _first_config(manifest)
    split = _splits_of(manifest, config)[0]
    return _LOADING.format(name=name, config=config, split=split, pinned=pinned)


def _bands(manifest: Release, repo: str | None, name: str, pinned: str) -> str:
    return _BANDS.format(
        name=name,
        patches=_splits_of(manifest, "patches")[0],
        pinned=pinned,
        imports=_FETCHING if repo else "",
        scripts=_FETCHED.format(repo=repo, pinned=pinned) if repo else f'"{name}/scripts"',
    )


def _splits_of(manifest: Release, config: str) -> list[str]:
    """The splits of a config that have files, in the contract's order."""
    held = {file.split for file in manifest.files if file.config == config}
    return [split for split in CONFIGS[config] if split in held]


def _first_config(manifest: Release) -> str:
    return next(config for config in ("vqa", *CONFIGS) if _splits_of(manifest, config))


def evaluating(manifest: Release, repo: str | None, left_out: int) -> str:
    """How a model is asked and scored, and what the Hub makes of eval.yaml.

    `left_out`: the questions on radar and infrared, which only `run` asks.
    """
    hub = _ON_THE_HUB.format(repo=repo, version=manifest.version) if repo else _TO_THE_HUB
    return _EVALUATION.format(data=repo or "bigearthnet_txt", hub=f"{hub}{_without(left_out)}")


def _without(left_out: int) -> str:
    """What the Hub does not ask."""
    return _LEFT_OUT.format(left_out=left_out) if left_out else ""
