"""Charts of the page: one bar a cell, with its interval, chance and the best blind model, as SVG.

Lines -> "<svg ...>": the bar ends at the score, a thin line spans the interval, a dashed mark is
chance, a hollow one the best blind model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from bigearthnet_txt_evaluation.scoring.lines import Line
from bigearthnet_txt_evaluation.scoring.reports.tables import figure

_LABEL, _WIDTH, _VALUE, _ROW = 250, 420, 60, 24  # pixels: names, bars, numbers, height of a row
_LONGEST = 34  # letters of a name


def chart(lines: Sequence[Line], title: str) -> str:
    """The bars of these lines, under each other; scores from 0 to 1."""
    width, height = _LABEL + _WIDTH + _VALUE, _ROW * len(lines) + 22
    head = f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">'
    bars = (part for k, line in enumerate(lines) for part in _bar(line, k * _ROW))
    return "".join([head, *_axis(height - 18), *bars, "</svg>"])


def _axis(bottom: float) -> Iterator[str]:
    for percent in (0, 25, 50, 75, 100):
        x = _at(percent / 100)
        yield f'<path class="grid" d="M{x} 0V{bottom}"/>'
        yield f'<text class="tick" x="{x}" y="{bottom + 14}">{percent}</text>'


def _at(value: float) -> float:
    """Where a score lies."""
    return round(_LABEL + _WIDTH * value, 1)


def _bar(line: Line, top: float) -> Iterator[str]:
    middle, name = top + _ROW / 2, line.cell.name
    short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}\u2026"
    yield f'<text class="name" x="{_LABEL - 8}" y="{middle + 4}">{escape(short)}</text>'
    yield _rectangle(top, line.value)
    yield from _marks(line, middle)
    shown, right = figure(line.measure, line.value), _LABEL + _WIDTH + 8
    yield f'<text class="value" x="{right}" y="{middle + 4}">{shown}</text>'


def _rectangle(top: float, value: float) -> str:
    width = round(_WIDTH * value, 1)
    return f'<rect class="bar" x="{_LABEL}" y="{top + 5}" width="{width}" height="{_ROW - 10}"/>'


def _marks(line: Line, middle: float) -> Iterator[str]:
    if line.low is not None and line.high is not None:
        low, high = _at(line.low), _at(line.high)
        ends = "".join(f"M{x} {middle - 4}V{middle + 4}" for x in (low, high))
        yield f'<path class="range" d="M{low} {middle}H{high}{ends}"/>'
    if line.chance is not None:
        yield f'<path class="chance" d="M{_at(line.chance)} {middle - 10}V{middle + 10}"/>'
    if line.blind is not None:
        yield f'<circle class="blind" cx="{_at(line.blind)}" cy="{middle}" r="4"/>'
