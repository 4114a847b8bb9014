"""Reads versions of a dataset from a Hub with the installed `datasets`, and prints a JSON report.

HF_ENDPOINT=http://127.0.0.1:8000 python tests/matrix/read_hub.py me/ben v1.0.0 v1.1.0 cache
{"v1.0.0": {"map": {"vqa": {"version": "1.0.0", "splits": {"train": {"rows": 512, ...}}}},
            "streaming": ...}}
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

import datasets
from read_release import CONFIGS, read


def load(repo: str, revision: str, streaming: bool, _: Path, config: str, cache: Path) -> Any:
    return datasets.load_dataset(
        repo, config, revision=revision, streaming=streaming, cache_dir=str(cache)
    )


def main() -> None:
    repo, *revisions, cache = sys.argv[1:]
    datasets.disable_progress_bars()
    given: dict[str, Any] = {"datasets": datasets.__version__}
    for revision in revisions:
        roads = {
            mode: partial(load, repo, revision, mode == "streaming")
            for mode in ("map", "streaming")
        }
        given[revision] = {
            mode: {c: read(road, Path(), c, Path(cache)) for c in CONFIGS}
            for mode, road in roads.items()
        }
    print(json.dumps(given))


if __name__ == "__main__":
    main()
