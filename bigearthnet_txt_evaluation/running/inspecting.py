"""Inspecting: a run by `inspect_ai`, begun or taken up again, and what its log holds.

RUN/logs/2026-11-30T21-00-00_benchmark.eval -> Said("6021", "yes", None), ...
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from inspect_ai import eval as begin
from inspect_ai import eval_retry
from inspect_ai.log import (
    EvalSample,
    list_eval_logs,
    read_eval_log,
    read_eval_log_sample_summaries,
    read_eval_log_samples_by_id,
)
from inspect_ai.model import ContentReasoning

from bigearthnet_txt_evaluation.running.failures import cause_of_tries
from bigearthnet_txt_evaluation.running.server import Server
from bigearthnet_txt_evaluation.running.settings import Settings
from bigearthnet_txt_evaluation.running.writing import Said

_TASK = Path(__file__).with_name("task.py")
_RECOVERED = "-recovered"  # how inspect ends the name of a log that it mends after a crash
_ANEW = 2  # times that a question is asked anew if its error is none that the client tries again
_AT_ONCE = 500
_UNREAD = {"events", "store"}  # of a sample, by far the most


def ask(settings: Settings, server: Server, folder: Path) -> Iterator[Said]:
    """Asks what was not answered yet, and gives all that is answered or failed by then."""
    logs = folder / "logs"
    os.environ["ENDPOINT_BASE_URL"] = server.endpoint
    os.environ["ENDPOINT_API_KEY"] = server.key
    newest = _newest(logs)
    if newest is None:
        _begin(settings, server, folder)
    elif not _is_complete(newest):
        with suppress(IndexError):  # of inspect, when Ctrl-C stops it: its log is whole
            eval_retry(newest, log_dir=str(logs), **_common(server))
    newest = _newest(logs)
    return said_in(newest) if newest else iter(())


def _begin(settings: Settings, server: Server, folder: Path) -> None:
    begin(
        f"{_TASK}@benchmark",
        model=f"openai-api/endpoint/{server.model}",
        task_args={**asdict(settings), "folder": str(folder)},
        log_dir=str(folder / "logs"),
        fail_on_error=False,
        retry_on_error=_ANEW,
        log_images=False,
        log_model_api=False,
        temperature=server.temperature,
        max_tokens=server.max_tokens,
        **_common(server),
    )


def _common(server: Server) -> dict[str, Any]:
    """What may differ from call to call of one run."""
    return {
        "max_connections": server.max_connections,
        "attempt_timeout": server.timeout,
        "max_retries": server.retries,
        "display": server.display,
        "ctl_server": False,
        "log_level": "error",  # each failure stands in the predictions, and is counted
    }


def _newest(logs: Path) -> str | None:
    """The log that was begun last: each holds all that those before it held."""
    found = [log.name for log in list_eval_logs(str(logs))] if logs.is_dir() else []
    own = [name for name in found if _RECOVERED not in name]
    return max(own, default=None, key=lambda name: name.rsplit("/", 1)[-1])


def _is_complete(log: str) -> bool:
    """Was every question asked and answered?"""
    if read_eval_log(log, header_only=True).status != "success":
        return False
    return all(one.error is None for one in read_eval_log_sample_summaries(log))


def said_in(log: str) -> Iterator[Said]:
    """What a log holds, one for each question that was asked.

    A task of the Hub has no IDs of its own: there the row names itself in the metadata.
    """
    return map(_said, _samples(log))


def _samples(log: str) -> Iterator[EvalSample]:
    """Some hundred at a time: a log is opened anew for each reading."""
    names = [(one.id, one.epoch) for one in read_eval_log_sample_summaries(log)]
    for first in range(0, len(names), _AT_ONCE):
        some = names[first : first + _AT_ONCE]
        yield from read_eval_log_samples_by_id(log, some, exclude_fields=_UNREAD)


def _said(sample: EvalSample) -> Said:
    name = str((sample.metadata or {}).get("ID", sample.id))
    if sample.error is not None:
        tries = [*(sample.error_retries or ()), sample.error]
        return Said(name, None, cause_of_tries([one.message for one in tries]))
    return Said(name, _text(sample), None)


def _text(sample: EvalSample) -> str:
    """The text of a model; of one that only reasons, its reasoning, marked as such."""
    text: str = sample.output.completion
    content = sample.output.message.content
    if text.strip() or isinstance(content, str):
        return text
    thoughts = [part.reasoning for part in content if isinstance(part, ContentReasoning)]
    return f"<think>{' '.join(thoughts)}</think>" if thoughts else text
