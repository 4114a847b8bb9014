"""`baselines`: what chance, blind models and simple models of the bands answer, as files."""

from __future__ import annotations

import argparse
from pathlib import Path

from bigearthnet_txt import CONFIGS, SPLITS
from bigearthnet_txt_cli.command import CallError, Command, open_release, release_argument
from bigearthnet_txt_evaluation.scoring.benchmark import CONFIG, SPLIT
from bigearthnet_txt_reader.extras import install_hint

_LEARNED = "train"  # the split from which baselines learn: it is not asked


def _arguments(parser: argparse.ArgumentParser) -> None:
    release_argument(parser)
    add = parser.add_argument
    configs = [config for config in CONFIGS if config != "patches"]
    splits = [split for split in SPLITS if split != _LEARNED]
    add(
        "--out",
        required=True,
        type=Path,
        metavar="DIR",
        help="folder for NAME.jsonl of each baseline, and for baselines.md with their scores",
    )
    add("--only", nargs="+", metavar="NAME", help="these baselines only, such as chance trees")
    add("--config", choices=configs, default=CONFIG, help="rows to be answered (default benchmark)")
    add("--split", choices=splits, default=SPLIT, help="their split (default bench)")


def _run(args: argparse.Namespace) -> int:
    try:
        from bigearthnet_txt_evaluation.baselines.predicting import asking
    except ImportError as error:
        raise CallError(f"baselines: {install_hint(error.name or '')}") from None
    release = open_release(args.release)
    names, left_out = asking.chosen(release, args.only)
    if left_out:
        print(f"{', '.join(left_out)}: left out; the release was built without pixels")
    report = asking.answered(release, args.config, args.split, names=names, folder=args.out)
    print("\n\n".join(report))
    return 0


COMMAND = Command(
    about="answer with chance, blind models and simple models of the bands: a file of predictions "
    "each, and their scores beside one another",
    example="baselines bigearthnet_txt --out baselines",
    arguments=_arguments,
    run=_run,
)
