"""The rasters of the benchmark's patches, one by one. Row number + band -> byte planes.

rasters.planes(3, "B04") -> 28,800 bytes, as the release stores them
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate

import numpy as np

from bigearthnet_txt import BANDS, REFERENCE_MAP, decode_bands
from bigearthnet_txt_reader.release import Release, ReleaseError, Shard
from builder.errors import DataError

_NAMES = (*BANDS, REFERENCE_MAP.name)
_KEPT = 64  # rasters in memory: those of some patches


class Rasters:
    """Reads the rasters of split `bench`; those of the last patches stay in memory."""

    def __init__(self, release: Release) -> None:
        self._release, self._shards = release, release.shards_of("bench")
        self._read = lru_cache(maxsize=_KEPT)(self._read_planes)

    def planes(self, row: int, band: str) -> bytes:
        """The bytes of a band. Raises DataError if there is none of this number and name."""
        if band not in _NAMES:
            raise DataError(f"band {band[:40]!r}: use one of {', '.join(_NAMES)}")
        return self._read(row, band)

    def codes(self, row: int) -> np.ndarray:
        """The reference map: uint16 CORINE codes (120, 120)."""
        name = REFERENCE_MAP.name
        return decode_bands({name: self.planes(row, name)})[name]

    def _read_planes(self, row: int, band: str) -> bytes:
        shard = self._shard(row)
        with self._release.parquet(shard.files["patches"]) as file:
            groups = range(file.num_row_groups)
            ends = list(accumulate(file.metadata.row_group(k).num_rows for k in groups))
            within = row - shard.first
            group = sum(end <= within for end in ends)
            table = file.read_row_group(group, columns=[band], use_threads=False)
        planes = table[band][within - [0, *ends][group]].as_py()
        if planes is None:
            raise ReleaseError(f"{self._release.where}: patch {row} has no {band}")
        return bytes(planes)

    def _shard(self, row: int) -> Shard:
        for shard in self._shards:
            if shard.first <= row < shard.first + shard.patches:
                return shard
        raise DataError(f"patch {row}: split bench has none of this number")
