"""The commands: world, stage, build, verify, gallery, stats, blind. Exit code 0 when well, 1: bad data, 2: a wrong call, 130: stopped.

python -m builder world raw --patches 300 --seed 1
python -m builder build raw --out bigearthnet_txt --climate raw/climate.tif --workers 2
"""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from bigearthnet_txt import SPLITS
from builder.errors import DataError, UsageError

if TYPE_CHECKING:
    from builder.sources import Store
    from builder.staging import StagingPlan

_BYTES_PER_PATCH = 230_000  # of all five configs; measured on real pixels, see the README
_SECONDS_PER_PATCH = 1 / 250  # one worker
_SHOWN = 20  # rows of an audit
_MAPS_ONLY = 1_700, 1 / 430  # the same of a build without pixels; measured on 20,000 synthetic patches


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m builder", description="From the raw BigEarthNet v2.0 archive to BigEarthNet.txt.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_world(commands)
    _add_stage(commands)
    _add_build(commands)
    _add_verify(commands)
    _add_gallery(commands)
    _add_stats(commands)
    _add_blind(commands)
    return parser


def _command(commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, about: str, example: str) -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    return commands.add_parser(name, help=about, description=about, epilog=f"example:\n  python -m builder {example}", formatter_class=raw)


def _add_world(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "write a synthetic archive in the exact raw layout, for those without the 118 GB"
    parser = _command(commands, "world", about, "world raw --patches 300 --seed 1")
    parser.add_argument("out", type=Path, help="folder to write; new or empty")
    parser.add_argument("--patches", type=int, default=300, help="usable patches (default 300); about 5 %% with snow or clouds come on top")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another world (default 1)")
    parser.add_argument(
        "--maps-only", action="store_true", help="metadata, reference maps and climate.tif, but no pixels: for texts at scale"
    )
    parser.add_argument("--archives", choices=("tar", "tar.zst"), help="pack it as released: three files of this form instead of a tree")
    parser.set_defaults(run=_world)


def _add_stage(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "make archives readable at any place: decode each .tar.zst to one indexed tar, index each plain tar; `build` does it too"
    parser = _command(commands, "stage", about, "stage archives --dry-run")
    parser.add_argument("raw", type=Path, metavar="ARCHIVES", help="folder with metadata.parquet and the archives as downloaded")
    _add_staging(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, in what time and disk, and write nothing")
    parser.set_defaults(run=_stage)


def _add_staging(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stage-dir", type=Path, metavar="DIR", help="where staged tars and indexes go (default: beside the archives)")
    parser.add_argument("--checksum", action="store_true", help="compare sizes and MD5 sums of what is staged with the published ones")
    parser.add_argument(
        "--discard-archives", action="store_true", help="remove each .tar.zst once its staged tar was read again and found equal"
    )


def _add_build(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "build the release from a raw BigEarthNet v2.0 folder, or continue a build that was interrupted"
    parser = _command(commands, "build", about, "build raw --out bigearthnet_txt --climate raw/climate.tif --workers 2")
    parser.add_argument(
        "raw",
        type=Path,
        metavar="ARCHIVES",
        help="folder with metadata.parquet and BigEarthNet-S2, BigEarthNet-S1, Reference_Maps, each as .tar.zst, as .tar or unpacked",
    )
    parser.add_argument("--out", type=Path, required=True, help="release folder to write")
    parser.add_argument("--climate", type=Path, help="Koeppen-Geiger GeoTIFF (Beck et al. 2018); without it climate_zone is null")
    parser.add_argument("--priors", type=Path, help="priors.json of an earlier release: draw its questions again, without a survey")
    parser.add_argument("--annotations", type=Path, help="BigEarthNet.txt.parquet: join the published texts to the pixels, instead of ours")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: all cores); does not change the rows")
    parser.add_argument(
        "--maps-only", action="store_true", help="read and write no pixels: bands and previews are null, all texts are there"
    )
    parser.add_argument("--limit", type=int, help="consider this many patches only: a fair sample, by a hash of the place")
    parser.add_argument("--seed", type=int, default=1, help="seed of wordings and draws (default 1)")
    parser.add_argument("--version", default="1.0.0", help="version of the release, three numbers (default 1.0.0)")
    parser.add_argument("--shard-size", type=int, default=1000, help="patches per file (default 1000)")
    parser.add_argument("--max-rejected", type=float, default=0.01, help="part of damaged patches at which to stop (default 0.01)")
    _add_staging(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would be built, and write nothing")
    parser.set_defaults(run=_build)


def _add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "read a release again and check everything in it; lists all faults, exit code 1 if there are any"
    parser = _command(commands, "verify", about, "verify bigearthnet_txt")
    parser.add_argument("out", type=Path, help="release folder")
    parser.add_argument("--solve", action="store_true", help="also derive every answer and claim from text and map by another road")
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="processes (default: all cores); does not change the faults"
    )
    parser.set_defaults(run=_verify)


def _add_gallery(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "one self-contained HTML page: pictures, land cover, boxes and texts of some patches"
    parser = _command(commands, "gallery", about, "gallery bigearthnet_txt --patches 20 --out gallery.html")
    parser.add_argument("release", type=Path, help="release folder")
    parser.add_argument("--patches", type=int, default=20, help="patches to show, spread over splits and shards (default 20)")
    parser.add_argument("--out", type=Path, default=Path("gallery.html"), help="page to write (default gallery.html)")
    parser.set_defaults(run=_gallery)


def _add_stats(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "count a release and draw charts: statistics/, assets/, statistics.html, and a section of the card"
    parser = _command(commands, "stats", about, "stats bigearthnet_txt")
    parser.add_argument("out", type=Path, help="release folder; its card and manifest are written again")
    parser.set_defaults(run=_stats)


def _add_blind(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "train three models that see no image on the questions of train, score them on test: how far does the text alone lead?"
    parser = _command(commands, "blind", about, "blind bigearthnet_txt")
    parser.add_argument("out", type=Path, help="release folder; the scores go to statistics/blind.json, page and card in it")
    parser.set_defaults(run=_blind)


def _world(args: argparse.Namespace) -> int:
    from builder.world import make_world, pack_world

    with tqdm(unit=" patches", desc="world") as bar:
        make_world(args.out, patches=args.patches, seed=args.seed, progress=bar.update, maps_only=args.maps_only)
    if args.archives:
        pack_world(args.out, args.archives)
    print(f"{args.out}: {args.patches} patches{' without pixels' * args.maps_only}, and climate.tif for --climate")
    return 0


def _plan_staging(args: argparse.Namespace, roots: tuple[str, ...]) -> StagingPlan:
    """The plan of a staging; said, where an archive is not simply unpacked."""
    from builder.staging import Staging, plan_staging

    plan = plan_staging(args.raw, Staging(args.stage_dir or args.raw, args.checksum, args.discard_archives), roots)
    if any(step.content for step in plan.steps):
        print(plan.describe())
    return plan


def _run_staging(plan: StagingPlan) -> Store:
    from builder.staging import run_staging

    with tqdm(total=plan.total, unit="B", unit_scale=True, desc="stage", disable=not plan.total) as bar:
        return run_staging(plan, bar.update)


def _stage(args: argparse.Namespace) -> int:
    from builder.sources import ROOTS

    plan = _plan_staging(args, ROOTS)
    if args.dry_run:
        plan.check_disk()
    else:
        _run_staging(plan)
        print(f"{args.raw}: ready for build")
    return 0


def _build(args: argparse.Namespace) -> int:
    from builder.pipeline import Options, Source, build, make_plan, make_settings
    from builder.published import PublishedFile
    from builder.shards.release import check_folder, is_finished, summary
    from builder.sources import ROOTS, Climate, Tree

    if args.workers < 1 or not 0 <= args.max_rejected <= 1:
        raise UsageError("--workers needs at least 1, --max-rejected a number from 0 to 1")
    staging = _plan_staging(args, ("Reference_Maps",) if args.maps_only else ROOTS)
    published = PublishedFile(args.annotations) if args.annotations else None
    source = Source(Tree(args.raw), Climate.open(args.climate) if args.climate else None, published, args.priors)
    candidates, _ = source.candidates(args.limit)
    stated = {name: getattr(args, name) for name in ("version", "seed", "limit", "shard_size", "maps_only")}
    settings = make_settings(source, args.climate, **stated)
    if not args.climate:
        print(f"no --climate given: climate_zone {'of patches is null' if published else 'is null and no question about it is asked'}")
    if args.dry_run:
        if not staging.work:  # the draw of the benchmark reads patches
            candidates = make_plan(replace(source, store=staging.store()), settings, None).candidates
        print(_forecast(args, candidates["split"].to_pylist()))
        return 0
    check_folder(args.out, settings)
    if not is_finished(args.out):
        source = replace(source, store=_run_staging(staging))
        with tqdm(unit=" patches", desc="survey") as first, tqdm(total=len(candidates), unit=" patches", desc="build") as bar:
            build(source, args.out, settings, Options(args.workers, args.max_rejected, bar.update, first.update))
    print(summary(args.out))
    return 0


def _forecast(args: argparse.Namespace, splits: list[str]) -> str:
    size, seconds = (len(splits) * each for each in (_MAPS_ONLY if args.maps_only else (_BYTES_PER_PATCH, _SECONDS_PER_PATCH)))
    free = shutil.disk_usage(args.out.parent if args.out.parent.exists() else Path()).free
    counts = ", ".join(f"{split} {splits.count(split):,}" for split in SPLITS if split in splits)
    return (
        f"would read {len(splits):,} patches ({counts}) with {args.workers} workers\n"
        f"about {_bytes(size)} to {args.out} ({_bytes(free)} free), about {seconds / args.workers / 60:.0f} minutes; nothing was written"
    )


def _bytes(size: float) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"


def _verify(args: argparse.Namespace) -> int:
    from builder.shards.release import stored_settings
    from builder.verify import verify

    if args.workers < 1:
        raise UsageError(f"--workers {args.workers}: needs at least 1")
    with tqdm(unit=" files", desc="verify") as bar:
        faults = verify(args.out, bar.update, workers=args.workers)
    if args.solve and not faults:
        disputed = _solve(args.out, args.workers)
        if (stored_settings(args.out) or {}).get("annotations"):
            _audit(disputed)
        else:
            faults = disputed
    print(f"{args.out}: {len(faults)} faults" if faults else f"{args.out}: sound")
    for fault in faults:
        print(f"  {fault}")
    return int(bool(faults))


def _solve(out: Path, workers: int) -> list[str]:
    """Lets the solver judge every row, prints its tally, and returns what it does not agree with."""
    from builder.engine import run_local
    from builder.solver.release import judge_release

    with tqdm(unit=" rows", desc="solve") as bar:
        tallies, faults = judge_release(out, bar.update, partial(run_local, workers=workers))
    for (kind, category), tally in sorted(tallies.items()):
        print(f"  {kind + '/' + category:<24} " + ", ".join(f"{count:,} {status}" for status, count in sorted(tally.items())))
    return faults


def _audit(disputed: list[str]) -> None:
    """Shows the first rows of the published text that disagree: information, no faults of the release."""
    shown = disputed[:_SHOWN]
    print(f"the texts are the published ones: rows that disagree are no faults of this release; the first {len(shown)} of them:")
    for row in shown:
        print(f"  {row}")


def _gallery(args: argparse.Namespace) -> int:
    from builder.gallery import write_gallery

    shown = write_gallery(args.release, args.out, patches=args.patches)
    print(f"{args.out}: {shown} patches; open it in a browser")
    return 0


def _stats(args: argparse.Namespace) -> int:
    from builder.figures import finished, write_figures
    from builder.richness import measure, write_result

    rows = finished(args.out)["rows"]
    with tqdm(unit=" captions", desc="captions", delay=2) as bar:
        write_result(measure(args.out, bar.update), args.out)
    with tqdm(total=rows, unit=" rows", desc="stats", delay=2) as bar:
        counts = write_figures(args.out, bar.update)
    print(f"{args.out}: {counts.texts:,} rows and {counts.patches:,} patches counted; open {args.out / 'statistics.html'} in a browser")
    return 0


def _blind(args: argparse.Namespace) -> int:
    from builder.blind import ASKED, BLIND_FILE, measure, table_markdown, write_result
    from builder.figures import describe

    with tqdm(total=len(ASKED), unit=" tasks", desc="blind") as bar:
        result = measure(args.out, bar.update)
    write_result(args.out / BLIND_FILE, result)
    print(table_markdown(result))
    print("accuracy in percent on test; published set: TF-IDF + SVM on validation / text-only language model on bench")
    describe(args.out)
    print(f"{args.out / BLIND_FILE}: written; the card and {args.out / 'statistics.html'} tell of it")
    return 0


def _explain(error: OSError, args: argparse.Namespace) -> str:
    if error.errno == errno.ENOSPC or "No space left on device" in str(error):
        where = vars(args).get("out") or args.raw
        return f"no space left on the device of {where}: what was finished is kept; free some and run the same command again"
    return str(error)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns its exit code."""
    args = _parser().parse_args(argv)
    try:
        code: int = args.run(args)
        return code
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except DataError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {_explain(error, args)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped: what was finished is kept; run the same command again to continue", file=sys.stderr)
        return 130
