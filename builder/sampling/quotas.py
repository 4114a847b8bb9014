"""What a benchmark must hold: so many patches of each country, season, climate zone and class.

Every country and class of the metadata has a quota, also one that test cannot meet; then the table
says why. Example: class Pastures, wanted 60, found 212; country Belgium, wanted 30, found 7,
"places in test 40, clear of train and validation 10, beside a block 3"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from bigearthnet_txt import CLASSES, COUNTRIES, SEASONS
from builder.records import PatchRecord
from builder.sources import ZONES

BENCHMARK_PATCHES = 1082  # the size of the published benchmark
# Patches of each country, ... among 1,082; in proportion in a smaller draw, rounded up. A patch
# that has a class can be asked one question to which the class is the answer.
LEAST = {"country": 30, "season": 100, "climate zone": 30, "class": 60}


class Key(NamedTuple):
    """What a quota is about: ("country", "Belgium")."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Quota:
    """Patches wanted and found; `why` says what kept it from being met (None: it is met)."""

    kind: str
    name: str
    wanted: int
    found: int
    why: str | None = None


def keys_of(record: PatchRecord) -> Iterator[Key]:
    """The quotas that a patch serves."""
    yield Key("country", record.country)
    yield Key("season", record.season)
    if record.climate_zone:
        yield Key("climate zone", record.climate_zone)
    for label in record.labels:
        yield Key("class", label)


def keys_in(candidates: pa.Table, records: Sequence[PatchRecord]) -> list[Key]:
    """All keys, in the order of the table.

    They are the countries and classes of the whole metadata, the four seasons, and the climate
    zones of test.
    """
    countries = set(pc.unique(candidates["country"]).to_pylist())
    classes = set(pc.unique(pc.list_flatten(candidates["labels"])).to_pylist())
    zones = {record.climate_zone for record in records}
    return [
        *(Key("country", name) for name in COUNTRIES if name in countries),
        *(Key("season", name) for name in SEASONS),
        *(Key("climate zone", name) for name in ZONES if name in zones),
        *(Key("class", name) for name in CLASSES if name in classes),
    ]


def wanted(key: Key, patches: int) -> int:
    """How many of a draw of so many patches must have a key."""
    least = LEAST[key.kind]
    return min(least, -(-least * patches // BENCHMARK_PATCHES))
