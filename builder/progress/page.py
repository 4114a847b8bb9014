"""The build report: how a build went, in one HTML file that needs nothing else.

Journal -> build_report.html. It lies in the release, but the manifest does not list it: two builds
of the same settings give the same bytes in different times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from builder.progress.charts import clock, rates, timeline
from builder.progress.events import Event
from builder.progress.runs import Run, patches_of, split_runs

_PAGE = Path(__file__).with_suffix(".html")
_RUNS = ("began (UTC)", "time", "workers", "shards", "patches", "a second", "ended")
_CRASHES = ("time (UTC)", "shard", "crash with it", "how", "then")
_REJECTED = ("stage", "kind", "patches", "the first reason")
_ITEMS = ("rows about its patches", "number")
_FILES = ("config", "files", "rows", "size", "bytes per patch")
_MEMORY = ("process", "its peak", "stated beforehand")
_NONE = "<p>None.</p>"
_LEGEND = (
    '<p class="legend"><span><i class="read"></i>patches read</span>'
    '<span><i class="written"></i>texts written</span>'
    '<span><i class="surveyed"></i>survey of the maps</span>'
    "<span><b>&times;</b> a worker crashed</span>"
    '<span><i class="again"></i>started again</span></p>'
)


def report_page(name: str, events: Sequence[Event]) -> str:
    """The page of a build from the events of all its runs."""
    runs = split_runs(events)
    sections = {
        "Workers": _LEGEND + _scrolled(timeline(runs)),
        "Patches a second": _scrolled(rates(runs)),
        "Runs": _table(_RUNS, map(_run, runs)),
        "Crashes of workers": _table(_CRASHES, _crashes(runs)) or _NONE,
        "Patches not used": _table(_REJECTED, _rejected(runs)) or _NONE,
        "Items of the benchmark": _table(_ITEMS, _items(runs)),
        "Files": _table(_FILES, _files(runs)),
        "Memory": _table(_MEMORY, _memory(runs)),
        "Settings": _table(("setting", "value"), _settings(runs)),
    }
    return Template(_PAGE.read_text("utf-8")).substitute(
        name=escape(name),
        summary=_summary(runs),
        sections="\n".join(_section(*item) for item in sections.items() if item[1]),
    )


def _section(title: str, content: str) -> str:
    return f"<section><h2>{title}</h2>\n{content}\n</section>"


def _scrolled(content: str) -> str:
    return f'<div class="scroll">{content}</div>'


def _last(runs: Sequence[Run], kind: str) -> Event | None:
    found = _every(runs, kind)
    return found[-1] if found else None


def _every(runs: Sequence[Run], kind: str) -> list[Event]:
    return [event for run in runs for event in run.of(kind)]


def _size(size: float) -> str:
    return f"{size / 1e9:.2f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"


def _time(event: Event) -> str:
    """The time of an event to the second."""
    return str(event["time"]).replace("T", " ")[:19]


def _summary(runs: Sequence[Run]) -> str:
    read, finish = _every(runs, "read"), _last(runs, "finish")
    facts = {
        "patches read": f"{sum(map(patches_of, read)):,}",
        "written": _size(_written(read, finish)),
        "time of work": clock(sum(run.end - run.start for run in runs)),
        "runs": f"{len(runs)}",
        "crashes of workers": f"{len(_every(runs, 'crash'))}",
        "state": "finished" if finish else "not finished",
    }
    return "".join(_fact(what, value) for what, value in facts.items())


def _written(read: Sequence[Event], finish: Event | None) -> int:
    """Bytes: of the finished release, or of the shards read so far."""
    parts = finish["configs"].values() if finish else read
    return sum(part["bytes"] for part in parts)


def _fact(what: str, value: str) -> str:
    return f"<div><b>{escape(value)}</b>{escape(what)}</div>"


def _run(run: Run) -> list[str]:
    first, read = run.events[0], run.of("read")
    patches, busy = sum(map(patches_of, read)), _busy(run)
    return [
        _time(first),
        clock(run.end - run.start),
        str(first.get("workers", "")),
        str(len(read)),
        f"{patches:,}",
        f"{patches / busy:,.0f}" if busy else "",
        run.ending,
    ]


def _busy(run: Run) -> float:
    """Seconds from the first shard that was begun to the last that was read."""
    reading = [span for span in run.spans() if span.kind == "read"]
    if not reading:
        return 0.0
    return max(span.end for span in reading) - min(span.start for span in reading)


def _crashes(runs: Sequence[Run]) -> Iterator[list[str]]:
    given_up = {(event["shard"], event["number"]) for event in _every(runs, "lost")}
    for event in _every(runs, "crash"):
        shard, number = event["shard"], event["number"]
        lost = (shard, number) in given_up
        after = "given up, its patches are rejected" if lost else "done again"
        yield [_time(event), shard or "survey", str(number), event["how"], after]


def _rejected(runs: Sequence[Run]) -> Iterator[list[str]]:
    for entry in _rejections(runs):
        kind = "damaged" if entry["damage"] else "not wanted"
        yield [entry["stage"], kind, f"{entry['count']:,}", entry["example"]]


def _rejections(runs: Sequence[Run]) -> list[Event]:
    """Those of the finished release, or of each shard read so far."""
    if finish := _last(runs, "finish"):
        found: list[Event] = finish["rejected"]
        return found
    return [entry for event in _every(runs, "read") for entry in event["rejected"]]


def _items(runs: Sequence[Run]) -> Iterator[list[str]]:
    """The items that were chosen, and why the other rows are none."""
    if event := _last(runs, "items"):
        yield ["items", f"{event['items']:,}"]
        yield from ([f"no item: {why}", f"{rows:,}"] for why, rows in event["left_out"].items())


def _files(runs: Sequence[Run]) -> Iterator[list[str]]:
    finish = _last(runs, "finish")
    configs = finish["configs"] if finish else {}
    patches = configs.get("patches", {}).get("rows") or 1
    for name, config in configs.items():
        size = config["bytes"]
        files, rows = f"{config['files']:,}", f"{config['rows']:,}"
        yield [name, files, rows, _size(size), f"{size / patches:,.0f}"]


def _memory(runs: Sequence[Run]) -> Iterator[list[str]]:
    stated = (_last(runs, "start") or {}).get("worker_bytes", 0)
    for kind, name in (("read", "reads patches"), ("written", "writes texts")):
        if peaks := [event["peak"] for event in _every(runs, kind)]:
            yield [f"a worker that {name}", _size(max(peaks)), _size(stated)]
    if finish := _last(runs, "finish"):
        yield ["the process that hands out shards", _size(finish["peak"]), ""]


def _settings(runs: Sequence[Run]) -> Iterator[list[str]]:
    settings: dict[str, Any] = (_last(runs, "start") or {}).get("settings", {})
    for name, value in settings.items():
        yield [name, _value(value)]


def _value(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {part}" for name, part in value.items())
    return str(value)


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """An HTML table; nothing if it has no lines."""
    rows = "\n".join(map(_row, lines))
    if not rows:
        return ""
    titles = "".join(f"<th>{escape(title)}</th>" for title in head)
    return _scrolled(f"<table><thead><tr>{titles}</tr></thead><tbody>\n{rows}\n</tbody></table>")


def _row(line: Sequence[str]) -> str:
    return f"<tr>{''.join(map(_cell, line))}</tr>"


def _cell(text: str) -> str:
    kind = ' class="long"' if len(text) > 40 else ""
    return f"<td{kind}>{escape(text)}</td>"
