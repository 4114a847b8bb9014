"""Chance has one source, and it gives the same draws everywhere."""

from __future__ import annotations

from array import array
from collections import Counter
from hashlib import blake2b, shake_128
from sys import byteorder

from builder.chance import place_key, rng_for, row_id


def test_the_same_key_gives_the_same_draws() -> None:
    """Draws depend on seed, patch and task, and on nothing else."""
    first = [rng_for(1, "patch", "task").below(10**9) for _ in range(3)]
    assert len(set(first)) == 1
    assert len({rng_for(s, p, t).below(10**9) for s in (1, 2) for p in "ab" for t in "xy"}) == 8


def test_another_task_has_the_draws_it_would_have_itself() -> None:
    """They begin anew, whatever was drawn before."""
    mine = rng_for(1, "patch", "reference")
    mine.below(7)
    theirs, again = rng_for(1, "patch", "point"), mine.of("point")
    assert [again.below(10**9) for _ in range(3)] == [theirs.below(10**9) for _ in range(3)]


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
    """Anyone can derive an ID from patch, task and index.

    It is their blake2b, 8 bytes little-endian, without the lowest bit.
    """
    expected = int.from_bytes(blake2b(b"P\x1fmcq/area\x1f0", digest_size=8).digest(), "little") >> 1
    assert row_id("P", "mcq/area", 0) == expected < 2**63


def test_places_spread_evenly_over_shards() -> None:
    """4,000 places fall on 4 shards in nearly equal parts."""
    shards = Counter(place_key(f"33UUP_{x:02d}_{y:02d}") % 4 for x in range(80) for y in range(50))
    assert all(890 <= n <= 1110 for n in shards.values())


def test_the_stream_is_shake_128_of_the_key() -> None:
    """Anyone can derive a draw from seed, patch and task.

    It is word k of their SHAKE-128, 8 bytes little-endian, modulo what is drawn from. No word is
    used twice, and none is left out.
    """
    rng = rng_for(7, "P", "mcq/area")
    words = array("Q", shake_128(b"7\x1fP\x1fmcq/area").digest(8 * 200))
    if byteorder == "big":
        words.byteswap()
    assert [rng.below(10**18) for _ in range(200)] == [word % 10**18 for word in words]


def test_a_choice_is_a_draw_below_the_number_of_items() -> None:
    """`choice` and `below` take the same word of the stream to the same place, past refills too."""
    one, other = rng_for(1, "patch", "choice"), rng_for(1, "patch", "choice")
    items = "abcdefg"
    assert [one.choice(items) for _ in range(100)] == [items[other.below(7)] for _ in range(100)]


def test_a_coin_has_two_even_sides() -> None:
    """3,000 throws show heads 1,400 to 1,600 times: as often as the lowest bit of a word is 1."""
    coin, same = rng_for(1, "patch", "coin"), rng_for(1, "patch", "coin")
    throws = [coin.coin() for _ in range(3000)]
    assert throws == [same.below(2) == 1 for _ in range(3000)]
    assert 1400 <= sum(throws) <= 1600


def test_a_shuffle_is_that_of_fisher_and_yates() -> None:
    """From the end down to the second item each changes places with one at or before it."""
    rng, same = rng_for(1, "patch", "deck"), rng_for(1, "patch", "deck")
    deck = list(range(30))
    for n in range(30, 1, -1):
        k = same.below(n)
        deck[n - 1], deck[k] = deck[k], deck[n - 1]
    assert rng.shuffled(range(30)) == deck
    assert rng.below(10**9) == same.below(10**9)
    assert rng_for(1, "patch", "deck").sample(range(30), 4) == deck[:4]
