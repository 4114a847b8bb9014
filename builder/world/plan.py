"""What a world holds before it is written: visits, and the rows of the metadata but for labels.

    number of patches -> Part of metadata.parquet, Part of the file of snow, clouds and shadow

Example: `invented(1, 300)` has 300 visits at invented positions in its first part, and 15 more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from builder.names import SYNTHETIC
from builder.world.places import Visit, covered_visits, visits

_COVERED = 0.05  # visits under snow or clouds per visit without
_STRINGS = ("patch_id", "labels", "split", "country", "s1_name", "s2v1_name")
SCHEMA = pa.schema(
    [(name, pa.list_(pa.string()) if name == "labels" else pa.string()) for name in _STRINGS]
    + [("contains_seasonal_snow", pa.bool_()), ("contains_cloud_or_shadow", pa.bool_())],
    SYNTHETIC,
)
UNLABELED = SCHEMA.remove(SCHEMA.get_field_index("labels"))
FILES = "metadata.parquet", "metadata_for_patches_with_snow_cloud_or_shadow.parquet"


class Part(NamedTuple):
    """A file of metadata: its visits, and their rows in the same order, UNLABELED."""

    name: str
    visits: Sequence[Visit]
    rows: pa.Table


def _row(visit: Visit) -> tuple[object, ...]:
    """The row of the metadata, in the order of UNLABELED."""
    place = visit.place
    names = visit.patch_id, place.split, place.tile.country, visit.s1_name, visit.s2v1_name
    return *names, visit.snow, visit.cloud


def part_of(name: str, chosen: Sequence[Visit]) -> Part:
    """The part of visits whose rows follow from themselves."""
    columns = list(zip(*map(_row, chosen), strict=True))
    arrays = [
        pa.array(column, field.type) for column, field in zip(columns, UNLABELED, strict=True)
    ]
    return Part(name, chosen, pa.table(arrays, UNLABELED))


def invented(seed: int, patches: int) -> list[Part]:
    """Both parts of a world of real products at invented positions; 5 % lie under snow or clouds.

    A larger world only prolongs a smaller one.
    """
    clear = visits(seed, patches)
    covered = covered_visits(seed, max(1, round(_COVERED * patches)), beside=clear)
    return [part_of(name, chosen) for name, chosen in zip(FILES, (clear, covered), strict=True)]
