"""The one door of chance: everything drawn follows from a hash of (seed, patch_id, task), on any machine and in any order."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from struct import unpack
from typing import TypeVar

T = TypeVar("T")


def _hash(*parts: object, size: int = 8) -> bytes:
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=size).digest()


class Chance:
    """A stream of draws from one key: blake2b in counter mode, so the same in every Python and NumPy."""

    def __init__(self, key: bytes) -> None:
        self._key, self._counter, self._words = key, 0, list[int]()

    def below(self, n: int) -> int:
        """An integer 0 <= k < n; the bias of the modulo is below n / 2**64."""
        if not self._words:
            self._fill()
        return self._words.pop() % n

    def _fill(self) -> None:
        block = blake2b(self._counter.to_bytes(8, "little"), key=self._key).digest()
        self._words = [*unpack("<8Q", block)][::-1]  # taken from the end, so that the first word comes first
        self._counter += 1

    def choice(self, items: Sequence[T]) -> T:
        if not self._words:
            self._fill()
        return items[self._words.pop() % len(items)]  # as below(), without the call: a patch makes a hundred choices

    def coin(self) -> bool:
        return self.below(2) == 1

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """A new list in random order (Fisher-Yates)."""
        deck = list(items)
        for k in range(len(deck) - 1, 0, -1):
            j = self.below(k + 1)
            deck[k], deck[j] = deck[j], deck[k]
        return deck

    def sample(self, items: Sequence[T], n: int) -> list[T]:
        """Up to n different items, in random order."""
        return self.shuffled(items)[:n]


def rng_for(seed: int, patch_id: str, task: str) -> Chance:
    """The draws of one task on one patch; no other randomness exists in the project."""
    return Chance(_hash(seed, patch_id, task, size=32))


def row_id(patch_id: str, task: str, index: int) -> int:
    """The ID of an annotation: 63 bits of a hash of patch, task and index. It does not depend on seed, shards or engine."""
    return int.from_bytes(_hash(patch_id, task, index), "little") >> 1


def place_key(place: str) -> int:
    """64 bits that give a place its shard, its order within the shard and its turn in the benchmark draw."""
    return int.from_bytes(_hash("place", place), "little")
