"""What a build counts, it shows; what it was given and cannot use, it says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rasterio.transform import Affine

from builder.errors import DataError, Rejected, listed
from builder.planning import check_some
from builder.sources import METADATA, Climate, Tree, climate_gaps, read_candidates
from builder.sources.archives import find_archives
from builder.sources.whole import lacking
from builder.upstream.unused import NO_PATCH, NOT_HERE, Losses, Unused, gather_unused, write_unused
from tests.archives import gnu_tar
from tests.conftest import ROOT, build_release

ROOTS = ("BigEarthNet-S2", "BigEarthNet-S1", "Reference_Maps")
PATCHES = [f"S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_{n:02d}_57" for n in (26, 27, 28)]


def with_metadata(world: Path, folder: Path, change: Callable[[pa.Table], pa.Table]) -> Path:
    """The archives of a world beside another metadata.parquet."""
    folder.mkdir()
    for name in (*ROOTS, "climate.tif"):
        (folder / name).symlink_to(world / name)
    pq.write_table(change(pq.read_table(world / METADATA)), folder / METADATA)
    return folder


def replaced(column: str, values: list[Any]) -> Callable[[pa.Table], pa.Table]:
    """Changes the first rows of a column."""

    def change(table: pa.Table) -> pa.Table:
        at = table.schema.get_field_index(column)
        new = [*values, *table[column].to_pylist()[len(values) :]]
        return table.set_column(at, column, pa.array(new, table.schema.field(at).type))

    return change


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("country", "Deutschland", "country is 'Deutschland', expected one of Austria"),
        ("labels", ["Ackerland"], "labels is ['Ackerland'], expected names of the nineteen"),
        ("s1_name", None, "s1_name is None, expected a name such as S1B"),
        ("split", "TRAIN", "split is 'TRAIN', expected one of train"),
    ],
)
def test_rows_that_end_a_build_are_shown(
    world: Path,
    tmp_path: Path,
    column: str,
    value: object,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """File, row, column and value of metadata that is of no use, and how many more there are."""
    raw = with_metadata(world, tmp_path / "raw", replaced(column, [value] * 12))
    assert build_release(raw, tmp_path / "out") == 1
    errors = capsys.readouterr().err
    assert "12 patches are damaged" in errors and f"{METADATA}, row 0: {said}" in errors
    assert "... and 2 more" in errors


def test_no_stage_is_hidden_behind_another() -> None:
    """Of many faults ten are shown, the first of every stage among them."""
    many = [Rejected(f"p{k}", "metadata", "bad") for k in range(30)]
    text = listed([*many, Rejected("q", "Sentinel-1", "no such file")])
    assert "q: Sentinel-1: no such file" in text and len(text.splitlines()) == 11
    assert text.endswith("... and 21 more")


def test_metadata_without_rows_is_an_error(world: Path, tmp_path: Path) -> None:
    """A table of no rows is not a release of no patches, whatever made it so."""
    raw = with_metadata(world, tmp_path / "raw", lambda table: table.slice(0, 0))
    with pytest.raises(DataError, match=r"metadata\.parquet: 0 rows, expected one a patch"):
        read_candidates(Tree(raw))
    none = read_candidates(Tree(world))[0].slice(0, 0)
    for rejected in ([], [Rejected("p", "metadata", "split is 'x'")]):
        with pytest.raises(DataError, match="no patch is left") as caught:
            check_some(none, rejected, "raw")
        assert not rejected or "split is 'x'" in str(caught.value)


def climate(path: Path, west: float, north: float, shape: tuple[int, int]) -> Climate:
    """A raster of zone 26, one degree a pixel."""
    import rasterio

    with rasterio.open(
        path, "w", driver="GTiff", height=shape[0], width=shape[1], count=1, dtype="uint8",
        crs="EPSG:4326", transform=Affine(1, 0, west, 0, -1, north),
    ) as raster:  # fmt: skip
        raster.write(np.full(shape, 26, "u1"), 1)
    return Climate.open(path)


def test_patches_without_a_climate_zone_are_counted(world: Path, tmp_path: Path) -> None:
    """A raster of a half, one from 0 to 360 degrees, and one of another continent.

    Portugal and Ireland lie west of Greenwich, all others east of it.
    """
    candidates, _ = read_candidates(Tree(world))
    assert climate_gaps(candidates, climate(tmp_path / "all.tif", -30, 80, (60, 80))) is None
    west = sum(name in ("Ireland", "Portugal") for name in candidates["country"].to_pylist())
    for name, edge, width in (("half", 0, 50), ("wrapped", 0, 360)):
        said = climate_gaps(candidates, climate(tmp_path / f"{name}.tif", edge, 90, (180, width)))
        assert said and f"{west} of {len(candidates)} patches have no climate zone" in said
        assert "Ireland" in said and "Portugal" in said and f"longitudes 0 to {width}" in said
    with pytest.raises(DataError, match=r"have no climate zone there; it covers longitudes 100"):
        climate_gaps(candidates, climate(tmp_path / "far.tif", 100, -10, (20, 20)))


def lost_part(raw: Path, root: str, part: str) -> None:
    """Leaves an unpacked archive as a stopped tar does."""
    tree = raw / root
    if part == "all":
        shutil.rmtree(tree)
        tree.mkdir()
        return
    product = sorted(tree.iterdir())[-1]
    shutil.rmtree(product if part == "product" else sorted(product.iterdir())[-1])


@pytest.mark.parametrize("part", ["all", "product", "patch"])
@pytest.mark.parametrize("root", ROOTS)
def test_half_a_tree_gives_way_to_the_archive(
    world: Path, tmp_path: Path, root: str, part: str
) -> None:
    """A whole tree is read before the archive beside it, half a one is not; both are told."""
    raw = tmp_path / "raw"
    raw.mkdir()
    shutil.copytree(world / root, raw / root)
    shutil.copy(world / METADATA, raw)
    gnu_tar(raw / root, raw / f"{root}.tar")
    [whole] = find_archives(raw, raw, (root,))
    assert (whole.form, lacking(raw, root)) == ("tree", None)
    assert f"{root}.tar beside it is not read" in whole.note
    lost_part(raw, root, part)
    [archive] = find_archives(raw, raw, (root,))
    assert archive.form == "tar" and f"{raw / root} lacks" in archive.note
    (raw / f"{root}.tar").unlink()
    assert find_archives(raw, raw, (root,))[0].form == "tree"


def unused(number: int, reason: str, task: tuple[str, str]) -> Unused:
    return Unused(
        row_group=0, row=number, ID=number, patch_id=PATCHES[0], type=task[0], category=task[1],
        field="output", value="yes\r", reason=reason,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("task", "config"),
    [
        (("binary", "presence"), "vqa"),
        (("bounding box", "point"), "refexp"),
        (("captioning", "None"), "captions"),
        (("Binary", "presence"), "no known task"),
    ],
)
def test_published_rows_are_lost_up_to_a_limit(
    task: tuple[str, str], config: str, tmp_path: Path
) -> None:
    """More than the part allowed of a config ends the build, with a row of it and its value."""
    rows = [unused(k, "expected yes or no", task) for k in range(3)]
    rows += [unused(k, reason, task) for k, reason in enumerate((NOT_HERE, f"{NO_PATCH}: snow"))]
    write_unused(tmp_path / "part.parquet", "text.parquet", rows)
    losses = gather_unused([tmp_path / "part.parquet"], tmp_path / "all.parquet")
    assert dict(losses.counts) == {config: 3}
    losses.check({config: 297}, 0.01)
    with pytest.raises(DataError) as caught:
        losses.check({config: 296}, 0.01)
    assert f"{config}: 3 of 299 rows; text.parquet, row group 0, row 0" in str(caught.value)
    assert "output is 'yes\\r': expected yes or no" in str(caught.value)


def test_a_file_about_other_patches_is_an_error() -> None:
    """A release of pixels without one text is not what was asked for."""
    with pytest.raises(DataError, match="no published row is about a patch of these archives"):
        Losses().check({"patches": 10}, 0.01)


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.email=a@b.c", "-c", "user.name=n")
    done = subprocess.run(
        ("git", *who, *words), cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def named(folder: Path) -> str:
    """What the code in a folder is called."""
    program = "from builder.provenance import commit; print(commit())"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, check=True, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(folder), "GIT_CEILING_DIRECTORIES": "/"},
    )  # fmt: skip
    return done.stdout.strip()


def copied(folder: Path) -> Path:
    """As much of the code as can say what it is."""
    (folder / "builder").mkdir(parents=True)
    for name in ("bigearthnet_txt.py", "builder/__init__.py", "builder/provenance.py"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "bigearthnet_txt_reader", folder / "bigearthnet_txt_reader")
    return folder


def test_the_code_is_named_by_its_own_repository_only(tmp_path: Path) -> None:
    """Inside another repository, untracked in one, or in none: version and sum of the sources."""
    mine = tmp_path / "mine"
    inside, alone = copied(mine / "tool"), copied(tmp_path / "alone")
    git(mine, "init", "-q")
    git(mine, "commit", "-q", "--allow-empty", "-m", "first")
    for folder in (inside, alone):
        assert ", sources " in named(folder)
    git(mine, "add", ".")
    git(mine, "commit", "-q", "-m", "with the tool")
    assert ", sources " in named(inside)
    git(alone, "init", "-q")
    git(alone, "commit", "-q", "--allow-empty", "-m", "first")
    assert ", sources " in named(alone)
    git(alone, "add", ".")
    git(alone, "commit", "-q", "-m", "the code")
    assert named(alone) == git(alone, "rev-parse", "HEAD")
    (alone / "builder/__init__.py").write_text("# changed\n")
    assert named(alone).endswith("-dirty")
