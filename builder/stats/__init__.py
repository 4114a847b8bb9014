"""Statistics: what a release holds, counted, measured, drawn and put into words. Release -> counts
-> charts -> page and card.

manifest.json + data/ -> statistics/*.json -> assets/*.png -> statistics.html, card/*.md, README.md
Example: `python -m builder stats bigearthnet_txt` -> "11,623 rows and 581 patches counted; open
bigearthnet_txt/statistics.html".

One word each: *statistics* are all that is known of a release in numbers, the command and this
room; *counts* (`Counts`, statistics/counts.json) are how often something occurs in its rows and
maps, `ShardCounts` those of one shard; *measures* (statistics/text.json) are lexical diversity; a
*table* and a *chart* show them; a *figure* is only what matplotlib draws on; *published* is what
the authors of BigEarthNet.txt published, one of the `reference_sets`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from builder.errors import DataError
from builder.shards.release import MANIFEST, refresh
from builder.stats.counts import COUNTS, Counts
from builder.stats.sections import PAGE, read_statistics, statistics_sections
from builder.storage import write_text

__all__ = ["describe", "finished", "write_statistics"]


def finished(out: Path) -> Mapping[str, Any]:
    """The manifest of a release. Raises DataError if the folder is no finished release."""
    path = out / MANIFEST
    if not path.is_file():
        raise DataError(
            f"{out}: no {MANIFEST}, so this is no finished release; "
            "build one with: python -m builder build"
        )
    try:
        manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return manifest | {"rows": sum(entry["rows"] for entry in manifest["files"])}
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path}: not a manifest ({type(error).__name__}: {error}); "
            "restore it, or build the release again"
        ) from None


def write_statistics(out: Path, progress: Callable[[int], object]) -> Counts:
    """Counts a release, draws its charts, and writes page, card and manifest again; calls progress
    with the rows just counted.

    Every file is written in one step and the manifest last: a command that was stopped is given
    again. Raises DataError if the folder is no finished release or a file of it cannot be read.
    """
    # Reading statistics needs neither matplotlib nor the land cover.
    from builder.stats.charts import draw_charts
    from builder.stats.counting import count

    counts = count(out, finished(out), progress)
    write_text(out / COUNTS, counts.to_json())
    draw_charts(counts, out)
    describe(out)
    return counts


def describe(out: Path) -> None:
    """Writes page, card and manifest of a release again, from the statistics that lie in it; after
    any of them has changed.

    Raises DataError if the folder is no finished release, or its statistics are not what their
    names say.
    """
    from builder.stats.page import page

    manifest, found = finished(out), read_statistics(out)
    write_text(out / PAGE, page(out, str(manifest["version"]), found))
    refresh(out, statistics_sections(found))
