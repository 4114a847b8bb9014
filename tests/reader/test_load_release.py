"""`load` gives the rows of the release that was asked for, whole, and no other.

It may be a folder or a revision on the Hub.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import load
from tests.conftest import ROOT
from tests.hub import REPO, Hub
from tests.reader.conftest import STYLES

pytestmark = pytest.mark.usefixtures("cache")


def test_what_is_not_there_is_named(release: Path, tmp_path: Path) -> None:
    """Config, split and folder: each error says what was asked for and what can be had."""
    with pytest.raises(
        ValueError,
        match="config 'vq': use one of captions, vqa, refexp, sensor, benchmark, patches",
    ):
        load("vq", "train", source=release)
    with pytest.raises(
        ValueError, match="no split 'bench' of 'vqa'; the release has train, validation, test"
    ):
        load("vqa", "bench", source=release)
    with pytest.raises(
        FileNotFoundError,
        match=r"no manifest\.json, so this is no finished release; give the folder",
    ):
        load("vqa", "train", source=tmp_path)
    with pytest.raises(
        FileNotFoundError,
        match=r"nowhere: no such folder, and not the name of a repository \(ORG/NAME\)",
    ):
        load("vqa", "train", source="nowhere")


@STYLES
def test_another_version_is_an_error(release: Path, streaming: bool) -> None:
    """A folder holds one version, and any other is refused.

    That one may be asked for by its number or tag.
    """
    for revision in ("1.0.0", "v1.0.0"):
        assert next(
            iter(load("vqa", "train", source=release, revision=revision, streaming=streaming))
        )
    for revision in ("v1.0.1", "2.0.0", "main"):
        with pytest.raises(
            ValueError, match=f"holds version 1.0.0, but revision '{revision}' was asked for"
        ):
            load("vqa", "train", source=release, revision=revision, streaming=streaming)


_USER = """
import sys
import bigearthnet_txt
from bigearthnet_txt import Pixels, load, stack_bands

row = load("vqa", "train", source=sys.argv[1], bands=["s2", "s1"])[0]
pixels = Pixels(load("patches", "train", source=sys.argv[1]))
print(stack_bands(row).shape, stack_bands([pixels[0]]).shape, bigearthnet_txt.__file__)
"""


def test_the_scripts_of_a_release_are_enough_to_load_it(release: Path, tmp_path: Path) -> None:
    """`load`, `Pixels` and `stack_bands` run from the files of the release, without the package."""
    scripts = release / "scripts"
    environment = {**os.environ, "PYTHONPATH": str(scripts)}
    command = [sys.executable, "-c", _USER, str(release)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    script = scripts / "bigearthnet_txt.py"
    assert done.stdout == f"(14, 120, 120) (1, 14, 120, 120) {script}\n", done.stderr


def test_the_scripts_of_a_release_have_sums(release: Path) -> None:
    """The manifest lists every file of scripts/, so that a damaged one is noticed."""
    listed = json.loads((release / "manifest.json").read_text("utf-8"))["others"]
    there = {path.relative_to(release).as_posix() for path in release.glob("scripts/**/*.py")}
    assert {name for name in listed if name.startswith("scripts/")} == there


@pytest.fixture
def damaged(release: Path, tmp_path: Path) -> Path:
    """A copy of the release to break."""
    folder = tmp_path / "bigearthnet_txt"
    shutil.copytree(release, folder)
    return folder


@STYLES
def test_a_lost_shard_is_noticed(damaged: Path, streaming: bool) -> None:
    """A file that the manifest names and the folder lacks is an error, not a smaller dataset."""
    lost = sorted(damaged.glob("data/patches/train-*"))[1]
    lost.unlink()
    with pytest.raises(
        FileNotFoundError, match=f"{lost.name}: not there, though manifest.json names it"
    ):
        load("vqa", "train", source=damaged, bands=["B02"], streaming=streaming)


def _rewrite(path: Path, rows: pa.Table) -> None:
    pq.write_table(rows, path, compression="zstd")


def test_rows_that_were_lost_are_noticed(damaged: Path) -> None:
    """A file with fewer rows than the manifest says does not load as if it were whole."""
    path = sorted(damaged.glob("data/vqa/train-*"))[0]
    _rewrite(path, pq.ParquetFile(path).read().slice(1))
    with pytest.raises(ValueError, match=r"rows, the manifest states"):
        load("vqa", "train", source=damaged)


def test_texts_of_another_order_are_not_joined_wrongly(damaged: Path) -> None:
    """If the texts of a shard do not follow its patches, streaming stops.

    It does not join a row to another patch.
    """
    path = sorted(damaged.glob("data/vqa/train-*"))[0]
    table = pq.ParquetFile(path).read()
    _rewrite(path, table.take(list(range(len(table)))[::-1]))
    with pytest.raises(
        ValueError,
        match=f"{path.name}: patch .* is not next in .*{path.name}; are both from the same release",
    ):
        list(load("vqa", "train", source=damaged, bands=["B02"], streaming=True))


def test_texts_of_another_patch_are_not_joined(damaged: Path) -> None:
    """The numbers fit, the names do not: a file of texts came from another build."""
    path = sorted(damaged.glob("data/vqa/train-*"))[0]
    table = pq.ParquetFile(path).read()
    at = table.schema.get_field_index("patch_id")
    others = pa.array([name[:-5] + "99_99" for name in table["patch_id"].to_pylist()])
    _rewrite(path, table.set_column(at, table.schema.field(at), others))
    with pytest.raises(ValueError, match=r"is not next in .*; are both from the same release"):
        list(load("vqa", "train", source=damaged, bands=["B02"], streaming=True))


_ONLINE = """
import json, sys, time
from bigearthnet_txt import load
start = time.process_time(), time.monotonic()
one = {"source": "org/name", "bands": ["B02"]}
first = next(iter(load("vqa", "train", **one, revision="v1.0.0", streaming=True)))
seconds = time.process_time() - start[0], time.monotonic() - start[1]
said = {"seconds": seconds, "shape": first["B02"].shape}
for name, revision in (("old", "v1.0.0"), ("new", "v1.0.1"), ("main", None)):
    said[name] = []
    for streaming in (True, False):
        rows = load("vqa", "test", **one, revision=revision, streaming=streaming)
        said[name].append((str(rows.info.version), [row["ID"] for row in rows]))
