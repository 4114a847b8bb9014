"""An export of Label Studio into the log of a reviewer, whole or not at all. JSON -> log lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from builder.errors import DataError, UsageError
from builder.review.items import Item
from builder.review.label_studio.annotations import Annotation
from builder.review.label_studio.judging import judged
from builder.review.log import Log, read_log
from builder.review.verdicts import Reading, Verdict

_LISTED = 10  # faults that are named


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import comes to: verdicts, in the order in which the items were shown.

    `stale`: items whose rows changed since the export; `skipped`: tasks that the person left out.
    """

    verdicts: tuple[Verdict, ...]
    stale: tuple[int, ...]
    skipped: int


def imported(
    items: Iterable[Item], said: Sequence[Annotation], reviewer: str, reading: Reading
) -> Imported:
    """The verdicts in annotations. Raises DataError, which lists all faults, if there are any."""
    by_id = {item.id: item for item in items}
    unknown = [f"item {one.item}" for one in said if one.item not in by_id]
    _refuse(unknown, "of items that this benchmark does not hold; give the release of the export")
    given = [(by_id[one.item], one) for one in said if not one.skipped]
    fresh = [(item, one) for item, one in given if one.row_sum == item.row_sum]
    stale = tuple(item.id for item, one in given if one.row_sum != item.row_sum)
    verdicts = _judged(fresh, reviewer, reading)
    return Imported(tuple(verdicts), stale, skipped=len(said) - len(given))


def _judged(
    given: Sequence[tuple[Item, Annotation]], reviewer: str, reading: Reading
) -> list[Verdict]:
    """The verdicts in the order in which the items were shown."""
    verdicts, faults = [], []
    for item, one in given:
        try:
            verdicts.append(judged(item, one, reviewer, reading))
        except DataError as error:
            faults.append(str(error))
    _refuse(faults, "that cannot be read; mend them in Label Studio and export again")
    return sorted(verdicts, key=lambda verdict: verdict.shown)


def _refuse(faults: Sequence[str], what: str) -> None:
    """Raises DataError if there are faults."""
    if faults:
        listed = "; ".join(faults[:_LISTED])
        more = f"; and {len(faults) - _LISTED:,} more" if len(faults) > _LISTED else ""
        raise DataError(f"nothing was imported: {len(faults):,} annotations {what}: {listed}{more}")


def of_person(said: Sequence[Annotation], person: str | None) -> list[Annotation]:
    """The annotations of one person; without a name, of the only one.

    Raises UsageError if there are several, or none of that name.
    """
    people = sorted({one.people[0] for one in said})
    if person is None and len(people) > 1:
        raise UsageError(
            f"annotations of {len(people)} people ({', '.join(people)}): name one with --from, so "
            "that nobody's verdicts stand under another name"
        )
    found = [one for one in said if person is None or person in one.people]
    if not found:
        raise UsageError(f"--from {person}: no annotation of that user; of {', '.join(people)}")
    return found


def add_new(log: Log, verdicts: Sequence[Verdict]) -> int:
    """Adds the verdicts that a log does not hold yet; returns how many."""
    held = {verdict.line() for verdict in read_log(log.path)}
    fresh = [verdict for verdict in verdicts if verdict.line() not in held]
    log.add(*fresh)
    return len(fresh)
