"""Tasks: the texts of a patch. PatchRecord and LandCover -> Annotation rows.

Fifteen tasks, one writer each; a writer knows no arrays and no files, and its chance depends on
seed, patch and task alone. The rules are written down in SPEC.md. Example: annotate(record, cover,
seed=1)[1] of T33UUP_26_57 is Annotation(type="binary", category="presence", number=0, input="Are
there any pastures in the image?", output="yes", ...).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from builder import captions
from builder.balance import NEUTRAL, Candidate, Priors
from builder.chance import Chance, rng_for
from builder.records import Annotation, LandCover, PatchRecord
from builder.tasks import adjacency, area, boxes, count, position, presence, setting
from builder.tasks.choices import Topic

_Task = tuple[str, str]
TOPICS: dict[str, Topic] = {
    "binary/presence": presence.YES_NO,
    "binary/area": area.YES_NO,
    "binary/count": count.YES_NO,
    "binary/adjacency": adjacency.YES_NO,
    "mcq/presence": presence.CHOICE,
    "mcq/area": area.CHOICE,
    "mcq/count": count.CHOICE,
    "mcq/adjacency": adjacency.CHOICE,
    "mcq/relative pos": position.CHOICE,
    "mcq/country": setting.COUNTRY_CHOICE,
    "mcq/climate zone": setting.CLIMATE_CHOICE,
}  # tasks whose questions are drawn by weight
TASK_VERSIONS = {
    "binary/presence": "1.1",
    "binary/area": "1.1",
    "binary/count": "1.1",
    "binary/adjacency": "1.1",
    "mcq/presence": "1.1",
    "mcq/area": "1.1",
    "mcq/count": "1.1",
    "mcq/adjacency": "1.1",
    "mcq/relative pos": "1.1",
    "mcq/country": "1.1",
    "mcq/season": "1.0",
    "mcq/climate zone": "1.1",
    "bounding box/point": "1.1",
    "bounding box/reference": "1.1",
    "captioning/None": "1.1",
    # the second number grows when the same settings give other rows, the first when the answer to a
    # question changes
}
Writer = Callable[[PatchRecord, LandCover, Chance], Iterable[Annotation]]
_OTHERS: dict[str, Writer] = {
    "bounding box/point": boxes.point_rows,
    "bounding box/reference": boxes.reference_rows,
    "mcq/season": setting.season_rows,
}


def annotate_all(
    patches: Sequence[tuple[PatchRecord, LandCover]], seed: int, priors: Priors = NEUTRAL
) -> list[list[Annotation]]:
    """All rows of each patch, the captions first; about 20 on real maps, at most 16 questions, 6
    boxes and 2 captions.

    What cannot be asked truthfully and unambiguously is not asked. Pure: the rows of a patch do not
    depend on the others. Without the priors of a survey all rows are true, but some answers are
    more frequent than others. Task by task, since the words and rules of one stay in the
    processor's cache: of 50 patches together each takes four fifths of the time of one alone.
    """
    rows: list[list[Annotation]] = [[] for _ in patches]
    for task, writer in _writers(priors):
        for found, (record, cover) in zip(rows, patches, strict=True):
            found += writer(record, cover, rng_for(seed, record.patch_id, task))
    return rows


def annotate(
    record: PatchRecord, cover: LandCover, seed: int, priors: Priors = NEUTRAL
) -> list[Annotation]:
    """All rows of one patch; see `annotate_all`."""
    return annotate_all([(record, cover)], seed, priors)[0]


def _writers(priors: Priors) -> Iterator[tuple[str, Writer]]:
    """Every task with its writer, in the order of the rows of a patch."""
    yield "captioning/None", captions.captions
    for task in TOPICS:
        yield task, partial(_drawn, task, priors)
    yield from _OTHERS.items()


def _drawn(
    task: str, priors: Priors, record: PatchRecord, cover: LandCover, chance: Chance
) -> Iterator[Annotation]:
    topic = TOPICS[task]
    drawn = [priors.draw(task, lot, chance) for lot in topic.lots(record, cover, chance)]
    for index, asked in enumerate(asked for asked in drawn if asked is not None):
        yield topic.row(asked, index, chance)


FEATURES = {task: topic.features for task, topic in TOPICS.items()}


def lots(
    task: str, record: PatchRecord, cover: LandCover, seed: int
) -> Iterable[Sequence[Candidate]]:
    """The questions of one task that could be asked of a patch: of each lot `annotate` draws at
    most one.
    """
    return TOPICS[task].lots(record, cover, rng_for(seed, record.patch_id, task))
