"""Charts of a build as inline SVG: which worker had which shard when, and patches a second.

Runs -> SVG. Runs lie side by side without the time between them; a line marks where a build went on
after an interruption.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import chain

from builder.progress.events import Event
from builder.progress.runs import Run, Span, seconds_of

_WIDTH, _LEFT, _TOP = 1000, 46, 10  # of the drawing; room for labels on the left
_MINUTE, _HOUR = 60, 3600
_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(_MINUTE * count for count in (1, 2, 5, 10, 15, 30)),
    *(_HOUR * count for count in (1, 2, 4, 12, 24)),
)  # seconds between labels
_BINS = 100
_TALLEST = 480  # of the rows of all workers


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
        part = min(max(seconds / self.total, 0), 1)
        return _LEFT + part * (_WIDTH - _LEFT - 12)

    def drawn(self, height: float) -> str:
        """Labels of time below the chart, and a line at each start after the first."""
        step = next((step for step in _STEPS if self.total / step <= 8), _STEPS[-1])
        ticks = (self._tick(k * step, height) for k in range(int(self.total / step) + 1))
        starts = (self._start(offset, height) for offset in self.offsets[1:])
        return "".join(chain(ticks, starts))

    def _tick(self, seconds: float, height: float) -> str:
        x = f"{self.x(seconds):.1f}"
        line = f'<line class="grid" x1="{x}" x2="{x}" y1="{_TOP}" y2="{height:.1f}"/>'
        place = f'x="{x}" y="{height + 16:.1f}" text-anchor="middle"'
        return f"{line}<text {place}>{clock(seconds)}</text>"

    def _start(self, seconds: float, height: float) -> str:
        x = f"{self.x(seconds):.1f}"
        place = f'x1="{x}" x2="{x}" y1="0" y2="{height:.1f}"'
        return f'<line class="again" {place}><title>started again</title></line>'


def clock(seconds: float) -> str:
    """90 -> "1:30"; 5400 -> "1:30:00"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


Moment = tuple[int, float]  # worker, time


def lanes(spans: Sequence[Span], crashes: Sequence[Moment]) -> dict[int, int]:
    """worker -> its row: a worker that comes when another has gone takes over its row.

    `crashes` are (worker, time).
    """
    lives = _lives(chain(_moments(spans), crashes))
    free_at: list[float] = []
    rows: dict[int, int] = {}
    for worker, (first, last) in sorted(lives.items(), key=lambda item: item[1]):
        row = next((k for k, free in enumerate(free_at) if free <= first), len(free_at))
        free_at[row : row + 1] = [last]
        rows[worker] = row
    return rows


def _moments(spans: Sequence[Span]) -> Iterator[Moment]:
    """The first and the last moment of every span of a worker; the survey has none."""
    for span in spans:
        if span.worker:
            yield span.worker, span.start
            yield span.worker, span.end


def _lives(moments: Iterator[Moment]) -> dict[int, tuple[float, float]]:
    """worker -> when it was first and last seen."""
    lives: dict[int, tuple[float, float]] = {}
    for worker, time in moments:
        first, last = lives.get(worker, (time, time))
        lives[worker] = min(first, time), max(last, time)
    return lives


