"""The next version of a release, as its maintainers would make it.

Ten captions are corrected, two patches withdrawn.
"""

from __future__ import annotations

import json
from bisect import bisect
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from tests.checks.broken import save, settle

Rows = dict[str, list[dict[str, object]]]  # config -> rows in the order of the files


@dataclass(frozen=True)
class Revised:
    """What was changed."""

    captions: tuple[int, ...]
    patches: tuple[str, ...]


def files(out: Path, config: str, split: str) -> list[Path]:
    return sorted((out / "data" / config).glob(f"{split}-*.parquet"))


def revise(out: Path, version: str) -> Revised:
    """Changes a release in place: ten captions of train, and two patches.

    These are the last ones of the last shard that has more than two. The shards are those of a
    small world: one row group each.
    """
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    manifest |= {"version": version, "settings": manifest["settings"] | {"version": version}}
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    shards = [
        pq.read_table(path, columns=["patch_id"])["patch_id"].to_pylist()
        for path in files(out, "patches", "train")
    ]
    gone = next(names for names in reversed(shards) if len(names) > 2)[-2:]
    ordered = [name for names in shards for name in names]
    places = sorted(map(ordered.index, gone))
    changed: list[int] = []
    for config in ("captions", "vqa", "refexp", "patches"):
        for path in files(out, config, "train"):
            rows = pq.read_table(path).to_pylist()
            kept = [row for row in rows if row["patch_id"] not in gone]
            edited = kept[: 10 - len(changed)] if config == "captions" else []
            for row in edited:
                row["output"] = f"{row['output']} It was checked again."
            moved = [row for row in kept if config != "patches" and row["patch_row"] > places[0]]
            for row in moved:
                row["patch_row"] -= bisect(places, row["patch_row"])
            changed += [row["ID"] for row in edited]
            if len(kept) < len(rows) or edited or moved:
                save(path, kept)
    settle(out)
    return Revised(tuple(changed), tuple(gone))


def held_rows(out: Path, config: str, split: str) -> list[dict[str, object]]:
    """The rows of a split as the files hold them."""
    return [row for path in files(out, config, split) for row in pq.read_table(path).to_pylist()]
