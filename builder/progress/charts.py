"""Charts of a build as inline SVG: who worked on which shard when, and how many patches a second
arrived. Runs -> SVG.

Runs lie side by side without the time between them; a line marks where a build went on after an
interruption.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from builder.progress.runs import Run, Span, seconds_of

_WIDTH, _LEFT, _TOP = 1000, 46, 10  # of the drawing; room for labels on the left
_STEPS = (
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1800,
    3600,
    7200,
    14400,
    43200,
    86400,
)  # seconds between labels
_BINS = 100


class _Axis:
    """Seconds of work, across all runs, to x."""

    def __init__(self, runs: Sequence[Run]) -> None:
        lengths = [run.end - run.start for run in runs]
        self.total = max(sum(lengths), 1e-3)
        self.offsets = [sum(lengths[:k]) for k in range(len(runs))]
        self._runs = runs

    def at(self, run: int, time: float) -> float:
        return self.x(self.offsets[run] + time - self._runs[run].start)

    def x(self, seconds: float) -> float:
        return _LEFT + min(max(seconds / self.total, 0), 1) * (_WIDTH - _LEFT - 12)

    def drawn(self, height: float) -> str:
        """Labels of time below the chart, and a line at each start after the first."""
        step = next((s for s in _STEPS if self.total / s <= 8), _STEPS[-1])
        parts = []
        for k in range(int(self.total / step) + 1):
            x = self.x(k * step)
            parts.append(
                f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{height:.1f}"/>'
            )
            parts.append(
                f'<text x="{x:.1f}" y="{height + 16:.1f}" text-anchor="middle">{clock(k * step)}</text>'
            )
        for offset in self.offsets[1:]:
            x = self.x(offset)
            parts.append(
                f'<line class="again" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height:.1f}"><title>started again</title></line>'
            )
        return "".join(parts)


def clock(seconds: float) -> str:
    """90 -> "1:30"; 5400 -> "1:30:00"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def lanes(spans: Sequence[Span], crashes: Sequence[tuple[int, float]]) -> dict[int, int]:
    """worker -> its row: a worker that comes when another has gone takes over its row. `crashes` are
    (worker, time).
    """
    lives: dict[int, tuple[float, float]] = {}
    moments = [
        (span.worker, time) for span in spans if span.worker for time in (span.start, span.end)
    ]
    for worker, time in (*moments, *crashes):
        first, last = lives.get(worker, (time, time))
        lives[worker] = min(first, time), max(last, time)
    free_at: list[float] = []
    rows: dict[int, int] = {}
    for worker, (first, last) in sorted(lives.items(), key=lambda item: item[1]):
        row = next((k for k, free in enumerate(free_at) if free <= first), len(free_at))
        free_at[row : row + 1] = [last]
        rows[worker] = row
    return rows


def timeline(runs: Sequence[Run]) -> str:
    """One row per worker at a time: shards read, texts written, the survey behind them, a cross
    where a worker crashed.
    """
    axis = _Axis(runs)
    dead = [
        [(event["worker"], seconds_of(event["time"])) for event in run.of("crash")] for run in runs
    ]
    rows = [lanes(run.spans(), crashes) for run, crashes in zip(runs, dead, strict=True)]
    count = max([row + 1 for found in rows for row in found.values()], default=1)
    step = max(5.0, min(22.0, 480 / count))
    height = _TOP + count * step
    parts = [axis.drawn(height)]
    for k, run in enumerate(runs):
        for span in run.spans():
            x, end = axis.at(k, span.start), axis.at(k, span.end)
            y, tall = (
                (_TOP, count * step)
                if span.kind == "surveyed"
                else (_TOP + rows[k][span.worker] * step + 1, step - 2)
            )
            box = (
                f'x="{x:.1f}" y="{y:.1f}" width="{max(end - x - 0.6, 0.8):.1f}" height="{tall:.1f}"'
            )
            parts.append(
                f'<rect class="{span.kind}" {box}><title>{escape(span.label)}</title></rect>'
            )
        for event, (worker, time) in zip(run.of("crash"), dead[k], strict=True):
            x, y = axis.at(k, time), _TOP + (rows[k][worker] + 0.5) * step
            parts.append(
                f'<path class="crash" d="M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10"><title>{_fate(event)}</title></path>'
            )
    labels = "".join(
        f'<text x="{_LEFT - 8}" y="{_TOP + (k + 0.5) * step + 4:.1f}" text-anchor="end">{k + 1}</text>'
        for k in range(count)
    )
    return _svg(height + 24, "".join(parts) + labels * (step > 10), "timeline of the workers")


def _fate(event: dict[str, object]) -> str:
    return escape(
        f"process {event['worker']} crashed with {event['shard'] or 'the survey'}: {event['how']} (crash {event['number']} with it)"
    )


def rates(runs: Sequence[Run]) -> str:
    """Patches a second over the time of work; the patches of a shard are spread evenly over the
    time in which it was read.
    """
    axis = _Axis(runs)
    width = axis.total / _BINS
    bins = [0.0] * _BINS
    for run, offset in zip(runs, axis.offsets, strict=True):
        for span in run.spans():
            if span.kind == "read":
                start, end = offset + span.start - run.start, offset + span.end - run.start
                _spread(bins, span.patches, (max(start, 0) / width, max(end, 1e-3) / width))
    height, top = 190.0, max(max(bins) / width, 1.0)
    tick = next(s * 10**p for p in range(9) for s in (1, 2, 5) if top / (s * 10**p) <= 5)
    scale = (height - _TOP) / top
    points = [
        f"{axis.x((k + side) * width):.1f},{height - n / width * scale:.1f}"
        for k, n in enumerate(bins)
        for side in (0, 1)
    ]
    area = f'<polygon class="rate" points="{axis.x(0):.1f},{height} {" ".join(points)} {axis.x(axis.total):.1f},{height}"/>'
    levels = range(0, int(top) + 1, tick)
    sides = "".join(
        f'<text x="{_LEFT - 8}" y="{height - v * scale + 4:.1f}" text-anchor="end">{v:,}</text>'
        for v in levels
    )
    return _svg(height + 24, axis.drawn(height) + area + sides, "patches a second")


def _spread(bins: list[float], amount: float, span: tuple[float, float]) -> None:
    """Adds an amount to the bins between two positions, each its part."""
    start, end = span
    for k in range(int(start), min(int(end) + 1, len(bins))):
        part = min(end, k + 1) - max(start, k)
        bins[k] += amount * max(part, 0) / max(end - start, 1e-9)


def _svg(height: float, content: str, about: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height:.0f}" role="img" aria-label="{about}">{content}</svg>'
    )
