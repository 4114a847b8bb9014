"""The peer of the build: the same release content by the stack a researcher would reach for first.

raw folder -> rasterio (15 files) -> SciPy per class -> the same annotations ->
Dataset.from_generator -> to_parquet

    python -m benchmarks.peer raw out --climate raw/climate.tif
        -> out/train-patches.parquet, out/train-texts.parquet, ...

Its questions are drawn by the weights of `--priors`, the priors.json of a release; without them the
texts are others.

A row of `patches` is a patch with its bands as Array2D and previews as Image; a row of `texts` an
annotation with the preview of its patch, as in the release. It has no benchmark draw, checks,
hashes or resumption: less work than the builder does.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import rasterio
from scipy import ndimage

from bigearthnet_txt import BANDS, CLASSES, CLC, REFERENCE_MAP, S1_BANDS, UNCLASSIFIED, composite
from builder.annotate import FEATURES, annotate
from builder.balance import NEUTRAL, SamplingWeights, read_weights
from builder.geometry import SIDE, Box, Point
from builder.landcover.positions import class_centroids, positions
from builder.names import parse_s2, s1_scene
from builder.records import Annotation, Facts, Insides, LandCover, PatchRecord, Region
from builder.sources import Climate, Tree, make_records, read_candidates

_Y, _X = np.mgrid[:SIDE, :SIDE] + 0.5


def _read(path: Path) -> np.ndarray:
    with rasterio.open(path) as file:
        pixels: np.ndarray = file.read(1)
    return pixels


def read_rasters(raw: Path, record: PatchRecord) -> dict[str, np.ndarray]:
    """The 15 rasters of a patch by name, in their stored dtypes, rows from north to south."""
    s2 = Path(parse_s2(record.patch_id).product, record.patch_id, record.patch_id)
    s1 = Path(s1_scene(record.s1_name), record.s1_name, record.s1_name)
    stems = {
        name: raw / "BigEarthNet-S1" / s1 if name in S1_BANDS else raw / "BigEarthNet-S2" / s2
        for name in BANDS
    }
    stems[REFERENCE_MAP.name] = raw / "Reference_Maps" / s2
    return {name: _read(stem.with_name(f"{stem.name}_{name}.tif")) for name, stem in stems.items()}


def _region(label: str, mask: np.ndarray, box: Box, masks: Mapping[str, np.ndarray]) -> Region:
    area = int(mask.sum())
    centroid = Point(float(_X[mask].sum()) / area, float(_Y[mask].sum()) / area)
    fit = 0.0025 <= area / SIDE**2 <= 0.5 and area >= 0.4 * box.area
    rim = ndimage.binary_dilation(mask) & ~mask
    neighbors = frozenset(other for other, found in masks.items() if (found & rim).any())
    inside = min(box.x0, box.y0, SIDE - box.x1, SIDE - box.y1) > 0
    enclosed = inside and bool(np.logical_or.reduce(list(masks.values()))[rim].all())
    return Region(
        label=label,
        area=area,
        box=box,
        start=int(np.flatnonzero(mask[box.y0])[0]),
        centroid=centroid,
        fit=fit,
        neighbors=neighbors,
        enclosed=enclosed,
    )


def _regions(label: str, masks: Mapping[str, np.ndarray]) -> tuple[Region, ...]:
    labels, _ = ndimage.label(masks[label])
    found = []
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        found.append(
            _region(
                label,
                labels == number,
                Box(columns.start, rows.start, columns.stop, rows.stop),
                masks,
            )
        )
    return tuple(sorted(found, key=lambda r: (-r.area, r.box.y0, r.box.x0, *r.box, *r.centroid)))


def _insides(masks: Mapping[str, np.ndarray]) -> Insides:
    """Numbers of regions, and how many squares of 3, 5 and 7 pixels around each lie in its own."""
    numbers = np.zeros((SIDE, SIDE), np.int64)
    depths = np.zeros((SIDE, SIDE), np.int8)
    for mask in masks.values():
        numbers[mask] = numbers.max() + ndimage.label(mask)[0][mask]
    for size in (3, 5, 7):
        low, high = (
            find(numbers, size, mode="nearest")
            for find in (ndimage.minimum_filter, ndimage.maximum_filter)
        )
        depths += low == high
    depths[-1], depths[:, -1] = -1, -1
    return Insides(numbers, depths)


def _edges(a: np.ndarray, b: np.ndarray) -> int:
    """Pixel edges that two masks share."""
    beside = ((a[:, 1:], b[:, :-1]), (a[:, :-1], b[:, 1:]), (a[1:], b[:-1]), (a[:-1], b[1:]))
    return sum(int((one & other).sum()) for one, other in beside)


def analyse(codes: np.ndarray) -> LandCover:
    """The facts of a reference map, uint16 (120, 120), with SciPy.

    It takes one labelling per class, and one dilation per region for neighbors.
    """
    masks = {label: np.isin(codes, _codes(label)) for label in CLASSES}
    masks = {label: mask for label, mask in masks.items() if mask.any()}
    members = {label: _regions(label, masks) for label in masks}
    borders = {
        (a, b): edges for a, b in combinations(masks, 2) if (edges := _edges(masks[a], masks[b]))
    }
    centroids = class_centroids(members)
    areas = {label: int(mask.sum()) for label, mask in masks.items()}
    return LandCover(
        areas=areas,
        regions=members,
        centroids=centroids,
        borders=borders,
        positions=positions(members, centroids, codes.shape),
        sides={side: _side(masks, line) for side, line in _OUTERMOST.items()},
        insides=_insides(masks),
    )


_OUTERMOST: dict[str, Any] = {
    "top": np.s_[0],
    "right": np.s_[:, -1],
    "bottom": np.s_[-1],
    "left": np.s_[:, 0],
}


def _codes(label: str) -> list[int]:
    """The CORINE codes of a class."""
    return [code for code, clc in CLC.items() if clc.label == label]


def _side(masks: dict[str, np.ndarray], line: Any) -> dict[str, int]:
    """Pixels of each class on one side of the patch."""
    counts = {label: int(mask[line].sum()) for label, mask in masks.items()}
    return {label: count for label, count in counts.items() if count}


_STRING, _STRINGS = datasets.Value("string"), datasets.Sequence(datasets.Value("string"))
_KNOWN = dict.fromkeys(
    ("patch_id", "s1_name", "split", "country", "season", "climate_zone"), _STRING
)
_KNOWN |= {
    "latitude": datasets.Value("float64"),
    "longitude": datasets.Value("float64"),
    "image": datasets.Image(),
}
_ANNOTATION = dict.fromkeys(
    ("type", "category", "input", "output", "template", "answer", "expression"), _STRING
)
_ANNOTATION |= {"options": _STRINGS, "classes": _STRINGS}
_RASTERS = {
    band.name: datasets.Array2D((band.size, band.size), np.dtype(band.dtype).name)
    for band in (*BANDS.values(), REFERENCE_MAP)
}
_PATCHES = _KNOWN | {
    "labels": _STRINGS,
    "epsg": datasets.Value("int32"),
    "bounds": datasets.Sequence(datasets.Value("float64")),
}
_PATCHES = datasets.Features(
    _PATCHES | {"sar": datasets.Image()} | _RASTERS | {"annotations": [_ANNOTATION]}
)
_TEXTS = datasets.Features(_KNOWN | _ANNOTATION)


def rows(
    raw: Path, records: list[PatchRecord], seed: int, priors: SamplingWeights
) -> Iterator[dict[str, Any]]:
    """One row per patch, with its annotations.

    Patches that hold pixels without a CORINE polygon are left out.
    """
    for record in records:
        rasters = read_rasters(raw, record)
        codes = rasters[REFERENCE_MAP.name]
        if (codes == UNCLASSIFIED).any():
            continue
        known = {name: value for name, value in asdict(record).items() if name in _PATCHES}
        facts = Facts(record, analyse(codes))
        texts = [_text(annotation) for annotation in annotate(facts, seed, priors)]
        previews = {"image": composite(rasters, "true_color"), "sar": composite(rasters, "sar")}
        yield known | previews | rasters | {"annotations": texts}


def _text(annotation: Annotation) -> dict[str, Any]:
    return {name: getattr(annotation, name) for name in _ANNOTATION}


def _exploded(patches: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """A batch of patches as a batch of annotations."""
    made: dict[str, list[Any]] = {name: [] for name in (*_KNOWN, *_ANNOTATION)}
    for number, of_patch in enumerate(patches["annotations"]):
        for annotation in of_patch:
            for name in _KNOWN:
                made[name].append(patches[name][number])
            for name in _ANNOTATION:
                made[name].append(annotation[name])
    return made


def write(patches: datasets.Dataset, out: Path, split: str) -> None:
    """The two files of a split; previews are copied as bytes, not decoded and encoded again."""
    patches.remove_columns("annotations").to_parquet(str(out / f"{split}-patches.parquet"))
    known = patches.select_columns([*_KNOWN, "annotations"]).cast_column(
        "image", datasets.Image(decode=False)
    )
    texts = known.map(
        _exploded, batched=True, batch_size=100, remove_columns="annotations", features=_TEXTS
    )
    texts.to_parquet(str(out / f"{split}-texts.parquet"))


def build(
    raw: Path,
    out: Path,
    climate: Path | None,
    *,
    priors: Path | None = None,
    limit: int | None = None,
) -> None:
    """Two Parquet files per split, of the first `limit` patches of the metadata.

    The seed is the default of the builder.
    """
    weights = read_weights(priors.read_text("utf-8"), str(priors), FEATURES) if priors else NEUTRAL
    candidates, _ = read_candidates(Tree(raw))
    records = make_records(candidates.slice(0, limit), Climate.open(climate) if climate else None)
    for split in ("train", "validation", "test"):
        chosen = [record for record in records if record.split == split]
        if chosen:
            arguments = {"raw": raw, "records": chosen, "seed": 1, "priors": weights}
            write(
                datasets.Dataset.from_generator(
                    rows, features=_PATCHES, cache_dir=str(out / "cache"), gen_kwargs=arguments
                ),
                out,
                split,
            )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peer", description=__doc__)
    parser.add_argument("raw", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--climate", type=Path)
    parser.add_argument("--priors", type=Path)
    parser.add_argument("--limit", type=int)
    args = parser.parse_args()
    build(args.raw, args.out, args.climate, priors=args.priors, limit=args.limit)


if __name__ == "__main__":
    main()
