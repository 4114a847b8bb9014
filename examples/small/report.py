"""The report of a study: its tables in Markdown, and the curve over patches as an SVG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from bigearthnet_txt import TASKS
from bigearthnet_txt_reader.markdown import markdown_table
from examples.small.inputs import INPUTS

_ORDER = {task.name: k for k, task in enumerate(TASKS)}
_POINT = "bounding box/point"
Stored = Mapping[str, Any]


def markdown(stored: Stored) -> str:
    """The whole report."""
    every = stored["release"]["patches"]
    train, test = (every[split] for split in ("train", "test"))
    parts = [
        "# A small model: what it learned",
        f"Release {stored['release']['version']}, {train:,} patches of train to learn from, "
        f"{test:,} patches of test on other places, seed {stored['seed']}. Accuracy in percent, of "
        "boxes the mean overlap (mIoU) in percent, each with its 95 % interval over blocks.",
        "## All patches, by what the model sees",
        _by_inputs(stored),
        _gain(stored),
        "## What more patches bring",
        _by_patches(stored),
        "![Accuracy over patches of train](curve.svg)",
        "## The first stage, and the time",
        _stages(stored),
    ]
    return "\n\n".join(parts) + "\n"


def tasks_of(stored: Stored) -> list[str]:
    """The tasks that were scored, in the order of the contract."""
    return sorted({one["task"] for one in stored["scores"]}, key=lambda name: _ORDER[name])


def _largest(stored: Stored) -> int:
    return max(int(one["patches"]) for one in stored["scores"])


def _at(stored: Stored, task: str, *model: object) -> Mapping[str, Any] | None:
    """The score of a task by the model of these inputs and so many patches."""
    return _scores(stored).get((task, *model))


def _scores(stored: Stored) -> dict[tuple[object, ...], Mapping[str, Any]]:
    """(task, inputs, patches) -> score."""
    return {(one["task"], one["inputs"], one["patches"]): one for one in stored["scores"]}


def _cell(one: Mapping[str, Any] | None) -> str:
    """A score with its interval: "81.2 (79.0 to 83.1)"."""
    if one is None:
        return "-"
    ends = "" if one["low"] is None else f" ({_percent(one['low'])} to {_percent(one['high'])})"
    return _percent(one["value"]) + ends


def _percent(part: float) -> str:
    return f"{100 * part:.1f}"


def _by_inputs(stored: Stored) -> str:
    largest, rows = _largest(stored), []
    for task in tasks_of(stored):
        found = [_at(stored, task, inputs, largest) for inputs in INPUTS]
        items = next(one["items"] for one in found if one)
        rows.append([task, f"{items:,}", *map(_cell, found)])
    return markdown_table(["task", "items", *INPUTS], rows, numbers=True)


def _gain(stored: Stored) -> str:
    """What the best box of a point gains on the blind one, of what there is to gain."""
    found = [_at(stored, _POINT, inputs, _largest(stored)) for inputs in ("blind", "both")]
    if not all(found):
        return "No boxes of points were asked."
    blind, both = (one["value"] for one in found if one)
    gain = (both - blind) / (1 - blind)
    return f"Boxes of points, (mIoU of both - mIoU of blind) / (1 - mIoU of blind): {gain:.3f}."


def _series(stored: Stored) -> Iterator[tuple[str, list[int]]]:
    """Inputs that were trained on several numbers of patches, and those numbers."""
    for inputs in INPUTS:
        if len(sizes := _sizes(stored, inputs)) > 1:
            yield inputs, sizes


def _sizes(stored: Stored, inputs: str) -> list[int]:
    return sorted({one["patches"] for one in stored["scores"] if one["inputs"] == inputs})


def _by_patches(stored: Stored) -> str:
    series = list(_series(stored))
    if not series:
        return "One number of patches was trained on."
    columns = [f"{inputs}, {size:,}" for inputs, sizes in series for size in sizes]
    rows = []
    for task in tasks_of(stored):
        found = [_at(stored, task, inputs, size) for inputs, sizes in series for size in sizes]
        rows.append([task, *(f"{100 * one['value']:.1f}" if one else "-" for one in found)])
    return markdown_table(["task", *columns], rows, numbers=True)


_STAGES = ("inputs", "patches", "cells right, %", "parameters", "s, first stage",
           "s, second stage", "s, all")  # fmt: skip


def _stages(stored: Stored) -> str:
    """Of each model: cells of the first stage, parameters, seconds of one core."""
    rows = [_stage(piece) for piece in stored["pieces"]]
    said = (
        "Cells are the 15 x 15 of a patch of test, right if the class that covers most of them is "
    )
    said += "said. Seconds are those of one core; behind them what it did in a second."
    return markdown_table(_STAGES, rows, numbers=True) + "\n\n" + said


def _stage(piece: Mapping[str, Any]) -> list[str]:
    times = piece["seconds"]
    total = sum(seconds for seconds, _ in times.values())
    return [
        piece["inputs"],
        f"{piece['learned']:,}",
        f"{100 * piece['cells']:.1f}",
        f"{piece['parameters']:,}",
        _seconds(times, "cells"),
        _seconds(times, "questions"),
        f"{total:,.0f}",
    ]


def _seconds(times: Mapping[str, Sequence[float]], step: str) -> str:
    seconds, count = times[step]
    return f"{seconds:,.0f} ({count / max(seconds, 0.1):,.0f}/s)"


_WIDE, _HIGH, _LEFT, _TOP = 760, 420, 60, 30
_COLORS = ("#0b6e99", "#c2410c", "#15803d", "#7c3aed", "#b91c1c", "#0f766e", "#a16207", "#475569",
           "#be185d", "#1d4ed8", "#65a30d", "#9333ea", "#ea580c", "#0e7490")  # fmt: skip


def curve(stored: Stored) -> str:
    """The scores of the model that sees most over the patches of train: an SVG."""
    series = dict(_series(stored))
    inputs = "both" if "both" in series else next(iter(series), "both")
    sizes = series.get(inputs, [_largest(stored)])
    lines = [_frame(inputs, sizes)]
    for k, task in enumerate(tasks_of(stored)):
        found = [_at(stored, task, inputs, size) for size in sizes]
        values = [one["value"] for one in found if one]
        lines.append(_line(task, sizes, values, number=k))
    style = 'font-family="sans-serif" font-size="12"'
    box = f'width="{_WIDE}" height="{_HIGH}" viewBox="0 0 {_WIDE} {_HIGH}"'
    body = "\n".join(lines)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box} {style}>\n{body}\n</svg>\n'


def _x(size: int, sizes: Sequence[int]) -> float:
    """Evenly from size to size, as they grow by about four times."""
    return _LEFT + 440 * sizes.index(size) / max(1, len(sizes) - 1)


def _y(value: float) -> float:
    return _HIGH - 50 - (_HIGH - 50 - _TOP) * value


def _frame(inputs: str, sizes: Sequence[int]) -> str:
    parts = [f'<rect width="{_WIDE}" height="{_HIGH}" fill="white"/>']
    for percent in range(0, 101, 20):
        y = _y(percent / 100)
        parts.append(f'<line x1="{_LEFT}" x2="500" y1="{y:.1f}" y2="{y:.1f}" stroke="#e5e7eb"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{percent}</text>')
    for size in sizes:
        x = _x(size, sizes)
        parts.append(f'<text x="{x:.1f}" y="{_HIGH - 30}" text-anchor="middle">{size:,}</text>')
    about = f"patches of train; the model sees {inputs}"
    parts.append(f'<text x="280" y="{_HIGH - 10}" text-anchor="middle">{escape(about)}</text>')
    parts.append(f'<text x="{_LEFT}" y="18">accuracy or mIoU on test, %</text>')
    return "\n".join(parts)


def _line(task: str, sizes: Sequence[int], values: Sequence[float], *, number: int) -> str:
    """A task: its line, its points, and its name in the list beside."""
    color = _COLORS[number % len(_COLORS)]
    points = [(_x(size, sizes), _y(value)) for size, value in zip(sizes, values, strict=True)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>' for x, y in points)
    y = _TOP + 10 + 22 * number
    name = f'<text x="540" y="{y + 4}" fill="{color}">{escape(task)} {100 * values[-1]:.1f}</text>'
    key = f'<line x1="514" x2="534" y1="{y}" y2="{y}" stroke="{color}" stroke-width="2"/>'
    drawn = f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>'
    return "\n".join([drawn, dots, key, name])
