"""Archives to be staged, and what their staging gives."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from bigearthnet_txt import ROOTS
from builder.sources import Tree
from builder.sources.archives import Archives
from builder.staging import Staging, StagingPlan, plan_staging, run_staging
from tests.archives import names, packed, plain_tree
from tests.conftest import made_once

S2, S1, MAPS = ROOTS


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An unpacked folder of 100 patches of noise; do not change it."""

    def make(folder: Path) -> None:
        plain_tree(folder / "raw", 100)

    return made_once(tmp_path_factory, "noise", make) / "raw"


@pytest.fixture(scope="session")
def compressed(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its archives as three .tar.zst; do not change them."""

    def make(folder: Path) -> None:
        packed(raw, folder / "archives", "tar.zst")

    return made_once(tmp_path_factory, "compressed", make) / "archives"


@pytest.fixture
def archives(compressed: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    shutil.copytree(compressed, tmp_path / "archives")
    return tmp_path / "archives"


def plan(archives: Path, **options: bool) -> StagingPlan:
    return plan_staging(archives, Staging(archives, **options), ROOTS)


def staged(archives: Path, **options: bool) -> Archives:
    return run_staging(plan(archives, **options), lambda _: None)


def same(store: Archives, raw: Path) -> bool:
    """Does the store give every file of the tree as it is there?

    It is read in another order than that of the archives.
    """
    wanted = names(raw)
    random.Random(3).shuffle(wanted)
    return all(store.rasters([name]) == Tree(raw).rasters([name]) for name in wanted)
