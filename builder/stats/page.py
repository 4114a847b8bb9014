"""The page of the statistics: every chart and table of a release in one HTML file that needs
nothing else.

Statistics + assets/*.png -> <section> per chart with its tables -> statistics.html
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from bigearthnet_txt import NOTICE
from builder.errors import DataError
from builder.stats.sections import CHARTS, Statistics, chart_path, page_tables
from builder.stats.tables import Table

_PAGE = Path(__file__).with_suffix(".html")
_OTHERS = {
    "comparison": "Beside other sets",
    "text": "Richness of the captions",
    "blind": "Guessing without looking",
}  # sections without a chart


def page(out: Path, version: str, found: Statistics) -> str:
    """The page of a release folder whose charts are drawn; sections without figures are left out."""
    tables = page_tables(found)
    names = [
        name for name in (*CHARTS, *_OTHERS) if name in tables or (name in CHARTS and found.counts)
    ]
    return Template(_PAGE.read_text("utf-8")).substitute(
        version=escape(version),
        size=f"{found.counts.patches:,} patches, {found.counts.texts:,} rows of text. "
        if found.counts
        else "",
        folder=escape(out.resolve().name),
        notice=NOTICE,
        links="\n".join(f'<a href="#{name}">{escape(_title(name))}</a>' for name in names),
        sections="\n".join(_section(out, name, tables.get(name, [])) for name in names),
    )


def _title(name: str) -> str:
    return CHARTS[name].title if name in CHARTS else _OTHERS[name]


def _section(out: Path, name: str, tables: Sequence[Table]) -> str:
    chart = _image(out / chart_path(name), CHARTS[name].about) if name in CHARTS else ""
    several = len(tables) > 1
    shown = "\n".join(_table(table, titled=several) for table in tables)
    wide = "" if chart else ' class="wide"'
    return f'<section id="{name}"{wide}>\n<h2>{escape(_title(name))}</h2>\n{chart}\n<div class="tables">{shown}</div>\n</section>'


def _image(path: Path, about: str) -> str:
    if not path.is_file():
        raise DataError(f"{path}: no such file; draw it: python -m builder stats")
    source = f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}"
    return f'<div class="scroll chart"><img src="{source}" alt="{escape(about)}"></div>'


def _table(table: Table, *, titled: bool) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in table.head)
    lines = "\n".join(
        f"<tr><th>{escape(name)}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
        for name, *cells in table.lines
    )
    title = f"<h3>{escape(table.title)}</h3>" if titled else ""
    about = f'<p class="soft">{escape(table.about)}</p>' if table.about else ""
    return f'<div>{title}{about}<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>\n{lines}\n</tbody></table></div></div>'
