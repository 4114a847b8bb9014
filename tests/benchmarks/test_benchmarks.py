"""The benchmarks compare like with like.

Both stacks give the same rows, and the tables show what was measured.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import datasets
import numpy as np
import pyarrow.parquet as pq
import pytest

from benchmarks import build, load, peer, read, stage, stores, text
from bigearthnet_txt import decode_bands
from builder.balance import NEUTRAL
from builder.world import make_world, pack_world
from tests.conftest import ROOT
from tests.landcover.maps import grid

PATCHES = 10
WHOLE = ("captions", "vqa", "refexp")  # the configs that hold all texts of a patch
TEXT = (
    "type",
    "category",
    "input",
    "output",
    "template",
    "answer",
    "expression",
    "options",
    "classes",
)


@pytest.fixture(scope="module")
def peers(world: Path, release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the peer writes for the first patches of the world.

    It uses the sampling weights of the release.
    """
    out = tmp_path_factory.mktemp("peer")
    datasets.disable_progress_bars()
    peer.build(world, out, world / "climate.tif", priors=release / "priors.json", limit=PATCHES)
    return out


def _texts(paths: list[Path]) -> dict[str, list[str]]:
    """patch_id -> its annotations, sorted."""
    found: dict[str, list[str]] = {}
    for path in paths:
        for row in pq.ParquetFile(path).read().to_pylist():
            found.setdefault(row["patch_id"], []).append(
                repr([row.get(name) or None for name in TEXT])
            )
    return {patch: sorted(texts) for patch, texts in found.items()}


def test_both_stacks_write_the_same_annotations(peers: Path, release: Path) -> None:
    """Every patch that both have carries the same texts.

    The release lacks dates withheld beside the benchmark, and chooses among the rows of its items.
    """
    theirs = _texts(list(peers.glob("*-texts.parquet")))
    ours = _texts([path for config in WHOLE for path in release.glob(f"data/{config}/*.parquet")])
    common = set(theirs) & set(ours)
    assert len(common) >= PATCHES // 2
    assert {patch: theirs[patch] for patch in common} == {patch: ours[patch] for patch in common}


def test_both_stacks_write_the_same_pixels(peers: Path, release: Path, tmp_path: Path) -> None:
    """All 14 bands and the map are equal, value by value.

    The NumPy format of `datasets` widens integers.
    """
    rows = [
        row
        for path in release.glob("data/patches/*.parquet")
        for row in pq.ParquetFile(path).read().to_pylist()
    ]
    ours = {row["patch_id"]: decode_bands(row) for row in rows}
    compared = 0
    for path in peers.glob("*-patches.parquet"):
        for row in datasets.Dataset.from_parquet(str(path), cache_dir=str(tmp_path)).with_format(
            "numpy"
        ):
            for name, array in ours.get(row["patch_id"], {}).items():
                np.testing.assert_array_equal(row[name], array)
                compared += 1
    assert compared >= 15 * PATCHES // 2


MEASURING = """
import sys
from benchmarks import build
cost = build.run(sys.argv[1:])
print(cost.cpu, cost.peak)
"""


def test_cpu_and_memory_of_children_count() -> None:
    """A command is charged for the half CPU second and the 800 MB of a child of its own.

    It is measured in a small process: a child's peak is never below that of who starts it.
    """
    child = (
        "import time; block = bytearray([1]) * 800_000_000\nwhile time.process_time() < 0.5: pass"
    )
    parent = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]], check=True)"
    )
    command = [sys.executable, "-c", MEASURING, "-c", parent, child]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    cpu, peak = map(float, done.stdout.split())
    assert 0.5 <= cpu < 5
    assert 800 <= peak < 900


def test_a_failing_build_is_no_result() -> None:
    """A command that fails raises with what it said, instead of looking fast."""
    with pytest.raises(Exception, match="exit status 3") as error:
        build.run(["-c", "print('no such world'); raise SystemExit(3)"])
    assert "no such world" in error.value.output


def _rounds(whole: float, given: float) -> list[build.Round]:
    costs = [build.Cost(cpu, peak) for cpu, peak in ((whole, 400), (given, 400), (1, 100))]
    return [build.Round(*costs, pixels=20_000, total=30_000)]


