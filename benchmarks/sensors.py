"""What sensors add: simple models of the bands beside blind ones, on the same questions of test.

    python -m benchmarks.sensors --patches 2000  ->  a Markdown table

A synthetic world is built with pixels, the baselines answer its test split, and their files are
scored as those of any model.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.command import parser_of
from benchmarks.results import Table, report
from bigearthnet_txt_evaluation.baselines.predicting.asking import scored
from bigearthnet_txt_evaluation.baselines.predicting.gains import NOTE, gains, gains_table
from bigearthnet_txt_evaluation.baselines.predicting.named import BLIND, PIXELS
from bigearthnet_txt_evaluation.scoring import Scores
from bigearthnet_txt_reader.release import Release
from builder.build import build
from builder.options import Options
from builder.world import make_world


def built(folder: Path, patches: int) -> Release:
    """The release of a synthetic world."""
    raw = folder / "world"
    make_world(raw, patches=patches, seed=1, progress=lambda _: None)
    return build(raw, folder / "release", Options(climate=raw / "climate.tif"))


def measure(release: Release, folder: Path) -> dict[str, Scores]:
    """The scores of blind and pixel baselines on the questions of test."""
    return scored(release, "vqa", "test", names=[*BLIND, *PIXELS], folder=folder)


def table(scores: dict[str, Scores]) -> Table:
    """A row a task."""
    return Table(*gains_table(list(gains(scores)), scores))


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument("--patches", type=int, default=2000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        release = built(Path(folder), args.patches)
        cells = table(measure(release, Path(folder, "baselines")))
    patches = release.rows["patches"]
    conditions = (
        f"{args.patches:,} synthetic patches: {patches['train']:,} teach, {patches['test']:,} are "
        "asked about. The land is made: real land is not measured here."
    )
    report("sensors", cells, notes=(NOTE, conditions), keep=args.keep)


if __name__ == "__main__":
    main()
