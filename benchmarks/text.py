"""Texts beside the least they need: patches per CPU second on real maps in one process.

It measures land cover alone and all annotations.

    python -m benchmarks.text --rounds 9  ->  a Markdown table

The maps are 68 squares of CORINE 2018, read once. They are measured beside SciPy's
labelling of the regions of every class, without sizes, boxes, neighbors or words. Every round runs
all routes one after the other, so that other work on the machine disturbs all alike.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from scipy import ndimage

from benchmarks.command import load_of_machine, parser_of
from benchmarks.results import Table, report
from bigearthnet_txt import CLASSES, CLC
from builder.annotate import FEATURES, annotate_all, candidate_sets
from builder.balance import Occurrence, SamplingWeights, listed, rake
from builder.landcover import analyse_all
from builder.landcover.regions import number
from builder.records import Annotation, Facts, LandCover, PatchRecord
from builder.shard_jobs import TOGETHER

Route = Callable[[Sequence[np.ndarray]], object]  # some reference maps -> what is made of them
PEER = "peer: `scipy.ndimage.label` per class, nothing else"
_KINDS = np.zeros(1000, np.uint8)  # CORINE code -> 1 + place of its class in CLASSES
for _code, _clc in CLC.items():
    _KINDS[_code] = CLASSES.index(_clc.label) + 1 if _clc.label else 0
# Of the one released map; texts are drawn by patch_id.
_RECORD: dict[str, Any] = {
    "s1_name": "S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57",
    "s2v1_name": "S2A_MSIL2A_20170613T101031_26_57",
    "split": "test",
    "labels": (),
    "country": "Austria",
    "contains_seasonal_snow": False,
    "contains_cloud_or_shadow": False,
    "latitude": 48.11,
    "longitude": 12.74,
    "season": "Summer",
    "climate_zone": "Cold, no dry season, warm summer",
    "epsg": 32633,
    "bounds": (331140, 5330400, 332340, 5331600),
    "place": "33UUP_26_57",
}


def labelled(maps: Sequence[np.ndarray]) -> list[list[int]]:
    """The number of 4-connected regions of each class present on each map, in class order.

    Maps are uint16 CORINE codes (120, 120).
    """
    return [_labels(_KINDS[codes]) for codes in maps]


def _labels(raster: np.ndarray) -> list[int]:
    return [ndimage.label(raster == kind)[1] for kind in np.unique(raster) if kind]


def numbered(maps: Sequence[np.ndarray]) -> int:
    """How many regions there are, numbered through all maps in one call, as land cover does."""
    return number(_KINDS[np.stack(maps)])[1]


def covered(maps: Sequence[np.ndarray]) -> list[LandCover]:
    """Land cover: all facts that texts speak of."""
    return analyse_all(maps)


def _patches(maps: Sequence[np.ndarray]) -> list[Facts]:
    """Each map as a patch of its own."""
    return [
        Facts(PatchRecord(patch_id=f"patch {k}", **_RECORD), cover)
        for k, cover in enumerate(analyse_all(maps))
    ]


def told(maps: Sequence[np.ndarray], priors: SamplingWeights) -> list[list[Annotation]]:
    """Land cover and all rows of text: what a build does with maps, short of writing it."""
    return annotate_all(_patches(maps), 1, priors)


def surveyed(maps: Sequence[np.ndarray]) -> SamplingWeights:
    """The draw weights that a survey of these maps gives."""
    patches = _patches(maps)
    found = Occurrence.of((facts.record.country, facts.cover.classes) for facts in patches)
    return SamplingWeights({task: _levels(task, patches, found) for task in FEATURES}, found)


def _levels(task: str, patches: list[Facts], occurrence: Occurrence) -> tuple[int, ...]:
    found = [candidate_sets(task, facts, 1, occurrence) for facts in patches]
    return rake(listed(chain.from_iterable(found)), FEATURES[task])


def rate(route: Route, maps: Sequence[np.ndarray]) -> float:
    """Maps per CPU second, without the collector of cycles, as in a build."""
    gc.disable()
    start = time.process_time()
    for first in range(0, len(maps), TOGETHER):
        route(maps[first : first + TOGETHER])
    spent = time.process_time() - start
    gc.enable()
    return len(maps) / spent


def table(rounds: Sequence[dict[str, float]]) -> Table:
    """The Markdown table of rates by route: medians over rounds, ratios to the peer in a round."""
    rows = []
    for name in rounds[0]:
        ratio = median(found[name] / found[PEER] for found in rounds)
        rows.append([name, f"{median(found[name] for found in rounds):,.0f}", f"x{ratio:.1f}"])
    header = ["of a reference map", "patches per CPU second", "ratio"]
    return Table(header, rows)


def _routes(maps: Sequence[np.ndarray]) -> dict[str, Route]:
    return {
        "land cover and texts": partial(told, priors=surveyed(maps)),
        "land cover": covered,
        "labels alone, as land cover makes them": numbered,
        PEER: labelled,
    }


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument(
        "--maps",
        type=Path,
        default=Path("../shared/clc-squares.npz"),
        help="NumPy archive of maps, uint16 (120, 120)",
    )
    parser.add_argument("--rounds", type=int, default=9)
    args = parser.parse_args()
    if not args.maps.is_file():
        parser.exit(0, f"{args.maps}: no such file; texts are not measured\n")
    with np.load(args.maps) as file:
        maps = [file[name] for name in sorted(file.files)]
    found, routes = [], _routes(maps)
    for _ in range(args.rounds + 1):
        found.append({name: rate(route, maps * 4) for name, route in routes.items()})
    conditions = f"{args.rounds} rounds, medians; {load_of_machine()}"
    said = f"{len(maps)} maps, 4 times a round, {conditions}."
    # The first round is not counted.
    report("text", table(found[1:]), notes=(said,), keep=args.keep)


if __name__ == "__main__":
    main()
