"""Statistics: what a release holds, counted, measured, drawn and put into words.

Release -> counts -> charts -> page and card

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

from collections.abc import Callable

from bigearthnet_txt_reader.release import Release
from builder.shards.release import refresh
from builder.stats.counts import COUNTS, Counts
from builder.stats.sections import PAGE, read_statistics, statistics_sections
from builder.storage import write_text

__all__ = ["describe", "write_statistics"]


def write_statistics(release: Release, progress: Callable[[int], object]) -> Counts:
    """Counts a release, draws its charts, and writes page, card and manifest again.

    Calls progress with the rows just counted. Every file is written in one step and the manifest
    last: a command that was stopped is given again. Raises DataError or ReleaseError if a file
    cannot be read.
    """
    # Reading statistics needs neither matplotlib nor the land cover.
    from builder.stats.charts import draw_charts
    from builder.stats.counting import count

    counts = count(release, progress)
    write_text(release.where / COUNTS, counts.to_json())
    draw_charts(counts, release.where)
    describe(release)
    return counts


def describe(release: Release) -> None:
    """Writes page, card and manifest of a release again, from its stored statistics.

    It is called after any of them has changed. Raises DataError if the statistics are not what
    their names say.
    """
    from builder.stats.page import page

    found = read_statistics(release.where)
    write_text(release.where / PAGE, page(release, found))
    refresh(release.where, statistics_sections(found))
