"""What a question on radar or infrared compares: the boxes it names, and what is measured in them.

>>> row["input"]
'Is VV radar backscatter higher in [0.05 0.1, 0.35 0.43] than in [0.6 0.1, 0.9 0.33]?'
>>> regions_of(row)[0]
Region(label='1', box=(6, 12, 42, 52), right=False)
>>> [measured(rasters, "VV", region.box) for region in regions_of(row)], views_of(row)
([-8.1, -11.4], ('vv',))
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from bigearthnet_txt import LETTERS, PATCH_SIZE, S1_BANDS
from bigearthnet_txt_reader.indices import normalized_difference
from bigearthnet_txt_reader.views import GRAYS, MAPS, Stretch

_BOX = re.compile(r"\[([\d.]+) ([\d.]+), ([\d.]+) ([\d.]+)\]")
_SQUARES = ("radar square", "radar")  # categories about nine squares, which no text writes out
_SQUARE = PATCH_SIZE // 3


class Quantity(NamedTuple):
    """What is compared: by which view it can be seen, of which bands it is made.

    It is the mean of one band; of two of radar their difference in dB; of two others (one - other)
    / (one + other) of their means.
    """

    view: str
    bands: tuple[str, ...]


# In each view a higher value is brighter, but for NDBI: it is NDMI with the other sign.
QUANTITIES = {
    "VV": Quantity("vv", ("VV",)),
    "VH": Quantity("vh", ("VH",)),
    "VH-VV": Quantity("vh_vv", ("VH", "VV")),
    "B08": Quantity("false_color", ("B08",)),
    "NDMI": Quantity("ndmi", ("B8A", "B11")),
    "NBR": Quantity("nbr", ("B8A", "B12")),
    "NDBI": Quantity("ndmi", ("B11", "B8A")),
    "NDREI": Quantity("ndrei", ("B8A", "B05")),
    "NDVI": Quantity("ndvi", ("B08", "B04")),
}


# Category -> what it compares, for rows of the benchmark, which have no column that says so. Of
# several it is the one that the question names, else the last; of those with "and" between them it
# is all, and of a caption what it may tell of.
COMPARED = {
    "backscatter": "VV VH",
    "level": "VV VH",
    "radar square": "VV VH",
    "depolarization": "VH-VV",
    "infrared": "B08",
    "moisture": "NDMI",
    "shortwave": "NBR NDBI",
    "red edge": "NDREI",
    "agreement": "VV and NDVI",
    "radar": "VV and VH and VH-VV and B08 and NDMI and NBR and NDREI",
}


class Region(NamedTuple):
    """A box that a question compares.

    `label`: A to D of options, else 1, 2 and so on, in the order in which the question names them,
    of squares row by row; `box`: x0, y0, x1, y1 in pixels of 10 m, half-open; `right`: is it the
    answer?
    """

    label: str
    box: tuple[int, int, int, int]
    right: bool


def quantities_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What a row compares, such as VV and NDVI; nothing if it asks of no radar and infrared."""
    named = row.get("quantity") or _compared(row)
    return tuple(name for name in named.split(" and ") if name in QUANTITIES)


def _compared(row: Mapping[str, Any]) -> str:
    """What a row without the column `quantity` compares, by its category and its words."""
    among = COMPARED.get(str(row.get("category")), "")
    if " and " in among or not among:
        return among
    *others, last = among.split(" ")
    return next((name for name in others if name in row["input"]), last)


def views_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The views that show the answer, in the order of the quantities."""
    return tuple(QUANTITIES[name].view for name in quantities_of(row))


def beside(views: Sequence[str], row: Mapping[str, Any]) -> tuple[str, ...]:
    """The views beside which a row is asked: these, and what shows its answer if it is not there.

    Without views it is asked without. A caption is asked for beside all that it may tell of: its
    column `quantity` says what it does tell.
    """
    more = views_of({**row, "quantity": None}) if views else ()
    return tuple(dict.fromkeys((*views, *more)))


def title_of(quantity: str) -> str:
    """How to read a quantity from its view: "VV: black -25 dB, white 0 dB"."""
    view = QUANTITIES[quantity].view
    if view in GRAYS:
        channel, (low, high, _) = GRAYS[view]
        return f"{channel}: black {low} dB, white {high} dB"
    if view in MAPS:
        other = " (NDBI with the other sign)" if quantity == "NDBI" else ""
        return f"{view.upper()}{other}: {_ends(MAPS[view])}"
    return f"false color: {quantity} in red"


def _ends(stretch: Stretch) -> str:
    return f"purple {stretch.low}, yellow {stretch.high}"


def regions_of(row: Mapping[str, Any]) -> tuple[Region, ...]:
    """The boxes that a question compares; none if it names none."""
    return tuple(_squares(row) if row.get("category") in _SQUARES else _named(row))


def _squares(row: Mapping[str, Any]) -> Iterator[Region]:
    """The nine squares of the patch, row by row."""
    steps = range(0, PATCH_SIZE, _SQUARE)
    corners = [(x, y) for y in steps for x in steps]
    for number, (x, y) in enumerate(corners, 1):
        box = (x, y, x + _SQUARE, y + _SQUARE)
        yield Region(str(number), box, right=tuple(row.get("box_pixels") or ()) == box)


def _named(row: Mapping[str, Any]) -> Iterator[Region]:
    """The boxes that a question names; those of options have the letters of these."""
    lettered = any(map(_BOX.fullmatch, row.get("options") or ()))
    for number, found in enumerate(_BOX.finditer(row["input"])):
        label = LETTERS[number].upper() if lettered else str(number + 1)
        yield Region(label, _pixels(found), right=lettered and found[0] == row.get("answer"))


def _pixels(found: re.Match[str]) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = map(_pixel, found.groups())
    return x0, y0, x1, y1


def _pixel(part: str) -> int:
    return round(float(part) * PATCH_SIZE)


def measured(
    rasters: Mapping[str, np.ndarray], quantity: str, box: tuple[int, int, int, int]
) -> float:
    """A quantity of a box, from decoded bands (rows, columns).

    In dB of radar (the mean of the power), else reflectance x 10000, or an index without unit. NaN
    if a pixel of radar is not finite, or both bands of an index are 0. Raises KeyError for another
    quantity, and for a band that is missing.
    """
    bands = QUANTITIES[quantity].bands
    one, *others = (_mean(rasters[name], name, box) for name in bands)
    if not others:
        return one
    return one - others[0] if bands[0] in S1_BANDS else float(normalized_difference(one, *others))


def _mean(raster: np.ndarray, name: str, box: tuple[int, int, int, int]) -> float:
    x0, y0, x1, y1 = (edge * len(raster) // PATCH_SIZE for edge in box)
    values = np.asarray(raster[y0:y1, x0:x1], np.float64)
    if name not in S1_BANDS:
        return float(values.mean())
    return float(10 * np.log10((10 ** (values / 10)).mean()))


def written(quantity: str, value: float) -> str:
    """A value as people read it: "-8.10 dB", "2,849", "0.339"."""
    bands = QUANTITIES[quantity].bands
    if bands[0] in S1_BANDS:
        return f"{value:.2f} dB"
    return f"{value:,.0f}" if len(bands) == 1 else f"{value:.3f}"
