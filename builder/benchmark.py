"""The commands on the benchmark, before and after a build: draw, review, agreement,
label-studio, freeze, errata.

python -m builder benchmark draw raw --out draw.json
python -m builder build raw --out bigearthnet_txt --benchmark draw.json
python -m builder benchmark review bigearthnet_txt --reviewer anna
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from bigearthnet_txt_cli.command import Command, group
from builder.errors import DataError, UsageError
from builder.review.agreement_command import AGREEMENT
from builder.review.freeze_command import ERRATA, FREEZE
from builder.review.label_studio.command import LABEL_STUDIO
from builder.review.review_command import REVIEW
from builder.storage import location, write_text

if TYPE_CHECKING:
    from builder.sampling import Draw


def _draw_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "raw",
        type=location,
        metavar="ARCHIVES",
        help="folder or URL with metadata.parquet; if Reference_Maps is there too, unpacked or "
        "staged, no patch is drawn whose map cannot be used",
    )
    parser.add_argument("--out", type=location, required=True, help="file to write: draw.json")
    parser.add_argument(
        "--patches",
        type=int,
        help="patches to draw (default: 1082, or a tenth of test if that is smaller)",
    )
    parser.add_argument(
        "--block", type=int, default=2, help="places along the side of a block (default 2)"
    )
    parser.add_argument(
        "--buffer",
        choices=("touching", "none"),
        default="touching",
        help="which places leave test beside a block: those that touch it (default), or none",
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of the draw (default 1)")
    parser.add_argument(
        "--climate",
        type=location,
        help="Koeppen-Geiger GeoTIFF (Beck et al. 2018), for quotas of climate zones",
    )
    parser.add_argument(
        "--stage-dir", type=Path, metavar="DIR", help="where staged tars and indexes are"
    )


def _draw(args: argparse.Namespace) -> int:
    from builder.planning import draw_of
    from builder.sampling import Rule, draw_json

    rule = Rule(args.seed, args.patches, args.block, args.buffer)
    with tqdm(unit=" patches", desc="draw", delay=2) as bar:

        def progress(drawn: int, of: int) -> None:
            bar.total = of
            bar.update(drawn)

        draw, checked = draw_of(
            args.raw, rule, climate=args.climate, stage_dir=args.stage_dir, progress=progress
        )
    _check_size(draw, args.patches)
    write_text(args.out, draw_json(draw))
    print(f"{args.out}: {_counted(draw)}")
    for quota in draw.quotas:
        if quota.why:
            wanted = f"wanted {quota.wanted}, found {quota.found}"
            print(f"  {quota.kind} {quota.name}: {wanted}: {quota.why}")
    if not checked:
        print("  no reference map was read: a build leaves out drawn patches whose map has gaps")
    return 0


def _check_size(draw: Draw, patches: int | None) -> None:
    """Raises DataError if none was drawn, UsageError if fewer than asked for."""
    found = len(draw.chosen)
    if not patches and not found:
        raise DataError(
            f"no patch can be drawn ({draw.quotas[0].why or 'a tenth of test is none'})"
        )
    if patches and found < patches:
        raise UsageError(
            f"--patches {patches}: only {found} can be drawn ({draw.quotas[0].why}); ask for fewer"
        )


def _counted(draw: Draw) -> str:
    return (
        f"{len(draw.chosen):,} patches in {len(draw.blocks):,} blocks; {len(draw.withheld):,} "
        f"other dates of their places and {len(draw.buffer):,} patches beside them leave test"
    )


COMMANDS = {
    "benchmark": group(
        "benchmark",
        "draw the benchmark, judge, freeze and correct it",
        {
            "draw": Command(
                "choose the patches of the benchmark from metadata.parquet: blocks of neighboring "
                "places that touch no place of train or validation, with quotas by country, "
                "season, climate zone and class",
                "draw raw --out draw.json",
                _draw_arguments,
                _draw,
            ),
            "review": REVIEW,
            "agreement": AGREEMENT,
            "label-studio": LABEL_STUDIO,
            "freeze": FREEZE,
            "errata": ERRATA,
        },
    )
}