def test_ratios_are_of_rates_within_a_round() -> None:
    """100 patches in 2.5 s (1 s start, 0.5 s survey) against 11 s (1 s).

    40 a second and x4.4; without start and survey 99 and x10.
    """
    lines = (
        build.table({"ours": _rounds(2.5, 2), "theirs": _rounds(11, 11)}, 100)
        .markdown()
        .splitlines()
    )
    assert lines[2] == "| ours | 40 | x4.4 | 99 | x10.0 | 400 | 200 | 300 |"
    assert lines[3] == "| theirs | 9 | x1.0 | 10 | x1.0 | 400 | 200 | 300 |"


def test_the_forecast_counts_the_start_and_all_patches() -> None:
    """464,044 patches at 99 a second take 4,687 s, behind a start of 1 s: 78 minutes.

    A stack at 9.9 a second takes 46,873 s: 781 minutes.
    """
    said = build.forecast(_rounds(2.5, 2), _rounds(11, 11), 100)
    assert "78 CPU minutes, 39 on two cores, x10.0 the peer's rate" in said


def test_the_cost_of_sensor_questions_leaves_start_and_survey_out() -> None:
    """99 patches in 1 s more than one, and in 1.4 s with them: 10.10 and 14.14 ms each."""
    said = build.added(_rounds(2.5, 2), _rounds(9, 2.4), 100)
    assert said == "`--sensor` adds 4.04 ms of CPU a patch to 10.10 ms: x1.40."


def test_both_stacks_are_given_the_same_priors(tmp_path: Path) -> None:
    """The commands of a round differ in the stack alone.

    The builder builds once more without them, by those that it comes with.
    """
    for _, command in build.STACKS.values():
        arguments = command(tmp_path, tmp_path / "out", 7, tmp_path / "priors.json")
        assert arguments[arguments.index("--priors") + 1] == str(tmp_path / "priors.json")
    assert "--priors" not in build.builder(tmp_path, tmp_path / "out", 7, None)


def test_sizes_add_up_to_the_files(release: Path) -> None:
    """Columns, footers and page indexes together are all bytes of the `patches` files.

    Each byte is counted once.
    """
    patches, found = read.sizes(release)
    files = list(release.glob("data/patches/*.parquet"))
    assert patches == sum(pq.read_metadata(path).num_rows for path in files)
    assert found.total() == sum(path.stat().st_size for path in files)


def test_the_routes_of_texts_see_the_same_regions() -> None:
    """The peer labels the regions that land cover describes, and the texts are about them.

    Codes of one class are one region, and roads are none.
    """
    codes = grid("AB.A", "BA.A", scale=30)
    codes[0, 0] = 212  # arable land like 211
    (cover,) = text.covered([codes])
    assert text.labelled([codes]) == [[len(parts) for parts in cover.regions.values()]] == [[3, 2]]
    assert text.numbered([codes, codes]) == 10
    categories = {row.category for row in text.told([codes], NEUTRAL)[0]}
    assert {"count", "reference", "None"} <= categories


def test_ratios_of_texts_are_of_rates_within_a_round() -> None:
    """Rates of three rounds are 20 to 10, 12 to 4 and 30 to 10.

    The median rate is 20 and the median ratio 3, not 20 to 10.
    """
    rounds = [{"ours": a, text.PEER: b} for a, b in ((20.0, 10.0), (12.0, 4.0), (30.0, 10.0))]
    assert text.table(rounds).markdown().splitlines()[2:] == [
        "| ours | 20 | x3.0 |",
        f"| {text.PEER} | 10 | x1.0 |",
    ]


def test_without_maps_texts_are_not_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """If the real maps are not at hand, `make bench` goes on.

    The benchmark names the missing file and ends well.
    """
    missing = str(tmp_path / "none.npz")
    monkeypatch.setattr("sys.argv", ["text", "--maps", missing])
    with pytest.raises(SystemExit) as ended:
        text.main()
    assert ended.value.code == 0
    assert f"{missing}: no such file" in capsys.readouterr().err


