"""A row to look at: its pictures with boxes and point, its text, and why that is true.

    >>> from bigearthnet_txt import load, show
    >>> rows = load("refexp", "train", bands=["s2", "reference_map"])
    >>> show(rows[0])                   # in a notebook: pictures and text
    >>> show(rows[0]).save("row.png")

Its names are those of `bigearthnet_txt`, which imports this module when one of them is asked for.
"""

from __future__ import annotations

import base64
import io
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from bigearthnet_txt import BANDS, LETTERS, REFERENCE_MAP
from bigearthnet_txt_reader.annotated import annotated, compared, enlarged, font, preview
from bigearthnet_txt_reader.forms import decoded_band
from bigearthnet_txt_reader.maps import land_cover
from bigearthnet_txt_reader.planes import RASTERS
from bigearthnet_txt_reader.regions import rim
from bigearthnet_txt_reader.sensed import (
    QUANTITIES,
    measured,
    quantities_of,
    regions_of,
    title_of,
    views_of,
    written,
)
from bigearthnet_txt_reader.views import composite, composite_bands
from bigearthnet_txt_reader.why import Why, why

_SCALE, _MARGIN, _LINE = 4, 12, 22  # pixels: of a patch's pixel, around, and from line to line
_WIDE = 58  # characters of a line under one picture
_DARK, _LIGHT = (0, 0, 0), (255, 255, 255)
_LOAD_SENSORS = 'why: load it with bands=["s1", "s2"] to see the pixels it follows from'
_ABOUT_PATCH = ("patch_id", "labels", "country", "season", "climate_zone")


@dataclass(frozen=True, slots=True)
class Shown:
    """The sheet of a row, and its lines; a notebook shows both. Without pixels there is no sheet.

    `sheet` holds the panels side by side, 480 x 480 px each, above the lines.
    """

    sheet: Image.Image | None
    lines: tuple[str, ...]

    def save(self, path: str | Path) -> None:
        """Writes the sheet, in the format that the name of the file says.

        Raises ValueError if there is none, FileNotFoundError if the folder is not there.
        """
        if self.sheet is None:
            raise ValueError(f"{path}: the row has neither a picture nor a map, so nothing to draw")
        require_folder(path)
        self.sheet.save(path)

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        text = "<br>".join(map(escape, self.lines))
        if self.sheet is None:
            return f"<p>{text}</p>"
        alt = escape(str(self), quote=True)
        return f'<img src="{_data_uri(self.sheet)}" alt="{alt}" style="max-width:100%">'


def _data_uri(picture: Image.Image) -> str:
    encoded = io.BytesIO()
    picture.save(encoded, "PNG")
    return f"data:image/png;base64,{base64.b64encode(encoded.getvalue()).decode()}"


def require_folder(path: str | Path) -> None:
    """Raises FileNotFoundError if the folder of a file to write is not there."""
    folder = Path(path).parent
    if not folder.is_dir():
        raise FileNotFoundError(f"{path}: there is no folder {folder}; make it first")


def show(row: Mapping[str, Any]) -> Shown:
    """A row of any config, with what it holds: preview, box, point, text, bands and map.

    A row of `load(..., bands=["s2", "reference_map"])`, of `patches`, or of a file. With the
    reference map (CORINE codes, 120 x 120) the land cover stands beside the picture, the region
    that the text speaks of is outlined, and the lines say why the text is true; without it the last
    line says how to get it. Of a question of `sensor` its boxes are drawn on true color and on the
    views that show the answer, each with its label, and the lines give what is measured in them.
    """
    rasters = _rasters(row)
    if quantities_of(row):
        return _shown_by_sensors(row, rasters)
    codes = rasters.get(REFERENCE_MAP.name)
    told = None if codes is None else why(row, codes)
    lines = (*_text(row), *_reasons(row, told))
    panels = list(_panels(row, rasters, told))
    return Shown(_sheet(panels, lines) if panels else None, lines)


def _shown_by_sensors(row: Mapping[str, Any], rasters: Mapping[str, np.ndarray]) -> Shown:
    """True color, then each view that shows the answer if its bands are there."""
    measurable = rasters.keys() >= set(rasters_to_show(row))
    lines = (*_text(row), *(_measured(row, rasters) if measurable else (_LOAD_SENSORS,)))
    panels = [] if row.get("image") is None else [("true color", _drawn(row, preview(row)))]
    if measurable:
        panels += _deciding(row, rasters)
    return Shown(_sheet(panels, lines) if panels else None, lines)


