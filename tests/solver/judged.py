"""All rows of a map with the solver's verdicts on them.

The writer and the solver meet in the row as it is published.
"""

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from bigearthnet_txt import TASKS
from bigearthnet_txt_solver import Verdict, solve
from builder.annotate import annotate
from builder.landcover import analyse
from builder.records import Facts
from builder.shards.rows import text_row
from tests.tasks.examples import RECORD

CLIMATE = "Cold, no dry season, warm summer"
TYPES = frozenset(task.type for task in TASKS)
SEASONS = ("Spring", "Summer", "Fall", "Winter")


def judged(
    codes: np.ndarray,
    seeds: Iterable[int],
    country: str = "Austria",
    types: Container[str] = TYPES,
) -> list[tuple[dict[str, Any], Verdict]]:
    """Rows of some types and the verdicts on them, over several seeds.

    The seeds also turn the season and, one time in five, leave out the climate.
    """
    found = []
    for seed in seeds:
        record = replace(
            RECORD,
            country=country,
            season=SEASONS[seed % 4],
            climate_zone=None if seed % 5 == 4 else CLIMATE,
        )
        facts = Facts(record, analyse(codes))
        wanted = [found for found in annotate(facts, seed) if found.type in types]
        rows = [text_row(record, annotation, 0) for annotation in wanted]
        found += [(row, solve(row, codes)) for row in rows]
    return found


def row(kind: str, category: str, text: str, output: str) -> dict[str, Any]:
    """A row typed by hand: what the solver reads of it, with the place of the example record."""
    place = {
        "country": RECORD.country,
        "season": RECORD.season,
        "climate_zone": RECORD.climate_zone,
    }
    return {
        "type": kind,
        "category": category,
        "input": text,
        "output": output,
        "setting": True,
        **place,
    }
