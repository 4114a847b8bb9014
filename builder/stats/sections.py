"""What is said of the statistics: which charts and tables there are, in which words.
OUT/statistics/*.json -> card/40-statistics.md and others.

The card's section follows from the JSON files alone, so that `verify` can make it again; the page
shows the same and the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from bigearthnet_txt_reader.band_statistics import BANDS_FILE, read_bands
from bigearthnet_txt_reader.card import section_path
from bigearthnet_txt_reader.given import from_json
from bigearthnet_txt_reader.locations import Location
from bigearthnet_txt_reader.markdown import folded
from builder.errors import DataError
from builder.stats.band_table import band_table
from builder.stats.comparison import beside_caption_sets, beside_published, rows_per_patch_beside
from builder.stats.counts import COUNTS, Counts, read_counts
from builder.stats.tables import (
    Table,
    bench_table,
    beside_table,
    blind_box_table,
    blind_table,
    by_answer,
    by_class,
    by_place,
    by_split,
    by_task,
    text_table,
)

# In the release folder, each by a command of its own.
BLIND, TEXT = "statistics/blind.json", "statistics/text.json"
PAGE = "statistics.html"
T = TypeVar("T")
_CAPTIONS = "### Captions"
_GUESSING = (
    "Models that see no image were trained on the texts of `train`, to find answers that the words "
    "give away:"
)


class Chart(NamedTuple):
    """A chart: its title, and what it shows in words for those who do not see it."""

    title: str
    about: str


CHARTS: Mapping[str, Chart] = {
    "tasks": Chart("Rows by task", "Bars: rows of each task, by type."),
    "splits": Chart(
        "Patches and rows by split",
        "Bars: patches of each split, and rows of each text config by split.",
    ),
    "places": Chart(
        "Countries and seasons",
        "Bars: share of the patches by country and season; marks: the published set.",
    ),
    "lengths": Chart("Lengths", "Histograms: words of inputs by type, words of captions."),
    "classes": Chart(
        "Classes", "Bars by class: patches that hold it, its regions there, rows that speak of it."
    ),
    "answers": Chart(
        "Balance of the answers",
        "Dots: share of yes by binary category, share of each letter by mcq category.",
    ),
    "boxes": Chart(
        "Boxes", "Histogram of the share of the patch that boxes cover; map of their centers."
    ),
    "together": Chart(
        "Classes in one patch",
        "Matrix: how much more or less often than by chance two classes lie in one patch.",
    ),
}


def chart_path(name: str) -> str:
    return f"assets/{name}.png"


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is known of a release: its counts, and the tables of what other commands measured.

    None or empty: not measured yet.
    """

    counts: Counts | None
    blind: tuple[Table, ...]
    text: tuple[Table, ...]
    bands: tuple[Table, ...]


def read_statistics(out: Location) -> Statistics:
    """The statistics in a release folder. Raises DataError if a file is not what its name says."""
    return Statistics(
        counts=read_counts(out / COUNTS) if (out / COUNTS).is_file() else None,
        blind=_measured(out / BLIND, _blind_tables) or (),
        text=_measured(out / TEXT, _text_tables) or (),
        bands=_measured(out / BANDS_FILE, _band_tables) or (),
    )


def _blind_tables(stored: Mapping[str, Any]) -> tuple[Table, ...]:
    tables = (blind_table, bench_table, beside_table, blind_box_table)
    return tuple(filter(None, (table(stored) for table in tables)))


def _text_tables(stored: Mapping[str, Any]) -> tuple[Table, ...]:
    return text_table(stored), beside_caption_sets(stored)


def _band_tables(stored: Mapping[str, Any]) -> tuple[Table, ...]:
    return (band_table(read_bands(stored), stored["patches"]),)


def _measured(path: Location, table: Callable[[Mapping[str, Any]], T]) -> T | None:
    if not path.is_file():
        return None
    try:
        return table(from_json(path.read_bytes()))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"{path}: not in the form of its command ({type(error).__name__}: {error}); "
            "make it again"
        ) from None


def statistics_sections(found: Statistics) -> dict[str, str]:
    """Path in the release -> text, of the sections of the card that tell what was measured."""
    parts = {
        "statistics": _counted(found.counts, found.bands) if found.counts else [],
        "captions": _section(_CAPTIONS, found.text) if found.text else [],
        "guessing": _section(_GUESSING, found.blind) if found.blind else [],
    }
    return {section_path(name): "\n\n".join(of) + "\n" for name, of in parts.items() if of}


def _counted(counts: Counts, bands: Sequence[Table]) -> list[str]:
    yes, letters = by_answer(counts)
    links = f"All charts and tables: [`{PAGE}`]({PAGE}); the numbers: [`{COUNTS}`]({COUNTS})."
    return [
        *("## Statistics", links),
        _fold(by_task(counts), _picture("tasks")),
        _fold(by_split(counts)),
        _fold(by_class(counts), _picture("classes"), _picture("together")),
        *(_fold(table) for table in (yes, letters, by_place(counts), *bands)),
        _fold(beside_published(counts)),
    ]


def _section(title: str, tables: Sequence[Table]) -> list[str]:
    """Tables under one heading, each folded."""
    return [title, *map(_fold, tables)]


def _picture(name: str) -> str:
    return f"![{CHARTS[name].about}]({chart_path(name)})"


def _fold(table: Table, *pictures: str) -> str:
    """A table that opens on a click, below its pictures: the card stays one that is read."""
    return folded(table.title, *pictures, table.about, table.markdown())


def page_tables(found: Statistics) -> dict[str, list[Table]]:
    """Name of a chart, or "comparison", "text" or "blind" -> the tables that belong under it.

    They come in the order of the page.
    """
    tables = _tables_of_counts(found.counts) if found.counts else {}
    tables["bands"] = [*found.bands]
    tables["text"] = [*found.text]
    tables["blind"] = [*found.blind]
    return {name: of for name, of in tables.items() if of}


def _tables_of_counts(counts: Counts) -> dict[str, list[Table]]:
    return {
        "tasks": [by_task(counts)],
        "splits": [by_split(counts)],
        "places": [by_place(counts)],
        "classes": [by_class(counts)],
        "answers": list(by_answer(counts)),
        "comparison": [beside_published(counts), rows_per_patch_beside(counts)],
    }
