"""`harness`, `collect`, `hub-results`: the benchmark for others, their answers, and the scores."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from bigearthnet_txt import GROUPS
from bigearthnet_txt_cli.command import Command, open_release
from bigearthnet_txt_evaluation.adapters.asked import NOTHING, read_asked
from bigearthnet_txt_evaluation.adapters.collecting import READERS, collect
from bigearthnet_txt_evaluation.adapters.formats import FORMATS, write_for
from bigearthnet_txt_evaluation.adapters.hub_results import repository, write_results
from bigearthnet_txt_evaluation.prompts import BOX_FORMAT
from bigearthnet_txt_evaluation.running.settings import Settings
from bigearthnet_txt_evaluation.running.writing import FILE
from bigearthnet_txt_evaluation.scoring import read_predictions, score
from bigearthnet_txt_evaluation.scoring.commands import benchmark_of, data_arguments


def _harness_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("format", metavar="FORMAT", choices=[*FORMATS], help=", ".join(FORMATS))
    add("--data", required=True, metavar="OUT", help="release: folder, URL, or ORG/NAME on the Hub")
    add("--out", required=True, type=Path, metavar="DIR", help="new folder for the files")
    add("--group", choices=GROUPS, help="ask the rows of this group only")
    add("--limit", type=int, metavar="N", help="ask N rows, the same for every model")
    add(
        "--box-format",
        default=BOX_FORMAT,
        metavar="FORMAT",
        help=f"how boxes are to be answered, as for run (default {BOX_FORMAT})",
    )


def _harness(args: argparse.Namespace) -> int:
    settings = Settings(
        data=str(open_release(args.data).where),
        limit=args.limit,
        group=args.group,
        box_format=args.box_format,
    )
    done = write_for(args.format, settings, args.out)
    print(f"{args.out}: {done.rows:,} rows for {args.format}")
    if done.left_out:
        print(_left_out(done.left_out, args.format))
    return 0


def _left_out(rows: int, name: str) -> str:
    why = f"{name} shows true color alone, which does not show their answers"
    return f"{rows:,} rows of the group sensor left out: {why}; ask them with: bigearthnet-txt run"


def _collect_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("path", metavar="PATH", type=Path, help="what the harness wrote: a file or a folder")
    add("--from", required=True, dest="harness", choices=[*READERS], help="the harness")
    add("--out", required=True, type=Path, metavar="FILE", help="file of predictions to write")
    add(
        "--asked",
        type=Path,
        metavar="DIR",
        help="folder that harness wrote: the predictions then state what was asked",
    )


def _collect(args: argparse.Namespace) -> int:
    asked = read_asked(args.asked) if args.asked else NOTHING
    answers = collect(args.harness, args.path, args.out, asked)
    print(f"{args.out}: {answers:,} answers")
    return 0


def _results_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "run", metavar="RUN", type=Path, help="folder with predictions.jsonl; results go there too"
    )
    parser.add_argument(
        "--repo", metavar="ORG/NAME", help="dataset on the Hub (default: that of --data)"
    )
    data_arguments(parser)


def _results(args: argparse.Namespace) -> int:
    repo = repository(args.data, args.repo)
    predictions = read_predictions(args.run / FILE)
    found = score(benchmark_of(args), predictions, box_format=args.box_format, partial=True)
    print(f"{write_results(found, repo, args.run)}: put it into the repository of the model")
    return 0


COMMANDS: Mapping[str, Command] = {
    "harness": Command(
        about="write the benchmark for another harness: a task directory of lmms-eval, the TSV of "
        "VLMEvalKit, the JSONL of EvalScope, boxes as COCO",
        example="harness lmms-eval --data bigearthnet_txt --out tasks",
        arguments=_harness_arguments,
        run=_harness,
    ),
    "collect": Command(
        about="turn what a harness wrote into a file of predictions for score",
        example="collect logs/a-model --from lmms-eval --asked tasks --out predictions.jsonl",
        arguments=_collect_arguments,
        run=_collect,
    ),
    "hub-results": Command(
        about="write the scores of a run as the Hub shows them: .eval_results/*.yaml of a model",
        example="hub-results run --data ORG/NAME --revision v1.0.0",
        arguments=_results_arguments,
        run=_results,
    ),
}
