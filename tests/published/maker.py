"""A small file in the exact form of BigEarthNet.txt.parquet.

It has its columns, types, 78 row groups, snappy, its formats and its oddities.

EXAMPLES are published rows, verbatim, of a patch whose real map is at hand. The other rows are
made: their forms are the published ones (commas in options, stems that end in a colon, m^2,
"satelltite", Autumn for Fall, plurals, one-decimal tokens), their answers are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from builder.names import parse_s2

Row = dict[str, Any]
GROUPS = 78
SCHEMA = pa.schema([
    ("ID", pa.int64()), ("s1_name", pa.string()), ("patch_id", pa.string()),
    ("input", pa.string()), ("output", pa.string()),
    ("type", pa.string()), ("category", pa.string()), ("split", pa.string()),
    ("latitude", pa.float64()), ("longitude", pa.float64()),
    ("country", pa.string()), ("season", pa.string()), ("climate_zone", pa.string()),
])  # fmt: skip
S2, S1 = (
    "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57",
    "S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57",
)
_PLACE = {
    "s1_name": S1, "patch_id": S2, "split": "test",
    "latitude": 48.11003471465957, "longitude": 12.740300299577253,
    "country": "Austria", "season": "Summer", "climate_zone": "Cold, no dry season, warm summer",
}  # fmt: skip
_VERBATIM = [
    ("binary", "adjacency",
     "Would you say that any arable land lies next to pastures in the image?", "yes"),
    ("binary", "adjacency",
     "Would you confirm that any broad-leaved forest borders upon pastures?", "no"),
    ("binary", "area",
     "Do pastures cover between 864000 square meters and 1008000 square meters of the image?",
     "no"),
    ("mcq", "adjacency",
     "Which classes share a boundary? a) Broad-leaved forest and Pastures, "
     "b) Coastal wetlands and Coniferous forest, c) Coniferous forest and Mixed forest, "
     "d) Arable land and Pastures", "d"),
    ("bounding box", "point",
     "Provide a bounding box for the land cover class instance at <point>(0.82, 0.28)</point> "
     "in the satellite image.", "[0.64 0.0, 1.0 0.71]"),
    ("bounding box", "reference",
     "Identify the location of the <ref>largest connected region of pastures</ref>.",
     "[0.0 0.33, 0.28 0.8]"),
]  # fmt: skip
EXAMPLES: list[Row] = [
    _PLACE | {"ID": k, "type": t, "category": c, "input": i, "output": o}
    for k, (t, c, i, o) in enumerate(_VERBATIM, 1)
]
_CLIMATES = (
    "a) Polar, tundra, b) Cold, no dry season, warm summer, "
    "c) Temperate, dry summer, hot summer, d) Cold, dry summer, warm summer"
)
MADE = [
    ("binary", "presence", "Does the image contain transitional woodlands or shrubs?", "no"),
    ("binary", "area",
     "Is the area covered by industrial or commercial units at least 0 m^2?", "yes"),
    ("binary", "count",
     "Are there exactly 3 separate regions of arable lands in the scene?", "no"),
    ("binary", "adjacency",
     "Do classes such as inland waters touch moors, heathlands and sclerophyllous vegetation?",
     "no"),
    ("mcq", "presence",
     "Select the class present in the image from the following: a) Beaches, dunes, sands, "
     "b) Arable land, c) Transitional woodland, shrub, d) Marine waters", "b"),
    ("mcq", "area",
     "What share of the image do pastures cover? "
     "a) 0% to 10%, b) 10% to 30%, c) 30% to 50%, d) 70% to 90%", "a"),
    ("mcq", "count", "How many regions of urban fabric are there? a) 1, b) 4, c) 2, d) 7", "c"),
    ("mcq", "adjacency",
     "Which classes share a boundary? "
     "a) Moors, heathland and sclerophyllous vegetation and Pastures, "
     "b) Coastal wetlands and "
     "Land principally occupied by agriculture, with significant areas of natural vegetation, "
     "c) Coniferous forest and Mixed forest, d) Arable land and Pastures", "d"),
    ("mcq", "relative pos",
     "Where are pastures located relative to arable land? "
     "a) to the top-right, b) to the left, c) to the top, d) to the bottom-left", "b"),
    ("mcq", "country",
     "Identify which of the following countries is shown in the satellite image: "
     "a) Lithuania, b) Austria, c) Finland, d) Serbia", "a"),
    ("mcq", "season",
     "Which season is depicted in the satelltite image? "
     "a) Autumn, b) Summer, c) Winter, d) Spring", "a"),
    ("mcq", "climate zone", f"Which climate zone does the scene belong to? {_CLIMATES}", "c"),
    ("bounding box", "point",
     "Provide a bounding box for the land cover class instance at <point>(0.29, 0.8)</point> "
     "in the satellite image.", "[0.06 0.59, 0.51 1.0]"),
    ("bounding box", "reference",
     "Where can the <ref>largest area of urban fabric</ref> be found?", "[0.0 0.55, 0.2 1.0]"),
    ("captioning", "None",
     "Describe the satellite scene, including the region, time of year, and land cover classes.",
     "This satellite image, captured during the fall season in Switzerland, showcases a diverse "
     'landscape within the "temperate, no dry season, warm summer" climate zone. The dominant '
     "features are arable land (~526,000 sqm) and inland wetlands (~460,000 sqm), which "
     "are adjacent; vineyards form three individual marginal areas."),
]  # fmt: skip


def rows_about(patches: Iterable[Row], first: int) -> list[Row]:
    """Fifteen rows, one of every task, about each patch of a metadata table.

    Every third patch of test is one of bench.
    """
    rows, tested = [], 0
    for number, patch in enumerate(patches):
        tested += patch["split"] == "test"
        split = "bench" if patch["split"] == "test" and tested % 3 == 0 else patch["split"]
        place = {
            "s1_name": patch["s1_name"],
            "patch_id": patch["patch_id"],
            "split": split,
            "country": patch["country"],
        }
        place |= {
            "latitude": 36 + number % 200 / 7,
            "longitude": -9 + number % 100 / 3,
            "climate_zone": "Temperate, dry summer, hot summer",
        }
        place["season"] = parse_s2(patch["patch_id"]).season
        for k, (kind, category, text, output) in enumerate(MADE):
            row = {
                "ID": first + len(MADE) * number + k,
                "type": kind,
                "category": category,
                "input": text,
                "output": output,
            }
            rows.append(place | row)
    return rows


def write(
    path: Path, rows: Sequence[Row], *, groups: int = GROUPS, schema: pa.Schema = SCHEMA
) -> Path:
    """The rows in an order of no meaning, in so many row groups of about the same size."""
    order = np.random.default_rng(5).permutation(len(rows))
    ends = [round(len(rows) * k / groups) for k in range(groups + 1)]
    with pq.ParquetWriter(path, schema, compression="snappy") as writer:
        for start, end in pairwise(ends):
            table = pa.Table.from_pylist([rows[k] for k in order[start:end]], schema)
            writer.write_table(table, row_group_size=max(len(table), 1))
    return path