def _drawn(row: Mapping[str, Any], picture: Image.Image) -> Image.Image:
    return compared(picture, regions_of(row))


def _deciding(
    row: Mapping[str, Any], rasters: Mapping[str, np.ndarray]
) -> Iterator[tuple[str, Image.Image]]:
    """Title and picture of each quantity."""
    for name in quantities_of(row):
        yield title_of(name), _drawn(row, composite(rasters, QUANTITIES[name].view))


def _measured(row: Mapping[str, Any], rasters: Mapping[str, np.ndarray]) -> Iterator[str]:
    """What each box measures, in each quantity."""
    for label, box, right in regions_of(row):
        values = (
            f"{name} {written(name, measured(rasters, name, box))}" for name in quantities_of(row)
        )
        yield f"why: {label}: {', '.join(values)}{' (the answer)' if right else ''}"


def rasters_to_show(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What `show` needs of the patch of a row: bands, and the map of what follows from it."""
    if not quantities_of(row):
        return (*composite_bands("false_color"), REFERENCE_MAP.name)
    seen = {band for view in views_of(row) for band in composite_bands(view)}
    return tuple(band for band in BANDS if band in seen)


def _rasters(row: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """The bands and the map of a row, decoded if they are not."""
    there = (name for name in rasters_to_show(row) if row.get(name) is not None)
    return {name: decoded_band(row[name], RASTERS[name]) for name in there}


def _text(row: Mapping[str, Any]) -> Iterator[str]:
    """Question, options and answer of a text; what is known of a patch."""
    if "input" not in row:
        yield from (f"{name}: {_joined(row.get(name))}" for name in _ABOUT_PATCH)
        return
    yield f"question: {row['input']}"
    yield from _options(row.get("options") or ())
    yield f"answer: {row['output']}"


def _joined(value: Any) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value)


def _options(options: Sequence[str]) -> Iterator[str]:
    if len(options) == len(LETTERS):
        yield from (f"  {k}) {option}" for k, option in zip(LETTERS, options, strict=True))


def _reasons(row: Mapping[str, Any], told: Why | None) -> Iterator[str]:
    if "input" not in row:
        return
    if told is None:
        yield 'why: load it with bands=["s2", "reference_map"] to see the map it follows from'
    for line in told.lines if told else ():
        yield f"why: {line}"


def _panels(
    row: Mapping[str, Any], rasters: Mapping[str, np.ndarray], told: Why | None
) -> Iterator[tuple[str, Image.Image]]:
    """Title and picture of each panel that the row has the data for."""
    if row.get("image") is not None:
        yield "true color", annotated(row)
    if rasters.keys() >= set(composite_bands("false_color")):
        yield "false color (B08, B04, B03)", enlarged(composite(rasters, "false_color"), _SCALE)
    if told:
        cover = enlarged(land_cover(rasters[REFERENCE_MAP.name]), _SCALE)
        yield "land cover (CORINE 2018)", _outlined(cover, told.region)


def _outlined(picture: Image.Image, region: np.ndarray) -> Image.Image:
    """A line of black and white along the inner edge of a region, on a picture of its scale."""
    pixels = np.array(picture)
    large = region.repeat(_SCALE, 0).repeat(_SCALE, 1)
    pixels[rim(large, 4)] = _DARK
    pixels[rim(large, 2)] = _LIGHT
    return Image.fromarray(pixels)


def _sheet(panels: Sequence[tuple[str, Image.Image]], lines: Sequence[str]) -> Image.Image:
    """The panels side by side, titles below them, then the lines."""
    side = panels[0][1].width
    wrapped = [part for line in lines for part in textwrap.wrap(line, _WIDE * len(panels))]
    high = side + _LINE * (len(wrapped) + 1) + 2 * _MARGIN
    wide = side * len(panels) + _MARGIN * (len(panels) - 1)
    sheet = Image.new("RGB", (wide, high), _LIGHT)
    for k, (title, picture) in enumerate(panels):
        sheet.paste(picture, (k * (side + _MARGIN), 0))
        _write(sheet, k * (side + _MARGIN), side + 2, title)
    for number, line in enumerate(wrapped, 1):
        _write(sheet, _MARGIN, side + _MARGIN + _LINE * number, line)
    return sheet


def _write(sheet: Image.Image, x: int, y: int, text: str) -> None:
    ImageDraw.Draw(sheet).text((x, y), text, fill=_DARK, font=font())
