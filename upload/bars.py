"""Bars of what takes long: one after another, each with its total.

    with bars() as begin:
        progress = begin("compare", 9_000_000)

compare:  45%|####5     | 4,050,000/9,000,000 rows [05:12<06:20]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from tqdm import tqdm

_BYTES = ("read back", "check")
_OF_BYTES: dict[str, Any] = {"unit": "B", "unit_scale": True}
_OF_ROWS: dict[str, Any] = {"unit": " rows"}


@contextmanager
def bars() -> Iterator[Callable[[str, int], Callable[[int], object]]]:
    """Gives a function that begins a bar, in place of the one before, and returns its update."""
    with ExitStack() as shown:

        def begin(what: str, total: int) -> Callable[[int], object]:
            shown.close()
            unit = _OF_BYTES if what in _BYTES else _OF_ROWS
            bar = tqdm(desc=what, total=total, delay=2, leave=False, disable=None, **unit)
            return shown.enter_context(bar).update

        yield begin
