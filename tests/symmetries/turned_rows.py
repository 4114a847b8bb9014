"""Rows of a release with the maps of their patches, and what the solver says of them turned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from PIL import Image

from bigearthnet_txt import SYMMETRIES, decode_bands, transform
from bigearthnet_txt_solver import Ground, judge

Row = dict[str, Any]
TEXTS = ("captions", "vqa", "refexp", "benchmark")


class Told(NamedTuple):
    """A reference map, and the text rows of its patch."""

    codes: np.ndarray
    rows: list[Row]


def rows_of(release: Path, config: str) -> list[Row]:
    """The rows of a config as its files hold them."""
    found = sorted((release / "data" / config).glob("*.parquet"))
    return [row for path in found for row in pq.read_table(path).to_pylist()]


def told(release: Path, patches: int) -> list[Told]:
    """The first patches of a release."""
    texts: defaultdict[str, list[Row]] = defaultdict(list)
    for config in TEXTS:
        for row in rows_of(release, config):
            texts[row["patch_id"]].append({k: row[k] for k in row if k != "image"})
    maps = rows_of(release, "patches")[:patches]
    return [Told(decode_bands(row)["reference_map"], texts[row["patch_id"]]) for row in maps]


def by_pillow(raster: np.ndarray, symmetry: str) -> np.ndarray:
    """A raster turned by Pillow, whose names the symmetries have."""
    if symmetry == "identity":
        return raster
    picture = Image.fromarray(raster.astype(np.float32))
    turned = picture.transpose(Image.Transpose[symmetry.upper()])
    return np.asarray(turned).astype(raster.dtype)


def disagreements(
    patches: Iterable[Told], symmetries: Iterable[str] = SYMMETRIES
) -> Iterator[tuple[str, str]]:
    """Of every turned row that the solver does not agree with: the symmetry, and its verdict."""
    patches = list(patches)
    for symmetry in symmetries:
        for codes, rows in patches:
            ground = Ground(by_pillow(codes, symmetry))
            verdicts = (judge(transform(row, symmetry), ground) for row in rows)
            yield from (
                (symmetry, f"{found.fault or found.status}: {found.found}")
                for found in verdicts
                if found.status != "agrees"
            )
