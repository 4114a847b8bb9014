"""What happens in a build: every event as one JSON line, for journal, --log-json, bars and report.

{"time": "2026-11-24T18:13:43.120Z", "event": "read", "shard": "train-00003-of-00464", ...}

Sizes are bytes, durations seconds, times UTC. The events, in their order, and what each holds
beside `time` and `event`:

staging   bytes decoded or read so far, of: all of them; every ten seconds and at the end, if
          archives must be staged
start     settings, workers, worker_bytes (the memory a worker may take at most)
surveyed  patches, seconds; not with --annotations or --priors
plan      patches (to read in all), shards, rejected (before reading), earlier: {shards, patches,
          rejected, bytes} of earlier runs
read      shard, patches, rejected, bytes, began, seconds, worker (process), peak (memory of that
          process), totals
items     patches, rows, items, left_out {reason: rows}: the items of the benchmark are chosen
written   shard, files {config: bytes}, began, seconds, worker, peak
crash     doing (survey, check, read, write), shard (null in the survey), number (how often a worker
          crashed with this job), how, worker; the job is done again
lost      shard, patches, number, how: so many workers crashed with it; its patches are rejected,
          stage "worker"
stop      reason: the run ended before the build did; a run that was killed has no last event
finish    configs {config: {files, rows, bytes}}, rejected, peak (of the process that hands out the
          shards)

`rejected` lists {stage, damage, count, example}; `totals` are {patches, of, rejected, bytes,
patches_per_second, seconds_left}, of which `patches` are those read by any run, rejected ones
included, and the rate is that of this run.
"""

from builder.progress.events import (
    Event,
    Events,
    Paced,
    Watch,
    held_memory,
    peak_memory,
    rejections,
    timed,
)
from builder.progress.journal import Journal, read_journal
from builder.progress.page import report_page

__all__ = [
    "Event",
    "Events",
    "Journal",
    "Paced",
    "Watch",
    "held_memory",
    "peak_memory",
    "read_journal",
    "rejections",
    "report_page",
    "timed",
]
