"""The account of a build: every event as one JSON line, for the journal in the work folder, for
--log-json, for the bars, for the report.

{"time": "2026-11-24T18:13:43.120Z", "event": "read", "shard": "train-00003-of-00464", "patches": 998, "rejected": [...], ...}

Sizes are bytes, durations seconds, times UTC. The events, in their order, and what each says beside
`time` and `event`:

staging   bytes decoded or read so far, of: all of them; every ten seconds and at the end   (where archives must be staged)
start     settings, workers, worker_bytes (the memory a worker may take at most)
surveyed  patches, seconds                                             (not with --annotations or --priors)
plan      patches (to read in all), shards, rejected (before reading), earlier: {shards, patches, rejected, bytes} of earlier runs
read      shard, patches, rejected, bytes, began, seconds, worker (process), peak (memory of that process), totals
written   shard, files {config: bytes}, began, seconds, worker, peak
death     doing (survey, read, write), shard (null in the survey), number (how often its worker died), how, worker; it is done again
lost      shard, patches, number, how: so many workers died with it; its patches are rejected, stage "worker"
stop      reason: the run ended before the build did; a run that was killed has no last event
finish    configs {config: {files, rows, bytes}}, rejected, peak (of the process that hands out the shards)

`rejected` lists {stage, damage, count, example}; `totals` are {patches, of, rejected, bytes,
patches_per_second, seconds_left}, where `patches` are those read by any run, rejected ones
included, and the rate is that of this run.
"""

from builder.progress.events import Account, peak_memory, rejections, timed
from builder.progress.journal import Journal, read_journal
from builder.progress.page import report_page

__all__ = [
    "Account",
    "Journal",
    "peak_memory",
    "read_journal",
    "rejections",
    "report_page",
    "timed",
]
