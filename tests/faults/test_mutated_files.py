"""Mutated TIFFs and tars: what is accepted is what another library reads; nothing is a traceback.

24,000 TIFFs against rasterio, 4,000 tars against Python's tarfile.
"""

from __future__ import annotations

import io
import random
import re
import tarfile
import time
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile

from builder.sources import read_geotiff
from builder.sources.tar import BLOCK, TarError, Walker, key_of
from tests.archives import gnu_tar, plain_tree

pytestmark = pytest.mark.faults
TIFFS, TARS = 24_000, 4_000
_HALF = re.compile("[\ud800-\udfff]")  # bytes that are no UTF-8, as tarfile gives them
SLOW = 10.0  # seconds for one file, on a machine that does other things


def mutated(data: bytes, chance: random.Random, *, within: int) -> bytes:
    """Bytes changed, copied, zeroed or cut, most of them in the first ones."""
    found = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5])):
        at = chance.randrange(min(within, len(found)) if chance.random() < 0.9 else len(found))
        kind = chance.randrange(7)
        if kind < 3:
            found[at] = chance.choice([0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)])
        elif kind == 3:
            found[at : at + 4] = chance.choice([b"\xff" * 4, bytes(4), chance.randbytes(4)])
        elif kind == 4:
            source = chance.randrange(len(found))
            found[at : at + 12] = found[source : source + 12]
        elif kind == 5:
            del found[len(found) - chance.randrange(len(found) // 2) :]
        else:
            found[at : at + 64] = bytes(len(found[at : at + 64]))
        if not found:
            return b""
    return bytes(found)


def by_rasterio(data: bytes) -> np.ndarray | None:
    """The pixels that rasterio reads; None if it reads none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with MemoryFile(data) as memory, memory.open() as source:
                found: np.ndarray = source.read(1)
                return found
        except (RasterioError, ValueError):
            return None


def kinds_of_tiffs(world: Path) -> list[bytes]:
    """A file of every kind that an archive has."""
    found = [next(world.rglob(f"*_{band}.tif")) for band in ("B01", "B02", "B05", "VV")]
    return [path.read_bytes() for path in (*found, next(world.rglob("*_reference_map.tif")))]


def test_mutated_tiffs(world: Path) -> None:
    """A ValueError that begins with the name, or the pixels that rasterio reads, twice the same."""
    chance, seen = random.Random(24), Counter[str]()
    sound = kinds_of_tiffs(world)
    for number in range(TIFFS):
        data, began = mutated(sound[number % len(sound)], chance, within=700), time.monotonic()
        try:
            found = read_geotiff(data, "x.tif")
        except ValueError as error:
            assert str(error).startswith("x.tif: ") and len(str(error)) < 600
            seen["refused"] += 1
        else:
            again, expected = read_geotiff(data, "x.tif"), by_rasterio(data)
            np.testing.assert_array_equal(found.pixels, again.pixels)
            if expected is None:
                seen["read, by rasterio not"] += 1
            else:
                np.testing.assert_array_equal(found.pixels, expected, f"file {number}")
                seen["read as by rasterio"] += 1
        assert time.monotonic() - began < SLOW, f"file {number}"
    print(f"mutated TIFFs {TIFFS}: {dict(seen)}")


def by_tarfile(data: bytes) -> dict[int, tuple[int, int]] | None:
    """Key -> first byte and size of each file; None if it is no tar for tarfile."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            members = [member for member in archive if member.isreg()]
    except (tarfile.TarError, ValueError, OverflowError, EOFError):
        return None
    named = [(one.name.removeprefix("./"), one) for one in members]
    return {
        key_of(name): (one.offset_data, one.size)
        for name, one in named
        if name.startswith("BigEarthNet-S2/") and not _HALF.search(name)
    }


def walked(data: bytes, chance: random.Random) -> dict[int, tuple[int, int]]:
    walker, at = Walker("BigEarthNet-S2"), 0
    while at < len(data):
        size = chance.choice([512, 5_000, 1 << 20])
        walker.feed(data[at : at + size])
        at += size
    walker.close()
    places = zip([start * BLOCK for start in walker.starts], walker.sizes, strict=True)
    return dict(zip(walker.keys, places, strict=True))


def test_mutated_tars(tmp_path: Path) -> None:
    """A TarError, or files where tarfile finds them; never another file of the same name."""
    raw = plain_tree(tmp_path / "raw", 2)
    sound = gnu_tar(raw / "BigEarthNet-S2", tmp_path / "a.tar").read_bytes()
    chance, seen = random.Random(4), Counter[str]()
    for number in range(TARS):
        data, began = mutated(sound, chance, within=len(sound)), time.monotonic()
        try:
            found = walked(data, chance)
        except TarError as error:
            assert len(str(error)) < 600
            seen["refused"] += 1
        else:
            expected = by_tarfile(data)
            both = found.keys() & (expected or {}).keys()
            assert {key: found[key] for key in both} == {key: expected[key] for key in both}, number  # type: ignore[index]
            seen["read as by tarfile" if found == expected else "read, by tarfile otherwise"] += 1
        assert time.monotonic() - began < SLOW, number
    print(f"mutated tars {TARS}: {dict(seen)}")
