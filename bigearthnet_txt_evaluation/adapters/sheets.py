"""Tables that programs export: .xlsx, .tsv, .json and .jsonl -> rows as dictionaries.

The first line names the columns. Of a workbook the first sheet is read, with the standard library.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from bigearthnet_txt_evaluation.scoring.errors import ScoringError
from bigearthnet_txt_reader.given import from_json

LONGEST = 32_767  # characters of a cell of a workbook, which cuts what is longer
_LONGEST_FIELD = 2**31 - 1  # characters; a model may reason at length
_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SHEET, _SHARED = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def table(path: Path) -> list[dict[str, Any]]:
    """The rows of a file. Raises ScoringError if it is no such table."""
    readers = {".xlsx": _workbook, ".tsv": _texts, ".json": _json}
    reader = readers.get(path.suffix)
    if reader is None:
        raise ScoringError(f"{path}: no table; name a file that ends with {', '.join(readers)}")
    try:
        return list(reader(path))
    except (BadZipFile, ElementTree.ParseError, ValueError, LookupError, csv.Error) as error:
        raise ScoringError(
            f"{path}: it cannot be read as a table ({type(error).__name__}: {error}); "
            "is it whole? set PRED_FORMAT=tsv and write it again"
        ) from None


def _texts(path: Path) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(_LONGEST_FIELD)
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, dialect="excel-tab")


def _json(path: Path) -> Iterator[dict[str, Any]]:
    rows = from_json(path.read_bytes())
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError("no list of objects")
    yield from rows


def _workbook(path: Path) -> Iterator[dict[str, Any]]:
    with ZipFile(path) as file:
        shared = _shared(file)
        sheet = ElementTree.fromstring(file.read(_SHEET))
    rows = [_cells(row, shared) for row in sheet.iter(f"{_SPACE}row")]
    names = rows[0]
    for row in rows[1:]:
        yield {name: row.get(column) for column, name in names.items()}


def _shared(file: ZipFile) -> list[str]:
    """The texts of a workbook, to which cells refer by number."""
    if _SHARED not in file.namelist():
        return []
    return [_text(one) for one in ElementTree.fromstring(file.read(_SHARED))]


def _cells(row: ElementTree.Element, shared: list[str]) -> dict[str, str]:
    """Column ("A", "B", ...) -> value."""
    return {cell.attrib["r"].rstrip("0123456789"): _value(cell, shared) for cell in row}


def _value(cell: ElementTree.Element, shared: list[str]) -> str:
    """A text; what begins with "=" was taken for a formula when it was written."""
    formula, value = cell.find(f"{_SPACE}f"), cell.find(f"{_SPACE}v")
    if formula is not None:
        return f"={formula.text or ''}"
    text = _text(cell) if value is None else str(value.text or "")
    return shared[int(text)] if cell.attrib.get("t") == "s" else text


def _text(node: ElementTree.Element) -> str:
    """All text below a node: a formatted one is in parts."""
    return "".join(part.text or "" for part in node.iter(f"{_SPACE}t"))


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    with path.open("rb") as file:
        for number, text in enumerate(file, 1):
            try:
                yield dict(from_json(text))
            except (ValueError, TypeError):
                raise ScoringError(
                    f"{path}, line {number}: no JSON object; is the file whole?"
                ) from None
