"""The commands that take a finished release: verify, gallery, read, stats, blind.

python -m builder verify bigearthnet_txt --solve
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from bigearthnet_txt_cli.command import Command
from bigearthnet_txt_reader.release import Release
from builder.errors import UsageError
from builder.storage import location, write_text

_RELEASE = "release folder, or its URL: s3://bucket/bigearthnet_txt"
_SHOWN = 20  # rows of an audit


def _verify_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=location, help=_RELEASE)
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


def _verify(args: argparse.Namespace) -> int:
    from builder.checks.verify import verify

    if args.workers < 1:
        raise UsageError(f"--workers {args.workers}: needs at least 1")
    release = Release.open(args.out)
    with tqdm(total=len(release.files), unit=" files", desc="verify") as bar:
        faults = verify(release, bar.update, workers=args.workers)
    if args.solve:
        disputed = _solve(release, args.workers)
        if release.published:
            _audit(disputed)
        else:
            faults += disputed
    print(f"{args.out}: {len(faults)} faults" if faults else f"{args.out}: sound")
    for fault in faults:
        print(f"  {fault}")
    return int(bool(faults))


def _solve(release: Release, workers: int) -> list[str]:
    """Lets the solver judge every row, prints how many, and returns what it disagrees with."""
    from builder.checks.solving import judge_release
    from builder.engine import Local

    rows = sum(entry.rows for entry in release.files if entry.config != "patches")
    with tqdm(total=rows, unit=" rows", desc="solve") as bar:
        tallies, faults = judge_release(release, bar.update, Local(workers).run)
    for (kind, category), tally in sorted(tallies.items()):
        print(f"  {kind + '/' + category:<24} {_counted(tally)}")
    return faults


def _counted(tally: Counter[str]) -> str:
    return ", ".join(f"{count:,} {status}" for status, count in sorted(tally.items()))


def _audit(disputed: list[str]) -> None:
    """Shows the first rows of the published text that disagree: no faults of the release."""
    shown = disputed[:_SHOWN]
    print(
        "the texts are the published ones: rows that disagree are no faults of this release; "
        f"the first {len(shown)} of them:"
    )
    for row in shown:
        print(f"  {row}")


def _gallery_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("release", type=location, help=_RELEASE)
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


def _gallery(args: argparse.Namespace) -> int:
    from builder.gallery import write_gallery

    shown = write_gallery(Release.open(args.release), args.out, patches=args.patches)
    print(f"{args.out}: {shown} patches; open it in a browser")
    return 0


def _read_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("release", type=location, help=_RELEASE)
    parser.add_argument("--n", type=int, default=20, help="patches to read (default 20)")
    parser.add_argument("--seed", type=int, default=0, help="another one draws others (default 0)")


def _read(args: argparse.Namespace) -> int:
    from builder.reading import lines_of

    if args.n < 1:
        raise UsageError(f"--n {args.n}: needs at least 1")
    for line in lines_of(Release.open(args.release), patches=args.n, seed=args.seed):
        print(line)
    return 0


def _stats_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "out",
        type=location,
        help="release folder, or its URL; its card and manifest are written again",
    )


def _stats(args: argparse.Namespace) -> int:
    from builder.stats import write_statistics
    from builder.stats.diversity import measure, write_result

    release = Release.open(args.out)
    rows = sum(entry.rows for entry in release.files)
    told = sum(sum(release.rows.get(name, {}).values()) for name in ("captions", "sensor"))
    with tqdm(total=told, unit=" rows", desc="captions", delay=2) as bar:
        write_result(measure(release, bar.update), release)
    _count_bands(release)
    with tqdm(total=rows, unit=" rows", desc="stats", delay=2) as bar:
        counts = write_statistics(release, bar.update)
    print(
        f"{args.out}: {counts.texts:,} rows and {counts.patches:,} patches counted; "
        f"open {args.out / 'statistics.html'} in a browser"
    )
    return 0


def _count_bands(release: Release) -> None:
    from builder.stats.bands import SPLIT, write_bands

    patches = release.rows.get("patches", {}).get(SPLIT, 0)
    with tqdm(total=patches, unit=" patches", desc="bands", delay=2) as bar:
        write_bands(release, bar.update)


def _blind_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "out",
        type=location,
        help="release folder, or its URL; "
        "the scores go to statistics/blind.json, page and card in it",
    )


def _blind(args: argparse.Namespace) -> int:
    from bigearthnet_txt_evaluation.baselines import (
        BLIND_FILE,
        STEPS,
        bench_markdown,
        beside_markdown,
        box_table_markdown,
        measure,
        rows_to_read,
        sample_text,
        table_markdown,
        text_of,
    )
    from builder.stats import describe

    release = Release.open(args.out)
    with (
        tqdm(total=rows_to_read(release), unit=" rows", desc="read", delay=2, leave=False) as rows,
        tqdm(total=STEPS, unit=" tasks", desc="blind") as bar,
    ):
        result = measure(release, bar.update, rows.update)
    write_text(args.out / BLIND_FILE, text_of(result))
    print(table_markdown(result))
    if result.every:
        print(sample_text(result.every))
    print(
        "accuracy in percent on test; published set: TF-IDF + SVM on validation / "
        "text-only language model on bench"
    )
    if on_bench := bench_markdown(result):
        print(f"\n{on_bench}")
        print("on the benchmark, intervals over blocks; held: chance lies in the interval")
    print(f"\n{beside_markdown(result)}")
    print("trees that read the other rows of the pack, or of the patch, before any is answered\n")
    print(box_table_markdown(result.boxes))
    print("boxes: mean overlap (mIoU) / part of the boxes found (IoU of 0.5 or more), in percent")
    describe(release)
    page = args.out / "statistics.html"
    print(f"{args.out / BLIND_FILE}: written; it stands in the card and in {page} too")
    return 0


COMMANDS = {
    "verify": Command(
        "read a release again and check everything in it; lists all faults, "
        "exit code 1 if there are any",
        "verify bigearthnet_txt",
        _verify_arguments,
        _verify,
    ),
    "gallery": Command(
        "one self-contained HTML page: pictures, land cover, boxes and texts of some patches",
        "gallery bigearthnet_txt --patches 20 --out gallery.html",
        _gallery_arguments,
        _gallery,
    ),
    "read": Command(
        "print all texts of some random patches, to be read aloud",
        "read bigearthnet_txt --n 50",
        _read_arguments,
        _read,
    ),
    "stats": Command(
        "count a release and draw charts: statistics/, assets/, statistics.html, "
        "and a section of the card",
        "stats bigearthnet_txt",
        _stats_arguments,
        _stats,
    ),
    "blind": Command(
        "train models that see no image on the questions and boxes of train, score them on test "
        "and benchmark: how far does the text alone lead?",
        "blind bigearthnet_txt",
        _blind_arguments,
        _blind,
    ),
}
