"""A build asks as often as the published set does, task by task, on real maps."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from builder.annotate import annotate_all
from builder.landcover import analyse_all
from builder.records import Facts
from builder.shipped import shipped
from tests.landcover.maps import squares
from tests.tasks.examples import RECORD

SEEDS = 8
# Rows a patch as published (arXiv 2603.29630): 464,044 patches; two yes/no rows and a choice each
# of presence, area and count; adjacency has the other yes/no rows.
PUBLISHED = {
    "binary/presence": 2.0,
    "binary/area": 2.0,
    "binary/count": 2.0,
    "binary/adjacency": 1.82,
    "mcq/presence": 1.0,
    "mcq/area": 1.0,
    "mcq/count": 1.0,
    "mcq/adjacency": 0.82,
    "mcq/relative pos": 0.213,
    "bounding box/point": 2.47,
    "bounding box/reference": 2.29,
}


@cache
def _rows_a_patch() -> dict[str, float]:
    """Of 68 real maps of southern Spain, as of its neighbor, by the weights of small builds."""
    covers = analyse_all(squares())
    found: Counter[str] = Counter()
    for seed in range(SEEDS):
        patches = [
            Facts(replace(RECORD, patch_id=f"patch {k}", country="Portugal"), cover)
            for k, cover in enumerate(covers)
        ]
        for rows in annotate_all(patches, seed, shipped()):
            found.update(f"{row.type}/{row.category}" for row in rows)
    return {task: n / len(covers) / SEEDS for task, n in found.items()}


@pytest.mark.parametrize("task", PUBLISHED)
def test_every_task_has_about_the_published_rows(task: str) -> None:
    """90 to 125 % of the published rows a patch."""
    assert 0.9 <= _rows_a_patch()[task] / PUBLISHED[task] <= 1.25


def test_all_content_tasks_together_have_the_published_rows() -> None:
    """Within 10 % of the published rows a patch, captions and metadata apart."""
    found = sum(_rows_a_patch()[task] for task in PUBLISHED)
    assert found == pytest.approx(sum(PUBLISHED.values()), rel=0.1)
