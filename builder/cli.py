"""The commands: world, stage, build, verify, gallery, stats, blind. Exit code 0 when well, 1: bad
data, 2: a wrong call, 130: stopped.

python -m builder world raw --patches 300 --seed 1
python -m builder build raw --out bigearthnet_txt --climate raw/climate.tif --workers 2
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from bigearthnet_txt import SPLITS
from bigearthnet_txt_reader.locations import StoreError
from bigearthnet_txt_reader.release import ReleaseError
from builder.errors import DataError, UsageError
from builder.storage import local_copy, place

if TYPE_CHECKING:
    from builder.sources import Store
    from builder.staging import StagingPlan

_SHOWN = 20  # rows of an audit
_STAGING_TOLD = 10  # seconds between two events of a staging


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m builder",
        description="From the raw BigEarthNet v2.0 archive to BigEarthNet.txt.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_world(commands)
    _add_stage(commands)
    _add_build(commands)
    _add_verify(commands)
    _add_gallery(commands)
    _add_stats(commands)
    _add_blind(commands)
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    about: str,
    example: str,
) -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    return commands.add_parser(
        name,
        help=about,
        description=about,
        epilog=f"example:\n  python -m builder {example}",
        formatter_class=raw,
    )


def _add_world(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "write a synthetic archive in the exact raw layout, for those without the 118 GB"
    parser = _command(commands, "world", about, "world raw --patches 300 --seed 1")
    parser.add_argument("out", type=Path, help="folder to write; new or empty")
    parser.add_argument(
        "--patches",
        type=int,
        default=300,
        help="usable patches (default 300); about 5 %% with snow or clouds come on top",
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
    parser.set_defaults(run=_world)


def _add_stage(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "make archives readable at any place: decode each .tar.zst to one indexed tar, index each plain tar; `build` does it too"
    parser = _command(commands, "stage", about, "stage archives --dry-run")
    parser.add_argument(
        "raw",
        type=Path,
        metavar="ARCHIVES",
        help="folder with metadata.parquet and the archives as downloaded",
    )
    _add_staging(parser)
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="say what would be done, in what time and disk, and write nothing",
    )
    parser.set_defaults(run=_stage)


def _add_staging(parser: argparse.ArgumentParser) -> None:
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


def _add_build(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "build the release from a raw BigEarthNet v2.0 folder, or continue a build that was interrupted"
    parser = _command(
        commands,
        "build",
        about,
        "build raw --out bigearthnet_txt --climate raw/climate.tif --workers 2",
    )
    parser.add_argument(
        "raw",
        type=place,
        metavar="ARCHIVES",
        help="folder or URL with metadata.parquet and BigEarthNet-S2, BigEarthNet-S1, Reference_Maps, each as .tar.zst, .tar or unpacked",
    )
    parser.add_argument(
        "--out",
        type=place,
        required=True,
        help="release folder to write, or its URL: s3://bucket/bigearthnet_txt",
    )
    parser.add_argument(
        "--climate",
        type=place,
        help="Koeppen-Geiger GeoTIFF (Beck et al. 2018); without it climate_zone is null",
    )
    parser.add_argument(
        "--priors",
        type=place,
        help="priors.json of an earlier release: draw its questions again, without a survey",
    )
    parser.add_argument(
        "--annotations",
        type=place,
        help="BigEarthNet.txt.parquet: join the published texts to the pixels",
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=os.cpu_count() or 1,
        help="processes (default: all cores); does not change the rows",
    )
    parser.add_argument(
        "--engine",
        choices=("local", "dask"),
        default="local",
        help="dask: a cluster, or --workers started here",
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="of the dask cluster, such as tcp://10.0.0.5:8786"
    )
    parser.add_argument(
        "--memory",
        help="memory for all processes, such as 4GB (default: all there is); fewer workers where it is short",
    )
    parser.add_argument(
        "--log-json",
        metavar="FILE",
        help="append events as JSON lines (see builder/progress/__init__.py); - is stdout",
    )
    parser.add_argument(
        "--maps-only",
        action="store_true",
        help="read and write no pixels: bands and previews are null, all texts are there",
    )
    parser.add_argument(
        "--limit",
        type=int,
        help="consider this many patches only: a fair sample, by a hash of the place",
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="seed of wordings and draws (default 1)"
    )
    parser.add_argument(
        "--version", default="1.0.0", help="version of the release, three numbers (default 1.0.0)"
    )
    parser.add_argument(
        "--shard-size", type=int, default=1000, help="patches per file (default 1000)"
    )
    parser.add_argument(
        "--max-rejected",
        type=float,
        default=0.01,
        help="part of damaged patches at which to stop (default 0.01)",
    )
    _add_staging(parser)
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be built, and write nothing"
    )
    parser.set_defaults(run=_build)


def _add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "read a release again and check everything in it; lists all faults, exit code 1 if there are any"
    parser = _command(commands, "verify", about, "verify bigearthnet_txt")
    parser.add_argument("out", type=Path, help="release folder")
    parser.add_argument(
        "--solve",
        action="store_true",
        help="also derive every answer and claim from text and map by another road",
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=os.cpu_count() or 1,
        help="processes (default: all cores); does not change the faults",
    )
    parser.set_defaults(run=_verify)


def _add_gallery(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "one self-contained HTML page: pictures, land cover, boxes and texts of some patches"
    parser = _command(
        commands, "gallery", about, "gallery bigearthnet_txt --patches 20 --out gallery.html"
    )
    parser.add_argument("release", type=Path, help="release folder")
    parser.add_argument(
        "--patches",
        type=int,
        default=20,
        help="patches to show, spread over splits and shards (default 20)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("gallery.html"),
        help="page to write (default gallery.html)",
    )
    parser.set_defaults(run=_gallery)


def _add_stats(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "count a release and draw charts: statistics/, assets/, statistics.html, and a section of the card"
    parser = _command(commands, "stats", about, "stats bigearthnet_txt")
    parser.add_argument(
        "out", type=Path, help="release folder; its card and manifest are written again"
    )
    parser.set_defaults(run=_stats)


def _add_blind(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "train three models that see no image on the questions of train, score them on test: how far does the text alone lead?"
    parser = _command(commands, "blind", about, "blind bigearthnet_txt")
    parser.add_argument(
        "out",
        type=Path,
        help="release folder; the scores go to statistics/blind.json, page and card in it",
    )
    parser.set_defaults(run=_blind)


def _world(args: argparse.Namespace) -> int:
    from builder.world import make_world, pack_world

    with tqdm(unit=" patches", desc="world") as bar:
        make_world(
            args.out,
            patches=args.patches,
            seed=args.seed,
            progress=bar.update,
            maps_only=args.maps_only,
        )
    if args.archives:
        pack_world(args.out, args.archives)
    print(
        f"{args.out}: {args.patches} patches{' without pixels' * args.maps_only}, and climate.tif for --climate"
    )
    return 0


def _plan_staging(
    args: argparse.Namespace, roots: tuple[str, ...], say: Callable[[str], object]
) -> StagingPlan:
    """The plan of a staging; said, where an archive is not simply unpacked."""
    from builder.staging import Staging, plan_staging

    plan = plan_staging(
        args.raw, Staging(args.stage_dir or args.raw, args.checksum, args.discard_archives), roots
    )
    if any(step.content for step in plan.steps):
        say(plan.describe())
    return plan


def _run_staging(plan: StagingPlan, note: Callable[..., object]) -> Store:
    """Stages with a bar, and notes what is done at most every ten seconds and at the end."""
    from builder.staging import run_staging

    with tqdm(
        total=plan.total, unit="B", unit_scale=True, desc="stage", disable=not plan.total
    ) as bar:
        done, told = 0, time.monotonic()

        def progress(size: int) -> None:
            nonlocal done, told
            bar.update(size)
            done += size
            if time.monotonic() - told >= _STAGING_TOLD:
                note("staging", bytes=done, of=plan.total)
                told = time.monotonic()

        store = run_staging(plan, progress)
        if done:
            note("staging", bytes=done, of=done)
    return store


def _stage(args: argparse.Namespace) -> int:
    from builder.sources import ROOTS

    plan = _plan_staging(args, ROOTS, print)
    if args.dry_run:
        plan.check_disk()
    else:
        _run_staging(plan, lambda *_, **__: None)
        print(f"{args.raw}: ready for build")
    return 0


def _build(args: argparse.Namespace) -> int:
    if args.scheduler and args.engine != "dask":
        raise UsageError("--scheduler is the address of a dask cluster: give --engine dask with it")
    if not isinstance(args.raw, Path) and (
        args.stage_dir or args.checksum or args.discard_archives
    ):
        raise UsageError(
            f"{args.raw}: archives are staged in a folder of this machine; leave --stage-dir, --checksum and such"
        )
    with ExitStack() as stack:  # what is read here, not by workers, may come from a store
        for name in ("climate", "priors", "annotations"):
            if given := getattr(args, name):
                setattr(args, name, stack.enter_context(local_copy(given)))
        return _build_here(args)


def _build_here(args: argparse.Namespace) -> int:
    from builder.build import Options, Source, build, make_plan, make_settings
    from builder.progress.display import shown_build
    from builder.progress.forecast import Forecast, fitting_workers, parse_bytes
    from builder.shards.release import check_folder, clear_finished, is_finished, summary
    from builder.sources import ROOTS, Climate, Tree, open_remote
    from builder.upstream import PublishedFile

    if args.workers < 1 or not 0 <= args.max_rejected <= 1:
        raise UsageError("--workers needs at least 1, --max-rejected a number from 0 to 1")
    say = partial(print, file=sys.stderr if args.log_json == "-" else sys.stdout)
    roots = ("Reference_Maps",) if args.maps_only else ROOTS
    staging = _plan_staging(args, roots, say) if isinstance(args.raw, Path) else None
    published = PublishedFile(args.annotations) if args.annotations else None
    climate = Climate.open(args.climate) if args.climate else None
    store = Tree(args.raw) if isinstance(args.raw, Path) else open_remote(args.raw, roots)
    source = Source(store, climate, published, args.priors)
    known = len(source.candidates(None)[0])
    stated = {
        name: getattr(args, name)
        for name in ("version", "seed", "limit", "shard_size", "maps_only")
    }
    settings = make_settings(source, args.climate, **stated)
    memory = parse_bytes(args.memory, "--memory") if args.memory else None
    workers = fitting_workers(memory, args.workers, shard_size=args.shard_size, known=known)
    if workers < args.workers:
        say(f"{workers} of {args.workers} workers: no more fit into the memory")
    if not args.climate:
        say(
            f"no --climate given: climate_zone {'of patches is null' if published else 'is null and no question about it is asked'}"
        )
    if args.dry_run:
        splits = source.candidates(args.limit)[0]["split"].to_pylist()
        if not (staging and staging.work):  # the draw of the benchmark reads patches
            readable = replace(source, store=staging.store()) if staging else source
            splits = make_plan(readable, settings, None).candidates["split"].to_pylist()
        counts = ", ".join(
            f"{split} {splits.count(split):,}" for split in SPLITS if split in splits
        )
        say(f"would read {len(splits):,} patches ({counts}) with {workers} workers")
        say(
            f"{Forecast(len(splits), known, workers, args.shard_size, args.maps_only).told(args.out)}; nothing was written"
        )
        return 0
    check_folder(args.out, settings)
    if not is_finished(args.out):
        with shown_build(args.log_json) as (account, surveyed):
            source = (
                replace(source, store=_run_staging(staging, account.note)) if staging else source
            )
            with _engine(args, workers, say) as run:
                build(
                    source,
                    args.out,
                    settings,
                    Options(run, workers, args.max_rejected, surveyed, account),
                )
    clear_finished(args.out)
    say(summary(args.out))
    return 0


@contextmanager
def _engine(
    args: argparse.Namespace, workers: int, say: Callable[[str], object]
) -> Iterator[Callable[..., Any]]:
    from builder.engine import about, connected, run_dask, run_local

    if args.engine == "local":
        yield partial(run_local, workers=workers)
        return
    with connected(args.scheduler, workers) as client:
        say(about(client))
        yield partial(run_dask, client=client)


def _verify(args: argparse.Namespace) -> int:
    from builder.checks.verify import verify
    from builder.shards.release import stored_settings

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
    from builder.checks.solving import judge_release
    from builder.engine import run_local

    with tqdm(unit=" rows", desc="solve") as bar:
        tallies, faults = judge_release(out, bar.update, partial(run_local, workers=workers))
    for (kind, category), tally in sorted(tallies.items()):
        print(
            f"  {kind + '/' + category:<24} "
            + ", ".join(f"{count:,} {status}" for status, count in sorted(tally.items()))
        )
    return faults


def _audit(disputed: list[str]) -> None:
    """Shows the first rows of the published text that disagree: information, no faults of the
    release.
    """
    shown = disputed[:_SHOWN]
    print(
        f"the texts are the published ones: rows that disagree are no faults of this release; the first {len(shown)} of them:"
    )
    for row in shown:
        print(f"  {row}")


def _gallery(args: argparse.Namespace) -> int:
    from builder.gallery import write_gallery

    shown = write_gallery(args.release, args.out, patches=args.patches)
    print(f"{args.out}: {shown} patches; open it in a browser")
    return 0


def _stats(args: argparse.Namespace) -> int:
    from builder.stats import finished, write_figures
    from builder.stats.diversity import measure, write_result

    rows = finished(args.out)["rows"]
    with tqdm(unit=" captions", desc="captions", delay=2) as bar:
        write_result(measure(args.out, bar.update), args.out)
    with tqdm(total=rows, unit=" rows", desc="stats", delay=2) as bar:
        counts = write_figures(args.out, bar.update)
    print(
        f"{args.out}: {counts.texts:,} rows and {counts.patches:,} patches counted; open {args.out / 'statistics.html'} in a browser"
    )
    return 0


def _blind(args: argparse.Namespace) -> int:
    from bigearthnet_txt_evaluation.baselines import (
        ASKED,
        BLIND_FILE,
        measure,
        table_markdown,
        write_result,
    )
    from builder.stats import describe

    with tqdm(total=len(ASKED), unit=" tasks", desc="blind") as bar:
        result = measure(args.out, bar.update)
    write_result(args.out / BLIND_FILE, result)
    print(table_markdown(result))
    print(
        "accuracy in percent on test; published set: TF-IDF + SVM on validation / text-only language model on bench"
    )
    describe(args.out)
    print(
        f"{args.out / BLIND_FILE}: written; the card and {args.out / 'statistics.html'} tell of it"
    )
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
    except (DataError, ReleaseError, StoreError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {_explain(error, args)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "stopped: what was finished is kept; run the same command again to continue",
            file=sys.stderr,
        )
        return 130
