"""The one source of chance: everything drawn follows from a hash of (seed, patch_id, task).

The same key gives the same draws on any machine and in any order.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from hashlib import blake2b, shake_128
from itertools import chain
from sys import byteorder
from typing import TypeVar

T = TypeVar("T")
_FIRST = 42  # draws that are made ready at once: two blocks of SHAKE-128


def _hash(*parts: object) -> bytes:
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()


def _words(key: bytes) -> Iterator[array[int]]:
    """The stream of a key in pieces of 64-bit words, each as long as all before it.

    A question takes some ten words, a caption 150.
    """
    drawn, more = 0, _FIRST
    while True:
        words = array("Q", shake_128(key).digest(8 * (drawn + more))[8 * drawn :])
        if byteorder == "big":
            words.byteswap()
        yield words
        drawn += more
        more = drawn


class Chance:
    """A stream of draws: SHAKE-128 of one key, so the same in every Python and NumPy.

    `word()` is the next 64 bits of it; what draws most takes them without a call between.
    """

    __slots__ = ("_key", "word")

    def __init__(self, key: str) -> None:
        self._key = key
        self.word = chain.from_iterable(_words(key.encode())).__next__

    def below(self, n: int) -> int:
        """An integer 0 <= k < n; the bias of the modulo is below n / 2**64."""
        return self.word() % n

    def choice(self, items: Sequence[T]) -> T:
        # As below(), without the call: a patch makes a hundred choices.
        return items[self.word() % len(items)]

    def of(self, task: str) -> Chance:
        """The draws of another task on the same patch, from their beginning."""
        patch, _, _ = self._key.rpartition("\x1f")
        return Chance(f"{patch}\x1f{task}")

    def coin(self) -> bool:
        return self.word() % 2 == 1

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """A new list in random order (Fisher-Yates)."""
        deck, word = list(items), self.word
        for last in range(len(deck) - 1, 0, -1):
            k = word() % (last + 1)
            deck[last], deck[k] = deck[k], deck[last]
        return deck

    def sample(self, items: Sequence[T], n: int) -> list[T]:
        """Up to n different items, in random order."""
        return self.shuffled(items)[:n]


def rng_for(seed: int, patch_id: str, task: str) -> Chance:
    """The draws of one task on one patch; no other randomness exists in the project."""
    return Chance(f"{seed}\x1f{patch_id}\x1f{task}")


def row_id(patch_id: str, task: str, index: int) -> int:
    """The ID of an annotation: 63 bits of a hash of patch, task and index.

    It does not depend on seed, shards or engine.
    """
    return int.from_bytes(_hash(patch_id, task, index), "little") >> 1


def place_key(place: str) -> int:
    """64 bits of a place: they give its shard, its order there, its turn in the benchmark draw."""
    return int.from_bytes(_hash("place", place), "little")
