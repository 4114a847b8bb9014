"""The page of the statistics: every chart and table of a release in one HTML file.

The file needs nothing else.

Statistics + assets/*.png -> <section> per chart with its tables -> statistics.html
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from bigearthnet_txt import NOTICE
from bigearthnet_txt_reader.locations import Location
from bigearthnet_txt_reader.origin import band
from bigearthnet_txt_reader.release import Release
from builder.errors import DataError
from builder.stats.counts import Counts
from builder.stats.sections import CHARTS, Statistics, chart_path, page_tables
from builder.stats.tables import Table

_PAGE = Path(__file__).with_suffix(".html")
# Sections without a chart.
_OTHERS = {
    "comparison": "Beside other sets",
    "bands": "Pixels of the bands",
    "text": "Lexical diversity of the captions",
    "blind": "Guessing without looking",
}


def page(release: Release, found: Statistics) -> str:
    """The page of a release folder whose charts are drawn; sections without tables are left out."""
    tables = page_tables(found)
    charts = [name for name in CHARTS if name in tables or found.counts]
    names = [*charts, *(name for name in _OTHERS if name in tables)]
    return Template(_PAGE.read_text("utf-8")).substitute(
        band=band(release.warning),
        version=escape(release.version),
        size=_size(found.counts) if found.counts else "",
        folder=escape(release.name),
        notice=NOTICE,
        links="\n".join(f'<a href="#{name}">{escape(_title(name))}</a>' for name in names),
        sections="\n".join(_section(release.where, name, tables.get(name, [])) for name in names),
    )


def _size(counts: Counts) -> str:
    return f"{counts.patches:,} patches, {counts.texts:,} rows of text. "


def _title(name: str) -> str:
    return CHARTS[name].title if name in CHARTS else _OTHERS[name]


def _section(out: Location, name: str, tables: Sequence[Table]) -> str:
    chart = _image(out / chart_path(name), CHARTS[name].about) if name in CHARTS else ""
    several = len(tables) > 1
    shown = "\n".join(_table(table, titled=several) for table in tables)
    wide = "" if chart else ' class="wide"'
    title = f"<h2>{escape(_title(name))}</h2>"
    inside = f'{title}\n{chart}\n<div class="tables">{shown}</div>'
    return f'<section id="{name}"{wide}>\n{inside}\n</section>'


def _image(path: Location, about: str) -> str:
    if not path.is_file():
        raise DataError(f"{path}: no such file; draw it: python -m builder stats")
    source = f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}"
    return f'<div class="scroll chart"><img src="{source}" alt="{escape(about)}"></div>'


def _table(table: Table, *, titled: bool) -> str:
    title = f"<h3>{escape(table.title)}</h3>" if titled else ""
    about = f'<p class="soft">{escape(table.about)}</p>' if table.about else ""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in table.head)
    lines = "\n".join(map(_line, table.lines))
    body = f"<thead><tr>{head}</tr></thead><tbody>\n{lines}\n</tbody>"
    return f'<div>{title}{about}<div class="scroll"><table>{body}</table></div></div>'


def _line(cells: Sequence[str]) -> str:
    name, *numbers = map(escape, cells)
    return f"<tr><th>{name}</th>{''.join(f'<td>{cell}</td>' for cell in numbers)}</tr>"
