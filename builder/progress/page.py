"""The build report: how a build went, in one HTML file that needs nothing else. Journal ->
build_report.html.

It lies in the release, but the manifest does not list it: two builds of the same settings give the
same bytes in different times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from builder.progress.charts import clock, rates, timeline
from builder.progress.events import Event
from builder.progress.runs import Run, split_runs

_PAGE = Path(__file__).with_suffix(".html")


def report_page(name: str, events: Sequence[Event]) -> str:
    """The page of a build from the events of all its runs."""
    runs = split_runs(events)
    sections = {
        "Workers": _legend() + f'<div class="scroll">{timeline(runs)}</div>',
        "Patches a second": f'<div class="scroll">{rates(runs)}</div>',
        "Runs": _table(
            ("began (UTC)", "time", "workers", "shards", "patches", "a second", "ended"),
            map(_run, runs),
        ),
        "Crashes of workers": _crashes(runs),
        "Patches not used": _rejected(runs),
        "Files": _files(runs),
        "Memory": _memory(runs),
        "Settings": _settings(runs),
    }
    return Template(_PAGE.read_text("utf-8")).substitute(
        name=escape(name),
        summary=_summary(runs),
        sections="\n".join(
            f"<section><h2>{title}</h2>\n{content}\n</section>"
            for title, content in sections.items()
            if content
        ),
    )


def _last(runs: Sequence[Run], kind: str) -> Event | None:
    return next((event for run in reversed(runs) for event in reversed(run.of(kind))), None)


def _every(runs: Sequence[Run], kind: str) -> list[Event]:
    return [event for run in runs for event in run.of(kind)]


def _patches(event: Event) -> int:
    total: int = event["patches"] + sum(entry["count"] for entry in event["rejected"])
    return total


def _size(size: float) -> str:
    return f"{size / 1e9:.2f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"


def _summary(runs: Sequence[Run]) -> str:
    read, finish = _every(runs, "read"), _last(runs, "finish")
    spent = sum(run.end - run.start for run in runs)
    size = (
        sum(config["bytes"] for config in finish["configs"].values())
        if finish
        else sum(event["bytes"] for event in read)
    )
    facts = {
        "patches read": f"{sum(map(_patches, read)):,}",
        "written": _size(size),
        "time of work": clock(spent),
        "runs": f"{len(runs)}",
        "crashes of workers": f"{len(_every(runs, 'crash'))}",
        "state": "finished" if finish else "not finished",
    }
    return "".join(
        f"<div><b>{escape(value)}</b>{escape(what)}</div>" for what, value in facts.items()
    )


def _legend() -> str:
    kinds = {"read": "patches read", "written": "texts written", "surveyed": "survey of the maps"}
    keys = "".join(f'<span><i class="{kind}"></i>{about}</span>' for kind, about in kinds.items())
    return f'<p class="legend">{keys}<span><b>&times;</b> a worker crashed</span><span><i class="again"></i>started again</span></p>'


def _run(run: Run) -> list[str]:
    first, read = run.events[0], run.of("read")
    patches = sum(map(_patches, read))
    reading = [span for span in run.spans() if span.kind == "read"]
    busy = max(s.end for s in reading) - min(s.start for s in reading) if reading else 0.0
    rate = f"{patches / busy:,.0f}" if busy else ""
    began = first["time"].replace("T", " ")[:19]
    return [
        began,
        clock(run.end - run.start),
        str(first.get("workers", "")),
        str(len(read)),
        f"{patches:,}",
        rate,
        run.ending,
    ]


def _crashes(runs: Sequence[Run]) -> str:
    given_up = {(event["shard"], event["number"]) for event in _every(runs, "lost")}
    lines = []
    for event in _every(runs, "crash"):
        after = (
            "given up, its patches are rejected"
            if (event["shard"], event["number"]) in given_up
            else "done again"
        )
        lines.append(
            [
                event["time"].replace("T", " ")[:19],
                event["shard"] or "survey",
                str(event["number"]),
                event["how"],
                after,
            ]
        )
    return (
        _table(("time (UTC)", "shard", "crash with it", "how", "then"), lines)
        if lines
        else "<p>None.</p>"
    )


def _rejected(runs: Sequence[Run]) -> str:
    finish = _last(runs, "finish")
    entries = (
        finish["rejected"]
        if finish
        else [entry for event in _every(runs, "read") for entry in event["rejected"]]
    )
    lines = [
        [e["stage"], "damaged" if e["damage"] else "not wanted", f"{e['count']:,}", e["example"]]
        for e in entries
    ]
    return (
        _table(("stage", "kind", "patches", "the first reason"), lines) if lines else "<p>None.</p>"
    )


def _files(runs: Sequence[Run]) -> str:
    finish = _last(runs, "finish")
    if not finish:
        return ""
    patches = finish["configs"].get("patches", {}).get("rows") or 1
    lines = [
        [
            name,
            f"{c['files']:,}",
            f"{c['rows']:,}",
            _size(c["bytes"]),
            f"{c['bytes'] / patches:,.0f}",
        ]
        for name, c in finish["configs"].items()
    ]
    return _table(("config", "files", "rows", "size", "bytes per patch"), lines)


def _memory(runs: Sequence[Run]) -> str:
    peaks = {kind: [event["peak"] for event in _every(runs, kind)] for kind in ("read", "written")}
    stated = (_last(runs, "start") or {}).get("worker_bytes", 0)
    names = {"read": "a worker that reads patches", "written": "a worker that writes texts"}
    lines = [
        [names[kind], _size(max(found)), _size(stated)] for kind, found in peaks.items() if found
    ]
    if finish := _last(runs, "finish"):
        lines.append(["the process that hands out shards", _size(finish["peak"]), ""])
    return _table(("process", "its peak", "stated beforehand"), lines) if lines else ""


def _settings(runs: Sequence[Run]) -> str:
    settings: dict[str, Any] = (_last(runs, "start") or {}).get("settings", {})
    lines = [[name, _value(value)] for name, value in settings.items()]
    return _table(("setting", "value"), lines) if lines else ""


def _value(value: object) -> str:
    return (
        ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else str(value)
    )


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    titles = "".join(f"<th>{escape(title)}</th>" for title in head)
    rows = "\n".join(f"<tr>{''.join(map(_cell, line))}</tr>" for line in lines)
    return f'<div class="scroll"><table><thead><tr>{titles}</tr></thead><tbody>\n{rows}\n</tbody></table></div>'


def _cell(text: str) -> str:
    kind = ' class="long"' if len(text) > 40 else ""
    return f"<td{kind}>{escape(text)}</td>"
