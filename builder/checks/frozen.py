"""A frozen benchmark: what manifest, rows, verdicts and errata say of it agrees.

manifest.json: benchmark.sum: found '5e2c...', expected '91ab...', the sum of its rows
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bigearthnet_txt_reader.benchmark import JUDGED, benchmark_rows
from bigearthnet_txt_reader.card import FREEZE, section_path
from bigearthnet_txt_reader.locations import Location
from bigearthnet_txt_reader.release import MANIFEST, Frozen, Release, ReleaseError, Row
from builder.checks.faults import Fault, Faults
from builder.errors import DataError
from builder.review.errata import Erratum, answer_of, errata_files
from builder.review.freezing import errata_of, frozen, released_verdicts
from builder.review.versions import is_version, key
from builder.shards.frozen import ERRATA, ERRATA_LINES, FILES, VERDICTS
from builder.shards.revision import is_pending, require_contract

_COLUMNS = (*JUDGED, "verified_by", "group")
_SECTION = section_path("frozen")


def frozen_faults(release: Release) -> list[str]:
    """The faults of a frozen benchmark, or of one that seems frozen; a sound one has none."""
    faults = Faults(MANIFEST)
    if is_pending(release.where):
        again = f"a whole release: run the command again that was stopped, {FREEZE}"
        faults.add(Fault("benchmark", "a revision that is not in its place", again))
    if release.benchmark is None:
        faults.add_all(_not_frozen(release))
        return faults.lines()
    rows = _rows(release)
    faults.add_all(_state(release.benchmark, rows))
    return [*faults.lines(), *_beside(release, release.benchmark, rows)]


def _rows(release: Release) -> list[Row]:
    """The rows of the benchmark; none if they cannot be read, which is a fault of its own."""
    try:
        require_contract(release)
        return list(benchmark_rows(release, _COLUMNS))
    except (DataError, ReleaseError, OSError):
        return []


def _not_frozen(release: Release) -> Iterator[Fault]:
    there = [name for name in (*FILES, _SECTION) if (release.where / name).is_file()]
    if there:
        yield Fault("benchmark", None, f"the state of a frozen benchmark, beside {there[0]}")


def _state(stated: Frozen, rows: list[Row]) -> Iterator[Fault]:
    """What the manifest says of the benchmark, against its rows."""
    if not is_version(stated.version):
        yield Fault("benchmark.version", stated.version, "two numbers such as 1.0")
    counted = frozen(rows, stated.version) if rows else stated
    for name in ("sum", "status", "verified"):
        value, expected = getattr(stated, name), getattr(counted, name)
        if value != expected:
            yield Fault(f"benchmark.{name}", value, f"{expected!r}, of its rows")


def _beside(release: Release, stated: Frozen, rows: list[Row]) -> list[str]:
    """The files beside the rows: each judged row has its verdict, each erratum its row."""
    try:
        verdicts, errata = released_verdicts(release), errata_of(release)
    except (DataError, FileNotFoundError) as error:
        return [str(error)]
    by_id = {row["ID"]: row for row in rows}
    judged, told = Faults(VERDICTS), Faults(ERRATA_LINES)
    known = {verdict.item for verdict in verdicts} | {erratum.item for erratum in errata}
    judged.add_all(_unsupported(by_id, known))
    later = {verdict.item for verdict in verdicts if verdict.verdict in ("reject", "correct")}
    for erratum in {erratum.item: erratum for erratum in errata}.values():
        if erratum.item not in later:
            told.add_all(_erratum(erratum, by_id, stated))
    return [*judged.lines(), *told.lines(), *_read(release.where, errata)]


def _unsupported(rows: Mapping[int, Row], known: set[int]) -> Iterator[Fault]:
    """Rows that say that people judged them, with nothing that these people said."""
    for item, row in rows.items():
        if row["verified_by"] and item not in known:
            yield Fault("item", None, f"a verdict or an erratum on item {item}, which counts one")


def _erratum(erratum: Erratum, rows: Mapping[int, Row], stated: Frozen) -> Iterator[Fault]:
    """The last erratum of an item against its row."""
    if is_version(stated.version) and key(erratum.version) > key(stated.version):
        yield Fault("version", erratum.version, f"at most {stated.version}")
    row = rows.get(erratum.item)
    found = answer_of(row) if row else None
    if rows and found != erratum.after:
        yield Fault(f"item {erratum.item}", found, f"{erratum.after!r}, as corrected")


def _read(out: Location, errata: list[Erratum]) -> list[str]:
    """ERRATA.md as it follows from the lines."""
    faults = Faults(ERRATA)
    expected = errata_files(errata)[ERRATA] if errata else None
    found = (out / ERRATA).read_text("utf-8") if (out / ERRATA).is_file() else None
    if found != expected:
        faults.add(Fault("text", found, f"{expected!r}, from {ERRATA_LINES}"))
    return faults.lines()
