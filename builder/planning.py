"""What will be built, before a shard is read: the benchmark and the shards.

metadata -> candidates -> draw of the benchmark -> Layout (shards)
--annotations: BigEarthNet.txt.parquet -> its rows, sorted by shard (sort_upstream)
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import partial

from builder.balance import NEUTRAL, SamplingWeights
from builder.errors import Rejected
from builder.inputs import Inputs
from builder.settings import Settings
from builder.shards.plan import (
    Candidates,
    Draw,
    ShardPlan,
    apply_draw,
    draw_benchmark,
    plan_shards,
    published_benchmark,
)
from builder.shards.release import Workplace
from builder.sources import read_patch
from builder.upstream import Sorted, UpstreamFile, sort_rows


@dataclass(frozen=True, slots=True)
class Layout:
    """Candidates after the draw of the benchmark, their shards, and who is left out already.

    `priors` are the weights by which questions are drawn.
    """

    candidates: Candidates
    shards: list[ShardPlan]
    rejected: list[Rejected]
    priors: SamplingWeights = NEUTRAL


def make_layout(inputs: Inputs, settings: Settings, workplace: Workplace | None) -> Layout:
    """Draws the benchmark, or takes the published one, and cuts the shards.

    A draw that an interrupted build stored in its workplace is kept.
    """
    candidates, rejected = inputs.candidates(settings.limit)
    stored = _stored_draw(workplace)
    draw = stored or _draw(inputs, candidates, settings)
    if workplace and not stored:
        workplace.write(workplace.draw, json.dumps(asdict(draw)))
    drawn, withheld = apply_draw(candidates, draw)
    return Layout(drawn, plan_shards(drawn, settings.shard_size), rejected + withheld)


def _stored_draw(workplace: Workplace | None) -> Draw | None:
    if workplace is None or not workplace.draw.exists():
        return None
    found = json.loads(workplace.draw.read_text("utf-8"))
    return Draw(tuple(found["chosen"]), tuple(found["withheld"]))


def _draw(inputs: Inputs, candidates: Candidates, settings: Settings) -> Draw:
    if inputs.upstream:
        return published_benchmark(candidates, inputs.upstream.index.bench)
    usable = partial(_usable, inputs, candidates, maps_only=settings.maps_only)
    return draw_benchmark(candidates, settings.seed, usable)


def _usable(inputs: Inputs, candidates: Candidates, row: int, *, maps_only: bool) -> bool:
    try:
        read_patch(inputs.store, inputs.records(candidates, [row])[0], maps_only=maps_only)
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
