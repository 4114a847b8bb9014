"""What a row is, in the card: the picture at its head, and the first row of train of each config.

examples(...) -> "## What a row is\n\n... | | `captions` | `vqa` | `refexp` |\n| --- | ..."
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from bigearthnet_txt import COLUMNS
from bigearthnet_txt_reader.markdown import folded, markdown_table

_SAID = ("input", "output")
_SHORT = ("`image`", "`input`", "`output`", "as types")
_LONGEST = 300  # characters of a value that are shown
_ABOUT = (
    "The first row of `train` of each config. Boxes (yellow) and points (red) are drawn here; the "
    "files hold the plain picture."
)
# Config whose row stands in the short table -> its columns that say in types what the text says.
_TWINS = {
    "captions": ("grain", "classes"),
    "vqa": ("options", "answer", "visibility", "classes"),
    "refexp": ("box", "box_pixels", "classes"),
}
Rows = Mapping[str, Mapping[str, Any]]  # by config
Pictures = Mapping[str, str | None]


def picture(row: Mapping[str, Any], path: str) -> str:
    """The picture at the head of the card, and what it shows."""
    shown = f"A patch of {row['country']} in true color, false color, radar and land cover"
    return f"![{shown}]({path})\n\n*{shown}.* {_said(row['input'])} **{_said(row['output'])}**"


def _said(text: str) -> str:
    """A text outside a table: a tag in it is none."""
    return text.replace("<", "&lt;")


def examples(rows: Rows, pictures: Pictures) -> str:
    """The text configs beside one another, then every column of every config, folded."""
    whole = chain.from_iterable(_whole(c, rows[c], pictures[c]) for c in rows)
    columns = folded("Every column of these rows, of benchmark and of patches", *whole)
    return "\n\n".join(["## What a row is", _ABOUT, _short(rows, pictures), columns])


def _short(rows: Rows, pictures: Pictures) -> str:
    """Picture, input, output and their twins of the text configs: a column each."""
    there = [config for config in _TWINS if config in rows]
    columns = [_column(config, rows[config], pictures[config]) for config in there]
    return markdown_table(["", *map(_code, there)], zip(_SHORT, *columns, strict=True))


def _column(config: str, row: Mapping[str, Any], path: str | None) -> list[str]:
    """The cells of a text config."""
    said = [_value(row[name]) for name in _SAID]
    return [_picture(config, row, path), *said, _twins(config, row)]


def _code(name: str) -> str:
    return f"`{name}`"


def _picture(config: str, row: Mapping[str, Any], path: str | None) -> str:
    return f"![{_caption(config, row)}]({path})" if path else "none"


def _twins(config: str, row: Mapping[str, Any]) -> str:
    return "; ".join(f"{_code(name)} {_short_value(row[name])}" for name in _TWINS[config])


def _short_value(value: Any) -> str:
    """Lists without brackets, parts of a side to three decimals."""
    if isinstance(value, list):
        return ", ".join(map(_short_value, value))
    return f"{value:.3f}" if isinstance(value, float) else _value(value)


def _whole(config: str, row: Mapping[str, Any], path: str | None) -> Iterator[str]:
    yield f"### `{config}`"
    if path and config not in _TWINS:
        yield _picture(config, row, path)
    shown = [[_code(column.name), _value(row[column.name])] for column in COLUMNS[config]]
    yield markdown_table(["column", "value"], shown)


def _caption(config: str, row: Mapping[str, Any]) -> str:
    """What the picture of a row shows, in words; square brackets would end them."""
    if config == "patches":
        return f"true color, false color, SWIR and SAR of {row['patch_id']}"
    text = f"{row['input']} {row['output']}".replace("\n", " ")
    return text.replace("[", "(").replace("]", ")")[:_LONGEST]


def _value(value: Any) -> str:
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if isinstance(value, Mapping) and "bytes" in value:
        return f"JPEG, {len(value['bytes']):,} bytes"
    text = "null" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."
