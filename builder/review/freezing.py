"""Freeze: the benchmark as people left it becomes a version. Outcomes -> Revision.

accepted and corrected items stay, rejected ones go: 1.0, human-verified, sum 5e2c...
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bigearthnet_txt import BENCHMARK_STATUS
from bigearthnet_txt_reader.benchmark import HUMAN_VERIFIED, SENSED, rows_sum
from bigearthnet_txt_reader.release import Frozen, Release, Row
from builder.errors import DataError
from builder.review.agreement import agreement
from builder.review.agreement_tables import agreement_data
from builder.review.corrections import corrected
from builder.review.errata import Erratum, parse_errata
from builder.review.items import Item, proven_rows
from builder.review.outcomes import Outcome, outcome, standing
from builder.review.pseudonyms import Names, merged, pseudonyms, renamed
from builder.review.verdicts import Verdict, parse_line
from builder.review.versions import later_release
from builder.shards.frozen import ERRATA_LINES, REJECTED_ITEMS, VERDICTS, agreement_file
from builder.shards.revision import Changes, Revision

_SHOWN = 10  # items that a message names


@dataclass(frozen=True, slots=True)
class Findings:
    """What the logs say of the items of a release.

    `given` are all verdicts; `stale` and `unknown` are those that are not applied, and that no
    earlier freeze has applied.
    """

    given: Sequence[Verdict]
    outcomes: Sequence[Outcome]
    stale: Sequence[Verdict]
    unknown: Sequence[Verdict]
    released: Sequence[Verdict]
    names: Names

    def tally(self) -> Counter[str]:
        """How many items have which outcome; those that an earlier version judged are "kept"."""
        return Counter(
            "kept" if found.result == "open" and found.item.row["verdict"] else found.result
            for found in self.outcomes
        )


def find(release: Release, items: Sequence[Item], verdicts: Sequence[Verdict]) -> Findings:
    """Holds the logs against the items, and against what the release has applied already."""
    released = released_verdicts(release)
    names = pseudonyms(verdicts, released)
    stand = standing(items, verdicts)
    return Findings(
        given=verdicts,
        outcomes=[outcome(item, stand.by_item.get(item.id, ())) for item in items],
        stale=_not_applied(stand.stale, released, names),
        unknown=_not_applied(stand.unknown, released, names),
        released=released,
        names=names,
    )


def _not_applied(
    verdicts: Sequence[Verdict], released: Sequence[Verdict], names: Names
) -> list[Verdict]:
    applied = {verdict.line() for verdict in released}
    return [one for one in verdicts if renamed(one, names).line() not in applied]


def released_verdicts(release: Release) -> list[Verdict]:
    """The verdicts that a release holds, under pseudonyms."""
    lines = beside(release, VERDICTS).splitlines()
    return [parse_line(line, f"{VERDICTS}, line {n}") for n, line in enumerate(lines, 1)]


def beside(release: Release, name: str) -> str:
    """The text of a file that freezes write; empty if there is none."""
    return release.text(name) if name in release.others else ""


def errata_of(release: Release) -> list[Erratum]:
    """The errata of a release so far."""
    return parse_errata(beside(release, ERRATA_LINES))


def require_all_judged(found: Findings) -> None:
    """Raises DataError, with counts, unless people decided on every item."""
    tally = found.tally()
    if not (missing := tally["open"] + tally["disputed"]):
        return
    raise DataError(
        f"{missing:,} items are not decided: {tally['open']:,} without a verdict "
        f"({len(found.stale):,} verdicts are stale), {tally['disputed']:,} disputed; review them "
        "(python -m builder benchmark review), or freeze with --machine-checked, which says so"
    )


def frozen_revision(
    release: Release, found: Findings, version: str, release_version: str | None
) -> Revision:
    """The release that a freeze makes."""
    proven = proven_rows(release)
    changes = {one.item.id: _change(one, version) for one in found.outcomes}
    changes |= {row["ID"]: {"benchmark_version": version} for row in proven}
    rows = changed_rows([*(one.item.row for one in found.outcomes), *proven], changes)
    return Revision(
        version=later_release(release, release_version),
        frozen=frozen(rows, version),
        changes=changes,
        texts=dict(_texts(release, found, version)),
    )


def _change(found: Outcome, version: str) -> Row | None:
    """What a freeze changes of an item; of an open or disputed one the version alone."""
    row = found.item.row
    change: Row = {"benchmark_version": version}
    if found.result == "rejected":
        return None
    if found.result == "accepted":
        people = max(row["verified_by"], found.people)
        change |= judged(row["verdict"] or "accepted", people)
    if found.correction is not None:
        change |= correction_of(row, found.correction) | judged("corrected", found.people)
    return change


def judged(verdict: str, people: int) -> Row:
    """What the columns of a row say once people judged it."""
    return {"verdict": verdict, "verified_by": people, "verification": HUMAN_VERIFIED}


def correction_of(row: Row, correction: Mapping[str, Any]) -> Row:
    """The columns that a correction changes.

    `visibility` counts pixels of the answer by the map, which a corrected row has no more.
    """
    new = corrected(row, correction)
    changed = {name: value for name, value in new.items() if value != row[name]}
    return changed | {"visibility": None}


def changed_rows(rows: Sequence[Row], changes: Changes) -> list[Row]:
    """The rows after a revision."""
    pairs = ((row, changes[row["ID"]]) for row in rows)
    return [row | change for row, change in pairs if change is not None]


def frozen(rows: Sequence[Row], version: str) -> Frozen:
    """The state of a benchmark with these rows. Raises DataError if people left none."""
    of_people = [row for row in rows if row["group"] != SENSED]
    if not of_people:
        raise DataError("every item was rejected: no benchmark is left to freeze")
    verified = sum(row["verified_by"] > 0 for row in of_people)
    status = HUMAN_VERIFIED if verified == len(of_people) else BENCHMARK_STATUS
    return Frozen(version=version, sum=rows_sum(rows), status=status, verified=verified)


def is_new(release: Release, revision: Revision, items: Sequence[Item]) -> bool:
    """Does a revision change more than the version of a benchmark that is frozen already?"""
    if release.benchmark is None:
        return True
    before = {item.id: item.row for item in items}
    return any(_differs(row, revision.changes[item]) for item, row in before.items())


def _differs(row: Row, change: Row | None) -> bool:
    names = (change or {}).keys() - {"benchmark_version"}
    return change is None or any(row[name] != change[name] for name in names)


def _texts(release: Release, found: Findings, version: str) -> Iterator[tuple[str, str]]:
    """The files of verdicts, of agreement and of rejected items, where there are any."""
    stand = [verdict for one in found.outcomes for verdict in one.verdicts]
    added = [renamed(verdict, found.names) for verdict in stand]
    if lines := merged(found.released, added):
        yield VERDICTS, "".join(verdict.line() for verdict in lines)
    if stand:
        yield agreement_file(version), _agreement(found)
    gone = (one for one in found.outcomes if one.result == "rejected")
    lines_of_gone = (_rejected(one, found.names, version) for one in gone)
    if text := beside(release, REJECTED_ITEMS) + "".join(lines_of_gone):
        yield REJECTED_ITEMS, text


def _agreement(found: Findings) -> str:
    """How far people agree on the items as they were judged, rejected ones among them."""
    items = [one.item for one in found.outcomes]
    given = [renamed(verdict, found.names) for verdict in found.given]
    data = agreement_data(agreement(items, given))
    return json.dumps(data, indent=2, allow_nan=False) + "\n"


def _rejected(found: Outcome, names: Names, version: str) -> str:
    """The line of a rejected item: what it was, and why it was left out."""
    row = found.item.row
    told = {name: row[name] for name in ("patch_id", "type", "category", "input", "output")}
    reasons = [reason for one in found.verdicts for reason in _reasons(one, names)]
    line = {"item": row["ID"], "version": version, **told, "reasons": reasons}
    return json.dumps(line, ensure_ascii=False) + "\n"


def _reasons(verdict: Verdict, names: Names) -> Iterator[str]:
    if verdict.verdict != "reject":
        return
    for criterion, holds in (verdict.criteria or {}).items():
        if not holds:
            yield f"not {criterion}"
    if comment := renamed(verdict, names).comment:
        yield comment


def named(verdicts: Sequence[Verdict]) -> str:
    """The items of verdicts, the first ten of them."""
    items = sorted({verdict.item for verdict in verdicts})
    more = f" and {len(items) - _SHOWN} more" if len(items) > _SHOWN else ""
    return ", ".join(map(str, items[:_SHOWN])) + more
