"""What a build will take, before it starts: time, disk, memory, and how many workers fit.

--memory 4GB, shards of 1000 patches -> 6 workers of up to 600 MB, beside the 300 MB of the process
that hands out shards. Every figure was measured (see docs and README) on synthetic patches, which
take more time and memory than real ones.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from builder.errors import UsageError
from builder.storage import Location

_BYTES_PER_PATCH = 230_000  # of all five configs; measured on real pixels
# Of each worker, by the clock, its share of all that is done once included.
_SECONDS_PER_PATCH = 1 / 300
# Bytes and seconds of a build without pixels; measured on 20,000 synthetic patches.
_MAPS_ONLY = (1_700, 1 / 430)
# Bytes of a worker without its shard's texts: libraries, 100 patches as rows and as Parquet;
# measured 415 MB.
_WORKER = 550_000_000
# Bytes of memory: a shard's texts wait in memory until it is written; measured 13 to 41 kB.
_TEXTS_PER_PATCH = 50_000
_PARENT = 300_000_000  # bytes of the process that hands out the shards; measured 230 MB
# Bytes in that process for every patch of metadata.parquet; measured 1,800 with 480,000 of them.
_PER_KNOWN_PATCH = 2_000
# Bytes in that process for every row of --annotations, while their IDs are compared and before a
# shard is read; measured 59.
_PER_PUBLISHED_ROW = 65
# Where a container states its limit: cgroup version 2, version 1.
_CGROUP = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
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
    """4_000_000_000 for "4GB". Raises UsageError, naming the option, if the text is no size."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([a-z]*)", text.strip(), re.I | re.ASCII)
    if not match or match[2].upper() not in _UNITS:
        raise UsageError(f"{option} {text}: give a size such as 4GB, 700MB or 3.5GiB")
    return int(float(match[1]) * _UNITS[match[2].upper()])


def worker_bytes(shard_size: int) -> int:
    """The most memory that a worker takes, in bytes, whatever the number of patches and shards."""
    return _WORKER + _TEXTS_PER_PATCH * shard_size


def build_bytes(workers: int, shard_size: int, known: int, published: int = 0) -> int:
    """The most memory that a build takes in all its processes, in bytes.

    `known`: patches in metadata.parquet; `published`: rows of --annotations. A single worker is the
    process that hands out the shards.
    """
    parent = _PER_KNOWN_PATCH * known
    shards = (_PARENT if workers > 1 else 0) + workers * worker_bytes(shard_size)
    rows = _PARENT + _PER_PUBLISHED_ROW * published if published else 0
    return parent + max(shards, rows)


def machine_bytes() -> int:
    """The memory of this machine, or of the container (cgroup) if that may take less."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([machine, *_limits()])


def _limits() -> Iterator[int]:
    """The limits of containers and of the shell (ulimit -v); the word "max" is none."""
    own, _ = resource.getrlimit(resource.RLIMIT_AS)
    if own != resource.RLIM_INFINITY:
        yield own
    for path in map(Path, _CGROUP):
        if path.is_file() and (text := path.read_text().strip()).isdigit():
            yield int(text)


def fitting_workers(
    memory: int | None, workers: int, *, shard_size: int, known: int, published: int = 0
) -> int:
    """How many of `workers` fit into so many bytes of memory; None: the memory of this machine.

    Raises UsageError if not even one fits.
    """
    given = memory or machine_bytes()
    for count in range(workers, 0, -1):
        if build_bytes(count, shard_size, known, published) <= given:
            return count
    whose = "--memory" if memory else "the memory of this machine,"
    need = shown(build_bytes(1, shard_size, known, published))
    raise UsageError(
        f"{whose} {shown(given)}: a single worker may take {need}; "
        "give more, or a smaller --shard-size"
    )


@dataclass(frozen=True, slots=True)
class Forecast:
    """What `patches` of the `known` patches take in shards of `shard_size` on so many workers.

    `published`: rows of --annotations.
    """

    patches: int
    known: int
    workers: int
    shard_size: int
    maps_only: bool
    published: int = 0

    @property
    def disk(self) -> int:
        """Bytes of the release."""
        return self.patches * (_MAPS_ONLY[0] if self.maps_only else _BYTES_PER_PATCH)

    @property
    def seconds(self) -> float:
        """Time by the clock."""
        each = _MAPS_ONLY[1] if self.maps_only else _SECONDS_PER_PATCH
        return self.patches * each / self.workers

    @property
    def memory(self) -> int:
        """Bytes of all processes."""
        return build_bytes(self.workers, self.shard_size, self.known, self.published)

    def describe(self, out: Location) -> str:
        """In words, with the space that is free where `out` is or will be."""
        free = f" ({shown(_free(out))} free)" if isinstance(out, Path) else ""
        minutes = max(1, round(self.seconds / 60))
        worker = shown(worker_bytes(self.shard_size))
        return (
            f"about {shown(self.disk)} to {out}{free}, about {minutes} min, "
            f"at most {shown(self.memory)} of memory ({worker} a worker)"
        )


def _free(out: Path) -> int:
    """Bytes that are free on the device of a folder, which need not be there yet."""
    parents = (out, *out.resolve().parents)
    return shutil.disk_usage(next(folder for folder in parents if folder.exists())).free


def shown(size: float) -> str:
    """1_230_000_000 -> "1.2 GB"."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"
