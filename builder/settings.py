"""What decides the rows of a release; the same settings on the same archive give the same bytes.

Engine, workers and folders are not part of it. Stored in the manifest, and beside an unfinished
build so that a rerun continues no other release.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from builder.errors import UsageError


@dataclass(frozen=True, slots=True)
class Settings:
    """What a release is made of.

    `metadata`, `climate`, `annotations`: SHA-256 sums of the files read; `limit`: the number of
    patches considered (None: all); `benchmark`: the sum of the draw given (None: it was drawn by
    the build). With `maps_only` no pixels are read: every band and preview of
    the release is null. With `annotations` the texts are not written but taken from that file; else
    `tasks` are the versions of those that write them, and `priors` is the sum of the sampling
    weights given, or "shipped" and the sum of those that come with the code, by which few patches
    are drawn (None: those of a survey of the patches themselves). With `sensor` it has questions
    on radar and infrared.
    """

    version: str
    seed: int
    limit: int | None
    shard_size: int
    metadata: str
    climate: str | None
    maps_only: bool
    annotations: str | None = None
    priors: str | None = None
    benchmark: str | None = None
    tasks: dict[str, str] | None = None
    sensor: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d+\.\d+\.\d+", self.version, re.ASCII):
            raise UsageError(
                f"--version {self.version}: give three numbers such as 1.0.0 "
                "(readers key their cache by it)"
            )
        for name, value in (("--limit", self.limit), ("--shard-size", self.shard_size)):
            if value is not None and value < 1:
                raise UsageError(f"{name} {value}: give a number of at least 1")

    def difference(self, other: dict[str, object]) -> list[str]:
        """One line per setting in which a stored build differs from this one."""
        mine = asdict(self)
        return [
            f"{name}: there {other.get(name)}, asked for {value}"
            for name, value in mine.items()
            if value != other.get(name)
        ]
