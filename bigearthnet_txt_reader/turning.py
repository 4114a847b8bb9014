"""Turning: a row of a release and a symmetry -> the row that is true of the turned image.

    >>> row = {"output": "Pastures lie in the upper left part.", "type": "captioning"}
    >>> transform(row, "rotate_90")["output"]
    'Pastures lie in the lower left part.'

Rasters are turned each at its own resolution. Everything else is made from the row as it was
released, which the turned row keeps in `as_released`. If the row was turned before, the symmetries
are composed, and the one that they make is applied to what was released. So words with one partner
for two ("topmost" and "uppermost" both become "leftmost") come back as they were, and a preview is
never decoded twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

import numpy as np
from PIL import Image

from bigearthnet_txt import PATCH_SIZE
from bigearthnet_txt_reader.directions import HINT
from bigearthnet_txt_reader.forms import whole
from bigearthnet_txt_reader.planes import RASTERS
from bigearthnet_txt_reader.symmetries import IDENTITY, Symmetry, composed, found
from bigearthnet_txt_reader.turned_words import Untransformable, refusal, turned_words

__all__ = ["Untransformable", "transform"]

Row = Mapping[str, Any]
_BOX = re.compile(r"\[([0-9.]+) ([0-9.]+), ([0-9.]+) ([0-9.]+)\]")
_POINT = re.compile(r"<point>\(([0-9.]+), ([0-9.]+)\)</point>")
_NARROW = (
    12  # pixels: in a narrower box the pixel beside that of a point may belong to another region
)


# Pixels.


def _raster(value: Any, name: str, symmetry: Symmetry) -> Any:
    """A raster, or its byte planes: each plane is turned by itself."""
    if value is None or isinstance(value, np.ndarray):
        return value if value is None else symmetry.array(value)
    size = RASTERS[name].size
    planes = np.frombuffer(whole(value, RASTERS[name]), np.uint8).reshape(-1, size, size)
    return symmetry.array(planes).tobytes()


def _preview(value: Any, _: Row, symmetry: Symmetry) -> Any:
    """A picture, or one in bytes: they become PNG, since JPEG would lose more at every turn."""
    if not isinstance(value, Mapping):
        return value.transpose(Image.Transpose[symmetry.name.upper()])
    stored = BytesIO()
    _preview(Image.open(BytesIO(value["bytes"])), {}, symmetry).save(stored, "PNG")
    return {**value, "bytes": stored.getvalue(), "path": None}


# Places.


def _box(value: Sequence[float], _: Row, symmetry: Symmetry) -> list[float]:
    return symmetry.box(list(value))


def _box_pixels(value: Sequence[float], _: Row, symmetry: Symmetry) -> list[int]:
    return [int(edge) for edge in symmetry.box(list(value), PATCH_SIZE)]


def _place(value: Sequence[float], _: Row, symmetry: Symmetry) -> list[float]:
    return list(symmetry.place(*value))


def _point_text(said: re.Match[str], row: Row, symmetry: Symmetry) -> str:
    """The point of a question, by two decimals.

    By three if two would name a pixel beyond the image, or another one in a narrow box.
    """
    exact = row.get("point") or tuple(map(float, said.groups()))
    box = row.get("box_pixels") or (0, 0, PATCH_SIZE, PATCH_SIZE)
    is_narrow = min(box[2] - box[0], box[3] - box[1]) < _NARROW
    x, y = (_printed(part, is_narrow=is_narrow) for part in symmetry.place(*exact))
    return f"<point>({x}, {y})</point>"


def _printed(part: float, *, is_narrow: bool) -> str:
    printed = round(part, 2)
    moved = int(printed * PATCH_SIZE + 1e-9) != int(part * PATCH_SIZE + 1e-9)
    return str(round(part, 3) if moved and (is_narrow or printed == 1) else printed)


def _box_text(said: re.Match[str], symmetry: Symmetry) -> str:
    edges = (round(edge, 2) for edge in symmetry.box([*map(float, said.groups())]))
    return "[{} {}, {} {}]".format(*edges)


# Texts.


def _text(value: str, row: Row, symmetry: Symmetry) -> str:
    """A text with its point, its boxes and its words turned."""
    if row.get("template") == "published" and row.get("type") == "captioning":
        _refuse_directions(value)
    if "[" in value:
        value = _BOX.sub(lambda said: _box_text(said, symmetry), value)
    if "<point>" in value:
        value = _POINT.sub(lambda said: _point_text(said, row, symmetry), value)
    return turned_words(value, symmetry)


def _refuse_directions(text: str) -> None:
    """Free text is refused if any word in it may speak of a direction, known or not."""
    if hint := HINT.search(text):
        raise refusal(text, hint.start())


def _texts(values: Sequence[str], row: Row, symmetry: Symmetry) -> list[str]:
    return [_text(value, row, symmetry) for value in values]


_TURNED: dict[str, Callable[[Any, Row, Symmetry], Any]] = {
    "input": _text,
    "output": _text,
    "options": _texts,
    "answer": _text,
    "expression": _text,
    "box": _box,
    "box_pixels": _box_pixels,
    "point": _place,
    "centroid": _place,
    "image": _preview,
    "sar": _preview,
}


def _before(row: Row) -> Symmetry:
    """What was done to the row already. Raises ValueError if its released values were dropped."""
    before = found(row.get("symmetry") or IDENTITY.name)
    if before != IDENTITY and row.get("as_released") is None:
        raise ValueError(
            f"the row was turned ({before.name}), but its column `as_released` is gone;"
            " keep both columns, or turn the row of the release"
        )
    return before


def _changed(released: Row, row: Row, symmetry: Symmetry) -> dict[str, Any]:
    """Texts, places and previews, from what was released; `row` has the columns that they need."""
    if symmetry == IDENTITY:
        return dict(released)
    return {
        name: None if value is None else _TURNED[name](value, row, symmetry)
        for name, value in released.items()
    }


def transform(row: Row, symmetry: str) -> dict[str, Any]:
    """The row turned by one of `SYMMETRIES`: what it says is true of the turned pixels.

    `row` is a text row, a row of `patches`, or both joined (`load` with bands). Rasters, previews,
    boxes, points and every direction in the texts are turned. Metadata stay: they tell where the
    patch lies, and up is no longer north. The row has two columns more: `symmetry`, the name of all
    that was done to it since its release, and `as_released`, the texts, places and previews before.

    Raises Untransformable (a ValueError) if a direction in a text is not understood, as in some
    published captions: nothing is changed then. Raises ValueError for another symmetry, a row with
    nothing to turn, and one that was turned but has lost `as_released`.
    """
    asked, before = found(symmetry), _before(row)
    released = row.get("as_released") or {name: row[name] for name in _TURNED if name in row}
    rasters = [name for name in RASTERS if name in row]
    if not released and not rasters:
        raise ValueError(f"nothing to turn among {', '.join(row)}; give a row of a release")
    whole = composed(asked, before)
    return {
        **row,
        **_changed(released, {**row, **released}, whole),
        **{name: _raster(row[name], name, asked) for name in rasters},
        "symmetry": whole.name,
        "as_released": released,
    }
