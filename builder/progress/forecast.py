"""What a build will take: time, disk and memory, before it starts; and how many workers a given
memory allows.

--memory 4GB, shards of 1000 patches -> 6 workers of up to 600 MB beside the 300 MB of the process
that hands out shards

Every figure was measured (see README, Numbers) on synthetic patches, which take more time and
memory than real ones.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from builder.errors import UsageError
from builder.storage import Place

_BYTES_PER_PATCH = 230_000  # of all five configs; measured on real pixels
_SECONDS_PER_PATCH = (
    1 / 300
)  # of each worker, by the clock, its share of all that is done once included
_MAPS_ONLY = (
    1_700,
    1 / 430,
)  # the same of a build without pixels; measured on 20,000 synthetic patches
# bytes of a worker without its shard's texts: libraries, 100 patches as rows and as Parquet;
# measured 415 MB
_WORKER = 550_000_000
# bytes of memory; a shard's texts wait in memory until it is written; measured 13 to 41 kB
_TEXTS_PER_PATCH = 50_000
_PARENT = 300_000_000  # bytes of the process that hands out the shards; measured 230 MB
# bytes in that process for every patch that metadata.parquet has; measured 1,800 with 480,000 of
# them
_PER_KNOWN_PATCH = 2_000
_CGROUP = (
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes",
)  # versions 2 and 1
_UNITS = {
    "": 1,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KIB": 2**10,
    "MIB": 2**20,
    "GIB": 2**30,
    "TIB": 2**40,
}


def parse_bytes(text: str, option: str) -> int:
    """ "4GB" -> 4_000_000_000. Raises UsageError, naming the option, where the text is no size."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]*)", text.strip(), re.I)
    if not match or match[2].upper() not in _UNITS:
        raise UsageError(f"{option} {text}: give a size such as 4GB, 700MB or 3.5GiB")
    return int(float(match[1]) * _UNITS[match[2].upper()])


def worker_bytes(shard_size: int) -> int:
    """The most memory that a worker takes, in bytes, whatever the number of patches and shards."""
    return _WORKER + _TEXTS_PER_PATCH * shard_size


def build_bytes(workers: int, shard_size: int, known: int) -> int:
    """The most memory that a build takes in all its processes, in bytes; `known`: patches in
    metadata.parquet.

    A single worker is the process that hands out the shards.
    """
    parent = _PER_KNOWN_PATCH * known + (_PARENT if workers > 1 else 0)
    return parent + workers * worker_bytes(shard_size)


def machine_bytes() -> int:
    """The memory of this machine, or of the container (cgroup) if that may take less."""
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for path in map(Path, _CGROUP):
        if path.is_file() and (text := path.read_text().strip()).isdigit():
            limits.append(int(text))
    return min(limits)


def fitting_workers(memory: int | None, workers: int, *, shard_size: int, known: int) -> int:
    """How many of `workers` fit into so many bytes of memory; None stands for the memory of this
    machine.

    Raises UsageError where not even one fits.
    """
    given = memory or machine_bytes()
    fitting = [
        count for count in range(1, workers + 1) if build_bytes(count, shard_size, known) <= given
    ]
    if not fitting:
        whose = "--memory" if memory else "the memory of this machine,"
        need = shown(build_bytes(1, shard_size, known))
        raise UsageError(
            f"{whose} {shown(given)}: a single worker may take {need}; give more, or a smaller --shard-size"
        )
    return fitting[-1]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What `patches` of the `known` patches take in shards of `shard_size` on `workers` processes."""

    patches: int
    known: int
    workers: int
    shard_size: int
    maps_only: bool

    @property
    def disk(self) -> int:
        return self.patches * (_MAPS_ONLY[0] if self.maps_only else _BYTES_PER_PATCH)

    @property
    def seconds(self) -> float:
        return (
            self.patches * (_MAPS_ONLY[1] if self.maps_only else _SECONDS_PER_PATCH) / self.workers
        )

    def describe(self, out: Place) -> str:
        """In words, with the space that is free where `out` is or will be."""
        free = ""
        if isinstance(out, Path):
            folder = next(folder for folder in (out, *out.resolve().parents) if folder.exists())
            free = f" ({shown(shutil.disk_usage(folder).free)} free)"
        memory = shown(build_bytes(self.workers, self.shard_size, self.known))
        return (
            f"about {shown(self.disk)} to {out}{free}, about {max(1, round(self.seconds / 60))} min, "
            f"at most {memory} of memory ({shown(worker_bytes(self.shard_size))} a worker)"
        )


def shown(size: float) -> str:
    """1_230_000_000 -> "1.2 GB"."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"
