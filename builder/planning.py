"""What will be built, before a shard is read: the benchmark and the shards.

metadata -> candidates -> draw of the benchmark -> Layout (shards)
--annotations: BigEarthNet.txt.parquet -> its rows, sorted by shard (sort_upstream)
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from builder.balance import NEUTRAL, SamplingWeights
from builder.errors import DataError, Rejected, listed
from builder.inputs import Inputs, file_sum, metadata_sum
from builder.records import PatchRecord
from builder.sampling import (
    Draw,
    Progress,
    Rule,
    apply_draw,
    check_draw,
    draw_benchmark,
    draw_json,
    published_benchmark,
    read_draw,
)
from builder.sensor import Fitted
from builder.settings import Settings
from builder.shards.plan import Candidates, ShardPlan, limited, plan_shards
from builder.shards.release import Workplace
from builder.sources import (
    MAPS_ROOT,
    Climate,
    Store,
    Tree,
    open_remote,
    read_map,
)
from builder.staging import Staging, plan_staging
from builder.storage import Location, local_copy
from builder.upstream import Sorted, UpstreamFile, sort_rows


@dataclass(frozen=True, slots=True)
class Layout:
    """Candidates after the draw of the benchmark, their shards, and who is left out already.

    `blocks`: patch of the benchmark -> name of its block; `priors` are the weights by which
    questions are drawn, `sensor` what those on radar and infrared are drawn by, if there are any.
    """

    candidates: Candidates
    shards: list[ShardPlan]
    rejected: list[Rejected]
    blocks: Mapping[str, str]
    priors: SamplingWeights = NEUTRAL
    sensor: Fitted | None = None


def make_layout(
    inputs: Inputs,
    settings: Settings,
    workplace: Workplace | None,
    progress: Progress = lambda _drawn, _of: None,
) -> Layout:
    """Draws the benchmark, or takes the one given or published, and cuts the shards.

    The draw is made anew by every run, since it takes seconds: it is always that of the input as it
    is now, and an interrupted build keeps the shards to which it leads again.
    """
    everyone, rejected = inputs.candidates(None)
    candidates = limited(everyone, settings.limit)
    draw = _draw(inputs, settings, everyone, candidates, progress=progress)
    if workplace:
        workplace.write(workplace.draw, draw_json(draw))
    drawn, withheld = apply_draw(candidates, draw)
    check_some(drawn, rejected, inputs.store.describe())
    shards = plan_shards(drawn, settings.shard_size)
    return Layout(drawn, shards, rejected + withheld, draw.block_of)


def check_some(candidates: Candidates, rejected: list[Rejected], where: str) -> None:
    """Raises DataError, with what was left out and why, if no candidate is left to build."""
    if len(candidates) == 0:
        found = listed(rejected) or "  metadata.parquet has no usable row"
        raise DataError(f"{where}: no patch is left to build a release of:\n{found}")


def _draw(
    inputs: Inputs,
    settings: Settings,
    everyone: Candidates,
    candidates: Candidates,
    *,
    progress: Progress,
) -> Draw:
    if inputs.upstream:
        return published_benchmark(candidates, inputs.upstream.index.bench)
    if inputs.benchmark:
        return given_draw(inputs.benchmark, everyone, settings.metadata)
    among = set(candidates["patch_id"].to_pylist()) if settings.limit else None
    made_from = {"metadata": settings.metadata, "climate": settings.climate}
    return draw_benchmark(
        everyone,
        inputs.climate,
        Rule(seed=settings.seed),
        usable=partial(_usable, inputs),
        progress=progress,
        among=among,
        made_from=made_from,
    )


def given_draw(path: Location, everyone: Candidates, metadata: str) -> Draw:
    """The draw in a file. Raises DataError if it is none of these candidates."""
    draw = read_draw(path.read_text("utf-8", errors="replace"), str(path))
    check_draw(draw, str(path), candidates=everyone, metadata=metadata)
    return draw


def draw_of(
    raw: Location,
    rule: Rule,
    *,
    climate: Location | None,
    stage_dir: Path | None,
    progress: Progress,
) -> tuple[Draw, bool]:
    """A draw from the archives in a folder or at a URL; were their reference maps read?

    Raises what `build` raises of the same archives, but needs the metadata alone.
    """
    store, readable = _store(raw, stage_dir)
    with ExitStack() as stack:
        raster = stack.enter_context(local_copy(climate)) if climate else None
        inputs = Inputs(store, Climate.open(raster) if raster else None)
        everyone, _ = inputs.candidates(None)
        draw = draw_benchmark(
            everyone,
            inputs.climate,
            rule,
            usable=partial(_usable, inputs) if readable else _any,
            progress=progress,
            made_from={"metadata": metadata_sum(store), "climate": file_sum(raster)},
        )
    return draw, readable


def _any(_: PatchRecord) -> bool:
    return True


def _store(raw: Location, stage_dir: Path | None) -> tuple[Store, bool]:
    """Where metadata and reference maps are read from, and whether the maps can be read now."""
    forms = ("", ".tar", ".tar.zst") if isinstance(raw, Path) else ("", ".tar")
    there = any((raw / f"{MAPS_ROOT}{form}").exists() for form in forms)
    if not isinstance(raw, Path):
        return open_remote(raw, (MAPS_ROOT,) if there else ()), there
    if not there:
        return Tree(raw), False
    plan = plan_staging(raw, Staging(stage_dir or raw), (MAPS_ROOT,))
    return (Tree(raw), False) if plan.work else (plan.store(), True)


def _usable(inputs: Inputs, record: PatchRecord) -> bool:
    """Has it a map without gaps? Its pixels are not opened: the draw does not depend on them."""
    try:
        read_map(inputs.store, record)
    except Rejected:
        return False
    return True


def sort_upstream(
    inputs: Inputs, file: UpstreamFile, layout: Layout, *, place: Sorted, workers: int
) -> None:
    """Leaves the rows of the published file in the work folder, sorted by shard.

    Rows of patches beyond --limit are left out and not listed.
    """
    everyone, _ = inputs.candidates(None)
    ids = layout.candidates["patch_id"].to_pylist()
    left_out: dict[str, str | None] = dict.fromkeys(everyone["patch_id"].to_pylist())
    left_out |= {fault.patch_id: f"{fault.stage}: {fault.reason}" for fault in layout.rejected}
    shards = [_named(ids, shard) for shard in layout.shards]
    sort_rows(file, place, shards=shards, left_out=left_out, workers=workers)


def _named(ids: list[str], shard: ShardPlan) -> list[str]:
    return [ids[row] for row in shard.rows]
