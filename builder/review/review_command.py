"""The command `benchmark review`: its options, what it says at the start, and the page it serves.

python -m builder benchmark review bigearthnet_txt --reviewer anna
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bigearthnet_txt_cli.command import Command
from builder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bigearthnet_txt_reader.release import Release
    from builder.review.log import Log
    from builder.review.parts import Part
    from builder.review.session import Session
    from builder.review.verdicts import Verdict

_LISTED = 20  # stale verdicts printed
_SHARE = 0.2
_NONE = {
    "first": "others have judged every item; ask for second readings: --second",
    "second": "no item of this share was judged by anybody else; start later, or with more --share",
    "final": "no item is disputed by others",
}  # why there is nothing to do


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=Path, metavar="RELEASE", help="folder of a finished release")
    parser.add_argument(
        "--reviewer",
        required=True,
        metavar="NAME",
        help="name of the log, in the folder RELEASE-review beside the release; it stays out of "
        "what is published",
    )
    parser.add_argument("--port", type=int, default=7860, help="port to serve at (default 7860)")
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to serve at (default 127.0.0.1: this machine alone); with 0.0.0.0 anybody "
        "on the network can judge under this name",
    )
    parser.add_argument(
        "--second", action="store_true", help="second readings, of items that others judged"
    )
    parser.add_argument(
        "--share", type=float, help=f"share of those items, with --second (default {_SHARE})"
    )
    parser.add_argument(
        "--queue",
        choices=("all", "disagreements"),
        default="all",
        help="disagreements: settle the items on which others disagree (default all)",
    )
    parser.add_argument(
        "--blind",
        type=float,
        default=0.1,
        help="share of the questions that are answered before the stored answer is shown "
        "(default 0.1)",
    )


def _part(args: argparse.Namespace) -> Part:
    """The part of the review that the options name. Raises UsageError if they contradict."""
    from builder.review.parts import Part
    from builder.review.verdicts import Reading, reviewer_name

    final = args.queue == "disagreements"
    if args.second and final:
        raise UsageError("--second: give it, or --queue disagreements, not both")
    if args.share is not None and not args.second:
        raise UsageError("--share: it is that of second readings; give --second with it")
    share = _SHARE if args.share is None else args.share
    for option, value in (("--share", share), ("--blind", args.blind)):
        if not 0 <= value <= 1:
            raise UsageError(f"{option} {value}: give a share between 0 and 1")
    reading: Reading = "final" if final else "second" if args.second else "first"
    return Part(reviewer_name(args.reviewer), reading, share, args.blind)


def _run(args: argparse.Namespace) -> int:
    from bigearthnet_txt_reader.release import Release
    from builder.review.items import read_items
    from builder.review.log import held_log, logs_beside
    from builder.review.session import Session

    part = _part(args)
    release = Release.open(args.out)
    folder, items = logs_beside(release), read_items(release)
    with held_log(folder, part.reviewer) as log:
        session = Session(items, part, log)
        _say(session, log)
        _serve(session, release, args)
    return 0


def _say(session: Session, log: Log) -> None:
    """What is found at the start. Raises UsageError if there is nothing to do."""
    judged, left = len(session.judged()), len(session.open())
    if log.mended:
        print(log.mended)
    _list_old("of rows that changed since", session.standing.stale)
    _list_old("of items that are no longer there", session.standing.unknown)
    if not judged and not left:
        raise UsageError(f"nothing to judge: {_NONE[session.part.reading]}")
    print(f"{log.path}: {session.part.reading} reading, {judged:,} judged, {left:,} left")


def _list_old(what: str, verdicts: Sequence[Verdict]) -> None:
    """Names the verdicts that do not apply."""
    if verdicts:
        print(f"not applied: {len(verdicts):,} verdicts {what}")
    for one in verdicts[:_LISTED]:
        print(f"  item {one.item}: {one.verdict} by {one.reviewer}, {one.shown}")
    if len(verdicts) > _LISTED:
        print(f"  and {len(verdicts) - _LISTED:,} more")


def _serve(session: Session, release: Release, args: argparse.Namespace) -> None:
    from builder.review.answers import Answers
    from builder.review.server import make_server

    server, address = make_server(Answers(session, release), args.host, args.port)
    print(f"open {address} in a browser; Ctrl-C ends it, and nothing is lost", flush=True)
    with server:
        server.serve_forever()


REVIEW = Command(
    "judge the items of the benchmark in a browser, one key each: accept, correct, reject, "
    "unsure; several people at once, each with a log of their own",
    "review bigearthnet_txt --reviewer anna",
    _arguments,
    _run,
)