for name, revision in (("unknown", "v9"), ("moved", "v2.0.0")):
    try:
        load("vqa", "test", source="org/name", revision=revision)
    except Exception as error:
        said[name] = f"{type(error).__name__}: {error}"
print(json.dumps(said))
"""

_OFFLINE = """
import json
from bigearthnet_txt import load
said = {}
one = {"source": "org/name", "bands": ["B02"]}
asked = (
    ("old", "vqa", "v1.0.0"),
    ("new", "vqa", "v1.0.1"),
    ("unknown", "vqa", "v9"),
    ("files", "captions", "v1.0.0"),
)
for name, config, revision in asked:
    for streaming in (True, False):
        try:
            rows = load(config, "test", **one, revision=revision, streaming=streaming)
            given = [str(rows.info.version), [row["ID"] for row in rows]]
        except Exception as error:
            given = f"{type(error).__name__}: {error}"
        said.setdefault(name, []).append(given)
print(json.dumps(said))
"""


def _run(code: str, home: Path, **settings: str) -> dict[str, Any]:
    environment = os.environ | {"HF_HOME": str(home), "PYTHONPATH": str(ROOT)} | settings
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def _ids(release: Path) -> list[int]:
    return [
        i
        for path in sorted(release.glob("data/vqa/test-*"))
        for i in pq.ParquetFile(path).read(["ID"])["ID"].to_pylist()
    ]


def test_a_release_on_the_hub_is_loaded_by_revision(
    release: Path, newer: Path, tmp_path: Path
) -> None:
    """Both versions, and main as the newer, are what was published as them.

    Offline this holds too, and one never comes instead of the other.

    The first row streams within five seconds of work, and without a pause that a busy machine would
    not explain. A tag that does not exist, and one that holds another version, are errors; offline,
    so is a revision, or a file, that is not in the cache.
    """
    with Hub({"v1.0.0": release, "v2.0.0": newer, "v1.0.1": newer}) as hub:
        online = _run(_ONLINE, tmp_path, HF_ENDPOINT=hub.url)
    assert online["shape"] == [120, 120] and online["seconds"][0] < 5 and online["seconds"][1] < 20
    assert online["old"] == [["1.0.0", _ids(release)]] * 2
    assert online["new"] == online["main"] == [["1.0.1", _ids(newer)]] * 2
    assert online["unknown"].startswith("RevisionNotFoundError")
    assert (
        online["moved"]
        == f"ValueError: {REPO}: holds version 1.0.1, but revision 'v2.0.0' was asked for"
    )
    offline = _run(_OFFLINE, tmp_path, HF_ENDPOINT=hub.url, HF_HUB_OFFLINE="1")
    assert offline["old"] == online["old"] and offline["new"] == online["new"]
    for name in ("unknown", "files"):
        for said in offline[name]:
            assert (
                said.startswith("FileNotFoundError")
                and "not in the cache, and the Hub cannot be asked; load it once online" in said
            )


def test_only_the_bands_asked_for_are_read(release: Path, tmp_path: Path) -> None:
    """Streaming one 60 m band from the Hub takes less than a tenth of a file of `patches`.

    The band has 800 of 275,200 bytes. All bands take most of the file.
    """
    paths = [path.relative_to(release).as_posix() for path in release.glob("data/patches/train-*")]
    shares = []
    for bands in ("['B01']", "['s2', 's1']"):
        options = f"source='{REPO}', bands={bands}, streaming=True"
        code = f"rows = load('captions', 'train', {options})\nprint(len(list(rows)))"
        with Hub({"v1.0.0": release}) as hub:
            assert _run(
                f"from bigearthnet_txt import load\n{code}",
                tmp_path / str(len(bands)),
                HF_ENDPOINT=hub.url,
            )
        shares.append(
            sum(hub.sent[path] for path in paths)
            / sum((release / path).stat().st_size for path in paths)
        )
    assert shares[0] < 0.1 and 0.8 < shares[1] < 1.1, shares
