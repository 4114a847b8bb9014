"""Chance of the baselines: the same draw for the same row, wherever it is drawn. ID -> 0 to 1.

>>> drawn(6021, 2)
[0.137, 0.802]
"""

from __future__ import annotations

from hashlib import blake2b

_SEED = 0
_BYTES = 8  # of a draw


def drawn(row: int, count: int) -> list[float]:
    """So many numbers from 0 to below 1, by a hash of seed and ID (8 at most)."""
    digest = blake2b(f"{_SEED}/{row}".encode(), digest_size=_BYTES * count).digest()
    starts = range(0, len(digest), _BYTES)
    # The upper 53 bits: as many as a number between 0 and 1 keeps.
    whole = (int.from_bytes(digest[at : at + _BYTES]) >> 11 for at in starts)
    return [number / 2**53 for number in whole]
