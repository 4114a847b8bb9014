"""The SDK of Label Studio accepts interface and pre-annotations of every type.

Run with `pytest -m matrix`.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bigearthnet_txt_reader.release import Release
from builder.review.label_studio.exporting import export_tasks
from tests.matrix.environments import ROOT, make_environment, run_offline

pytestmark = pytest.mark.matrix


def test_label_studio_accepts_what_is_exported(release: Path, tmp_path: Path) -> None:
    """As its server checks an import: names of controls, types and values."""
    counts = export_tasks(Release.open(release), tmp_path, files=True)
    python = make_environment("label-studio-sdk-2.1.2", ("label-studio-sdk==2.1.2",))
    script = ROOT / "tests" / "matrix" / "label_studio_tasks.py"
    found = json.loads(run_offline(python, script, tmp_path, home=tmp_path))
    assert found == {kind.replace(" ", "-"): [number, []] for kind, number in counts.items()}
