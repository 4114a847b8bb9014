"""Writer and solver, which share no code, agree on every row of real and synthetic maps."""

from collections import Counter
from pathlib import Path
from shutil import copytree

import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy import ndimage

from bigearthnet_txt import CLASSES, CLC, TASKS
from builder.solver.ground import Ground
from builder.solver.release import judge_release
from tests.landcover.maps import squares
from tests.solver.judged import judged


def test_real_maps_are_told_right() -> None:
    """On 68 real maps and two seeds every row of all fifteen tasks agrees, and every text is understood."""
    found = [pair for k, codes in enumerate(squares()) for pair in judged(codes, (2 * k, 2 * k + 1))]
    assert {(row["type"], row["category"]) for row, _ in found} == {(task.type, task.category) for task in TASKS}
    assert [(row["input"], row["output"], verdict) for row, verdict in found if verdict.status != "agrees"] == []


def test_regions_are_those_of_scipy() -> None:
    """Number, area and half-open box of the regions of every class are those of scipy.ndimage with an edge-connected neighborhood."""
    for codes in squares()[::6]:
        ground = Ground(codes)
        for label in CLASSES:
            labels, n = ndimage.label(np.isin(codes, [code for code, clc in CLC.items() if clc.label == label]))
            slices = ndimage.find_objects(labels)
            boxes = Counter((x.start, y.start, x.stop, y.stop) for y, x in slices)
            spots = ground.spots.get(label, [])
            assert (len(spots), Counter(spot.bounds for spot in spots)) == (n, boxes)
            assert sorted(spot.area for spot in spots) == sorted(np.bincount(labels.ravel())[1:])


def test_a_release_agrees_whole(release: Path) -> None:
    """Every text row of a built release, benchmark included, agrees with the map that `patch_row` leads to."""
    counted = Counter[int]()
    judgment = judge_release(release, lambda rows: counted.update([rows]))
    assert judgment.faults == []
    assert set(judgment.tallies) == {(task.type, task.category) for task in TASKS}
    texts = [path for path in (release / "data").rglob("*.parquet") if path.parent.name != "patches"]
    rows = sum(pq.read_metadata(path).num_rows for path in texts)
    assert counted[1] == rows == sum(tally["agrees"] for tally in judgment.tallies.values())


@pytest.mark.parametrize(("column", "named"), [("reference_map", "expected"), ("patch_id", "patch_row")])
def test_rows_beside_another_patch_are_seen(release: Path, tmp_path: Path, column: str, named: str) -> None:
    """Where the maps (or the names) of a file of patches are in another order, the rows that lead there are reported."""
    out = copytree(release, tmp_path / "bigearthnet_txt")
    path = min((out / "data" / "patches").glob("train-*.parquet"))
    table = pq.read_table(path)
    place = table.schema.get_field_index(column)
    shifted = table[column].take(np.roll(np.arange(len(table)), 1))
    pq.write_table(table.set_column(place, table.schema.field(place), shifted), path)
    faults = judge_release(out, lambda _: None).faults
    assert faults
    assert all("/train: " in fault and named in fault for fault in faults)
