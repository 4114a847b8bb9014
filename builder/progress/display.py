"""What a person sees of a build, and what a program reads of it: its events as bars and JSON lines.

build:  45%|####5     | 208,800/464,044 patches [05:12<06:20, rejected 12, written 40.1 GB]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from tqdm import tqdm

from builder.progress.events import Event, Watch
from builder.progress.forecast import shown

_UNITS: dict[str, dict[str, Any]] = {
    "stage": {"unit": "B", "unit_scale": True},
    "draw": {"unit": " patches", "delay": 2},
    "survey": {"unit": " patches"},
    "sensors": {"unit": " patches"},
    "trees": {"unit": " lessons"},
    "check": {"unit": " shards", "delay": 2},
}


@contextmanager
def watched(log: str | None) -> Iterator[Watch]:
    """Bars for people, and all events as JSON lines in the file `log`; - is stdout.

    Messages go to stdout, or to stderr if the JSON lines go to stdout.
    """
    with _Bars() as bars, _lines(log) as stream:
        say = partial(print, file=sys.stderr if log == "-" else sys.stdout)
        listeners = (bars, _Lines(stream)) if stream else (bars,)
        yield Watch(say, bars.advance, listeners)


@contextmanager
def _lines(log: str | None) -> Iterator[TextIO | None]:
    if log is None or log == "-":
        yield sys.stdout if log else None
        return
    file = Path(log).open("a", encoding="utf-8")  # noqa: SIM115
    try:
        yield file
    finally:
        with suppress(OSError):  # what a full disk did not take was told
            file.close()


class _Lines:
    """Writes events as long as somebody takes them: a dead pipe or a full disk ends no build."""

    def __init__(self, stream: TextIO) -> None:
        self._stream: TextIO | None = stream

    def __call__(self, event: Event) -> None:
        if self._stream is None:
            return
        try:
            print(json.dumps(event, ensure_ascii=False), file=self._stream, flush=True)
        except (OSError, ValueError) as error:
            self._stream = None
            reason = error.strerror if isinstance(error, OSError) else error
            tqdm.write(f"--log-json: no longer written ({reason}); the build goes on", sys.stderr)


class _Bars:
    """One bar at a time: bytes staged, maps surveyed, patches read, shards whose texts are written.

    Crashes of workers are printed above it.
    """

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self._shards = 0

    def __enter__(self) -> _Bars:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._bar = None

    def _current(self, what: str, **options: Any) -> tqdm[Any]:
        """The bar of `what`, in place of the one before."""
        if self._bar is None or self._bar.desc != what:
            self._close()
            self._bar = tqdm(desc=what, **options)
        return self._bar

    def advance(self, what: str, amount: int, total: int | None) -> None:
        """Moves the bar of something that is no event."""
        self._current(what, total=total, **_UNITS[what]).update(amount)

    def __call__(self, event: Event) -> None:
        """Shows an event, if it is one to be seen."""
        match event["event"]:
            case "plan":
                self._plan(event)
            case "read":
                self._read(event)
            case "written":
                self._current("texts", total=self._shards, unit=" shards").update()
            case "crash":
                self._crash(event)
            case "lost":
                self._lost(event)

    def _plan(self, event: Event) -> None:
        self._shards, earlier = event["shards"], event["earlier"]["patches"]
        self._current("build", total=event["patches"], initial=earlier, unit=" patches")

    def _read(self, event: Event) -> None:
        totals = event["totals"]
        bar = self._current("build", total=totals["of"], unit=" patches")
        done = f"rejected {totals['rejected']:,}, written {shown(totals['bytes'])}"
        bar.set_postfix_str(done, refresh=False)
        bar.update(totals["patches"] - bar.n)

    def _crash(self, event: Event) -> None:
        what = event["shard"] or event["doing"]
        crash = f"its worker crashed ({event['how']}), crash {event['number']} with it"
        tqdm.write(f"{what}: {crash}", file=sys.stderr)

    def _lost(self, event: Event) -> None:
        loss = f"given up, its {event['patches']:,} patches are rejected"
        tqdm.write(f"{event['shard']}: {loss}", file=sys.stderr)