@pytest.fixture(scope="module")
def routes(
    release: Path, world: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[stores.Route], int]:
    """Every way to the pixels of train that runs in this environment."""
    folder = tmp_path_factory.mktemp("stores")
    patches = datasets.load_dataset(
        str(release), "patches", split="train", cache_dir=str(folder / "cache")
    )
    peers = [
        stores.by_lmdb(patches, folder / "lmdb"),
        stores.by_array3d(patches, folder / "array3d"),
        stores.by_rasterio(patches, world),
    ]
    return [*stores.ours(release, patches), *peers], len(patches)


@pytest.mark.parametrize("choice", stores.CHOICES)
def test_every_way_of_reading_gives_the_same_arrays(
    routes: tuple[list[stores.Route], int], choice: str
) -> None:
    """Native rasters and stacks of each patch are equal, value by value, by every route.

    rasterio reads them from the raw archive.
    """
    found, rows = routes
    bands = stores.CHOICES[choice]
    truth = next(route for route in found if route.name.startswith("rasterio"))
    for route in found:
        native, stacked = (
            list(read(0, bands)) if route.in_order else [] for read in (route.native, route.stacked)
        )
        for k in range(0, rows, 5):
            rasters = native[k] if route.in_order else route.native(k, bands)
            for name, expected in truth.native(k, bands).items():
                np.testing.assert_array_equal(
                    rasters[name], expected, err_msg=f"{route.name} {name}"
                )
            stack = stacked[k] if route.in_order else route.stacked(k, bands)
            assert (stack.dtype, stack.shape) == (np.float32, (len(bands), 120, 120)), route.name
            np.testing.assert_array_equal(stack, truth.stacked(k, bands), err_msg=route.name)


def test_the_disk_of_a_store_is_at_least_its_pixels(routes: tuple[list[stores.Route], int]) -> None:
    """A patch has 275,200 bytes of bands, and only Parquet takes less, by compression.

    Nothing takes a quarter more.
    """
    for route in routes[0]:
        least = 150_000 if "Parquet" in route.name else 275_200
        assert least <= route.disk < 1.25 * 304_000, route.name


def test_ratios_of_reading_are_within_a_round() -> None:
    """Rates of three rounds are 20 to 10, 12 to 4 and 30 to 10, in one order and choice.

    The median ratio is x3, not 20 to 10.
    """
    rounds = [
        {("ours", "random", "RGB"): a, (read.BASE, "random", "RGB"): b}
        for a, b in ((20.0, 10.0), (12.0, 4.0), (30.0, 10.0))
    ]
    rows = read.speed_table(rounds, {"ours": 1000, read.BASE: 2000}).markdown().splitlines()[2:]
    assert rows == [
        "| ours | 1,000 |  |  | 20 (x3.00) |  |",
        f"| {read.BASE} | 2,000 |  |  | 10 (x1.00) |  |",
    ]


def test_every_pass_gives_the_questions_with_their_pixels(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All passes of the loading benchmark give the same annotations, in order or not.

    Each has the same bands.
    """
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", str(tmp_path / "own"))
    given = {}
    for name, one in load.passes(release, tmp_path).items():
        rows = [
            (row["ID"], row["input"], int(row["B05"].sum()), float(row["VH"].sum()))
            for row in one()
        ]
        given[name] = sorted(rows)
    assert len(given) == 6 and len({str(rows) for rows in given.values()}) == 1


def test_the_rate_of_staging_leaves_out_the_start() -> None:
    """100 patches in 3 and in 5 CPU seconds, 1 of them the start.

    50 and 25 a second; in 10 seconds by the clock: 10 a second.
    """
    start = stage.Staged(build.Cost(1.0, 80.0), 1.0)
    rounds = [stage.Staged(build.Cost(3.0, 90.0), 10.0), stage.Staged(build.Cost(5.0, 95.0), 10.0)]
    assert (
        stage.staging_table(rounds, [start, start], patches=100)
        .markdown()
        .splitlines()[-1]
        .endswith("| 38 | 10 | 95 |")
    )  # median of 50 and 25


def test_staging_is_timed_from_nothing(tmp_path: Path) -> None:
    """Each round decodes anew: what an earlier one staged is removed first."""
    make_world(tmp_path / "raw", patches=2, seed=1, progress=lambda _: None)
    pack_world(tmp_path / "raw", "tar.zst")
    for _ in range(2):
        assert stage.stage(tmp_path / "raw").seconds > 0
    assert len(list((tmp_path / "raw").glob("*.tar"))) == 3
