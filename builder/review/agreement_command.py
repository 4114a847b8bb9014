"""The command `benchmark agreement`: what people said of a benchmark, and how far they agree."""

from __future__ import annotations

import argparse
import json

from bigearthnet_txt_cli.command import Command
from bigearthnet_txt_reader.release import Release
from builder.errors import DataError
from builder.storage import location, write_text


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=location, help="release folder; its logs lie in OUT-review")
    parser.add_argument("--json", type=location, metavar="FILE", help="write the figures there too")


def _run(args: argparse.Namespace) -> int:
    from builder.review.agreement import agreement
    from builder.review.agreement_tables import agreement_data, agreement_text
    from builder.review.items import read_items
    from builder.review.log import logs_beside, read_logs

    release = Release.open(args.out)
    logs = logs_beside(release)
    verdicts = read_logs(logs)
    if not verdicts:
        raise DataError(
            f"{logs}: nobody judged an item of this benchmark yet, so there is nothing to compare; "
            "start with: python -m builder benchmark review OUT --reviewer NAME"
        )
    found = agreement(read_items(release), verdicts)
    if not found.reviewers:
        raise DataError(
            f"{logs}: none of its verdicts is on a row of this benchmark as it is now "
            f"({len(found.stale):,} stale, {len(found.unknown):,} on other items)"
        )
    print(agreement_text(found, str(args.out)))
    if args.json:
        write_text(args.json, json.dumps(agreement_data(found), indent=2, allow_nan=False) + "\n")
    return 0


AGREEMENT = Command(
    "say how far the people agree who judged a benchmark: Cohen's kappa, Krippendorff's alpha, "
    "overlap of boxes, shares of each result, seconds an item and blind answers",
    "agreement bigearthnet_txt --json agreement.json",
    _arguments,
    _run,
)
