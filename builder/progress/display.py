"""What a person sees of a build, and what a program reads of it: its events as bars, and as JSON
lines.

build:  45%|####5     | 208,800/464,044 patches [05:12<06:20, rejected 12, written 40.1 GB]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from builder.progress import Account
from builder.progress.forecast import shown


@contextmanager
def shown_build(log: str | None) -> Iterator[tuple[Account, Callable[[int], object]]]:
    """An account whose events are shown as bars and, where `log` names a file or is -, written
    there; and the bar of the survey.
    """
    with ExitStack() as stack:
        bars = stack.enter_context(_Bars())
        listeners: list[Callable[[dict[str, Any]], object]] = [bars]
        if log:
            stream = (
                sys.stdout
                if log == "-"
                else stack.enter_context(Path(log).open("a", encoding="utf-8"))
            )
            listeners.append(
                lambda event: print(json.dumps(event, ensure_ascii=False), file=stream, flush=True)
            )
        yield Account(*listeners), bars.surveyed


class _Bars:
    """A bar of maps surveyed, of patches read, of shards whose texts are written, one after the
    other; deaths are told above them.
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

    def surveyed(self, patches: int) -> None:
        if self._bar is None:
            self._bar = tqdm(unit=" patches", desc="survey")
        self._bar.update(patches)

    def __call__(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "plan":
                self._close()
                self._shards, earlier = event["shards"], event["earlier"]["patches"]
                self._bar = tqdm(
                    total=event["patches"], initial=earlier, unit=" patches", desc="build"
                )
            case "read" if self._bar is not None:
                totals = event["totals"]
                self._bar.set_postfix_str(
                    f"rejected {totals['rejected']:,}, written {shown(totals['bytes'])}",
                    refresh=False,
                )
                self._bar.update(totals["patches"] - self._bar.n)
            case "written":
                if self._bar is None or self._bar.desc != "texts":
                    self._close()
                    self._bar = tqdm(total=self._shards, unit=" shards", desc="texts")
                self._bar.update()
            case "death":
                what = event["shard"] or event["doing"]
                tqdm.write(
                    f"{what}: its worker died ({event['how']}), death {event['number']} with it",
                    file=sys.stderr,
                )
            case "lost":
                tqdm.write(
                    f"{event['shard']}: given up, its {event['patches']:,} patches are rejected",
                    file=sys.stderr,
                )
