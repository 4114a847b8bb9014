"""The commands that make versions of a benchmark: freeze, errata.

python -m builder benchmark freeze bigearthnet_txt --version 1.0
python -m builder benchmark errata bigearthnet_txt 123 --correct c --why "two lakes, not three"
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bigearthnet_txt_cli.command import Command
from bigearthnet_txt_reader.release import Release
from builder.errors import UsageError
from builder.storage import Location, location

if TYPE_CHECKING:
    from builder.review.correcting import Wish
    from builder.review.freezing import Findings
    from builder.shards.revision import Revision


def _shared_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=location, help="release folder; it is replaced by the new one")
    parser.add_argument(
        "--release-version",
        metavar="VERSION",
        help="version of the release, three numbers (default: the third is raised by one)",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would change, and write nothing"
    )


def _freeze_arguments(parser: argparse.ArgumentParser) -> None:
    _shared_arguments(parser)
    parser.add_argument(
        "--version", required=True, help="version of the benchmark, two numbers: 1.0"
    )
    parser.add_argument(
        "--machine-checked",
        action="store_true",
        help="freeze although people did not decide on every item; rows, card and manifest say so",
    )


def _freeze(args: argparse.Namespace) -> int:
    from builder.review.freezing import find, frozen_revision, is_new, require_all_judged
    from builder.review.items import read_items
    from builder.review.log import logs_beside, read_logs
    from builder.review.versions import require_version
    from builder.shards.revision import revise

    with _held(args.out, dry_run=args.dry_run) as release:
        require_version(args.version, release.benchmark)
        items = read_items(release)
        found = find(release, items, read_logs(logs_beside(release)))
        _say_not_applied(found)
        revision = frozen_revision(release, found, args.version, args.release_version)
        if not is_new(release, revision, items):
            return _nothing_new(release)
        _require_higher(args.version, release)
        if not args.machine_checked:
            require_all_judged(found)
        _say(release, revision, _counted(found), dry_run=args.dry_run)
        if not args.dry_run:
            revise(release, revision)
    return 0


@contextmanager
def _held(out: Location, *, dry_run: bool) -> Iterator[Release]:
    """The release, held while the block runs, with a benchmark of our own."""
    from builder.shards.revision import looking, revising

    with looking(out) if dry_run else revising(out) as release:
        _require_ours(release)
        yield release


def _require_ours(release: Release) -> None:
    if release.published:
        raise UsageError(
            f"{release.where}: its benchmark is the published one, which stays as it was published"
        )


def _require_higher(version: str, release: Release) -> None:
    if release.benchmark and release.benchmark.version == version:
        raise UsageError(
            f"--version {version}: {release.where} holds it, with other rows or verdicts; "
            "give a higher one"
        )


def _nothing_new(release: Release) -> int:
    assert release.benchmark
    held = f"its benchmark is {release.benchmark.version}, and nothing has changed since"
    print(f"{release.where}: {held}; nothing was written")
    return 0


def _say_not_applied(found: Findings) -> None:
    from builder.review.freezing import named

    if found.stale:
        print(f"not applied: {len(found.stale):,} verdicts on rows that changed since, of items")
        print(f"  {named(found.stale)}")
    if found.unknown:
        print(f"not applied: {len(found.unknown):,} verdicts on items that are not there:")
        print(f"  {named(found.unknown)}")


def _counted(found: Findings) -> str:
    told = {
        "accepted": "accepted",
        "corrected": "corrected",
        "rejected": "rejected",
        "kept": "judged before",
        "disputed": "disputed, as they were",
        "open": "without a verdict",
    }
    tally = found.tally()
    return ", ".join(f"{tally[name]:,} {word}" for name, word in told.items() if tally[name])


def _say(release: Release, revision: Revision, what: str, *, dry_run: bool) -> None:
    from builder.shards.revision import dropped

    frozen = revision.frozen
    rows = sum(change is not None for change in revision.changes.values())
    print(f"{release.where}: benchmark {frozen.version}, {rows:,} items, {frozen.status}: {what}")
    print(f"  sum of its rows {frozen.sum}; release {revision.version}")
    if dropped(release):
        print("  statistics, examples and what `blind` measured are of the rows before, and go:")
        print(f"  python -m builder stats {release.where}; python -m upload card {release.where}")
    if dry_run:
        print("  nothing was written")


def _errata_arguments(parser: argparse.ArgumentParser) -> None:
    _shared_arguments(parser)
    parser.add_argument("item", type=int, metavar="ID", help="the item, by its ID")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--correct",
        metavar="ANSWER",
        help="the right answer (b, yes), or the right box in whole pixels (12,30,66,91)",
    )
    what.add_argument("--remove", action="store_true", help="the item has no right answer: it goes")
    parser.add_argument("--why", required=True, help="why, in one line; it goes to ERRATA.md")
    parser.add_argument(
        "--against-the-map",
        action="store_true",
        help="correct although the reference map says otherwise; ERRATA.md says so",
    )
    parser.add_argument("--date", help="a day to state in ERRATA.md (default: none)")


def _errata(args: argparse.Namespace) -> int:
    from builder.review.correcting import Wish

    wish = Wish(
        args.item,
        args.correct,
        args.why,
        against_the_map=args.against_the_map,
        date=args.date,
    )
    with _held(args.out, dry_run=args.dry_run) as release:
        _correct(release, wish, args)
    return 0


def _correct(release: Release, wish: Wish, args: argparse.Namespace) -> None:
    from builder.review.correcting import already, corrected_revision, require_frozen
    from builder.review.freezing import errata_of
    from builder.review.items import read_items
    from builder.shards.revision import revise

    require_frozen(release)
    items = read_items(release)
    if done := already(errata_of(release), items, wish):
        print(f"{release.where}: {done.version} corrects item {done.item} already")
        return
    revision, erratum = corrected_revision(release, items, wish, args.release_version)
    change = f"item {erratum.item} was {erratum.before}, is {erratum.after or 'removed'}"
    _say(release, revision, change, dry_run=args.dry_run)
    if erratum.against_the_map:
        print(f"  against the reference map: {erratum.against_the_map}")
    if not args.dry_run:
        revise(release, revision)


FREEZE = Command(
    "make a version of the benchmark of what people decided: accepted and corrected items stay, "
    "rejected ones are listed; the release becomes its next version",
    "freeze bigearthnet_txt --version 1.0",
    _freeze_arguments,
    _freeze,
)
ERRATA = Command(
    "correct or remove an item of a frozen benchmark: its next minor version, with a line in "
    "ERRATA.md",
    'errata bigearthnet_txt 123 --correct c --why "two lakes, not three"',
    _errata_arguments,
    _errata,
)