@dataclass
class _Timeline:
    """One row a worker at a time: shards read, texts written, a cross for each crash."""

    runs: Sequence[Run]

    @cached_property
    def axis(self) -> _Axis:
        return _Axis(self.runs)

    @cached_property
    def rows(self) -> list[dict[int, int]]:
        """The rows of each run's workers."""
        return [lanes(run.spans(), list(_crashes(run))) for run in self.runs]

    @cached_property
    def count(self) -> int:
        """The number of rows."""
        used = chain.from_iterable(found.values() for found in self.rows)
        return max((row + 1 for row in used), default=1)

    @property
    def step(self) -> float:
        """The height of a row."""
        return max(5.0, min(22.0, _TALLEST / self.count))

    def draw(self) -> str:
        height = _TOP + self.count * self.step
        parts = [self.axis.drawn(height)]
        for k, run in enumerate(self.runs):
            parts += [self._box(k, span) for span in run.spans()]
            parts += [self._cross(k, event) for event in run.of("crash")]
        if self.step > 10:
            parts += [self._label(row) for row in range(self.count)]
        return _svg(height + 24, "".join(parts), "timeline of the workers")

    def _box(self, run: int, span: Span) -> str:
        x, end = self.axis.at(run, span.start), self.axis.at(run, span.end)
        if span.kind == "surveyed":  # behind all rows
            y, height = float(_TOP), self.count * self.step
        else:
            y, height = _TOP + self.rows[run][span.worker] * self.step + 1, self.step - 2
        width = max(end - x - 0.6, 0.8)
        place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
        return f'<rect class="{span.kind}" {place}><title>{escape(span.label)}</title></rect>'

    def _cross(self, run: int, event: Event) -> str:
        x = self.axis.at(run, seconds_of(event["time"]))
        y = _TOP + (self.rows[run][event["worker"]] + 0.5) * self.step
        path = f"M{x - 5:.1f} {y - 5:.1f}l10 10m0 -10l-10 10"
        return f'<path class="crash" d="{path}"><title>{_crash(event)}</title></path>'

    def _label(self, row: int) -> str:
        y = _TOP + (row + 0.5) * self.step + 4
        return f'<text x="{_LEFT - 8}" y="{y:.1f}" text-anchor="end">{row + 1}</text>'


def timeline(runs: Sequence[Run]) -> str:
    """One row per worker at a time, and the survey behind them."""
    return _Timeline(runs).draw()


def _crashes(run: Run) -> Iterator[Moment]:
    for event in run.of("crash"):
        yield event["worker"], seconds_of(event["time"])


def _crash(event: Event) -> str:
    shard = event["shard"] or "the survey"
    crash = f"{event['how']} (crash {event['number']} with it)"
    return escape(f"process {event['worker']} crashed with {shard}: {crash}")


def rates(runs: Sequence[Run]) -> str:
    """Patches a second over the time of work.

    The patches of a shard are spread evenly over the time in which it was read.
    """
    axis = _Axis(runs)
    width = axis.total / _BINS
    heights = [patches / width for patches in _binned(runs, axis, width)]
    height, top = 190.0, max(*heights, 1.0)
    scale = (height - _TOP) / top
    area = _area(axis, [rate * scale for rate in heights], height)
    sides = "".join(_level(level, height - level * scale) for level in _levels(top))
    return _svg(height + 24, axis.drawn(height) + area + sides, "patches a second")


def _binned(runs: Sequence[Run], axis: _Axis, width: float) -> list[float]:
    """The patches read in each of the equal parts of the time of work."""
    bins = [0.0] * _BINS
    for run, offset in zip(runs, axis.offsets, strict=True):
        for span in run.spans():
            if span.kind == "read":
                start, end = (offset + time - run.start for time in (span.start, span.end))
                _spread(bins, span.patches, (max(start, 0) / width, max(end, 1e-3) / width))
    return bins


def _spread(bins: list[float], amount: float, span: tuple[float, float]) -> None:
    """Adds an amount to the bins between two positions, each its part."""
    start, end = span
    for k in range(int(start), min(int(end) + 1, len(bins))):
        part = min(end, k + 1) - max(start, k)
        bins[k] += amount * max(part, 0) / max(end - start, 1e-9)


def _area(axis: _Axis, heights: Sequence[float], base: float) -> str:
    """A polygon with one step a bin."""
    width = axis.total / _BINS
    corners = [(0.0, base)]
    for k, height in enumerate(heights):
        corners += [(k * width, base - height), ((k + 1) * width, base - height)]
    corners.append((axis.total, base))
    points = " ".join(f"{axis.x(seconds):.1f},{y:.1f}" for seconds, y in corners)
    return f'<polygon class="rate" points="{points}"/>'


def _levels(top: float) -> range:
    """At most five round numbers up to `top`."""
    steps = (step * 10**power for power in range(9) for step in (1, 2, 5))
    return range(0, int(top) + 1, next(step for step in steps if top / step <= 5))


def _level(value: int, y: float) -> str:
    return f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,}</text>'


def _svg(height: float, content: str, about: str) -> str:
    box = f'viewBox="0 0 {_WIDTH} {height:.0f}"'
    return f'<svg {box} role="img" aria-label="{about}">{content}</svg>'
