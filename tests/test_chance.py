"""Chance has one door, and it opens the same way everywhere."""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b

from builder.chance import place_key, rng_for, row_id


def test_the_same_key_gives_the_same_draws() -> None:
    """Draws depend on seed, patch and task, and on nothing else."""
    first = [rng_for(1, "patch", "task").below(10**9) for _ in range(3)]
    assert len(set(first)) == 1
    assert len({rng_for(s, p, t).below(10**9) for s in (1, 2) for p in "ab" for t in "xy"}) == 8


def test_draws_are_even() -> None:
    """6,000 throws of a die show each face 900 to 1,100 times (4 standard deviations are 115)."""
    die = rng_for(1, "patch", "die")
    faces = Counter(die.below(6) for _ in range(6000))
    assert set(faces) == set(range(6)) and all(885 <= n <= 1115 for n in faces.values())


def test_a_shuffle_keeps_all_and_can_end_anywhere() -> None:
    """Every item ends at every place about equally often."""
    rng = rng_for(1, "patch", "shuffle")
    ends = Counter(rng.shuffled("abc")[0] for _ in range(3000))
    assert all(880 <= ends[item] <= 1120 for item in "abc")
    assert sorted(rng.shuffled(range(20))) == list(range(20))


def test_a_row_id_is_63_bits_of_a_documented_hash() -> None:
    """Anyone can derive an ID: blake2b of patch, task and index, 8 bytes little-endian, without the
    lowest bit.
    """
    expected = int.from_bytes(blake2b(b"P\x1fmcq/area\x1f0", digest_size=8).digest(), "little") >> 1
    assert row_id("P", "mcq/area", 0) == expected < 2**63


def test_places_spread_evenly_over_shards() -> None:
    """4,000 places fall on 4 shards in nearly equal parts."""
    shards = Counter(place_key(f"33UUP_{x:02d}_{y:02d}") % 4 for x in range(80) for y in range(50))
    assert all(890 <= n <= 1110 for n in shards.values())
