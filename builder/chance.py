"""The one source of chance: everything drawn follows from a hash of (seed, patch_id, task).

The same key gives the same draws on any machine and in any order.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from hashlib import blake2b, shake_128
from sys import byteorder
from typing import TypeVar

T = TypeVar("T")
_FIRST = 16  # draws that are made ready at once


def _hash(*parts: object) -> bytes:
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=8).digest()


class Chance:
    """A stream of draws: SHAKE-128 of one key, so the same in every Python and NumPy."""

    __slots__ = ("_drawn", "_key", "_words")

    def __init__(self, key: str) -> None:
        self._key, self._drawn = key.encode(), 0
        self._fill()

    def below(self, n: int) -> int:
        """An integer 0 <= k < n; the bias of the modulo is below n / 2**64."""
        if not self._words:
            self._fill()
        return self._words.pop() % n

    def _fill(self) -> None:
        """More of the stream, as much again as was drawn.

        A question takes some ten draws, a caption 150.
        """
        more = self._drawn or _FIRST
        block = shake_128(self._key).digest(8 * (self._drawn + more))
        self._words = array("Q", block[8 * self._drawn :])
        if byteorder == "big":
            self._words.byteswap()
        self._words.reverse()  # taken from the end
        self._drawn += more

    def choice(self, items: Sequence[T]) -> T:
        if not self._words:
            self._fill()
        # As below(), without the call: a patch makes a hundred choices.
        return items[self._words.pop() % len(items)]

    def of(self, task: str) -> Chance:
        """The draws of another task on the same patch, from their beginning."""
        patch, _, _ = self._key.decode().rpartition("\x1f")
        return Chance(f"{patch}\x1f{task}")

    def coin(self) -> bool:
        return self.below(2) == 1

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """A new list in random order (Fisher-Yates)."""
        deck = list(items)
        for n in range(len(deck), 1, -1):
            if not self._words:
                self._fill()
            k = self._words.pop() % n
            deck[n - 1], deck[k] = deck[k], deck[n - 1]
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
