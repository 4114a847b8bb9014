"""Tables in Markdown, for cards, pages and screens. Header and rows -> "| task | rows |" ...

Example: markdown_table(["task", "rows"], [["area", 1162]], numbers=True) ->
    | task | rows |
    | --- | ---: |
    | area | 1162 |
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_TAG = re.compile(r"<(?=[a-zA-Z/!?])")  # how a tag of HTML begins; "< 5" is none

__all__ = ["folded", "markdown_table", "printable"]


def folded(summary: str, *parts: str) -> str:
    """Parts of a page that open on a click; empty ones are left out."""
    inside = "\n\n".join(filter(None, parts))
    return f"<details>\n<summary>{summary}</summary>\n\n{inside}\n\n</details>"


def markdown_table(
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    numbers: bool = False,
    padded: bool = False,
) -> str:
    """A table in the Markdown of GitHub and the Hub.

    With `numbers`, all columns but the first stand to the right. With `padded`, columns are equally
    wide, for the screen. Raises ValueError if a row has more or fewer cells than the header.
    """
    lines = [list(map(_cell, row)) for row in (header, *rows)]
    for line in lines:
        if len(line) != len(header):
            raise ValueError(f"{line}: {len(line)} cells, the header has {len(header)}")
    widths = [_width(column) if padded else 0 for column in zip(*lines, strict=True)]
    lines.insert(1, [_rule(width, right=numbers and k > 0) for k, width in enumerate(widths)])
    return "\n".join(_line(line, widths) for line in lines)


def printable(text: str) -> str:
    """A text that may hold what strangers wrote, for a screen.

    Controls, such as those that move the cursor or turn the direction, are shown by their number.
    """
    if text.isprintable():
        return text
    return "".join(_number(sign) if _is_control(sign) else sign for sign in text)


def _is_control(sign: str) -> bool:
    return sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _number(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")


def _cell(value: object) -> str:
    """A bar would end the cell, a line break the row, and a tag the table."""
    text = str(value).replace("|", "\\|").replace("\n", " ")
    return printable(_TAG.sub("&lt;", text))


def _width(column: Sequence[str]) -> int:
    return max(4, *map(len, column))


def _rule(width: int, *, right: bool) -> str:
    """Three dashes at least; a colon puts the column to the right."""
    return "-" * max(width - 1, 3) + ":" if right else "-" * max(width, 3)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return f"| {' | '.join(padded)} |"
