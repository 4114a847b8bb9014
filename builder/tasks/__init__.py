"""Tasks: the texts of a patch. PatchRecord and LandCover -> Annotation rows.

Fifteen tasks, one writer each; a writer knows no arrays and no files, and its chance depends on seed, patch and task alone.
The rules are written down in SPEC.md. Example: annotate(record, cover, seed=1)[1] of T33UUP_26_57 is
Annotation(type="binary", category="presence", index=0, input="Are there any pastures in the image?", output="yes", ...).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from builder.chance import Chance, rng_for
from builder.records import Annotation, LandCover, PatchRecord
from builder.tasks import adjacency, area, boxes, captions, count, position, presence, setting

_Task = tuple[str, str]
_FROM_MAP: dict[_Task, Callable[[LandCover, Chance], Iterator[Annotation]]] = {
    ("binary", "presence"): presence.binary_rows,
    ("binary", "area"): area.binary_rows,
    ("binary", "count"): count.binary_rows,
    ("binary", "adjacency"): adjacency.binary_rows,
    ("mcq", "presence"): presence.mcq_rows,
    ("mcq", "area"): area.mcq_rows,
    ("mcq", "count"): count.mcq_rows,
    ("mcq", "adjacency"): adjacency.mcq_rows,
    ("mcq", "relative pos"): position.mcq_rows,
    ("bounding box", "point"): boxes.point_rows,
    ("bounding box", "reference"): boxes.reference_rows,
}
_FROM_RECORD: dict[_Task, Callable[[PatchRecord, Chance], Iterator[Annotation]]] = {
    ("mcq", "country"): setting.country_rows,
    ("mcq", "season"): setting.season_rows,
    ("mcq", "climate zone"): setting.climate_rows,
}


def annotate(record: PatchRecord, cover: LandCover, seed: int) -> list[Annotation]:
    """All rows of a patch, the caption first; about 20 on real maps, at most 16 questions, 6 boxes and 1 caption.

    What cannot be asked truthfully and unambiguously is not asked. Pure: the same arguments give the same rows.
    """

    def chance(task: _Task) -> Chance:
        return rng_for(seed, record.patch_id, "/".join(task))

    rows = [captions.caption(record, cover, chance(("captioning", "None")))]
    for task, from_map in _FROM_MAP.items():
        rows += from_map(cover, chance(task))
    for task, from_record in _FROM_RECORD.items():
        rows += from_record(record, chance(task))
    return rows
