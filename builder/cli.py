"""The commands that make a release: world, stage, build; with those of benchmark.py and judging.py.

python -m builder world raw --patches 300 --seed 1
python -m builder build raw --out bigearthnet_txt --climate raw/climate.tif --workers 2
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from bigearthnet_txt_cli.command import Command, parser_of
from bigearthnet_txt_reader.release import Release
from builder import benchmark, judging
from builder.command import exit_code
from builder.storage import location

if TYPE_CHECKING:
    from builder.options import Options


def _world_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=Path, help="folder to write; new or empty")
    parser.add_argument(
        "--patches",
        type=int,
        help="usable patches (default 300, or all of --like); those with snow or clouds come on "
        "top, about 5 %% or those of --like",
    )
    parser.add_argument(
        "--like",
        type=Path,
        metavar="METADATA",
        help="a released metadata.parquet: names, positions, splits and countries are exactly its "
        "own, only land and pixels are invented",
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="another seed, another world (default 1)"
    )
    parser.add_argument(
        "--maps-only",
        action="store_true",
        help="metadata, reference maps and climate.tif, but no pixels: for texts at scale",
    )
    parser.add_argument(
        "--archives",
        choices=("tar", "tar.zst"),
        help="pack it as released: three files of this form instead of a tree",
    )
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="processes (default: all cores)"
    )


def _world(args: argparse.Namespace) -> int:
    from builder.engine import Local
    from builder.world import pack_world, plan_world

    world = plan_world(args.patches, seed=args.seed, maps_only=args.maps_only, metadata=args.like)
    with tqdm(total=world.patches, unit=" patches", desc="world") as bar:
        world.write(args.out, progress=bar.update, engine=Local(args.workers))
    if args.archives:
        pack_world(args.out, args.archives)
    without = " without pixels" if args.maps_only else ""
    patches = len(world.parts[0].visits)
    print(f"{args.out}: {patches} patches{without}, and climate.tif for --climate")
    return 0


def _stage_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "raw",
        type=Path,
        metavar="ARCHIVES",
        help="folder with metadata.parquet and the archives as downloaded",
    )
    _staging_arguments(parser)
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="say what would be done, in what time and disk, and write nothing",
    )


def _staging_arguments(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--stage-dir",
        type=Path,
        metavar="DIR",
        help="where staged tars and indexes go (default: beside the archives)",
    )
    parser.add_argument(
        "--checksum",
        action="store_true",
        help="compare sizes and MD5 sums of what is staged with the published ones",
    )
    parser.add_argument(
        "--discard-archives",
        action="store_true",
        help="remove each .tar.zst once its staged tar was read again and found equal",
    )


def _stage(args: argparse.Namespace) -> int:
    from builder.sources import ROOTS
    from builder.staging import Staging, plan_staging, run_staging

    how = Staging(args.stage_dir or args.raw, args.checksum, args.discard_archives)
    plan = plan_staging(args.raw, how, ROOTS)
    if plan.worth_telling:
        print(plan.describe())
    if args.dry_run:
        plan.check_disk()
        return 0
    with tqdm(total=plan.total, unit="B", unit_scale=True, desc="stage") as bar:
        run_staging(plan, bar.update)
    print(f"{args.raw}: ready for build")
    return 0


def _build_arguments(parser: argparse.ArgumentParser) -> None:
    _input_arguments(parser.add_argument_group("inputs and output"))
    _content_arguments(parser.add_argument_group("what is built (decides the rows)"))
    _running_arguments(parser.add_argument_group("how it runs (does not change the rows)"))
    _staging_arguments(parser.add_argument_group("staging of packed archives"))


def _input_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "raw",
        type=location,
        metavar="ARCHIVES",
        help="folder or URL with metadata.parquet and BigEarthNet-S2, BigEarthNet-S1, "
        "Reference_Maps, each as .tar.zst, .tar or unpacked",
    )
    group.add_argument(
        "--out",
        type=location,
        required=True,
        help="release folder to write, or its URL: s3://bucket/bigearthnet_txt",
    )
    group.add_argument(
        "--climate",
        type=location,
        help="Koeppen-Geiger GeoTIFF (Beck et al. 2018); without it climate_zone is null",
    )
    group.add_argument(
        "--priors",
        type=location,
        help="priors.json of an earlier release: draw its questions again, without a survey",
    )
    group.add_argument(
        "--annotations",
        type=location,
        help="BigEarthNet.txt.parquet: join the published texts to the pixels",
    )
    group.add_argument(
        "--benchmark",
        type=location,
        metavar="DRAW",
        help="draw.json of `benchmark draw` or of an earlier release: its patches are the "
        "benchmark (default: drawn by the same rule)",
    )


def _content_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--version", default="1.0.0", help="version of the release, three numbers (default 1.0.0)"
    )
    group.add_argument("--seed", type=int, default=1, help="seed of wordings and draws (default 1)")
    group.add_argument(
        "--limit",
        type=int,
        help="consider this many patches only: a fair sample, by a hash of the place",
    )
    group.add_argument(
        "--shard-size", type=int, default=1000, help="patches per file (default 1000)"
    )
    group.add_argument(
        "--maps-only",
        action="store_true",
        help="read and write no pixels: bands and previews are null, all texts are there",
    )
    group.add_argument(
        "--sensor",
        action="store_true",
        help="also write the config `sensor`: questions on radar and infrared, true by arithmetic "
        "on the pixels, balanced against what visible bands tell",
    )


def _running_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="processes (default: all cores)"
    )
    group.add_argument(
        "--engine",
        choices=("local", "dask"),
        default="local",
        help="dask: a cluster, or --workers started here",
    )
    group.add_argument(
        "--scheduler", metavar="ADDRESS", help="of the dask cluster, such as tcp://10.0.0.5:8786"
    )
    group.add_argument(
        "--memory",
        help="memory for all processes, such as 4GB (default: all there is); "
        "fewer workers if it is short",
    )
    group.add_argument(
        "--max-rejected",
        type=float,
        default=0.01,
        help="part of damaged patches at which to stop (default 0.01)",
    )
    group.add_argument(
        "--trust-finished",
        action="store_true",
        help="compare what earlier runs have finished by its sizes, not by its sums: a build that "
        "goes on starts sooner",
    )
    group.add_argument(
        "--log-json",
        metavar="FILE",
        help="append events as JSON lines (see builder/progress/__init__.py); - is stdout",
    )
    group.add_argument(
        "--dry-run", action="store_true", help="say what would be built, and write nothing"
    )


def _given(args: argparse.Namespace, options: type[Options]) -> dict[str, Any]:
    """The arguments that are options of a build; each has the name of its option."""
    names = {field.name for field in fields(options)}
    return {name: value for name, value in vars(args).items() if name in names}


def _build(args: argparse.Namespace) -> int:
    from builder.build import build, plan
    from builder.options import Options
    from builder.progress.display import watched
    from builder.progress.forecast import parse_bytes
    from builder.shards.release import summary

    if args.memory:
        args.memory = parse_bytes(args.memory, "--memory")
    with watched(args.log_json) as watch:
        options = Options(watch=watch, **_given(args, Options))
        if args.dry_run:
            found = plan(args.raw, args.out, options)
            watch.say(f"{found.describe()}; nothing was written")
            return 0
        build(args.raw, args.out, options)
    watch.say(summary(Release.open(args.out)))
    return 0


COMMANDS = {
    "world": Command(
        "write a synthetic archive in the exact raw layout, for those without the 118 GB",
        "world raw --patches 300 --seed 1",
        _world_arguments,
        _world,
    ),
    "stage": Command(
        "make archives readable at any place: decode each .tar.zst to one indexed tar, "
        "index each plain tar; `build` does it too",
        "stage archives --dry-run",
        _stage_arguments,
        _stage,
    ),
    "build": Command(
        "build the release from a raw BigEarthNet v2.0 folder, "
        "or continue a build that was interrupted",
        "build raw --out bigearthnet_txt --climate raw/climate.tif --workers 2",
        _build_arguments,
        _build,
    ),
    **benchmark.COMMANDS,
    **judging.COMMANDS,
}


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    about = "From the raw BigEarthNet v2.0 archive to BigEarthNet.txt."
    return parser_of("python -m builder", about, COMMANDS)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns its exit code."""
    return exit_code(COMMANDS, parser().parse_args(argv))
