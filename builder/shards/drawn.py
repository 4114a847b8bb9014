"""What a release says of a benchmark that was drawn: draw.json and items.json -> Benchmark."""

from __future__ import annotations

from typing import NamedTuple

from bigearthnet_txt_reader.locations import Location
from builder.items import ITEMS, ItemTable, read_items
from builder.sampling import DRAW, Draw, read_draw


class Benchmark(NamedTuple):
    """The draw of its patches, and the choice of its items."""

    draw: Draw
    items: ItemTable


def stored_benchmark(out: Location) -> Benchmark | None:
    """That of a release folder; None if its benchmark is a published one.

    Raises DataError if a file is damaged.
    """
    draw = stored_draw(out)
    if draw is None:
        return None
    return Benchmark(draw, read_items(_text(out / ITEMS), str(out / ITEMS)))


def stored_draw(out: Location) -> Draw | None:
    """The draw that a release folder holds; None if its benchmark is a published one.

    Raises DataError if the file is no draw.
    """
    if not (out / DRAW).is_file():
        return None
    return read_draw(_text(out / DRAW), str(out / DRAW))


def _text(path: Location) -> str:
    """The text of a file, "" if it is not there: that is no draw and no choice."""
    return path.read_text("utf-8", errors="replace") if path.is_file() else ""
